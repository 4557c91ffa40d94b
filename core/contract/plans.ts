import { z } from 'zod';
import { Money } from '../kernel/money.ts';
import { command, Details, Id, Instant, query, SortDirection, Window } from './define.ts';
import { AdFields, AdGroupFields, CampaignFields, ChangeMark, DesiredStatus, Lifecycle, NetworkId, ObjectLevel } from './plan-model.ts';

export const Delivery = z.enum(['none', 'active', 'paused', 'in_review', 'rejected', 'limited', 'ended', 'archived', 'unknown']);

export const Figures = z.object({
  impressions: z.number().int(),
  clicks: z.number().int(),
  conversions: z.number(),
  spend: Money,
  /** Ratios; null where the denominator is zero. */
  ctr: z.number().nullable(),
  cpc: Money.nullable(),
  cpm: Money.nullable(),
  conversionRate: z.number().nullable(),
  cpa: Money.nullable(),
});
export type Figures = z.infer<typeof Figures>;

const common = {
  id: Id,
  parentId: Id.nullable(),
  clientId: Id,
  clientName: z.string(),
  accountId: Id,
  network: NetworkId,
  vacancyId: Id.nullable(),
  lifecycle: Lifecycle,
  delivery: Delivery,
  deliveryReasons: z.array(z.string()),
  mark: ChangeMark,
  problems: z.object({ errors: z.number().int(), warnings: z.number().int() }),
  remoteId: z.string().nullable(),
  marker: z.string(),
  updatedAt: Instant,
};
export const PlanObject = z.discriminatedUnion('level', [
  z.object({ ...common, level: z.literal('campaign'), fields: CampaignFields }),
  z.object({ ...common, level: z.literal('ad_group'), fields: AdGroupFields }),
  z.object({ ...common, level: z.literal('ad'), fields: AdFields }),
]);
export type PlanObject = z.infer<typeof PlanObject>;

/** One row of the grid: what the columns show, already joined. */
export const PlanRow = z.object({
  id: Id,
  level: ObjectLevel,
  network: NetworkId,
  clientName: z.string(),
  name: z.string(),
  parentName: z.string().nullable(),
  status: DesiredStatus,
  lifecycle: Lifecycle,
  delivery: Delivery,
  mark: ChangeMark,
  dailyBudget: Money.nullable(),
  vacancyTitle: z.string().nullable(),
  vacancyState: z.string().nullable(),
  closesOn: z.string().nullable(),
  errors: z.number().int(),
  warnings: z.number().int(),
  figures: Figures.nullable(),
  updatedAt: Instant,
});
export type PlanRow = z.infer<typeof PlanRow>;

export const PlanFilter = z.strictObject({
  clientId: Id.nullable(),
  networks: z.array(NetworkId),
  level: ObjectLevel,
  /** Only what stands under this campaign or ad group. */
  underId: Id.nullable(),
  text: z.string().max(200),
  /** Quick filters that Editor users know. */
  quick: z
    .enum(['with_errors', 'with_warnings', 'unposted', 'conflicts', 'in_review', 'rejected', 'no_delivery', 'closing_soon'])
    .nullable(),
});
export type PlanFilter = z.infer<typeof PlanFilter>;

