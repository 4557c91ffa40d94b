import type { NetworkFailure, RawAnswer } from '../../../core/ports/index.ts';
import { CATALOGUE } from './error-codes.ts';

/** What came of one call, before anyone has decided what it means. */
export type Transport =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> }
  /** No byte of the request left: nobody listened, no name, no route, no trust. */
  | { readonly kind: 'never_sent'; readonly reason: string }
  /** The request left, whole or in part, and no whole answer came back. */
  | { readonly kind: 'no_answer'; readonly reason: string };

export interface CallFacts {
  readonly write: boolean;
  readonly objectId: string | null;
}

const RAW_LIMIT = 4_096;
const SECRET = /(access_token|refresh_token|client_secret|code|Bearer)(["=:\s%]+)[^"&\s,}]+/gi;

/** The network's own words, short and without tokens. */
export function rawAnswer(status: number | null, code: string | null, message: string, body: string | null): RawAnswer {
  const clean = (text: string): string => text.replace(SECRET, '$1$2(hidden)').slice(0, RAW_LIMIT);
  return { status, code, message: clean(message), body: body === null ? null : clean(body) };
}

/** A write without an answer may have been carried out; a read without one changed nothing. */
export function withoutAnswer(transport: Exclude<Transport, { kind: 'answer' }>, write: boolean): NetworkFailure {
  const raw = rawAnswer(null, null, transport.reason, null);
  return transport.kind === 'no_answer' && write ? { kind: 'outcome_unknown', raw } : { kind: 'unavailable', raw };
}

/** A portal's page, a proxy's error, half a text. It proves nothing about a write. */
export function unreadable(status: number, body: string, write: boolean): NetworkFailure {
  return { kind: write ? 'outcome_unknown' : 'unavailable', raw: rawAnswer(status, null, 'The answer is not one of Snapchat', body) };
}

export function refusal(
  code: string,
  objectId: string | null,
  field: string | null,
  message: string,
): { readonly ok: false; readonly error: NetworkFailure } {
  return { ok: false, error: { kind: 'refused', code, problems: [{ objectId, field }], raw: rawAnswer(null, null, message, null) } };
}

/**
 * A whole request that was refused: by status and code, never by words.
 * @see "API patterns", errors (v1; read 2026-11-20)
 */
export function failureOf(status: number, code: string | null, message: string, body: string, facts: CallFacts): NetworkFailure {
  const raw = rawAnswer(status, code ?? `http_${status}`, message, body);
  if (status === 429) return { kind: 'rate_limited', retryAfterMs: null, scope: 'account', raw };
  if (status === 401) return { kind: 'auth_expired', raw };
  if (status === 403) return { kind: 'no_permission', missing: null, raw };
  if (status === 410) return { kind: 'unsupported', raw };
  // Nothing says whether the object was made before or after the breakage.
  if (status >= 500) return { kind: facts.write ? 'outcome_unknown' : 'unavailable', raw };
  return refusedBy(code ?? `http_${status}`, message, facts.objectId, raw);
}

/** One item that failed inside an answer that came with 200: it was surely not made. `reason` begins with the code. */
export function itemFailure(reason: string, body: string, objectId: string | null): NetworkFailure {
  const code = codeOf(reason);
  return refusedBy(code ?? 'unknown', reason, objectId, rawAnswer(200, code, reason, body));
}

export function codeOf(reason: string): string | null {
  return /^\s*(E\d{3,6})\b/.exec(reason)?.[1] ?? null;
}

function refusedBy(code: string, message: string, objectId: string | null, raw: RawAnswer): NetworkFailure {
  const key = CATALOGUE.get(code);
  return {
    kind: 'refused',
    code: key === undefined ? 'unknown' : `snapchat.${key}`,
    problems: [{ objectId, field: fieldIn(message) }],
    raw,
  };
}

/** Snapchat's field → the neutral field that a person sees. */
const FIELD_OF: readonly (readonly [RegExp, string])[] = [
  [/\bdaily_budget_micro\b/, 'dailyBudget'],
  [/\bend_time\b/, 'endDay'],
  [/\bstart_time\b/, 'startDay'],
  [/\bheadline\b/, 'headlines'],
  [/\b(web_view_properties|url)\b/, 'finalUrl'],
  [/\bcall_to_action\b/, 'callToAction'],
  [/\b(top_snap_media_id|media)\b/, 'image'],
  [/\b(geos|region_id|country_code|locations)\b/, 'places'],
  [/\blanguages\b/, 'languages'],
  [/\b(objective_v2_properties|objective_v2_type|optimization_goal|pixel_id)\b/, 'objective'],
  [/\bname\b/, 'name'],
  [/\bstatus\b/, 'status'],
];

/** Only to name a field beside the decision, which the code has already made. */
function fieldIn(message: string): string | null {
  return FIELD_OF.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

export function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
