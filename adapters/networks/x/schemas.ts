import { z } from 'zod';

/** X's payloads as we read them. Tolerant: unknown members pass unread, unknown statuses stay text. X Ads API version 12 (read 2026-11-20). */

/** Ids are texts; the numeric twin of a post's or job's id loses digits past 2^53 and is never read. */
const Id = z.string();
const Maybe = z.string().nullish();
const Amount = z.number().int().nullish();

export const ErrorBody = z.object({
  errors: z.array(
    z.object({
      code: z.union([z.string(), z.number()]).transform(String),
      message: z.string().default(''),
      parameter: z.string().nullish(),
      attribute: z.string().nullish(),
    }),
  ),
  /** Of a batch: one list an operation, empty where it was fine. */
  operation_errors: z
    .array(
      z.array(
        z.object({
          code: z.union([z.string(), z.number()]).transform(String),
          message: z.string().default(''),
          parameter: z.string().nullish(),
          attribute: z.string().nullish(),
        }),
      ),
    )
    .nullish(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export const Single = z.object({ data: z.unknown() });
export const Page = z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullish() });

export const Account = z.object({
  id: Id,
  name: z.string().default(''),
  timezone: z.string(),
  approval_status: z.string().nullish(),
  deleted: z.boolean().nullish(),
});
export const Access = z.object({ user_id: z.string(), permissions: z.array(z.string()) });

export const FundingInstrument = z.object({
  id: Id,
  currency: z.string(),
  able_to_fund: z.boolean().nullish(),
  reasons_not_able_to_fund: z.array(z.string()).nullish(),
  deleted: z.boolean().nullish(),
});
export type FundingInstrument = z.infer<typeof FundingInstrument>;

export const PromotableUser = z.object({ user_id: z.string(), promotable_user_type: z.string().nullish(), deleted: z.boolean().nullish() });

export const Campaign = z.object({
  id: Id,
  name: z.string().default(''),
  entity_status: z.string().nullish(),
  servable: z.boolean().nullish(),
  reasons_not_servable: z.array(z.string()).nullish(),
  daily_budget_amount_local_micro: Amount,
  currency: Maybe,
  created_at: Maybe,
  deleted: z.boolean().nullish(),
});
export type Campaign = z.infer<typeof Campaign>;

export const LineItem = z.object({
  id: Id,
  campaign_id: Id,
  name: Maybe,
  entity_status: z.string().nullish(),
  objective: Maybe,
  goal: Maybe,
  start_time: Maybe,
  end_time: Maybe,
  created_at: Maybe,
  deleted: z.boolean().nullish(),
});
export type LineItem = z.infer<typeof LineItem>;

export const Criterion = z.object({
  id: Id,
  line_item_id: Id,
  targeting_type: z.string(),
  targeting_value: z.union([z.string(), z.number()]).transform(String),
  name: Maybe,
  operator_type: z.string().nullish(),
  deleted: z.boolean().nullish(),
});
export type Criterion = z.infer<typeof Criterion>;

export const PromotedPost = z.object({
  id: Id,
  line_item_id: Id,
  tweet_id: z.string(),
  entity_status: z.string().nullish(),
  approval_status: z.string().nullish(),
  created_at: Maybe,
  deleted: z.boolean().nullish(),
});
export type PromotedPost = z.infer<typeof PromotedPost>;

export const Post = z.object({
  id_str: z.string(),
  name: Maybe,
  text: Maybe,
  full_text: Maybe,
  card_uri: Maybe,
  created_at: Maybe,
});
export type Post = z.infer<typeof Post>;

export const Card = z.object({
  id: Id,
  name: z.string().default(''),
  card_uri: z.string(),
  created_at: Maybe,
  deleted: z.boolean().nullish(),
  components: z.array(z.object({ type: z.string(), title: Maybe, destination: z.object({ type: Maybe, url: Maybe }).nullish() })).nullish(),
});
export type Card = z.infer<typeof Card>;

export const LibraryMedia = z.object({
  media_key: z.string(),
  name: Maybe,
  media_status: Maybe,
  deleted: z.boolean().nullish(),
});
export type LibraryMedia = z.infer<typeof LibraryMedia>;

export const Upload = z.object({
  data: z.object({
    id: z.string(),
    media_key: z.string().nullish(),
    processing_info: z.object({ state: z.string(), check_after_secs: z.number().nullish() }).nullish(),
  }),
});

export const Location = z.object({ name: z.string(), country_code: Maybe, location_type: z.string(), targeting_value: z.string() });
export const BiddingRule = z.object({ currency: z.string(), minimum_denomination: z.number() });

export const Series = z.array(z.number().nullable()).nullish();
export const StatsRow = z.object({
  id: Id,
  id_data: z.array(z.object({ segment: z.unknown().optional(), metrics: z.record(z.string(), z.unknown()) })),
});
export type StatsRow = z.infer<typeof StatsRow>;
export const Stats = z.object({ data: z.array(StatsRow) });
export const StatsJob = z.object({ id_str: z.string(), status: z.string(), url: z.string().nullish() });
export const ActiveEntity = z.object({ entity_id: z.string() });

export const CustomAudience = z.object({
  id: Id,
  name: z.string().default(''),
  targetable: z.boolean().nullish(),
  reasons_not_targetable: z.array(z.string()).nullish(),
  audience_size: z.number().nullish(),
  deleted: z.boolean().nullish(),
});
export type CustomAudience = z.infer<typeof CustomAudience>;
export const AudienceReceipt = z.object({ success_count: z.number(), total_count: z.number() });
export const ConversionReceipt = z.object({ conversions_processed: z.number(), debug_id: z.string().nullish() });
export const TokenAnswer = z.object({ oauth_token: z.string().min(1), oauth_token_secret: z.string().min(1) });

/** The four secrets, as the key store keeps them. */
export const Credential = z.object({
  consumerKey: z.string().min(1),
  consumerSecret: z.string().min(1),
  accessToken: z.string().min(1),
  accessTokenSecret: z.string().min(1),
});
export type Credential = z.infer<typeof Credential>;
