import { z } from 'zod';
import type { Clock, RateLedger, RateState } from '../../../core/ports/index.ts';
import { parsedOrNull } from './failures.ts';

/**
 * LinkedIn tells neither limits nor waits: a 429 is all there is, and quotas begin again at 00:00 UTC. The first one is
 * answered with some minutes of silence, one that follows soon after with silence until that hour. "Rate limits" (202607; read 2026-11-20)
 */
export interface Pace {
  /** Milliseconds before anything may be asked, 0 now. */
  waitMs(secretName: string): number;
  refused(secretName: string): number;
  state(secretName: string): RateState | null;
}

const SHORT_MS = 5 * 60_000;
const SOON_MS = 60 * 60_000;
const DAY_MS = 86_400_000;
const Kept = z.object({ refusedMs: z.number(), untilMs: z.number() });

export function createPace(ledger: RateLedger, clock: Clock): Pace {
  const scope = (secretName: string): string => `linkedin/${secretName}`;
  function kept(secretName: string): z.infer<typeof Kept> | null {
    const read = Kept.safeParse(parsedOrNull(ledger.read(scope(secretName)) ?? ''));
    return read.success ? read.data : null;
  }
  const waitMs = (secretName: string): number => Math.max(0, (kept(secretName)?.untilMs ?? 0) - clock.nowMs());
  return {
    waitMs,
    refused(secretName) {
      const now = clock.nowMs();
      const before = kept(secretName);
      const again = before !== null && now - before.refusedMs < SOON_MS;
      const untilMs = again ? (Math.floor(now / DAY_MS) + 1) * DAY_MS : now + SHORT_MS;
      ledger.write(scope(secretName), JSON.stringify({ refusedMs: now, untilMs }));
      return untilMs - now;
    },
    state(secretName) {
      const known = kept(secretName);
      if (known === null) return null;
      const blocked = waitMs(secretName) > 0;
      return {
        usedRatio: blocked ? 1 : 0,
        source: 'table',
        blockedUntil: blocked ? new Date(known.untilMs).toISOString() : null,
        detail: {},
      };
    },
  };
}
