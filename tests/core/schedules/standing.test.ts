import { expect, test } from 'vitest';
import type { Schedule, ScheduleRun } from '../../../core/contract/index.ts';
import { scheduleBench } from '../../support/schedule-bench.ts';
import { someone } from '../../adapters/storage/support.ts';

const HOUR_MS = 3_600_000;
type Bench = ReturnType<typeof scheduleBench>;

function value<T>(answer: { ok: true; value: T } | { ok: false; error: unknown } | Promise<unknown>): T {
  if (answer instanceof Promise || !('ok' in answer) || !answer.ok) throw new Error(JSON.stringify(answer));
  return answer.value;
}
const idOf = (bench: Bench, ...rest: Parameters<Bench['make']>): string => value<Schedule>(bench.make(...rest)).id;
const listed = (bench: Bench): readonly Schedule[] =>
  (value(bench.schedules.handlers.list({ clientId: null }, someone)) as { schedules: readonly Schedule[] }).schedules;
const past = (bench: Bench, scheduleId: string): readonly ScheduleRun[] =>
  (value(bench.schedules.handlers.runs({ scheduleId, limit: 50 }, someone)) as { runs: readonly ScheduleRun[] }).runs;

test('does nothing while it is paused, and goes on with the next time that is still to come', () => {
  const bench = scheduleBench();
  const scheduleId = idOf(bench, 'daily', { repeat: 'daily' });
  void bench.schedules.handlers.pause({ scheduleId }, someone);
  expect(listed(bench)).toMatchObject([{ state: 'paused', nextAt: null }]);
  bench.nowMs += 50 * HOUR_MS;
  expect(bench.schedules.runDue()).toEqual({ ran: 0, asking: 0, failed: 0 });
  expect(value(bench.schedules.handlers.resume({ scheduleId }, someone))).toMatchObject({
    state: 'waiting',
    nextAt: '2026-11-23T14:00:00.000Z',
  });
  expect(bench.schedules.runDue()).toEqual({ ran: 0, asking: 0, failed: 0 });
  expect(bench.done).toEqual([]);
});

test('asks about a single one whose time passed while it was paused, however large its late limit', () => {
  const bench = scheduleBench();
  const scheduleId = idOf(bench, 'once', { graceMinutes: 1440 });
  void bench.schedules.handlers.pause({ scheduleId }, someone);
  bench.nowMs += 3 * HOUR_MS;
  expect(value(bench.schedules.handlers.resume({ scheduleId }, someone))).toMatchObject({
    state: 'asking',
    missedAt: '2026-11-20T14:00:00.000Z',
  });
  expect(bench.schedules.runDue()).toEqual({ ran: 0, asking: 0, failed: 0 });
});

test('takes no answer for one that is paused: nothing of it happens by a question asked before', () => {
  const bench = scheduleBench();
  const scheduleId = idOf(bench, 'once');
  bench.nowMs += 9 * HOUR_MS;
  expect(bench.schedules.runDue()).toMatchObject({ asking: 1 });
  void bench.schedules.handlers.pause({ scheduleId }, someone);
  expect(bench.schedules.handlers.answer({ scheduleIds: [scheduleId], decision: 'run' }, someone)).toMatchObject({
    ok: false,
    error: { code: 'schedules.not_asking' },
  });
  expect(bench.done).toEqual([]);
});

test('removes it from the list and from what happens; undo brings it back with its past', () => {
  const bench = scheduleBench();
  const scheduleId = idOf(bench, 'daily', { repeat: 'daily' });
  bench.nowMs += 2 * HOUR_MS + 1;
  bench.schedules.runDue();
  void bench.schedules.handlers.remove({ scheduleId }, someone);
  expect(listed(bench)).toEqual([]);
  bench.nowMs += 48 * HOUR_MS;
  expect(bench.schedules.runDue()).toEqual({ ran: 0, asking: 0, failed: 0 });
  expect(bench.history().undo({}, someone)).toMatchObject({ ok: true });
  expect(listed(bench)).toMatchObject([{ id: scheduleId, state: 'waiting', nextAt: '2026-11-23T14:00:00.000Z' }]);
  expect(past(bench, scheduleId)).toMatchObject([{ kind: 'ran', dueAt: '2026-11-20T14:00:00.000Z' }]);
});

test('undo of making one removes it, and redo makes it again', () => {
  const bench = scheduleBench();
  void bench.make('once');
  void bench.history().undo({}, someone);
  expect(listed(bench)).toEqual([]);
  void bench.history().redo({}, someone);
  expect(listed(bench)).toMatchObject([{ state: 'waiting' }]);
});

test('refuses to edit a removed one, and to pause what is over', () => {
  const bench = scheduleBench();
  const made = value<Schedule>(bench.make('once'));
  const { id: scheduleId, clientId, name, action, rule } = made;
  void bench.schedules.handlers.cancel({ scheduleId }, someone);
  expect(bench.schedules.handlers.pause({ scheduleId }, someone)).toMatchObject({ error: { code: 'schedules.already_over' } });
  void bench.schedules.handlers.remove({ scheduleId }, someone);
  expect(bench.schedules.handlers.save({ scheduleId, clientId, name, action, rule }, someone)).toMatchObject({
    error: { code: 'schedules.not_found' },
  });
});

test('keeps what became of every time: done, refused, missed with what was let go, and who decided', () => {
  const bench = scheduleBench();
  const daily = idOf(bench, 'daily', { repeat: 'daily' });
  const refused = idOf(bench, 'refused');
  bench.nowMs += 2 * HOUR_MS + 600_000;
  bench.schedules.runDue();
  bench.nowMs += 77 * HOUR_MS;
  bench.schedules.runDue();
  void bench.schedules.handlers.answer({ scheduleIds: [daily], decision: 'skip' }, someone);
  expect(past(bench, refused)).toMatchObject([{ kind: 'failed', outcome: 'changes.not_approved', person: null }]);
  expect(past(bench, daily).map(({ kind, day, letGo, person }) => ({ kind, day, letGo, person }))).toEqual([
    { kind: 'skipped', day: '2026-11-23', letGo: 0, person: someone.actor.name },
    { kind: 'missed', day: '2026-11-23', letGo: 2, person: null },
    { kind: 'ran', day: '2026-11-20', letGo: 0, person: null },
  ]);
});
