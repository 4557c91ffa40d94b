import { z } from 'zod';

/** TikTok's payloads as we read them. Tolerant: unknown members pass unread, unknown statuses stay text. v1.3 (read 2026-11-20) */

/** Decimal texts of up to 19 digits; as numbers they would lose digits. */
const Id = z.string();
const Text = z.string().nullish();
const Texts = z.array(z.string()).nullish();
const Amount = z.union([z.number(), z.string()]).nullish();

export const Envelope = z.object({
  code: z.number().int(),
  message: z.string().default(''),
  request_id: z.string().nullish(),
  data: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;

export const Page = z.object({
  list: z.array(z.unknown()).nullish(),
  page_info: z.object({ page: z.number(), total_page: z.number(), total_number: z.number().optional() }).nullish(),
});

export const Anything = z.unknown();
export const CampaignMade = z.object({ campaign_id: Id });
export const AdGroupMade = z.object({ adgroup_id: Id });
export const AdsMade = z.object({ ad_ids: z.array(Id).min(1) });
export const SmartAdMade = z.object({ smart_plus_ad_id: Id });

export const Campaign = z.object({
  campaign_id: Id,
  campaign_name: z.string().default(''),
  objective_type: Text,
  budget: Amount,
  budget_mode: Text,
  operation_status: Text,
  secondary_status: Text,
  special_industries: Texts,
  create_time: Text,
});
export type Campaign = z.infer<typeof Campaign>;

export const AdGroup = z.object({
  adgroup_id: Id,
  campaign_id: Id.nullish(),
  adgroup_name: z.string().default(''),
  operation_status: Text,
  secondary_status: Text,
  schedule_type: Text,
  schedule_start_time: Text,
  schedule_end_time: Text,
  location_ids: Texts,
  languages: Texts,
  targeting_spec: z.object({ location_ids: Texts, languages: Texts }).nullish(),
  create_time: Text,
});
export type AdGroup = z.infer<typeof AdGroup>;

export const Ad = z.object({
  ad_id: Id,
  adgroup_id: Id.nullish(),
  campaign_id: Id.nullish(),
  ad_name: z.string().default(''),
  ad_text: Text,
  landing_page_url: Text,
  call_to_action: Text,
  image_ids: Texts,
  operation_status: Text,
  secondary_status: Text,
  create_time: Text,
});
export type Ad = z.infer<typeof Ad>;

export const SmartAd = z.object({
  smart_plus_ad_id: Id,
  adgroup_id: Id.nullish(),
  campaign_id: Id.nullish(),
  ad_name: z.string().default(''),
  ad_text_list: z.array(z.object({ ad_text: z.string() })).nullish(),
  landing_page_url_list: z.array(z.object({ landing_page_url: z.string() })).nullish(),
  call_to_action_list: z.array(z.object({ call_to_action: z.string() })).nullish(),
  creative_list: z
    .array(z.object({ creative_info: z.object({ image_info: z.array(z.object({ web_uri: z.string() })).nullish() }).nullish() }))
    .nullish(),
  operation_status: Text,
  secondary_status: Text,
  create_time: Text,
});
export type SmartAd = z.infer<typeof SmartAd>;

export const SmartReviews = z.object({
  smart_plus_ad_review_infos: z
    .array(
      z.object({
        smart_plus_ad_id: Id,
        reject_info: z.array(z.object({ reasons: Texts, suggestion: Text })).nullish(),
      }),
    )
    .nullish(),
});

export const ReportRow = z.object({
  dimensions: z.object({ stat_time_day: z.string(), ad_id: Id.optional(), ad_id_v2: Id.optional() }),
  // Every value is a text; what there is nothing to say about is a dash.
  metrics: z.record(z.string(), z.unknown()),
});
export type ReportRow = z.infer<typeof ReportRow>;

export const Image = z.object({ image_id: Id, file_name: Text, signature: Text });
export const ImageMade = z.object({ image_id: Id });
export const VideosMade = z.array(z.object({ video_id: Id })).min(1);
export const Video = z.object({ video_id: Id, file_name: Text, signature: Text, displayable: z.boolean().nullish() });

export const Advertisers = z.object({
  list: z.array(
    z.object({
      advertiser_id: Id,
      name: z.string().default(''),
      status: z.string().default(''),
      currency: z.string().default(''),
      country: z.string().nullish(),
      timezone: z.string().nullish(),
      display_timezone: z.string().nullish(),
      balance: Amount,
    }),
  ),
});
export const Covered = z.object({ list: z.array(z.object({ advertiser_id: Id })) });

export const GeoTags = z.object({
  targeting_tag_list: z
    .array(
      z.object({
        name: z.string(),
        status_info: z.object({ status: z.string() }).nullish(),
        geo: z.object({ geo_id: Id, geo_type: z.string(), region_code: z.string().nullish(), parent_id: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});
export const Regions = z.object({
  region_info: z
    .array(
      z.object({
        location_id: Id,
        name: z.string(),
        level: z.string(),
        region_code: z.string().nullish(),
        parent_id: z.string().nullish(),
      }),
    )
    .nullish(),
});
export const Languages = z.object({ languages: z.array(z.object({ code: z.string(), name: z.string().nullish() })) });

export const Token = z.object({ access_token: z.string().min(1) });
export const FileMade = z.object({ file_path: z.string() });
export const AudienceMade = z.object({ custom_audience_id: Id });
export const AudienceRow = z.object({
  audience_id: Id,
  name: z.string().default(''),
  cover_num: z.number().nullish(),
  is_valid: z.boolean().nullish(),
  error_msg: Text,
  msg: Text,
});
export type AudienceRow = z.infer<typeof AudienceRow>;
export const LeadPage = z.object({ page_id: Id, status: Text });
export const LeadTask = z.object({ task_id: Id, status: z.string().nullish() });
