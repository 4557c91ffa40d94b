import type BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import { ImportTarget, OverwritePolicy, RoleFamily, VacancyState } from '../../core/contract/vacancies.ts';
import {
  OPEN_STATES,
  type KnownVacancy,
  type RememberedMapping,
  type VacancyRecord,
  type VacancyStore,
} from '../../core/vacancies/index.ts';
import type { Database } from './database.ts';
import { createOrderCache } from './plan-order-cache.ts';
import { orderOf, whereOf } from './vacancy-query.ts';
import { columnsOf, INSERT_COLUMNS, insertValues, RECORD_COLUMNS, recordOf, searchText, type VacancyRow } from './vacancy-rows.ts';
import { createImportStaging } from './vacancy-staging.ts';

const OPEN = OPEN_STATES.map((state) => `'${state}'`).join(', ');
const SEARCHED = ['title', 'company', 'placeText', 'externalId'] as const;
const Mapping = z.object({
  columns: z.array(z.object({ header: z.string(), target: ImportTarget.nullable(), overwrite: OverwritePolicy })),
  dateOrder: z.string().nullable(),
  decimalSeparator: z.string().nullable(),
  placeSplit: z.string().nullable().default(null),
});

/** New rows from which on the indexes are built at the end. */
const BULK_FROM = 3_000;
/** New rows up to which the widest index is among them, and up to which any is. */
const WIDEST_UPTO = 400_000;
const BULK_UPTO = 1_500_000;

type Statement = BetterSqlite3.Statement;

interface BriefRow {
  readonly id: string;
  readonly client_id: string;
  readonly title: string;
  readonly company: string;
  readonly place: string;
}
interface CapRow {
  readonly id: string;
  readonly state: string;
  readonly positions: number | null;
  readonly applicants_wanted: number | null;
}
interface KnownRow {
  readonly id: string;
  readonly state: string;
  readonly source_hash: string | null;
  readonly closed_by: KnownVacancy['closedBy'];
}

