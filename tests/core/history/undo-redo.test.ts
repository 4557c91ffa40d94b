import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHistoryStore } from '../../../adapters/storage/history-store.ts';
import { createChangeLog, createChangeWriter } from '../../../adapters/storage/change-log.ts';
import type { Database } from '../../../adapters/storage/database.ts';
import { createHistory } from '../../../core/history/index.ts';
import type { Json } from '../../../core/kernel/result.ts';
import type { CallContext, FieldChange, Undoable } from '../../../core/ports/change-log.ts';
import { installationId, scratchDatabase, someone } from '../../adapters/storage/support.ts';

const quiet = { moved: () => undefined, progress: () => undefined, cancelled: () => false };
const robot: CallContext = { ...someone, carrier: 'scheduler' };

/** A feature of two fields that keeps its objects in a table, as every real one does. */
function setUp() {
  const scratch = scratchDatabase();
  const { database } = scratch;
  database.exec('CREATE TABLE thing (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT');
  const things = thingsOf(database);
  let history = historyOf(scratch, things);
  return {
    ...scratch,
    things,
    get history() {
      return history;
    },
    /** What a new start of the program builds. */
    restart() {
      const writer = createChangeWriter({ db: database, clock: scratch.clock, ids: scratch.ids, audit: scratch.auditLog, installationId });
      Object.assign(scratch, { writer, changeLog: createChangeLog(writer, scratch.auditLog) });
      history = historyOf(scratch, things);
    },
    edit(changes: readonly { id: string; field: string; value: Json }[], context = someone, type = 'thing') {
      return scratch.unitOfWork.transaction(() => {
        const group = scratch.changeLog.begin(context, 'history.things_edited', { count: changes.length });
        for (const change of changes) {
          const before = things.read(change.id, change.field);
          things.restore([{ objectId: change.id, field: change.field, value: change.value }]);
          scratch.changeLog.record(group, [
            { objectType: type, objectId: change.id, field: change.field, before, after: change.value } satisfies FieldChange,
          ]);
        }
        return group;
      });
    },
    undo: async () => history.undo({}, someone),
    redo: async () => history.redo({}, someone),
  };
}

function historyOf(scratch: Pick<ReturnType<typeof scratchDatabase>, 'database' | 'writer' | 'unitOfWork' | 'auditLog'>, things: Undoable) {
  return createHistory({
    store: createHistoryStore(scratch.database, scratch.writer),
    unitOfWork: scratch.unitOfWork,
    audit: scratch.auditLog,
    topics: quiet,
    undoables: [things],
    topicsOf: (type) => [type],
  });
}

function thingsOf(database: Database): Undoable & { read(id: string, field: string): Json; all(): Record<string, Json> } {
  function load(id: string): { [field: string]: Json } | null {
    const text = database.prepare<[string], string>('SELECT value FROM thing WHERE id = ?').pluck().get(id);
    return text === undefined ? null : (JSON.parse(text) as { [field: string]: Json });
  }
  return {
    objectType: 'thing',
    read: (id, field) => (field === '*' ? load(id) : (load(id)?.[field] ?? null)),
    restore(changes) {
      for (const { objectId, field, value } of changes) {
        if (field === '*' && value === null) database.prepare('DELETE FROM thing WHERE id = ?').run(objectId);
        else
          database
            .prepare('INSERT OR REPLACE INTO thing (id, value) VALUES (?, ?)')
            .run(objectId, JSON.stringify(field === '*' ? value : { ...load(objectId), [field]: value }));
      }
    },
    all: () =>
      Object.fromEntries(
        database
          .prepare<[], { id: string; value: string }>('SELECT id, value FROM thing ORDER BY id')
          .all()
          .map((row) => [row.id, JSON.parse(row.value) as Json]),
      ),
  };
}

/** A field is only set on an object that is there; `*` with 1 removes, else makes the object whole. */
function editAsAFeatureWould(world: ReturnType<typeof setUp>, wishes: readonly { id: string; field: string; value: number }[]): void {
  const there = new Set(Object.keys(world.things.all()));
  const changes = wishes.map((wish) => {
    const removes = wish.field === '*' && wish.value === 1;
    const whole = wish.field === '*' || !there.has(wish.id);
    if (removes) there.delete(wish.id);
    else there.add(wish.id);
    return { id: wish.id, field: whole ? '*' : wish.field, value: removes ? null : whole ? { size: wish.value, colour: 0 } : wish.value };
  });
  world.edit(changes);
}

