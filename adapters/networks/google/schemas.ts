import { z } from 'zod';

/** Payloads as Google sends them. Tolerant of members that we do not read: a minor version may add some at any time. */

export const Credential = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().optional(),
  refreshToken: z.string().min(1),
  loginCustomerId: z.string().optional(),
});
export type Credential = z.infer<typeof Credential>;

const PathElement = z.object({ fieldName: z.string(), index: z.number().int().optional() });
export const GoogleAdsError = z.object({
  errorCode: z.record(z.string(), z.string()),
  message: z.string().default(''),
  trigger: z.object({ stringValue: z.string().optional() }).loose().optional(),
  location: z.object({ fieldPathElements: z.array(PathElement).default([]) }).optional(),
  details: z
    .object({ quotaErrorDetails: z.object({ rateScope: z.string().optional(), retryDelay: z.string().optional() }).optional() })
    .loose()
    .optional(),
});
export type GoogleAdsError = z.infer<typeof GoogleAdsError>;

const ErrorDetail = z.object({ errors: z.array(GoogleAdsError).default([]), requestId: z.string().optional() }).loose();
const ErrorBody = z.object({
  code: z.number().optional(),
  message: z.string().default(''),
  status: z.string().optional(),
  details: z.array(ErrorDetail).default([]),
});
/** The stream answers an error as a list of one. */
export const ErrorEnvelope = z
  .union([z.object({ error: ErrorBody }), z.array(z.object({ error: ErrorBody })).min(1)])
  .transform((value) => (Array.isArray(value) ? value[0]!.error : value.error));

const Result = z.object({ resourceName: z.string() });
export const MutateAnswer = z.object({ mutateOperationResponses: z.array(z.record(z.string(), Result)) });

/** Whole numbers travel as text. */
const Int64 = z.string().regex(/^-?\d+$/);
const Texts = z.array(z.object({ text: z.string().default('') })).default([]);

export const StreamAnswer = z.array(z.object({ results: z.array(z.unknown()).default([]) }));

export const CampaignRow = z.object({
  campaign: z.object({
    id: Int64,
    name: z.string(),
    status: z.string(),
    primaryStatus: z.string().default('UNKNOWN'),
    primaryStatusReasons: z.array(z.string()).default([]),
    startDateTime: z.string().default(''),
    endDateTime: z.string().default(''),
    biddingStrategyType: z.string().default(''),
    campaignBudget: z.string().default(''),
  }),
  campaignBudget: z.object({ id: Int64, amountMicros: Int64.default('0') }).optional(),
});
export const AdGroupRow = z.object({
  campaign: z.object({ id: Int64, status: z.string().default('UNKNOWN') }),
  adGroup: z.object({
    id: Int64,
    name: z.string(),
    status: z.string(),
    primaryStatus: z.string().default('UNKNOWN'),
    primaryStatusReasons: z.array(z.string()).default([]),
  }),
});
export const KeywordRow = z.object({
  adGroup: z.object({ id: Int64 }),
  adGroupCriterion: z.object({ resourceName: z.string(), keyword: z.object({ text: z.string(), matchType: z.string() }) }),
});
export const AdRow = z.object({
  campaign: z.object({ id: Int64, status: z.string().default('UNKNOWN') }),
  adGroup: z.object({ id: Int64, status: z.string().default('UNKNOWN') }),
  adGroupAd: z.object({
    resourceName: z.string(),
    status: z.string(),
    primaryStatus: z.string().default('UNKNOWN'),
    primaryStatusReasons: z.array(z.string()).default([]),
    policySummary: z
      .object({
        approvalStatus: z.string().default(''),
        reviewStatus: z.string().default(''),
        policyTopicEntries: z.array(z.object({ topic: z.string().default(''), type: z.string().default('') })).default([]),
      })
      .default({ approvalStatus: '', reviewStatus: '', policyTopicEntries: [] }),
    ad: z.object({
      id: Int64,
      finalUrls: z.array(z.string()).default([]),
      urlCustomParameters: z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]),
      responsiveSearchAd: z.object({ headlines: Texts, descriptions: Texts }).optional(),
    }),
  }),
});
export const CriterionRow = z.object({
  campaignCriterion: z.object({
    resourceName: z.string(),
    type: z.string().default(''),
    location: z.object({ geoTargetConstant: z.string() }).optional(),
  }),
});
export const MetricsRow = z.object({
  adGroup: z.object({ id: Int64 }),
  adGroupAd: z.object({ ad: z.object({ id: Int64 }) }),
  segments: z.object({ date: z.string() }),
  metrics: z.object({
    impressions: Int64.default('0'),
    clicks: Int64.default('0'),
    conversions: z.number().default(0),
    costMicros: Int64.default('0'),
  }),
});
export const CustomerRow = z.object({
  customer: z.object({
    id: Int64,
    descriptiveName: z.string().default(''),
    currencyCode: z.string(),
    timeZone: z.string(),
    status: z.string().default('UNKNOWN'),
  }),
});
export const CustomerClientRow = z.object({
  customerClient: z.object({
    id: Int64,
    descriptiveName: z.string().default(''),
    currencyCode: z.string().default(''),
    timeZone: z.string().default(''),
    manager: z.boolean().default(false),
    status: z.string().default('UNKNOWN'),
  }),
});
export const AccessibleCustomers = z.object({ resourceNames: z.array(z.string()).default([]) });
export const Suggestions = z.object({
  geoTargetConstantSuggestions: z
    .array(
      z.object({
        searchTerm: z.string().default(''),
        geoTargetConstant: z.object({
          id: Int64,
          name: z.string().default(''),
          countryCode: z.string().default(''),
          targetType: z.string().default(''),
          canonicalName: z.string().default(''),
          status: z.string().default('ENABLED'),
        }),
      }),
    )
    .default([]),
});
export type Suggestion = z.infer<typeof Suggestions>['geoTargetConstantSuggestions'][number];
