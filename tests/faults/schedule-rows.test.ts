import { expect, test } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import { createZones } from '../../adapters/system/zones.ts';
import type { ScheduleRule } from '../../core/contract/schedules.ts';
import { firstDay, judge, momentOn, nextDay } from '../../core/schedules/occurrences.ts';
import { createRandom } from '../support/publishing-random.ts';
import { scheduleBench } from '../support/schedule-bench.ts';
import { someone } from '../adapters/storage/support.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const DAY_MS = 86_400_000;
const zones = createZones('test');

/** Zones with something of their own: none, half an hour, a change at midnight, a date line. */
const NAMED = [
  'America/Bogota',
  'America/Santiago',
  'America/Asuncion',
  'America/New_York',
  'America/Mexico_City',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Asia/Beirut',
  'Atlantic/Azores',
  'America/Havana',
  'Pacific/Apia',
  'Europe/Madrid',
];

function transitions(zone: string): readonly Temporal.ZonedDateTime[] {
  const found: Temporal.ZonedDateTime[] = [];
  let at = Temporal.ZonedDateTime.from(`2024-01-01T00:00[${zone}]`).getTimeZoneTransition('next');
  while (at !== null && at.year <= 2036) {
    found.push(at);
    at = at.getTimeZoneTransition('next');
  }
  return found;
}

test('FM-21: at every change of the clocks of every zone each rule happens once on each intended day, never before its time', () => {
  const all = NIGHTLY ? Intl.supportedValuesOf('timeZone') : NAMED;
  let judged = 0;
  for (const zone of all) {
    for (const change of transitions(zone)) {
      const before = change.subtract({ nanoseconds: 1 });
      const skipped = Math.max(Math.abs(change.offsetNanoseconds - before.offsetNanoseconds) / 6e10, 1);
      // The middle of the hour that is skipped, or comes twice.
      const start =
        change.offsetNanoseconds > before.offsetNanoseconds ? before.toPlainDateTime().round('minute') : change.toPlainDateTime();
      const inside = start.add({ minutes: Math.floor(skipped / 2) });
      for (const repeat of ['once', 'daily', 'weekdays', 'weekly'] as const) {
        const from = inside.toPlainDate().subtract({ days: repeat === 'weekly' ? 7 : repeat === 'once' ? 0 : 1 });
        const time = inside.toPlainTime().toString({ smallestUnit: 'minute' });
        const rule: ScheduleRule = { at: `${from.toString()}T${time}`, timeZone: zone, repeat, until: null, graceMinutes: 60 };
        let pending = firstDay(rule);
        const fired: { day: string; ms: number }[] = [];
        const intended: string[] = [];
        for (let day = pending; day !== null && intended.length < 3; day = nextDay(rule, day)) intended.push(day);
        // The last moment before each, the moment itself, and a little later.
        for (const day of intended) {
          const dueMs = momentOn(zones, rule, day).ms;
          for (const nowMs of [dueMs - 1, dueMs, dueMs + 60_000]) {
            if (pending === null) continue;
            const verdict = judge(zones, rule, pending, nowMs);
            if (verdict.kind === 'wait') continue;
            expect(verdict).toMatchObject({ kind: 'run', missed: 0 });
            fired.push({ day: verdict.day, ms: nowMs });
            pending = verdict.next;
          }
        }
        expect({ zone, at: rule.at, repeat, fired: fired.map((one) => one.day).slice(0, intended.length) }).toEqual({
          zone,
          at: rule.at,
          repeat,
          fired: intended,
        });
        for (const { day, ms } of fired) {
          const shown = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
          // Never before the wall clock shows that time of that day.
          expect(
            Temporal.PlainDateTime.compare(shown.toPlainDateTime(), Temporal.PlainDateTime.from(`${day}T${time}`)),
          ).toBeGreaterThanOrEqual(0);
        }
        judged += fired.length;
      }
    }
  }
  console.log(`${all.length} zones, ${judged} times around the changes of their clocks`);
  expect(judged).toBeGreaterThan(500);
}, 3_600_000);

test('FM-21: the gap, the overlap and the zone without either are what we say they are', () => {
  expect(zones.at('2026-03-08T02:30', 'America/New_York')).toEqual({ ms: Date.UTC(2026, 2, 8, 7), kind: 'gap' });
  expect(zones.at('2026-11-01T01:30', 'America/New_York')).toEqual({ ms: Date.UTC(2026, 10, 1, 5, 30), kind: 'overlap' });
  expect(zones.at('2026-11-01T01:30', 'America/Bogota')).toEqual({ ms: Date.UTC(2026, 10, 1, 6, 30), kind: 'exact' });
  // Half an hour is skipped on Lord Howe: the first moment after it is half past two.
  const { ms, kind } = zones.at('2026-10-04T02:15', 'Australia/Lord_Howe');
  expect(kind).toBe('gap');
  expect(Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('Australia/Lord_Howe').toPlainTime().toString()).toBe('02:30:00');
});

