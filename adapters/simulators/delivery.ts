import { dayNumber } from '../../core/kernel/index.ts';
import { draw, roundByChance } from './draw.ts';

/**
 * How an ad does from day to day, for every simulated network: pure and seeded, so that the same world gives the same
 * figures again. Each curve stands alone and can be used alone; `adDay` puts them together. Their shapes are what
 * practitioners describe (learning, fatigue, dearer reach in small audiences); their figures are this simulation's.
 */
export interface AuctionModel {
  /** Major units per thousand impressions, by currency; one that is missing costs as much as `USD`. */
  readonly cpm: Readonly<Record<string, number>> & { readonly USD: number };
  /** Clicks per impression of the weakest and the strongest ad. */
  readonly ctr: readonly [number, number];
  /** Results (applications, leads…) per click, likewise. */
  readonly resultRate: readonly [number, number];
  /** Sunday first, mean about 1. */
  readonly weekday: readonly number[];
  /** The most of its daily budget that one day may take. */
  readonly dayOverrun: number;
  /** The most of seven daily budgets that any seven days in a row take. */
  readonly weekUse: number;
}

/** Job ads are read most on working days. Sunday first. */
export const JOB_WEEKDAYS: readonly number[] = [0.82, 1.12, 1.14, 1.1, 1.06, 0.98, 0.78];

/** 0 is Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: string): number {
  return (dayNumber(day) + 4) % 7;
}

/**
 * Part of its daily budget that a day takes. Networks differ in where a week begins, so any seven days in a row hold at most
 * `weekUse` weeks, and no day passes `dayOverrun`.
 */
export function dayBudgetRatio(model: AuctionModel, seed: number, poolId: string, day: string): number {
  const number = dayNumber(day);
  const weights = Array.from(
    { length: 13 },
    (_, index) => model.weekday[(number - 6 + index + 4) % 7]! * (0.72 + 0.56 * draw(seed, 'pace', poolId, number - 6 + index)),
  );
  // The dearest of the seven weeks that the day belongs to: each of them then keeps within its seven budgets.
  const sums = weights.slice(0, 7).map((_, from) => weights.slice(from, from + 7).reduce((left, right) => left + right, 0));
  return Math.min(model.dayOverrun, (7 * model.weekUse * weights[6]!) / Math.max(...sums));
}

/** How dear a thousand impressions are while the network still learns whom to show an ad group to: from 1.35 down to 1, over about fifty results or two weeks. */
export function learningFactor(resultsSoFar: number, daysSoFar: number): number {
  return 1 + 0.35 * Math.exp(-3 * Math.max(resultsSoFar / 50, daysSoFar / 14));
}

/** What is left of the click rate once people have seen the same ad `frequency` times on average: all of it up to twice, never below 0.3. */
export function fatigueFactor(frequency: number): number {
  return 0.3 + 0.7 * Math.exp(-0.16 * Math.max(0, frequency - 2));
}

/** How much dearer impressions get when a day's money would show an ad to `wishedImpressions` in an audience of that many people. Reach grows, ever more slowly. */
export function saturationFactor(wishedImpressions: number, audience: number): number {
  if (wishedImpressions <= 0) return 1;
  const people = Math.max(1, audience);
  // Price rises by 60 % for every time a day that the whole audience sees the ad: i × (1 + 0.6 i / people) = wished.
  const bought = (people / 1.2) * (Math.sqrt(1 + (2.4 * wishedImpressions) / people) - 1);
  return wishedImpressions / bought;
}

/** Different people among that many impressions. */
export function reachOf(impressions: number, audience: number): number {
  const people = Math.max(1, audience);
  return Math.min(impressions, Math.max(impressions > 0 ? 1 : 0, Math.round(people * (1 - Math.exp(-impressions / people)))));
}

/** Part of a day's results that the network has told of so many days later; all of them once figures are final. */
export function knownShare(ageDays: number, finalAfterDays: number): number {
  return ageDays >= finalAfterDays ? 1 : 1 - 0.4 * Math.exp(-Math.max(0, ageDays) / (finalAfterDays / 5.6));
}

/**
 * How many of an ad's results of one day are told of when `share` of them is known: all of them once the share is 1, never fewer
 * as it grows, and on average the share itself, also where there is one result a day. `key`: the ad and the day.
 */
export function knownResults(seed: number, key: readonly (string | number)[], results: number, share: number): number {
  return roundByChance(results * share, draw(seed, 'known results', ...key));
}

export interface AdDayQuery {
  readonly adId: string;
  /** Whose ads share an audience and learn together. */
  readonly groupId: string;
  readonly day: string;
  readonly currency: string;
  /** What the ad spends this day, in major units, and what all ads of its group spend together. */
  readonly spendMajor: number;
  readonly groupSpendMajor: number;
  /** People whom the group can reach. */
  readonly audience: number;
  /** Up to the day before: of the ad itself, and of its group. */
  readonly adImpressionsBefore: number;
  readonly groupResultsBefore: number;
  readonly groupDaysBefore: number;
  /** How much more (or less) readily a click becomes a result here: 1 without a reason. */
  readonly resultFactor: number;
}

export interface AdDay {
  readonly impressions: number;
  readonly clicks: number;
  readonly results: number;
  /** What one click costs where clicks are paid, in major units. */
  readonly clickPrice: number;
}

/** One day of one ad: what its money buys. More money never buys fewer impressions. */
export function adDay(model: AuctionModel, seed: number, query: AdDayQuery): AdDay {
  const { adId, groupId, day, audience } = query;
  const weekday = model.weekday[weekdayOf(day)]!;
  const groupPrice =
    (model.cpm[query.currency] ?? model.cpm.USD) *
    (0.75 + 0.5 * draw(seed, 'cpm', groupId)) *
    learningFactor(query.groupResultsBefore, query.groupDaysBefore) *
    (0.92 + 0.08 * weekday);
  const saturated = saturationFactor((query.groupSpendMajor / groupPrice) * 1000, audience);
  const price = groupPrice * saturated * (0.9 + 0.2 * draw(seed, 'cpm', adId, day));
  const impressions = roundByChance((query.spendMajor / price) * 1000, draw(seed, 'impressions', adId, day));
  if (impressions === 0) return { impressions: 0, clicks: 0, results: 0, clickPrice: 0 };
  const ctr =
    within(model.ctr, draw(seed, 'ctr', adId)) *
    (0.85 + 0.3 * draw(seed, 'ctr', adId, day)) *
    weekday *
    fatigueFactor(query.adImpressionsBefore / Math.max(1, audience));
  const clicks = Math.min(impressions, roundByChance(impressions * ctr, draw(seed, 'clicks', adId, day)));
  const rate = within(model.resultRate, draw(seed, 'conversion', adId)) * query.resultFactor;
  const results = Math.min(clicks, roundByChance(clicks * rate, draw(seed, 'applications', adId, day)));
  return { impressions, clicks, results, clickPrice: price / 1000 / ctr };
}

function within([low, high]: readonly [number, number], chance: number): number {
  return low + (high - low) * chance;
}
