import { createHmac } from 'node:crypto';
import type { Agent as HttpAgent } from 'node:http';
import { create as createHttp, isAxiosError } from 'axios';
import type { z } from 'zod';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, RateLedger, Secrets } from '../../../core/ports/index.ts';
import { connectingAgent, isLoopback, sentOrNot } from '../connections.ts';
import { failureOf, graphErrorOf, parsedOrNull, rawAnswer, unreadable, withoutAnswer, type Transport } from './failures.ts';
import { createRates, type Rates } from './rates.ts';
import { Page } from './schemas.ts';

/** Graph over HTTP: paths, tokens, paging and quotas, without a word of advertising. Nothing is ever sent twice by itself. */

export interface ClientDeps {
  readonly baseUrl: string;
  /** Where video bytes go. */
  readonly videoBaseUrl: string;
  readonly apiVersion: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly httpAgent?: HttpAgent;
  /** Name in the key store of the app's secret, where the app asks for a proof of it. */
  readonly appSecret?: string;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** After the version: `act_1001/campaigns`. */
  readonly path: string;
  /** Query of a GET, JSON body of the others. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly secretName: string;
  /** In place of the one in the key store: a Page's own, read a moment ago and kept nowhere. */
  readonly token?: string;
  /** Bytes of a video, to the video host, as one part of a form beside the parameters. */
  readonly file?: { readonly field: string; readonly bytes: Uint8Array };
  /** Account whose quota it uses; null for calls about the token. */
  readonly accountId: string | null;
  readonly objectId?: string | null;
}

export interface Answer<T> {
  readonly value: T;
  readonly requestId: string | null;
}

export interface MetaClient {
  call<T>(call: Call, schema: z.ZodType<T>): Promise<Result<Answer<T>, NetworkFailure>>;
  /** Every page, or a failure: a page may be short or empty while there are more. */
  all<T>(call: Omit<Call, 'method'>, schema: z.ZodType<T>): Promise<Result<readonly T[], NetworkFailure>>;
  readonly rates: Rates;
}

const TOTAL_MS = 60_000;
/** Thirty megabytes over a slow line. */
const UPLOAD_MS = 300_000;
const LARGEST_ANSWER = 32 * 1024 * 1024;
/** A picture of 30 MB as base64, and some. */
const LARGEST_REQUEST = 48 * 1024 * 1024;
const SOCKETS = 12;
const MOST_PAGES = 10_000;

