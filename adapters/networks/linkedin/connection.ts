import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, ConnectionReport, NetworkFailure, RemoteAccount } from '../../../core/ports/index.ts';
import type { LinkedInClient } from './client.ts';
import { utcDay } from './map.ts';
import { reportOf } from './metrics.ts';
import { AdAccount } from './schemas.ts';

/** Every account counts its days in UTC. "Reporting" (202607; read 2026-11-20) */
const TIME_ZONE = 'UTC';

export interface Connection {
  test(account: AccountRef): Promise<Result<ConnectionReport, NetworkFailure>>;
  listAccounts(secretName: string): Promise<Result<readonly RemoteAccount[], NetworkFailure>>;
}

export function createConnection(client: LinkedInClient, clock: Clock): Connection {
  return {
    async test(account) {
      const found = await client.one({ path: `/adAccounts/${account.remoteId}`, secretName: account.secretName }, AdAccount);
      if (!found.ok) return err(found.error.kind === 'no_permission' ? { ...found.error, missing: 'r_ads' } : found.error);
      // A token does not tell its scopes, so that each reading is tried.
      const today = utcDay(clock.nowMs());
      const report = await reportOf(client, account, today, today);
      if (!report.ok && report.error.kind !== 'no_permission') return report;
      return ok({
        scopes: [
          { name: 'r_ads', granted: true, disables: [] },
          { name: 'r_ads_reporting', granted: report.ok, disables: report.ok ? [] : ['metrics'] },
        ],
        // 60 days from a beginning that nothing tells.
        expiresAt: null,
        accountStatus: statusOf(found.value),
        currency: found.value.currency,
        timeZone: TIME_ZONE,
      });
    },
    async listAccounts(secretName) {
      const accounts = await client.all({ path: '/adAccounts', query: { q: 'search' }, secretName }, AdAccount);
      if (!accounts.ok) return accounts;
      return ok(accounts.value.map(({ id, name, currency }) => ({ remoteId: id, name, currency, timeZone: TIME_ZONE })));
    },
  };
}

/** "Ad accounts", status and serving statuses (202607; read 2026-11-20) */
function statusOf({ status, servingStatuses }: AdAccount): ConnectionReport['accountStatus'] {
  if (status !== 'ACTIVE') return 'disabled';
  if (servingStatuses.includes('BILLING_HOLD')) return 'no_payment_method';
  return servingStatuses.length === 0 || servingStatuses.includes('RUNNABLE') ? 'ok' : 'unknown';
}
