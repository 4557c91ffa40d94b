import type { SimContext } from '../../../simulators/types.ts';
import { addDays, dayNumber } from '../../../../core/kernel/index.ts';
import { startOfDayMs } from '../zone.ts';
import { unitsPerMajor } from './money-rules.ts';
import { draw, roundByChance } from './random.ts';
import { accountOf, type SimulatedAccount } from './seeds.ts';
import type { GraphObject, Store } from './store.ts';

/** What an ad did on one day of its account, in final figures: restatement is applied when they are read. */
export interface DayFigures {
  readonly spendUnits: number;
  readonly impressions: number;
  readonly linkClicks: number;
  readonly clicks: number;
  readonly applications: number;
}

export interface Delivery {
  /** Figures by ad id for a campaign and a day; ads without delivery are absent. */
  campaignDay(campaign: GraphObject, day: string): ReadonlyMap<string, DayFigures>;
  /** The rows of a report, worked out once for all its pages: `key` says everything that they hang on. */
  report(key: string, work: () => readonly Record<string, unknown>[]): readonly Record<string, unknown>[];
  forget(): void;
}

const DAY_MS = 86_400_000;
/** Reports lag 15 to 60 minutes. "Insights" (v26.0; read 2026-11-20) */
export const REPORT_LAG_MS = 15 * 60_000;
/** A day may run to 1.75 times the budget, a week holds seven times. "Daily budgets" help page (read 2026-11-20) */
const DAY_OVERRUN = 1.75;
const WEEK_USE = 0.97;
/** Believable costs per thousand impressions, in major units. Figures of this simulation, Latin American job ads. */
const CPM: Readonly<Record<string, number>> = { COP: 9_800, USD: 4.4, ARS: 3_100, CLP: 3_300 };
/** Sunday first. Job ads are read most on working days. */
const WEEKDAY = [0.82, 1.12, 1.14, 1.1, 1.06, 0.98, 0.78];

type Span = readonly [number, number];
const NOTHING: ReadonlyMap<string, DayFigures> = new Map();
const MOST_UNFINISHED = 20_000;
const MOST_REPORTS = 6;

