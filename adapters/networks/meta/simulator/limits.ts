import type { SimContext } from '../../../simulators/types.ts';
import { GraphProblem } from './problems.ts';
import type { SimulatedToken } from './seeds.ts';

/**
 * The account score: a read is 1, a write 3; it drains over 300 s, and when it is full the account is shut for a while.
 * Full access: 9,000 and 60 s; limited: 60 and 300 s. "Marketing API rate limiting" (v26.0; read 2026-11-20).
 * Whether it drains evenly is not stated; here it does.
 */
const DRAIN_MS = 300_000;
const FULL = { most: 9_000, blockMs: 60_000 };
const LIMITED = { most: 60, blockMs: 300_000 };
/** A throttle asked for by a fault: the tail of a block, so that a demonstration does not stand still for a minute. */
const FAULT_BLOCK_MS = 3_000;
const HOURLY_CALLS = 100_000;

interface Bucket {
  score: number;
  atMs: number;
  blockedUntilMs: number;
  hourStartMs: number;
  callsThisHour: number;
}

export interface Limits {
  /** Counts one call; throws when the account is shut. */
  count(accountId: string | null, write: boolean, token: SimulatedToken, forced: boolean): void;
  headers(accountId: string | null, token: SimulatedToken | null): Record<string, string>;
  forget(): void;
}

export function createLimits(context: SimContext): Limits {
  const buckets = new Map<string, Bucket>();

  function bucketOf(accountId: string): Bucket {
    let bucket = buckets.get(accountId);
    if (bucket === undefined) {
      bucket = { score: 0, atMs: context.nowMs(), blockedUntilMs: 0, hourStartMs: context.nowMs(), callsThisHour: 0 };
      buckets.set(accountId, bucket);
    }
    return bucket;
  }

  function drain(bucket: Bucket, most: number): void {
    const nowMs = context.nowMs();
    bucket.score = Math.max(0, bucket.score - (most * Math.max(0, nowMs - bucket.atMs)) / DRAIN_MS);
    bucket.atMs = nowMs;
    if (nowMs - bucket.hourStartMs >= 3_600_000) {
      bucket.hourStartMs = nowMs;
      bucket.callsThisHour = 0;
    }
  }

  return {
    count(accountId, write, token, forced) {
      if (accountId === null) return;
      const limit = token.tier === 'standard_access' ? FULL : LIMITED;
      const bucket = bucketOf(accountId);
      drain(bucket, limit.most);
      const nowMs = context.nowMs();
      if (forced) {
        bucket.blockedUntilMs = Math.max(bucket.blockedUntilMs, nowMs + FAULT_BLOCK_MS);
        throw throttled();
      }
      if (nowMs < bucket.blockedUntilMs) throw throttled();
      bucket.callsThisHour += 1;
      const cost = write ? 3 : 1;
      if (context.switchOn('meta.no_account_score')) return;
      if (bucket.score + cost > limit.most) {
        bucket.blockedUntilMs = nowMs + limit.blockMs;
        throw throttled();
      }
      bucket.score += cost;
    },
    headers(accountId, token) {
      const tier = token?.tier ?? 'standard_access';
      if (accountId === null) return { 'x-app-usage': JSON.stringify({ call_count: 1, total_time: 1, total_cputime: 1 }) };
      const limit = tier === 'standard_access' ? FULL : LIMITED;
      const bucket = bucketOf(accountId);
      drain(bucket, limit.most);
      const leftMs = Math.max(0, bucket.blockedUntilMs - context.nowMs());
      const percent = leftMs > 0 ? 100 : Math.round((bucket.score / limit.most) * 1000) / 10;
      const calls = Math.min(100, Math.ceil((bucket.callsThisHour / HOURLY_CALLS) * 100));
      return {
        'x-app-usage': JSON.stringify({ call_count: calls, total_time: Math.ceil(calls / 2), total_cputime: Math.ceil(calls / 2) }),
        'x-ad-account-usage': JSON.stringify({
          acc_id_util_pct: percent,
          reset_time_duration: leftMs > 0 ? Math.ceil(leftMs / 1000) : Math.ceil(((bucket.score / limit.most) * DRAIN_MS) / 1000),
          ads_api_access_tier: tier,
        }),
        'x-business-use-case-usage': JSON.stringify({
          [accountId.slice(4)]: [
            {
              type: 'ads_management',
              call_count: calls,
              total_cputime: Math.ceil(calls / 2),
              total_time: Math.ceil(calls / 2),
              estimated_time_to_regain_access: 0,
              ads_api_access_tier: tier,
            },
          ],
        }),
      };
    },
    forget: () => buckets.clear(),
  };
}

/** Comes marked as not transient and passes within minutes all the same. "Marketing API error codes" and rate limiting (v26.0; read 2026-11-20) */
function throttled(): GraphProblem {
  return new GraphProblem({
    message: 'User request limit reached',
    type: 'OAuthException',
    code: 17,
    error_subcode: 2446079,
    is_transient: false,
    error_user_title: 'Ad account has too many API calls',
    error_user_msg: 'There have been too many calls from this ad account. Wait a bit and try again.',
  });
}
