import { z } from 'zod';

/** Meta's payloads as we read them. Tolerant: unknown members pass unread, unknown statuses stay text. Marketing API v26.0 (read 2026-11-20). */

/** Ids are decimal texts; numbers would lose digits past 2^53. */
const GraphId = z.string();

export const GraphError = z.object({
  error: z.object({
    message: z.string().default(''),
    code: z.number().int(),
    error_subcode: z.number().int().optional(),
    error_user_title: z.string().optional(),
    error_user_msg: z.string().optional(),
    is_transient: z.boolean().optional(),
    // An object or a JSON text of one.
    error_data: z.unknown().optional(),
    fbtrace_id: z.string().optional(),
  }),
});
export type GraphError = z.infer<typeof GraphError>['error'];

export const Created = z.object({ id: GraphId });
/** The answer names each picture by the parameter it came in; one was sent. */
export const UploadedImages = z.object({ images: z.record(z.string(), z.object({ hash: z.string().min(1) })) });
export const ImageRow = z.object({ hash: z.string() });
export const Changed = z.object({ success: z.literal(true) });
export const Paging = z.object({ next: z.string().optional(), cursors: z.object({ after: z.string().optional() }).optional() });
export const Page = z.object({ data: z.array(z.unknown()), paging: Paging.optional() });

const Labels = z.array(z.object({ id: GraphId, name: z.string().optional() })).optional();

export const Campaign = z.object({
  id: GraphId,
  name: z.string().default(''),
  status: z.string().optional(),
  effective_status: z.string().optional(),
  objective: z.string().optional(),
  daily_budget: z.string().optional(),
  special_ad_categories: z.array(z.string()).optional(),
  special_ad_category_country: z.array(z.string()).optional(),
  created_time: z.string().optional(),
  adlabels: Labels,
});
export type Campaign = z.infer<typeof Campaign>;

const GeoKey = z.object({ key: z.string(), radius: z.number().optional(), distance_unit: z.string().optional() });
export const AdSet = z.object({
  id: GraphId,
  name: z.string().default(''),
  status: z.string().optional(),
  effective_status: z.string().optional(),
  campaign_id: GraphId.optional(),
  start_time: z.string().optional(),
  end_time: z.string().optional(),
  created_time: z.string().optional(),
  targeting: z
    .object({
      age_min: z.number().optional(),
      age_max: z.number().optional(),
      locales: z.array(z.number()).optional(),
      geo_locations: z
        .object({ countries: z.array(z.string()).optional(), regions: z.array(GeoKey).optional(), cities: z.array(GeoKey).optional() })
        .optional(),
      targeting_automation: z.object({ advantage_audience: z.number().optional() }).optional(),
    })
    .optional(),
});
export type AdSet = z.infer<typeof AdSet>;

const Texts = z.array(z.object({ text: z.string() })).optional();
export const Creative = z.object({
  id: GraphId,
  name: z.string().default(''),
  object_story_spec: z
    .object({
      page_id: z.string().optional(),
      link_data: z
        .object({
          link: z.string().optional(),
          message: z.string().optional(),
          name: z.string().optional(),
          description: z.string().optional(),
          image_hash: z.string().optional(),
          call_to_action: z.object({ type: z.string() }).optional(),
        })
        .optional(),
    })
    .optional(),
  asset_feed_spec: z.object({ titles: Texts, descriptions: Texts }).optional(),
});
export type Creative = z.infer<typeof Creative>;

export const Ad = z.object({
  id: GraphId,
  name: z.string().default(''),
  status: z.string().optional(),
  effective_status: z.string().optional(),
  adset_id: GraphId.optional(),
  campaign_id: GraphId.optional(),
  created_time: z.string().optional(),
  creative: Creative.optional(),
});
export type Ad = z.infer<typeof Ad>;

export const Reviewed = z.object({
  id: GraphId,
  ad_review_feedback: z.object({ global: z.record(z.string(), z.string()).optional() }).optional(),
  issues_info: z.array(z.object({ error_summary: z.string().optional(), error_message: z.string().optional() })).optional(),
});

/** Only what both levels share: enough to know an object again. */
export const Found = z.object({ id: GraphId, name: z.string().default(''), created_time: z.string().optional() });

export const InsightRow = z.object({
  ad_id: GraphId,
  date_start: z.string(),
  impressions: z.string().default('0'),
  clicks: z.string().default('0'),
  spend: z.string().default('0'),
  account_currency: z.string().optional(),
  actions: z
    .array(
      z.object({
        action_type: z.string(),
        value: z.string().default('0'),
        '7d_click': z.string().optional(),
        '1d_view': z.string().optional(),
      }),
    )
    .optional(),
});
export type InsightRow = z.infer<typeof InsightRow>;

export const AccountNode = z.object({
  id: GraphId,
  account_status: z.number().optional(),
  name: z.string().default(''),
  currency: z.string(),
  timezone_name: z.string(),
  funding_source: z.string().optional(),
});

export const PermissionRow = z.object({ permission: z.string(), status: z.string() });
export const DebugToken = z.object({
  data: z.object({
    is_valid: z.boolean(),
    expires_at: z.number().optional(),
    data_access_expires_at: z.number().optional(),
    scopes: z.array(z.string()).optional(),
  }),
});
export const GeoHit = z.object({
  key: z.string(),
  name: z.string(),
  type: z.string(),
  country_code: z.string().optional(),
  region: z.string().optional(),
});
export const LocaleHit = z.object({ key: z.number(), name: z.string() });

export const AppUsage = z.object({
  call_count: z.number().optional(),
  total_time: z.number().optional(),
  total_cputime: z.number().optional(),
});
export const AccountUsage = z.object({
  acc_id_util_pct: z.number().optional(),
  reset_time_duration: z.number().optional(),
  ads_api_access_tier: z.string().optional(),
});
export const BusinessUsage = z.record(
  z.string(),
  z.array(
    z.object({
      type: z.string().optional(),
      call_count: z.number().optional(),
      total_time: z.number().optional(),
      total_cputime: z.number().optional(),
      estimated_time_to_regain_access: z.number().optional(),
    }),
  ),
);
