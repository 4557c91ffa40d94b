import { addDays } from '../../../../core/kernel/index.ts';
import { adDay, dayBudgetRatio, JOB_WEEKDAYS, type AuctionModel } from '../../../simulators/delivery.ts';
import { audienceOf, type PeopledPlace } from '../../../simulators/people.ts';
import { spendOfDay } from '../../../simulators/spending.ts';
import { intersect, spansIn, totalMs, type Span } from '../../../simulators/spans.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { dayAt, startOfDayMs } from '../../account-days.ts';
import { parseSnapTime } from '../zone.ts';
import { accountOf, type SimulatedAccount } from './seeds.ts';
import { regionsIn } from './targeting.ts';
import type { SnapObject, Store } from './store.ts';
import { isObject, textOf } from './values.ts';

/** What an ad did on one day of its account, in final figures: restatement is applied when they are read. */
export interface DayFigures {
  readonly spendMicro: number;
  readonly impressions: number;
  readonly swipes: number;
  readonly results: number;
}

export interface Delivery {
  /** Figures by ad id; ads without delivery are absent. */
  campaignDay(campaign: SnapObject, day: string): ReadonlyMap<string, DayFigures>;
  forget(): void;
}

/** Figures are about a quarter of an hour old. "Measurement" (v1; read 2026-11-20) */
export const REPORT_LAG_MS = 15 * 60_000;
/** A budget here is a cap: nothing documented lets a day run over it. The rest are figures of this simulation. */
const AUCTION: AuctionModel = {
  cpm: { USD: 3.6, EUR: 3.4, GBP: 3.1, CAD: 4.9, AUD: 5.6 },
  ctr: [0.006, 0.019],
  resultRate: [0.02, 0.07],
  weekday: JOB_WEEKDAYS,
  dayOverrun: 1,
  weekUse: 0.95,
};
const NETWORK_SHARE = 0.17;
const MOST_UNFINISHED = 20_000;
const NOTHING: ReadonlyMap<string, DayFigures> = new Map();

/** Where a campaign stands at the end of its last whole day. */
interface Progress {
  day: string;
  readonly impressions: Map<string, number>;
  readonly results: Map<string, number>;
  readonly days: Map<string, number>;
}

interface Member {
  readonly ad: SnapObject;
  readonly on: readonly Span[];
}

