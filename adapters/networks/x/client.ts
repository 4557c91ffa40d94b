import { createHash } from 'node:crypto';
import type { Agent as HttpAgent } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, NetworkFailure, RateLedger, Secrets } from '../../../core/ports/index.ts';
import { failureOf, rawAnswer, unreadable, withoutAnswer, type Transport } from './failures.ts';
import { LIMITS, type XUrls } from './manifest.ts';
import { createRates, type Rates } from './rates.ts';
import { Credential, Page, Single } from './schemas.ts';
import { createSender, type Sending } from './transport.ts';

/** X's addresses, envelopes, paging and quotas, without a word of advertising. */

export interface ClientDeps {
  readonly urls: XUrls;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  readonly httpAgent?: HttpAgent;
}

export type Values = Readonly<Record<string, string | number | bigint | boolean | null | undefined>>;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** After the version: `accounts/18ce54/campaigns`. */
  readonly path: string;
  /** Query of GET and DELETE, form of POST and PUT. */
  readonly values?: Values;
  /** In place of a form, where X wants JSON. */
  readonly json?: object;
  readonly secretName: string;
  /** Whose quota it uses; null for calls about the user. */
  readonly accountId: string | null;
  readonly objectId?: string | null;
}

export type Outcome<T> = Promise<Result<T, NetworkFailure>>;

export interface XClient {
  /** The whole answer, by its own shape. */
  call<T>(call: Call, schema: z.ZodType<T>): Outcome<T>;
  /** `data` of an answer about one thing. */
  one<T>(call: Call, schema: z.ZodType<T>): Outcome<T>;
  /** Every page, or a failure. */
  all<T>(call: Omit<Call, 'method'>, schema: z.ZodType<T>, page?: number): Outcome<readonly T[]>;
  /** Media upload: another host, another body, no advertising quota. */
  upload<T>(account: AccountRef, values: Readonly<Record<string, string | Buffer>>, schema: z.ZodType<T>): Outcome<T>;
  uploadStatus<T>(account: AccountRef, mediaId: string, schema: z.ZodType<T>): Outcome<T>;
  /** A report that X laid down as a file, unpacked and parsed. */
  file(account: AccountRef, url: string): Outcome<unknown>;
  /** Who signs, without a secret in it. */
  user(secretName: string): Promise<{ readonly fingerprint: string; readonly userId: string | null } | null>;
  readonly rates: Rates;
}

const MOST_PAGES = 10_000;
const LARGEST_REPORT = 256 * 1024 * 1024;

