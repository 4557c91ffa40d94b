import type { NetworkFailure, RawAnswer } from '../../../core/ports/index.ts';
import { CATALOGUE } from './error-codes.ts';

const RAW_LIMIT = 4_096;
const SECRET = /(access_token|Bearer)(["=:\s%]+)[^"&\s,}]+/gi;

/** LinkedIn's own words, short and without tokens. */
export function rawAnswer(status: number | null, code: string | null, message: string, body: string | null): RawAnswer {
  const clean = (text: string): string => text.replace(SECRET, '$1$2(hidden)').slice(0, RAW_LIMIT);
  return { status, code, message: clean(message), body: body === null ? null : clean(body) };
}

/** A portal's page, half a text: it says nothing of LinkedIn. */
export function unreadable(status: number, body: string): NetworkFailure {
  return { kind: 'unavailable', raw: rawAnswer(status, null, 'The answer is not one of LinkedIn', body) };
}

export function strange(body: string): NetworkFailure {
  return { kind: 'unsupported', raw: rawAnswer(200, null, 'The answer has a shape that this version does not know', body) };
}

/** By status and code, never by words; of a reading, so that nothing can have been changed. "Error handling" (202607; read 2026-11-20) */
export function failureOf(
  status: number,
  error: { readonly code?: string | undefined; readonly message: string },
  body: string,
): NetworkFailure {
  const code = error.code ?? `http_${status}`;
  const raw = rawAnswer(status, code, error.message, body);
  if (status === 401) return { kind: 'auth_expired', raw };
  if (status === 403) return { kind: 'no_permission', missing: null, raw };
  if (status === 426) return { kind: 'unsupported', raw };
  // Neither limits nor waits are told; who asks again keeps the account's pace.
  if (status === 429) return { kind: 'rate_limited', retryAfterMs: null, scope: 'application', raw };
  if (status >= 500 || status === 408) return { kind: 'unavailable', raw };
  const key = CATALOGUE.get(code);
  return { kind: 'refused', code: key === undefined ? 'unknown' : `linkedin.${key}`, problems: [], raw };
}

export function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
