/**
 * Answers that we can explain. The key is Snapchat's code, `http_<status>` where an answer has none, or the word of an OAuth
 * answer; the value is the key under `networkErrors.snapchat`, with a cause and a fix in every language.
 * @see "API patterns", errors (v1; read 2026-11-20); t are third-party reports of the same day, o is RFC 6749 section 5.2
 */
export const CATALOGUE: ReadonlyMap<string, string> = new Map([
  ['E0001', 'path_method'],
  ['E1001', 'value_refused'], // t
  ['E1006', 'upload_format'],
  ['E1008', 'combination'],
  ['E2002', 'value_unknown'],
  ['E2023', 'field_fixed'],
  ['E2025', 'field_missing'],
  ['E2652', 'profile_missing'],
  ['E2771', 'bid_not_allowed'],
  ['E2899', 'conversion_window'],
  ['E21011', 'feed_placement'],
  ['E25012', 'form_last_name'],
  ['E25020', 'form_button'],
  ['E25022', 'form_shape'],
  ['E3003', 'not_found'],
  ['E4001', 'catalogue_squad'], // t
  ['access_denied', 'consent_refused'], // o
  ['invalid_client', 'app_secret'], // o
  ['invalid_grant', 'sign_in_again'], // o
  ['invalid_request', 'sign_in_request'], // o
  ['invalid_scope', 'scope_unknown'], // o
  ['invalid_token', 'token_dead'],
  ['unauthorized_client', 'app_not_allowed'], // o
  ['unsupported_grant_type', 'sign_in_request'], // o
  ['http_400', 'request_refused'],
  ['http_401', 'token_dead'],
  ['http_403', 'role_missing'],
  ['http_404', 'not_found'],
  ['http_405', 'path_method'],
  ['http_406', 'format_refused'],
  ['http_410', 'gone'],
  ['http_413', 'too_large'],
  ['http_415', 'upload_format'],
  ['http_418', 'request_refused'],
  ['http_422', 'value_refused'],
  ['http_429', 'too_fast'],
  ['http_500', 'network_broken'],
  ['http_503', 'network_broken'],
]);

/** Keys of our own, for refusals that the adapter makes before it writes. */
export const OWN_KEYS = [
  'place_unknown',
  'language_unknown',
  'nothing_to_change',
  'picture_missing',
  'picture_failed',
  'employment_not_declared',
  'account_differs',
  'leads_report_missing',
  'event_refused',
  'pixel_missing',
  'lookalike_country',
  'media_too_large',
] as const;
