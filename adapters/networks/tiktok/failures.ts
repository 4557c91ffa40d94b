import type { NetworkFailure, RawAnswer } from '../../../core/ports/index.ts';
import { AUTH, BROKEN, CATALOGUE, DUPLICATE, MAINTENANCE, PASSING, PERMISSION, THROTTLES, UNSUPPORTED } from './error-codes.ts';
import type { Envelope } from './schemas.ts';

/** What came of one call, before anyone has decided what it means. */
export type Transport =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** No byte of the request left: nobody listened, no name, no route, no trust. */
  | { readonly kind: 'never_sent'; readonly reason: string }
  /** The request left, whole or in part, and no whole answer came back. */
  | { readonly kind: 'no_answer'; readonly reason: string };

export interface CallFacts {
  readonly write: boolean;
  /** The object that a refusal is about, where there is one. */
  readonly objectId: string | null;
}

const RAW_LIMIT = 4_096;
const SECRET = /(access[_-]token|secret|auth_code)(["=:\s%]+)[^"&\s,}]+/gi;

/** TikTok's own words, short and without tokens. */
export function rawAnswer(status: number | null, code: string | null, message: string, body: string | null): RawAnswer {
  const clean = (text: string): string => text.replace(SECRET, '$1$2(hidden)').slice(0, RAW_LIMIT);
  return { status, code, message: clean(message), body: body === null ? null : clean(body) };
}

/** A write without an answer may have been carried out; a read without one changed nothing. */
export function withoutAnswer(transport: Exclude<Transport, { kind: 'answer' }>, write: boolean): NetworkFailure {
  const raw = rawAnswer(null, null, transport.reason, null);
  return transport.kind === 'no_answer' && write ? { kind: 'outcome_unknown', raw } : { kind: 'unavailable', raw };
}

/** A portal's page, a proxy's error, half a text: proves nothing about a write. */
export function unreadable(status: number, body: string, write: boolean): NetworkFailure {
  // A path that TikTok does not have ends in plain text, and only there. "Error handling" (v1.3; read 2026-11-20)
  if (status === 404) return { kind: 'unsupported', raw: rawAnswer(status, null, 'TikTok does not have this path', body) };
  return { kind: write ? 'outcome_unknown' : 'unavailable', raw: rawAnswer(status, null, 'The answer is not one of TikTok', body) };
}

/** By `code` alone: nearly every answer has HTTP status 200, and words change. "Appendix, return codes" (v1.3; read 2026-11-20) */
export function failureOf(envelope: Envelope, status: number, body: string, facts: CallFacts): NetworkFailure {
  const { code, message } = envelope;
  const raw = rawAnswer(status, String(code), message, body);
  const throttle = THROTTLES.get(code);
  if (throttle !== undefined) return { kind: 'rate_limited', retryAfterMs: throttle.waitMs, scope: throttle.scope, raw };
  if (AUTH.has(code)) return { kind: 'auth_expired', raw };
  if (PERMISSION.has(code)) return { kind: 'no_permission', missing: null, raw };
  if (UNSUPPORTED.has(code)) return { kind: 'unsupported', raw };
  if (code === MAINTENANCE || PASSING.has(code)) return { kind: 'unavailable', raw };
  if (code === DUPLICATE || BROKEN.has(code) || status >= 500) return { kind: facts.write ? 'outcome_unknown' : 'unavailable', raw };
  const key = CATALOGUE.get(code);
  return {
    kind: 'refused',
    code: key === undefined ? 'unknown' : `tiktok.${key}`,
    problems: [{ objectId: facts.objectId, field: fieldIn(message) }],
    raw,
  };
}

export function refusal(key: string, objectId: string | null, field: string | null, message: string): NetworkFailure {
  return { kind: 'refused', code: `tiktok.${key}`, problems: [{ objectId, field }], raw: rawAnswer(null, null, message, null) };
}

/** TikTok's parameter → the neutral field that a person sees. Longer names first: `campaign_name` is no `name`. */
const FIELDS: readonly (readonly [string, string])[] = [
  ['campaign_name', 'name'],
  ['adgroup_name', 'name'],
  ['ad_name', 'name'],
  ['budget', 'dailyBudget'],
  ['objective_type', 'objective'],
  ['schedule_end_time', 'endDay'],
  ['schedule_start_time', 'startDay'],
  ['location_ids', 'places'],
  ['languages', 'languages'],
  ['ad_text', 'primaryText'],
  ['landing_page_url', 'finalUrl'],
  ['call_to_action', 'callToAction'],
  ['image_ids', 'image'],
  ['image_file', 'image'],
];

/** TikTok names the parameter only inside its sentence: read to point at a field, never to decide anything. */
function fieldIn(message: string): string | null {
  return FIELDS.find(([name]) => message.includes(name))?.[1] ?? null;
}

export function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
