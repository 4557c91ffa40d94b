import { z } from 'zod';
import { OutcomeKind, SendState } from '../../../core/contract/index.ts';

export const ApplicantsView = z.object({
  tab: z.enum(['outcomes', 'sends', 'leads']).default('outcomes'),
  panel: z.enum(['record', 'import', 'take']).nullable().default(null),
  batch: z.string().nullable().default(null),
  kind: OutcomeKind.nullable().default(null),
  state: SendState.nullable().default(null),
  page: z.number().int().min(0).default(0),
});
export type ApplicantsView = z.output<typeof ApplicantsView>;
export type Change = (changes: Partial<ApplicantsView>) => void;

export const PAGE = 100;