export const plans = {
  /** Left tree: clients → networks → campaigns → ad groups, lazily by parent. */
  tree: query({
    input: z.strictObject({
      clientId: Id.nullable(),
      parent: z.union([
        z.null(),
        z.strictObject({ clientId: Id }),
        z.strictObject({ clientId: Id, network: NetworkId }),
        z.strictObject({ campaignId: Id }),
      ]),
    }),
    output: z.object({
      nodes: z.array(
        z.object({
          key: z.string(),
          kind: z.enum(['client', 'network', 'campaign', 'ad_group']),
          id: Id.nullable(),
          clientId: Id,
          network: NetworkId.nullable(),
          name: z.string(),
          children: z.number().int(),
          mark: ChangeMark,
          errors: z.number().int(),
        }),
      ),
    }),
  }),
  list: query({
    input: z.strictObject({
      filter: PlanFilter,
      sort: z.strictObject({
        by: z.enum([
          'name',
          'network',
          'status',
          'delivery',
          'dailyBudget',
          'updatedAt',
          'closesOn',
          'spend',
          'clicks',
          'impressions',
          'clientName',
        ]),
        direction: SortDirection,
      }),
      ...Window,
    }),
    output: z.object({
      rows: z.array(PlanRow),
      total: z.number().int(),
      totals: z.object({ dailyBudget: z.array(Money), figures: Figures.nullable() }),
    }),
  }),
  get: query({ input: z.strictObject({ objectId: Id }), output: PlanObject }),
  /** Sets fields on many objects of one level; only fields that the level has. One undo step. Any approval over them is void. */
  edit: command({
    input: z.strictObject({
      objectIds: z.array(Id).min(1).max(100_000),
      fields: z.union([
        CampaignFields.omit({ employment: true }).partial().strict(),
        AdGroupFields.partial().strict(),
        AdFields.partial().strict(),
      ]),
    }),
    output: z.object({ changed: z.number().int(), skipped: z.array(z.object({ code: z.string(), count: z.number().int() })) }),
  }),
  /** Removes drafts that were never published, children included; a live object is archived instead (`edit` with status). */
  removeDrafts: command({
    input: z.strictObject({ objectIds: z.array(Id).min(1).max(100_000) }),
    output: z.object({ removed: z.number().int(), skipped: z.array(z.object({ code: z.string(), count: z.number().int() })) }),
  }),
  /** How the ad would look, approximately, on its network's placements. */
  preview: query({
    input: z.strictObject({ adId: Id }),
    output: z.object({
      network: NetworkId,
      previews: z.array(
        z.object({
          placement: z.string(),
          headline: z.string(),
          text: z.string(),
          description: z.string(),
          displayUrl: z.string(),
          callToAction: z.string(),
          advertiser: z.string(),
        }),
      ),
    }),
  }),
};
export const planErrors = [
  'plans.not_found',
  'plans.field_invalid',
  'plans.wrong_level',
  'plans.currency_fixed',
  'plans.parent_archived',
  'plans.publishing_now',
] as const;

export const Problem = z.object({
  objectId: Id,
  level: ObjectLevel,
  network: NetworkId,
  objectName: z.string(),
  field: z.string().nullable(),
  severity: z.enum(['error', 'warning']),
  /** Catalogue key `checks.<code>`. */
  code: z.string(),
  details: Details,
  /** Rule pack and version that says so (`law-co@1`), and where it is written. */
  source: z.string().nullable(),
  /** A warning that a person overrode, with their reason. */
  waivedReason: z.string().nullable(),
});
export type Problem = z.infer<typeof Problem>;
export const checks = {
  run: command({
    role: 'view',
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({ errors: z.number().int(), warnings: z.number().int(), objects: z.number().int() }),
  }),
  list: query({
    input: z.strictObject({
      clientId: Id.nullable(),
      objectId: Id.nullable(),
      severity: z.enum(['error', 'warning']).nullable(),
      ...Window,
    }),
    output: z.object({
      problems: z.array(Problem),
      total: z.number().int(),
      byCode: z.array(z.object({ code: z.string(), severity: z.enum(['error', 'warning']), count: z.number().int() })),
    }),
  }),
  /** Accepts a warning with a reason; an error cannot be waived. `code` null: every warning of the objects. */
  waive: command({
    input: z.strictObject({ objectIds: z.array(Id).min(1), code: z.string().nullable(), reason: z.string().trim().min(3).max(500) }),
    output: z.object({ waived: z.number().int() }),
  }),
};
export const checkErrors = ['checks.not_waivable'] as const;
