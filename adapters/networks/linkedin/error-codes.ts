/**
 * Answers that we can explain: LinkedIn's code, or `http_<status>` where an answer has none, and the key under
 * `networkErrors.linkedin`, with a cause and a fix in every language. Codes of writes are here too: people see them in
 * Campaign Manager. "Error codes" (202607; read 2026-11-20)
 */
export const CATALOGUE: ReadonlyMap<string, string> = new Map([
  ['ACCOUNT_ID_MISMATCH_IN_PARAM_AND_BODY', 'account_differs'],
  ['AUDIENCE_SIZE_TOO_SMALL', 'audience_too_small'],
  ['CAMPAIGN_GROUP_CREATION_NOT_ALLOWED', 'group_not_allowed'],
  ['CONDITIONAL_FIELD_NOT_ALLOWED', 'field_not_allowed'],
  ['CONDITIONAL_INVALID_VALUE', 'value_refused'],
  ['CONDITIONAL_MISSING_FIELD', 'field_missing'],
  ['CONDITIONAL_VALUE_TOO_HIGH', 'value_too_high'],
  ['CONDITIONAL_VALUE_TOO_LOW', 'value_too_low'],
  ['CONFLICT', 'conflict'],
  ['CONVERSION_CAMPAIGN_MISSING_ASSOCIATED_CONVERSION', 'conversion_missing'],
  ['CURRENCY_MISMATCH', 'currency_differs'],
  ['CURRENCY_NOT_SUPPORTED', 'currency_not_offered'],
  ['DATE_IMMUTABLE_WHEN_PASSED', 'date_passed'],
  ['DATE_TOO_EARLY', 'date_too_early'],
  ['DELETE_ALLOWED_ONLY_FOR_DRAFT_STATUS', 'delete_only_drafts'],
  ['ENTITY_WITH_SAME_KEY_ALREADY_EXISTS', 'conflict'],
  ['FIELD_LENGTH_TOO_LONG', 'text_too_long'],
  ['FIELD_NOT_ALLOWED', 'field_not_allowed'],
  ['FIELD_VALUE_DOES_NOT_EXIST', 'value_unknown'],
  ['FIELD_VALUE_TOO_HIGH', 'value_too_high'],
  ['FIELD_VALUE_TOO_LOW', 'value_too_low'],
  ['INCOMPATIBLE_TARGETING_COMBINATION', 'targeting_combination'],
  ['INSUFFICIENT_CAMPAIGN_GROUP_BUDGET', 'group_budget'],
  ['INVALID_VALUE_BLANK_FIELD', 'field_missing'],
  ['INVALID_VALUE_FOR_FIELD', 'value_refused'],
  ['MISSING_FIELD', 'field_missing'],
  ['MULTIPLE_VALIDATIONS_FAILED', 'several_problems'],
  ['NOT_FOUND', 'not_found'],
  ['OBJECTIVE_CHANGE_NOT_ALLOWED', 'objective_fixed'],
  ['ONLY_DRAFT_CAMPAIGNS_ALLOWED_IN_DRAFT_CAMPAIGN_GROUPS', 'group_is_draft'],
  ['PRECONDITION_FAILED', 'conflict'],
  ['SPONSORING_LANDING_PAGE_NOT_ALLOWED', 'landing_page'],
  ['START_DATE_AFTER_END_DATE', 'dates_reversed'],
  ['STATUS_CHANGE_NOT_ALLOWED', 'status_change'],
  ['TARGETING_FIELD_DEPRECATED', 'targeting_old'],
  ['http_400', 'request_refused'],
  ['http_404', 'not_found'],
  ['http_409', 'conflict'],
]);

/** The refusal of whatever asks this network to write. */
export const DRAFTS_ONLY = 'drafts_only';
