/** Fields of each object: what the network takes and gives. Ads API v1 (read 2026-11-20). */

export interface Field {
  readonly type: 'uuid' | 'string' | 'int' | 'number' | 'bool' | 'time' | 'object' | 'list';
  readonly required?: true;
  /** Set by the network; sent back by a caller who read it, it is passed over. */
  readonly given?: true;
  /** Given, and refused when it is sent back. */
  readonly echo?: true;
  /** Cannot change after creation. */
  readonly fixed?: true;
  /** Whether PATCH takes it. The list is this simulation's: the network has one and it was not to be had. */
  readonly patch?: true;
  readonly values?: readonly string[];
  readonly longest?: number;
  readonly least?: number;
  readonly most?: number;
}
export type Table = Readonly<Record<string, Field>>;

export type Kind = 'campaign' | 'adsquad' | 'ad' | 'creative' | 'media' | 'segment' | 'lead_generation_form';
export const PLURAL: Readonly<Record<Kind, string>> = {
  campaign: 'campaigns',
  adsquad: 'adsquads',
  ad: 'ads',
  creative: 'creatives',
  media: 'media',
  segment: 'segments',
  lead_generation_form: 'lead_generation_forms',
};

const id: Field = { type: 'uuid', given: true };
const name: Field = { type: 'string', required: true, longest: 375, patch: true };
const status: Field = { type: 'string', required: true, values: ['ACTIVE', 'PAUSED'], patch: true };
const accountId: Field = { type: 'uuid', required: true, fixed: true };
const given = (type: Field['type']): Field => ({ type, given: true });

export const OBJECTIVES = ['AWARENESS_AND_ENGAGEMENT', 'TRAFFIC', 'LEADS', 'APP_PROMOTION', 'SALES'] as const;
export const CREATIVE_TO_AD: Readonly<Record<string, string>> = {
  SNAP_AD: 'SNAP_AD',
  WEB_VIEW: 'REMOTE_WEBPAGE',
  LEAD_GENERATION: 'LEAD_GENERATION',
  APP_INSTALL: 'APP_INSTALL',
  DEEP_LINK: 'DEEP_LINK',
  LONGFORM_VIDEO: 'LONGFORM_VIDEO',
  COMPOSITE: 'STORY',
  COLLECTION: 'COLLECTION',
};

