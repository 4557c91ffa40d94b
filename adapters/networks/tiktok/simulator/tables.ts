import type { EnumName } from './enums.ts';

/**
 * What each call may carry. `text`, `number`, `whole`, `flag`, an enum, or an object with a table of its own; `[]` for lists, `!`
 * for what must be there. Our own tables, written from the pages of each endpoint (v1.3; read 2026-11-20): they hold what this
 * simulation acts on, and what it does not know it refuses by name.
 */
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
export type FieldType = `${Scalar | EnumName | ObjectName}${'' | '[]'}${'' | '!'}`;
export type Table = Readonly<Record<string, FieldType>>;

const AUDIENCE = {
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

const SCHEDULE = {
  schedule_type: 'ScheduleType',
  schedule_start_time: 'text',
  schedule_end_time: 'text',
  dayparting: 'text',
} as const satisfies Table;
const WINDOWS = { click_attribution_window: 'Window', view_attribution_window: 'Window' } as const satisfies Table;

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

const SMART_AD = {
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

const PAGING = { page: 'whole', page_size: 'whole', fields: 'text[]' } as const satisfies Table;
const advertiser = { advertiser_id: 'text!' } as const satisfies Table;

const ADGROUP = {
  ...advertiser,
  campaign_id: 'text!',
  adgroup_name: 'text!',
  promotion_type: 'PromotionType',
  promotion_target_type: 'PromotionTargetType',
  placement_type: 'PlacementType',
  placements: 'Placement[]',
  ...SCHEDULE,
  ...WINDOWS,
  schedule_type: 'ScheduleType!',
  schedule_start_time: 'text!',
  optimization_goal: 'OptimizationGoal!',
  optimization_event: 'OptimizationEvent',
  billing_event: 'BillingEvent!',
  pixel_id: 'text',
  bid_type: 'BidType',
  bid_price: 'number',
  conversion_bid_price: 'number',
  operation_status: 'NewStatus',
} as const satisfies Table;

export const TABLES: Readonly<Record<string, Table>> = {
  'POST /campaign/create/': {
    ...advertiser,
    campaign_name: 'text!',
    objective_type: 'ObjectiveType!',
    budget_mode: 'BudgetMode',
    budget: 'number',
    budget_optimize_on: 'flag',
    operation_status: 'NewStatus',
    special_industries: 'SpecialIndustry[]',
    request_id: 'text',
    po_number: 'text',
  },
  'POST /campaign/update/': {
    ...advertiser,
    campaign_id: 'text!',
    campaign_name: 'text',
    budget: 'number',
    special_industries: 'SpecialIndustry[]',
    po_number: 'text',
  },
  'POST /campaign/status/update/': { ...advertiser, campaign_ids: 'text[]!', operation_status: 'OperationStatus!' },
  'GET /campaign/get/': { ...advertiser, ...PAGING, filtering: 'CampaignFilter' },
  'POST /adgroup/create/': {
    ...ADGROUP,
    ...AUDIENCE,
    budget_mode: 'BudgetMode!',
    budget: 'number!',
    pacing: 'Pacing!',
    request_id: 'text',
  },
  'POST /adgroup/update/': {
    ...advertiser,
    adgroup_id: 'text!',
    adgroup_name: 'text',
    ...AUDIENCE,
    ...SCHEDULE,
    budget: 'number',
    bid_price: 'number',
    conversion_bid_price: 'number',
  },
  'POST /adgroup/status/update/': {
    ...advertiser,
    adgroup_ids: 'text[]!',
    operation_status: 'OperationStatus!',
    allow_partial_success: 'flag',
  },
  'GET /adgroup/get/': { ...advertiser, ...PAGING, filtering: 'AdGroupFilter' },
  'POST /ad/create/': { ...advertiser, adgroup_id: 'text!', creatives: 'NewCreative[]!' },
  'POST /ad/update/': { ...advertiser, adgroup_id: 'text!', creatives: 'ChangedCreative[]!', patch_update: 'flag' },
  'POST /ad/status/update/': { ...advertiser, ad_ids: 'text[]', operation_status: 'OperationStatus!' },
  'GET /ad/get/': { ...advertiser, ...PAGING, filtering: 'AdFilter' },
  'POST /smart_plus/campaign/create/': {
    ...advertiser,
    campaign_name: 'text!',
    objective_type: 'SmartObjective!',
    budget_mode: 'SmartBudgetMode',
    budget: 'number',
    budget_optimize_on: 'flag',
    operation_status: 'NewStatus',
    special_industries: 'SpecialIndustry[]',
    request_id: 'text!',
    po_number: 'text',
  },
  'POST /smart_plus/campaign/update/': { ...advertiser, campaign_id: 'text!', campaign_name: 'text', budget: 'number', po_number: 'text' },
  'POST /smart_plus/campaign/status/update/': { ...advertiser, campaign_ids: 'text[]!', operation_status: 'OperationStatus!' },
  'GET /smart_plus/campaign/get/': { ...advertiser, ...PAGING, filtering: 'SmartCampaignFilter' },
  'POST /smart_plus/adgroup/create/': {
    ...ADGROUP,
    promotion_type: 'PromotionType!',
    targeting_spec: 'Targeting!',
    targeting_optimization_mode: 'TargetingMode',
    suggestion_audience_enabled: 'flag',
    request_id: 'text!',
  },
  'POST /smart_plus/adgroup/update/': {
    ...advertiser,
    adgroup_id: 'text!',
    adgroup_name: 'text',
    ...SCHEDULE,
    budget: 'number',
    targeting_spec: 'Targeting',
  },
  'POST /smart_plus/adgroup/status/update/': { ...advertiser, adgroup_ids: 'text[]!', operation_status: 'OperationStatus!' },
  'GET /smart_plus/adgroup/get/': { ...advertiser, ...PAGING, filtering: 'SmartAdGroupFilter' },
  'POST /smart_plus/ad/create/': { ...advertiser, adgroup_id: 'text!', ...SMART_AD, ad_name: 'text!', operation_status: 'NewStatus' },
  'POST /smart_plus/ad/update/': { ...advertiser, smart_plus_ad_id: 'text!', ...SMART_AD },
  'POST /smart_plus/ad/status/update/': { ...advertiser, smart_plus_ad_ids: 'text[]!', operation_status: 'OperationStatus!' },
  'GET /smart_plus/ad/get/': { ...advertiser, ...PAGING, filtering: 'SmartAdFilter' },
  'GET /smart_plus/ad/review_info/': { ...advertiser, smart_plus_ad_ids: 'text[]!', extra_info_setting: 'RejectInfo', lang: 'text' },
  'GET /advertiser/info/': { advertiser_ids: 'text[]!', fields: 'text[]' },
  'POST /file/image/ad/upload/': {
    advertiser_id: 'text',
    upload_type: 'UploadType',
    file_name: 'text',
    image_file: 'any',
    image_signature: 'text',
    image_url: 'text',
    file_id: 'text',
  },
  'GET /file/image/ad/info/': { ...advertiser, image_ids: 'text[]!' },
  'GET /file/image/ad/search/': { ...advertiser, page: 'whole', page_size: 'whole', filtering: 'MediaFilter' },
  'POST /file/video/ad/upload/': {
    advertiser_id: 'text',
    upload_type: 'UploadType',
    file_name: 'text',
    video_file: 'any',
    video_signature: 'text',
    video_url: 'text',
    flaw_detect: 'flag',
  },
  'GET /file/video/ad/info/': { ...advertiser, video_ids: 'text[]!' },
  'GET /file/video/ad/search/': { ...advertiser, page: 'whole', page_size: 'whole', filtering: 'MediaFilter' },
  'POST /identity/create/': { ...advertiser, display_name: 'text!', image_uri: 'text!' },
  'GET /identity/get/': { ...advertiser, identity_type: 'IdentityType', page: 'whole', page_size: 'whole' },
  'POST /identity/delete/': { ...advertiser, identity_id: 'text!', identity_type: 'IdentityType' },
  'GET /report/integrated/get/': {
    advertiser_id: 'text',
    report_type: 'ReportType!',
    data_level: 'DataLevel',
    service_type: 'ServiceType',
    dimensions: 'text[]',
    metrics: 'text[]',
    start_date: 'text',
    end_date: 'text',
    query_lifetime: 'flag',
    enable_total_metrics: 'flag',
    filtering: 'ReportFilter[]',
    order_field: 'text',
    order_type: 'OrderType',
    query_mode: 'QueryMode',
    page: 'whole',
    page_size: 'whole',
  },
  'POST /report/task/create/': {
    advertiser_id: 'text',
    report_type: 'ReportType!',
    data_level: 'DataLevel',
    service_type: 'ServiceType',
    dimensions: 'text[]!',
    metrics: 'text[]',
    start_date: 'text',
    end_date: 'text',
    query_lifetime: 'flag',
    filtering: 'ReportFilter[]',
    output_format: 'OutputFormat',
  },
  'GET /report/task/check/': { ...advertiser, task_id: 'text!' },
  'GET /report/task/download/': { ...advertiser, task_id: 'text!' },
  'GET /tool/region/': {
    ...advertiser,
    placements: 'Placement[]!',
    objective_type: 'ObjectiveType!',
    promotion_target_type: 'PromotionTargetType',
    level_range: 'text',
  },
  'POST /tool/targeting/search/': {
    ...advertiser,
    keywords: 'text[]!',
    objective_type: 'ObjectiveType!',
    placements: 'Placement[]!',
    search_type: 'SearchType!',
    geo_types: 'GeoType[]',
    region_codes: 'text[]',
    promotion_type: 'PromotionType',
  },
  'GET /tool/language/': { ...advertiser },
  'GET /user/info/': {},
  'GET /term/check/': { ...advertiser, term_type: 'TermType!' },
  'POST /term/confirm/': { ...advertiser, term_type: 'TermType!' },
  'POST /dmp/custom_audience/file/upload/': {
    ...advertiser,
    file: 'any!',
    file_signature: 'text!',
    calculate_type: 'CalculateType!',
    name: 'text',
  },
  'POST /dmp/custom_audience/create/': {
    ...advertiser,
    custom_audience_name: 'text!',
    file_paths: 'text[]!',
    calculate_type: 'CalculateType!',
    retention_in_days: 'whole',
  },
  'POST /dmp/custom_audience/update/': {
    ...advertiser,
    custom_audience_id: 'text!',
    custom_audience_name: 'text',
    action: 'AudienceAction',
    file_paths: 'text[]',
  },
  'POST /dmp/custom_audience/delete/': { ...advertiser, custom_audience_ids: 'text[]!' },
  'GET /dmp/custom_audience/get/': { ...advertiser, custom_audience_ids: 'text[]!', history_size: 'whole' },
  'GET /dmp/custom_audience/list/': { ...advertiser, custom_audience_ids: 'text[]', page: 'whole', page_size: 'whole' },
  'POST /dmp/custom_audience/lookalike/create/': { ...advertiser, custom_audience_name: 'text!', lookalike_spec: 'LookalikeSpec!' },
  'POST /event/track/': { event_source: 'EventSource!', event_source_id: 'text!', test_event_code: 'text', data: 'TrackedEvent[]!' },
  'GET /page/get/': {
    advertiser_id: 'text',
    business_type: 'text',
    business_types: 'text[]',
    page_status: 'text',
    title: 'text',
    page: 'whole',
    page_size: 'whole',
  },
  'POST /page/lead/task/': { advertiser_id: 'text', page_id: 'text', library_id: 'text', ad_id: 'text', task_id: 'text' },
  'GET /page/lead/task/download/': { advertiser_id: 'text', library_id: 'text', task_id: 'text!' },
  'POST /page/lead/mock/create/': { advertiser_id: 'text', lead_source: 'text', library_id: 'text', page_id: 'text' },
  'GET /page/lead/mock/get/': { advertiser_id: 'text', lead_source: 'text', library_id: 'text', page_id: 'text' },
  'POST /page/lead/mock/delete/': { advertiser_id: 'text', library_id: 'text', page_id: 'text' },
  'POST /oauth2/access_token/': { app_id: 'text!', secret: 'text!', auth_code: 'text!' },
  'GET /oauth2/advertiser/get/': { app_id: 'text!', secret: 'text!' },
  'POST /oauth2/revoke_token/': { app_id: 'text!', secret: 'text!', access_token: 'text!' },
};
