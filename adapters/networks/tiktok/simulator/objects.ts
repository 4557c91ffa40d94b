import type { EnumName } from './enums.ts';

/** Objects that stand inside others, each with a table below. */
export type ObjectName =
  | 'Action'
  | 'AdConfiguration'
  | 'AdFilter'
  | 'AdGroupFilter'
  | 'AdText'
  | 'CampaignFilter'
  | 'ChangedCreative'
  | 'CreativeInfo'
  | 'EventLead'
  | 'EventPage'
  | 'EventUser'
  | 'ImageInfo'
  | 'InstantPage'
  | 'LandingPage'
  | 'LookalikeSpec'
  | 'MediaFilter'
  | 'MusicInfo'
  | 'NewCreative'
  | 'RejectInfo'
  | 'ReportFilter'
  | 'SmartAdFilter'
  | 'SmartAdGroupFilter'
  | 'SmartCampaignFilter'
  | 'SmartCreative'
  | 'Targeting'
  | 'TrackedEvent'
  | 'VideoInfo';
export type Scalar = 'text' | 'number' | 'whole' | 'flag' | 'any';
/**
 * What each call may carry. `text`, `number`, `whole`, `flag`, an enum, or an object with a table of its own; `[]` for lists, `!`
 * for what must be there. Our own tables, written from the pages of each endpoint (v1.3; read 2026-11-20): they hold what this
 * simulation acts on, and what it does not know it refuses by name.
 */
export type FieldType = `${Scalar | EnumName | ObjectName}${'' | '[]'}${'' | '!'}`;
export type Table = Readonly<Record<string, FieldType>>;

export const AUDIENCE = {
  location_ids: 'text[]',
  languages: 'text[]',
  age_groups: 'Age[]',
  gender: 'Gender',
  audience_ids: 'text[]',
  excluded_audience_ids: 'text[]',
  interest_category_ids: 'text[]',
  interest_keyword_ids: 'text[]',
  zipcode_ids: 'text[]',
  device_price_ranges: 'whole[]',
  smart_audience_enabled: 'flag',
  smart_interest_behavior_enabled: 'flag',
} as const satisfies Table;

/** Taken and given back; nothing here acts on them. */
const KEPT_BY_ADS = {
  click_tracking_url: 'text',
  impression_tracking_url: 'text',
  video_view_tracking_url: 'text',
  deeplink: 'text',
  deeplink_type: 'text',
  utm_params: 'any[]',
  dark_post_status: 'text',
  item_duet_status: 'text',
  item_stitch_status: 'text',
  promotional_music_disabled: 'flag',
  fallback_type: 'text',
  creative_type: 'text',
} as const satisfies Table;
/** Likewise, of ad groups. */
export const KEPT_BY_GROUPS = {
  comment_disabled: 'flag',
  share_disabled: 'flag',
  search_result_enabled: 'flag',
  operating_systems: 'text[]',
  network_types: 'text[]',
  min_android_version: 'text',
  min_ios_version: 'text',
  carrier_ids: 'text[]',
  isp_ids: 'text[]',
  device_model_ids: 'text[]',
  spending_power: 'text',
  household_income: 'text[]',
  brand_safety_type: 'text',
  category_exclusion_ids: 'text[]',
  actions: 'any[]',
  frequency: 'whole',
  frequency_schedule: 'whole',
} as const satisfies Table;

const CREATIVE = {
  ad_name: 'text',
  ad_format: 'AdFormat',
  ad_text: 'text',
  identity_type: 'IdentityType',
  identity_id: 'text',
  image_ids: 'text[]',
  video_id: 'text',
  music_id: 'text',
  call_to_action: 'CallToAction',
  call_to_action_id: 'text',
  landing_page_url: 'text',
  page_id: 'any',
  display_name: 'text',
  ...KEPT_BY_ADS,
  tiktok_item_id: 'text',
  tracking_pixel_id: 'any',
} as const satisfies Table;

