import type { SimContext } from '../../../simulators/types.ts';
import { classOf } from '../rates.ts';
import { XProblem } from './problems.ts';

/**
 * Reads in quarters of an hour: 10,000 of core objects and 2,000 of others an ad account, 400 of targeting, 250 of reports,
 * and 5 of anything that names no account. Writes: 450 a minute, all together. The account's headers come with its reads only.
 * @see X Ads API, "Rate limiting" (version 12; read 2026-11-20)
 */
const QUARTER_MS = 15 * 60_000;
const MINUTE_MS = 60_000;
const LIMITS: Readonly<Record<string, number>> = {
  core: 10_000,
  other: 2_000,
  account: 2_000,
  targeting_criteria: 400,
  stats: 250,
  writes: 450,
};
const WITHOUT_ACCOUNT = 5;
/** A throttle asked for by a fault is short, so that a demonstration does not stand still. */
const FAULT_MS = 3_000;

interface Bucket {
  startMs: number;
  used: number;
}

export interface Limits {
  /** Counts one call and says the headers of its answer; throws when there is no room. */
  count(
    call: { readonly write: boolean; readonly path: string; readonly accountId: string | null; readonly token: string },
    forced: boolean,
  ): Record<string, string>;
  forget(): void;
}

export function createLimits(context: SimContext): Limits {
  const buckets = new Map<string, Bucket>();
  return {
    count(call, forced) {
      const kind = classOf(call);
      const spanMs = call.write ? MINUTE_MS : QUARTER_MS;
      const ofAccount = call.accountId !== null && !call.write;
      const limit = LIMITS[kind] ?? WITHOUT_ACCOUNT;
      const key = `${ofAccount ? call.accountId : call.token}/${kind}`;
      const nowMs = context.nowMs();
      let bucket = buckets.get(key);
      if (bucket === undefined || nowMs - bucket.startMs >= spanMs) buckets.set(key, (bucket = { startMs: nowMs, used: 0 }));
      const full = bucket.used >= limit && !context.switchOn('x.no_rate_limits');
      if (!full && !forced) bucket.used += 1;
      const resetMs = forced ? nowMs + FAULT_MS : bucket.startMs + spanMs;
      const values = [limit, forced || full ? 0 : limit - bucket.used, Math.ceil(resetMs / 1000)] as const;
      const headers = { ...family('x-rate-limit', values), ...(ofAccount ? family('x-account-rate-limit', values) : {}) };
      if (full || forced) throw new XProblem(429, [{ code: 'TOO_MANY_REQUESTS', message: 'Request limit exceeded' }], { headers });
      return headers;
    },
    forget: () => buckets.clear(),
  };
}

function family(prefix: string, [limit, remaining, reset]: readonly [number, number, number]): Record<string, string> {
  return {
    [`${prefix}-limit`]: String(limit),
    [`${prefix}-remaining`]: String(Math.max(0, remaining)),
    [`${prefix}-reset`]: String(reset),
  };
}
