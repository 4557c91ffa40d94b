import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../core/kernel/index.ts';
import {
  adDay,
  dayBudgetRatio,
  fatigueFactor,
  JOB_WEEKDAYS,
  knownResults,
  knownShare,
  learningFactor,
  reachOf,
  saturationFactor,
  type AdDayQuery,
  type AuctionModel,
} from '../../../adapters/simulators/delivery.ts';
import { audienceOf, peopleIn } from '../../../adapters/simulators/people.ts';
import { spendOfDay } from '../../../adapters/simulators/spending.ts';
import { intersect, spansIn, totalMs } from '../../../adapters/simulators/spans.ts';

const MODEL: AuctionModel = {
  cpm: { COP: 9_800, USD: 4.4 },
  ctr: [0.007, 0.022],
  resultRate: [0.035, 0.105],
  weekday: JOB_WEEKDAYS,
  dayOverrun: 1.75,
  weekUse: 0.97,
};
const QUERY: AdDayQuery = {
  adId: 'ad-1',
  groupId: 'group-1',
  day: '2026-11-24',
  currency: 'COP',
  spendMajor: 40_000,
  groupSpendMajor: 40_000,
  audience: 500_000,
  adImpressionsBefore: 0,
  groupResultsBefore: 50,
  groupDaysBefore: 14,
  resultFactor: 1,
};

/** Means over many ads: one ad's day is drawn. */
function mean(of: (day: ReturnType<typeof adDay>) => number, changed: Partial<AdDayQuery>): number {
  let sum = 0;
  for (let index = 0; index < 400; index += 1) sum += of(adDay(MODEL, 7, { ...QUERY, adId: `ad-${index}`, ...changed }));
  return sum / 400;
}