const LIST_FILTERS = {
  campaign_ids: 'text[]',
  primary_status: 'PrimaryStatus',
  secondary_status: 'text',
  objective_type: 'ObjectiveType',
  creation_filter_start_time: 'text',
  creation_filter_end_time: 'text',
} as const satisfies Table;

export const SMART_AD = {
  ad_name: 'text',
  ad_text_list: 'AdText[]',
  call_to_action_list: 'Action[]',
  landing_page_url_list: 'LandingPage[]',
  page_list: 'InstantPage[]',
  creative_list: 'SmartCreative[]',
  ad_configuration: 'AdConfiguration',
} as const satisfies Table;

export const OBJECTS = {
  Targeting: AUDIENCE,
  NewCreative: { ...CREATIVE, operation_status: 'NewStatus' },
  ChangedCreative: { ...CREATIVE, ad_id: 'text' },
  AdText: { ad_text: 'text!' },
  Action: { call_to_action: 'CallToAction!' },
  LandingPage: { landing_page_url: 'text' },
  InstantPage: { page_id: 'text!' },
  SmartCreative: { creative_info: 'CreativeInfo!' },
  CreativeInfo: {
    ad_format: 'SmartAdFormat!',
    image_info: 'ImageInfo[]',
    video_info: 'VideoInfo',
    music_info: 'MusicInfo',
    tiktok_item_id: 'text',
    identity_type: 'IdentityType',
    identity_id: 'text',
  },
  ImageInfo: { web_uri: 'text!' },
  VideoInfo: { video_id: 'text!', file_name: 'text' },
  MusicInfo: { music_id: 'text!' },
  AdConfiguration: { identity_type: 'CustomIdentity', identity_id: 'text', call_to_action_id: 'text' },
  CampaignFilter: { ...LIST_FILTERS, campaign_name: 'text' },
  AdGroupFilter: { ...LIST_FILTERS, adgroup_ids: 'text[]', adgroup_name: 'text' },
  AdFilter: { ...LIST_FILTERS, adgroup_ids: 'text[]', ad_ids: 'text[]', ad_name: 'text' },
  SmartCampaignFilter: { ...LIST_FILTERS, primary_status: 'SmartCampaignStatus', objective_type: 'SmartObjective', campaign_name: 'text' },
  SmartAdGroupFilter: { ...LIST_FILTERS, objective_type: 'SmartObjective', adgroup_ids: 'text[]', adgroup_name: 'text' },
  SmartAdFilter: { ...LIST_FILTERS, objective_type: 'SmartObjective', adgroup_ids: 'text[]', smart_plus_ad_ids: 'text[]' },
  ReportFilter: { field_name: 'text!', filter_type: 'FilterType!', filter_value: 'text!' },
  MediaFilter: { displayable: 'flag', width: 'whole', height: 'whole', material_ids: 'text[]' },
  RejectInfo: { include_reject_info: 'flag', include_violation_frame: 'flag' },
  LookalikeSpec: {
    source_audience_id: 'text!',
    include_source: 'flag!',
    mobile_os: 'MobileOs!',
    placements: 'LookalikePlacement[]!',
    location_ids: 'text[]!',
    audience_size: 'AudienceSize!',
  },
  TrackedEvent: {
    event: 'EventType!',
    event_time: 'whole!',
    event_id: 'text',
    user: 'EventUser',
    properties: 'any',
    page: 'EventPage',
    lead: 'EventLead',
  },
  EventUser: {
    email: 'any',
    phone: 'any',
    external_id: 'any',
    ttclid: 'text',
    ttp: 'text',
    ip: 'text',
    user_agent: 'text',
    locale: 'text',
  },
  EventPage: { url: 'text', referrer: 'text' },
  EventLead: { lead_id: 'text', lead_event_source: 'text' },
} as const satisfies Readonly<Record<ObjectName, Table>>;
