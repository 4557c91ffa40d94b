import type { NetworkFailure } from '../../../core/ports/index.ts';
import { DATA_MANAGER_CATALOGUE } from './error-codes.ts';
import { delayMs, rawAnswer, unreadableAnswer, type Effect } from './failures.ts';
import { SCOPES } from './manifest.ts';
import { PlainError } from './schemas.ts';

/** Catalogue code of a reason; `unknown` keeps the raw answer company. */
export function catalogued(reason: string): string {
  const key = DATA_MANAGER_CATALOGUE[reason];
  return key === undefined ? 'unknown' : `google.${key}`;
}

/**
 * Data Manager answers with Google's common error model: a canonical status, and details that name the reason.
 * @see Data Manager API, "Understand API errors" (read 2026-11-29)
 */
export function dataManagerFailure(status: number, body: string, effect: Effect): NetworkFailure {
  const error = errorOf(body);
  // Google's front door knows no such address: the version is gone, and no service has seen the request.
  if (error === null && status === 404 && /Error 404 \(Not Found\)/.test(body))
    return { kind: 'unsupported', raw: rawAnswer(status, null, 'Data Manager does not answer at this address', body) };
  if (error === null) return unreadableAnswer(status, body, effect);
  const violations = error.details.flatMap((detail) => detail.fieldViolations);
  // A violation says more than "the request has an invalid argument".
  const reason = violations.find((one) => one.reason !== '')?.reason ?? error.details.find((detail) => detail.reason !== undefined)?.reason;
  const raw = rawAnswer(status, reason ?? error.status ?? null, error.message, body);
  if (status === 401) return { kind: 'auth_expired', raw };
  if (status === 429)
    return {
      kind: 'rate_limited',
      retryAfterMs: delayMs(error.details.find((detail) => detail.retryDelay !== undefined)?.retryDelay),
      scope: 'application',
      raw,
    };
  if (reason !== undefined && status !== 403 && DATA_MANAGER_CATALOGUE[reason] !== undefined) {
    // The name carries our marker: the list is there, somebody only has to look.
    if (effect === 'create' && ALREADY_THERE.has(reason)) return { kind: 'outcome_unknown', raw };
    return { kind: 'refused', code: catalogued(reason), problems: [], raw };
  }
  if (status === 403) {
    if (reason !== undefined && FORBIDDEN_BY_RULE.has(reason)) return { kind: 'refused', code: catalogued(reason), problems: [], raw };
    return { kind: 'no_permission', missing: reason === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' ? SCOPES.dataManager : null, raw };
  }
  if (status >= 500) return { kind: status === 501 ? 'unsupported' : effect === 'read' ? 'unavailable' : 'outcome_unknown', raw };
  return status === 404 ? { kind: 'unsupported', raw } : { kind: 'refused', code: catalogued(reason ?? ''), problems: [], raw };
}

const ALREADY_THERE: ReadonlySet<string> = new Set(['DISPLAY_NAME_ALREADY_USED', 'ALREADY_EXISTS']);
/** Refusals by 403 that no other sign-in would heal. */
const FORBIDDEN_BY_RULE: ReadonlySet<string> = new Set([
  'ADVERTISER_NOT_ALLOWLISTED_FOR_UPLOADED_DATA',
  'ADVERTISER_TOS_NOT_ACCEPTED',
  'NOT_ALLOWLISTED',
  'TERMS_AND_CONDITIONS_NOT_SIGNED',
]);

/** Catalogue code by place in the request, in either spelling, of the records that a refusal names, `events[3].event_timestamp`; none when it blames anything else as well. */
export function refusedRecords(body: string, listName: string): ReadonlyMap<number, string> {
  const wrong = new Map<number, string>();
  for (const { field, reason } of errorOf(body)?.details.flatMap((detail) => detail.fieldViolations) ?? []) {
    const at = new RegExp(`(?:^|\\.)${listName}\\[(\\d+)\\]`).exec(snakeCase(field))?.[1];
    if (at === undefined) return new Map();
    if (!wrong.has(Number(at))) wrong.set(Number(at), catalogued(reason));
  }
  return wrong;
}

function snakeCase(path: string): string {
  return path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function errorOf(body: string): { readonly status?: string | undefined; readonly message: string; readonly details: Details } | null {
  try {
    const parsed = PlainError.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.error : null;
  } catch {
    return null;
  }
}

type Details = readonly {
  readonly reason?: string | undefined;
  readonly retryDelay?: string | undefined;
  readonly fieldViolations: readonly { readonly field: string; readonly reason: string }[];
}[];
