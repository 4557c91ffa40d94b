import type { NetworkFailure, RawAnswer } from '../../../core/ports/index.ts';
import { ErrorEnvelope, type GoogleAdsError } from './schemas.ts';

/** What a request was, because the same silence means different things: a read changed nothing, a write may have, and a creation may find itself there already. */
export type Effect = 'read' | 'write' | 'create';

const RAW_LIMIT = 4_096;

/** Tokens and client secrets leave where the text is made. */
export function redacted(text: string): string {
  return text
    .replace(/ya29\.[\w.-]+/g, '(token)')
    .replace(/(Bearer\s+)[\w.~+/=-]+/gi, '$1(token)')
    .replace(/("?(?:access_token|refresh_token|client_secret|authorization)"?\s*[:=]\s*"?)[^"&\s,}]+/gi, '$1(hidden)')
    .slice(0, RAW_LIMIT);
}

export function rawAnswer(status: number | null, code: string | null, message: string, body: string | null): RawAnswer {
  return { status, code, message: redacted(message).slice(0, 500), body: body === null ? null : redacted(body) };
}

/** Which failures of the connection prove that no byte of the request was taken: nobody was there, or the line was refused for its certificate. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export function connectionFailure(cause: unknown, effect: Effect): NetworkFailure {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN';
  const raw = rawAnswer(null, code, cause instanceof Error ? cause.message : 'The connection failed', null);
  return effect === 'read' || NEVER_SENT.has(code) ? { kind: 'unavailable', raw } : { kind: 'outcome_unknown', raw };
}

/** An answer that is no JSON of the network's: a proxy's page, half a body. */
export function unreadableAnswer(status: number, body: string, effect: Effect): NetworkFailure {
  const raw = rawAnswer(status, null, 'The answer is not the network’s', body);
  return { kind: effect === 'read' ? 'unavailable' : 'outcome_unknown', raw };
}

const AUTH_AGAIN: ReadonlySet<string> = new Set([
  'OAUTH_TOKEN_EXPIRED',
  'OAUTH_TOKEN_INVALID',
  'OAUTH_TOKEN_HEADER_INVALID',
  'OAUTH_TOKEN_REVOKED',
  'OAUTH_TOKEN_DISABLED',
  'GOOGLE_ACCOUNT_DELETED',
  'GOOGLE_ACCOUNT_AUTHENTICATION_FAILED',
  'NOT_ADS_USER',
  'TWO_STEP_VERIFICATION_NOT_ENROLLED',
  'ADVANCED_PROTECTION_NOT_ENROLLED',
  'AUTHENTICATION_ERROR',
]);

/** Names are the network's own guard against doubles: the object is there, somebody only has to look (google-ads.md section 11). */
const ALREADY_THERE: ReadonlySet<string> = new Set([
  'campaignError.DUPLICATE_CAMPAIGN_NAME',
  'adGroupError.DUPLICATE_ADGROUP_NAME',
  'mutateError.RESOURCE_ALREADY_EXISTS',
]);

/**
 * `family.VALUE` → catalogue key. Each has a sentence for cause and fix in network-errors-google.json.
 * @see google-ads.md section 13 and the error enums of google-ads-node 25.1.0 (read 2026-11-20)
 */
