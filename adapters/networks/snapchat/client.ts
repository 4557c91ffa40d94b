import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, RateLedger, Secrets } from '../../../core/ports/index.ts';
import type { z } from 'zod';
import { createAuth, type Auth } from './auth.ts';
import { failureOf, itemFailure, parsedOrNull, rawAnswer, unreadable, withoutAnswer } from './failures.ts';
import { API_VERSION, LIMITS } from './manifest.ts';
import { createPace, type Pace } from './pacing.ts';
import { Envelope, Item, RequestError } from './schemas.ts';
import { createWire, formBody, type FormPart, type Wire } from './transport.ts';

/** The Ads API over HTTP: tokens, envelopes, items, paging and pace, without a word of advertising. Nothing is ever sent twice by itself. */
export interface ClientDeps {
  readonly urls: { readonly api: string; readonly accounts: string; readonly conversions: string };
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
  /**
   * A write that the pace holds back: waited for here, or handed back as rate limited. In a simulated workspace time is moved
   * by whoever waits, so the wait belongs to the engine there. Reads are always waited for.
   */
  readonly heldBack?: 'wait' | 'refuse';
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** After the version: `/adaccounts/…/campaigns`, or a whole address that the network itself gave. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly form?: readonly FormPart[];
  readonly secretName: string;
  readonly objectId?: string | null;
  /** `wait`: when the pace allows nothing now, wait here, whatever is done with other writes. */
  readonly patience?: 'wait';
  readonly timeoutMs?: number;
}

export interface Answer<T> {
  readonly value: T;
  readonly requestId: string | null;
}

export interface SnapClient {
  /** The whole body of a good answer. */
  call<T>(call: Call, schema: z.ZodType<T>): Promise<Result<Answer<T>, NetworkFailure>>;
  /** The one item of an answer: `adsquads: [{sub_request_status, adsquad}]`. */
  item<T>(call: Call, names: Names, schema: z.ZodType<T>): Promise<Result<Answer<T>, NetworkFailure>>;
  /** Every page, or a failure. */
  all<T>(
    call: Omit<Call, 'method' | 'body' | 'form'>,
    names: Names,
    schema: z.ZodType<T>,
    limit?: number | null,
  ): Promise<Result<readonly T[], NetworkFailure>>;
  /** Of a file that the network names; text as it came. */
  text(call: Call): Promise<Result<string, NetworkFailure>>;
  readonly auth: Auth;
  readonly pace: Pace;
  readonly wire: Wire;
}

/** How an object is called in paths and lists, and inside an item. */
export interface Names {
  readonly plural: string;
  readonly singular: string;
}
export const NAMES = {
  campaign: { plural: 'campaigns', singular: 'campaign' },
  ad_group: { plural: 'adsquads', singular: 'adsquad' },
  ad: { plural: 'ads', singular: 'ad' },
  creative: { plural: 'creatives', singular: 'creative' },
  media: { plural: 'media', singular: 'media' },
  segment: { plural: 'segments', singular: 'segment' },
  account: { plural: 'adaccounts', singular: 'adaccount' },
} as const satisfies Record<string, Names>;

const TOTAL_MS = 60_000;
const MOST_PAGES = 10_000;
const LONGEST_WAITS = 600;
/** The pace is waited for here; a block that the network set is for the whole account, and whoever asked should know. */
const LONGEST_PATIENCE_MS = 900;

