import { z } from 'zod';
import { RoleFamily, VacancyFilter, VacancySort, VacancyState } from '../../../core/contract/index.ts';

/** What the address of the screen remembers. `open`: a vacancy. `import`: `new`, or an import under way. */
export const VacanciesView = z.object({
  text: z.string().default(''),
  states: z.array(VacancyState).default([]),
  families: z.array(RoleFamily).default([]),
  places: z.array(z.string()).default([]),
  by: VacancySort.shape.by.default('updatedAt'),
  direction: VacancySort.shape.direction.default('desc'),
  open: z.string().nullable().default(null),
  creating: z.boolean().default(false),
  /** What stands beside the list when no vacancy does. */
  beside: z.enum(['duplicates', 'sources']).nullable().default(null),
  import: z.string().nullable().default(null),
  /** The file is the whole feed: what it does not name closes. */
  wholeFeed: z.boolean().default(false),
});
export type VacanciesView = z.output<typeof VacanciesView>;

export function filterOf(view: VacanciesView, clientId: string | null): VacancyFilter {
  return { clientId, text: view.text, states: view.states, roleFamilies: view.families, places: view.places };
}

export function isFiltered(view: VacanciesView): boolean {
  return view.text !== '' || view.states.length + view.families.length + view.places.length > 0;
}