export const CATALOGUE: Readonly<Record<string, string>> = {
  'campaignError.DUPLICATE_CAMPAIGN_NAME': 'duplicate_campaign_name',
  'adGroupError.DUPLICATE_ADGROUP_NAME': 'duplicate_ad_group_name',
  'campaignBudgetError.DUPLICATE_NAME': 'duplicate_budget_name',
  'campaignError.HEC_AGREEMENT_REQUIRED': 'job_ads_agreement',
  'campaignError.INVALID_CAMPAIGN_NAME': 'invalid_name',
  'adGroupError.INVALID_ADGROUP_NAME': 'invalid_name',
  'adGroupError.MISSING_ADGROUP_NAME': 'missing_name',
  'stringFormatError.ILLEGAL_CHARS': 'illegal_characters',
  'stringLengthError.TOO_LONG': 'text_too_long',
  'stringLengthError.TOO_SHORT': 'text_empty',
  'stringLengthError.EMPTY': 'text_empty',
  'adError.LINE_TOO_WIDE': 'line_too_wide',
  'collectionSizeError.TOO_FEW': 'too_few_texts',
  'collectionSizeError.TOO_MANY': 'too_many_texts',
  'distinctError.DUPLICATE_ELEMENT': 'repeated_text',
  'campaignBudgetError.BUDGET_BELOW_PER_DAY_MINIMUM': 'budget_below_minimum',
  'campaignBudgetError.MONEY_AMOUNT_LESS_THAN_CURRENCY_MINIMUM_CPC': 'budget_below_click',
  'campaignBudgetError.NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT': 'budget_not_multiple',
  'campaignBudgetError.MONEY_AMOUNT_TOO_LARGE': 'budget_too_large',
  'campaignBudgetError.NEGATIVE_MONEY_AMOUNT': 'budget_negative',
  'campaignBudgetError.CAMPAIGN_BUDGET_IN_USE': 'budget_in_use',
  'biddingError.BID_TOO_MANY_FRACTIONAL_DIGITS': 'bid_not_multiple',
  'biddingError.CANNOT_CREATE_CAMPAIGN_WITH_BIDDING_STRATEGY': 'bidding_not_allowed',
  'campaignError.CONVERSION_TRACKING_NOT_ENABLED': 'no_conversion_tracking',
  'campaignError.NOT_ENOUGH_CONVERSIONS': 'no_conversion_tracking',
  'dateRangeError.CANNOT_SET_DATE_TO_PAST': 'date_past',
  'dateRangeError.START_DATE_AFTER_END_DATE': 'dates_reversed',
  'dateRangeError.CANNOT_MODIFY_START_DATE_IF_ALREADY_STARTED': 'already_started',
  'dateRangeError.AFTER_MAXIMUM_ALLOWABLE_DATE': 'date_too_late',
  'dateError.INVALID_STRING_DATE_TIME_SECONDS': 'invalid_date',
  'urlFieldError.MALFORMED_FINAL_URL': 'invalid_url',
  'urlFieldError.INVALID_FINAL_URL': 'invalid_url',
  'urlFieldError.MISSING_PROTOCOL_IN_FINAL_URL': 'invalid_url',
  'urlFieldError.INVALID_PROTOCOL_IN_FINAL_URL': 'invalid_url',
  'urlFieldError.INVALID_TLD_IN_FINAL_URL': 'invalid_url',
  'criterionError.KEYWORD_TEXT_TOO_LONG': 'keyword_too_long',
  'criterionError.KEYWORD_HAS_TOO_MANY_WORDS': 'keyword_too_many_words',
  'criterionError.KEYWORD_HAS_INVALID_CHARS': 'keyword_characters',
  'criterionError.INVALID_KEYWORD_TEXT': 'keyword_characters',
  'criterionError.INVALID_CRITERION_ID': 'place_unknown',
  'criterionError.CANNOT_TARGET_OBSOLETE_CRITERION': 'place_unknown',
  'criterionError.INVALID_PROXIMITY_RADIUS': 'radius_out_of_range',
  'criterionError.INVALID_PROXIMITY_ADDRESS': 'place_unknown',
  'criterionError.MISSING_EU_POLITICAL_ADVERTISING_SELF_DECLARATION': 'eu_declaration',
  'mutateError.EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED': 'eu_declaration',
  'policyFindingError.POLICY_FINDING': 'policy_finding',
  'policyViolationError.POLICY_ERROR': 'policy_finding',
  'resourceCountLimitExceededError.AD_GROUP_AD_LIMIT': 'too_many_ads',
  'resourceCountLimitExceededError.ACCOUNT_LIMIT': 'account_full',
  'resourceCountLimitExceededError.CAMPAIGN_LIMIT': 'campaign_full',
  'resourceCountLimitExceededError.ADGROUP_LIMIT': 'campaign_full',
  'resourceCountLimitExceededError.AD_GROUP_CRITERION_LIMIT': 'too_many_keywords',
  'mutateError.RESOURCE_NOT_FOUND': 'not_found',
  'operationAccessDeniedError.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE': 'removed',
  'adGroupAdError.CANNOT_OPERATE_ON_REMOVED_ADGROUPAD': 'removed',
  'requestError.TOO_MANY_MUTATE_OPERATIONS': 'too_many_operations',
  'databaseError.REQUEST_TOO_LARGE': 'too_many_operations',
  'requestError.INVALID_CUSTOMER_ID': 'customer_id',
  'requestError.CANNOT_BE_EXECUTED_BY_MANAGER_ACCOUNT': 'manager_account',
  'headerError.INVALID_LOGIN_CUSTOMER_ID': 'login_customer_id',
  'notAllowlistedError.CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE': 'not_allowlisted',
  'fieldError.REQUIRED': 'field_required',
  'fieldError.IMMUTABLE_FIELD': 'field_immutable',
  'fieldError.VALUE_MUST_BE_UNSET': 'field_not_allowed',
};

/** What a field of Google's is called in the neutral model. */
const NEUTRAL_FIELD: Readonly<Record<string, string>> = {
  name: 'name',
  status: 'status',
  amount_micros: 'dailyBudget',
  start_date_time: 'startDay',
  end_date_time: 'endDay',
  headlines: 'headlines',
  descriptions: 'descriptions',
  final_urls: 'finalUrl',
  keyword: 'keywords',
  location: 'places',
  proximity: 'radiusKm',
  language: 'languages',
};