describe('undo and redo', () => {
  test('put back one field and name the step', async () => {
    const world = setUp();
    world.edit([{ id: 'a', field: '*', value: { size: 1 } }]);
    world.edit([{ id: 'a', field: 'size', value: 2 }]);
    expect(await world.undo()).toEqual({
      ok: true,
      value: {
        undo: { labelKey: 'history.things_edited', labelValues: { count: 1 } },
        redo: { labelKey: 'history.things_edited', labelValues: { count: 1 } },
      },
    });
    expect(world.things.all()).toEqual({ a: { size: 1 } });
    await world.undo();
    expect(world.things.all()).toEqual({});
    expect(await world.undo()).toEqual({ ok: false, error: { code: 'history.nothing_to_undo', details: {} } });
    await world.redo();
    await world.redo();
    expect(world.things.all()).toEqual({ a: { size: 2 } });
    expect(await world.redo()).toEqual({ ok: false, error: { code: 'history.nothing_to_redo', details: {} } });
  });

  test('refuses to undo over a later change that it would lose', async () => {
    const world = setUp();
    world.edit([{ id: 'a', field: '*', value: { size: 1 } }]);
    world.edit([{ id: 'a', field: 'size', value: 2 }]);
    world.edit([{ id: 'a', field: 'size', value: 7 }], robot);
    expect(await world.undo()).toEqual({
      ok: false,
      error: { code: 'history.changed_since', details: { objectType: 'thing', objectId: 'a', field: 'size' } },
    });
    expect(world.things.all()).toEqual({ a: { size: 7 } });
  });

  test('undoes past a background change of another field', async () => {
    const world = setUp();
    world.edit([{ id: 'a', field: '*', value: { size: 1 } }]);
    world.edit([{ id: 'a', field: 'size', value: 2 }]);
    world.edit([{ id: 'a', field: 'colour', value: 'red' }], robot);
    await world.undo();
    expect(world.things.all()).toEqual({ a: { size: 1, colour: 'red' } });
    expect((await world.redo()).ok).toBe(true);
  });

  test('refuses when the feature says that an object must stay', async () => {
    const world = setUp();
    world.edit([{ id: 'a', field: '*', value: { size: 1 } }]);
    const guarded = historyOf(world, {
      ...world.things,
      blocked: (changes) => changes.find((change) => change.field === '*' && change.value === null)?.objectId ?? null,
    });
    expect(await guarded.undo({}, someone)).toEqual({
      ok: false,
      error: { code: 'history.changed_since', details: { objectType: 'thing', objectId: 'a' } },
    });
  });

  test('does not offer an edit that touched something nobody can restore', () => {
    const world = setUp();
    world.edit([{ id: 'a', field: '*', value: { size: 1 } }], someone, 'account');
    expect(world.history.state({}, someone)).toEqual({ ok: true, value: { undo: null, redo: null } });
  });

  test('records itself in the log of the object and in the audit log', async () => {
    const world = setUp();
    world.edit([{ id: 'a', field: '*', value: { size: 1 } }]);
    await world.undo();
    const answer = await world.history.ofObject({ objectType: 'thing', objectId: 'a', limit: 10 }, someone);
    expect(answer.ok && answer.value.entries.map((entry) => [entry.labelKey, entry.before, entry.after])).toEqual([
      ['history.undone', { size: 1 }, null],
      ['history.things_edited', null, { size: 1 }],
    ]);
    expect([...world.auditLog.all()].map((row) => row.action)).toEqual(['history.things_edited', 'history.undo']);
    expect(world.auditLog.verify(null)).toEqual({ entries: 2, intact: true, brokenAt: null });
  });

  test('keeps nothing when restoring fails half way', async () => {
    const world = setUp();
    world.edit([
      { id: 'a', field: '*', value: { size: 1 } },
      { id: 'b', field: '*', value: { size: 1 } },
    ]);
    const failing = historyOf(world, {
      objectType: 'thing',
      restore(changes) {
        world.things.restore(changes.slice(0, 1));
        throw new Error('disk');
      },
    });
    expect(() => failing.undo({}, someone)).toThrow('disk');
    expect(Object.keys(world.things.all())).toEqual(['a', 'b']);
  });

  test('agree with a list of snapshots over any series of edits, undos, redos and restarts', async () => {
    const action = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant('edit' as const),
          changes: fc.array(
            fc.record({
              id: fc.constantFrom('a', 'b', 'c'),
              field: fc.constantFrom('*', 'size', 'colour'),
              value: fc.constantFrom(1, 2, 3),
            }),
            { minLength: 1, maxLength: 4 },
          ),
        }),
      },
      { weight: 4, arbitrary: fc.constant({ kind: 'undo' as const }) },
      { weight: 3, arbitrary: fc.constant({ kind: 'redo' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const world = setUp();
        // The model: every state so far, and where we stand in it.
        let states = [world.things.all()];
        let at = 0;
        const answers: (readonly [boolean, boolean])[] = [];
        for (const step of actions) {
          if (step.kind === 'restart') world.restart();
          else if (step.kind === 'undo') {
            answers.push([(await world.undo()).ok, at > 0]);
            at = Math.max(0, at - 1);
          } else if (step.kind === 'redo') {
            answers.push([(await world.redo()).ok, at < states.length - 1]);
            at = Math.min(states.length - 1, at + 1);
          } else {
            editAsAFeatureWould(world, step.changes);
            states = [...states.slice(0, at + 1), world.things.all()];
            at += 1;
          }
          expect(world.things.all()).toEqual(states[at]);
        }
        for (const [worked, expected] of answers) expect(worked).toBe(expected);
        expect(world.auditLog.verify(null).intact).toBe(true);
        world.database.close();
      }),
      { numRuns: 60 },
    );
  });
});
