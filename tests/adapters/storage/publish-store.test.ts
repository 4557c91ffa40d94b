import { expect, test } from 'vitest';
import { createPublishStore } from '../../../adapters/storage/publish-store.ts';
import type { NewStep, RunRow } from '../../../core/publishing/index.ts';
import { scratchDatabase, someone } from './support.ts';

const run: RunRow = {
  id: 'run-1',
  startedAt: '2026-11-20T12:00:00.000Z',
  finishedAt: null,
  state: 'running',
  contentHash: 'x',
  approvalId: null,
  context: { actor: someone.actor, carrier: 'test' },
};
function step(id: string, more: Partial<NewStep> = {}): NewStep {
  return {
    id,
    sequence: Number(id.slice(1)),
    priority: 5,
    network: 'meta',
    accountId: 'a',
    campaignId: 'c',
    kind: 'create_ad',
    purpose: 'plan',
    objectIds: [`object-${id}`],
    level: 'ad',
    objectName: 'Anuncio',
    marker: 'abcdefgh',
    targetRemoteId: null,
    changedFields: [],
    status: null,
    needs: [],
    ...more,
  };
}
function open() {
  const { database, unitOfWork } = scratchDatabase();
  return { db: database, store: createPublishStore(database), uow: unitOfWork };
}

test('leases ready steps by priority, then in order of writing, and never those that wait', () => {
  const { store } = open();
  store.addRun(run, [], [step('s0'), step('s1', { needs: [{ stepId: 's0', hard: true }] }), step('s2', { priority: 1 }), step('s3')]);
  expect(store.lease('a', 0, 10, 'me').map((row) => row.id)).toEqual(['s2', 's0', 's3']);
  expect(store.lease('a', 0, 10, 'me')).toEqual([]);
  expect(store.unlease('a', 'somebody else')).toBe(0);
  expect(store.unlease(null, null)).toBe(3);
  expect(store.lease('other', 0, 10, 'me')).toEqual([]);
});

test('a step is written only from the state that the writer saw', () => {
  const { store } = open();
  store.addRun(run, [], [step('s0')]);
  const [leased] = store.lease('a', 0, 1, 'me');
  expect(store.save({ ...leased!, state: 'sending' }, 'leased')).toBe(true); // one step was leased
  expect(store.save({ ...leased!, state: 'confirmed' }, 'leased')).toBe(false);
  expect(store.sending().map((row) => row.id)).toEqual(['s0']);
});

test('release counts down, soft needs end with a failure too, hard ones do not', () => {
  const { store } = open();
  store.addRun(
    run,
    [],
    [step('s0'), step('s1', { needs: [{ stepId: 's0', hard: true }] }), step('s2', { needs: [{ stepId: 's0', hard: false }] })],
  );
  store.release('s0', 'soft');
  expect([store.step('s1')?.waits, store.step('s2')?.waits]).toEqual([1, 0]);
});

test('tallies and open steps follow the states without counting', () => {
  const { store } = open();
  store.addRun(run, [], [step('s0'), step('s1'), step('s2')]);
  const rows = store.lease('a', 0, 3, 'me');
  store.save({ ...rows[0]!, state: 'sending' }, 'leased'); // three were leased
  store.save({ ...rows[0]!, state: 'confirmed' }, 'sending');
  store.save({ ...rows[1]!, state: 'unknown' }, 'leased');
  store.save({ ...rows[1]!, state: 'needs_person' }, 'unknown');
  expect(store.openSteps('run-1')).toBe(2);
  expect(new Map(store.tallies(['run-1']).map((tally) => [tally.state, tally.count]))).toEqual(
    new Map([
      ['planned', 1],
      ['confirmed', 1],
      ['needs_person', 1],
    ]),
  );
  store.stopRun('run-1', null);
  expect(store.openSteps('run-1')).toBe(1);
});

test('a budget movement has two sides that add up to zero, and cannot be changed or removed', () => {
  const { store, db } = open();
  const booking = { campaignId: 'c', accountId: 'a', clientId: 'k', stepId: 's', at: '2026-11-20T12:00:00.000Z' };
  const pesos = (amountMicros: bigint) => ({ amountMicros, currency: 'COP' });
  store.book({ ...booking, next: pesos(9_007_199_254_740_993_000n) });
  store.book({ ...booking, next: pesos(9_007_199_254_740_993_000n) });
  store.book({ ...booking, next: pesos(1n) });
  expect(store.bookedByAccount('a')).toEqual([pesos(1n)]);
  expect(db.prepare('SELECT count(*) FROM budget_entry').pluck().get()).toBe(4);
  expect(db.prepare('SELECT sum(amount_micros) FROM budget_entry').pluck().get()).toBe(0);
  expect(db.prepare("SELECT sum(amount_micros) FROM budget_entry WHERE side = 'booked'").pluck().get()).toBe(1);
  expect(() => db.exec('DELETE FROM budget_entry')).toThrow('never removed');
  expect(() => db.exec('UPDATE budget_entry SET amount_micros = 0')).toThrow('never changed');
  expect(() => store.book({ ...booking, next: { amountMicros: 5n, currency: 'USD' } })).toThrow('currency');
});

test('a block survives, keeps when it began, and is lifted', () => {
  const { store } = open();
  store.setBlock({ scope: 'account/a', reason: 'auth_expired', untilMs: 5, since: '2026-11-20T12:00:00.000Z' });
  store.setBlock({ scope: 'account/a', reason: 'auth_expired', untilMs: 9, since: '2026-11-20T13:00:00.000Z' });
  expect(store.blocks()).toEqual([{ scope: 'account/a', reason: 'auth_expired', untilMs: 9, since: '2026-11-20T12:00:00.000Z' }]);
  store.clearBlock('account/a');
  expect(store.blocks()).toEqual([]);
});