function codeOf(error: GoogleAdsError): string {
  const [family, value] = Object.entries(error.errorCode)[0] ?? ['unknownError', 'UNKNOWN'];
  return `${family}.${value}`;
}

function delayMs(text: string | undefined): number | null {
  const match = /^(\d+(?:\.\d+)?)s$/.exec(text ?? '');
  return match === null ? null : Math.ceil(Number(match[1]) * 1000);
}

/** Which of several errors decides: who may call at all before what was wrong with the call. */
function rank(error: GoogleAdsError): number {
  const code = codeOf(error);
  if (code.startsWith('authenticationError.')) return 0;
  if (code.startsWith('quotaError.')) return 1;
  if (code.startsWith('authorizationError.')) return 2;
  if (code === 'newResourceCreationError.TEMP_ID_RESOURCE_HAD_ERRORS') return 9; // only says that another one failed
  return ALREADY_THERE.has(code) ? 5 : 4;
}

/**
 * From an answer with an error status to what we do next: by code, never by the words of a message.
 * `objectOf` names our object behind an operation's index; null for requests that have none.
 */
export function answerFailure(
  status: number,
  body: string,
  effect: Effect,
  objectOf: ((index: number) => string | null) | null,
): NetworkFailure {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return unreadableAnswer(status, body, effect);
  }
  const envelope = ErrorEnvelope.safeParse(parsed);
  if (!envelope.success) return unreadableAnswer(status, body, effect);
  const errors = envelope.data.details.flatMap((detail) => detail.errors).toSorted((a, b) => rank(a) - rank(b));
  const first = errors[0];
  const code = first === undefined ? null : codeOf(first);
  const raw = rawAnswer(status, code ?? envelope.data.status ?? null, first?.message ?? envelope.data.message, body);
  if (first === undefined || code === null) {
    if (status === 401) return { kind: 'auth_expired', raw };
    if (status === 429) return { kind: 'rate_limited', retryAfterMs: null, scope: 'application', raw };
    if (status === 403) return { kind: 'no_permission', missing: null, raw };
    if (status >= 500) return { kind: status === 501 ? 'unsupported' : effect === 'read' ? 'unavailable' : 'outcome_unknown', raw };
    return status === 404 ? { kind: 'unsupported', raw } : { kind: 'refused', code: 'unknown', problems: [], raw };
  }
  const value = code.slice(code.indexOf('.') + 1);
  if (code.startsWith('authenticationError.'))
    return AUTH_AGAIN.has(value)
      ? { kind: 'auth_expired', raw }
      : { kind: 'no_permission', missing: value === 'CUSTOMER_NOT_FOUND' ? 'customer' : null, raw };
  if (code === 'quotaError.ACCESS_PROHIBITED') return { kind: 'no_permission', missing: 'project', raw };
  if (code.startsWith('quotaError.')) {
    const details = first.details?.quotaErrorDetails;
    return {
      kind: 'rate_limited',
      retryAfterMs: delayMs(details?.retryDelay),
      scope: details?.rateScope === 'ACCOUNT' ? 'account' : 'application',
      raw,
    };
  }
  if (code.startsWith('authorizationError.')) {
    const missing: Readonly<Record<string, string>> = {
      USER_PERMISSION_DENIED: 'loginCustomerId',
      ACTION_NOT_PERMITTED: 'write',
      CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION: 'accessLevel',
      DEVELOPER_TOKEN_NOT_APPROVED: 'accessLevel',
      SERVICE_ACCESS_DENIED: 'accessLevel',
    };
    return { kind: 'no_permission', missing: missing[value] ?? null, raw };
  }
  // Two writers on one tree: the request was turned away whole (google-ads.md section 11).
  if (code === 'databaseError.CONCURRENT_MODIFICATION') return { kind: 'unavailable', raw };
  if (code.startsWith('internalError.') || (status >= 500 && status !== 501))
    return { kind: effect === 'read' ? 'unavailable' : 'outcome_unknown', raw };
  if (code === 'requestError.UNSUPPORTED_VERSION' || code.startsWith('queryError.') || code.startsWith('fieldMaskError.'))
    return { kind: 'unsupported', raw };
  if (effect === 'create' && ALREADY_THERE.has(code)) return { kind: 'outcome_unknown', raw };
  const problems = errors
    .filter((error) => rank(error) < 9)
    .map((error) => {
      const path = error.location?.fieldPathElements ?? [];
      const index = path.find((element) => element.fieldName === 'mutate_operations')?.index;
      const field = path.map((element) => NEUTRAL_FIELD[element.fieldName]).findLast((name) => name !== undefined);
      return { objectId: index === undefined || objectOf === null ? null : objectOf(index), field: field ?? null };
    });
  const key = CATALOGUE[code];
  return { kind: 'refused', code: key === undefined ? 'unknown' : `google.${key}`, problems, raw };
}