export function createDelivery(store: Store, context: SimContext): Delivery {
  const reports = new Map<string, readonly Record<string, unknown>[]>();
  const done = new Map<string, ReadonlyMap<string, DayFigures>>();
  const unfinished = new Map<string, ReadonlyMap<string, DayFigures>>();

  function campaignDay(campaign: GraphObject, day: string): ReadonlyMap<string, DayFigures> {
    const key = `${campaign.id}|${day}`;
    const known = done.get(key);
    if (known !== undefined) return known;
    const account = accountOf(campaign.accountId);
    if (account === null || !account.hasFunding) return NOTHING;
    const fromMs = startOfDayMs(day, account.timeZone);
    const dayEndMs = startOfDayMs(addDays(day, 1), account.timeZone);
    const toMs = Math.min(dayEndMs, context.nowMs() - REPORT_LAG_MS);
    if (toMs <= fromMs || campaign.createdMs >= toMs) return NOTHING;
    const looked = `${key}|${Math.floor(toMs / 60_000)}|${store.version()}`;
    const again = unfinished.get(looked);
    if (again !== undefined) return again;
    const figures = compute(campaign, day, [fromMs, toMs], account);
    // A whole day cannot change any more: what was switched is on record, what comes next is another day.
    if (toMs === dayEndMs) done.set(key, figures);
    else {
      // A day that still runs is worked out once a minute, unless something changes.
      if (unfinished.size > MOST_UNFINISHED) unfinished.clear();
      unfinished.set(looked, figures);
    }
    return figures;
  }

  function report(key: string, work: () => readonly Record<string, unknown>[]): readonly Record<string, unknown>[] {
    const known = reports.get(key);
    if (known !== undefined) return known;
    const rows = work();
    const oldest = reports.keys().next();
    if (reports.size >= MOST_REPORTS && oldest.done !== true) reports.delete(oldest.value);
    reports.set(key, rows);
    return rows;
  }

  function compute(campaign: GraphObject, day: string, span: Span, account: SimulatedAccount): ReadonlyMap<string, DayFigures> {
    const result = new Map<string, DayFigures>();
    const campaignOn = activeSpans(campaign, span);
    if (campaignOn.length === 0) return result;
    const pools = new Map<GraphObject, { ad: GraphObject; share: number }[]>();
    for (const adSet of store.children(campaign.id, 'adset')) {
      const setOn = intersect(campaignOn, intersect(activeSpans(adSet, span), [runOf(adSet)]));
      if (setOn.length === 0) continue;
      const pool = campaign.budgets.length > 0 ? campaign : adSet;
      for (const ad of store.children(adSet.id, 'ad')) {
        const review = ad.review;
        if (review === null || !review.approved) continue;
        const on = intersect(setOn, intersect(activeSpans(ad, span), [[review.decidedMs, Number.MAX_SAFE_INTEGER]]));
        const share = total(on) / DAY_MS;
        if (share <= 0) continue;
        const members = pools.get(pool) ?? [];
        members.push({ ad, share });
        pools.set(pool, members);
      }
    }
    for (const [pool, members] of pools) spread(pool, members, campaign, day, span, account, result);
    return result;
  }

  function spread(
    pool: GraphObject,
    members: readonly { ad: GraphObject; share: number }[],
    campaign: GraphObject,
    day: string,
    span: Span,
    account: SimulatedAccount,
    result: Map<string, DayFigures>,
  ): void {
    const budget = pool.budgets.findLast(([sinceMs]) => sinceMs < span[1])?.[1] ?? 0;
    const share = Math.max(...members.map((member) => member.share));
    const seed = context.seed;
    const units = Math.min(budget * pace(seed, pool.id, day), budget * DAY_OVERRUN) * share;
    const weights = members.map(({ ad, share: own }) => own * (0.4 + draw(seed, 'weight', ad.id)));
    const sum = weights.reduce((left, right) => left + right, 0);
    const major = unitsPerMajor(account.currency);
    const weekday = WEEKDAY[(dayNumber(day) + 4) % 7]!; // 1970-01-01 was a Thursday
    members.forEach(({ ad }, index) => {
      const spendUnits = Math.floor((units * weights[index]!) / sum);
      if (spendUnits <= 0) return;
      const learning = span[0] - ad.createdMs < 3 * DAY_MS ? 1.18 : 1;
      const cpm =
        (CPM[account.currency] ?? 4) *
        (0.75 + 0.5 * draw(seed, 'cpm', campaign.id)) *
        (0.9 + 0.2 * draw(seed, 'cpm', ad.id, day)) *
        learning *
        (0.92 + 0.08 * weekday);
      const impressions = roundByChance((spendUnits / major / cpm) * 1000, draw(seed, 'impressions', ad.id, day));
      if (impressions === 0) return;
      const ctr = (0.007 + 0.015 * draw(seed, 'ctr', ad.id)) * (0.85 + 0.3 * draw(seed, 'ctr', ad.id, day)) * weekday;
      const linkClicks = Math.min(impressions, roundByChance(impressions * ctr, draw(seed, 'clicks', ad.id, day)));
      const clicks = Math.min(impressions, linkClicks + roundByChance(linkClicks * 0.14, draw(seed, 'other clicks', ad.id, day)));
      const goal = campaign.values['objective'] === 'OUTCOME_LEADS' ? 1.4 : 1;
      const rate = (0.035 + 0.07 * draw(seed, 'conversion', ad.id)) * goal;
      const applications = Math.min(linkClicks, roundByChance(linkClicks * rate, draw(seed, 'applications', ad.id, day)));
      result.set(ad.id, { spendUnits, impressions, linkClicks, clicks, applications });
    });
  }

  return { campaignDay, report, forget: () => [done, unfinished, reports].forEach((kept) => kept.clear()) };
}

/** Share of the daily budget that a day takes. The seven of a week add up to what a week may hold. */
function pace(seed: number, poolId: string, day: string): number {
  const number = dayNumber(day);
  const weekday = (number + 4) % 7;
  const monday = number - ((weekday + 6) % 7);
  const weights = WEEKDAY.map((_, index) => WEEKDAY[(index + 1) % 7]! * (0.72 + 0.56 * draw(seed, 'pace', poolId, monday + index)));
  const sum = weights.reduce((left, right) => left + right, 0);
  return (7 * WEEK_USE * weights[number - monday]!) / sum;
}

function runOf(adSet: GraphObject): Span {
  const { start_time: start, end_time: end } = adSet.values;
  return [typeof start === 'number' ? start : 0, typeof end === 'number' ? end : Number.MAX_SAFE_INTEGER];
}

/** Stretches of a span in which the object itself was on. */
function activeSpans(object: GraphObject, span: Span): readonly Span[] {
  const spans: Span[] = [];
  object.history.forEach(([sinceMs, status], index) => {
    if (status !== 'ACTIVE') return;
    const from = Math.max(sinceMs, span[0]);
    const to = Math.min(object.history[index + 1]?.[0] ?? Number.MAX_SAFE_INTEGER, span[1]);
    if (to > from) spans.push([from, to]);
  });
  return spans;
}

function intersect(left: readonly Span[], right: readonly Span[]): readonly Span[] {
  return left.flatMap(([a, b]) =>
    right.flatMap(([c, d]): Span[] => (Math.min(b, d) > Math.max(a, c) ? [[Math.max(a, c), Math.min(b, d)]] : [])),
  );
}

function total(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}
