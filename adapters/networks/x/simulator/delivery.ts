import { addDays } from '../../../../core/kernel/index.ts';
import { adDay, dayBudgetRatio, JOB_WEEKDAYS, type AuctionModel } from '../../../simulators/delivery.ts';
import { audienceOf, type PeopledPlace } from '../../../simulators/people.ts';
import { spendOfDay } from '../../../simulators/spending.ts';
import { intersect, spansIn, totalMs, type Span } from '../../../simulators/spans.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { dayAt, startOfDayMs } from '../../account-days.ts';
import { parseXTime } from '../days.ts';
import { smallestCoinMicros } from '../manifest.ts';
import { placeById } from './places.ts';
import { accountOf, type SimulatedXAccount } from './seeds.ts';
import type { Store, XCampaign, XLineItem, XPromoted } from './store.ts';

/** What an association did on one day of its account, in final figures. */
export interface DayFigures {
  readonly spendMicros: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly results: number;
}

export interface Delivery {
  /** By association, for a campaign and a day; those without delivery are absent. */
  campaignDay(campaign: XCampaign, day: string): ReadonlyMap<string, DayFigures>;
  forget(): void;
}

/** Seconds to minutes. "Analytics", freshness (version 12; read 2026-11-20) */
const LAG_MS = 2 * 60_000;
/** Figures of this simulation, Latin American job ads on X. */
const AUCTION: AuctionModel = {
  cpm: { COP: 7_400, USD: 3.6, ARS: 2_500, CLP: 2_700, MXN: 52 },
  ctr: [0.004, 0.014],
  resultRate: [0.02, 0.07],
  weekday: JOB_WEEKDAYS,
  dayOverrun: 1,
  weekUse: 0.8,
};
/** Part of a place's people who are adults and on the network. */
const NETWORK_SHARE = 0.14;
const AROUND_A_TOWN_KM = 20;
const NOTHING: ReadonlyMap<string, DayFigures> = new Map();
const MOST_UNFINISHED = 20_000;

interface Progress {
  day: string;
  readonly impressions: Map<string, number>;
  readonly results: Map<string, number>;
  readonly days: Map<string, number>;
}

interface Member {
  readonly row: XPromoted;
  readonly item: XLineItem;
  readonly on: readonly Span[];
}

