import { CandidateImportRow } from '../../core/contract/candidates.ts';
import type { CandidateStaging, RowKind, StagedCandidate } from '../../core/candidates/index.ts';
import { PERSON_COLUMNS, PERSON_LIST, recordOf, selectPerson, valuesOf, type PersonRow } from './candidate-rows.ts';
import type { Database } from './database.ts';

interface StageRow extends PersonRow {
  readonly sequence: number;
  readonly line: number;
  readonly kind: RowKind;
  readonly known: number | null;
  readonly reason: string | null;
}

const Reason = CandidateImportRow.shape.reasons.element;
const COLUMNS = `s.sequence, s.line, s.kind, s.known, s.reason, ${selectPerson('s')}`;
const NOBODY = PERSON_COLUMNS.map(() => null);

export function createCandidateStaging(db: Database): CandidateStaging {
  const add = db.prepare(
    `INSERT INTO candidate_stage (import, sequence, line, kind, known, row_identity, reason, ${PERSON_LIST})
     VALUES (?, ?, ?, ?, ?, ?, ?, ${PERSON_COLUMNS.map(() => '?').join(', ')})`,
  );
  const seen = db.prepare<[number, Buffer]>('SELECT 1 FROM candidate_stage WHERE import = ? AND row_identity = ?');
  const all = db.prepare<[number, number, number], StageRow>(
    `SELECT ${COLUMNS} FROM candidate_stage s WHERE s.import = ? ORDER BY s.sequence LIMIT ? OFFSET ?`,
  );
  const ofKind = db.prepare<[number, RowKind, number, number], StageRow>(
    `SELECT ${COLUMNS} FROM candidate_stage s WHERE s.import = ? AND s.kind = ? ORDER BY s.sequence LIMIT ? OFFSET ?`,
  );
  const drop = db.prepare('DELETE FROM candidate_stage WHERE import = ?');
  const others = db.prepare<[number]>('SELECT 1 FROM candidate_stage WHERE import <> ? LIMIT 1');

  return {
    append(importNumber, rows) {
      for (const row of rows)
        add.run(
          importNumber,
          row.sequence,
          row.line,
          row.kind,
          row.known,
          row.identity === null ? null : Buffer.from(row.identity, 'hex'),
          row.reason === null ? null : JSON.stringify(row.reason),
          ...(row.record === null ? NOBODY : valuesOf(row.record)),
        );
    },
    seen: (importNumber, identity) => seen.get(importNumber, Buffer.from(identity, 'hex')) !== undefined,
    rows(importNumber, kind, offset, limit) {
      const rows = kind === null ? all.all(importNumber, limit, offset) : ofKind.all(importNumber, kind, limit, offset);
      return rows.map(stagedOf);
    },
    discard(importNumber) {
      // Without a WHERE, SQLite empties a table by dropping its pages instead of row by row.
      if (others.get(importNumber) === undefined) db.exec('DELETE FROM candidate_stage');
      else drop.run(importNumber);
    },
    discardAll() {
      db.exec('DELETE FROM candidate_stage');
    },
  };
}

function stagedOf(row: StageRow): StagedCandidate {
  return {
    sequence: row.sequence,
    line: row.line,
    kind: row.kind,
    known: row.known,
    identity: null,
    record: row.id === null ? null : recordOf(row),
    reason: row.reason === null ? null : Reason.parse(JSON.parse(row.reason)),
  };
}
