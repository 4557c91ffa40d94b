import { z } from 'zod';

/** Payloads as Google sends them. Tolerant of members that we do not read: a minor version may add some at any time. */

export const Credential = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().optional(),
  refreshToken: z.string().min(1),
  loginCustomerId: z.string().optional(),
  /** ISO: when the person signed in, and when Google said that the refresh token ends. Absent from tokens that were pasted. */
  signedInAt: z.string().optional(),
  endsAt: z.string().optional(),
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

/** Data Manager v1. @see google-datamanager-spec.json (API v1; read 2026-11-20) */
const Count = z.union([z.number(), Int64]).transform(Number);
export const UserList = z.object({
  name: z.string().default(''),
  id: z.union([z.number(), z.string()]).transform(String).optional(),
  displayName: z.string().default(''),
  readOnly: z.boolean().default(false),
  membershipStatus: z.string().default('OPEN'),
  closingReason: z.string().optional(),
  accountAccessStatus: z.string().optional(),
  sizeInfo: z.object({ searchNetworkMembersCount: Count.optional() }).optional(),
  targetNetworkInfo: z.object({ eligibleForSearch: z.boolean().default(false) }).optional(),
});
export type UserList = z.infer<typeof UserList>;
export const UserLists = z.object({ userLists: z.array(UserList).default([]), nextPageToken: z.string().default('') });
export const Ingested = z.object({ requestId: z.string() });
const Records = z.object({ recordCount: Count.optional() }).optional();
const Reason = z.object({ recordCount: Count.default(0), reason: z.string().default('') });
export const RequestStatus = z.object({
  requestStatusPerDestination: z
    .array(
      z.object({
        requestStatus: z.string().default('REQUEST_STATUS_UNKNOWN'),
        errorInfo: z.object({ errorCounts: z.array(Reason).default([]) }).optional(),
        audienceMembersIngestionStatus: z.object({ userDataIngestionStatus: Records }).optional(),
        audienceMembersRemovalStatus: z.object({ userDataRemovalStatus: Records }).optional(),
        eventsIngestionStatus: Records,
      }),
    )
    .default([]),
});
/** Details of Google's common error model; each kind carries its own members. */
const Violation = z.object({ field: z.string().default(''), reason: z.string().default('') });
const PlainDetail = z.object({
  '@type': z.string().default(''),
  reason: z.string().optional(),
  requestId: z.string().optional(),
  retryDelay: z.string().optional(),
  fieldViolations: z.array(Violation).default([]),
});
export const PlainError = z.object({
  error: z.object({
    code: z.number().optional(),
    message: z.string().default(''),
    status: z.string().optional(),
    details: z.array(PlainDetail).default([]),
  }),
});

export const AssetRow = z.object({ asset: z.object({ resourceName: z.string(), id: Int64, name: z.string().default('') }) });
export const AssetsAnswer = z.object({ results: z.array(Result).min(1) });
const LeadAnswer = z.object({ fieldType: z.string().default('UNKNOWN'), fieldValue: z.string().default('') });
const LeadQuestion = z.object({ questionText: z.string().default(''), fieldValue: z.string().default('') });
export const LeadRow = z.object({
  leadFormSubmissionData: z.object({
    id: z.string(),
    asset: z.string().optional(),
    adGroupAd: z.string().optional(),
    submissionDateTime: z.string(),
    leadFormSubmissionFields: z.array(LeadAnswer).default([]),
    customLeadFormSubmissionFields: z.array(LeadQuestion).default([]),
  }),
});