export function createDelivery(store: Store, context: SimContext): Delivery {
  const done = new Map<string, ReadonlyMap<string, DayFigures>>();
  const unfinished = new Map<string, ReadonlyMap<string, DayFigures>>();
  const reached = new Map<string, Progress>();

  /** Days before this one, in order, each worked out once: what a post has shown so far decides how it does next. */
  function upTo(campaign: XCampaign, day: string, account: SimulatedXAccount): Progress {
    const progress = reached.get(campaign.id) ?? {
      day: addDays(dayAt(campaign.createdMs, account.timeZone), -1),
      impressions: new Map<string, number>(),
      results: new Map<string, number>(),
      days: new Map<string, number>(),
    };
    reached.set(campaign.id, progress);
    while (addDays(progress.day, 1) < day) {
      const next = addDays(progress.day, 1);
      const figures = campaignDay(campaign, next);
      progress.day = next;
      const groups = new Set<string>();
      for (const [id, { impressions, results }] of figures) {
        const row = store.find('promoted', campaign.accountId, id);
        const group = row?.lineItemId ?? '';
        // By post: one that is paused and activated again is another association, and people have seen it all the same.
        add(progress.impressions, row?.postId ?? '', impressions);
        add(progress.results, group, results);
        groups.add(group);
      }
      for (const group of groups) add(progress.days, group, 1);
    }
    return progress;
  }

  function campaignDay(campaign: XCampaign, day: string): ReadonlyMap<string, DayFigures> {
    const key = `${campaign.id}|${day}`;
    const known = done.get(key);
    if (known !== undefined) return known;
    const account = accountOf(campaign.accountId);
    if (account?.funding?.able !== true) return NOTHING;
    const fromMs = startOfDayMs(day, account.timeZone);
    const dayEndMs = startOfDayMs(addDays(day, 1), account.timeZone);
    const toMs = Math.min(dayEndMs, context.nowMs() - LAG_MS);
    if (toMs <= fromMs || campaign.createdMs >= toMs) return NOTHING;
    const looked = `${key}|${Math.floor(toMs / 60_000)}|${store.version()}`;
    const again = unfinished.get(looked);
    if (again !== undefined) return again;
    const figures = compute(campaign, day, [fromMs, toMs], account);
    // A whole day cannot change any more: what was switched is on record, what comes next is another day.
    if (toMs === dayEndMs) done.set(key, figures);
    else {
      if (unfinished.size > MOST_UNFINISHED) unfinished.clear();
      unfinished.set(looked, figures);
    }
    return figures;
  }

  function compute(campaign: XCampaign, day: string, span: Span, account: SimulatedXAccount): ReadonlyMap<string, DayFigures> {
    const until: Span = [0, campaign.deletedMs ?? Number.MAX_SAFE_INTEGER];
    const campaignOn = intersect(spansIn(campaign.history, 'ACTIVE', span), [until]);
    if (campaignOn.length === 0) return NOTHING;
    const members = store.under('line_item', campaign.id).flatMap((item) => membersOf(item, campaignOn, span));
    if (members.length === 0) return NOTHING;
    const { seed } = context;
    const dayMs = startOfDayMs(addDays(day, 1), account.timeZone) - startOfDayMs(day, account.timeZone);
    const ratio = dayBudgetRatio(AUCTION, seed, campaign.id, day);
    const ads = members.map(({ row, on }) => ({ id: row.postId, on }));
    const spend = spendOfDay(seed, dayMs, [{ amounts: campaign.budgets, ratio, ads }])[0]!;
    const groupSpend = new Map<string, number>();
    members.forEach(({ item }, index) => add(groupSpend, item.id, spend[index]!));
    const progress = upTo(campaign, day, account);
    const coin = Number(smallestCoinMicros(account.currency));
    const result = new Map<string, DayFigures>();
    members.forEach(({ row, item }, index) => {
      const spendMicros = Math.floor(spend[index]! / coin) * coin;
      const { impressions, clicks, results } = adDay(AUCTION, seed, {
        adId: row.postId,
        groupId: item.id,
        day,
        currency: account.currency,
        spendMajor: spendMicros / 1_000_000,
        groupSpendMajor: (groupSpend.get(item.id) ?? 0) / 1_000_000,
        audience: audienceFor(item),
        adImpressionsBefore: progress.impressions.get(row.postId) ?? 0,
        groupResultsBefore: progress.results.get(item.id) ?? 0,
        groupDaysBefore: progress.days.get(item.id) ?? 0,
        resultFactor: item.values['goal'] === 'WEBSITE_CONVERSIONS' ? 1.4 : 1,
      });
      if (impressions > 0) result.set(row.id, { spendMicros, impressions, clicks, results });
    });
    return result;
  }

  function membersOf(item: XLineItem, campaignOn: readonly Span[], span: Span): readonly Member[] {
    const start = parseXTime(item.values['start_time']) ?? 0;
    const end = Math.min(parseXTime(item.values['end_time']) ?? Number.MAX_SAFE_INTEGER, item.deletedMs ?? Number.MAX_SAFE_INTEGER);
    const itemOn = intersect(campaignOn, intersect(spansIn(item.history, 'ACTIVE', span), [[start, end]]));
    if (itemOn.length === 0) return [];
    return store.under('promoted', item.id).flatMap((row): Member[] => {
      if (!row.review.approved) return [];
      const on = intersect(itemOn, [[row.review.decidedMs, row.deletedMs ?? Number.MAX_SAFE_INTEGER]]);
      return totalMs(on) > 0 ? [{ row, item, on }] : [];
    });
  }

  function audienceFor(item: XLineItem): number {
    const places = store
      .under('criterion', item.id)
      .filter((row) => row.deletedMs === null && row.type === 'LOCATION' && row.operator === 'EQ')
      .flatMap((row): PeopledPlace[] => {
        const place = placeById(row.value);
        return place === null ? [] : [place];
      });
    // Nothing said is the whole world.
    return audienceOf(
      context.seed,
      places.length === 0 ? [{ country: 'US', region: null, town: null }] : places,
      AROUND_A_TOWN_KM,
      NETWORK_SHARE,
    );
  }

  return { campaignDay, forget: () => [done, unfinished, reached].forEach((kept) => kept.clear()) };
}

function add(map: Map<string, number>, key: string, amount: number): void {
  map.set(key, (map.get(key) ?? 0) + amount);
}