export function createClient(deps: ClientDeps): XClient {
  const { secrets, clock, urls } = deps;
  const rates = createRates(deps.rates, clock);
  const send = createSender(urls.ads, deps.httpAgent);

  async function credential(secretName: string): Promise<Credential | null> {
    const text = await secrets.get(secretName);
    const read = Credential.safeParse(parsedOrNull(text ?? 'null'));
    return read.success ? read.data : null;
  }

  async function exchange(
    sending: Sending,
    keys: Credential,
    facts: { readonly write: boolean; readonly objectId: string | null },
  ): Promise<{ readonly transport: Transport; readonly failure: NetworkFailure | null }> {
    const transport = await send(sending, keys);
    if (transport.kind !== 'answer') return { transport, failure: withoutAnswer(transport, facts.write) };
    return { transport, failure: failureOf(transport, { ...facts, nowMs: clock.nowMs(), machineNowMs: Date.now() }) };
  }

  function understood<T>(transport: Transport, schema: z.ZodType<T>, write: boolean): Result<T, NetworkFailure> {
    if (transport.kind !== 'answer') throw new Error('Only an answer can be understood');
    const read = schema.safeParse(transport.data);
    if (read.success) return ok(read.data);
    if (typeof transport.data !== 'object' || transport.data === null || write)
      return err(unreadable(transport.status, transport.data, write));
    return err({
      kind: 'unsupported',
      raw: rawAnswer(transport.status, null, 'The answer has a shape that this version does not know', transport.data),
    });
  }

  async function call<T>(request: Call, schema: z.ZodType<T>): Outcome<T> {
    const keys = await credential(request.secretName);
    if (keys === null) return err(signedOut());
    const write = request.method !== 'GET';
    const rateCall = { write, path: request.path, accountId: request.accountId, user: fingerprintOf(keys) };
    const holdMs = rates.take(rateCall);
    if (holdMs > 0)
      return err({
        kind: 'rate_limited',
        retryAfterMs: holdMs,
        scope: 'account',
        raw: rawAnswer(null, null, 'Held back: the quota of this kind of call is used up', null),
      });
    const values = textValues(request.values ?? {});
    const inQuery = request.method === 'GET' || request.method === 'DELETE';
    const { transport, failure } = await exchange(
      {
        method: request.method,
        url: `${urls.ads}${request.path}`,
        ...(inQuery
          ? { query: values }
          : { body: request.json === undefined ? { kind: 'form', values } : { kind: 'json', value: request.json } }),
      },
      keys,
      { write, objectId: request.objectId ?? null },
    );
    if (transport.kind === 'answer') rates.note(rateCall, transport.headers, failure?.kind === 'rate_limited');
    return failure === null ? understood(transport, schema, write) : err(failure);
  }

  /** What is inside the envelope; a shape that is not known proves nothing about a write. */
  function inside<T>(data: unknown, schema: z.ZodType<T>, write: boolean): Result<T, NetworkFailure> {
    const read = schema.safeParse(data);
    if (read.success) return ok(read.data);
    const raw = rawAnswer(200, null, 'The answer has a shape that this version does not know', data);
    return err(write ? { kind: 'outcome_unknown', raw } : { kind: 'unsupported', raw });
  }

  async function all<T>(request: Omit<Call, 'method'>, schema: z.ZodType<T>, page: number = LIMITS.page): Outcome<readonly T[]> {
    const rows: T[] = [];
    let cursor: string | null = null;
    for (let turn = 0; turn < MOST_PAGES; turn += 1) {
      const values: Values = { ...request.values, count: page, cursor };
      const answer = await call({ ...request, method: 'GET', values }, Page);
      if (!answer.ok) return answer;
      for (const row of answer.value.data) {
        const read = inside(row, schema, false);
        if (!read.ok) return read;
        rows.push(read.value);
      }
      const next: string = answer.value.next_cursor ?? '';
      if (next === '') return ok(rows);
      // A cursor that stands still would go round for ever.
      if (next === cursor) break;
      cursor = next;
    }
    return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'The list does not end', null) });
  }

  return {
    rates,
    call,
    all,
    async one(request, schema) {
      const answer = await call(request, Single);
      return answer.ok ? inside(answer.value.data, schema, request.method !== 'GET') : answer;
    },
    async upload(account, values, schema) {
      const keys = await credential(account.secretName);
      if (keys === null) return err(signedOut());
      const { transport, failure } = await exchange(
        { method: 'POST', url: `${urls.api}2/media/upload`, body: { kind: 'multipart', values } },
        keys,
        { write: true, objectId: null },
      );
      return failure === null ? understood(transport, schema, true) : err(failure);
    },
    async uploadStatus(account, mediaId, schema) {
      const keys = await credential(account.secretName);
      if (keys === null) return err(signedOut());
      const { transport, failure } = await exchange(
        { method: 'GET', url: `${urls.api}2/media/upload`, query: { command: 'STATUS', media_id: mediaId } },
        keys,
        { write: false, objectId: null },
      );
      return failure === null ? understood(transport, schema, false) : err(failure);
    },
    async file(account, url) {
      const keys = await credential(account.secretName);
      if (keys === null) return err(signedOut());
      const sending: Sending = { method: 'GET', url, reads: 'buffer', unsigned: true };
      const { transport, failure } = await exchange(sending, keys, { write: false, objectId: null });
      if (failure !== null) return err(failure);
      const bytes = transport.kind === 'answer' && Buffer.isBuffer(transport.data) ? transport.data : Buffer.alloc(0);
      const text = unpacked(bytes);
      return text === null
        ? err({ kind: 'unavailable', raw: rawAnswer(200, null, 'The report file cannot be unpacked', null) })
        : ok(parsedOrNull(text));
    },
    async user(secretName) {
      const keys = await credential(secretName);
      if (keys === null) return null;
      return { fingerprint: fingerprintOf(keys), userId: /^(\d+)-/.exec(keys.accessToken)?.[1] ?? null };
    },
  };
}

function signedOut(): NetworkFailure {
  return { kind: 'auth_expired', raw: rawAnswer(null, null, 'No complete set of keys is kept for this account', null) };
}

function fingerprintOf(keys: Credential): string {
  return createHash('sha256').update(`x/${keys.consumerKey}/${keys.accessToken}`).digest('hex').slice(0, 12);
}

/** Null and undefined are left out; an empty text is sent, for it unsets a field. */
function textValues(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, String(value)] as const])),
  );
}

/** Packed as promised, or already unpacked on the way. */
function unpacked(bytes: Buffer): string | null {
  try {
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (packed ? gunzipSync(bytes, { maxOutputLength: LARGEST_REPORT }) : bytes).toString('utf8');
  } catch {
    return null;
  }
}

export function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
