import { addDays } from '../../../../core/kernel/index.ts';
import { addTo, createCampaignDays } from '../../../simulators/campaign-days.ts';
import { adDay, dayBudgetRatio, JOB_WEEKDAYS, type AuctionModel } from '../../../simulators/delivery.ts';
import { draw, roundByChance } from '../../../simulators/draw.ts';
import { audienceOf, type PeopledPlace } from '../../../simulators/people.ts';
import { createReportShelf } from '../../../simulators/report-shelf.ts';
import { spendOfDay } from '../../../simulators/spending.ts';
import { approvedSpans, intersect, spansIn, totalMs, type Span } from '../../../simulators/spans.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { dayAt, startOfDayMs } from '../../account-days.ts';
import { unitsPerMajor } from './money-rules.ts';
import { placeByKey } from './places.ts';
import { isObject } from './request.ts';
import { accountOf, type SimulatedAccount } from './seeds.ts';
import type { GraphObject, Review, Store } from './store.ts';

/** What an ad did on one day of its account, in final figures: restatement is applied when they are read. */
export interface DayFigures {
  readonly spendUnits: number;
  readonly impressions: number;
  readonly linkClicks: number;
  readonly clicks: number;
  readonly applications: number;
  /** People whom its ad set could reach that day. */
  readonly audience: number;
}

export interface Delivery {
  /** Figures by ad id for a campaign and a day; ads without delivery are absent. */
  campaignDay(campaign: GraphObject, day: string): ReadonlyMap<string, DayFigures>;
  /** Results of an ad set up to the end of the last whole day: what its learning phase is told by. */
  resultsSoFar(adSet: GraphObject): number;
  /** The rows of a report, worked out once for all its pages: `key` says everything that they hang on. */
  report(key: string, work: () => readonly Record<string, unknown>[]): readonly Record<string, unknown>[];
  forget(): void;
}

/** Reports lag 15 to 60 minutes. "Insights" (v26.0; read 2026-11-20) */
export const REPORT_LAG_MS = 15 * 60_000;

/** A day may run to 1.75 times the budget, a week holds seven times: "Daily budgets" help page (read 2026-11-20). The rest are figures of this simulation, Latin American job ads. */
const AUCTION: AuctionModel = {
  cpm: { COP: 9_800, USD: 4.4, ARS: 3_100, CLP: 3_300, MXN: 62, EUR: 4.1 },
  ctr: [0.007, 0.022],
  resultRate: [0.035, 0.105],
  weekday: JOB_WEEKDAYS,
  dayOverrun: 1.75,
  weekUse: 0.97,
};
/** Part of a place's people who are adults and on the network. */
const NETWORK_SHARE = 0.58;
const WITHOUT_RADIUS_KM = 17;

interface Member {
  readonly ad: GraphObject;
  readonly adSet: GraphObject;
  readonly on: readonly Span[];
}

