import type { CallContext, ChangeGroup, FieldChange } from '../ports/index.ts';
import type { VacancyDependencies } from './dependencies.ts';
import { newFields, sameValue } from './difference.ts';
import { BATCH, planOf } from './import-plan.ts';
import { policiesOf, type ImportSession } from './import-session.ts';
import type { createFamilyRules } from './job-words.ts';
import { isOpen, stateAtBirth } from './lifecycle.ts';
import type { ReadRow } from './row-draft.ts';
import type { createRowJudge } from './row-judge.ts';
import { partOf } from './row-show.ts';
import { fieldToJson, recordToJson, type RecordPatch, type RowResult, type VacancyRecord } from './vacancy-store.ts';

/** Thrown inside the one transaction so that it rolls back; caught where it began. */
export class Cancelled extends Error {}

/** Writes what an import found: new vacancies, changed fields, and those that are gone. */
export function createImportCommit(
  deps: VacancyDependencies,
  { patchFor }: Pick<ReturnType<typeof createRowJudge>, 'patchFor'>,
  rules: ReturnType<typeof createFamilyRules>,
): (session: ImportSession, context: CallContext) => void {
  const { store, topics, clock } = deps;
  const { staging } = store;

  /** Inside the one transaction. Throws `Cancelled`, so that it rolls back, when the person cancelled. */
  function commit(session: ImportSession, context: CallContext): void {
    const plan = planOf(session, deps);
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

  return commit;
}
