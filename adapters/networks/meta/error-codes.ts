/**
 * Answers that we can explain, by `code/subcode`; a code alone ends with the slash. The value is the key under
 * `networkErrors.meta`, with a cause and a fix in every language.
 * @see Meta Marketing API, "Error codes" (v26.0; read 2026-11-20); those marked t are third-party reports of the same day
 */
export const CATALOGUE: ReadonlyMap<string, string> = new Map([
  ['1/99', 'request_too_large'], // t
  ['31/3858385', 'security_check'], // t
  ['100/', 'invalid_parameter'],
  ['100/33', 'object_not_visible'],
  ['100/36007', 'sign_in_code'], // t
  ['100/36008', 'sign_in_code'], // t
  ['100/36009', 'sign_in_code'], // t
  ['100/1487007', 'input_refused'],
  ['100/1487033', 'input_refused'],
  ['100/1487056', 'input_refused'],
  ['100/1487079', 'targeting_invalid'],
  ['100/1487411', 'image_type'], // t
  ['100/1487534', 'report_too_large'],
  ['100/1487566', 'input_refused'],
  ['100/1487694', 'targeting_option_gone'],
  ['100/1487901', 'budget_below_minimum'], // t
  ['100/1487929', 'request_built_wrongly'], // t
  ['100/1487990', 'input_refused'],
  ['100/1752129', 'user_tasks'],
  ['100/1815199', 'instagram_not_connected'], // t
  ['100/1815356', 'event_refused'], // t
  ['100/1815629', 'input_refused'],
  ['100/1870065', 'input_refused'],
  ['100/1870088', 'input_refused'],
  ['100/1870199', 'location_types_retired'],
  ['100/1870227', 'audience_flag_missing'],
  ['100/1885029', 'page_differs'], // t
  ['100/1885088', 'input_refused'],
  ['100/1885183', 'app_in_development'], // t
  ['100/1885204', 'request_built_wrongly'], // t
  ['100/1885272', 'budget_below_minimum'],
  ['100/1885557', 'input_refused'],
  ['100/1885621', 'budget_level'],
  ['100/1885650', 'budget_below_minimum'], // t
  ['100/2238055', 'budget_below_minimum'], // t
  ['100/2446149', 'input_refused'],
  ['100/2446173', 'input_refused'],
  ['100/2446289', 'input_refused'],
  ['100/2446307', 'budget_below_minimum'], // t
  ['100/2446383', 'destination_missing'], // t
  ['100/2446394', 'input_refused'],
  ['100/2446509', 'request_built_wrongly'], // t
  ['100/2490427', 'ad_disapproved'], // t
  ['100/2490468', 'ad_disapproved'], // t
  ['100/2708008', 'input_refused'],
  ['100/2804003', 'event_too_old'], // t
  ['100/2804050', 'event_without_person'], // t
  ['100/2909034', 'category_country_differs'], // t
  ['100/3858082', 'regional_identity'], // t
  ['100/3858152', 'eu_payer_missing'],
  ['100/3858258', 'image_not_downloadable'], // t
  ['101/', 'app_unknown'],
  ['104/', 'app_proof'],
  ['190/2069032', 'page_token'], // t
  ['191/', 'redirect_refused'],
  ['194/', 'parameter_missing'],
  ['200/1870034', 'audience_terms'], // t
  ['200/1870047', 'audience_too_small'],
  ['200/1870090', 'audience_terms'], // t
  ['352/', 'video_format'], // t
  ['368/', 'blocked_by_policy'],
  ['613/1487225', 'too_many_ads_for_spend'],
  ['900/', 'application_error'],
  ['2500/', 'request_syntax'],
  ['2641/', 'restricted_location'],
  ['2650/', 'audience_not_changed'], // t
  ['2655/', 'audience_terms'], // t
  ['2656/', 'audience_in_use'], // t
  ['2695/', 'ad_set_limit'],
  ['3018/', 'report_too_old'],
  ['6000/', 'video_upload'], // t
  ['6000/1363037', 'video_upload'],
]);

/** Keys of our own, for refusals that the adapter makes before it writes. */
export const OWN_KEYS = [
  'already_started',
  'app_secret_wrong',
  'audience_retention',
  'dates_unknown',
  'event_in_future',
  'language_unknown',
  'loopback_refused',
  'media_size',
  'media_type',
  'nothing_to_change',
  'page_missing',
  'pixel_missing',
  'place_unknown',
  'sign_in_state',
] as const;

/** The field that a refusal is about where the answer blames none. */
export const FIELD_OF_KEY: ReadonlyMap<string, string> = new Map([
  ['ad_disapproved', 'status'],
  ['budget_below_minimum', 'dailyBudget'],
  ['budget_level', 'dailyBudget'],
  ['category_country_differs', 'countries'],
  ['destination_missing', 'finalUrl'],
  ['eu_payer_missing', 'countries'],
  ['image_not_downloadable', 'image'],
  ['image_type', 'image'],
  ['location_types_retired', 'places'],
  ['regional_identity', 'countries'],
  ['restricted_location', 'places'],
  ['targeting_invalid', 'places'],
  ['targeting_option_gone', 'places'],
]);

/** Subcodes of 190 that ask for another kind of token and leave the session whole. */
export const NOT_THE_SESSION: ReadonlySet<number> = new Set([2_069_032]);

/**
 * Refusals that Meta marks as permanent and that pass, each proven to have made nothing, with how often they are sent before
 * a person is asked. 1487390: 93 of 188 refused creatives went through at the next click. Third-party report (read 2026-11-20).
 */
export const PASSING: ReadonlyMap<string, number> = new Map([['100/1487390', 3]]);
