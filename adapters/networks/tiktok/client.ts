import { z } from 'zod';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, NetworkFailure, RateLedger, Secrets } from '../../../core/ports/index.ts';
import { failureOf, parsedOrNull, rawAnswer, unreadable, withoutAnswer } from './failures.ts';
import { PARTIAL } from './error-codes.ts';
import { createSend } from './http.ts';
import { API_VERSION } from './manifest.ts';
import { accessLevelOf } from './quotas.ts';
import { createRates, type Rates } from './rates.ts';
import { Envelope, Page } from './schemas.ts';

/** TikTok's API over HTTP: paths, tokens, the envelope, paging and quotas, without a word of advertising. Nothing is ever sent twice by itself. */

export interface ClientDeps {
  readonly baseUrl: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
}

/** Who asks: the token, and the quota that the call uses. */
export type Asker = Pick<AccountRef, 'secretName' | 'settings'> & { readonly remoteId: string | null };

export interface Call {
  readonly asker: Asker;
  /** After the version, with its slash: `/campaign/create/`. */
  readonly path: string;
  /** Query of a GET, JSON body of a POST; lists and objects in a query become JSON texts. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly objectId?: string | null;
}
export interface Upload {
  readonly asker: Asker;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly field: string; readonly name: string; readonly mime: string; readonly bytes: Uint8Array };
  readonly objectId?: string | null;
}

export interface Answer<T> {
  readonly value: T;
  readonly requestId: string | null;
  /** Some items failed (20001): `value` says which. */
  readonly partial: boolean;
}
type Outcome<T> = Promise<Result<Answer<T>, NetworkFailure>>;

export interface TikTokClient {
  get<T>(call: Call, schema: z.ZodType<T>): Outcome<T>;
  /** A POST that changes something. */
  write<T>(call: Call, schema: z.ZodType<T>): Outcome<T>;
  /** A POST that only asks. */
  ask<T>(call: Call, schema: z.ZodType<T>): Outcome<T>;
  upload<T>(upload: Upload, schema: z.ZodType<T>): Outcome<T>;
  /** A GET whose answer is no envelope: a file. */
  text(call: Call): Promise<Result<string, NetworkFailure>>;
  /** Every page, or a failure. */
  all<T>(call: Call, schema: z.ZodType<T>, pageSize: number): Promise<Result<readonly T[], NetworkFailure>>;
  /** The credential's parts; null: none is kept, or not in a form we know. */
  credential(secretName: string): Promise<Credential | null>;
  /** Whose quota a secret's calls use, as far as calls have told. */
  appIdOf(secretName: string): string;
  readonly rates: Rates;
}

export const Credential = z.object({ accessToken: z.string().min(1), appId: z.string().optional(), appSecret: z.string().optional() });
export type Credential = z.infer<typeof Credential>;

/** Pasted tokens do not say which app they belong to. */
const NAMELESS = 'unnamed';
const MOST_PAGES = 10_000;
/** How long a reading waits for its turn; a write comes back at once and waits in the journal. */
const LONGEST_TURN_MS = 3_000;
const SHORTEST_HOLD_MS = 1_000;
const PREFIX = `/open_api/${API_VERSION}`;

interface Prepared {
  readonly asker: Asker;
  readonly path: string;
  readonly write: boolean;
  readonly objectId: string | null;
}

