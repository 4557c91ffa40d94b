import { z } from 'zod';
import { Id, type Audience } from '../../../core/contract/index.ts';

/** What the address of the screen remembers. */
export const AudiencesView = z.object({
  /** The list whose panel is open. */
  open: Id.nullable().default(null),
  panel: z.enum(['new', 'overlap']).nullable().default(null),
  /** Ticked lists, to be compared. */
  picked: z.array(Id).default([]),
  /** The segment that a new list begins with, when the person comes from there. */
  version: Id.nullable().default(null),
  segment: z.number().int().min(0).max(11).nullable().default(null),
});
export type AudiencesView = z.output<typeof AudiencesView>;

type Kind = Audience['definition'];

/** Where the people of a list come from, as a key of the catalogue with its values. */
export function kindOf(definition: Kind): {
  readonly key: `audiencesScreen.kind.${Kind['kind']}`;
  readonly values: { readonly number: number; readonly count: number };
} {
  return {
    key: `audiencesScreen.kind.${definition.kind}`,
    values: {
      number: definition.kind === 'segment' ? definition.index + 1 : 0,
      count: definition.kind === 'union' ? definition.audienceIds.length : 0,
    },
  };
}
