import type { CallContext, ChangeGroup, FieldChange, Handlers } from '../ports/index.ts';
import type { z } from 'zod';
import type { ImportPreview, vacancies } from '../contract/vacancies.ts';
import { ImportTarget } from '../contract/vacancies.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { VacancyDependencies } from './dependencies.ts';
import { emptyFacts } from './column-facts.ts';
import { newFields, sameValue } from './difference.ts';
import type { FileFacts, FileSource, RawRow } from './file-reader.ts';
import {
  dateOrderOf,
  decimalMarkOf,
  findHeader,
  findQuestions,
  headerFrom,
  kindsOf,
  noCounts,
  placeSplitOf,
  policiesOf,
  previewOf,
  proposeColumns,
  SHRINK_RATIO,
  withDeclared,
  watchRows,
  type ImportOrigin,
  type ImportSession,
} from './import-session.ts';
import { createFamilyRules } from './job-words.ts';
import { createRowJudge, REMEMBERED, type Seen } from './row-judge.ts';
import { createRowShow, partOf } from './row-show.ts';
import { isOpen, stateAtBirth } from './lifecycle.ts';
import { readRow } from './read-row.ts';
import type { ReadRow, RowPlan } from './row-draft.ts';
import {
  fieldToJson,
  recordToJson,
  type RecordPatch,
  type RememberedMapping,
  type RowResult,
  type VacancyRecord,
} from './vacancy-store.ts';

type ImportMethods =
  | 'openImport'
  | 'getImport'
  | 'setImportMapping'
  | 'importRows'
  | 'commitImport'
  | 'discardImport'
  | 'importRejects'
  | 'importTargets';
export interface ImportHandlers extends Pick<Handlers<typeof vacancies>, ImportMethods> {
  /** Reads a file that nobody chose by hand; the import waits for a person, who opens it as any other. */
  propose(proposal: Proposal, context: CallContext): Promise<Result<z.infer<typeof ImportPreview>, Refusal>>;
  /** Throws away a proposal: `discardImport` leaves it, because leaving a screen is no answer to it. */
  withdraw(importId: string): void;
}

export interface Proposal {
  readonly clientId: string;
  readonly source: FileSource;
  readonly closeMissing: boolean;
  /** Declared mapping by header; where it is silent, the client's memory and the guess speak. */
  readonly columns: RememberedMapping['columns'];
  readonly origin: ImportOrigin;
}

const BATCH = 500;
const REJECTS_LIMIT = 100_000;
/** Thrown inside the one transaction so that it rolls back; caught where it began. */
class Cancelled extends Error {}