export function createDelivery(store: Store, context: SimContext): Delivery {
  const done = new Map<string, ReadonlyMap<string, DayFigures>>();
  const unfinished = new Map<string, ReadonlyMap<string, DayFigures>>();
  const reached = new Map<string, Progress>();

  /** Days before this one, in order, each worked out once: what an ad has shown so far decides how it does next. */
  function upTo(campaign: SnapObject, day: string, account: SimulatedAccount): Progress {
    const progress: Progress = reached.get(campaign.id) ?? {
      day: addDays(dayAt(campaign.createdMs, account.timezone), -1),
      impressions: new Map(),
      results: new Map(),
      days: new Map(),
    };
    reached.set(campaign.id, progress);
    while (addDays(progress.day, 1) < day) {
      progress.day = addDays(progress.day, 1);
      const squads = new Set<string>();
      for (const [adId, figures] of campaignDay(campaign, progress.day)) {
        const squadId = store.find(adId)?.parentId ?? '';
        add(progress.impressions, adId, figures.impressions);
        add(progress.results, squadId, figures.results);
        squads.add(squadId);
      }
      for (const squadId of squads) add(progress.days, squadId, 1);
    }
    return progress;
  }

  function campaignDay(campaign: SnapObject, day: string): ReadonlyMap<string, DayFigures> {
    const key = `${campaign.id}|${day}`;
    const known = done.get(key);
    if (known !== undefined) return known;
    const account = accountOf(campaign.accountId);
    if (account === null || account.test || account.status !== 'ACTIVE' || account.fundingSourceIds.length === 0) return NOTHING;
    const fromMs = startOfDayMs(day, account.timezone);
    const dayEndMs = startOfDayMs(addDays(day, 1), account.timezone);
    const toMs = Math.min(dayEndMs, context.nowMs() - REPORT_LAG_MS);
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

  function compute(campaign: SnapObject, day: string, span: Span, account: SimulatedAccount): ReadonlyMap<string, DayFigures> {
    const result = new Map<string, DayFigures>();
    const campaignOn = intersect(spansIn(campaign.history, 'ACTIVE', span), [runOf(campaign)]);
    if (campaignOn.length === 0) return result;
    const wishes: { squad: SnapObject; members: readonly Member[] }[] = [];
    for (const squad of store.children(campaign.id, 'adsquad')) {
      const squadOn = intersect(campaignOn, intersect(spansIn(squad.history, 'ACTIVE', span), [runOf(squad)]));
      const members = store.children(squad.id, 'ad').flatMap((ad): Member[] => {
        const on = intersect(squadOn, intersect(spansIn(ad.history, 'ACTIVE', span), approvedSpans(ad)));
        return totalMs(on) > 0 ? [{ ad, on }] : [];
      });
      if (members.length > 0) wishes.push({ squad, members });
    }
    // The campaign's daily budget is the cap over all its squads. "Campaigns", daily budget (v1; read 2026-11-20)
    const dayMs = startOfDayMs(addDays(day, 1), account.timezone) - startOfDayMs(day, account.timezone);
    const budgetOf = (object: SnapObject) => ({
      amounts: object.budgets,
      ratio: dayBudgetRatio(AUCTION, context.seed, object.id, day),
    });
    const pools = wishes.map(({ squad, members }) => ({ ...budgetOf(squad), ads: members.map(({ ad, on }) => ({ id: ad.id, on })) }));
    const micros = spendOfDay(context.seed, dayMs, pools, campaign.budgets.length === 0 ? null : budgetOf(campaign));
    const before = upTo(campaign, day, account);
    wishes.forEach(({ squad, members }, index) => spread(squad, members, micros[index]!, day, account, before, result));
    return result;
  }

  function spread(
    squad: SnapObject,
    members: readonly Member[],
    micros: readonly number[],
    day: string,
    account: SimulatedAccount,
    before: Progress,
    result: Map<string, DayFigures>,
  ): void {
    const squadSpend = micros.reduce((left, right) => left + right, 0) / 1_000_000;
    const audience = audienceOf(context.seed, placesOf(squad), 0, NETWORK_SHARE);
    const applications = textOf(squad.values['optimization_goal']).startsWith('PIXEL_');
    members.forEach(({ ad }, index) => {
      const spendMicro = Math.floor(micros[index]!);
      if (spendMicro <= 0) return;
      const { impressions, clicks, results } = adDay(AUCTION, context.seed, {
        adId: ad.id,
        groupId: squad.id,
        day,
        currency: account.currency,
        spendMajor: spendMicro / 1_000_000,
        groupSpendMajor: squadSpend,
        audience,
        adImpressionsBefore: before.impressions.get(ad.id) ?? 0,
        groupResultsBefore: before.results.get(squad.id) ?? 0,
        groupDaysBefore: before.days.get(squad.id) ?? 0,
        resultFactor: applications ? 1.4 : 1,
      });
      if (impressions > 0) result.set(ad.id, { spendMicro, impressions, swipes: clicks, results });
    });
  }

  return { campaignDay, forget: () => [done, unfinished, reached].forEach((kept) => kept.clear()) };
}

function runOf(object: SnapObject): Span {
  return [parseSnapTime(object.values['start_time']) ?? 0, parseSnapTime(object.values['end_time']) ?? Number.MAX_SAFE_INTEGER];
}

/** From each approval to the next review: an ad that was changed waits again. */
function approvedSpans(ad: SnapObject): readonly Span[] {
  return ad.reviews.flatMap((review, index): Span[] => {
    const until = ad.reviews[index + 1]?.startedMs ?? Number.MAX_SAFE_INTEGER;
    return review.approved && review.decidedMs < until ? [[review.decidedMs, until]] : [];
  });
}

function placesOf(squad: SnapObject): readonly PeopledPlace[] {
  const targeting = squad.values['targeting'];
  const geos = isObject(targeting) && Array.isArray(targeting['geos']) ? targeting['geos'].filter(isObject) : [];
  return geos.flatMap((geo): PeopledPlace[] => {
    const country = textOf(geo['country_code']);
    const ids = geo['region_id'];
    if (!Array.isArray(ids)) return [{ country: country.toUpperCase(), region: null, town: null }];
    return regionsIn(country)
      .filter((region) => ids.includes(region.id))
      .map((region) => ({ country: country.toUpperCase(), region: region.name, town: null }));
  });
}

function add(map: Map<string, number>, key: string, amount: number): void {
  map.set(key, (map.get(key) ?? 0) + amount);
}