export function createClient(deps: ClientDeps): TikTokClient {
  const send = createSend(deps.baseUrl);
  const rates = createRates(deps.rates, deps.clock);
  const apps = new Map<string, string>();

  async function credential(secretName: string): Promise<Credential | null> {
    const text = await deps.secrets.get(secretName);
    if (text === null) return null;
    const read = Credential.safeParse(parsedOrNull(text));
    // A bare token is a credential too.
    return read.success ? read.data : /^[\w.-]+$/.test(text) ? { accessToken: text } : null;
  }

  async function turn(call: Prepared, appId: string): Promise<NetworkFailure | null> {
    const level = accessLevelOf(call.asker.settings['accessLevel']);
    for (;;) {
      const waitMs = rates.take(call.path, level, appId, call.asker.remoteId);
      if (waitMs === 0) return null;
      if (call.write || waitMs > LONGEST_TURN_MS)
        return {
          kind: 'rate_limited',
          // A burst a second costs the journal far less than a trickle of the same speed.
          retryAfterMs: Math.max(waitMs, SHORTEST_HOLD_MS),
          scope: 'account',
          raw: rawAnswer(null, null, 'Held back: the window of this call is full', null),
        };
      await deps.clock.sleep(waitMs);
    }
  }

  async function exchange(
    call: Prepared,
    build: (token: string) => Parameters<typeof send>[0],
  ): Promise<Result<{ readonly status: number; readonly body: string; readonly appId: string }, NetworkFailure>> {
    const kept = await credential(call.asker.secretName);
    if (kept === null) return err({ kind: 'auth_expired', raw: rawAnswer(null, null, 'No token is kept for this account', null) });
    const appId = kept.appId === undefined || kept.appId === '' ? NAMELESS : kept.appId;
    apps.set(call.asker.secretName, appId);
    const held = await turn(call, appId);
    if (held !== null) return err(held);
    const transport = await send(build(kept.accessToken));
    return transport.kind === 'answer' ? ok({ ...transport, appId }) : err(withoutAnswer(transport, call.write));
  }

  function envelopeOf(
    call: Prepared,
    got: { status: number; body: string; appId: string },
  ): Result<z.infer<typeof Envelope>, NetworkFailure> {
    const read = Envelope.safeParse(parsedOrNull(got.body));
    if (!read.success) return err(unreadable(got.status, got.body, call.write));
    const { code } = read.data;
    if ((code === 0 || code === PARTIAL) && got.status === 200) {
      rates.passed(call.path, got.appId);
      return ok(read.data);
    }
    const failure = failureOf(read.data, got.status, got.body, call);
    if (failure.kind !== 'rate_limited') return err(failure);
    const lasts = rates.throttled(call.path, got.appId, call.asker.remoteId, failure.scope, failure.retryAfterMs ?? 0);
    // Windows are an endpoint's: the whole network need not stand still for one.
    return err({ ...failure, retryAfterMs: lasts, scope: 'account' });
  }

  async function read<T>(call: Prepared, schema: z.ZodType<T>, build: (token: string) => Parameters<typeof send>[0]): Outcome<T> {
    const got = await exchange(call, build);
    if (!got.ok) return got;
    const envelope = envelopeOf(call, got.value);
    if (!envelope.ok) return envelope;
    const value = schema.safeParse(envelope.value.data);
    if (value.success)
      return ok({ value: value.data, requestId: envelope.value.request_id ?? null, partial: envelope.value.code === PARTIAL });
    return call.write ? err(unreadable(200, got.value.body, true)) : err(strange(got.value.body));
  }

  const prepare = (call: Call | Upload, write: boolean): Prepared => ({
    asker: call.asker,
    path: call.path,
    write,
    objectId: call.objectId ?? null,
  });
  const posting = (call: Call) => (token: string) => ({
    method: 'POST',
    url: `${PREFIX}${call.path}`,
    headers: { 'access-token': token, 'content-type': 'application/json' },
    data: JSON.stringify(call.values),
  });
  const getting = (call: Call) => (token: string) => ({
    method: 'GET',
    url: `${PREFIX}${call.path}`,
    headers: { 'access-token': token },
    params: queryOf(call.values),
  });

  const client: TikTokClient = {
    rates,
    credential,
    appIdOf: (secretName) => apps.get(secretName) ?? NAMELESS,
    get: (call, schema) => read(prepare(call, false), schema, getting(call)),
    write: (call, schema) => read(prepare(call, true), schema, posting(call)),
    ask: (call, schema) => read(prepare(call, false), schema, posting(call)),
    upload: (upload, schema) =>
      read(prepare(upload, true), schema, (token) => ({
        method: 'POST',
        url: `${PREFIX}${upload.path}`,
        headers: { 'access-token': token },
        data: formOf(upload),
      })),
    async text(call) {
      const prepared = prepare(call, false);
      const got = await exchange(prepared, getting(call));
      if (!got.ok) return got;
      // A refusal comes in the envelope, the file without one.
      if (Envelope.safeParse(parsedOrNull(got.value.body)).success) {
        const envelope = envelopeOf(prepared, got.value);
        return envelope.ok ? err(strange(got.value.body)) : envelope;
      }
      // A file may hold what people wrote: it stays out of the failure.
      return got.value.status === 200 ? ok(got.value.body) : err(unreadable(got.value.status, '', false));
    },
    async all(call, schema, pageSize) {
      const rows = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const answer = await client.get({ ...call, values: { ...call.values, page, page_size: pageSize } }, Page);
        if (!answer.ok) return answer;
        for (const row of answer.value.value.list ?? []) {
          const read = schema.safeParse(row);
          if (!read.success) return err(strange(JSON.stringify(row)));
          rows.push(read.data);
        }
        if (page >= (answer.value.value.page_info?.total_page ?? 1)) return ok(rows);
      }
      return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'The list does not end', null) });
    },
  };
  return client;
}

function strange(body: string): NetworkFailure {
  return { kind: 'unsupported', raw: rawAnswer(200, null, 'The answer has a shape that this version does not know', body) };
}

function queryOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function formOf(upload: Upload): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append(upload.file.field, new Blob([new Uint8Array(upload.file.bytes)], { type: upload.file.mime }), upload.file.name);
  return form;
}
