import type { CallContext, Handlers } from '../ports/index.ts';
import type { z } from 'zod';
import type { ImportPreview, vacancies } from '../contract/vacancies.ts';
import { ImportTarget } from '../contract/vacancies.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import { Cancelled, createImportCommit } from './commit-import.ts';
import type { VacancyDependencies } from './dependencies.ts';
import type { FileSource } from './file-reader.ts';
import { planOf } from './import-plan.ts';
import {
  findQuestions,
  noCounts,
  policiesOf,
  previewOf,
  proposeColumns,
  withDeclared,
  type ImportOrigin,
  type ImportSession,
} from './import-session.ts';
import { createFamilyRules } from './job-words.ts';
import { createRowJudge } from './row-judge.ts';
import { createRowShow, partOf } from './row-show.ts';
import { createImportStage } from './stage-import.ts';
import type { RememberedMapping } from './vacancy-store.ts';

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

const REJECTS_LIMIT = 100_000;
export function createImports(deps: VacancyDependencies): ImportHandlers {
  const { store, topics } = deps;
  const { staging } = store;
  const sessions = new Map<string, ImportSession>();
  const rules = createFamilyRules();
  const judge = createRowJudge(deps);
  const { stageFile, workOut } = createImportStage(deps, judge);
  const commit = createImportCommit(deps, judge, rules);
  const shownRow = createRowShow(deps, judge, rules);
  let lastNumber = 0;
  staging.discardAll();

  function drop(session: ImportSession): void {
    sessions.delete(session.id);
    staging.discard(session.number);
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
      const plan = planOf(session, deps);
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
      const plan = planOf(session, deps);
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
