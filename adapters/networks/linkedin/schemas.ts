import { z } from 'zod';

/** LinkedIn's payloads as we read them. Tolerant: unknown members pass unread, unknown states stay text. Version 202607 (read 2026-11-20). */

const Texts = z.array(z.string()).default([]);
const Id = z.union([z.number().int(), z.string()]).transform(String);
const Amount = z.object({ amount: z.string(), currencyCode: z.string() });
const Schedule = z.object({ start: z.number().optional(), end: z.number().nullish() }).optional();

export const RequestError = z.object({
  status: z.number(),
  message: z.string().default(''),
  code: z.string().optional(),
  serviceErrorCode: z.number().optional(),
});

/** One page of a finder; `nextPageToken` where there is another. */
export const Page = z.object({
  elements: z.array(z.unknown()),
  metadata: z.object({ nextPageToken: z.string().optional() }).optional(),
});

export const AdAccount = z.object({
  id: Id,
  name: z.string().default(''),
  currency: z.string(),
  status: z.string(),
  servingStatuses: Texts,
});
export type AdAccount = z.infer<typeof AdAccount>;

export const CampaignGroup = z.object({
  id: Id,
  name: z.string(),
  status: z.string(),
  runSchedule: Schedule,
  servingStatuses: Texts,
});
export type CampaignGroup = z.infer<typeof CampaignGroup>;

const Facets = z.record(z.string(), z.array(z.string()));
export const Campaign = z.object({
  id: Id,
  name: z.string(),
  status: z.string(),
  campaignGroup: z.string(),
  objectiveType: z.string().optional(),
  dailyBudget: Amount.optional(),
  locale: z.object({ country: z.string(), language: z.string() }).optional(),
  targetingCriteria: z
    .object({ include: z.object({ and: z.array(z.object({ or: Facets })) }).optional(), exclude: z.unknown().optional() })
    .optional(),
  servingStatuses: Texts,
});
export type Campaign = z.infer<typeof Campaign>;

export const Creative = z.object({
  id: z.string(),
  name: z.string().default(''),
  campaign: z.string(),
  intendedStatus: z.string(),
  content: z.object({ reference: z.string().optional() }).optional(),
  review: z.object({ status: z.string().optional(), rejectionReasons: z.array(z.unknown()).default([]) }).optional(),
  isServing: z.boolean().default(false),
  servingHoldReasons: Texts,
});
export type Creative = z.infer<typeof Creative>;

const Day = z.object({ year: z.number(), month: z.number(), day: z.number() });
export const ReportRow = z.object({
  pivotValues: z.array(z.string()),
  dateRange: z.object({ start: Day }),
  impressions: z.number().default(0),
  clicks: z.number().default(0),
  costInLocalCurrency: z.union([z.string(), z.number()]).default('0'),
  externalWebsiteConversions: z.number().default(0),
  oneClickLeads: z.number().default(0),
});
export type ReportRow = z.infer<typeof ReportRow>;

/** What the key store keeps; a bare token is a credential too. */
export const Credential = z.object({ accessToken: z.string().min(1) });
