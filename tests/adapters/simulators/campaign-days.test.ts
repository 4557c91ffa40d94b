import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../core/kernel/index.ts';
import { createCampaignDays, type Progress } from '../../../adapters/simulators/campaign-days.ts';
import { createReportShelf } from '../../../adapters/simulators/report-shelf.ts';
import { approvedSpans } from '../../../adapters/simulators/spans.ts';

const DAY_MS = 86_400_000;
const FIRST = '2026-03-02';
const firstMs = Date.parse(`${FIRST}T00:00:00Z`);
const campaign = { id: 'c', createdMs: firstMs + 3_600_000 };

function world() {
  const at = { nowMs: firstMs + 10 * DAY_MS, version: 0, paying: true };
  const computed: string[] = [];
  const days = createCampaignDays<typeof campaign, 'UTC', { readonly shown: number }>({
    payer: () => (at.paying ? 'UTC' : null),
    zoneOf: (zone) => zone,
    nowMs: () => at.nowMs,
    lagMs: 60_000,
    version: () => at.version,
    compute(_campaign, day) {
      computed.push(day);
      return new Map([
        ['one', { shown: 10 }],
        ['two', { shown: 5 }],
      ]);
    },
    learned: (adId, { shown }) => ({ adId, groupId: 'group', impressions: shown, results: 1 }),
  });
  return { at, computed, days };
}
const told = (progress: Progress) => [progress.impressionsOf('one'), progress.resultsOf('group'), progress.daysOf('group')];

test('every whole day is worked out once and in order, in whatever order days are asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }), (asked) => {
      const { days, computed } = world();
      for (const offset of asked) days.before(campaign, addDays(FIRST, offset), 'UTC');
      const most = Math.max(...asked);
      expect(computed).toEqual(Array.from({ length: most }, (_, offset) => addDays(FIRST, offset)));
      expect(told(days.before(campaign, addDays(FIRST, most), 'UTC'))).toEqual([10 * most, 2 * most, most]);
    }),
  );
});

test('a day that still runs is worked out again after a minute or a change, and never before its figures can be read', () => {
  const { at, days, computed } = world();
  at.nowMs = firstMs + DAY_MS / 2;
  days.campaignDay(campaign, FIRST);
  days.campaignDay(campaign, FIRST);
  at.nowMs += 60_000;
  days.campaignDay(campaign, FIRST);
  at.version += 1;
  days.campaignDay(campaign, FIRST);
  expect(computed).toHaveLength(3);
  at.nowMs = campaign.createdMs + 30_000;
  expect(days.campaignDay(campaign, FIRST).size).toBe(0);
});

test('an account that cannot pay shows nothing', () => {
  const { at, days, computed } = world();
  at.paying = false;
  expect([days.campaignDay(campaign, FIRST).size, computed.length]).toEqual([0, 0]);
});

test('the pages of a report are cut from the same rows, and old reports go', () => {
  const shelf = createReportShelf<number>();
  let made = 0;
  const rows = (key: string) => shelf.rows(key, () => [(made += 1)]);
  expect(rows('a')).toBe(rows('a'));
  for (const key of ['b', 'c', 'd', 'e', 'f', 'g']) rows(key);
  expect([made, rows('g')]).toEqual([7, [7]]);
  expect(rows('a')).toEqual([8]);
});

test('an ad that was changed waits for its next review', () => {
  const review = (startedMs: number, decidedMs: number, approved: boolean) => ({ startedMs, decidedMs, approved });
  expect(approvedSpans([review(0, 10, true), review(50, 60, false), review(80, 95, true)])).toEqual([
    [10, 50],
    [95, Number.MAX_SAFE_INTEGER],
  ]);
  expect(approvedSpans([review(0, 30, true), review(20, 40, false)])).toEqual([]);
});
