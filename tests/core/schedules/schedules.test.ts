import { expect, test } from 'vitest';
import { scheduleBench } from '../../support/schedule-bench.ts';
import { someone } from '../../adapters/storage/support.ts';

const HOUR_MS = 3_600_000;
const OBJECTS = ['01890000-0000-7000-8000-0000000000a1'];

test('does what is due, once, and a repeated one again on its next day', () => {
  const bench = scheduleBench();
  void bench.make('once');
  void bench.make('daily', { repeat: 'daily' });
  expect(bench.schedules.runDue()).toEqual({ ran: 0, asking: 0, failed: 0 });
  bench.nowMs += 2 * HOUR_MS + 60_000;
  expect(bench.schedules.runDue()).toEqual({ ran: 2, asking: 0, failed: 0 });
  expect(bench.schedules.runDue()).toEqual({ ran: 0, asking: 0, failed: 0 });
  bench.nowMs += 24 * HOUR_MS;
  expect(bench.schedules.runDue()).toEqual({ ran: 1, asking: 0, failed: 0 });
  expect(bench.done.map((one) => one.name)).toEqual(['once', 'daily', 'daily']);
});

test('publishes only what it was scheduled for', () => {
  const bench = scheduleBench();
  void bench.make('publish', {}, { kind: 'publish', objectIds: OBJECTS });
  bench.hash = 'edited since';
  bench.nowMs += 3 * HOUR_MS - 60_000;
  expect(bench.schedules.runDue()).toEqual({ ran: 0, asking: 0, failed: 1 });
  expect(bench.store.list(null)[0]).toMatchObject({ state: 'done', lastOutcome: 'schedules.content_changed' });
});

test('ends when its author may no longer publish', () => {
  const bench = scheduleBench();
  void bench.make('daily', { repeat: 'daily' });
  bench.role = 'edit';
  bench.nowMs += 2 * HOUR_MS + 1;
  bench.schedules.runDue();
  expect(bench.store.list(null)[0]).toMatchObject({ state: 'ended', lastOutcome: 'schedules.author_lost_right' });
  expect(bench.done).toEqual([]);
});

test('puts a budget back at the time that was named', () => {
  const bench = scheduleBench();
  void bench.make(
    'raise',
    {},
    { kind: 'budget', campaignId: OBJECTS[0]!, dailyBudget: { amountMicros: 9n, currency: 'COP' }, revertAt: '2026-11-20T12:00' },
  );
  bench.nowMs += 2 * HOUR_MS + 1;
  bench.schedules.runDue();
  expect(bench.states()).toEqual(['done', 'waiting']);
  bench.nowMs += 3 * HOUR_MS;
  bench.schedules.runDue();
  expect(bench.store.list(null)[1]).toMatchObject({ state: 'done', action: { dailyBudget: { amountMicros: 1n } } });
});

test('stays editable while it waits, and refuses what is past, over or in no zone', () => {
  const bench = scheduleBench();
  const made = bench.make('first');
  if (made instanceof Promise || !made.ok) throw new Error('It could not be made');
  const { id, clientId, action, rule } = made.value;
  const save = (change: object) =>
    bench.schedules.handlers.save({ scheduleId: id, clientId, name: 'moved', action, rule: { ...rule, ...change } }, someone);
  expect(save({ at: '2026-11-21T09:00' })).toMatchObject({ ok: true, value: { nextAt: '2026-11-21T14:00:00.000Z' } });
  expect(save({ at: '2026-11-19T09:00' })).toMatchObject({ ok: false, error: { code: 'schedules.in_the_past' } });
  expect(save({ timeZone: 'America/Nowhere' })).toMatchObject({ ok: false, error: { code: 'schedules.unknown_zone' } });
  expect(bench.schedules.handlers.cancel({ scheduleId: id }, someone)).toMatchObject({ ok: true, value: { state: 'cancelled' } });
  expect(save({})).toMatchObject({ ok: false, error: { code: 'schedules.already_over' } });
});

