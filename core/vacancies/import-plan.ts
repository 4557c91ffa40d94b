import type { VacancyDependencies } from './dependencies.ts';
import { dateOrderOf, decimalMarkOf, kindsOf, placeSplitOf, type ImportSession } from './import-session.ts';
import type { RowPlan } from './row-draft.ts';

/** Staged rows that are worked on between two breaths. */
export const BATCH = 500;

/** How the rows of an import are read, as its columns and answers have it now. */
export function planOf(session: ImportSession, deps: Pick<VacancyDependencies, 'places' | 'payRules' | 'clock'>): RowPlan {
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
    today: deps.clock.today(session.client.timeZone),
  };
}