export function createClient(deps: ClientDeps): MetaClient {
  const agent = deps.httpAgent ?? connectingAgent(deps.baseUrl, { maxSockets: SOCKETS });
  const rates = createRates(deps.rates, deps.clock);
  const http = createHttp({
    baseURL: deps.baseUrl,
    timeout: TOTAL_MS,
    maxContentLength: LARGEST_ANSWER,
    maxBodyLength: LARGEST_REQUEST,
    // A redirect is a portal's doing: Graph has none.
    maxRedirects: 0,
    httpAgent: agent,
    httpsAgent: agent,
    ...(isLoopback(deps.baseUrl) ? { proxy: false as const } : {}),
    responseType: 'text',
    // The body is read as text and parsed by us: half a JSON must not pass as a value.
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    headers: { 'user-agent': 'Altavoz' },
  });

  async function send(call: Call, token: string, proof: string | null): Promise<{ transport: Transport; headers: Record<string, string> }> {
    const given = proof === null ? call.params : { ...call.params, appsecret_proof: proof };
    try {
      const response = await http.request<string>({
        method: call.method,
        url: `/${deps.apiVersion}/${call.path}`,
        ...payloadOf(call, given, token),
        ...(call.file === undefined ? {} : { baseURL: deps.videoBaseUrl, timeout: UPLOAD_MS }),
      });
      const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
      return {
        transport: { kind: 'answer', status: response.status, body: typeof response.data === 'string' ? response.data : '' },
        headers,
      };
    } catch (cause) {
      if (!isAxiosError(cause)) throw cause;
      const code = cause.code ?? 'unknown';
      return { transport: { kind: sentOrNot(code), reason: code }, headers: {} };
    }
  }

  async function call<T>(request: Call, schema: z.ZodType<T>): Promise<Result<Answer<T>, NetworkFailure>> {
    const write = request.method !== 'GET';
    const holdMs = rates.holdMs(request.accountId);
    if (holdMs > 0)
      return err({
        kind: 'rate_limited',
        retryAfterMs: holdMs,
        scope: 'account',
        raw: rawAnswer(null, null, 'Held back: the last answer asked to wait', null),
      });
    const token = request.token ?? (await deps.secrets.get(request.secretName));
    if (token === null) return err({ kind: 'auth_expired', raw: rawAnswer(null, null, 'No token is kept for this account', null) });
    const secret = deps.appSecret === undefined ? null : await deps.secrets.get(deps.appSecret);
    const proof = secret === null ? null : createHmac('sha256', secret).update(token).digest('hex');
    const { transport, headers } = await send(request, token, proof);
    if (transport.kind !== 'answer') return err(withoutAnswer(transport, write));
    rates.note(request.accountId, headers);
    const parsed = parsedOrNull(transport.body);
    const error = graphErrorOf(parsed);
    if (error !== null) {
      const facts = { write, objectId: request.objectId ?? null, retryAfterMs: null };
      const failure = failureOf(error, transport.status, transport.body, facts);
      if (failure.kind !== 'rate_limited') return err(failure);
      return err({ ...failure, retryAfterMs: rates.block(request.accountId, failure.raw.code ?? '', failure.scope, headers) });
    }
    const read = schema.safeParse(parsed);
    if (transport.status !== 200 || !read.success) {
      if (typeof parsed !== 'object' || parsed === null || transport.status !== 200 || write)
        return err(unreadable(transport.status, transport.body, write));
      return err({
        kind: 'unsupported',
        raw: rawAnswer(transport.status, null, 'The answer has a shape that this version does not know', transport.body),
      });
    }
    return ok({ value: read.data, requestId: headers['x-fb-trace-id'] ?? null });
  }

  async function all<T>(request: Omit<Call, 'method'>, schema: z.ZodType<T>): Promise<Result<readonly T[], NetworkFailure>> {
    const rows: T[] = [];
    let params = request.params;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await call({ ...request, method: 'GET', params }, Page);
      if (!answer.ok) return answer;
      for (const row of answer.value.value.data) {
        const read = schema.safeParse(row);
        if (!read.success)
          return err({
            kind: 'unsupported',
            raw: rawAnswer(200, null, 'A row has a shape that this version does not know', JSON.stringify(row)),
          });
        rows.push(read.data);
      }
      const next = answer.value.value.paging?.next;
      if (next === undefined) return ok(rows);
      // The cursor is taken from the link: a page may be empty, and then has no cursors of its own. The link's token is never used.
      const after = answer.value.value.paging?.cursors?.after ?? new URL(next, deps.baseUrl).searchParams.get('after');
      if (after === null || after === params['after'])
        return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'The next page cannot be asked for', null) });
      params = { ...params, after };
    }
    return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'The list does not end', null) });
  }

  return { call, all, rates };
}

function payloadOf(
  call: Call,
  given: Readonly<Record<string, unknown>>,
  token: string,
): { headers: Record<string, string>; data?: unknown; params?: Record<string, string> } {
  const headers = { authorization: `Bearer ${token}` };
  if (call.method === 'GET') return { headers, params: queryOf(given) };
  if (call.file === undefined) return { headers: { ...headers, 'content-type': 'application/json' }, data: JSON.stringify(given) };
  const form = new FormData();
  for (const [name, value] of Object.entries(queryOf(given))) form.append(name, value);
  form.append(call.file.field, new Blob([Uint8Array.from(call.file.bytes)]), 'chunk');
  return { headers, data: form };
}

/** GET and forms carry lists and objects as JSON texts. */
function queryOf(params: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