test('a month without a 31st has its last day instead', () => {
  const bench = scheduleBench();
  const rule = { at: '2027-01-31T08:00', timeZone: 'America/Bogota', repeat: 'monthly', until: null, graceMinutes: 60 } as const;
  const shown = bench.schedules.handlers.preview({ rule, count: 4 }, someone);
  expect(shown).toMatchObject({
    ok: true,
    value: {
      moments: [{ wall: '2027-01-31T08:00' }, { wall: '2027-02-28T08:00' }, { wall: '2027-03-31T08:00' }, { wall: '2027-04-30T08:00' }],
    },
  });
});

test('waits for a person over a warning that nobody explained, each time that it is a new one', () => {
  const bench = scheduleBench();
  void bench.make('raise', { repeat: 'daily' }, { kind: 'publish', objectIds: OBJECTS });
  const warning = (code: string) => ({ objectId: OBJECTS[0]!, objectName: 'Campaña', code, details: {} });
  bench.warnings = [warning('one')];
  bench.nowMs += 2 * HOUR_MS + 1;
  expect(bench.schedules.runDue()).toEqual({ ran: 0, asking: 1, failed: 0 });
  expect(bench.done).toEqual([]);
  const row = bench.store.list(null)[0]!;
  expect(row).toMatchObject({ state: 'asking', pendingDay: '2026-11-20', warnings: [{ code: 'one' }] });
  expect(bench.store.events(row.id, 5)).toMatchObject([{ kind: 'missed', outcome: 'changes.warnings_unexplained' }]);

  bench.warnings = [warning('one'), warning('two')];
  const run = (reason?: string) =>
    bench.schedules.handlers.answer({ scheduleIds: [row.id], decision: 'run', ...(reason === undefined ? {} : { reason }) }, someone);
  expect(run()).toMatchObject({ ok: false, error: { code: 'schedules.warnings_unexplained' } });
  expect(run('so agreed')).toMatchObject({ ok: true, value: { ran: 0, asking: 1 } });
  expect(run('that too')).toMatchObject({ ok: true, value: { ran: 1, asking: 0 } });
  expect(bench.store.list(null)[0]).toMatchObject({ state: 'waiting', pendingDay: '2026-11-21', warnings: [] });
  bench.nowMs += 24 * HOUR_MS; // what was explained stays explained
  expect(bench.schedules.runDue()).toEqual({ ran: 1, asking: 0, failed: 0 });
});

test('asks about warnings before it is kept, and again when the amount is another', () => {
  const bench = scheduleBench();
  const budget = (micros: bigint) =>
    ({ kind: 'budget', campaignId: OBJECTS[0]!, dailyBudget: { amountMicros: micros, currency: 'COP' }, revertAt: null }) as const;
  const made = bench.make('first', { repeat: 'daily' }, budget(5n));
  if (made instanceof Promise || !made.ok) throw new Error('It could not be made');
  const { id, clientId, rule } = made.value;
  bench.warnings = [{ objectId: OBJECTS[0]!, objectName: 'Campaña', code: 'far', details: {} }];
  const save = (micros: bigint, explained: boolean) =>
    bench.schedules.handlers.save(
      {
        scheduleId: id,
        clientId,
        name: 'first',
        action: budget(micros),
        rule,
        ...(explained ? { explanation: { reason: 'fair', warnings: [{ objectId: OBJECTS[0]!, code: 'far' }] } } : {}),
      },
      someone,
    );
  const refused = { ok: false, error: { code: 'schedules.warnings_unexplained', details: { count: 1 } } };
  expect(save(5n, false)).toMatchObject(refused);
  expect(save(5n, true)).toMatchObject({ ok: true, value: { explained: [{ code: 'far', reason: 'fair' }] } });
  expect(save(5n, false)).toMatchObject({ ok: true });
  expect(save(6n, false)).toMatchObject(refused);
});
