import type { NetworkFailure, RawAnswer } from '../../../core/ports/index.ts';
import { GraphError } from './schemas.ts';
import { CATALOGUE, FIELD_OF_KEY, NOT_THE_SESSION, PASSING } from './error-codes.ts';

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
  /** What the usage headers and the code say about waiting, worked out by the client. */
  readonly retryAfterMs: number | null;
}

const RAW_LIMIT = 4_096;
const SECRET = /(access_token|appsecret_proof|client_secret|input_token|fb_exchange_token)(["=:\s%]+)[^"&\s,}]+/gi;
/** A code of a sign-in is long; the codes of errors are short numbers, and stay. */
const SIGN_IN_CODE = /(\bcode)(["=:\s%]+)[\w-]{12,}/gi;

/** The network's own words, short and without tokens. */
export function rawAnswer(status: number | null, code: string | null, message: string, body: string | null): RawAnswer {
  const clean = (text: string): string => text.replace(SECRET, '$1$2(hidden)').replace(SIGN_IN_CODE, '$1$2(hidden)').slice(0, RAW_LIMIT);
  return { status, code, message: clean(message), body: body === null ? null : clean(body) };
}

/** A write without an answer may have been carried out; a read without one changed nothing. */
export function withoutAnswer(transport: Exclude<Transport, { kind: 'answer' }>, write: boolean): NetworkFailure {
  const raw = rawAnswer(null, null, transport.reason, null);
  return transport.kind === 'no_answer' && write ? { kind: 'outcome_unknown', raw } : { kind: 'unavailable', raw };
}

/** An answer that cannot be read as Graph's: a portal's page, a proxy's error, half a text. It proves nothing about a write. */
export function unreadable(status: number, body: string, write: boolean): NetworkFailure {
  return { kind: write ? 'outcome_unknown' : 'unavailable', raw: rawAnswer(status, null, 'The answer is not one of Graph', body) };
}

/** Graph's error in a body, if it is one; some come with HTTP 200. */
export function graphErrorOf(parsed: unknown): GraphError | null {
  const read = GraphError.safeParse(parsed);
  return read.success ? read.data.error : null;
}

/**
 * By code, then subcode, never by words and never by `is_transient` alone: 17/2446079 says it is not transient and passes.
 * @see Meta Marketing API, "Error codes" (v26.0; read 2026-11-20)
 */
export function failureOf(error: GraphError, status: number, body: string, facts: CallFacts): NetworkFailure {
  const { code, error_subcode: subcode = null } = error;
  const raw = rawAnswer(status, subcode === null ? String(code) : `${code}/${subcode}`, error.error_user_msg ?? error.message, body);
  const waiting = throttleScope(code, subcode);
  if (waiting !== null) return { kind: 'rate_limited', retryAfterMs: facts.retryAfterMs, scope: waiting, raw };
  if ((code === 190 && !NOT_THE_SESSION.has(subcode ?? 0)) || code === 102) return { kind: 'auth_expired', raw };
  if (code === 2635) return { kind: 'unsupported', raw };
  // Codes 1, 2 and 3910001 are Meta's own breakage: a write may have been carried out before it broke.
  if (code === 1 && subcode !== 99) return { kind: facts.write ? 'outcome_unknown' : 'unavailable', raw };
  if (code === 2 || code === 3_910_001 || status >= 500) return { kind: facts.write ? 'outcome_unknown' : 'unavailable', raw };
  const triesMax = PASSING.get(`${code}/${subcode ?? ''}`);
  if (triesMax !== undefined) return { kind: 'unavailable', raw, triesMax };
  const named = CATALOGUE.get(`${code}/${subcode ?? ''}`);
  if (named === undefined && (code === 3 || code === 10 || code === 283 || code === 270 || (code >= 200 && code <= 299)))
    return { kind: 'no_permission', missing: missingPermission(code, error.message), raw };
  const key = named ?? CATALOGUE.get(`${code}/`);
  const usual = FIELD_OF_KEY.get(key ?? '') ?? null;
  return {
    kind: 'refused',
    code: key === undefined ? 'unknown' : `meta.${key}`,
    problems: blamed(error.error_data, facts.objectId).map((problem) => ({ ...problem, field: problem.field ?? usual })),
    raw,
  };
}

function throttleScope(code: number, subcode: number | null): 'account' | 'application' | null {
  if (code === 4 || code === 341) return 'application';
  if (code === 17 || code === 32) return 'account';
  // 613 without a subcode and 613/1996 are signs of abuse: they wait too, and a person sees them in the rate screen.
  if (code === 613 && subcode !== 1_487_225) return 'account';
  return code >= 80_000 && code <= 80_014 ? 'account' : null;
}

/** Only to name a scope beside the decision, which the code has already made. */
function missingPermission(code: number, message: string): string | null {
  if (code === 294) return 'ads_management';
  return /\b(ads_management|ads_read|business_management|pages_[a-z_]+|leads_retrieval|instagram_basic)\b/.exec(message)?.[1] ?? null;
}

/** Meta's parameter → the neutral field that a person sees. */
const FIELD_OF: Readonly<Record<string, string>> = {
  name: 'name',
  status: 'status',
  daily_budget: 'dailyBudget',
  lifetime_budget: 'dailyBudget',
  end_time: 'endDay',
  start_time: 'startDay',
  objective: 'objective',
  special_ad_category_country: 'countries',
  geo_locations: 'places',
  locales: 'languages',
  message: 'primaryText',
  description: 'descriptions',
  link: 'finalUrl',
  call_to_action: 'callToAction',
  creative: 'headlines',
  image_hash: 'image',
  images: 'image',
  bytes: 'image',
  promoted_object: 'objective',
  targeting: 'places',
  radius: 'radiusKm',
};

function blamed(data: unknown, objectId: string | null): readonly { readonly objectId: string | null; readonly field: string | null }[] {
  const specs = blameSpecs(typeof data === 'string' ? parsedOrNull(data) : data);
  if (specs.length === 0) return [{ objectId, field: null }];
  return specs.map((spec) => {
    // The headline is `name` inside link_data, and a plain name anywhere else.
    if (spec.at(-1) === 'name' && spec.includes('link_data')) return { objectId, field: 'headlines' };
    const part = spec.toReversed().find((word) => FIELD_OF[word] !== undefined);
    return { objectId, field: part === undefined ? null : (FIELD_OF[part] ?? null) };
  });
}

function blameSpecs(data: unknown): readonly (readonly string[])[] {
  if (typeof data !== 'object' || data === null || !('blame_field_specs' in data) || !Array.isArray(data.blame_field_specs)) return [];
  return data.blame_field_specs.flatMap((spec: unknown) => (Array.isArray(spec) ? [spec.map(String)] : []));
}

export function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
