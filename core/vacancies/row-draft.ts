import type { z } from 'zod';
import type { ImportRow, VacancyFields } from '../contract/vacancies.ts';
import type { Places } from '../places/index.ts';
import type { ColumnKind } from './align-row.ts';
import type { PayRules } from './pay-rules.ts';
import type { DateOrder, DecimalMark } from './values.ts';

export type Reason = z.infer<typeof ImportRow>['reasons'][number];

/** Everything that reading a row depends on besides the row. */
export interface RowPlan {
  readonly header: readonly string[] | null;
  readonly kinds: readonly ColumnKind[];
  readonly separator: string;
  /** True when some rows of the file have another number of cells than its header. */
  readonly ragged: boolean;
  readonly dateOrder: DateOrder;
  readonly decimalMark: DecimalMark;
  readonly client: { readonly name: string; readonly country: string; readonly currency: string };
  readonly places: Places;
  /** What becomes of a row that names several places. */
  readonly split: PlaceSplit;
  readonly pay: PayRules;
  /** Day of the client, for rules that change with it. */
  readonly today: string;
}

export type PlaceSplit = 'one' | 'per_region' | 'per_city';

/** A row in our terms: what it sets, what it clears, what was repaired and what is wrong. */
export interface ReadRow {
  readonly line: number;
  readonly fields: Partial<VacancyFields>;
  readonly cleared: readonly (keyof VacancyFields)[];
  readonly notes: readonly string[];
  readonly reasons: readonly Reason[];
  /** Null for a rejected row. */
  readonly identity: string | null;
}

/** A row half read: what its cells said so far, its place still in words. */
export interface Draft {
  fields: Partial<VacancyFields>;
  cleared: (keyof VacancyFields)[];
  notes: string[];
  reasons: Reason[];
  city: string | null;
  region: string | null;
  country: string | null;
  currency: string | null;
  /** Set when the draft stands for several places at once; the region they share, if any. */
  together: { readonly region: string | null } | null;
}
