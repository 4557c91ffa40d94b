import type BetterSqlite3 from 'better-sqlite3';
import { PARTS, type ImportStaging, type RowKind, type StagedResult, type StagedRow } from '../../core/vacancies/index.ts';
import { OPEN_STATES } from '../../core/vacancies/index.ts';
import type { Database } from './database.ts';
import { openScratchFile, openScratchMemory, removeScratchFiles, type ScratchFile } from './scratch-file.ts';

interface RowCells {
  readonly sequence: number;
  readonly line: number | null;
  readonly cells: string | null;
  readonly problem: string | null;
  readonly problem_column: number | null;
  readonly repaired: number | null;
}
interface ResultCells extends RowCells {
  readonly key: number;
  readonly kind: RowKind;
  readonly vacancy_id: string | null;
  readonly identity: string | null;
  readonly hash: string | null;
}

const SCHEMA = `
  CREATE TABLE row (
    sequence INTEGER PRIMARY KEY, -- order in the file, from 1
    line INTEGER NOT NULL,
    cells TEXT NOT NULL, -- JSON array of text
    problem TEXT,
    problem_column INTEGER,
    repaired INTEGER NOT NULL
  ) STRICT;`;
const RESULTS = `
  DROP TABLE IF EXISTS result;
  CREATE TABLE result (
    key INTEGER PRIMARY KEY, -- row of the file × 1000 + part; past the last row for vacancies that it no longer names
    kind TEXT NOT NULL,
    vacancy_id TEXT,
    identity TEXT,
    hash TEXT -- fingerprint of what the row says
  ) STRICT;
  CREATE INDEX result_kind ON result (kind, key);
  CREATE INDEX result_vacancy ON result (vacancy_id) WHERE vacancy_id IS NOT NULL;`;
const RESULT = `SELECT t.key, t.key / 1000 AS sequence, t.kind, t.vacancy_id, t.identity, t.hash, s.line, s.cells, s.problem, s.problem_column, s.repaired
  FROM result t LEFT JOIN row s ON s.sequence = t.key / 1000`;
const OPEN = OPEN_STATES.map((state) => `'${state}'`).join(', ');

/** What an import may hold in memory; a larger one moves to a file. Several wait at once when watched folders bring them. */
const MEMORY_CHARACTERS = 1_000_000;
const MEMORY_ROWS = 20_000;

/** One import: in memory while it is small, then in a file of its own beside the workspace, gone with the import. */
function openStage(file: string) {
  let scratch: ScratchFile = openScratchMemory();
  scratch.db.exec(SCHEMA + RESULTS);
  let inMemory = true;
  let characters = 0;
  let rows = 0;
  const prepared = new Map<string, BetterSqlite3.Statement>();
  let identitiesIndexed = false;

  function prepare(sql: string): BetterSqlite3.Statement {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement: BetterSqlite3.Statement = scratch.db.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }
  /** Not for safety, there is no journal: one transaction is one write of each page. */
  function together(work: () => void): void {
    prepare('BEGIN').run();
    try {
      work();
    } finally {
      prepare('COMMIT').run();
    }
  }
  function moveToFile(): void {
    const left = scratch;
    scratch = openScratchFile(file);
    prepared.clear();
    identitiesIndexed = false;
    inMemory = false;
    scratch.db.exec(SCHEMA + RESULTS);
    try {
      together(() => {
        for (const table of ['row', 'result']) {
          const cells = left.db.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw();
          const add = prepare(
            `INSERT INTO ${table} VALUES (${cells
              .columns()
              .map(() => '?')
              .join(', ')})`,
          );
          for (const one of cells.iterate()) add.run(...one);
        }
      });
    } finally {
      left.remove();
    }
  }
  return {
    prepare,
    together,
    /** Before so much is written. */
    makeRoom(more: { readonly characters: number; readonly rows: number }): void {
      if (!inMemory) return;
      characters += more.characters;
      rows += more.rows;
      if (characters > MEMORY_CHARACTERS || rows > MEMORY_ROWS) moveToFile();
    },
    forgetResults(): void {
      prepared.clear();
      identitiesIndexed = false;
      scratch.db.exec(RESULTS);
    },
    /** Made when the first question comes: most files have fewer rows than are kept in memory. */
    indexIdentities(): void {
      if (identitiesIndexed) return;
      scratch.db.exec('CREATE INDEX result_identity ON result (identity) WHERE identity IS NOT NULL');
      identitiesIndexed = true;
    },
    remove: () => scratch.remove(),
  };
}

