import type { Agent as HttpAgent } from 'node:http';
import { connectingAgent, sentOrNot } from '../connections.ts';
import type { Transport } from './failures.ts';
import type { Credential } from './schemas.ts';

/** One request to X through its community client, which signs it (OAuth 1.0a) and writes its body. Nothing is ever sent twice by itself. */
export interface Sending {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly query?: Readonly<Record<string, string>>;
  /** `form` bodies are part of the signature; JSON and multipart bodies are not. */
  readonly body?:
    | { readonly kind: 'form'; readonly values: Readonly<Record<string, string>> }
    | { readonly kind: 'json'; readonly value: object }
    | { readonly kind: 'multipart'; readonly values: Readonly<Record<string, string | Buffer>> };
  /** Answers of the sign-in are forms; files are bytes. */
  readonly reads?: 'url' | 'buffer';
  /** Files lie on other hosts, which have no business with our signature. */
  readonly unsigned?: boolean;
}

export type Sender = (
  sending: Sending,
  keys: Pick<Credential, 'consumerKey' | 'consumerSecret'> & Partial<Credential>,
) => Promise<Transport>;

/** Without a byte for so long, and altogether. */
const SILENCE_MS = 45_000;
const TOTAL_MS = 60_000;
const SOCKETS = 12;

/** The client is loaded at the first request: a program that never speaks to X does not pay for it. */
export function createSender(baseUrl: string, agent: HttpAgent = keptConnections(baseUrl)): Sender {
  return async function send(sending, keys) {
    const { TwitterApi, ApiPartialResponseError, ApiRequestError, ApiResponseError } = await import('twitter-api-v2');
    const { consumerKey, consumerSecret, accessToken, accessTokenSecret } = keys;
    const client = new TwitterApi(
      {
        appKey: consumerKey,
        appSecret: consumerSecret,
        ...(accessToken === undefined || accessTokenSecret === undefined ? {} : { accessToken, accessSecret: accessTokenSecret }),
      },
      { httpAgent: agent },
    );
    const options = {
      fullResponse: true as const,
      compression: 'gzip' as const,
      enableRateLimitSave: false,
      timeout: SILENCE_MS,
      headers: { 'user-agent': 'Altavoz' },
      enableAuth: sending.unsigned !== true,
      ...(sending.reads === undefined ? {} : { forceParseMode: sending.reads }),
    };
    const query = { ...sending.query };
    const { body } = sending;
    const ask = (): Promise<{ readonly data: unknown; readonly headers: object }> => {
      if (sending.method === 'GET') return client.get(sending.url, query, options);
      if (sending.method === 'DELETE') return client.delete(sending.url, query, options);
      return client[sending.method === 'POST' ? 'post' : 'put'](sending.url, body === undefined ? {} : bodyOf(body), {
        ...options,
        forceBodyMode: body === undefined || body.kind === 'form' ? 'url' : body.kind === 'json' ? 'json' : 'form-data',
      });
    };
    try {
      const response = await withinTime(ask());
      if (response === null) return { kind: 'no_answer', reason: 'ETOTALTIMEOUT' };
      return { kind: 'answer', status: 200, data: response.data, headers: textHeaders(response.headers) };
    } catch (cause) {
      if (cause instanceof ApiResponseError)
        return { kind: 'answer', status: cause.code, data: cause.data, headers: textHeaders(cause.headers) };
      // Half an answer: the request was carried out, or not.
      if (cause instanceof ApiPartialResponseError) return { kind: 'no_answer', reason: 'half an answer' };
      if (!(cause instanceof ApiRequestError)) throw cause;
      const reason = reasonOf(cause);
      return { kind: sentOrNot(reason), reason };
    }
  };
}

/** With a time of its own the agent also heeds how long the other side says that it keeps a connection; without one it does not. */
function keptConnections(baseUrl: string): HttpAgent {
  return connectingAgent(baseUrl, { maxSockets: SOCKETS, timeout: SILENCE_MS });
}

/** Null when time is up: what the request does after that is unknown. */
async function withinTime<T>(asking: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), TOTAL_MS)));
  try {
    return await Promise.race([asking, late]);
  } finally {
    clearTimeout(timer);
    // An error after its time is nobody's any more.
    asking.catch(() => undefined);
  }
}

/** The client keeps the cause under another name than the one it reads (1.29.1); without a code nothing is proven. */
function reasonOf(error: object): string {
  const options: unknown = Reflect.get(error, '_options');
  const cause: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, 'error') : null;
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : null;
  return typeof code === 'string' ? code : 'unknown';
}

/** A list goes to the client as it is: JSON bodies of batches are lists. */
function bodyOf(body: NonNullable<Sending['body']>): Record<string, unknown> {
  return body.kind === 'json' ? (body.value as Record<string, unknown>) : { ...body.values }; // the client only writes it out as JSON
}

function textHeaders(headers: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
