import { z } from 'zod';

/** Snapchat's payloads as we read them. Tolerant: unknown members pass unread, unknown states stay text. Ads API v1 (read 2026-11-20). */

export const Envelope = z.looseObject({
  request_status: z.string(),
  request_id: z.string().optional(),
  paging: z.object({ next_link: z.string().optional() }).optional(),
});

export const RequestError = z.object({
  debug_message: z.string().optional(),
  display_message: z.string().optional(),
  error_code: z.string().optional(),
  // OAuth answers have the shape of RFC 6749.
  error: z.string().optional(),
  error_description: z.string().optional(),
});

export const Item = z.looseObject({ sub_request_status: z.string(), sub_request_error_reason: z.string().optional() });

const Texts = z.array(z.string()).default([]);

export const Organization = z.object({
  id: z.string(),
  ad_accounts: z
    .array(
      z.object({ id: z.string(), name: z.string().default(''), currency: z.string(), timezone: z.string(), status: z.string().optional() }),
    )
    .optional(),
});

export const AdAccount = z.object({
  id: z.string(),
  name: z.string().default(''),
  currency: z.string(),
  timezone: z.string(),
  status: z.string().optional(),
  test: z.boolean().optional(),
  funding_source_ids: Texts,
  regulations: z.object({ restricted_delivery_signals: z.boolean().optional() }).optional(),
});
export type AdAccount = z.infer<typeof AdAccount>;

export const Campaign = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  start_time: z.string().optional(),
  end_time: z.string().optional(),
  daily_budget_micro: z.number().optional(),
  objective_v2_properties: z.object({ objective_v2_type: z.string().optional() }).optional(),
  regulations: z.object({ restricted_delivery_signals: z.boolean().optional() }).optional(),
  delivery_status: Texts,
});
export type Campaign = z.infer<typeof Campaign>;

export const AdSquad = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  campaign_id: z.string(),
  start_time: z.string().optional(),
  end_time: z.string().optional(),
  daily_budget_micro: z.number().optional(),
  targeting: z
    .object({
      regulated_content: z.boolean().optional(),
      demographics: z.array(z.object({ languages: z.array(z.string()).optional() })).optional(),
    })
    .optional(),
  delivery_status: Texts,
});
export type AdSquad = z.infer<typeof AdSquad>;

export const Ad = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  ad_squad_id: z.string(),
  creative_id: z.string(),
  review_status: z.string().optional(),
  review_status_reasons: Texts,
  delivery_status: Texts,
});
export type Ad = z.infer<typeof Ad>;

export const Creative = z.object({
  id: z.string(),
  name: z.string(),
  headline: z.string().optional(),
  call_to_action: z.string().optional(),
  top_snap_media_id: z.string().optional(),
  web_view_properties: z.object({ url: z.string() }).optional(),
  review_status: z.string().optional(),
  review_status_details: z.string().optional(),
});
export type Creative = z.infer<typeof Creative>;

export const Media = z.object({ id: z.string(), name: z.string(), media_status: z.string().optional() });
export type Media = z.infer<typeof Media>;

/** The start of an upload in parts. */
export const UploadStart = z.object({ upload_id: z.string(), add_path: z.string(), finalize_path: z.string() });

export const Segment = z.object({
  id: z.string(),
  name: z.string(),
  upload_status: z.string().optional(),
  targetable_status: z.string().optional(),
  approximate_number_users: z.number().optional(),
});
export type Segment = z.infer<typeof Segment>;
export const SegmentUsers = z.object({ number_uploaded_users: z.number().optional() });

/** A thing whose identity is all that matters, kept whole: what a replacement must send back, known to us or not. */
export const Whole = z.looseObject({ id: z.string(), name: z.string().default('') });
export type Whole = z.infer<typeof Whole>;

export const GeoOption = z.object({ id: z.string(), name: z.string() });

const Stats = z.object({
  impressions: z.number().default(0),
  swipes: z.number().default(0),
  spend: z.number().default(0),
  conversion_sign_ups: z.number().default(0),
  native_leads: z.number().default(0),
});
export type Stats = z.infer<typeof Stats>;
export const DayStats = z.object({
  breakdown_stats: z.object({
    ad: z.array(z.object({ id: z.string(), timeseries: z.array(z.object({ start_time: z.string(), stats: Stats })).default([]) })),
  }),
});

export const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive(),
  scope: z.string().default(''),
});
export type Tokens = z.infer<typeof Tokens>;

/** What the key store keeps. The older refresh token stays until the newer one has opened the door once. */
export const Credential = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  refreshToken: z.string().min(1),
  olderRefreshToken: z.string().min(1).optional(),
  conversionsToken: z.string().min(1).optional(),
});
export type Credential = z.infer<typeof Credential>;

export const ReportRun = z.object({
  report_run_id: z.string(),
  async_status: z.string().optional(),
  result: z.string().optional(),
});
