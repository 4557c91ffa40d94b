import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAudit } from '../../../core/audit/index.ts';
import { scratchDatabase, someone } from '../../adapters/storage/support.ts';

const ROWS = 40;

function chain(rows = ROWS) {
  const scratch = scratchDatabase();
  const { auditLog, unitOfWork, database } = scratch;
  unitOfWork.transaction(() => {
    for (let i = 0; i < rows; i += 1)
      auditLog.append(someone, i % 2 === 0 ? 'plans.edited' : 'publishing.sent', i % 3 === 0 ? null : `s${i}`, {
        count: i,
        words: ['a', 'ñ'],
      });
  });
  /** Whoever has the key can take the triggers away; the chain must tell all the same. */
  const disarm = () => database.exec('DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete; DROP TRIGGER audit_log_no_gap');
  return { ...scratch, disarm };
}

describe('the audit log', () => {
  test('refuses to be changed, shortened or left with a gap', () => {
    const { database } = chain();
    expect(() => database.exec("UPDATE audit_log SET action = 'x' WHERE sequence = 3")).toThrow(/append-only/);
    expect(() => database.exec('DELETE FROM audit_log WHERE sequence = 40')).toThrow(/append-only/);
    expect(() =>
      database.exec(
        'INSERT INTO audit_log SELECT 99, at, actor_id, actor_name, carrier, action, subject, details, hash FROM audit_log WHERE sequence = 1',
      ),
    ).toThrow(/no gaps/);
  });

  test('holds as written and says how many entries it has', () => {
    expect(chain().auditLog.verify(null)).toEqual({ entries: ROWS, intact: true, brokenAt: null });
    expect(scratchDatabase().auditLog.verify(null)).toEqual({ entries: 0, intact: true, brokenAt: null });
  });

  test('keeps no row of a transaction that failed', () => {
    const { auditLog, unitOfWork } = chain();
    expect(() =>
      unitOfWork.transaction(() => {
        auditLog.append(someone, 'a.b', null, {});
        throw new Error('stop');
      }),
    ).toThrow('stop');
    unitOfWork.transaction(() => auditLog.append(someone, 'a.c', null, {}));
    expect(auditLog.verify(null)).toEqual({ entries: ROWS + 1, intact: true, brokenAt: null });
  });

  test('shows every change, deletion, swap and cut, also to whoever may write to the file', () => {
    const world = chain();
    const { auditLog, database } = world;
    const row = fc.integer({ min: 1, max: ROWS });
    const column = fc.constantFrom('at', 'actor_id', 'actor_name', 'carrier', 'action', 'subject', 'details', 'hash');
    const mutation = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('change' as const), row, column }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), row, column }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), row, column }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('swap' as const), row: fc.integer({ min: 1, max: ROWS - 1 }), column }) },
    );
    world.disarm();
    fc.assert(
      fc.property(mutation, (harm) => {
        database.exec('SAVEPOINT harm');
        try {
          if (harm.kind === 'change')
            database.prepare(`UPDATE audit_log SET ${harm.column} = coalesce(${harm.column}, '') || 'x' WHERE sequence = ?`).run(harm.row);
          if (harm.kind === 'delete') database.prepare('DELETE FROM audit_log WHERE sequence = ?').run(harm.row);
          if (harm.kind === 'cut') database.prepare('DELETE FROM audit_log WHERE sequence >= ?').run(harm.row);
          if (harm.kind === 'swap')
            database.exec(
              `UPDATE audit_log SET sequence = -1 WHERE sequence = ${harm.row}; UPDATE audit_log SET sequence = ${harm.row} WHERE sequence = ${harm.row + 1}; UPDATE audit_log SET sequence = ${harm.row + 1} WHERE sequence = -1`,
            );
          expect(auditLog.verify(null)).toMatchObject({ intact: false, brokenAt: harm.row });
        } finally {
          database.exec('ROLLBACK TO harm; RELEASE harm');
        }
      }),
      { numRuns: 1_000 },
    );
    expect(auditLog.verify(null).intact).toBe(true);
  });

  test('shows a chain that was shortened together with its head, by the checkpoint outside', () => {
    const { auditLog, database, unitOfWork, disarm } = chain(10);
    const early = database.prepare('SELECT sequence, hash, seal FROM audit_head').get() as { sequence: number; hash: string; seal: string };
    unitOfWork.transaction(() => auditLog.append(someone, 'late.row', null, {}));
    const checkpoint = auditLog.head();
    disarm();
    database.prepare('DELETE FROM audit_log WHERE sequence > ?').run(early.sequence);
    database.prepare('UPDATE audit_head SET sequence = ?, hash = ?, seal = ?').run(early.sequence, early.hash, early.seal);
    expect(auditLog.verify(null).intact).toBe(true);
    expect(auditLog.verify(checkpoint)).toEqual({ entries: 10, intact: false, brokenAt: 11 });
  });

  test('is searched, paged and handed over', async () => {
    const { auditLog, clock } = chain();
    const audit = createAudit({ store: auditLog, clock, checkpoint: async () => null });
    const page = await audit.list({ text: 'SENT', action: null, offset: 2, limit: 3 }, someone);
    expect(page.ok && [page.value.total, page.value.entries.map((entry) => entry.sequence)]).toEqual([20, [36, 34, 32]]);
    const narrow = await audit.list({ text: '', action: 'plans.edited', offset: 0, limit: 1 }, someone);
    expect(narrow.ok && narrow.value.entries[0]).toMatchObject({
      sequence: 39,
      actor: 'Prueba',
      carrier: 'test',
      details: { count: 38, words: ['a', 'ñ'] },
    });
    const file = await audit.export({}, someone);
    expect(file.ok && [file.value.fileName, file.value.jsonLines.trim().split('\n').length]).toEqual([
      'altavoz-audit-2026-11-21.jsonl',
      ROWS,
    ]);
    expect(await audit.verify({}, someone)).toEqual({ ok: true, value: { entries: ROWS, intact: true, brokenAt: null } });
  });
});
