import type { NetworkFailure, RawAnswer } from '../../../core/ports/index.ts';
import { CATALOGUE, NO_PERMISSION } from './error-codes.ts';
import { ErrorBody } from './schemas.ts';

/** What came of one call, before anyone has decided what it means. `data` is parsed JSON, or text where it was none. */
export type Transport =
  | { readonly kind: 'answer'; readonly status: number; readonly data: unknown; readonly headers: Readonly<Record<string, string>> }
  /** No byte of the request left: nobody listened, no name, no route, no trust. */
  | { readonly kind: 'never_sent'; readonly reason: string }
  /** The request left, whole or in part, and no whole answer came back. */
  | { readonly kind: 'no_answer'; readonly reason: string };

export interface CallFacts {
  readonly write: boolean;
  /** The object that a refusal is about, where there is one. */
  readonly objectId: string | null;
  /** Of the workspace: what reset times are measured by. */
  readonly nowMs: number;
  /** Of the computer: what requests are signed with. */
  readonly machineNowMs: number;
}

const RAW_LIMIT = 4_096;
const SECRET =
  /(oauth_token_secret|oauth_token|oauth_verifier|oauth_signature|consumer_?secret|access_?token_?secret|access_?token)(["=:\s]+)[^"&\s,}]+/gi;
/** Past this the signature of a right key is refused. "Authorizing a request" (no version stated; read 2026-11-20) */
const CLOCK_TOLERANCE_MS = 300_000;

/** The network's own words, short and without tokens. */
export function rawAnswer(status: number | null, code: string | null, message: string, body: unknown): RawAnswer {
  const clean = (text: string): string => text.replace(SECRET, '$1$2(hidden)').slice(0, RAW_LIMIT);
  const text = body === null || body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  return { status, code, message: clean(message), body: text === null ? null : clean(text) };
}

export function refusedBecause(code: string, objectId: string | null, field: string | null, message: string): NetworkFailure {
  return { kind: 'refused', code: `x.${code}`, problems: [{ objectId, field }], raw: rawAnswer(null, null, message, null) };
}

/** A write without an answer may have been carried out; a read without one changed nothing. */
export function withoutAnswer(transport: Exclude<Transport, { kind: 'answer' }>, write: boolean): NetworkFailure {
  const raw = rawAnswer(null, null, transport.reason, null);
  return transport.kind === 'no_answer' && write ? { kind: 'outcome_unknown', raw } : { kind: 'unavailable', raw };
}

/** An answer that is not X's: a portal's page, a proxy's error. It proves nothing about a write. */
export function unreadable(status: number, data: unknown, write: boolean): NetworkFailure {
  return { kind: write ? 'outcome_unknown' : 'unavailable', raw: rawAnswer(status, null, 'The answer is not one of X', data) };
}

interface XError {
  readonly code: string;
  readonly message: string;
  readonly parameter: string | null;
}

/** By code and status, never by words. Null: no error. @see X Ads API, "Error codes and responses" (version 12; read 2026-11-20) */
export function failureOf(transport: Extract<Transport, { kind: 'answer' }>, facts: CallFacts): NetworkFailure | null {
  const { status, data, headers } = transport;
  const errors = errorsIn(data);
  // A version that has ended does not come back by waiting.
  if (status === 410)
    return { kind: 'unsupported', raw: rawAnswer(410, errors?.[0]?.code ?? null, 'This version of the API has ended', data) };
  if (errors === null) {
    if (status < 300) return null;
    if (status === 429) return throttled(headers, facts.nowMs, rawAnswer(status, null, 'Too many requests', data));
    // An unknown path is answered with a page; the status alone is to be trusted.
    if (status === 404)
      return { kind: 'refused', code: 'x.not_found', problems: [blank(facts)], raw: rawAnswer(404, null, 'Not found', data) };
    if (status === 401) return signedOut(headers, facts.machineNowMs, rawAnswer(401, null, 'Not signed in', data));
    return unreadable(status, data, facts.write);
  }
  const [first] = errors;
  const code = first?.code ?? '';
  const raw = rawAnswer(status, code, first?.message ?? '', data);
  if (status === 429 || code === 'TOO_MANY_REQUESTS' || code === 'TWEET_RATE_LIMIT_EXCEEDED') return throttled(headers, facts.nowMs, raw);
  if (status === 401) return signedOut(headers, facts.machineNowMs, raw);
  // A lock or a cancelled request may have been carried out in part: X itself asks to look first.
  if (status >= 500 || code === 'CANCELLED_REQUEST' || code === 'LOCK_ACQUISITION_TIMEOUT')
    return { kind: facts.write ? 'outcome_unknown' : 'unavailable', raw };
  if (NO_PERMISSION.has(code)) return { kind: 'no_permission', missing: code, raw };
  const key = CATALOGUE.get(code);
  if (key === undefined && status === 403) return { kind: 'no_permission', missing: code, raw };
  return {
    kind: 'refused',
    code: key === undefined ? 'unknown' : `x.${key}`,
    problems: errors.map((error) => ({ objectId: facts.objectId, field: fieldOf(error) })),
    raw,
  };
}

