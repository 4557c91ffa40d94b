import type BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import { CandidateCounts, CandidateTarget, Consent, Education, PreparationReport } from '../../core/contract/candidates.ts';
import { Modality, OverwritePolicy, RoleFamily } from '../../core/contract/vacancies.ts';
import type { CandidateStore, Facets, ImportRecord, KnownCandidate } from '../../core/candidates/index.ts';
import { orderOf, whereOf } from './candidate-query.ts';
import { blob, featuresOf, hash, PERSON_COLUMNS, PERSON_LIST, recordOf, selectPerson, type PersonRow } from './candidate-rows.ts';
import { createCandidateStaging } from './candidate-staging.ts';
import type { Database } from './database.ts';
import { createOrderCache } from './plan-order-cache.ts';

const Mapping = z.object({
  // Mappings of before there were policies replaced everything.
  columns: z.array(z.object({ header: z.string(), target: CandidateTarget.nullable(), overwrite: OverwritePolicy.default('always') })),
  dateOrder: z.string().nullable(),
  decimalSeparator: z.string().nullable(),
});

interface KnownRow {
  readonly number: number;
  readonly content_hash: string;
  readonly external: Buffer | null;
}
interface ImportRow {
  readonly id: string;
  readonly client_id: string;
  readonly at: string;
  readonly actor: string;
  readonly counts: string;
  readonly report: string;
}

interface Span {
  readonly low: number | null;
  readonly high: number | null;
}

/** Rows that one statement writes: SQLite keeps the pages that a statement touches in memory until it ends, in case it must be taken back. */
const WRITE_PART = 20_000;

function inParts(span: Span | undefined, work: (low: number, high: number) => void): void {
  if (span === undefined || span.low === null || span.high === null) return;
  for (let low = span.low; low <= span.high; low += WRITE_PART) work(low, Math.min(span.high, low + WRITE_PART - 1));
}

/** Rows read at once when a whole client goes by. */
const PART = 5_000;
/** What a file may change of a stored person; where they came from first stays. */
const WRITTEN = PERSON_COLUMNS.filter((column) => !['id', 'client_id', 'import_id', 'imported_at', 'audience_on'].includes(column));

