import { z } from 'zod';
import type { Clock, RateLedger, RateState } from '../../../core/ports/index.ts';
import { parsedOrNull } from './failures.ts';
import { quotaOf, type AccessLevel } from './quotas.ts';

/** How much of TikTok's windows is used. No header says it, so every call is counted here, and what is worth keeping outlives a restart. */
export interface Rates {
  /** Counts a call that may go now and gives 0; otherwise how long it must wait. */
  take(endpoint: string, level: AccessLevel, appId: string, accountId: string | null): number;
  /** Remembers a throttle and says how long it lasts. */
  throttled(appId: string, accountId: string | null, scope: 'account' | 'application', waitMs: number): number;
  state(appId: string, accountId: string): RateState | null;
}

/** Calls of ours are not the app's only ones, and what is counted here arrives there a little later. */
const SECOND_SHARE = 0.8;
const MINUTE_SHARE = 0.9;
const WINDOW_SECONDS = 60;
const DAY_MS = 86_400_000;
/** After the second throttle in a row: the pause that TikTok names for the minute's window. "Rate limits" (v1.3; read 2026-11-20) */
const MINUTE_PAUSE_MS = 300_000;
const IN_A_ROW_MS = 60_000;
/** A ledger write is a database write: only news worth keeping goes there. */
const WORTH_KEEPING = 0.05;

const Kept = z.object({ day: z.number(), dayCount: z.number(), blockedUntilMs: z.number(), strikeAtMs: z.number() });
type Kept = z.infer<typeof Kept>;

interface Window {
  /** Calls by second of the last minute. */
  readonly seconds: Map<number, number>;
  level: AccessLevel;
}

export function createRates(ledger: RateLedger, clock: Clock): Rates {
  const windows = new Map<string, Window>();
  const cache = new Map<string, { kept: Kept; writtenRatio: number }>();

  const appScope = (appId: string): string => `tiktok/app/${appId}`;
  const accountScope = (accountId: string): string => `tiktok/account/${accountId}`;

  function entry(scope: string): { kept: Kept; writtenRatio: number } {
    let found = cache.get(scope);
    if (found === undefined) {
      const read = Kept.safeParse(parsedOrNull(ledger.read(scope) ?? 'null'));
      found = { kept: read.success ? read.data : { day: 0, dayCount: 0, blockedUntilMs: 0, strikeAtMs: 0 }, writtenRatio: 0 };
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
  function windowOf(key: string, level: AccessLevel, second: number): Window {
    let window = windows.get(key);
    if (window === undefined) windows.set(key, (window = { seconds: new Map(), level }));
    window.level = level;
    // Seconds of the future belong to a clock that has been set back since.
    for (const known of window.seconds.keys())
      if (known <= second - WINDOW_SECONDS || known > second + WINDOW_SECONDS) window.seconds.delete(known);
    return window;
  }
  const total = (window: Window): number => [...window.seconds.values()].reduce((sum, count) => sum + count, 0);

  return {
    take(endpoint, level, appId, accountId) {
      const nowMs = clock.nowMs();
      const held = Math.max(heldMs(appScope(appId), nowMs), accountId === null ? 0 : heldMs(accountScope(accountId), nowMs));
      if (held > 0) return held;
      const limit = quotaOf(endpoint, level);
      const second = Math.floor(nowMs / 1000);
      const window = windowOf(`${appId}${endpoint}`, level, second);
      // This second and the one before together: what leaves at its end may arrive in the next.
      const lately = (window.seconds.get(second) ?? 0) + (window.seconds.get(second - 1) ?? 0);
      const spread = Math.max(1, Math.floor(limit.perSecond * SECOND_SHARE));
      if ((window.seconds.get(second) ?? 0) >= spread || lately >= Math.max(spread, Math.floor(spread * 1.5))) return 1000 - (nowMs % 1000);
      if (total(window) >= Math.max(1, Math.floor(limit.perMinute * MINUTE_SHARE))) {
        const oldest = Math.min(...window.seconds.keys());
        return Math.max(1, (oldest + WINDOW_SECONDS + 1) * 1000 - nowMs);
      }
      const day = Math.floor(nowMs / DAY_MS);
      const scope = `${appScope(appId)}${endpoint}`;
      const before = entry(scope).kept;
      const dayCount = before.day === day ? before.dayCount : 0;
      if (dayCount >= limit.perDay) return (day + 1) * DAY_MS - nowMs;
      window.seconds.set(second, (window.seconds.get(second) ?? 0) + 1);
      keep(scope, { ...before, day, dayCount: dayCount + 1 }, (dayCount + 1) / limit.perDay, before.day !== day);
      return 0;
    },
    throttled(appId, accountId, scope, waitMs) {
      const nowMs = clock.nowMs();
      const target = scope === 'application' || accountId === null ? appScope(appId) : accountScope(accountId);
      const { kept } = entry(target);
      const again = scope === 'application' && nowMs - kept.strikeAtMs >= 0 && nowMs - kept.strikeAtMs < IN_A_ROW_MS;
      const lasts = again ? MINUTE_PAUSE_MS : waitMs;
      keep(target, { ...kept, blockedUntilMs: Math.max(kept.blockedUntilMs, nowMs + lasts), strikeAtMs: nowMs }, 1, true);
      return lasts;
    },
    state(appId, accountId) {
      const nowMs = clock.nowMs();
      const second = Math.floor(nowMs / 1000);
      const day = Math.floor(nowMs / DAY_MS);
      const blockedMs = Math.max(heldMs(appScope(appId), nowMs), heldMs(accountScope(accountId), nowMs));
      let used = 0;
      let fullest: string | null = null;
      for (const [key, known] of windows) {
        if (!key.startsWith(`${appId}/`)) continue;
        const endpoint = key.slice(appId.length);
        const limit = quotaOf(endpoint, known.level);
        const { kept } = entry(`${appScope(appId)}${endpoint}`);
        const today = kept.day === day ? kept.dayCount : 0;
        const ratio = Math.max(total(windowOf(key, known.level, second)) / limit.perMinute, today / limit.perDay);
        if (ratio < used) continue;
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
