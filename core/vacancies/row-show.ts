import type { z } from 'zod';
import type { ImportRow } from '../contract/vacancies.ts';
import type { VacancyDependencies } from './dependencies.ts';
import { newFields, readable } from './difference.ts';
import type { ImportSession, policiesOf } from './import-session.ts';
import type { createFamilyRules } from './job-words.ts';
import { readRow } from './read-row.ts';
import type { ReadRow, RowPlan } from './row-draft.ts';
import type { createRowJudge } from './row-judge.ts';
import type { StagedResult, StagedRow } from './vacancy-store.ts';

const FIELDS_SHOWN = [
  'externalId',
  'title',
  'company',
  'roleFamily',
  'seniority',
  'place',
  'modality',
  'contractType',
  'salaryMin',
  'salaryMax',
  'salaryPeriod',
  'applyUrl',
  'opensOn',
  'closesOn',
  'positions',
  'applicantsWanted',
  'priority',
  'description',
  'requirements',
] as const;

export function partOf(row: StagedRow, part: number, plan: RowPlan): ReadRow {
  const read = readRow(row, plan)[part];
  if (read === undefined) throw new Error('A row that was several vacancies before is fewer now');
  return read;
}

/** A row of the preview as a person reads it. */
export function createRowShow(
  { store }: Pick<VacancyDependencies, 'store'>,
  { patchFor }: ReturnType<typeof createRowJudge>,
  rules: ReturnType<typeof createFamilyRules>,
) {
  return function shownRow(
    session: ImportSession,
    result: StagedResult,
    plan: RowPlan,
    policies: ReturnType<typeof policiesOf>,
  ): z.infer<typeof ImportRow> {
    const stored = result.vacancyId === null ? null : store.get(result.vacancyId);
    if (result.row === null) {
      return {
        line: 0,
        kind: result.kind,
        title: stored?.title ?? null,
        placeText: stored?.placeText ?? null,
        company: stored?.company ?? null,
        changes: stored === null ? [] : [{ field: 'state', before: stored.state, after: 'closed' }],
        reasons: [],
        notes: [],
      };
    }
    const read = partOf(result.row, result.part, plan);
    const known = stored === null ? null : { id: stored.id, state: stored.state, sourceHash: stored.sourceHash, closedBy: stored.closedBy };
    const { hash } = result;
    const patch =
      result.kind === 'changed' && known !== null && hash !== null ? (patchFor(session, known, read, hash, policies)?.patch ?? {}) : {};
    const made = result.kind === 'new' ? newFields(read, rules) : null;
    const changes =
      made !== null
        ? FIELDS_SHOWN.filter((field) => readable(made[field]) !== null && made[field] !== '').map((field) => ({
            field,
            before: null,
            after: readable(made[field]),
          }))
        : [...FIELDS_SHOWN, 'placeText' as const, 'state' as const]
            .filter((field) => field in patch)
            .map((field) => ({ field, before: readable(stored?.[field]), after: readable(patch[field]) }));
    return {
      line: read.line,
      kind: result.kind,
      title: read.fields.title ?? stored?.title ?? null,
      placeText: read.fields.placeText ?? null,
      company: read.fields.company ?? null,
      changes,
      reasons: [...read.reasons],
      notes: [...read.notes],
    };
  };
}
