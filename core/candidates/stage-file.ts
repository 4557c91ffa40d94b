import { sha256Hex } from '../kernel/canonical.ts';
import { addMonths } from '../kernel/days.ts';
import { fold } from '../kernel/text.ts';
import { refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/index.ts';
import type { FileFacts, RawRow } from '../vacancies/index.ts';
import type { CandidateRecord, Reason, RetentionRule, StagedCandidate } from './candidate-store.ts';
import { emptyFacts } from './column-facts.ts';
import type { CandidateDependencies } from './dependencies.ts';
import { tombstonesOf } from './identifiers.ts';
import { count, dateOrderOf, decimalMarkOf, findHeader, noCounts, noTally, watchRows, type ImportSession } from './import-session.ts';
import { mergedRecord, newRecord, type Birth } from './merge.ts';
import type { Policies } from './overwrite.ts';
import { identityOf, readRow, type ReadCandidate, type RowPlan } from './read-row.ts';

/** Rows that are looked at before the columns are settled. Only counts and a few samples of them stay, in memory. */
const LOOK_ROWS = 20_000;
export const DEFAULT_RETENTION: RetentionRule = { daysAfterAudience: 30, maxMonths: 24 };

/** First pass: which row names the columns, and what the columns hold. */
export async function lookAt(deps: CandidateDependencies, session: ImportSession, context: CallContext): Promise<Refusal | null> {
  let seen = 0;
  let cancelled = false;
  const read = await deps.reader.read(
    session.source,
    async (rows) => {
      if (deps.topics.cancelled(context.taskId)) {
        cancelled = true;
        return false;
      }
      let kept = rows;
      if (seen === 0) {
        const at = findHeader(rows);
        if (at >= 0) session.header = (rows[at]?.cells ?? []).map((cell) => cell.trim());
        else session.facts = (rows.find((row) => row.problem === null)?.cells ?? []).map(() => emptyFacts());
        kept = rows.slice(at + 1);
      }
      watchRows(session, kept);
      seen += rows.length;
      await deps.reader.breathe();
      return seen < LOOK_ROWS;
    },
    (done, total) => deps.topics.progress(context.taskId, 'import.stage.reading', done, total),
  );
  if (cancelled) return { code: 'candidates.cancelled', details: {} };
  // Stopped on purpose, once enough was seen.
  return read.ok || seen >= LOOK_ROWS ? null : read.error;
}

/** Second pass: every row is read, hashed and compared as it goes by; the file's own words are gone with the batch. */
export async function stageFile(
  deps: CandidateDependencies,
  session: ImportSession,
  context: CallContext,
): Promise<Result<FileFacts, Refusal>> {
  const { staging } = deps.store;
  const work = createWork(deps, session);
  deps.unitOfWork.transaction(() => staging.discard(session.number));
  session.counts = noCounts();
  session.tally = noTally();
  session.rows = 0;
  let pastHeader = session.header === null;
  let cancelled = false;
  const read = await deps.reader.read(
    session.source,
    async (rows) => {
      if (deps.topics.cancelled(context.taskId)) {
        cancelled = true;
        return false;
      }
      const kept = pastHeader ? rows : rows.slice(findHeader(rows) + 1);
      pastHeader = true;
      deps.unitOfWork.transaction(() => staging.append(session.number, work.take(kept)));
      await deps.reader.breathe();
      return true;
    },
    (done, total) => deps.topics.progress(context.taskId, 'import.stage.comparing', done, total),
  );
  if (cancelled) return refuse('candidates.cancelled');
  if (read.ok && session.rows === 0) return refuse('vacancies.file_empty');
  return read;
}

/** People who were read and hashed elsewhere, compared as a file's rows are. Writes nothing. */
export function compareRead(deps: CandidateDependencies, session: ImportSession, rows: readonly ReadCandidate[]): StagedCandidate[] {
  return createWork(deps, session).keep(rows);
}

function createWork(deps: CandidateDependencies, session: ImportSession) {
  const { store } = deps;
  const { staging } = store;
  const today = deps.clock.today(session.client.timeZone);
  const now = deps.clock.nowIso();
  const rule = store.retention(session.clientId) ?? DEFAULT_RETENTION;
  const oldest = addMonths(today, -rule.maxMonths);
  const firstEver = store.count(session.clientId) === 0;
  const plan: RowPlan = {
    header: session.header?.map((cell) => fold(cell)) ?? null,
    targets: session.columns.map((column) => column.target),
    dateOrder: dateOrderOf(session),
    decimalMark: decimalMarkOf(session),
    client: session.client,
    places: deps.places,
    hasher: deps.hasher,
    spellings: new Map(),
    families: new Map(),
  };

  const policies: Policies = new Map(
    session.columns.flatMap(({ target, overwrite }) => (target === null ? [] : [[target, overwrite] as const])),
  );

  function classify(row: ReadCandidate, inBatch: Set<string>): Omit<StagedCandidate, 'sequence' | 'line'> {
    const text = identityOf(row.identifiers);
    if (row.reason !== null || text === null) return rejected(row.reason);
    const identity = sha256Hex(`${session.clientId}\n${text}`).slice(0, 32);
    if (deps.forgotten.size > 0 && tombstonesOf(deps.hasher, row.identifiers).some((hash) => deps.forgotten.has(hash)))
      return rejected(because('candidates.drop.forgotten'));
    if (inBatch.has(identity) || staging.seen(session.number, identity))
      return { kind: 'duplicate', known: null, identity: null, record: null, reason: null };
    const lastActivity = row.features.lastActivityOn ?? null;
    if (lastActivity !== null && lastActivity < oldest) return rejected(because('candidates.drop.too_old'));
    inBatch.add(identity);
    const known = firstEver ? null : store.known(session.clientId, identity, row.identifiers);
    const birth: Birth = { id: '', clientId: session.clientId, identity, importId: session.id, now, today };
    if (known === null) {
      if (row.consent === 'denied') return rejected(because('candidates.drop.consent_denied'));
      const record = newRecord(row, { ...birth, id: deps.ids.next() }, policies);
      return { kind: 'new', known: null, identity, record, reason: null };
    }
    const before = store.get(known.number);
    if (before === null) throw new Error('A stored person vanished while a row was compared');
    const after = mergedRecord(before, row, birth, policies);
    const same = known.contentHash === after.contentHash || sameRecord(before, after);
    return { kind: same ? 'unchanged' : 'changed', known: known.number, identity, record: same ? null : after, reason: null };
  }

  function keep(rows: readonly ReadCandidate[]): StagedCandidate[] {
    const inBatch = new Set<string>();
    return rows.map((row) => {
      const staged = classify(row, inBatch);
      session.rows += 1;
      session.counts[staged.kind] += 1;
      tallyRow(session, row, staged);
      return { ...staged, sequence: session.rows, line: row.line };
    });
  }

  return {
    take: (rows: readonly RawRow[]): StagedCandidate[] => keep(rows.map((raw) => readRow(raw, plan))),
    keep,
  };
}

function rejected(reason: Reason | null): Omit<StagedCandidate, 'sequence' | 'line'> {
  return { kind: 'rejected', known: null, identity: null, record: null, reason };
}

function because(code: string): Reason {
  return { code, column: null, details: {} };
}

function sameRecord(left: CandidateRecord, right: CandidateRecord): boolean {
  const told = (record: CandidateRecord): string =>
    JSON.stringify(
      [record.features, record.identifiers, record.consent, record.consentOn, record.purpose, record.source],
      (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    );
  return told(left) === told(right);
}

function tallyRow(session: ImportSession, row: ReadCandidate, staged: Pick<StagedCandidate, 'kind' | 'reason'>): void {
  const { tally } = session;
  if (staged.kind === 'rejected') return count(tally.dropped, staged.reason?.code ?? 'candidates.drop.unreadable');
  if (staged.kind === 'duplicate') return;
  tally.kept += 1;
  for (const target of row.filled) count(tally.filled, target);
  for (const target of row.unreadable) count(tally.unreadable, target);
  if (row.consent === 'granted') tally.granted += 1;
  if (row.consent === 'denied') tally.denied += 1;
}
