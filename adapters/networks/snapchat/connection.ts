import { z } from 'zod';
import { ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, ConnectionReport, NetworkFailure, RemoteAccount } from '../../../core/ports/index.ts';
import { NAMES, type SnapClient } from './client.ts';
import { SCOPES } from './manifest.ts';
import { AdAccount, Organization } from './schemas.ts';

export interface Connection {
  test(account: AccountRef): Promise<Result<ConnectionReport, NetworkFailure>>;
  listAccounts(secretName: string): Promise<Result<readonly RemoteAccount[], NetworkFailure>>;
}

/** What each scope is for; without it those parts of the program are off. "Authentication", scopes (v1; read 2026-11-20) */
export const DISABLES: Readonly<Record<(typeof SCOPES)[number], readonly string[]>> = {
  'snapchat-marketing-api': ['publish', 'pause', 'read', 'metrics', 'list_accounts'],
  'snapchat-offline-conversions-api': ['conversions'],
};

export function createConnection(client: SnapClient): Connection {
  return {
    async test(account) {
      const answer = await client.item(
        { method: 'GET', path: `/adaccounts/${account.remoteId}`, secretName: account.secretName },
        NAMES.account,
        AdAccount,
      );
      if (!answer.ok) return answer;
      const { currency, timezone, regulations } = answer.value.value;
      const granted = new Set(client.auth.scopes(account.secretName));
      const declared = regulations?.restricted_delivery_signals === true;
      return ok({
        scopes: [
          // An answer that names no scopes leaves out what was asked for (RFC 6749, 5.1).
          ...SCOPES.map((name) => {
            const has = granted.size === 0 || granted.has(name);
            return { name, granted: has, disables: has ? [] : DISABLES[name] };
          }),
          // Not a scope, and as necessary as one: an account that does not declare its job ads publishes none.
          { name: 'restricted_delivery_signals', granted: declared, disables: declared ? [] : ['publish'] },
        ],
        // The kept refresh token has no stated end; access tokens come and go by themselves.
        expiresAt: null,
        accountStatus: statusOf(answer.value.value),
        currency,
        timeZone: timezone,
      });
    },
    async listAccounts(secretName) {
      const rows = await client.all(
        { path: '/me/organizations', query: { with_ad_accounts: 'true' }, secretName },
        { plural: 'organizations', singular: 'organization' },
        Organization,
        null,
      );
      if (!rows.ok) return rows;
      const accounts = rows.value.flatMap((organization) => organization.ad_accounts ?? []);
      return ok(accounts.map(({ id, name, currency, timezone }) => ({ remoteId: id, name, currency, timeZone: timezone })));
    },
  };
}

/** "Ad accounts", status and funding sources (v1; read 2026-11-20) */
function statusOf(account: z.infer<typeof AdAccount>): ConnectionReport['accountStatus'] {
  if (account.status !== undefined && account.status !== 'ACTIVE') return 'disabled';
  if (account.funding_source_ids.length === 0) return 'no_payment_method';
  return account.status === 'ACTIVE' ? 'ok' : 'unknown';
}