export function createCandidateStore(db: Database): CandidateStore {
  const prepared = new Map<string, BetterSqlite3.Statement>();
  const keptTotal = createOrderCache<number>(db);
  const keptFacets = createOrderCache<Facets>(db);
  function prepare(sql: string): BetterSqlite3.Statement {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    if (prepared.size > 200) prepared.clear();
    const statement: BetterSqlite3.Statement = db.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }

  const PERSON = `SELECT c.number, ${selectPerson('c')} FROM candidate c`;
  const byNumber = db.prepare<[number], PersonRow>(`${PERSON} WHERE c.number = ?`);
  const count = db.prepare<[string], number>('SELECT count(*) FROM candidate WHERE client_id = ?').pluck();
  const KNOWN = 'SELECT number, content_hash, external FROM candidate';
  const byIdentity = db.prepare<[Buffer], KnownRow>(`${KNOWN} WHERE identity = ?`);
  const byEmail = db.prepare<[Buffer, Buffer, string], KnownRow>(
    `${KNOWN} WHERE substr(email, 1, 8) = ? AND email = ? AND client_id = ? ORDER BY number LIMIT 1`,
  );
  const byPhone = db.prepare<[Buffer, Buffer, string], KnownRow>(
    `${KNOWN} WHERE substr(phone_e164, 1, 8) = ? AND phone_e164 = ? AND client_id = ? ORDER BY number LIMIT 1`,
  );
  const part = db.prepare<[string, number, number], PersonRow>(
    `${PERSON} WHERE c.client_id = ? AND c.number > ? ORDER BY c.number LIMIT ?`,
  );

  const declare = db.prepare(`UPDATE candidate_stage SET
      consent = CASE WHEN consent IS NULL OR consent = 'unknown' THEN @consent ELSE consent END,
      purpose = coalesce(purpose, @purpose), source = coalesce(source, @source)
    WHERE import = @import AND sequence BETWEEN @low AND @high AND kind IN ('new', 'changed')
      AND (consent IS NULL OR consent = 'unknown' OR purpose IS NULL OR source IS NULL)`);
  const keepBefore = db.prepare(`INSERT INTO candidate_kept (of_import, side, number, ${PERSON_LIST})
    SELECT ?, 'before', c.number, ${selectPlain('c')} FROM candidate_stage s JOIN candidate c ON c.number = s.known
    WHERE s.import = ? AND s.kind = 'changed'`);
  const insertNew = db.prepare(`INSERT INTO candidate (${PERSON_LIST})
    SELECT ${PERSON_LIST} FROM candidate_stage WHERE import = ? AND kind = 'new' AND sequence BETWEEN ? AND ? ORDER BY sequence`);
  const writeChanged = db.prepare(`UPDATE candidate SET ${WRITTEN.map((column) => `${column} = s.${column}`).join(', ')}
    FROM candidate_stage s WHERE s.import = ? AND s.kind = 'changed' AND s.sequence BETWEEN ? AND ? AND s.known = candidate.number`);
  const addImport = db.prepare(
    "INSERT INTO candidate_import (id, client_id, at, actor, state, turnable, counts, report) VALUES (?, ?, ?, ?, 'done', 1, ?, ?)",
  );

  const keepMade = db.prepare(`INSERT INTO candidate_kept (of_import, side, number, ${PERSON_LIST})
    SELECT @id, 'after', c.number, ${selectPlain('c')} FROM candidate c WHERE c.import_id = @id AND c.number BETWEEN @low AND @high`);
  // It reads the table that it writes, so SQLite lays the whole answer aside first, in memory.
  const keepChanged = db.prepare(`INSERT INTO candidate_kept (of_import, side, number, ${PERSON_LIST})
    SELECT @id, 'after', c.number, ${selectPlain('c')} FROM candidate_kept k JOIN candidate c ON c.number = k.number
    WHERE k.of_import = @id AND k.side = 'before' AND k.number BETWEEN @low AND @high AND c.import_id <> @id`);
  const removeNew = db.prepare('DELETE FROM candidate WHERE import_id = ? AND number BETWEEN ? AND ?');
  const spanOfStage = db.prepare<[number], Span>(
    "SELECT min(sequence) AS low, max(sequence) AS high FROM candidate_stage WHERE import = ? AND kind IN ('new', 'changed')",
  );
  const spanOfImport = db.prepare<[string], Span>('SELECT min(number) AS low, max(number) AS high FROM candidate WHERE import_id = ?');
  const spanOfKept = db.prepare<[string, 'before' | 'after'], Span>(
    'SELECT min(number) AS low, max(number) AS high FROM candidate_kept WHERE of_import = ? AND side = ?',
  );
  const putBack = (side: 'before' | 'after') =>
    db.prepare(`UPDATE candidate SET ${WRITTEN.map((column) => `${column} = k.${column}`).join(', ')}
      FROM candidate_kept k WHERE k.of_import = ? AND k.side = '${side}' AND k.number BETWEEN ? AND ? AND k.number = candidate.number`);
  const restoreBefore = putBack('before');
  const restoreAfter = putBack('after');
  const insertAfter = db.prepare(`INSERT INTO candidate (number, ${PERSON_LIST})
    SELECT k.number, ${selectPlain('k')} FROM candidate_kept k
    WHERE k.of_import = @id AND k.side = 'after' AND k.import_id = @id AND k.number BETWEEN @low AND @high ORDER BY k.number`);
  const dropAfter = db.prepare("DELETE FROM candidate_kept WHERE of_import = ? AND side = 'after'");
  const setState = db.prepare('UPDATE candidate_import SET state = ? WHERE id = ?');
  const turnable = db.prepare<[string], number>('SELECT turnable FROM candidate_import WHERE id = ?').pluck();

  const reports = db.prepare<[number], ImportRow>(`SELECT * FROM candidate_import WHERE state = 'done' ORDER BY at DESC LIMIT ?`);
  const reportsOf = db.prepare<[string, number], ImportRow>(
    `SELECT * FROM candidate_import WHERE state = 'done' AND client_id = ? ORDER BY at DESC LIMIT ?`,
  );
  const recall = db.prepare<[string], string>('SELECT mapping FROM candidate_mapping WHERE client_id = ?').pluck();
  const remember = db.prepare(
    'INSERT INTO candidate_mapping (client_id, mapping) VALUES (?, ?) ON CONFLICT (client_id) DO UPDATE SET mapping = excluded.mapping',
  );
  const retention = db.prepare<[string], { days_after_audience: number; max_months: number }>(
    'SELECT days_after_audience, max_months FROM candidate_retention WHERE client_id = ?',
  );
  const setRetention = db.prepare(`INSERT INTO candidate_retention (client_id, days_after_audience, max_months) VALUES (?, ?, ?)
    ON CONFLICT (client_id) DO UPDATE SET days_after_audience = excluded.days_after_audience, max_months = excluded.max_months`);

  function find(clientId: string, ...[identity, identifiers]: [string, Parameters<CandidateStore['known']>[2]]): KnownRow | undefined {
    const same = byIdentity.get(Buffer.from(identity, 'hex'));
    if (same !== undefined) return same;
    const email = blob(identifiers.email);
    const phone = blob(identifiers.phoneE164);
    const near =
      (email === null ? undefined : byEmail.get(email.subarray(0, 8), email, clientId)) ??
      (phone === null ? undefined : byPhone.get(phone.subarray(0, 8), phone, clientId));
    // Two ids of the agency are two people, even where they share a mailbox or a telephone.
    const apart = near?.external != null && identifiers.external !== null && hash(near.external) !== identifiers.external;
    return apart ? undefined : near;
  }

  function facetsOf(clientId: string | null): Facets {
    const where = clientId === null ? '' : 'WHERE client_id = ?';
    const values = clientId === null ? [] : [clientId];
    const group = (expression: string): unknown =>
      prepare(
        `SELECT ${expression} AS value, count(*) AS count FROM candidate ${where} GROUP BY 1 HAVING value IS NOT NULL ORDER BY count DESC`,
      ).all(...values);
    const places = prepare(
      `SELECT place_country || coalesce(':' || place_code, '') AS code, place_name AS name, count(*) AS count FROM candidate
       ${where} GROUP BY place_country, place_code HAVING name IS NOT NULL ORDER BY count DESC, name LIMIT 200`,
    ).all(...values);
    const counted = <T extends z.ZodType>(value: T) => z.array(z.object({ value, count: z.number() }));
    return {
      roleFamilies: counted(RoleFamily).parse(group('role_family')),
      educations: counted(Education).parse(group('education')),
      modalities: counted(Modality).parse(group('modality')),
      consents: counted(Consent).parse(group("coalesce(consent, 'unknown')")),
      places: z.array(z.object({ code: z.string(), name: z.string(), count: z.number() })).parse(places),
    };
  }

  return {
    list(filter, sort, offset, limit) {
      const where = whereOf(filter);
      const total = keptTotal(
        JSON.stringify(where),
        () => (prepare(`SELECT count(*) AS total FROM candidate c ${where.sql}`).get(...where.values) as { total: number }).total, // one column, named here
      );
      const numbers = prepare(`SELECT c.number FROM candidate c ${where.sql} ${orderOf(sort)} LIMIT ? OFFSET ?`).all(
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
    facets: (clientId) => keptFacets(clientId ?? '', () => facetsOf(clientId)),
    count: (clientId) => count.get(clientId) ?? 0,
    get(number) {
      const row = byNumber.get(number);
      return row === undefined ? null : recordOf(row);
    },
    known(clientId, identity, identifiers): KnownCandidate | null {
      const row = find(clientId, identity, identifiers);
      return row === undefined ? null : { number: row.number, contentHash: row.content_hash, external: hash(row.external) };
    },
    staging: createCandidateStaging(db),
    apply(importNumber, made, defaults) {
      inParts(spanOfStage.get(importNumber), (low, high) => void declare.run({ import: importNumber, low, high, ...defaults }));
      keepBefore.run(made.importId, importNumber);
      inParts(spanOfStage.get(importNumber), (low, high) => {
        writeChanged.run(importNumber, low, high);
        insertNew.run(importNumber, low, high);
      });
      addImport.run(made.importId, made.clientId, made.at, made.actor, JSON.stringify(made.counts), JSON.stringify(made.report));
    },
    revert(importId) {
      if (turnable.get(importId) !== 1) return false;
      inParts(spanOfImport.get(importId), (low, high) => {
        keepMade.run({ id: importId, low, high });
        removeNew.run(importId, low, high);
      });
      inParts(spanOfKept.get(importId, 'before'), (low, high) => {
        keepChanged.run({ id: importId, low, high });
        restoreBefore.run(importId, low, high);
      });
      setState.run('undone', importId);
      return true;
    },
    repeat(importId) {
      if (turnable.get(importId) !== 1) return false;
      inParts(spanOfKept.get(importId, 'after'), (low, high) => void restoreAfter.run(importId, low, high));
      inParts(spanOfKept.get(importId, 'after'), (low, high) => void insertAfter.run({ id: importId, low, high }));
      dropAfter.run(importId);
      setState.run('done', importId);
      return true;
    },
    mayTurn: (importId) => turnable.get(importId) === 1,
    reports: (clientId, limit) => (clientId === null ? reports.all(limit) : reportsOf.all(clientId, limit)).map(importOf),
    remembered(clientId) {
      const text = recall.get(clientId);
      return text === undefined ? null : Mapping.parse(JSON.parse(text));
    },
    remember(clientId, mapping) {
      remember.run(clientId, JSON.stringify(mapping));
    },
    retention(clientId) {
      const row = retention.get(clientId);
      return row === undefined ? null : { daysAfterAudience: row.days_after_audience, maxMonths: row.max_months };
    },
    setRetention(clientId, rule) {
      setRetention.run(clientId, rule.daysAfterAudience, rule.maxMonths);
    },
    *candidateFeatures(clientId) {
      for (let after = 0; ;) {
        const rows = part.all(clientId, after, PART);
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.number;
        for (const row of rows) yield { id: String(row.id), ...featuresOf(row) };
      }
    },
  };
}

function selectPlain(alias: string): string {
  return PERSON_COLUMNS.map((column) => `${alias}.${column}`).join(', ');
}

function importOf(row: ImportRow): ImportRecord {
  return {
    importId: row.id,
    clientId: row.client_id,
    at: row.at,
    actor: row.actor,
    counts: CandidateCounts.parse(JSON.parse(row.counts)),
    report: PreparationReport.parse(JSON.parse(row.report)),
  };
}
