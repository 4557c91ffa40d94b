import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Clock, RateLedger, RateState } from '../../../core/ports/index.ts';
import { parsedOrNull } from './failures.ts';
import { REQUESTS_PER_SECOND } from './manifest.ts';

/**
 * Snapchat documents how many requests a second a token may send and answers 429 above it; it sends no headers to go by.
 * So the pace is kept here, by a bucket per token that outlives a restart through the ledger.
 * @see "Rate limits" (v1; read 2026-11-20)
 */
const Known = z.object({ level: z.number(), atMs: z.number(), blockedUntilMs: z.number(), slowUntilMs: z.number() });
type Known = z.infer<typeof Known>;

/**
 * Sent in one breath at most. A machine that is busy sends what it spread over half a second all at once; even then a second
 * must not hold more than the network takes.
 */
const BURST = 6;
/** After a 429 the pace is halved for this long. */
const SLOW_MS = 60_000;
const LONGEST_BLOCK_MS = 60_000;
/** A ledger write is a database write: an emptied bucket is worth one now and then, a block always. */
const KEEP_EVERY_MS = 10_000;

export interface Pace {
  /** 0: go, and it is counted. Otherwise how long until the next one may go. */
  take(secretName: string): number;
  /** How long until a whole burst may go: better to come back then than for each single one. */
  fullMs(secretName: string): number;
  /** A 429 came: until when nothing is sent, in ms from now. */
  refused(secretName: string, headers: Readonly<Record<string, string>>): number;
  answered(secretName: string): void;
  state(secretName: string): RateState | null;
}

interface Bucket {
  known: Known;
  /** 429 in a row. */
  refusals: number;
  keptMs: number;
}

export function createPace(ledger: RateLedger, clock: Clock): Pace {
  const buckets = new Map<string, Bucket>();
  const scope = (secretName: string): string => `snapchat/token/${secretName}`;

  function bucketOf(secretName: string): Bucket {
    let bucket = buckets.get(secretName);
    if (bucket === undefined) {
      const read = Known.safeParse(parsedOrNull(ledger.read(scope(secretName)) ?? 'null'));
      const fresh = { level: BURST, atMs: clock.nowMs(), blockedUntilMs: 0, slowUntilMs: 0 };
      bucket = { known: read.success ? read.data : fresh, refusals: 0, keptMs: 0 };
      buckets.set(secretName, bucket);
    }
    return bucket;
  }

  function keep(secretName: string, bucket: Bucket): void {
    bucket.keptMs = clock.nowMs();
    ledger.write(scope(secretName), JSON.stringify(bucket.known));
  }

  function refill(known: Known, nowMs: number): void {
    const perSecond = nowMs < known.slowUntilMs ? REQUESTS_PER_SECOND / 2 : REQUESTS_PER_SECOND;
    // A clock that was set back gives nothing and takes nothing.
    known.level = Math.min(BURST, known.level + (Math.max(0, nowMs - known.atMs) * perSecond) / 1000);
    known.atMs = nowMs;
  }

  /** Blocks are short; one that seems longer is a clock that jumped. */
  function blockedMs(known: Known, nowMs: number): number {
    const left = known.blockedUntilMs - nowMs;
    return left > LONGEST_BLOCK_MS ? 0 : Math.max(0, left);
  }

  return {
    take(secretName) {
      const bucket = bucketOf(secretName);
      const nowMs = clock.nowMs();
      refill(bucket.known, nowMs);
      const blocked = blockedMs(bucket.known, nowMs);
      if (blocked > 0) return blocked;
      if (bucket.known.level >= 1) {
        bucket.known.level -= 1;
        return 0;
      }
      if (nowMs - bucket.keptMs > KEEP_EVERY_MS || nowMs < bucket.keptMs) keep(secretName, bucket);
      return Math.ceil(((1 - bucket.known.level) * 1000) / REQUESTS_PER_SECOND);
    },
    fullMs(secretName) {
      const { known } = bucketOf(secretName);
      const nowMs = clock.nowMs();
      refill(known, nowMs);
      return Math.max(blockedMs(known, nowMs), Math.ceil(((BURST - known.level) * 1000) / REQUESTS_PER_SECOND));
    },
    refused(secretName, headers) {
      const bucket = bucketOf(secretName);
      bucket.refusals += 1;
      const asked = Number(headers['retry-after'] ?? Number.NaN) * 1000;
      const doubled = Math.min(LONGEST_BLOCK_MS / 2, 1_000 * 2 ** (bucket.refusals - 1));
      const waitMs = Number.isFinite(asked) && asked > 0 ? Math.min(asked, LONGEST_BLOCK_MS) : doubled + randomInt(250);
      const nowMs = clock.nowMs();
      bucket.known = { level: 0, atMs: nowMs + waitMs, blockedUntilMs: nowMs + waitMs, slowUntilMs: nowMs + waitMs + SLOW_MS };
      keep(secretName, bucket);
      return waitMs;
    },
    answered(secretName) {
      bucketOf(secretName).refusals = 0;
    },
    state(secretName) {
      const bucket = bucketOf(secretName);
      const nowMs = clock.nowMs();
      refill(bucket.known, nowMs);
      const blocked = blockedMs(bucket.known, nowMs) > 0;
      return {
        usedRatio: blocked ? 1 : Math.max(0, 1 - bucket.known.level / BURST),
        source: 'table',
        blockedUntil: blocked ? new Date(bucket.known.blockedUntilMs).toISOString() : null,
        detail: { requestsPerSecond: nowMs < bucket.known.slowUntilMs ? REQUESTS_PER_SECOND / 2 : REQUESTS_PER_SECOND },
      };
    },
  };
}
