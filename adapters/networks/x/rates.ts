import { z } from 'zod';
import type { Clock, RateLedger, RateState } from '../../../core/ports/index.ts';
import { LIMITS } from './manifest.ts';
import { waitOf } from './failures.ts';

/**
 * What X lets through. Reads are counted by class, per ad account where X says so and per user elsewhere; writes are counted
 * together, 450 a minute, without headers: those we count ourselves. All of it outlives a restart through the ledger.
 * @see X Ads API, "Rate limiting" (version 12; read 2026-11-20)
 */
export interface Rates {
  /** Time until such a call may leave; 0 when it may. Counts a write that may. */
  take(call: RateCall): number;
  /** Remembers what an answer's headers say. */
  note(call: RateCall, headers: Readonly<Record<string, string>>, refused: boolean): void;
  state(accountId: string): RateState | null;
}

export interface RateCall {
  readonly write: boolean;
  readonly path: string;
  readonly accountId: string | null;
  /** Stands for the user whose token signs; nothing of the token can be read from it. */
  readonly user: string;
}

const Bucket = z.object({ limit: z.number(), remaining: z.number(), resetMs: z.number() });
type Bucket = z.infer<typeof Bucket>;
const Writes = z.object({ atMs: z.number(), count: z.number() });

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * 60_000;
/** Other programs of the agency write with the same token. */
const OUR_WRITES = Math.floor(LIMITS.writesPerMinute * 0.97);
const KEEP_EVERY = 45;
const WRITES_FREED = Math.floor(OUR_WRITES / 2);
/** No block is believed for longer: a clock that was set back must not shut an account for years. */
const LONGEST_MS = 24 * 3_600_000;

