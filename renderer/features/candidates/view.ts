import { z } from 'zod';
import { CandidateSort, Consent, Education, Modality, RoleFamily, type CandidateFilter } from '../../../core/contract/index.ts';

/** What the address of the screen remembers. `import`: `new`, or an import under way. */
export const CandidatesView = z.object({
  families: z.array(RoleFamily).default([]),
  educations: z.array(Education).default([]),
  modalities: z.array(Modality).default([]),
  consents: z.array(Consent).default([]),
  places: z.array(z.string()).default([]),
  by: CandidateSort.shape.by.default('importedAt'),
  direction: CandidateSort.shape.direction.default('desc'),
  report: z.boolean().default(false),
  import: z.string().nullable().default(null),
});
export type CandidatesView = z.output<typeof CandidatesView>;

export function filterOf(view: CandidatesView, clientId: string | null): CandidateFilter {
  return {
    clientId,
    roleFamilies: view.families,
    educations: view.educations,
    modalities: view.modalities,
    consents: view.consents,
    places: view.places,
  };
}

export function isFiltered(view: CandidatesView): boolean {
  return view.families.length + view.educations.length + view.modalities.length + view.consents.length + view.places.length > 0;
}