export function createImportStaging(db: Database): ImportStaging {
  const beginning = `${db.name}-import-`;
  const stages = new Map<number, ReturnType<typeof openStage>>();
  const openIds = db.prepare<[string], string>(`SELECT id FROM vacancy WHERE client_id = ? AND state IN (${OPEN}) ORDER BY number`).pluck();
  const openCount = db.prepare<[string], number>(`SELECT count(*) FROM vacancy WHERE client_id = ? AND state IN (${OPEN})`).pluck();

  function stageOf(importNumber: number): ReturnType<typeof openStage> {
    const known = stages.get(importNumber);
    if (known !== undefined) return known;
    const stage = openStage(`${beginning}${importNumber}`);
    stages.set(importNumber, stage);
    return stage;
  }

  return {
    append(importNumber, firstSequence, rows) {
      const stage = stageOf(importNumber);
      const cells = rows.map((row) => JSON.stringify(row.cells));
      stage.makeRoom({ characters: cells.reduce((sum, text) => sum + text.length, 0), rows: rows.length });
      const add = stage.prepare('INSERT INTO row (sequence, line, cells, problem, problem_column, repaired) VALUES (?, ?, ?, ?, ?, ?)');
      stage.together(() =>
        rows.forEach((row, index) =>
          add.run(firstSequence + index, row.line, cells[index], row.problem, row.problemColumn ?? null, row.repaired ? 1 : 0),
        ),
      );
    },
    rows(importNumber, afterSequence, limit) {
      const read = stageOf(importNumber).prepare(
        'SELECT sequence, line, cells, problem, problem_column, repaired FROM row WHERE sequence > ? ORDER BY sequence LIMIT ?',
      );
      return (read.all(afterSequence, limit) as RowCells[]).map(stagedOf); // the columns named above
    },
    forgetResults(importNumber) {
      stageOf(importNumber).forgetResults();
    },
    addResults(importNumber, results) {
      const stage = stageOf(importNumber);
      stage.makeRoom({ characters: 0, rows: results.length });
      const add = stage.prepare('INSERT INTO result (key, kind, vacancy_id, identity, hash) VALUES (?, ?, ?, ?, ?)');
      stage.together(() => {
        for (const result of results)
          add.run(result.sequence * PARTS + result.part, result.kind, result.vacancyId, result.identity, result.hash);
      });
    },
    seen(importNumber, identity) {
      const stage = stageOf(importNumber);
      stage.indexIdentities();
      return stage.prepare('SELECT 1 FROM result WHERE identity = ? LIMIT 1').get(identity) !== undefined;
    },
    addMissing(importNumber, clientId, firstSequence) {
      const stage = stageOf(importNumber);
      stage.makeRoom({ characters: 0, rows: openCount.get(clientId) ?? 0 });
      const named = stage.prepare('SELECT 1 FROM result WHERE vacancy_id = ? LIMIT 1');
      const add = stage.prepare("INSERT INTO result (key, kind, vacancy_id, identity, hash) VALUES (?, 'closed', ?, NULL, NULL)");
      let missing = 0;
      stage.together(() => {
        for (const id of openIds.iterate(clientId)) {
          if (named.get(id) !== undefined) continue;
          add.run((firstSequence + missing) * PARTS, id);
          missing += 1;
        }
      });
      return missing;
    },
    results(importNumber, kind, offset, limit) {
      const stage = stageOf(importNumber);
      const rows =
        kind === null
          ? stage.prepare(`${RESULT} ORDER BY t.key LIMIT ? OFFSET ?`).all(limit, offset)
          : stage.prepare(`${RESULT} WHERE t.kind = ? ORDER BY t.key LIMIT ? OFFSET ?`).all(kind, limit, offset);
      return (rows as ResultCells[]).map(resultOf); // the columns of RESULT
    },
    work(importNumber, afterKey, limit) {
      const read = stageOf(importNumber).prepare(
        `${RESULT} WHERE t.key > ? AND +t.kind IN ('new', 'changed', 'closed') ORDER BY t.key LIMIT ?`,
      );
      return (read.all(afterKey, limit) as ResultCells[]).map(resultOf); // the columns of RESULT
    },
    discard(importNumber) {
      stages.get(importNumber)?.remove();
      stages.delete(importNumber);
    },
    discardAll() {
      for (const stage of stages.values()) stage.remove();
      stages.clear();
      if (!db.readonly && !db.memory) removeScratchFiles(beginning);
    },
  };
}

function stagedOf(row: RowCells): StagedRow {
  return {
    sequence: row.sequence,
    line: row.line ?? 0,
    cells: JSON.parse(row.cells ?? '[]') as string[], // written by `append` in this same process, under its own key
    problem: row.problem,
    ...(row.problem_column === null ? {} : { problemColumn: row.problem_column }),
    repaired: row.repaired === 1,
  };
}

function resultOf(row: ResultCells): StagedResult {
  return {
    key: row.key,
    sequence: row.sequence,
    part: row.key % PARTS,
    kind: row.kind,
    vacancyId: row.vacancy_id,
    identity: row.identity,
    hash: row.hash,
    row: row.cells === null ? null : stagedOf(row),
  };
}
