import { z } from 'zod';
import { ok } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, ConnectionReport, RateLedger, RemoteAccount } from '../../../core/ports/index.ts';
import { parsedOrNull, type Outcome, type XClient } from './client.ts';
import type { Identity } from './identity.ts';
import { Access, Account } from './schemas.ts';

/** What each right is for; without it those parts of the program are off. "Authenticated user access" (version 12; read 2026-11-20) */
const RIGHTS: readonly { readonly name: string; readonly by: readonly string[]; readonly disables: readonly string[] }[] = [
  { name: 'AD_MANAGER', by: ['ACCOUNT_ADMIN', 'AD_MANAGER'], disables: ['publish', 'pause'] },
  { name: 'TWEET_COMPOSER', by: ['TWEET_COMPOSER'], disables: ['publish'] },
  {
    name: 'ANALYST',
    by: ['ACCOUNT_ADMIN', 'AD_MANAGER', 'CREATIVE_MANAGER', 'CAMPAIGN_ANALYST', 'ANALYST'],
    disables: ['read', 'metrics'],
  },
  { name: 'PARTNER_AUDIENCE_MANAGER', by: ['ACCOUNT_ADMIN', 'AD_MANAGER', 'PARTNER_AUDIENCE_MANAGER'], disables: ['audiences'] },
];

export interface Connection {
  test(account: AccountRef): Outcome<ConnectionReport>;
  listAccounts(secretName: string): Outcome<readonly RemoteAccount[]>;
}

export interface ConnectionTools {
  readonly client: XClient;
  readonly identity: Identity;
  readonly ledger: RateLedger;
  readonly clock: Clock;
  /** Called once an account answers: lists that are dear to ask for. */
  warm(account: AccountRef): Promise<void>;
}

const Kept = z.object({
  atMs: z.number(),
  accounts: z.array(z.object({ remoteId: z.string(), name: z.string(), currency: z.string(), timeZone: z.string() })),
});
/** The list may be asked for five times in 15 minutes: within that long it is not asked for again. */
const FRESH_MS = 15 * 60_000;

export function createConnection({ client, identity, ledger, clock, warm }: ConnectionTools): Connection {
  async function fundingOf(account: AccountRef): Outcome<{ readonly currency: string | null; readonly able: boolean }> {
    const all = await identity.instruments(account);
    if (!all.ok) return all;
    const living = all.value.filter((one) => one.deleted !== true);
    const chosen = living.find((one) => one.id === account.settings['fundingInstrumentId']);
    const able = chosen === undefined ? living.find((one) => one.able_to_fund === true) : chosen;
    return ok({ currency: (able ?? living[0])?.currency ?? null, able: able?.able_to_fund === true });
  }

  return {
    async test(account) {
      const auth = { secretName: account.secretName, accountId: account.remoteId };
      const node = await client.one({ ...auth, method: 'GET', path: `accounts/${account.remoteId}` }, Account);
      if (!node.ok) return node;
      const access = await client.one({ ...auth, method: 'GET', path: `accounts/${account.remoteId}/authenticated_user_access` }, Access);
      if (!access.ok) return access;
      const funding = await fundingOf(account);
      if (!funding.ok) return funding;
      await warm(account);
      const held = new Set(access.value.permissions);
      const { approval_status: approval, deleted } = node.value;
      return ok({
        scopes: RIGHTS.map(({ name, by, disables }) => {
          const granted = by.some((right) => held.has(right));
          return { name, granted, disables: granted ? [] : disables };
        }),
        // Tokens of OAuth 1.0a do not end; they are revoked.
        expiresAt: null,
        accountStatus:
          deleted === true || approval === 'REJECTED'
            ? 'disabled'
            : !funding.value.able
              ? 'no_payment_method'
              : approval === 'ACCEPTED'
                ? 'ok'
                : 'unknown',
        currency: funding.value.currency ?? account.currency,
        timeZone: node.value.timezone,
      });
    },
    async listAccounts(secretName) {
      const user = await client.user(secretName);
      const scope = `x/accounts/${user?.fingerprint ?? ''}`;
      const kept = Kept.safeParse(parsedOrNull(ledger.read(scope) ?? 'null'));
      if (user !== null && kept.success && clock.nowMs() - kept.data.atMs < FRESH_MS) return ok(kept.data.accounts);
      const rows = await client.all({ path: 'accounts', secretName, accountId: null }, Account);
      if (!rows.ok) return rows;
      const accounts: RemoteAccount[] = [];
      for (const row of rows.value) {
        if (row.deleted === true) continue;
        const asked: AccountRef = {
          accountId: '',
          remoteId: row.id,
          currency: '',
          timeZone: row.timezone,
          country: '',
          secretName,
          settings: {},
        };
        const funding = await fundingOf(asked);
        if (!funding.ok) return funding;
        // An account has no currency of its own: it is the one of what pays. Without that it cannot advertise.
        if (funding.value.currency === null) continue;
        accounts.push({ remoteId: row.id, name: row.name, currency: funding.value.currency, timeZone: row.timezone });
      }
      ledger.write(scope, JSON.stringify({ atMs: clock.nowMs(), accounts }));
      return ok(accounts);
    },
  };
}
