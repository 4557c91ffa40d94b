import { z } from 'zod';
import { TemplateFields } from '../contract/flows.ts';
import { Modality, RoleFamily, SalaryPeriod } from '../contract/vacancies.ts';

const Phrases = z.object({
  label: z.string().min(1),
  headlines: z.array(z.string().min(1)).min(1),
  descriptions: z.array(z.string().min(1)).min(1),
});

/** `resources/rules/phrases.json`: what ads may say when a vacancy says too little. In Spanish, because the ads are. */
export const PhraseBook = z.object({
  readOn: z.string(),
  families: z.record(RoleFamily, Phrases),
  general: z.object({ headlines: z.array(z.string().min(1)).min(3), descriptions: z.array(z.string().min(1)).min(2) }),
  modality: z.record(Modality, z.string()),
  period: z.record(SalaryPeriod, z.string()),
  months: z.array(z.string()).length(12),
  /** What stands before a vacancy's own code. */
  reference: z.string().min(1),
  countries: z.record(z.string(), z.string()),
  defaultTemplate: TemplateFields,
});
export type PhraseBook = z.infer<typeof PhraseBook>;