describe('delivery curves', () => {
  it('gives the same day again for the same seed and another for another seed', () => {
    expect(adDay(MODEL, 7, QUERY)).toEqual(adDay(MODEL, 7, QUERY));
    expect(adDay(MODEL, 8, QUERY)).not.toEqual(adDay(MODEL, 7, QUERY));
  });

  it('gives any seven days in a row seven budgets at the most and no day more than the overrun', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string({ maxLength: 12 }), fc.integer({ min: 0, max: 500 }), (seed, pool, weeks) => {
        const first = addDays('2026-01-05', weeks);
        const week = Array.from({ length: 7 }, (_, index) => dayBudgetRatio(MODEL, seed, pool, addDays(first, index)));
        expect(week.reduce((left, right) => left + right, 0)).toBeLessThanOrEqual(7 * MODEL.weekUse + 1e-9);
        for (const day of week) expect(day).toBeLessThanOrEqual(MODEL.dayOverrun);
      }),
    );
  });

  it('sells fewer impressions for the same money while the ad group still learns', () => {
    const learned = mean((day) => day.impressions, {});
    const fresh = mean((day) => day.impressions, { groupResultsBefore: 0, groupDaysBefore: 0 });
    expect(fresh / learned).toBeGreaterThan(0.7);
    expect(fresh / learned).toBeLessThan(0.8);
    expect(learningFactor(50, 0)).toBeLessThan(1.02);
    expect(learningFactor(0, 14)).toBeLessThan(1.02);
  });

  it('tires people of an ad that they have seen often', () => {
    const fresh = mean((day) => day.clicks, {});
    const tired = mean((day) => day.clicks, { adImpressionsBefore: 8 * QUERY.audience });
    expect(tired / fresh).toBeGreaterThan(0.45);
    expect(tired / fresh).toBeLessThan(0.7);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60, noNaN: true }), fc.double({ min: 0, max: 60, noNaN: true }), (left, right) => {
        const [less, more] = left < right ? [left, right] : [right, left];
        expect(fatigueFactor(more)).toBeLessThanOrEqual(fatigueFactor(less));
        expect(fatigueFactor(more)).toBeGreaterThanOrEqual(0.3);
      }),
    );
  });

  it('makes a small audience dearer and never sells less for more', () => {
    const inACity = mean((day) => day.impressions, { audience: 2_000_000 });
    const inAVillage = mean((day) => day.impressions, { audience: 2_000 });
    expect(inAVillage).toBeLessThan(inACity * 0.8);
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e7, noNaN: true }),
        fc.double({ min: 1, max: 1e7, noNaN: true }),
        fc.integer({ min: 1, max: 50_000_000 }),
        (left, right, audience) => {
          const [less, more] = left < right ? [left, right] : [right, left];
          const bought = (wished: number): number => wished / saturationFactor(wished, audience);
          expect(bought(more)).toBeGreaterThanOrEqual(bought(less) * (1 - 1e-9));
          expect(bought(more)).toBeLessThanOrEqual(more * (1 + 1e-6));
        },
      ),
    );
  });

  it('reaches more people with more impressions, and never more than there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 1, max: 5_000_000 }), (impressions, audience) => {
        const reach = reachOf(impressions, audience);
        expect(reach).toBeLessThanOrEqual(Math.min(impressions, audience));
        expect(reach).toBeLessThanOrEqual(reachOf(impressions + 1_000, audience));
        expect(reach > 0).toBe(impressions > 0);
      }),
    );
  });

  it('counts whole numbers that can be true: results within clicks within impressions', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        fc.integer({ min: 1, max: 50_000_000 }),
        fc.integer({ min: 0, max: 100_000_000 }),
        (seed, spendMajor, audience, adImpressionsBefore) => {
          const day = adDay(MODEL, seed, { ...QUERY, spendMajor, groupSpendMajor: spendMajor, audience, adImpressionsBefore });
          for (const figure of [day.impressions, day.clicks, day.results]) expect(Number.isSafeInteger(figure) && figure >= 0).toBe(true);
          expect(day.clicks).toBeLessThanOrEqual(day.impressions);
          expect(day.results).toBeLessThanOrEqual(day.clicks);
        },
      ),
    );
  });

  it('brings more clicks on a working day than on a Saturday', () => {
    expect(mean((day) => day.clicks, { day: '2026-11-24' })).toBeGreaterThan(mean((day) => day.clicks, { day: '2026-11-28' }) * 1.2);
  });

  it('tells of late results little by little until all are known', () => {
    expect(knownShare(0, 28)).toBeCloseTo(0.6);
    expect(knownShare(7, 28)).toBeGreaterThan(knownShare(2, 28));
    expect(knownShare(28, 28)).toBe(1);
  });

  it('tells of a share of small numbers too: never fewer as they age, all in the end, the share on average', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(50), fc.string(), (seed, results, ad) => {
        const told = Array.from({ length: 30 }, (_, age) => knownResults(seed, [ad, 'd'], results, knownShare(age, 28)));
        expect(told).toEqual(told.toSorted((left, right) => left - right));
        expect(told[29]).toBe(results);
      }),
    );
    const share = knownShare(3, 28);
    const single = Array.from({ length: 4_000 }, (_, ad) => knownResults(7, [ad, '2026-03-02'], 1, share));
    expect(single.reduce((left, right) => left + right, 0) / single.length).toBeCloseTo(share, 1);
  });

  it('never takes back what was spent, whatever starts, stops or changes later', () => {
    const spentBy = (now: number): readonly number[] => {
      const on = (from: number, to: number) => [[from, Math.max(from, Math.min(to, now))]] as const;
      const ads = [
        { id: 'a', on: on(0, 12) },
        { id: 'b', on: on(12, 24) },
        { id: 'c', on: on(13, 24) },
      ];
      return spendOfDay(3, 24, [
        {
          amounts: [
            [0, 100],
            [18, 10],
          ],
          ratio: 1,
          ads,
        },
      ])[0]!;
    };
    expect(spentBy(24)[0]).toBeCloseTo(50);
    expect(spentBy(24).reduce((left, right) => left + right, 0)).toBeCloseTo(77.5);
    for (let now = 1; now <= 24; now += 1)
      spentBy(now).forEach((amount, index) => expect(amount).toBeGreaterThanOrEqual(spentBy(now - 1)[index]! - 1e-9));
  });

  it('holds pools together under their cap', () => {
    const pool = (id: string) => ({ amounts: [[0, 100]] as const, ratio: 1, ads: [{ id, on: [[0, 24]] as const }] });
    const [a, b] = spendOfDay(3, 24, [pool('a'), pool('b')], { amounts: [[0, 100]], ratio: 0.9 });
    expect(a![0]! + b![0]!).toBeCloseTo(90);
  });
});

describe('simulated people', () => {
  it('lives in the same numbers each time, more in a capital than in a village', () => {
    const village = { country: 'CO', region: 'Boyacá', town: 'Tibaná' };
    expect(peopleIn(5, village)).toBe(peopleIn(5, village));
    expect(peopleIn(5, { country: 'CO', region: 'Bogotá, D.C.', town: 'Bogotá, D.C.' })).toBeGreaterThan(10 * peopleIn(5, village));
  });

  it('grows with places and with the circle around a town', () => {
    const town = { country: 'CO', region: 'Boyacá', town: 'Tibaná' };
    const whole = { country: 'CO', region: null, town: null };
    expect(audienceOf(5, [town], 40, 0.5)).toBeGreaterThan(audienceOf(5, [town], 17, 0.5));
    expect(audienceOf(5, [town, whole], 17, 0.5)).toBeGreaterThan(audienceOf(5, [town], 17, 0.5));
  });
});

describe('spans', () => {
  it('finds when all of a chain were on', () => {
    const on = spansIn(
      [
        [0, 'PAUSED'],
        [10, 'ACTIVE'],
        [30, 'PAUSED'],
        [50, 'ACTIVE'],
      ],
      'ACTIVE',
      [5, 60],
    );
    expect(on).toEqual([
      [10, 30],
      [50, 60],
    ]);
    expect(totalMs(intersect(on, [[20, 55]]))).toBe(15);
  });
});
