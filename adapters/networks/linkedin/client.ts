import type { z } from 'zod';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, RateLedger, Secrets } from '../../../core/ports/index.ts';
import { failureOf, parsedOrNull, rawAnswer, strange, unreadable } from './failures.ts';
import { createGet } from './http.ts';
import { API_VERSION, LIMITS, PROTOCOL } from './manifest.ts';
import { createPace, type Pace } from './pace.ts';
import { queryOf, type Structure } from './restli.ts';
import { Credential, Page, RequestError } from './schemas.ts';

export interface ClientDeps {
  readonly baseUrl: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
}

export interface Reading {
  /** After `/rest`. */
  readonly path: string;
  readonly query?: { readonly [name: string]: Structure };
  readonly secretName: string;
}

/** The Marketing API as far as it is read. There is no way to write through it. */
export interface LinkedInClient {
  one<T>(reading: Reading, schema: z.ZodType<T>): Promise<Result<T, NetworkFailure>>;
  /** Every page, or a failure. */
  all<T>(reading: Reading, schema: z.ZodType<T>): Promise<Result<readonly T[], NetworkFailure>>;
  readonly pace: Pace;
}

const MOST_PAGES = 1_000;

export function createClient(deps: ClientDeps): LinkedInClient {
  const get = createGet(deps.baseUrl);
  const pace = createPace(deps.rates, deps.clock);

  async function tokenOf(secretName: string): Promise<string | null> {
    const text = await deps.secrets.get(secretName);
    if (text === null) return null;
    const read = Credential.safeParse(parsedOrNull(text));
    return read.success ? read.data.accessToken : /^[\w.-]+$/.test(text) ? text : null;
  }

  async function one<T>(reading: Reading, schema: z.ZodType<T>): Promise<Result<T, NetworkFailure>> {
    const token = await tokenOf(reading.secretName);
    if (token === null) return err({ kind: 'auth_expired', raw: rawAnswer(null, null, 'No token is kept for this account', null) });
    const waitMs = pace.waitMs(reading.secretName);
    if (waitMs > 0)
      return err({
        kind: 'rate_limited',
        retryAfterMs: waitMs,
        scope: 'application',
        raw: rawAnswer(null, null, 'Held back: the quota of this token is used up', null),
      });
    const query = reading.query === undefined ? '' : `?${queryOf(reading.query)}`;
    const answer = await get(`/rest${reading.path}${query}`, {
      authorization: `Bearer ${token}`,
      'linkedin-version': API_VERSION,
      'x-restli-protocol-version': PROTOCOL,
    });
    if (answer.kind === 'no_answer') return err({ kind: 'unavailable', raw: rawAnswer(null, null, answer.reason, null) });
    const body = parsedOrNull(answer.body);
    if (answer.status !== 200) {
      const told = RequestError.safeParse(body);
      if (!told.success) return err(unreadable(answer.status, answer.body));
      const failure = failureOf(answer.status, told.data, answer.body);
      return err(failure.kind === 'rate_limited' ? { ...failure, retryAfterMs: pace.refused(reading.secretName) } : failure);
    }
    if (body === null) return err(unreadable(200, answer.body));
    const read = schema.safeParse(body);
    return read.success ? ok(read.data) : err(strange(answer.body));
  }

  async function all<T>(reading: Reading, schema: z.ZodType<T>): Promise<Result<readonly T[], NetworkFailure>> {
    const rows: T[] = [];
    let pageToken: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query: Reading['query'] = { ...reading.query, pageSize: LIMITS.pageSize, ...(pageToken === null ? {} : { pageToken }) };
      const answer: Result<z.infer<typeof Page>, NetworkFailure> = await one({ ...reading, query }, Page);
      if (!answer.ok) return answer;
      for (const element of answer.value.elements) {
        const read = schema.safeParse(element);
        if (!read.success) return err(strange(JSON.stringify(element)));
        rows.push(read.data);
      }
      const next: string | null = answer.value.metadata?.nextPageToken ?? null;
      if (next === null || next === '') return ok(rows);
      if (next === pageToken) return err(strange('The next page is the same page'));
      pageToken = next;
    }
    return err(strange('The list does not end'));
  }

  return { one, all, pace };
}
