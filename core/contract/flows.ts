import { z } from 'zod';
import { CurrencyCode, Money } from '../kernel/money.ts';
import { command, Done, Id, Instant, Nothing, query } from './define.ts';
import { Day, NetworkId } from './plan-model.ts';
import { VacancyFilter } from './vacancies.ts';

/**
 * Texts with variables (`{{title}}`), fallbacks (`{{company|la empresa}}`), conditions
 * (`{{#salary}}…{{/salary}}` when there is a salary, `{{^salary}}…{{/salary}}` when there is none).
 * Variables: title, company, city, region, modality, contract, salary, description, requirements, closesOn, positions, roleFamily, client.
 */
export const TemplateFields = z.strictObject({
  name: z.string().trim().min(1).max(120),
  headlines: z.array(z.string()).min(1).max(15),
  descriptions: z.array(z.string()).min(1).max(5),
  primaryText: z.string(),
  callToAction: z.enum(['apply_now', 'learn_more', 'contact_us']),
});
export type TemplateFields = z.infer<typeof TemplateFields>;
export const Template = z.object({ id: Id, ...TemplateFields.shape, updatedAt: Instant });
export type Template = z.infer<typeof Template>;

export const templates = {
  list: query({ input: Nothing, output: z.object({ templates: z.array(Template) }) }),
  save: command({ input: z.strictObject({ templateId: Id.nullable(), fields: TemplateFields }), output: Template }),
  remove: command({ input: z.strictObject({ templateId: Id }), output: Done }),
  /** The texts that one vacancy would get on each network, cut to its limits, with what was cut or fell back. */
  preview: query({
    input: z.strictObject({ fields: TemplateFields, vacancyId: Id, networks: z.array(NetworkId) }),
    output: z.object({
      previews: z.array(
        z.object({
          network: NetworkId,
          headlines: z.array(z.string()),
          descriptions: z.array(z.string()),
          primaryText: z.string(),
          notes: z.array(z.string()),
        }),
      ),
    }),
  }),
};
export const templateErrors = [
  'templates.not_found',
  'templates.unknown_variable',
  'templates.unclosed_section',
  'templates.in_use',
] as const;

export const FlowFields = z.strictObject({
  name: z.string().trim().min(1).max(120),
  clientId: Id,
  filter: VacancyFilter,
  grouping: z.enum(['per_vacancy', 'role_family_city', 'per_client']),
  networks: z.array(NetworkId).min(1),
  templateId: Id,
  /** Of everything the flow makes on all its networks, a day, in the client's currency; split by vacancies, and turned into an account's currency by the newest recorded rate. */
  dailyBudget: Money,
  startDay: Day,
  endDay: Day.nullable(),
  objective: z.enum(['traffic', 'applications']),
  radiusKm: z.number().int().min(1).max(80).nullable(),
});
export type FlowFields = z.infer<typeof FlowFields>;
export const Flow = z.object({ id: Id, ...FlowFields.shape, lastRunAt: Instant.nullable() });
export type Flow = z.infer<typeof Flow>;

export const GenerationCounts = z.object({
  vacancies: z.number().int(),
  skipped: z.number().int(),
  campaigns: z.number().int(),
  adGroups: z.number().int(),
  ads: z.number().int(),
});
export const flows = {
  list: query({ input: z.strictObject({ clientId: Id.nullable() }), output: z.object({ flows: z.array(Flow) }) }),
  save: command({ input: z.strictObject({ flowId: Id.nullable(), fields: FlowFields }), output: Flow }),
  remove: command({ input: z.strictObject({ flowId: Id }), output: Done }),
  /** What running would make, without making it. */
  preview: query({
    input: z.strictObject({ fields: FlowFields }),
    output: z.object({
      counts: z.array(z.object({ network: NetworkId, ...GenerationCounts.shape, dailyBudget: Money })),
      groups: z.array(z.object({ name: z.string(), network: NetworkId, ads: z.number().int(), dailyBudget: Money })),
      /** Rates that turned the budget into the currencies of the accounts. */
      rates: z.array(z.object({ from: CurrencyCode, to: CurrencyCode, rate: z.string(), day: Day, source: z.string() })),
      problems: z.array(z.object({ code: z.string(), network: NetworkId.nullable(), details: z.record(z.string(), z.json()) })),
    }),
  }),
  /** Makes drafts: campaigns, ad groups and ads. A vacancy that already has an ad of this flow on a network is left as it is. One undo step. */
  run: command({
    input: z.strictObject({ flowId: Id }),
    output: z.object({ counts: z.array(z.object({ network: NetworkId, ...GenerationCounts.shape })) }),
  }),
};
export const flowErrors = [
  'flows.not_found',
  'flows.no_vacancies',
  'flows.no_account',
  'flows.budget_too_small',
  'flows.currency_differs',
  'flows.dates_reversed',
  'flows.name_taken',
] as const;