test('FM-21: zone rules that changed move what waits, and nothing else', () => {
  const bench = scheduleBench();
  void bench.make('later');
  const row = bench.store.list(null)[0]!; // it was just made
  bench.store.save({ ...row, dueMs: 1, zoneVersion: 'older rules' });
  bench.restart();
  bench.schedules.runDue();
  expect(bench.store.get(row.id)).toMatchObject({ dueMs: row.dueMs, zoneVersion: 'test', state: 'waiting' });
  expect(bench.done).toEqual([]);
});

test('FM-19: however the clock jumps and the program dies, nothing happens twice on a day and nothing before its time', () => {
  let made = 0;
  for (let seed = 1; seed <= (NIGHTLY ? 400 : 6); seed += 1) {
    const random = createRandom(seed);
    const bench = scheduleBench();
    const startMs = bench.nowMs;
    const rules = new Map<string, { rule: ScheduleRule }>();
    for (let n = 0; n < 25; n += 1) {
      const at = new Date(startMs - 5 * 3_600_000 + 3_600_000 + random.int(20 * DAY_MS)).toISOString().slice(0, 16);
      const repeat = random.pick(['once', 'daily', 'weekdays', 'weekly', 'monthly'] as const);
      const answer = bench.make(`s${n}`, { at, repeat });
      if (answer instanceof Promise || !answer.ok) throw new Error('It could not be made');
      rules.set(`s${n}`, { rule: answer.value.rule });
      made += 1;
    }
    for (let step = 0; step < 120; step += 1) {
      bench.nowMs += random.chance(0.8)
        ? random.int(8 * 3_600_000)
        : (random.chance(0.5) ? 1 : -1) * random.int(random.pick([600_000, 3 * DAY_MS, 400 * DAY_MS]));
      if (random.chance(0.1)) bench.restart();
      bench.dies = random.chance(0.05);
      try {
        bench.schedules.runDue();
      } catch {
        // What died inside of the transaction did not happen.
        bench.done.pop();
        bench.dies = false;
        bench.restart();
      }
      bench.dies = false;
      const asking = bench.store.list(null).filter((row) => row.state === 'asking');
      if (asking.length > 0 && random.chance(0.5))
        void bench.schedules.handlers.answer(
          { scheduleIds: asking.map((row) => row.id), decision: random.pick(['run', 'skip'] as const) },
          someone,
        );
    }
    for (const [name, { rule }] of rules) {
      const times = bench.done.filter((one) => one.name === name);
      if (rule.repeat === 'once') expect({ seed, name, times: times.length <= 1 }).toEqual({ seed, name, times: true });
      for (const one of times) expect(one.atMs).toBeGreaterThanOrEqual(momentOn(zones, rule, firstDay(rule) ?? '').ms);
    }
  }
  console.log(`${made} schedules under a clock that jumps`);
}, 3_600_000);

test('FM-28: after a week away nothing runs past its grace unasked, and everything that was missed is one question', () => {
  const random = createRandom(28);
  for (const awayMs of [3_600_000, DAY_MS, 7 * DAY_MS, 30 * DAY_MS]) {
    const bench = scheduleBench();
    const count = NIGHTLY ? 5_000 : 120;
    const due = new Map<string, number>();
    for (let n = 0; n < count; n += 1) {
      const at = new Date(bench.nowMs - 5 * 3_600_000 + 60_000 + random.int(awayMs)).toISOString().slice(0, 16);
      const repeat = random.pick(['once', 'daily'] as const);
      void bench.make(`s${n}`, { at, repeat });
      due.set(`s${n}`, bench.nowMs);
    }
    bench.announced = 0;
    bench.nowMs += awayMs;
    bench.restart();
    const report = bench.schedules.runDue();
    const rows = new Map(bench.store.list(null).map((row) => [row.name, row]));
    expect(bench.announced).toBeLessThanOrEqual(1);
    expect(report.ran).toBe(bench.done.length);
    // What ran was late by less than an hour; a daily one that was missed for a week runs or asks once, not seven times.
    for (const name of due.keys()) expect(bench.done.filter((one) => one.name === name).length).toBeLessThanOrEqual(1);
    const asking = [...rows.values()].filter((row) => row.state === 'asking');
    for (const row of asking) expect(bench.nowMs - (row.dueMs ?? 0)).toBeGreaterThan(3_600_000);
    if (asking.length === 0) continue;
    const before = bench.done.length;
    expect(bench.schedules.handlers.answer({ scheduleIds: asking.map((row) => row.id), decision: 'skip' }, someone)).toMatchObject({
      ok: true,
      value: { skipped: asking.length, ran: 0 },
    });
    expect(bench.done).toHaveLength(before);
    expect(bench.states()).not.toContain('asking');
  }
});

test('FM-28: a rule whose last day has passed ends, and says so', () => {
  const bench = scheduleBench();
  void bench.make('short', { repeat: 'daily', until: '2026-11-22' });
  bench.nowMs += 10 * DAY_MS;
  bench.schedules.runDue();
  expect(bench.states()).toEqual(['asking']);
  const [row] = bench.store.list(null);
  void bench.schedules.handlers.answer({ scheduleIds: [row!.id], decision: 'skip' }, someone);
  expect(bench.store.list(null)[0]).toMatchObject({ state: 'ended', lastOutcome: 'skipped', dueMs: null });
});