export function createDelivery(store: Store, context: SimContext): Delivery {
  const days = createCampaignDays<GraphObject, SimulatedAccount, DayFigures>({
    payer(campaign) {
      const account = accountOf(campaign.accountId);
      return account?.hasFunding === true ? account : null;
    },
    zoneOf: (account) => account.timeZone,
    nowMs: () => context.nowMs(),
    lagMs: REPORT_LAG_MS,
    version: () => store.version(),
    compute,
    learned: (adId, { impressions, applications }) => ({
      adId,
      groupId: store.find(adId)?.parentId ?? '',
      impressions,
      results: applications,
    }),
  });
  const reports = createReportShelf<Record<string, unknown>>();

  function compute(campaign: GraphObject, day: string, span: Span, account: SimulatedAccount): ReadonlyMap<string, DayFigures> {
    const result = new Map<string, DayFigures>();
    const campaignOn = spansIn(campaign.history, 'ACTIVE', span);
    if (campaignOn.length === 0) return result;
    const pools = new Map<GraphObject, Member[]>();
    for (const adSet of store.children(campaign.id, 'adset')) {
      const setOn = intersect(campaignOn, intersect(spansIn(adSet.history, 'ACTIVE', span), [runOf(adSet)]));
      if (setOn.length === 0) continue;
      const pool = campaign.budgets.length > 0 ? campaign : adSet;
      for (const ad of store.children(adSet.id, 'ad')) {
        const on = intersect(setOn, intersect(spansIn(ad.history, 'ACTIVE', span), approvedSpans(reviewsOf(ad))));
        if (totalMs(on) > 0) push(pools, pool, { ad, adSet, on });
      }
    }
    for (const [pool, members] of pools) spread(pool, members, campaign, day, span, account, result);
    return result;
  }

  function spread(
    pool: GraphObject,
    members: readonly Member[],
    campaign: GraphObject,
    day: string,
    span: Span,
    account: SimulatedAccount,
    result: Map<string, DayFigures>,
  ): void {
    const { seed } = context;
    const dayMs = startOfDayMs(addDays(day, 1), account.timeZone) - startOfDayMs(day, account.timeZone);
    const ratio = dayBudgetRatio(AUCTION, seed, pool.id, day);
    const ads = members.map(({ ad, on }) => ({ id: ad.id, on }));
    const units = spendOfDay(seed, dayMs, [{ amounts: pool.budgets, ratio, ads }])[0]!;
    const major = unitsPerMajor(account.currency);
    const groupSpend = new Map<string, number>();
    members.forEach(({ adSet }, index) => addTo(groupSpend, adSet.id, units[index]! / major));
    const before = days.before(campaign, day, account);
    members.forEach(({ ad, adSet }, index) => {
      const spendUnits = Math.floor(units[index]!);
      if (spendUnits <= 0) return;
      const audience = audienceOfSet(adSet, span[1], seed);
      const { impressions, clicks, results } = adDay(AUCTION, seed, {
        adId: ad.id,
        groupId: adSet.id,
        day,
        currency: account.currency,
        spendMajor: spendUnits / major,
        groupSpendMajor: groupSpend.get(adSet.id)!,
        audience,
        adImpressionsBefore: before.impressionsOf(ad.id),
        groupResultsBefore: before.resultsOf(adSet.id),
        groupDaysBefore: before.daysOf(adSet.id),
        resultFactor: campaign.values['objective'] === 'OUTCOME_LEADS' ? 1.4 : 1,
      });
      if (impressions === 0) return;
      // Meta's "clicks (all)" are more than clicks on the link: likes, the page's name, "see more".
      const others = roundByChance(clicks * 0.14, draw(seed, 'other clicks', ad.id, day));
      result.set(ad.id, {
        spendUnits,
        impressions,
        linkClicks: clicks,
        clicks: Math.min(impressions, clicks + others),
        applications: results,
        audience,
      });
    });
  }

  function resultsSoFar(adSet: GraphObject): number {
    const campaign = adSet.parentId === null ? null : store.find(adSet.parentId);
    const account = accountOf(adSet.accountId);
    if (campaign === null || account === null) return 0;
    return days.before(campaign, dayAt(context.nowMs() - REPORT_LAG_MS, account.timeZone), account).resultsOf(adSet.id);
  }

  return {
    campaignDay: days.campaignDay,
    resultsSoFar,
    report: reports.rows,
    forget: () => [days, reports].forEach((kept) => kept.forget()),
  };
}

function reviewsOf(ad: GraphObject): readonly Review[] {
  return [...(ad.earlierReviews ?? []), ...(ad.review === null ? [] : [ad.review])];
}

function runOf(adSet: GraphObject): Span {
  const { start_time: start, end_time: end } = adSet.values;
  return [typeof start === 'number' ? start : 0, typeof end === 'number' ? end : Number.MAX_SAFE_INTEGER];
}

function audienceOfSet(adSet: GraphObject, atMs: number, seed: number): number {
  const targeting = adSet.targetings?.findLast(([sinceMs]) => sinceMs < atMs)?.[1] ?? adSet.values['targeting'];
  const geo = isObject(targeting) && isObject(targeting['geo_locations']) ? targeting['geo_locations'] : {};
  const places: PeopledPlace[] = [];
  let radiusKm = WITHOUT_RADIUS_KM;
  for (const country of listOf(geo['countries'])) places.push({ country: String(country), region: null, town: null });
  for (const [list, kind] of [
    ['regions', 'region'],
    ['cities', 'city'],
  ] as const) {
    for (const entry of listOf(geo[list])) {
      if (!isObject(entry)) continue;
      const place = placeByKey(String(entry['key']), kind);
      if (place === null) continue;
      if (typeof entry['radius'] === 'number') radiusKm = entry['radius'] * (entry['distance_unit'] === 'mile' ? 1.609 : 1);
      places.push({
        country: place.country,
        region: kind === 'region' ? place.name : place.region,
        town: kind === 'city' ? place.name : null,
      });
    }
  }
  return audienceOf(seed, places, radiusKm, NETWORK_SHARE);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
