import { z } from 'zod';

export const PrivacyView = z.object({
  tab: z.enum(['requests', 'ledger', 'retention']).default('requests'),
  panel: z.enum(['forget', 'request']).nullable().default(null),
  page: z.number().int().min(0).default(0),
});
export type PrivacyView = z.output<typeof PrivacyView>;