export function createClient(deps: ClientDeps): SnapClient {
  const wire = createWire();
  const auth = createAuth({ accountsUrl: deps.urls.accounts, wire, secrets: deps.secrets, clock: deps.clock });
  const pace = createPace(deps.rates, deps.clock);
  const origin = new URL(deps.urls.api).origin;

  async function paced(call: Call, write: boolean): Promise<NetworkFailure | null> {
    for (let tries = 0; tries < LONGEST_WAITS; tries += 1) {
      const waitMs = pace.take(call.secretName);
      if (waitMs === 0) return null;
      if (waitMs > LONGEST_PATIENCE_MS) return held(waitMs);
      if (write && deps.heldBack === 'refuse' && call.patience !== 'wait') return held(pace.fullMs(call.secretName));
      await deps.clock.sleep(waitMs);
    }
    return held(1_000);
  }

  function held(waitMs: number): NetworkFailure {
    return {
      kind: 'rate_limited',
      retryAfterMs: waitMs,
      // All accounts of a token, and all tokens of an app, share one pace: while one is held back, the others would only run into it.
      scope: 'application',
      raw: rawAnswer(null, null, 'Held back: as many requests were sent as the network takes', null),
    };
  }

  function addressOf(call: Call): string {
    const url = new URL(call.path.startsWith('http') ? call.path : `${deps.urls.api}/${API_VERSION}${call.path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    return url.href;
  }

  /** A 401 proves that nothing was done: the call goes once more with a new token. */
  async function raw(
    call: Call,
  ): Promise<Result<{ readonly status: number; readonly body: string; readonly requestId: string | null }, NetworkFailure>> {
    const write = call.method !== 'GET';
    const url = addressOf(call);
    // Addresses that the network gives are followed only to itself: the token goes nowhere else.
    if (new URL(url).origin !== origin)
      return err({ kind: 'unsupported', raw: rawAnswer(null, null, 'The network named an address that is not its own', null) });
    const form = call.form === undefined ? null : formBody(call.form);
    const body = form?.body ?? (call.body === undefined ? null : JSON.stringify(call.body));
    const type = form?.contentType ?? (body === null ? null : 'application/json');
    let dead: string | null = null;
    let again = false;
    for (;;) {
      const stopped = await paced(call, write);
      if (stopped !== null) return err(stopped);
      const token = await auth.token(call.secretName, dead);
      if (!token.ok) return token;
      const answer = await wire.send({
        method: call.method,
        url,
        headers: { authorization: `Bearer ${token.value}`, ...(type === null ? {} : { 'content-type': type }) },
        body,
        timeoutMs: call.timeoutMs ?? TOTAL_MS,
      });
      // A kept connection that the other side had just closed: a read may go again, once.
      if (answer.kind === 'no_answer' && answer.reason === 'ECONNRESET' && !write && !again) {
        again = true;
        continue;
      }
      if (answer.kind !== 'answer') return err(withoutAnswer(answer, write));
      const requestId = answer.headers['x-snap-request-id'] ?? null;
      if (answer.status === 200) {
        pace.answered(call.secretName);
        return ok({ status: 200, body: answer.body, requestId });
      }
      const told = RequestError.safeParse(parsedOrNull(answer.body));
      if (answer.status === 401 && dead === null && told.success) {
        dead = token.value;
        continue;
      }
      // A page of something else in between says nothing about what the network did.
      if (!told.success || parsedOrNull(answer.body) === null) {
        if (answer.status !== 429 && answer.status !== 401) return err(unreadable(answer.status, answer.body, write));
      }
      const code = told.success ? (told.data.error_code ?? told.data.error ?? null) : null;
      const words = told.success ? (told.data.debug_message ?? told.data.display_message ?? '') : '';
      const failure = failureOf(answer.status, code, words, answer.body, { write, objectId: call.objectId ?? null });
      return err(failure.kind === 'rate_limited' ? { ...failure, retryAfterMs: pace.refused(call.secretName, answer.headers) } : failure);
    }
  }

  /** An answer that is Snapchat's, with its envelope read. */
  async function enveloped(call: Call): Promise<Result<Answer<z.infer<typeof Envelope>> & { readonly body: string }, NetworkFailure>> {
    const answer = await raw(call);
    if (!answer.ok) return answer;
    const read = Envelope.safeParse(parsedOrNull(answer.value.body));
    if (!read.success) return err(unreadable(200, answer.value.body, call.method !== 'GET'));
    return ok({ value: read.data, requestId: read.data.request_id ?? answer.value.requestId, body: answer.value.body });
  }

  function strange(call: Call, what: string, body: string): NetworkFailure {
    return call.method === 'GET' ? { kind: 'unsupported', raw: rawAnswer(200, null, what, body) } : unreadable(200, body, true);
  }

  async function call<T>(request: Call, schema: z.ZodType<T>): Promise<Result<Answer<T>, NetworkFailure>> {
    const answer = await enveloped(request);
    if (!answer.ok) return answer;
    const read = schema.safeParse(answer.value.value);
    return read.success
      ? ok({ value: read.data, requestId: answer.value.requestId })
      : err(strange(request, 'The answer has a shape that this version does not know', answer.value.body));
  }

  /** 200 is no success: each item says for itself. */
  function itemOf<T>(request: Call, entry: unknown, names: Names, schema: z.ZodType<T>, body: string): Result<T, NetworkFailure> {
    const item = Item.safeParse(entry);
    if (!item.success) return err(strange(request, 'An item has a shape that this version does not know', body));
    if (item.data.sub_request_status !== 'SUCCESS')
      return err(itemFailure(item.data.sub_request_error_reason ?? '', JSON.stringify(entry), request.objectId ?? null));
    const read = schema.safeParse(item.data[names.singular]);
    return read.success
      ? ok(read.data)
      : err(strange(request, 'An item has a shape that this version does not know', JSON.stringify(entry)));
  }

  async function item<T>(request: Call, names: Names, schema: z.ZodType<T>): Promise<Result<Answer<T>, NetworkFailure>> {
    const answer = await enveloped(request);
    if (!answer.ok) return answer;
    const list = answer.value.value[names.plural];
    if (!Array.isArray(list) || list.length !== 1)
      return err(strange(request, 'The answer does not hold the one item that it is about', answer.value.body));
    const read = itemOf(request, list[0], names, schema, answer.value.body);
    return read.ok ? ok({ value: read.value, requestId: answer.value.requestId }) : read;
  }

  async function all<T>(
    request: Omit<Call, 'method' | 'body' | 'form'>,
    names: Names,
    schema: z.ZodType<T>,
    limit: number | null = LIMITS.listPage,
  ): Promise<Result<readonly T[], NetworkFailure>> {
    const rows: T[] = [];
    let next: Call = {
      ...request,
      method: 'GET',
      query: { ...request.query, ...(limit === null ? {} : { limit: String(limit) }) },
    };
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await enveloped(next);
      if (!answer.ok) return answer;
      const list = answer.value.value[names.plural];
      if (!Array.isArray(list)) return err(strange(next, 'The list is missing from the answer', answer.value.body));
      for (const entry of list) {
        const read = itemOf(next, entry, names, schema, '');
        if (!read.ok) return read;
        rows.push(read.value);
      }
      const link = answer.value.value.paging?.next_link;
      if (link === undefined || link === '') return ok(rows);
      if (link === next.path) return err(strange(next, 'The next page is the same page', link));
      next = { ...request, method: 'GET', path: link, query: {} };
    }
    return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'The list does not end', null) });
  }

  async function text(request: Call): Promise<Result<string, NetworkFailure>> {
    const answer = await raw(request);
    return answer.ok ? ok(answer.value.body) : answer;
  }

  return { call, item, all, text, auth, pace, wire };
}
