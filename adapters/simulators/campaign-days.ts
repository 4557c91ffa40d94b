import { addDays } from '../../core/kernel/index.ts';
import { dayAt, startOfDayMs } from '../networks/account-days.ts';
import type { Span } from './spans.ts';

/** What later days are told of an ad's day: who has seen it, and what its ad group learned. */
export interface Learned {
  readonly adId: string;
  readonly groupId: string;
  readonly impressions: number;
  readonly results: number;
}

/** Where a campaign stands at the end of the last whole day before the one that is asked for. */
export interface Progress {
  impressionsOf(adId: string): number;
  resultsOf(groupId: string): number;
  /** Days on which the ad group showed anything. */
  daysOf(groupId: string): number;
}

interface Campaign {
  readonly id: string;
  readonly createdMs: number;
}

export interface DayRules<C extends Campaign, A, F> {
  /** The campaign's account where it may show ads at all, else null. */
  readonly payer: (campaign: C) => A | null;
  readonly zoneOf: (account: A) => string;
  readonly nowMs: () => number;
  /** How old figures are when they can first be read. */
  readonly lagMs: number;
  /** Another number after every change of the books. */
  readonly version: () => number;
  /** The figures of one stretch of a day, by ad; ads without delivery are absent. */
  readonly compute: (campaign: C, day: string, span: Span, account: A) => ReadonlyMap<string, F>;
  readonly learned: (id: string, figures: F, campaign: C) => Learned;
}

export interface CampaignDays<C extends Campaign, A, F> {
  campaignDay(campaign: C, day: string): ReadonlyMap<string, F>;
  /** Works out all earlier days of the campaign, in order. */
  before(campaign: C, day: string, account: A): Progress;
  forget(): void;
}

interface Reached extends Progress {
  day: string;
  note(figures: Iterable<Learned>): void;
}

const MOST_UNFINISHED = 20_000;

/** The figures of campaigns day by day, each day worked out once: what an ad has shown so far decides how it does next. */
export function createCampaignDays<C extends Campaign, A, F>(rules: DayRules<C, A, F>): CampaignDays<C, A, F> {
  const nothing: ReadonlyMap<string, F> = new Map();
  const done = new Map<string, ReadonlyMap<string, F>>();
  const unfinished = new Map<string, ReadonlyMap<string, F>>();
  const reached = new Map<string, Reached>();

  function before(campaign: C, day: string, account: A): Progress {
    const progress = reached.get(campaign.id) ?? createReached(addDays(dayAt(campaign.createdMs, rules.zoneOf(account)), -1));
    reached.set(campaign.id, progress);
    while (addDays(progress.day, 1) < day) {
      progress.day = addDays(progress.day, 1);
      progress.note([...campaignDay(campaign, progress.day)].map(([id, figures]) => rules.learned(id, figures, campaign)));
    }
    return progress;
  }

  function campaignDay(campaign: C, day: string): ReadonlyMap<string, F> {
    const key = `${campaign.id}|${day}`;
    const known = done.get(key);
    if (known !== undefined) return known;
    const account = rules.payer(campaign);
    if (account === null) return nothing;
    const zone = rules.zoneOf(account);
    const fromMs = startOfDayMs(day, zone);
    const endMs = startOfDayMs(addDays(day, 1), zone);
    const toMs = Math.min(endMs, rules.nowMs() - rules.lagMs);
    if (toMs <= fromMs || campaign.createdMs >= toMs) return nothing;
    // A day that still runs is worked out once a minute, unless something changes.
    const looked = `${key}|${Math.floor(toMs / 60_000)}|${rules.version()}`;
    const again = unfinished.get(looked);
    if (again !== undefined) return again;
    const figures = rules.compute(campaign, day, [fromMs, toMs], account);
    // A whole day cannot change any more: what was switched is on record, what comes next is another day.
    if (toMs === endMs) done.set(key, figures);
    else {
      if (unfinished.size >= MOST_UNFINISHED) unfinished.clear();
      unfinished.set(looked, figures);
    }
    return figures;
  }

  return { campaignDay, before, forget: () => [done, unfinished, reached].forEach((kept) => kept.clear()) };
}

function createReached(day: string): Reached {
  const impressions = new Map<string, number>();
  const results = new Map<string, number>();
  const days = new Map<string, number>();
  return {
    day,
    impressionsOf: (adId) => impressions.get(adId) ?? 0,
    resultsOf: (groupId) => results.get(groupId) ?? 0,
    daysOf: (groupId) => days.get(groupId) ?? 0,
    note(figures) {
      const groups = new Set<string>();
      for (const one of figures) {
        addTo(impressions, one.adId, one.impressions);
        addTo(results, one.groupId, one.results);
        groups.add(one.groupId);
      }
      for (const group of groups) addTo(days, group, 1);
    },
  };
}

export function addTo(map: Map<string, number>, key: string, amount: number): void {
  map.set(key, (map.get(key) ?? 0) + amount);
}