export function createRates(ledger: RateLedger, clock: Clock): Rates {
  const buckets = new Map<string, Bucket | null>();
  const writes = new Map<string, number[]>();
  const userOf = new Map<string, string>();

  function bucket(scope: string): Bucket | null {
    let found = buckets.get(scope);
    if (found === undefined) {
      const read = Bucket.safeParse(parsed(ledger.read(scope)));
      buckets.set(scope, (found = read.success ? read.data : null));
    }
    return found;
  }
  function keep(scope: string, next: Bucket): void {
    const before = bucket(scope);
    buckets.set(scope, next);
    // A ledger write is a database write: only news worth keeping goes there.
    const step = Math.max(1, Math.floor(next.limit / 20));
    if (before === null || before.resetMs !== next.resetMs || next.remaining === 0 || next.remaining % step === 0)
      ledger.write(scope, JSON.stringify(next));
  }
  function sent(user: string): number[] {
    let times = writes.get(user);
    if (times === undefined) {
      const read = Writes.safeParse(parsed(ledger.read(writeScope(user))));
      times = read.success ? Array.from({ length: read.data.count }, () => read.data.atMs) : [];
      writes.set(user, times);
    }
    const since = clock.nowMs() - MINUTE_MS;
    let old = 0;
    while (old < times.length && (times[old] ?? 0) <= since) old += 1;
    if (old > 0) times.splice(0, old);
    return times;
  }
  function holdMs(scope: string): number {
    const known = bucket(scope);
    if (known === null || known.remaining > 0) return 0;
    const wait = known.resetMs - clock.nowMs();
    return wait > LONGEST_MS ? 0 : Math.max(0, wait);
  }
  const scopesOf = (call: RateCall): readonly string[] => [
    ...(call.accountId === null ? [] : [`x/account/${call.accountId}/${classOf(call)}`]),
    `x/user/${call.user}/${classOf(call)}`,
  ];

  return {
    take(call) {
      if (call.accountId !== null) userOf.set(call.accountId, call.user);
      const held = Math.max(...scopesOf(call).map(holdMs));
      if (held > 0 || !call.write) return held;
      const times = sent(call.user);
      const nowMs = clock.nowMs();
      // Until a good part of the minute is free again: waking for every single place would be more waking than writing.
      if (times.length >= OUR_WRITES) return Math.max(1, (times[WRITES_FREED] ?? nowMs) + MINUTE_MS - nowMs);
      times.push(nowMs);
      if (times.length % KEEP_EVERY === 0) ledger.write(writeScope(call.user), JSON.stringify({ atMs: nowMs, count: times.length }));
      return 0;
    },
    note(call, headers, refused) {
      const ofAccount = read(headers, 'x-account-rate-limit');
      const ofUser = read(headers, 'x-rate-limit');
      const [first = '', last = first] = scopesOf(call);
      // Where both families come, the account's wins.
      if (ofAccount !== null && call.accountId !== null) keep(first, ofAccount);
      else if (ofUser !== null) keep(last, ofUser);
      if (!refused) return;
      const wait = waitOf(headers, clock.nowMs()) ?? (call.write ? MINUTE_MS : QUARTER_MS);
      const scope = ofAccount !== null && call.accountId !== null ? first : last;
      keep(scope, { limit: bucket(scope)?.limit ?? 0, remaining: 0, resetMs: clock.nowMs() + wait });
    },
    state(accountId) {
      const user = userOf.get(accountId);
      const nowMs = clock.nowMs();
      const prefixes = [`x/account/${accountId}/`, ...(user === undefined ? [] : [`x/user/${user}/`])];
      let used = 0;
      let until = 0;
      let seen = false;
      for (const [scope, known] of buckets) {
        if (known === null || known.resetMs <= nowMs || !prefixes.some((prefix) => scope.startsWith(prefix))) continue;
        // Lists that are read once a month and kept say nothing about the account's day.
        if (!SHOWN.has(scope.split('/').at(-1) ?? '') && known.remaining > 0) continue;
        seen = true;
        if (known.limit > 0) used = Math.max(used, 1 - known.remaining / known.limit);
        if (known.remaining === 0 && known.resetMs - nowMs <= LONGEST_MS) until = Math.max(until, known.resetMs);
      }
      const recent = user === undefined ? 0 : sent(user).length;
      if (!seen && recent === 0) return null;
      return {
        usedRatio: Math.min(1, Math.max(used, recent / LIMITS.writesPerMinute)),
        source: seen ? 'headers' : 'table',
        blockedUntil: until > nowMs ? new Date(until).toISOString() : null,
        left: { count: Math.max(0, OUR_WRITES - recent), limit: OUR_WRITES, unit: 'calls', windowMs: MINUTE_MS },
        detail: { writesThisMinute: recent, writesPerMinute: LIMITS.writesPerMinute },
      };
    },
  };
}

const SHOWN: ReadonlySet<string> = new Set(['core', 'other', 'account', 'targeting_criteria', 'stats', 'writes']);
const CORE: ReadonlySet<string> = new Set(['campaigns', 'line_items', 'promoted_tweets', 'funding_instruments', 'promotable_users']);

/** Calls that X counts together. Without an ad account in the path each address is a class of its own, of five in 15 minutes. */
export function classOf(call: Pick<RateCall, 'write' | 'path'>): string {
  if (call.write) return 'writes';
  const parts = call.path.split('/');
  if (parts[0] === 'stats') return 'stats';
  if (parts[0] !== 'accounts' || parts.length === 1) return call.path;
  const area = parts[2] ?? 'account';
  if (area === 'targeting_criteria') return area;
  return CORE.has(area) ? 'core' : 'other';
}

function read(headers: Readonly<Record<string, string>>, prefix: string): Bucket | null {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((part) => Number(headers[`${prefix}-${part}`] ?? Number.NaN));
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  return [limit, remaining, reset].every(Number.isFinite) ? { limit, remaining, resetMs: reset * 1000 } : null;
}

function writeScope(user: string): string {
  return `x/user/${user}/writes-sent`;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}