/** Of a batch the operations' own errors say more than the one about the request. */
function errorsIn(data: unknown): readonly XError[] | null {
  const read = ErrorBody.safeParse(data);
  if (!read.success) return null;
  const single = (read.data.operation_errors ?? []).flat();
  const all = single.length > 0 ? single : read.data.errors;
  return all.map((error) => ({ code: error.code, message: error.message, parameter: error.parameter ?? error.attribute ?? null }));
}

function blank(facts: CallFacts): { readonly objectId: string | null; readonly field: null } {
  return { objectId: facts.objectId, field: null };
}

function throttled(headers: Readonly<Record<string, string>>, nowMs: number, raw: RawAnswer): NetworkFailure {
  return { kind: 'rate_limited', retryAfterMs: waitOf(headers, nowMs), scope: 'account', raw };
}

/** The account's own reset wins over the user's. "Rate limiting" (version 12; read 2026-11-20) */
export function waitOf(headers: Readonly<Record<string, string>>, nowMs: number): number | null {
  const reset = Number(headers['x-account-rate-limit-reset'] ?? headers['x-rate-limit-reset'] ?? Number.NaN);
  if (Number.isFinite(reset) && reset > 0) return Math.max(1_000, reset * 1000 - nowMs);
  const after = Number(headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(after) ? after * 1000 : null;
}

/** The same 401 answers a wrong clock and a dead token; the answer's own date tells them apart, and a wrong clock needs no new token. */
function signedOut(headers: Readonly<Record<string, string>>, ours: number, raw: RawAnswer): NetworkFailure {
  const theirs = Date.parse(headers['date'] ?? '');
  if (Number.isNaN(theirs) || Math.abs(theirs - ours) <= CLOCK_TOLERANCE_MS) return { kind: 'auth_expired', raw };
  const minutes = Math.round((ours - theirs) / 60_000);
  return {
    kind: 'unavailable',
    raw: { ...raw, message: `The clock of this computer is ${minutes} minutes off; X refuses its signatures` },
  };
}

/** X's parameter → the neutral field that a person sees. */
const FIELD_OF: Readonly<Record<string, string>> = {
  name: 'name',
  entity_status: 'status',
  daily_budget_amount_local_micro: 'dailyBudget',
  total_budget_amount_local_micro: 'dailyBudget',
  start_time: 'startDay',
  end_time: 'endDay',
  objective: 'objective',
  goal: 'objective',
  primary_web_event_tag: 'objective',
  targeting_value: 'places',
  targeting_type: 'places',
  text: 'primaryText',
  title: 'headlines',
  card_uri: 'headlines',
  url: 'finalUrl',
  destination: 'finalUrl',
  media_key: 'image',
  media_keys: 'image',
};

function fieldOf(error: XError): string | null {
  if (error.code === 'DUPLICATE_TWEET' || error.code === 'TWEET_CANNOT_BE_BLANK') return 'primaryText';
  if (error.code === 'INVALID_DENOMINATION' || error.code === 'SPEND_EXCEEDS_BUDGET') return 'dailyBudget';
  return error.parameter === null ? null : (FIELD_OF[error.parameter] ?? null);
}
