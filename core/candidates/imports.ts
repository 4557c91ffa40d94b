import { CandidateTarget, type candidates } from '../contract/candidates.ts';
import { ok, refuse, type Refusal } from '../kernel/result.ts';
import type { CallContext, Handlers } from '../ports/index.ts';
import type { ClientFacts } from '../vacancies/index.ts';
import type { CandidateDependencies } from './dependencies.ts';
import {
  findQuestions,
  missingDeclarations,
  noCounts,
  noTally,
  previewOf,
  proposeColumns,
  reportOf,
  settled,
  traitOf,
  type ImportSession,
  type Said,
} from './import-session.ts';
import { differences } from './merge.ts';
import { compareRead, lookAt, stageFile } from './stage-file.ts';
import type { ReadCandidate } from './read-row.ts';
import type { Counts } from './candidate-store.ts';

type ImportMethods =
  | 'openImport'
  | 'getImport'
  | 'setImportMapping'
  | 'importRows'
  | 'commitImport'
  | 'discardImport'
  | 'importTargets'
  | 'reports';
export interface CandidateImportHandlers extends Pick<Handlers<typeof candidates>, ImportMethods> {
  /** What keeping people who were read elsewhere would do; changes nothing. */
  prepareRead(read: ReadPeople): ReadPreparation | null;
  /** Keeps them, as one import and one undo step. `beside` runs in its transaction and gets its id. Null: there is no such client. */
  takeRead(read: ReadPeople & { readonly declaration: Said }, context: CallContext, beside: (importId: string) => void): Counts | null;
}

/** People of one client whose identifiers are hashes already: answers to lead forms. */
export interface ReadPeople {
  readonly clientId: string;
  readonly rows: readonly ReadCandidate[];
}

export interface ReadPreparation {
  readonly counts: Counts;
  readonly missingDeclarations: ReturnType<typeof missingDeclarations>;
  readonly consents: ReturnType<typeof reportOf>['consents'];
}

const IDENTIFIERS: ReadonlySet<CandidateTarget | null> = new Set<CandidateTarget | null>(['externalId', 'email', 'phone', 'document']);
const REPORTS = 50;

/** Objects of one import in the change log: the log says that it happened and how many; the people themselves are kept by the store, where forgetting reaches them. */
export const IMPORT_OBJECT = 'candidate_import';

