import { z } from 'zod';
import { Instant } from '../contract/define.ts';
import { VacancyFields, VacancyState } from '../contract/vacancies.ts';
import type { Json } from '../kernel/result.ts';
import type { RecordPatch, VacancyRecord } from './vacancy-store.ts';

/** What the change log remembers is parsed when it comes back, as any input. */
const Kept = z.object({
  ...VacancyFields.shape,
  state: VacancyState,
  sourceHash: z.string().nullable(),
  closedBy: z.enum(['person', 'feed']).nullable(),
  updatedAt: Instant,
});
const Whole = z.object({ ...Kept.shape, id: z.string(), clientId: z.string(), identityKey: z.string(), createdAt: Instant });

export function recordFromJson(value: Json): VacancyRecord {
  return Whole.parse(value);
}

export function patchFromJson(values: { readonly [field: string]: Json }): RecordPatch {
  // `exactOptionalPropertyTypes`: a partial schema types absent keys as undefined, and parse leaves absent keys absent.
  return Kept.partial().parse(values) as RecordPatch;
}
