import { z } from 'zod';
import type { Clock, RateLedger, RateState } from '../../../core/ports/index.ts';
import { parsedOrNull } from './failures.ts';
import { quotaOf, type AccessLevel } from './quotas.ts';

/** How much of TikTok's windows is used. No header says it, so every call is counted here, and what is worth keeping outlives a restart. */
export interface Rates {
  /** Counts a call that may go now and gives 0; otherwise how long it must wait. */
  take(endpoint: string, level: AccessLevel, appId: string, accountId: string | null): number;
  /** Remembers a throttle and says how long it lasts. */
  throttled(endpoint: string, appId: string, accountId: string | null, scope: 'account' | 'application', waitMs: number): number;
  /** A call went through: the next throttle is a new one. */
  passed(endpoint: string, appId: string): void;
  state(appId: string, accountId: string): RateState | null;
}

/** Calls of ours are not the app's only ones, and what leaves within a second may arrive within less. */
const SECOND_SHARE = 0.8;
const MINUTE_SHARE = 0.9;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Where one throttle follows another: the pause that TikTok names for the minute's window. "Rate limits" (v1.3; read 2026-11-20) */
const MINUTE_PAUSE_MS = 300_000;
/** A ledger write is a database write: only news worth keeping goes there. */
const WORTH_KEEPING = 0.05;

const Kept = z.object({ day: z.number(), dayCount: z.number(), blockedUntilMs: z.number() });
type Kept = z.infer<typeof Kept>;

interface Window {
  /** When the calls of the last minute left, oldest first. */
  times: number[];
  level: AccessLevel;
  /** A throttle came, and nothing has gone through since. */
  struck: boolean;
}

export function createRates(ledger: RateLedger, clock: Clock): Rates {
  const windows = new Map<string, Window>();
  const cache = new Map<string, { kept: Kept; writtenRatio: number }>();

  const endpointScope = (appId: string, endpoint: string): string => `tiktok/app/${appId}${endpoint}`;
  const accountScope = (accountId: string): string => `tiktok/account/${accountId}`;

  function entry(scope: string): { kept: Kept; writtenRatio: number } {
    let found = cache.get(scope);
    if (found === undefined) {
      const read = Kept.safeParse(parsedOrNull(ledger.read(scope) ?? 'null'));
      found = { kept: read.success ? read.data : { day: 0, dayCount: 0, blockedUntilMs: 0 }, writtenRatio: 0 };
      cache.set(scope, found);
    }
    return found;
  }
  function keep(scope: string, kept: Kept, ratio: number, always: boolean): void {
    const slot = entry(scope);
    slot.kept = kept;
    if (!always && Math.abs(ratio - slot.writtenRatio) < WORTH_KEEPING) return;
    slot.writtenRatio = ratio;
    ledger.write(scope, JSON.stringify(kept));
  }
  /** A clock that was set back must not shut an account for years: no pause is longer than a day. */
  function heldMs(scope: string, nowMs: number): number {
    const left = entry(scope).kept.blockedUntilMs - nowMs;
    return left > DAY_MS ? 0 : Math.max(0, left);
  }
  function windowOf(appId: string, endpoint: string, nowMs: number): Window {
    const key = `${appId}${endpoint}`;
    let window = windows.get(key);
    if (window === undefined) windows.set(key, (window = { times: [], level: 'basic', struck: false }));
    // Calls of the future belong to a clock that has been set back since.
    if (window.times[0] !== undefined && (window.times[0] <= nowMs - MINUTE_MS || window.times.at(-1)! > nowMs))
      window.times = window.times.filter((time) => time > nowMs - MINUTE_MS && time <= nowMs);
    return window;
  }

  return {
    take(endpoint, level, appId, accountId) {
      const nowMs = clock.nowMs();
      const scope = endpointScope(appId, endpoint);
      const held = Math.max(heldMs(scope, nowMs), accountId === null ? 0 : heldMs(accountScope(accountId), nowMs));
      if (held > 0) return held;
      const limit = quotaOf(endpoint, level);
      const window = windowOf(appId, endpoint, nowMs);
      window.level = level;
      const { times } = window;
      const inSecond = Math.max(1, Math.floor(limit.perSecond * SECOND_SHARE));
      const edge = times.at(-inSecond);
      if (edge !== undefined && edge > nowMs - SECOND_MS) return edge + SECOND_MS - nowMs;
      const inMinute = Math.max(1, Math.floor(limit.perMinute * MINUTE_SHARE));
      const oldest = times.at(-inMinute);
      if (oldest !== undefined) return Math.max(1, oldest + MINUTE_MS - nowMs);
      const day = Math.floor(nowMs / DAY_MS);
      const before = entry(scope).kept;
      const dayCount = before.day === day ? before.dayCount : 0;
      if (dayCount >= limit.perDay) return (day + 1) * DAY_MS - nowMs;
      times.push(nowMs);
      keep(scope, { ...before, day, dayCount: dayCount + 1 }, (dayCount + 1) / limit.perDay, before.day !== day);
      return 0;
    },
    throttled(endpoint, appId, accountId, scope, waitMs) {
      const nowMs = clock.nowMs();
      const own = scope === 'application' || accountId === null;
      const target = own ? endpointScope(appId, endpoint) : accountScope(accountId);
      const window = windowOf(appId, endpoint, nowMs);
      const { kept } = entry(target);
      // Calls that were under way together meet the same throttle: only one that comes after the pause is the next.
      const same = kept.blockedUntilMs > nowMs && kept.blockedUntilMs - nowMs <= DAY_MS;
      const lasts = same ? Math.max(waitMs, kept.blockedUntilMs - nowMs) : own && window.struck ? MINUTE_PAUSE_MS : waitMs;
      window.struck = own;
      keep(target, { ...kept, blockedUntilMs: Math.max(kept.blockedUntilMs, nowMs + lasts) }, 1, true);
      return lasts;
    },
    passed(endpoint, appId) {
      const window = windows.get(`${appId}${endpoint}`);
      if (window !== undefined) window.struck = false;
    },
    state(appId, accountId) {
      const nowMs = clock.nowMs();
      const day = Math.floor(nowMs / DAY_MS);
      let blockedMs = heldMs(accountScope(accountId), nowMs);
      let used = 0;
      let fullest: string | null = null;
      for (const key of windows.keys()) {
        if (!key.startsWith(`${appId}/`)) continue;
        const endpoint = key.slice(appId.length);
        const scope = endpointScope(appId, endpoint);
        const window = windowOf(appId, endpoint, nowMs);
        const limit = quotaOf(endpoint, window.level);
        const { kept } = entry(scope);
        blockedMs = Math.max(blockedMs, heldMs(scope, nowMs));
        const ratio = Math.max(window.times.length / limit.perMinute, kept.day === day ? kept.dayCount / limit.perDay : 0);
        if (fullest !== null && ratio <= used) continue;
        used = ratio;
        fullest = endpoint;
      }
      if (fullest === null && blockedMs === 0) return null;
      return {
        usedRatio: blockedMs > 0 ? 1 : Math.min(1, used),
        source: 'table',
        blockedUntil: blockedMs > 0 ? new Date(nowMs + blockedMs).toISOString() : null,
        detail: { endpoint: fullest, usedPercent: Math.round(used * 100) },
      };
    },
  };
}
