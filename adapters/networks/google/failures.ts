import type { NetworkFailure, RawAnswer } from '../../../core/ports/index.ts';
import { sentOrNot } from '../connections.ts';
import { CATALOGUE, FIELD_OF_KEY } from './error-codes.ts';
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

export function connectionFailure(cause: unknown, effect: Effect): NetworkFailure {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN';
  const raw = rawAnswer(null, code, cause instanceof Error ? cause.message : 'The connection failed', null);
  return effect === 'read' || sentOrNot(code) === 'never_sent' ? { kind: 'unavailable', raw } : { kind: 'outcome_unknown', raw };
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

/** `30s` as Google writes durations; null when it is none. */
export function delayMs(text: string | undefined): number | null {
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
      const known = FIELD_OF_KEY.get(CATALOGUE[codeOf(error)] ?? '') ?? null;
      return { objectId: index === undefined || objectOf === null ? null : objectOf(index), field: field ?? known };
    });
  const key = CATALOGUE[code];
  return { kind: 'refused', code: key === undefined ? 'unknown' : `google.${key}`, problems, raw };
}
