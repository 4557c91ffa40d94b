import type { SimContext } from '../../../simulators/types.ts';
import { RequestProblem } from './problems.ts';

/** 20 requests a second for an app and 10 for a token, then 429. "Rate limits" (v1; read 2026-11-20). That the bucket refills evenly is this simulation's. */
const PER_SECOND = { app: 20, token: 10 } as const;
/** How long a throttle asked for by a fault lasts. */
const FAULT_MS = 1_500;

interface Bucket {
  level: number;
  atMs: number;
  shutUntilMs: number;
}

export interface Limits {
  /** Counts one request; throws when there were too many. */
  count(appId: string, token: string, forced: boolean): void;
  forget(): void;
}

export function createLimits(context: SimContext): Limits {
  const buckets = new Map<string, Bucket>();

  function take(key: string, perSecond: number, forced: boolean): boolean {
    const nowMs = context.nowMs();
    const bucket = buckets.get(key) ?? { level: perSecond, atMs: nowMs, shutUntilMs: 0 };
    buckets.set(key, bucket);
    bucket.level = Math.min(perSecond, bucket.level + (Math.max(0, nowMs - bucket.atMs) * perSecond) / 1000);
    bucket.atMs = nowMs;
    if (forced) bucket.shutUntilMs = nowMs + FAULT_MS;
    if (nowMs < bucket.shutUntilMs) return false;
    if (bucket.level < 1) return context.switchOn('snapchat.no_rate_limit');
    bucket.level -= 1;
    return true;
  }

  return {
    count(appId, token, forced) {
      const tokenFree = take(`token/${token}`, PER_SECOND.token, forced);
      const appFree = take(`app/${appId}`, PER_SECOND.app, false);
      if (!tokenFree || !appFree) throw new RequestProblem(429, 'http_429', 'Too many requests');
    },
    forget: () => buckets.clear(),
  };
}
