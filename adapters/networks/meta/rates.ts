import { z } from 'zod';
import type { Clock, RateLedger, RateLeft, RateState } from '../../../core/ports/index.ts';
import { AccountUsage, AppUsage, BusinessUsage } from './schemas.ts';
import { parsedOrNull } from './failures.ts';

/** What Meta's usage headers said last, per account and for the application; it outlives a restart through the ledger. */

const Known = z.object({
  accountPercent: z.number(),
  hourlyPercent: z.number(),
  tier: z.string().nullable(),
  observedAtMs: z.number(),
  blockedUntilMs: z.number(),
});
type Known = z.infer<typeof Known>;

/** The account score drains over 300 s, the hourly quotas over an hour. @see "Marketing API rate limiting" (v26.0; read 2026-11-20) */
const SCORE_DRAIN_MS = 300_000;
const HOUR_MS = 3_600_000;
/**
 * Points of the account score by access tier; a write costs three. Run full, the account is shut for longer than waiting
 * takes, so it is held before: on the small tier early, for the requests under way are a third of all its points.
 */
const TIERS: Readonly<Record<string, { readonly points: number; readonly holdPercent: number }>> = {
  development_access: { points: 60, holdPercent: 70 },
  standard_access: { points: 9_000, holdPercent: 95 },
};
const POINTS_A_WRITE = 3;
const HOLD_PERCENT = 95;
/** Held until this part of what it was held at is left: waking for every single request would be more waking than sending. */
const GO_ON_SHARE = 0.5;
/** A ledger write is a database write: only news worth keeping goes there. */
const WORTH_KEEPING_PERCENT = 5;
/** Where no header says how long: the blocks of the documented tiers, or a probe every ten minutes. */
const DEFAULT_WAIT_MS: ReadonlyMap<string, number> = new Map([
  ['17/2446079', 60_000],
  ['613/1487742', 60_000],
  ['613/5044001', 2_000],
  ['613/1487632', HOUR_MS],
  ['17/1885172', 24 * HOUR_MS],
  ['4/1504022', 120_000],
  ['4/1504039', 120_000],
]);
const PROBE_MS = 600_000;
/** Waits that hold one kind of change, not the account. */
const NARROW: ReadonlySet<string> = new Set(['613/1487632', '17/1885172', '613/5044001']);

interface Slot {
  known: Known;
  keptPercent: number;
}

export interface Rates {
  /** Remembers what an answer's headers say. */
  note(accountId: string | null, headers: Readonly<Record<string, string>>): void;
  /** Remembers a throttle and says how long it lasts. */
  block(accountId: string | null, code: string, scope: 'account' | 'application', headers: Readonly<Record<string, string>>): number;
  /** Time until the account may be called again; 0 when it may. */
  holdMs(accountId: string | null): number;
  state(accountId: string): RateState | null;
}