export function createVacancyStore(db: Database): VacancyStore {
  const prepared = new Map<string, Statement>();
  // Counting 100,000 rows costs more than showing two hundred; both are kept until anything in the file changes.
  const keptTotal = createOrderCache<number>(db);
  const keptFacets = createOrderCache<ReturnType<VacancyStore['facets']>>(db);
  /** Statements that depend on the filter or the patch; a few dozen shapes at most. */
  function prepare(sql: string): Statement {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    if (prepared.size > 200) prepared.clear();
    const statement: Statement = db.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }

  const byId = db.prepare<[string], VacancyRow>(
    `SELECT ${RECORD_COLUMNS} FROM vacancy v JOIN vacancy_text t ON t.number = v.number WHERE v.id = ?`,
  );
  const byNumber = db.prepare<[number], VacancyRow>(
    `SELECT ${RECORD_COLUMNS} FROM vacancy v JOIN vacancy_text t ON t.number = v.number WHERE v.number = ?`,
  );
  const numberOf = db.prepare<[string], number>('SELECT number FROM vacancy WHERE id = ?').pluck();
  const known = db.prepare<[string, string], KnownRow>(
    'SELECT id, state, source_hash, closed_by FROM vacancy WHERE client_id = ? AND identity_key = ?',
  );
  const addText = db.prepare('INSERT INTO vacancy_text (number, description, requirements) VALUES (?, ?, ?)');
  const removeOne = db.prepare('DELETE FROM vacancy WHERE id = ?');
  const countOpen = db.prepare<[string], number>(`SELECT count(*) FROM vacancy WHERE client_id = ? AND state IN (${OPEN})`).pluck();
  const countAll = db.prepare<[string], number>('SELECT count(*) FROM vacancy WHERE client_id = ?').pluck();
  const past = db
    .prepare<[string, string], string>(
      `SELECT id FROM vacancy WHERE client_id = ? AND closes_on < ? AND state IN (${OPEN}) ORDER BY number`,
    )
    .pluck();
  const briefs = db.prepare<[string | null, string | null], BriefRow>(`
    SELECT id, client_id, title, coalesce(company_sort, '') AS company,
      coalesce(place_country || ':' || place_code, lower(place_text), '') AS place
    FROM vacancy WHERE state IN (${OPEN}) AND (? IS NULL OR client_id = ?) ORDER BY number`);
  const capped = db.prepare<[], CapRow>(`
    SELECT id, state, positions, applicants_wanted FROM vacancy
    WHERE state IN ('open', 'advertised', 'closing', 'capped') AND (state = 'capped' OR positions = 0 OR applicants_wanted IS NOT NULL)`);
  const clients = db
    .prepare<[], string>('SELECT id FROM client WHERE EXISTS (SELECT 1 FROM vacancy v WHERE v.client_id = client.id)')
    .pluck();
  const recall = db.prepare<[string], string>('SELECT mapping FROM import_mapping WHERE client_id = ?').pluck();
  const remember = db.prepare(
    'INSERT INTO import_mapping (client_id, mapping) VALUES (?, ?) ON CONFLICT (client_id) DO UPDATE SET mapping = excluded.mapping',
  );

  function get(id: string): VacancyRecord | null {
    const row = byId.get(id);
    return row === undefined ? null : recordOf(row);
  }

  const addRow = db.prepare(
    `INSERT INTO vacancy (${INSERT_COLUMNS}) VALUES (${INSERT_COLUMNS.split(',')
      .map(() => '?')
      .join(', ')})`,
  );
  const sortIndexes = db.prepare<[], { name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'vacancy' AND sql LIKE 'CREATE INDEX%' ORDER BY length(sql) DESC",
  );
  const rowsThere = db.prepare<[], number>('SELECT count(*) FROM vacancy').pluck();

  function insert(record: VacancyRecord): void {
    const done = addRow.run(...insertValues(record));
    addText.run(done.lastInsertRowid, record.description, record.requirements);
  }

  /**
   * Row by row, six indexes over 100,000 rows are rewritten page by page, at random; sorted once at the end they cost a
   * tenth. Creating and dropping them is part of the transaction, so a crash or a cancel leaves them as they were. The two
   * unique ones stay: they answer questions while the load goes on.
   *
   * SQLite sorts in memory (its temporary files would not be encrypted): 0.2 KB a row for the widest index, less than half of
   * it for the others. So the widest grows row by row in a very large load, and all of them in a still larger one, which costs
   * time and keeps memory where it was.
   */
  function bulk<T>(expected: number, work: () => T): T {
    if (expected < BULK_FROM || expected > BULK_UPTO || expected * 2 < (rowsThere.get() ?? 0)) return work();
    if (!db.inTransaction) throw new Error('A bulk load is one transaction');
    const indexes = sortIndexes.all().slice(expected > WIDEST_UPTO ? 1 : 0);
    for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
    const result = work();
    for (const { sql } of indexes) db.exec(sql);
    return result;
  }

  function facetsOf(clientId: string | null): ReturnType<VacancyStore['facets']> {
    const where = clientId === null ? '' : 'WHERE client_id = ?';
    const values = clientId === null ? [] : [clientId];
    const states = prepare(`SELECT state AS value, count(*) AS count FROM vacancy ${where} GROUP BY state ORDER BY count DESC`).all(
      ...values,
    );
    const families = prepare(
      `SELECT role_family AS value, count(*) AS count FROM vacancy ${where} GROUP BY role_family ORDER BY count DESC`,
    ).all(...values);
    const places = prepare(
      `SELECT place_country || coalesce(':' || place_code, '') AS code, place_name AS name, count(*) AS count FROM vacancy
       ${where === '' ? 'WHERE' : `${where} AND`} place_name IS NOT NULL GROUP BY place_country, place_code ORDER BY count DESC, name`,
    ).all(...values);
    return {
      states: z.array(z.object({ value: VacancyState, count: z.number() })).parse(states),
      roleFamilies: z.array(z.object({ value: RoleFamily, count: z.number() })).parse(families),
      places: z.array(z.object({ code: z.string(), name: z.string(), count: z.number() })).parse(places),
    };
  }

  return {
    get,
    getMany: (ids) => ids.map(get).filter((record) => record !== null),
    insert,
    bulk,
    update(id, patch) {
      const number = numberOf.get(id);
      if (number === undefined) throw new Error('There is no such vacancy to update');
      const columns = columnsOf(patch);
      if (SEARCHED.some((field) => patch[field] !== undefined)) {
        const record = get(id);
        if (record !== null) columns['search_text'] = searchText({ ...record, ...patch });
      }
      const names = Object.keys(columns);
      if (names.length > 0)
        prepare(`UPDATE vacancy SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE number = ?`).run(
          ...Object.values(columns),
          number,
        );
      if (patch.description !== undefined)
        prepare('UPDATE vacancy_text SET description = ? WHERE number = ?').run(patch.description, number);
      if (patch.requirements !== undefined)
        prepare('UPDATE vacancy_text SET requirements = ? WHERE number = ?').run(patch.requirements, number);
    },
    remove(id) {
      removeOne.run(id);
    },
    known(clientId, identityKey) {
      const row = known.get(clientId, identityKey);
      return row === undefined
        ? null
        : { id: row.id, state: VacancyState.parse(row.state), sourceHash: row.source_hash, closedBy: row.closed_by };
    },
    list(filter, sort, offset, limit) {
      const where = whereOf(filter);
      const order = orderOf(sort);
      const client = order.column.startsWith('c.') ? 'JOIN client c ON c.id = v.client_id' : '';
      const total = keptTotal(
        JSON.stringify(where),
        () => (prepare(`SELECT count(*) AS total FROM vacancy v ${where.sql}`).get(...where.values) as { total: number }).total, // one column, named here
      );
      // The inner question reads one narrow index; the outer one walks the sort's index and never opens a row that is not shown.
      const matching = where.sql === '' ? '' : `WHERE v.number IN (SELECT v.number FROM vacancy v ${where.sql})`;
      const numbers = prepare(`SELECT v.number FROM vacancy v ${client} ${matching} ${order.sql} LIMIT ? OFFSET ?`).all(
        ...where.values,
        limit,
        offset,
      ) as { number: number }[]; // likewise
      const rows = numbers.flatMap(({ number }) => {
        const row = byNumber.get(number);
        return row === undefined ? [] : [recordOf(row)];
      });
      return { rows, total };
    },
    matching(filter) {
      const where = whereOf(filter);
      const rows = prepare(`SELECT v.id FROM vacancy v ${where.sql} ORDER BY v.number`).all(...where.values) as { id: string }[]; // one column, named here
      return rows.map((row) => row.id);
    },
    facets: (clientId) => keptFacets(clientId ?? '', () => facetsOf(clientId)),
    countOpen: (clientId) => countOpen.get(clientId) ?? 0,
    countAll: (clientId) => countAll.get(clientId) ?? 0,
    *briefs(clientId) {
      // Read whole before the first is handed out: the caller asks for texts on the same connection.
      for (const { client_id, ...brief } of briefs.all(clientId, clientId)) yield { ...brief, clientId: client_id };
    },
    capped: () =>
      capped.all().map((row) => ({
        id: row.id,
        state: VacancyState.parse(row.state),
        positions: row.positions,
        applicantsWanted: row.applicants_wanted,
      })),
    past: (clientId, day) => past.all(clientId, day),
    clientsWithVacancies: () => clients.all(),
    staging: createImportStaging(db),
    remembered(clientId): RememberedMapping | null {
      const text = recall.get(clientId);
      return text === undefined ? null : Mapping.parse(JSON.parse(text));
    },
    remember(clientId, mapping) {
      remember.run(clientId, JSON.stringify(mapping));
    },
  };
}