export function createImports(deps: VacancyDependencies): ImportHandlers {
  const { store, topics, clock } = deps;
  const { staging } = store;
  const sessions = new Map<string, ImportSession>();
  const rules = createFamilyRules();
  const judge = createRowJudge(deps);
  const { classify, patchFor } = judge;
  const shownRow = createRowShow(deps, judge, rules);
  let lastNumber = 0;
  staging.discardAll();

  function planOf(session: ImportSession): RowPlan {
    return {
      header: session.header,
      kinds: kindsOf(session),
      separator: session.file.separator,
      ragged: session.ragged,
      dateOrder: dateOrderOf(session),
      decimalMark: decimalMarkOf(session),
      client: session.client,
      places: deps.places,
      split: placeSplitOf(session),
      pay: deps.payRules,
      today: clock.today(session.client.timeZone),
    };
  }

  function drop(session: ImportSession): void {
    sessions.delete(session.id);
    staging.discard(session.number);
  }

  async function stageFile(session: ImportSession, source: FileSource, context: CallContext): Promise<Result<FileFacts, Refusal>> {
    let first = true;
    let cancelled = false;
    const onRows = async (rows: readonly RawRow[]): Promise<boolean> => {
      if (topics.cancelled(context.taskId)) {
        cancelled = true;
        return false;
      }
      let kept = rows;
      if (first) {
        first = false;
        const at = findHeader(rows);
        if (at >= 0) {
          const { header, used } = headerFrom(rows, at);
          session.header = header;
          kept = rows.slice(at + used);
        } else session.facts = (rows[0]?.cells ?? []).map(() => emptyFacts());
      }
      watchRows(session, kept, deps.places);
      if (session.header === null && kept.some((row) => row.problem === null && row.cells.length !== session.facts.length))
        session.ragged = true;
      staging.append(session.number, session.rows + 1, kept);
      session.rows += kept.length;
      await deps.reader.breathe();
      return true;
    };
    const read = await deps.reader.read(source, onRows, (done, total) =>
      topics.progress(context.taskId, 'import.stage.reading', done, total),
    );
    if (cancelled) return refuse('vacancies.cancelled');
    if (read.ok && session.rows === 0) return refuse('vacancies.file_empty');
    return read;
  }

  /** Sorts every staged row into new, changed, unchanged, duplicate or rejected. False when the person cancelled. */
  async function workOut(session: ImportSession, context: CallContext): Promise<boolean> {
    const plan = planOf(session);
    const policies = policiesOf(session);
    const counts = noCounts();
    staging.forgetResults(session.number);
    const seen: Seen = { identities: new Set(), overflowed: false };
    const firstEver = store.countAll(session.clientId) === 0;
    const policyMark = session.columns.map((column) => column.overwrite[0]).join('');
    let after = 0;
    for (;;) {
      if (topics.cancelled(context.taskId)) return false;
      const rows = staging.rows(session.number, after, BATCH);
      if (rows.length === 0) break;
      after = rows.at(-1)?.sequence ?? after;
      const results: RowResult[] = [];
      if (seen.identities.size > REMEMBERED) {
        seen.identities.clear();
        seen.overflowed = true;
      }
      for (const row of rows) {
        readRow(row, plan).forEach((read, part) => {
          const result = classify(session, row.sequence, part, read, policyMark, policies, seen, firstEver);
          counts[result.kind] += 1;
          results.push(result);
        });
      }
      staging.addResults(session.number, results);
      topics.progress(context.taskId, 'import.stage.comparing', after, session.rows);
      await deps.reader.breathe();
    }
    // A file in which nothing could be read says nothing about what is gone.
    const told = counts.new + counts.changed + counts.unchanged;
    if (session.closeMissing && told > 0) counts.closed = staging.addMissing(session.number, session.clientId, session.rows + 1);
    session.counts = counts;
    session.shrinkHeld = counts.closed > SHRINK_RATIO * store.countOpen(session.clientId);
    return true;
  }

  /** Inside the one transaction. */
  function commit(session: ImportSession, context: CallContext): void {
    const plan = planOf(session);
    const policies = policiesOf(session);
    const at = {
      now: clock.nowIso(),
      today: clock.today(session.client.timeZone),
      firstEver: store.countAll(session.clientId) === 0,
    };
    const group = deps.changeLog.begin(context, 'history.vacancies_imported', { ...session.counts, client: session.client.name });
    const total = session.counts.new + session.counts.changed + session.counts.closed;
    store.bulk(session.counts.new, () => {
      let after = 0;
      let done = 0;
      for (;;) {
        if (topics.cancelled(context.taskId)) throw new Cancelled();
        const batch = staging.work(session.number, after, BATCH);
        if (batch.length === 0) break;
        after = batch.at(-1)?.key ?? after;
        const changes: FieldChange[] = [];
        for (const result of batch) {
          if (result.kind === 'closed') closeMissing(result, at.now, changes);
          else if (result.row !== null && result.hash !== null)
            writeRow(session, partOf(result.row, result.part, plan), result.hash, policies, at, changes);
        }
        record(group, changes);
        done += batch.length;
        topics.progress(context.taskId, 'import.stage.writing', done, total);
      }
    });
    store.remember(session.clientId, {
      columns: session.columns
        .filter((column) => column.header !== '')
        .map(({ header, target, overwrite }) => ({ header, target, overwrite })),
      dateOrder: session.questions.find((question) => question.kind === 'date_order')?.answer ?? null,
      decimalSeparator: session.questions.find((question) => question.kind === 'decimal_separator')?.answer ?? null,
      placeSplit: session.questions.find((question) => question.kind === 'place_split')?.answer ?? null,
    });
    if (session.origin !== null)
      deps.importSettled(
        session.origin,
        session.columns.filter((column) => column.header !== '').map(({ header, target, overwrite }) => ({ header, target, overwrite })),
      );
  }

  function record(group: ChangeGroup, changes: readonly FieldChange[]): void {
    if (changes.length > 0) deps.changeLog.record(group, changes);
  }

  function writeRow(
    session: ImportSession,
    read: ReadRow,
    hash: string,
    policies: ReturnType<typeof policiesOf>,
    at: { now: string; today: string; firstEver: boolean },
    changes: FieldChange[],
  ): void {
    if (read.identity === null) throw new Error('A row that was read before cannot be read again');
    const known = at.firstEver ? null : store.known(session.clientId, read.identity);
    if (known === null) {
      const fields = newFields(read, rules);
      const made: VacancyRecord = {
        ...fields,
        id: deps.ids.next(),
        clientId: session.clientId,
        state: stateAtBirth(fields.closesOn, at.today),
        identityKey: read.identity,
        sourceHash: hash,
        closedBy: null,
        createdAt: at.now,
        updatedAt: at.now,
      };
      store.insert(made);
      changes.push({ objectType: 'vacancy', objectId: made.id, field: '*', before: null, after: recordToJson(made) });
      return;
    }
    const found = patchFor(session, known, read, hash, policies);
    if (found !== null) write(found.record, { ...found.patch, updatedAt: at.now }, changes);
  }

  function closeMissing(result: RowResult, now: string, changes: FieldChange[]): void {
    const found = result.vacancyId === null ? null : store.get(result.vacancyId);
    if (found !== null && isOpen(found.state)) write(found, { state: 'closed', closedBy: 'feed', updatedAt: now }, changes);
  }

  function write(before: VacancyRecord, patch: RecordPatch, changes: FieldChange[]): void {
    store.update(before.id, patch);
    for (const [field, value] of Object.entries(patch)) {
      const old = before[field as keyof RecordPatch]; // keys of a RecordPatch
      if (!sameValue(old, value))
        changes.push({ objectType: 'vacancy', objectId: before.id, field, before: fieldToJson(old), after: fieldToJson(value) });
    }
  }

  async function open(
    input: Pick<Proposal, 'clientId' | 'source' | 'closeMissing' | 'columns'> & { readonly origin: ImportOrigin | null },
    context: CallContext,
  ): Promise<Result<z.infer<typeof ImportPreview>, Refusal>> {
    const client = deps.clientFacts(input.clientId);
    if (client === null) return refuse('clients.not_found', { clientId: input.clientId });
    lastNumber += 1;
    const session: ImportSession = {
      id: deps.ids.next(),
      number: lastNumber,
      clientId: input.clientId,
      client,
      file: { fileName: '', bytes: 0, format: 'csv', encoding: '', separator: ',' },
      header: null,
      columns: [],
      facts: [],
      rows: 0,
      ragged: false,
      questions: [],
      closeMissing: input.closeMissing,
      counts: noCounts(),
      shrinkHeld: false,
      origin: input.origin,
    };
    try {
      const read = await stageFile(session, input.source, context);
      if (!read.ok) {
        drop(session);
        return read;
      }
      session.file = read.value;
      const memory = store.remembered(session.clientId);
      session.columns = proposeColumns(session, withDeclared(memory, input.columns));
      const answers = new Map<string, string>();
      if (memory?.dateOrder != null) answers.set('date_order', memory.dateOrder);
      if (memory?.decimalSeparator != null) answers.set('decimal_separator', memory.decimalSeparator);
      if (memory?.placeSplit != null) answers.set('place_split', memory.placeSplit);
      session.questions = findQuestions(session, answers);
      if (!(await workOut(session, context))) {
        drop(session);
        return refuse('vacancies.cancelled');
      }
    } catch (error) {
      drop(session);
      throw error;
    }
    sessions.set(session.id, session);
    return ok(previewOf(session));
  }

  return {
    openImport: (input, context) => open({ ...input, columns: [], origin: null }, context),
    propose: open,
    withdraw(importId) {
      const session = sessions.get(importId);
      if (session !== undefined) drop(session);
    },

    getImport({ importId }) {
      const session = sessions.get(importId);
      return session === undefined ? refuse('vacancies.import_not_found') : ok(previewOf(session));
    },

    async setImportMapping(input, context) {
      const session = sessions.get(input.importId);
      if (session === undefined) return refuse('vacancies.import_not_found');
      const targets = input.columns.flatMap((column) => (column.target === null ? [] : [column.target]));
      const repeated = targets.find((target, index) => targets.indexOf(target) !== index);
      if (repeated !== undefined) return refuse('vacancies.mapping_repeated', { target: repeated });
      const chosen = new Map(input.columns.map((column) => [column.column, column]));
      const columns = session.columns.map((column) => {
        const choice = chosen.get(column.column);
        return choice === undefined ? column : { ...column, target: choice.target, overwrite: choice.overwrite, confidence: null };
      });
      const all = columns.flatMap((column) => (column.target === null ? [] : [column.target]));
      const clash = all.find((target, index) => all.indexOf(target) !== index);
      if (clash !== undefined) return refuse('vacancies.mapping_repeated', { target: clash });
      if (!all.includes('title')) return refuse('vacancies.title_column_missing');
      const before = { columns: session.columns, questions: session.questions, closeMissing: session.closeMissing };
      const answers = new Map(
        session.questions.flatMap((question) => (question.answer === null ? [] : [[question.kind as string, question.answer] as const])),
      );
      for (const { column, answer } of input.answers) {
        const question = session.questions.find((candidate) => candidate.column === column && candidate.options.includes(answer));
        if (question !== undefined) answers.set(question.kind, answer);
      }
      session.columns = columns;
      session.closeMissing = input.closeMissing;
      session.questions = findQuestions(session, answers);
      if (await workOut(session, context)) return ok(previewOf(session));
      Object.assign(session, before);
      await workOut(session, { ...context, taskId: null });
      return refuse('vacancies.cancelled');
    },

    importRows({ importId, kind, offset, limit }) {
      const session = sessions.get(importId);
      if (session === undefined) return refuse('vacancies.import_not_found');
      const plan = planOf(session);
      const policies = policiesOf(session);
      const results = staging.results(session.number, kind, offset, limit);
      const total = kind === null ? Object.values(session.counts).reduce((sum, count) => sum + count, 0) : session.counts[kind];
      const rows = results.map((result) => shownRow(session, result, plan, policies));
      return ok({ rows, total });
    },

    commitImport(input, context) {
      const session = sessions.get(input.importId);
      if (session === undefined) return refuse('vacancies.import_not_found');
      if (!session.columns.some((column) => column.target === 'title')) return refuse('vacancies.title_column_missing');
      const open = session.questions.find((question) => question.answer === null);
      if (open !== undefined) return refuse('vacancies.question_unanswered', { column: open.column, kind: open.kind });
      if (session.shrinkHeld && !input.acceptShrink)
        return refuse('vacancies.shrink_not_accepted', { closed: session.counts.closed, open: store.countOpen(session.clientId) });
      try {
        deps.unitOfWork.transaction(() => {
          commit(session, context);
          if (session.shrinkHeld)
            deps.audit.append(context, 'vacancies.shrink_accepted', session.clientId, { closed: session.counts.closed });
        });
      } catch (error) {
        if (error instanceof Cancelled) return refuse('vacancies.cancelled');
        throw error;
      }
      drop(session);
      topics.moved('vacancies', 'history', 'clients');
      return ok({ ...session.counts });
    },

    discardImport({ importId }) {
      const session = sessions.get(importId);
      if (session === undefined) return refuse('vacancies.import_not_found');
      if (session.origin === null) drop(session);
      return ok({ done: true as const });
    },

    importRejects({ importId, language }) {
      const session = sessions.get(importId);
      if (session === undefined) return refuse('vacancies.import_not_found');
      const plan = planOf(session);
      const table: string[][] = [];
      if (session.header !== null) table.push([...session.header, deps.say(language, 'import.reject_column', {})]);
      const width = session.columns.length;
      for (const { row, part } of staging.results(session.number, 'rejected', 0, REJECTS_LIMIT)) {
        if (row === null) continue;
        const reasons = partOf(row, part, plan).reasons.map((reason) =>
          deps.say(language, reason.code, { ...reason.details, column: session.header?.[reason.column ?? -1] ?? '' }),
        );
        table.push([...row.cells, ...Array.from({ length: Math.max(0, width - row.cells.length) }, () => ''), reasons.join(' · ')]);
      }
      const name = session.file.fileName.replace(/\.[^.]{1,5}$/, '');
      const spanish = language === 'es';
      return ok({
        fileName: `${name}-${spanish ? 'rechazadas' : 'rejected'}.csv`,
        csv: deps.writer.write(table, { separator: spanish ? ';' : ',', bom: true }),
      });
    },

    importTargets() {
      return ok({ targets: [...ImportTarget.options] });
    },
  };
}
