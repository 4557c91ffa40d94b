import type { SimContext } from '../../../simulators/types.ts';
import { quotaOf } from '../quotas.ts';
import { TikTokProblem } from './problems.ts';
import type { SimulatedToken } from './seeds.ts';

/** After too many calls in a minute; after too many in a day, until 00:00 UTC. "Rate limits" (v1.3; read 2026-11-20) */
const MINUTE_PAUSE_MS = 300_000;
const DAY_MS = 86_400_000;
/** Writes of one advertiser a minute, with the switch `tiktok.advertiser_throttle`. Code 40133 is documented and its figure is not; this one is the simulation's. */
const ADVERTISER_WRITES = 120;

interface Window {
  start: number;
  count: number;
}
interface Counts {
  second: Window;
  minute: Window;
  day: Window;
  closedUntilMs: number;
}

export interface Quotas {
  count(token: SimulatedToken, endpoint: string, advertiserId: string | null, write: boolean): void;
  forget(): void;
}

/** Three windows an app and endpoint, in code 40100 and in no header. */
export function createQuotas(context: SimContext): Quotas {
  const counts = new Map<string, Counts>();
  const advertisers = new Map<string, Window>();

  function within(window: Window, length: number, most: number, nowMs: number): boolean {
    const start = Math.floor(nowMs / length);
    if (window.start !== start) Object.assign(window, { start, count: 0 });
    window.count += 1;
    return window.count <= most;
  }

  return {
    count(token, endpoint, advertiserId, write) {
      const nowMs = context.nowMs();
      const key = `${token.appId}${endpoint}`;
      let own = counts.get(key);
      if (own === undefined) {
        own = { second: { start: 0, count: 0 }, minute: { start: 0, count: 0 }, day: { start: 0, count: 0 }, closedUntilMs: 0 };
        counts.set(key, own);
      }
      const most = quotaOf(endpoint, token.level);
      if (nowMs < own.closedUntilMs) throw tooMany();
      if (!within(own.day, DAY_MS, most.perDay, nowMs)) {
        own.closedUntilMs = (own.day.start + 1) * DAY_MS;
        throw tooMany();
      }
      if (!within(own.minute, 60_000, most.perMinute, nowMs)) {
        own.closedUntilMs = nowMs + MINUTE_PAUSE_MS;
        throw tooMany();
      }
      if (!within(own.second, 1_000, most.perSecond, nowMs)) throw tooMany();
      if (!write || advertiserId === null || !context.switchOn('tiktok.advertiser_throttle')) return;
      let window = advertisers.get(advertiserId);
      if (window === undefined) advertisers.set(advertiserId, (window = { start: 0, count: 0 }));
      if (!within(window, 60_000, ADVERTISER_WRITES, nowMs)) throw new TikTokProblem(40133, 'Too many requests for this advertiser');
    },
    forget() {
      counts.clear();
      advertisers.clear();
    },
  };
}

function tooMany(): TikTokProblem {
  return new TikTokProblem(40100, 'Too many requests, please retry later');
}
