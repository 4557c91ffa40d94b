import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjustedRandIndex, chooseK, compareVersions, overlapOf, type TrialSummary } from '../../../core/segmentation/index.ts';
import { uuid } from '../../support/hr-people.ts';

const trial = (k: number, silhouette: number, stability: number, changes: Partial<TrialSummary> = {}): TrialSummary => ({
  k,
  inertia: 1,
  silhouette,
  sampled: { silhouette: silhouette / 2, standardError: 0.003, rows: 4_000 },
  stability,
  smallest: 100,
  sizes: Array.from({ length: k }, () => 100),
  bigEnough: true,
  stable: stability >= 0.75,
  ...changes,
});

test('takes the best silhouette among the steady ones', () => {
  expect(chooseK([trial(2, 0.4, 0.9), trial(3, 0.6, 0.9), trial(4, 0.5, 0.95)], null)).toMatchObject({
    k: 3,
    reason: 'best_silhouette',
    passedOver: null,
  });
});

test('passes over a better silhouette that does not come back, and says so', () => {
  expect(chooseK([trial(2, 0.5, 0.9), trial(7, 0.8, 0.3)], null)).toMatchObject({ k: 2, passedOver: 7, steady: true });
});

test('prefers the steadier of two that are as good', () => {
  expect(chooseK([trial(3, 0.505, 0.8), trial(5, 0.5, 0.99)], null)).toMatchObject({ k: 5, reason: 'close_and_steadier', passedOver: 3 });
});

test('says aloud when nothing is steady, when groups are too small and when there is no structure', () => {
  expect(chooseK([trial(2, 0.3, 0.4), trial(3, 0.35, 0.6)], null)).toMatchObject({ k: 3, reason: 'least_unstable', steady: false });
  const small = { bigEnough: false };
  expect(chooseK([trial(2, 0.5, 0.9, { ...small, smallest: 20 }), trial(3, 0.6, 0.9, { ...small, smallest: 4 })], null)).toMatchObject({
    k: 2,
    reason: 'sizes_too_small',
  });
  expect(chooseK([trial(2, 0.3, 0.9)], null).structure).toBe('none');
  expect(chooseK([trial(2, 1.5, 0.9)], null).structure).toBe('strong');
});

test('obeys the person who asks for a k, and still says how good it is', () => {
  expect(chooseK([trial(5, 0.3, 0.2)], 5)).toMatchObject({ k: 5, reason: 'asked', structure: 'none', steady: false });
});

test('agreement is one for the same sorting under other names, and near zero for chance', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 200 }), (labels) => {
      const renamed = labels.map((label) => (label * 3 + 1) % 5);
      expect(adjustedRandIndex(labels, renamed)).toBeCloseTo(1, 10);
      expect(adjustedRandIndex(labels, renamed)).toBeCloseTo(adjustedRandIndex(renamed, labels), 10);
    }),
  );
  // By hand: pairs together in both 1, in the first 2, in the second 2, of 6: (1 − 4/6) / (2 − 4/6).
  expect(adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo((1 - 2 / 6) / (1.5 - 2 / 6), 10);
});

test('counts who moved by following segments, not their numbers', () => {
  const ids = Array.from({ length: 10 }, (_, index) => uuid(index));
  const before = { ids, labels: Uint8Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]), k: 2 };
  const after = { ids: [...ids.slice(1), uuid(99)], labels: Uint8Array.from([1, 1, 1, 0, 0, 0, 0, 0, 0, 1]), k: 2 };
  const found = compareVersions(before, after);
  expect(found).toMatchObject({ both: 9, joined: 1, left: 1, moved: 1, continues: [1, 0] });
  expect(found.flows).toEqual([
    [1, 3],
    [5, 0],
  ]);
});

test('overlap is exact, and below seventy percent one list is proposed', () => {
  const list = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => uuid(from + index));
  expect(overlapOf(list(0, 100), list(90, 190))).toMatchObject({
    shared: 10,
    unique: 190,
    overlapRatio: 0.1,
    efficiencyRatio: 0.95,
    suggestsUnified: false,
  });
  expect(overlapOf(list(0, 100), list(10, 110))).toMatchObject({ shared: 90, efficiencyRatio: 0.55, suggestsUnified: true });
  expect(overlapOf([], [])).toMatchObject({ overlapRatio: null, efficiencyRatio: null, suggestsUnified: false });
});
