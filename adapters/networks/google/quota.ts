import { z } from 'zod';
import type { AccountRef, Clock, RateLedger, RateState } from '../../../core/ports/index.ts';
import { DAILY_OPERATIONS } from './manifest.ts';

const WINDOW_MS = 86_400_000;
const BUCKET_MS = 600_000;
const SCOPE = 'google/application';

const State = z.object({ buckets: z.array(z.tuple([z.number(), z.number()])), blockedUntilMs: z.number().nullable() });
type State = z.infer<typeof State>;

/** Google sends no usage headers, so operations are counted here, in steps of ten minutes over a sliding day. */
export interface OperationCount {
  add(operations: number): void;
  block(untilMs: number): void;
  state(account: AccountRef): RateState | null;
}

export function countOperations(rates: RateLedger, clock: Clock): OperationCount {
  function read(): State | null {
    const text = rates.read(SCOPE);
    if (text === null) return null;
    try {
      const parsed = State.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : null;
    } catch {
      return null; // an older program's notes: counting starts afresh
    }
  }
  function write(state: State): void {
    const nowMs = clock.nowMs();
    rates.write(SCOPE, JSON.stringify({ ...state, buckets: state.buckets.filter(([at]) => at > nowMs - WINDOW_MS) }));
  }
  return {
    add(operations) {
      const state = read() ?? { buckets: [], blockedUntilMs: null };
      const slot = Math.floor(clock.nowMs() / BUCKET_MS) * BUCKET_MS;
      const last = state.buckets.at(-1);
      const buckets: State['buckets'] =
        last !== undefined && last[0] === slot
          ? [...state.buckets.slice(0, -1), [slot, last[1] + operations]]
          : [...state.buckets, [slot, operations]];
      write({ ...state, buckets });
    },
    block: (untilMs) => write({ ...(read() ?? { buckets: [] }), blockedUntilMs: untilMs }),
    state(account) {
      const state = read();
      if (state === null) return null;
      const nowMs = clock.nowMs();
      const used = state.buckets.filter(([at]) => at > nowMs - WINDOW_MS).reduce((sum, [, count]) => sum + count, 0);
      const level = account.settings['accessLevel'] ?? 'basic';
      const limit = level in DAILY_OPERATIONS ? DAILY_OPERATIONS[level]! : DAILY_OPERATIONS['basic']!;
      const blocked = state.blockedUntilMs !== null && state.blockedUntilMs > nowMs;
      return {
        usedRatio: blocked ? 1 : limit === null ? 0 : Math.min(1, used / limit),
        source: 'table',
        blockedUntil: blocked ? new Date(state.blockedUntilMs!).toISOString() : null,
        ...(limit === null
          ? {}
          : { left: { count: blocked ? 0 : Math.max(0, limit - used), limit, unit: 'operations' as const, windowMs: WINDOW_MS } }),
        detail: { operations: used, limit, level },
      };
    },
  };
}