export function createCandidateImports(deps: CandidateDependencies): CandidateImportHandlers {
  const { store, topics, clock } = deps;
  const { staging } = store;
  const sessions = new Map<string, ImportSession>();
  let lastNumber = 0;

  function drop(session: ImportSession): void {
    sessions.delete(session.id);
    deps.unitOfWork.transaction(() => staging.discard(session.number));
  }

  /** Reads the file with the columns as they stand; null when all went well. */
  async function restage(session: ImportSession, context: CallContext): Promise<Refusal | null> {
    const before = session.file;
    const read = await stageFile(deps, session, context);
    if (!read.ok) return read.error;
    session.file = read.value;
    if (before !== null && before.bytes !== read.value.bytes) return { code: 'candidates.file_changed', details: {} };
    return null;
  }

  function readSession(read: ReadPeople, client: ClientFacts, declaration: Said | null): ImportSession {
    lastNumber += 1;
    const targets = new Set(read.rows.flatMap(({ filled }) => filled));
    return {
      id: deps.ids.next(),
      number: lastNumber,
      clientId: read.clientId,
      client,
      source: { name: '', base64: '' },
      file: null,
      header: null,
      facts: [],
      columns: [...targets].map((target, column) => ({
        column,
        header: '',
        target,
        confidence: null,
        verdict: 'kept',
        trait: null,
        dropReason: null,
        overwrite: 'always' as const,
      })),
      questions: [],
      declaration,
      rows: 0,
      counts: noCounts(),
      tally: noTally(),
    };
  }

  /** Call inside the transaction that keeps them. */
  function applyImport(session: ImportSession, context: CallContext): Counts {
    const counts = { ...session.counts };
    const declared = session.declaration;
    const missing = missingDeclarations(session);
    topics.progress(context.taskId, 'import.stage.writing', 0, null);
    if (counts.new + counts.changed > 0) {
      const group = deps.changeLog.begin(context, 'history.candidates_imported', { ...counts, client: session.client.name });
      deps.changeLog.record(group, [{ objectType: IMPORT_OBJECT, objectId: session.id, field: '*', before: null, after: counts }]);
    }
    deps.ledger.note(context, 'candidates.imported', session.clientId, { ...counts });
    store.apply(
      session.number,
      {
        importId: session.id,
        clientId: session.clientId,
        at: clock.nowIso(),
        actor: context.actor.name,
        counts,
        report: reportOf(session),
      },
      {
        consent: missing.includes('consent') ? (declared?.consent ?? 'unknown') : 'unknown',
        purpose: declared?.purpose ?? 'unknown',
        source: declared?.source ?? '',
      },
    );
    staging.discard(session.number);
    return counts;
  }

  return {
    prepareRead(read) {
      const client = deps.clientFacts(read.clientId);
      if (client === null) return null;
      const session = readSession(read, client, null);
      compareRead(deps, session, read.rows);
      const { consents } = reportOf(session);
      return { counts: session.counts, missingDeclarations: missingDeclarations(session), consents };
    },

    takeRead(read, context, beside) {
      const client = deps.clientFacts(read.clientId);
      if (client === null) return null;
      const session = readSession(read, client, read.declaration);
      const counts = deps.unitOfWork.transaction(() => {
        staging.append(session.number, compareRead(deps, session, read.rows));
        const kept = applyImport(session, context);
        beside(session.id);
        return kept;
      });
      topics.moved('candidates', 'history', 'clients', 'privacy');
      return counts;
    },

    async openImport(input, context) {
      const client = deps.clientFacts(input.clientId);
      if (client === null) return refuse('clients.not_found', { clientId: input.clientId });
      lastNumber += 1;
      const session: ImportSession = {
        id: deps.ids.next(),
        number: lastNumber,
        clientId: input.clientId,
        client,
        source: input.source,
        file: null,
        header: null,
        facts: [],
        columns: [],
        questions: [],
        declaration: input.declaration,
        rows: 0,
        counts: noCounts(),
        tally: noTally(),
      };
      try {
        let problem = await lookAt(deps, session, context);
        if (problem === null) {
          const memory = store.remembered(session.clientId);
          session.columns = proposeColumns(session, memory);
          const answers = new Map<string, string>();
          if (memory?.dateOrder != null) answers.set('date_order', memory.dateOrder);
          if (memory?.decimalSeparator != null) answers.set('decimal_separator', memory.decimalSeparator);
          session.questions = findQuestions(session, answers);
          problem = await restage(session, context);
        }
        if (problem !== null) {
          drop(session);
          return { ok: false, error: problem };
        }
      } catch (error) {
        drop(session);
        throw error;
      }
      sessions.set(session.id, session);
      return ok(previewOf(session));
    },

    getImport({ importId }) {
      const session = sessions.get(importId);
      return session === undefined ? refuse('candidates.import_not_found') : ok(previewOf(session));
    },

    async setImportMapping(input, context) {
      const session = sessions.get(input.importId);
      if (session === undefined) return refuse('candidates.import_not_found');
      const chosen = new Map(input.columns.map((one) => [one.column, one]));
      const columns = [];
      for (const column of session.columns) {
        const choice = chosen.get(column.column);
        const overwrite = choice?.overwrite ?? column.overwrite;
        if (choice === undefined || choice.target === column.target) {
          columns.push({ ...column, overwrite });
          continue;
        }
        const wanted = choice.target;
        const facts = session.facts[column.column];
        const trait = wanted === null ? null : traitOf(column.header, facts, null);
        if (trait !== null) return refuse('candidates.column_protected', { header: column.header, trait });
        columns.push(settled(column.column, column.header, facts, wanted, null, overwrite));
      }
      const targets = columns.flatMap(({ target }) => (target === null ? [] : [target]));
      const repeated = targets.find((target, index) => targets.indexOf(target) !== index);
      if (repeated !== undefined) return refuse('candidates.mapping_repeated', { target: repeated });
      const answers = new Map(
        session.questions.flatMap(({ kind, answer }) => (answer === null ? [] : [[kind as string, answer] as const])),
      );
      for (const { column, answer } of input.answers) {
        const question = session.questions.find((one) => one.column === column && one.options.includes(answer));
        if (question !== undefined) answers.set(question.kind, answer);
      }
      const before = { columns: session.columns, questions: session.questions };
      session.declaration = input.declaration;
      session.columns = columns;
      session.questions = findQuestions(session, answers);
      // A declaration speaks for the rows at the end; only another reading of the cells needs the file again.
      if (JSON.stringify(before) === JSON.stringify({ columns: session.columns, questions: session.questions }))
        return ok(previewOf(session));
      const problem = await restage(session, context);
      if (problem === null) return ok(previewOf(session));
      if (problem.code !== 'candidates.cancelled') {
        drop(session);
        return { ok: false, error: problem };
      }
      Object.assign(session, before);
      const again = await restage(session, { ...context, taskId: null });
      if (again !== null) drop(session);
      return { ok: false, error: again ?? problem };
    },

    importRows({ importId, kind, offset, limit }) {
      const session = sessions.get(importId);
      if (session === undefined) return refuse('candidates.import_not_found');
      const total = kind === null ? Object.values(session.counts).reduce((sum, one) => sum + one, 0) : session.counts[kind];
      const rows = staging.rows(session.number, kind, offset, limit).map((row) => ({
        line: row.line,
        kind: row.kind,
        changes: row.record === null ? [] : differences(row.known === null ? null : store.get(row.known), row.record),
        reasons: row.reason === null ? [] : [row.reason],
      }));
      return ok({ rows, total });
    },

    commitImport({ importId }, context) {
      const session = sessions.get(importId);
      if (session === undefined) return refuse('candidates.import_not_found');
      if (!session.columns.some(({ target }) => IDENTIFIERS.has(target))) return refuse('candidates.no_identifier_column');
      const open = session.questions.find(({ answer }) => answer === null);
      if (open !== undefined) return refuse('candidates.question_unanswered', { column: open.column, kind: open.kind });
      const missing = missingDeclarations(session);
      if (missing.length > 0 && session.declaration === null) return refuse('candidates.declaration_missing', { missing });
      const counts = deps.unitOfWork.transaction(() => {
        const kept = applyImport(session, context);
        store.remember(session.clientId, {
          columns: session.columns
            .filter(({ header }) => header !== '')
            .map(({ header, target, overwrite }) => ({ header, target, overwrite })),
          dateOrder: session.questions.find(({ kind }) => kind === 'date_order')?.answer ?? null,
          decimalSeparator: session.questions.find(({ kind }) => kind === 'decimal_separator')?.answer ?? null,
        });
        return kept;
      });
      sessions.delete(session.id);
      topics.moved('candidates', 'history', 'clients', 'privacy');
      return ok(counts);
    },

    discardImport({ importId }) {
      const session = sessions.get(importId);
      if (session === undefined) return refuse('candidates.import_not_found');
      drop(session);
      return ok({ done: true as const });
    },

    importTargets() {
      return ok({ targets: [...CandidateTarget.options] });
    },

    reports({ clientId }) {
      const reports = store.reports(clientId, REPORTS);
      return ok({
        reports: reports.map((made) => ({ ...made, clientName: deps.clientFacts(made.clientId)?.name ?? '' })),
      });
    },
  };
}
