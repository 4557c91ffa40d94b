import { z } from 'zod';
import type { AccountRef, Clock, RateLedger } from '../../../core/ports/index.ts';
import { parsedOrNull, type XClient } from './client.ts';
import { BiddingRule } from './schemas.ts';

/** The smallest step of amounts, by currency, as X itself states it. Five calls in 15 minutes: read once a month, kept on disk. */
export interface BiddingRules {
  /** Offline; null while it was never read. */
  known(currency: string): bigint | null;
  warm(account: AccountRef): Promise<void>;
}

const Kept = z.object({ atMs: z.number(), denomination: z.number().int().positive() });
const FRESH_MS = 30 * 24 * 3_600_000;

export function createBiddingRules(client: XClient, ledger: RateLedger, clock: Clock): BiddingRules {
  const scope = (currency: string): string => `x/bidding-rules/${currency}`;
  function kept(currency: string): z.infer<typeof Kept> | null {
    const read = Kept.safeParse(parsedOrNull(ledger.read(scope(currency)) ?? 'null'));
    return read.success ? read.data : null;
  }
  return {
    known(currency) {
      const found = kept(currency);
      return found === null ? null : BigInt(found.denomination);
    },
    async warm(account) {
      const found = kept(account.currency);
      if (found !== null && clock.nowMs() - found.atMs < FRESH_MS) return;
      const rules = await client.one(
        {
          method: 'GET',
          path: 'bidding_rules',
          values: { currency: account.currency },
          secretName: account.secretName,
          accountId: null,
        },
        z.array(BiddingRule),
      );
      const rule = rules.ok ? rules.value.find((row) => row.currency === account.currency) : undefined;
      if (rule === undefined) return;
      ledger.write(scope(account.currency), JSON.stringify({ atMs: clock.nowMs(), denomination: rule.minimum_denomination }));
    },
  };
}
