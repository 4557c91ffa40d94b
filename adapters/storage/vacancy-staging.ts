import { z } from 'zod';
import type { ImportStaging, RowKind, RowResult, StagedRow } from '../../core/vacancies/index.ts';
import { OPEN_STATES } from '../../core/vacancies/index.ts';
import type { Database } from './database.ts';

interface RowCells {
  readonly sequence: number;
  readonly line: number | null;
  readonly cells: string | null;
  readonly problem: string | null;
  readonly repaired: number | null;
}
interface ResultCells extends RowCells {
  readonly kind: RowKind;
  readonly vacancy_id: string | null;
  readonly identity: string | null;
}

const Cells = z.array(z.string());
const RESULT = `SELECT r.sequence, r.kind, r.vacancy_id, r.identity, s.line, s.cells, s.problem, s.repaired
  FROM import_result r LEFT JOIN import_row s ON s.import = r.import AND s.sequence = r.sequence`;

export function createImportStaging(db: Database): ImportStaging {
  const addRow = db.prepare('INSERT INTO import_row (import, sequence, line, cells, problem, repaired) VALUES (?, ?, ?, ?, ?, ?)');
  const readRows = db.prepare<[number, number, number], RowCells>(
    'SELECT sequence, line, cells, problem, repaired FROM import_row WHERE import = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  );
  const forget = db.prepare('DELETE FROM import_result WHERE import = ?');
  const addResult = db.prepare('INSERT INTO import_result (import, sequence, kind, vacancy_id, identity) VALUES (?, ?, ?, ?, ?)');
  const seen = db.prepare('SELECT 1 FROM import_result WHERE import = ? AND identity = ? LIMIT 1');
  const missing = db.prepare(`
    INSERT INTO import_result (import, sequence, kind, vacancy_id, identity)
    SELECT @import, @first - 1 + row_number() OVER (ORDER BY v.number), 'closed', v.id, NULL
    FROM vacancy v
    WHERE v.client_id = @clientId AND v.state IN (${OPEN_STATES.map((state) => `'${state}'`).join(', ')})
      AND NOT EXISTS (SELECT 1 FROM import_result r WHERE r.import = @import AND r.vacancy_id = v.id)`);
  const all = db.prepare<[number, number, number], ResultCells>(`${RESULT} WHERE r.import = ? ORDER BY r.sequence LIMIT ? OFFSET ?`);
  const ofKind = db.prepare<[number, RowKind, number, number], ResultCells>(
    `${RESULT} WHERE r.import = ? AND r.kind = ? ORDER BY r.sequence LIMIT ? OFFSET ?`,
  );
  const work = db.prepare<[number, number, number], ResultCells>(
    `${RESULT} WHERE r.import = ? AND r.sequence > ? AND r.kind IN ('new', 'changed', 'closed') ORDER BY r.sequence LIMIT ?`,
  );
  const dropRows = db.prepare('DELETE FROM import_row WHERE import = ?');

  return {
    append(importNumber, firstSequence, rows) {
      rows.forEach((row, index) =>
        addRow.run(importNumber, firstSequence + index, row.line, JSON.stringify(row.cells), row.problem, row.repaired ? 1 : 0),
      );
    },
    rows: (importNumber, afterSequence, limit) => readRows.all(importNumber, afterSequence, limit).map(stagedOf),
    forgetResults(importNumber) {
      forget.run(importNumber);
    },
    addResults(importNumber, results) {
      for (const result of results) addResult.run(importNumber, result.sequence, result.kind, result.vacancyId, result.identity);
    },
    seen: (importNumber, identity) => seen.get(importNumber, identity) !== undefined,
    addMissing: (importNumber, clientId, firstSequence) => missing.run({ import: importNumber, clientId, first: firstSequence }).changes,
    results(importNumber, kind, offset, limit) {
      const rows = kind === null ? all.all(importNumber, limit, offset) : ofKind.all(importNumber, kind, limit, offset);
      return rows.map(resultOf);
    },
    work: (importNumber, afterSequence, limit) => work.all(importNumber, afterSequence, limit).map(resultOf),
    discard(importNumber) {
      forget.run(importNumber);
      dropRows.run(importNumber);
    },
    discardAll() {
      // Without a WHERE, SQLite empties a table by dropping its pages instead of row by row.
      db.exec('DELETE FROM import_result; DELETE FROM import_row');
    },
  };
}

function stagedOf(row: RowCells): StagedRow {
  return {
    sequence: row.sequence,
    line: row.line ?? 0,
    cells: Cells.parse(JSON.parse(row.cells ?? '[]')),
    problem: row.problem,
    repaired: row.repaired === 1,
  };
}

function resultOf(row: ResultCells): RowResult & { readonly row: StagedRow | null } {
  return {
    sequence: row.sequence,
    kind: row.kind,
    vacancyId: row.vacancy_id,
    identity: row.identity,
    row: row.cells === null ? null : stagedOf(row),
  };
}
