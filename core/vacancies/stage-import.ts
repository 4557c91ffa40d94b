import type { CallContext } from '../ports/index.ts';
import { refuse, type Refusal, type Result } from '../kernel/result.ts';
import { emptyFacts } from './column-facts.ts';
import type { VacancyDependencies } from './dependencies.ts';
import type { FileFacts, FileSource, RawRow } from './file-reader.ts';
import { BATCH, planOf } from './import-plan.ts';
import { findHeader, headerFrom, noCounts, policiesOf, SHRINK_RATIO, watchRows, type ImportSession } from './import-session.ts';
import { readRow } from './read-row.ts';
import { REMEMBERED, type createRowJudge, type Seen } from './row-judge.ts';
import type { RowResult } from './vacancy-store.ts';

/** Brings a file into staging and says of every row what it would do; nothing is written to the vacancies. */
export function createImportStage(deps: VacancyDependencies, { classify }: Pick<ReturnType<typeof createRowJudge>, 'classify'>) {
  const { store, topics } = deps;
  const { staging } = store;

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
    const plan = planOf(session, deps);
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

  return { stageFile, workOut };
}