export function createRates(ledger: RateLedger, clock: Clock): Rates {
  const cache = new Map<string, Slot>();

  function scopeOf(accountId: string | null): string {
    return accountId === null ? 'meta/application' : `meta/account/${accountId}`;
  }
  function entry(scope: string): Slot {
    let found = cache.get(scope);
    if (found === undefined) {
      const read = Known.safeParse(parsedOrNull(ledger.read(scope) ?? 'null'));
      const known = read.success ? read.data : { accountPercent: 0, hourlyPercent: 0, tier: null, observedAtMs: 0, blockedUntilMs: 0 };
      found = { known, keptPercent: -100 };
      cache.set(scope, found);
    }
    return found;
  }
  function keep(scope: string, known: Known): void {
    const slot = entry(scope);
    const percent = Math.max(known.accountPercent, known.hourlyPercent);
    const news = Math.abs(percent - slot.keptPercent) >= WORTH_KEEPING_PERCENT || known.blockedUntilMs !== slot.known.blockedUntilMs;
    slot.known = known;
    if (!news) return;
    slot.keptPercent = percent;
    ledger.write(scope, JSON.stringify(known));
  }

  return {
    note(accountId, headers) {
      const nowMs = clock.nowMs();
      const app = AppUsage.safeParse(parsedOrNull(headers['x-app-usage'] ?? 'null'));
      if (app.success) keep(scopeOf(null), { ...entry(scopeOf(null)).known, hourlyPercent: worst(app.data), observedAtMs: nowMs });
      if (accountId === null) return;
      const account = AccountUsage.safeParse(parsedOrNull(headers['x-ad-account-usage'] ?? 'null'));
      const business = BusinessUsage.safeParse(parsedOrNull(headers['x-business-use-case-usage'] ?? 'null'));
      if (!account.success && !business.success) return;
      const before = entry(scopeOf(accountId)).known;
      keep(scopeOf(accountId), {
        ...before,
        observedAtMs: nowMs,
        accountPercent: account.success ? (account.data.acc_id_util_pct ?? 0) : before.accountPercent,
        hourlyPercent: business.success ? Math.max(0, ...Object.values(business.data).flat().map(worst)) : before.hourlyPercent,
        tier: (account.success ? account.data.ads_api_access_tier : undefined) ?? before.tier,
      });
    },
    block(accountId, code, scope, headers) {
      const waitMs = waitOf(code, headers);
      const target = scope === 'application' ? scopeOf(null) : scopeOf(accountId);
      // The figure that came with the refusal is the block itself, and the block says its own end.
      if (!NARROW.has(code)) keep(target, { ...entry(target).known, accountPercent: 0, blockedUntilMs: clock.nowMs() + waitMs });
      return waitMs;
    },
    holdMs(accountId) {
      const nowMs = clock.nowMs();
      const scopes = accountId === null ? [null] : [null, accountId];
      const until = Math.max(
        ...scopes.flatMap((scope) => [entry(scopeOf(scope)).known.blockedUntilMs, heldUntilMs(entry(scopeOf(scope)).known, nowMs)]),
      );
      // A clock that was set back must not shut the account for years: no block is longer than a day.
      return until - nowMs > 24 * HOUR_MS ? 0 : Math.max(0, until - nowMs);
    },
    state(accountId) {
      const nowMs = clock.nowMs();
      const account = entry(scopeOf(accountId)).known;
      const app = entry(scopeOf(null)).known;
      if (account.observedAtMs === 0 && account.blockedUntilMs === 0) return null;
      const until = Math.max(account.blockedUntilMs, app.blockedUntilMs);
      const held = Math.max(until, heldUntilMs(account, nowMs), heldUntilMs(app, nowMs));
      const tier = TIERS[account.tier ?? ''];
      const score = faded(account.accountPercent, nowMs - account.observedAtMs, SCORE_DRAIN_MS);
      const hourly = faded(account.hourlyPercent, nowMs - account.observedAtMs, HOUR_MS);
      const application = faded(app.hourlyPercent, nowMs - app.observedAtMs, HOUR_MS);
      const blocked = until > nowMs;
      return {
        usedRatio: blocked ? 1 : Math.min(1, Math.max(score, hourly, application) / 100),
        source: 'headers',
        blockedUntil: held > nowMs ? new Date(held).toISOString() : null,
        ...(tier === undefined ? {} : { left: leftOf(tier.points, blocked ? 100 : score) }),
        detail: {
          accountPercent: Math.round(score),
          hourlyPercent: Math.round(hourly),
          applicationPercent: Math.round(application),
          tier: account.tier,
        },
      };
    },
  };
}

/** Until when usage figures that say "nearly full" hold the account; 0 while there is room, and for figures of a time yet to come: a clock was set back. */
function heldUntilMs(known: Known, nowMs: number): number {
  if (known.observedAtMs > nowMs) return 0;
  const ofScore = holdFor(known.accountPercent, TIERS[known.tier ?? '']?.holdPercent ?? HOLD_PERCENT, SCORE_DRAIN_MS);
  const ofHour = holdFor(known.hourlyPercent, HOLD_PERCENT, HOUR_MS);
  return known.observedAtMs + Math.max(ofScore, ofHour);
}

function holdFor(percent: number, holdPercent: number, spanMs: number): number {
  return percent < holdPercent ? 0 : Math.ceil(spanMs * (1 - (holdPercent * GO_ON_SHARE) / percent));
}

/** Counted in writes, the dearest calls: reads cost a third of one. */
function leftOf(points: number, usedPercent: number): RateLeft {
  const limit = Math.floor(points / POINTS_A_WRITE);
  return { count: Math.floor(limit * (1 - Math.min(100, usedPercent) / 100)), limit, unit: 'calls', windowMs: SCORE_DRAIN_MS };
}

function worst(usage: { call_count?: number | undefined; total_time?: number | undefined; total_cputime?: number | undefined }): number {
  return Math.max(usage.call_count ?? 0, usage.total_time ?? 0, usage.total_cputime ?? 0);
}

function faded(percent: number, ageMs: number, spanMs: number): number {
  return percent * Math.max(0, 1 - Math.max(0, ageMs) / spanMs);
}

/** The account's reset time, else the longest regain time of its quotas, else what the code is known for. Meta sends no Retry-After. */
function waitOf(code: string, headers: Readonly<Record<string, string>>): number {
  if (!NARROW.has(code)) {
    const account = AccountUsage.safeParse(parsedOrNull(headers['x-ad-account-usage'] ?? 'null'));
    const seconds = account.success ? (account.data.reset_time_duration ?? 0) : 0;
    if (seconds > 0) return seconds * 1000;
    const business = BusinessUsage.safeParse(parsedOrNull(headers['x-business-use-case-usage'] ?? 'null'));
    const minutes = business.success
      ? Math.max(
          0,
          ...Object.values(business.data)
            .flat()
            .map((usage) => usage.estimated_time_to_regain_access ?? 0),
        )
      : 0;
    if (minutes > 0) return minutes * 60_000;
  }
  return DEFAULT_WAIT_MS.get(code) ?? PROBE_MS;
}
