import { BACKOFF_LAST_MS } from './next-move.ts';

/** One network's fuse: opened by failures in a row that say "cannot be reached", closed by any answer. */
export interface Breaker {
  /** Requests that may start now, network-wide, on top of those under way. */
  allows(nowMs: number): 'all' | 'one' | 'none';
  /** When it may be tried again; null while closed. */
  opensAt(nowMs: number): number | null;
  started(): void;
  succeeded(): void;
  failed(nowMs: number, random: number): void;
  /** Goes up with every answer: tells a step that fails alone from a network that is down. */
  answers(): number;
}

const TRIPS_AFTER = 5;
const FIRST_OPEN_MS = 5_000;

export function createBreaker(): Breaker {
  let failuresInRow = 0;
  let openUntilMs: number | null = null;
  let trialUnderWay = false;
  let answers = 0;
  return {
    allows(nowMs) {
      if (openUntilMs === null) return 'all';
      // A clock that was set back must not keep the fuse open for ever.
      if (openUntilMs > nowMs + BACKOFF_LAST_MS) openUntilMs = nowMs;
      if (nowMs < openUntilMs || trialUnderWay) return 'none';
      return 'one';
    },
    opensAt: (nowMs) => (openUntilMs === null ? null : Math.max(openUntilMs, nowMs + 1)),
    started() {
      if (openUntilMs !== null) trialUnderWay = true;
    },
    succeeded() {
      failuresInRow = 0;
      openUntilMs = null;
      trialUnderWay = false;
      answers += 1;
    },
    failed(nowMs, random) {
      failuresInRow += 1;
      trialUnderWay = false;
      if (failuresInRow < TRIPS_AFTER) return;
      const ceiling = Math.min(BACKOFF_LAST_MS, FIRST_OPEN_MS * 2 ** Math.min(failuresInRow - TRIPS_AFTER, 10));
      // At least half of the wait: a fuse that may close at once would not be one.
      openUntilMs = nowMs + Math.round(ceiling / 2 + (random * ceiling) / 2);
    },
    answers: () => answers,
  };
}