export const TABLES: Readonly<Record<Kind, Table>> = {
  campaign: {
    id,
    name,
    ad_account_id: accountId,
    status,
    start_time: { type: 'time', required: true, patch: true },
    end_time: { type: 'time', patch: true },
    buy_model: { type: 'string', fixed: true, values: ['AUCTION', 'RESERVED'] },
    objective_v2_properties: { type: 'object' },
    // The older way to say it; legacy, still taken.
    objective: {
      type: 'string',
      values: [
        'BRAND_AWARENESS',
        'APP_INSTALL',
        'APP_CONVERSION',
        'ENGAGEMENT',
        'LEAD_GENERATION',
        'VIDEO_VIEW',
        'WEB_CONVERSION',
        'WEB_VIEW',
        'CATALOG_SALES',
        'PROMOTE_PLACES',
        'PROMOTE_STORIES',
      ],
    },
    daily_budget_micro: { type: 'int', least: 20_000_000, patch: true },
    lifetime_spend_cap_micro: { type: 'int', least: 20_000_000, patch: true },
    pacing_level: { type: 'string', values: ['AD_SQUAD', 'CAMPAIGN'] },
    shared_properties: { type: 'object' },
    regulations: { type: 'object' },
    measurement_spec: { type: 'object' },
    creation_state: given('string'),
    delivery_status: given('list'),
  },
  adsquad: {
    id,
    name,
    campaign_id: { type: 'uuid', required: true, fixed: true },
    status,
    type: { type: 'string', required: true, values: ['SNAP_ADS', 'LENS', 'FILTER'] },
    billing_event: { type: 'string', required: true, values: ['IMPRESSION'] },
    optimization_goal: {
      type: 'string',
      required: true,
      values: [
        'IMPRESSIONS',
        'SWIPES',
        'APP_INSTALLS',
        'VIDEO_VIEWS',
        'VIDEO_VIEWS_15_SEC',
        'PIXEL_PAGE_VIEW',
        'PIXEL_SIGNUP',
        'PIXEL_PURCHASE',
        'LANDING_PAGE_VIEW',
        'LEAD_FORM_SUBMISSIONS',
        'USES',
        'STORY_OPENS',
        'PIXEL_ADD_TO_CART',
        'APP_ADD_TO_CART',
        'APP_PURCHASE',
        'APP_SIGNUP',
        'APP_REENGAGE_OPEN',
        'APP_REENGAGE_PURCHASE',
      ],
    },
    bid_strategy: { type: 'string', required: true, values: ['AUTO_BID', 'LOWEST_COST_WITH_MAX_BID', 'TARGET_COST'] },
    bid_micro: { type: 'int', least: 10_000, most: 500_000_000, patch: true },
    daily_budget_micro: { type: 'int', least: 5_000_000, patch: true },
    lifetime_budget_micro: { type: 'int', least: 5_000_000, patch: true },
    delivery_constraint: { type: 'string', values: ['DAILY_BUDGET', 'LIFETIME_BUDGET', 'REACH_AND_FREQUENCY'] },
    start_time: { type: 'time', patch: true },
    end_time: { type: 'time', patch: true },
    placement_v2: { type: 'object', required: true },
    targeting: { type: 'object', required: true },
    pacing_type: { type: 'string', fixed: true, values: ['STANDARD', 'ACCELERATED'] },
    pixel_id: { type: 'uuid' },
    conversion_window: { type: 'string', values: ['SWIPE_28DAY_VIEW_1DAY', 'SWIPE_7DAY'] },
    cap_and_exclusion_config: { type: 'object' },
    ad_scheduling_config: { type: 'object' },
    child_ad_type: given('string'),
    auto_bid: { type: 'bool', given: true, echo: true },
    target_bid: { type: 'bool', given: true, echo: true },
    targeting_reach_status: given('string'),
    delivery_status: given('list'),
  },
  ad: {
    id,
    ad_squad_id: { type: 'uuid', required: true, fixed: true },
    creative_id: { type: 'uuid', required: true },
    name,
    type: {
      type: 'string',
      required: true,
      values: ['SNAP_AD', 'LONGFORM_VIDEO', 'APP_INSTALL', 'REMOTE_WEBPAGE', 'DEEP_LINK', 'STORY', 'COLLECTION', 'LEAD_GENERATION'],
    },
    status,
    paying_advertiser_name: { type: 'string', patch: true },
    third_party_paid_impression_tracking_urls: { type: 'list' },
    third_party_swipe_tracking_urls: { type: 'list' },
    review_status: given('string'),
    review_status_reasons: given('list'),
    delivery_status: given('list'),
  },
  creative: {
    id,
    ad_account_id: { type: 'uuid', required: true },
    name: { type: 'string', required: true, longest: 375 },
    type: { type: 'string', required: true, values: Object.keys(CREATIVE_TO_AD) },
    headline: { type: 'string', longest: 34 },
    brand_name: { type: 'string', longest: 32 },
    top_snap_media_id: { type: 'uuid' },
    top_snap_crop_position: { type: 'string', values: ['OPTIMIZED', 'MIDDLE', 'TOP', 'BOTTOM'] },
    call_to_action: { type: 'string' },
    shareable: { type: 'bool' },
    profile_properties: { type: 'object' },
    web_view_properties: { type: 'object' },
    lead_generation_form_id: { type: 'string' },
    url_macro_parameters: { type: 'string' },
    review_status: given('string'),
    review_status_details: given('string'),
  },
  media: {
    id,
    name: { type: 'string', required: true, longest: 375 },
    type: { type: 'string', required: true, values: ['VIDEO', 'IMAGE'] },
    ad_account_id: { type: 'uuid', required: true },
    media_status: given('string'),
    file_name: given('string'),
    file_size_in_bytes: given('int'),
    image_metadata: given('object'),
    hash: given('string'),
  },
  segment: {
    id: { type: 'string', given: true },
    ad_account_id: { type: 'uuid', required: true },
    name: { type: 'string', required: true, longest: 375 },
    description: { type: 'string' },
    source_type: { type: 'string', required: true, values: ['FIRST_PARTY', 'LOOKALIKE', 'ENGAGEMENT', 'PIXEL', 'MOBILE'] },
    retention_in_days: { type: 'int', least: 1, most: 9_999 },
    creation_spec: { type: 'object' },
    upload_status: given('string'),
    targetable_status: given('string'),
    approximate_number_users: given('int'),
    status: given('string'),
  },
  lead_generation_form: {
    // The reference lists no id of a form among its fields; answers give one all the same.
    name: { type: 'string', required: true, longest: 375 },
    title: { type: 'string', required: true, longest: 25 },
    description: { type: 'string', longest: 180 },
    form_fields: { type: 'list', required: true },
    privacy_policy_url: { type: 'string', required: true },
    default_end_page: { type: 'object', required: true },
  },
};
