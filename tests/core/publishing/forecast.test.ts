import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costOf, finishOf, tightest, type Cost, type WorkSum } from '../../../core/publishing/forecast.ts';
import type { RateLeft, RateState } from '../../../core/ports/index.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

const cost: fc.Arbitrary<Cost> = fc.record({ calls: fc.integer({ min: 0, max: 400 }), operations: fc.integer({ min: 0, max: 4_000 }) });
const left: fc.Arbitrary<RateLeft> = fc
  .record({
    limit: fc.integer({ min: 1, max: 900 }),
    used: fc.integer({ min: 0, max: 1_000 }),
    unit: fc.constantFrom('calls' as const, 'operations' as const),
    windowMs: fc.constantFrom(60_000, HOUR, 24 * HOUR),
  })
  .map(({ limit, used, unit, windowMs }) => ({ limit, count: Math.max(0, limit - used), unit, windowMs }));
const concurrency = fc.integer({ min: 1, max: 20 });
const KINDS = ['create_tree', 'create_campaign', 'create_ad_group', 'create_ad', 'upload_media', 'update', 'set_status', 'verify'] as const;
const sum: fc.Arbitrary<WorkSum> = fc
  .record({ kind: fc.constantFrom(...KINDS), steps: fc.integer({ min: 1, max: 60 }), each: fc.integer({ min: 1, max: 5 }) })
  .map(({ kind, steps, each }) => ({ kind, steps, objects: steps * each, weight: steps * each * 3 }));

/** The network's own sliding window, asked as fast as it lets: when the last unit may leave if what is used was used just now. */
function allowedAt(units: number, { limit, count, windowMs }: RateLeft): number {
  const leaves: number[] = Array.from({ length: limit - count }, () => NOW);
  let now = NOW;
  for (let sent = 0; sent < units; sent += 1) {
    if (leaves.length >= limit) now = Math.max(now, leaves[leaves.length - limit]! + windowMs); // as many as were tested
    leaves.push(now);
  }
  return now;
}

describe('the finish of a publish', () => {
  test('is never earlier than the count of the network allows', () => {
    fc.assert(
      fc.property(cost, left, concurrency, (work, quota, at) => {
        const units = quota.unit === 'calls' ? work.calls : work.operations;
        expect(finishOf(NOW, work, { blockedUntil: null, left: quota }, at).finishesAtMs).toBeGreaterThanOrEqual(allowedAt(units, quota));
      }),
      { numRuns: 400 },
    );
  });

  test('is not earlier for more steps', () => {
    fc.assert(
      fc.property(fc.array(sum, { maxLength: 6 }), sum, left, concurrency, (work, more, quota, at) => {
        const rate = { blockedUntil: null, left: quota };
        const few = finishOf(NOW, costOf(work), rate, at);
        const many = finishOf(NOW, costOf([...work, more]), rate, at);
        expect(many.finishesAtMs).toBeGreaterThanOrEqual(few.finishesAtMs);
        expect(many.windows).toBeGreaterThanOrEqual(few.windows);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is not earlier with less left, nor before the network lets go', () => {
    fc.assert(
      fc.property(
        cost,
        left,
        concurrency,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 5 * HOUR }),
        (work, quota, at, fewer, ms) => {
          const poorer = { ...quota, count: Math.max(0, quota.count - fewer) };
          const free = finishOf(NOW, work, { blockedUntil: null, left: quota }, at);
          expect(finishOf(NOW, work, { blockedUntil: null, left: poorer }, at).finishesAtMs).toBeGreaterThanOrEqual(free.finishesAtMs);
          const blockedUntil = new Date(NOW + ms).toISOString();
          expect(finishOf(NOW, work, { blockedUntil, left: quota }, at).finishesAtMs - ms).toBe(free.finishesAtMs);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('names the windows: 4,800 operations with 2,000 left of 2,880 a day end tomorrow, in two windows', () => {
    const quota = { count: 2_000, limit: 2_880, unit: 'operations' as const, windowMs: 24 * HOUR };
    const found = finishOf(NOW, { calls: 50, operations: 4_800 }, { blockedUntil: null, left: quota }, 5);
    expect(found).toMatchObject({ windows: 2, basis: 'quota' });
    expect(found.finishesAtMs).toBeGreaterThanOrEqual(NOW + 24 * HOUR);
    expect(finishOf(NOW, { calls: 50, operations: 5_000 }, { blockedUntil: null, left: quota }, 5).windows).toBe(3);
  });

  test('knows only the pace where the network gives no count', () => {
    expect(finishOf(NOW, { calls: 100, operations: 9_999 }, null, 4)).toEqual({
      startsAtMs: NOW,
      finishesAtMs: NOW + 25_000,
      windows: 1,
      basis: 'pace',
    });
  });
});

test('of several accounts the one with the least left counts, and the longest wait', () => {
  const state = (count: number, blockedUntil: string | null): RateState => ({
    usedRatio: 0,
    source: 'table',
    blockedUntil,
    left: { count, limit: 100, unit: 'calls', windowMs: HOUR },
    detail: {},
  });
  expect(tightest([null, state(40, null), state(7, '2026-11-20T12:10:00.000Z'), state(90, '2026-11-20T12:20:00.000Z')])).toMatchObject({
    blockedUntil: '2026-11-20T12:20:00.000Z',
    left: { count: 7 },
  });
  expect(tightest([null, null])).toBeNull();
});
