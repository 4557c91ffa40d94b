import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SimContext, SimReply, SimRequest } from '../../../simulators/types.ts';
import { refuse } from './problems.ts';
import { X_SIMULATED_APPS, X_SIMULATED_PIN, X_SIMULATED_TOKENS, type SimulatedApp, type SimulatedXToken } from './seeds.ts';

/**
 * OAuth 1.0a as the network checks it: every signature is worked out again from method, address, query, form body and the
 * header's own parameters. JSON and multipart bodies are no part of it. The time is the machine's, not the simulation's:
 * whoever signs uses the clock on the wall. @see X API, "Authorizing a request" and "Creating a signature" (read 2026-11-20)
 */
export interface Gate {
  /** Throws 401, or 403 where the app has no access to ads. */
  check(request: SimRequest, operation: string): SimulatedXToken;
  /** `oauth/…`: request token, authorisation page, access token. */
  signIn(request: SimRequest): SimReply;
  forget(): void;
}

const WINDOW_S = 300;

interface Pending {
  readonly secret: string;
  readonly appKey: string;
  readonly callback: string;
  verifier: string | null;
  used: boolean;
}

interface Issued {
  readonly token: string;
  readonly secret: string;
  readonly appKey: string;
}

export function createGate(context: SimContext): Gate {
  const nonces = new Set<string>();
  const pending = new Map<string, Pending>();

  /** Never the same twice, and the same again when a recorded session is asked again. */
  function secretText(): string {
    const number = context.books.nextNumber('secret');
    return createHash('sha256').update(`${context.seed}/${number}`).digest('hex').slice(0, 24);
  }

  function tokenOf(name: string): SimulatedXToken | null {
    const seeded = X_SIMULATED_TOKENS.find((token) => token.token === name);
    if (seeded !== undefined) return seeded;
    const issued = context.books.get<Issued>('issued_token', name);
    const [first] = X_SIMULATED_TOKENS;
    return issued === null || first === undefined ? null : { ...first, ...issued };
  }

  /** The parameters of the header, once its signature has been found right. */
  function verified(
    request: SimRequest,
    tokenSecret: (name: string | null) => string | null,
  ): { app: SimulatedApp; given: ReadonlyMap<string, string> } {
    const given = headerParameters(request.headers['authorization'] ?? '');
    const get = (name: string): string => given.get(name) ?? '';
    const app = X_SIMULATED_APPS.find((one) => one.key === get('oauth_consumer_key'));
    const secret = tokenSecret(given.get('oauth_token') ?? null);
    if (app === undefined || secret === null || get('oauth_signature_method') !== 'HMAC-SHA1' || get('oauth_version') !== '1.0')
      throw unauthorized();
    const timestamp = Number(get('oauth_timestamp'));
    if (!Number.isInteger(timestamp) || Math.abs(timestamp - context.realNowMs() / 1000) > WINDOW_S)
      throw unauthorized('Timestamp out of bounds');
    const nonce = `${app.key}/${get('oauth_token')}/${timestamp}/${get('oauth_nonce')}`;
    if (get('oauth_nonce') === '' || nonces.has(nonce)) throw unauthorized('Nonce already used');
    if (!same(get('oauth_signature'), signatureOf(request, given, app.secret, secret))) throw unauthorized();
    nonces.add(nonce);
    return { app, given };
  }

  function requestToken(request: SimRequest): SimReply {
    const { app } = verified(request, (name) => (name === null ? '' : null));
    const callback = formOf(request).get('oauth_callback') ?? '';
    if (!app.callbacks.includes(callback)) return text(403, 'Callback URL not approved for this client application');
    const token = `rt-${secretText()}`;
    const secret = secretText();
    pending.set(token, { secret, appKey: app.key, callback, verifier: null, used: false });
    return form({ oauth_token: token, oauth_token_secret: secret, oauth_callback_confirmed: 'true' });
  }

  /** Stands for the person in the browser: yes at once, or no with `deny=1`. */
  function authorize(request: SimRequest): SimReply {
    const found = pending.get(request.query.get('oauth_token') ?? '');
    if (found === undefined || found.used) return text(403, 'This request token is not valid');
    if (request.query.get('deny') === '1') return text(403, 'The person said no');
    // A person who cancels goes back with the request token alone, under another name. "3-legged OAuth flow" (read 2026-11-20)
    if (found.callback !== 'oob' && context.takeFault('sign_in', 'revoke')) {
      const back = new URL(found.callback);
      back.searchParams.set('denied', request.query.get('oauth_token') ?? '');
      return { status: 302, headers: { location: back.href }, body: '' };
    }
    found.verifier = X_SIMULATED_PIN;
    if (found.callback === 'oob') return text(200, `<html><body><kbd><code>${X_SIMULATED_PIN}</code></kbd></body></html>`);
    const back = new URL(found.callback);
    back.searchParams.set('oauth_token', request.query.get('oauth_token') ?? '');
    back.searchParams.set('oauth_verifier', X_SIMULATED_PIN);
    return { status: 302, headers: { location: back.href }, body: '' };
  }

  function accessToken(request: SimRequest): SimReply {
    const { given } = verified(request, (name) => pending.get(name ?? '')?.secret ?? null);
    const found = pending.get(given.get('oauth_token') ?? '');
    const verifier = formOf(request).get('oauth_verifier') ?? '';
    // A verifier works once.
    if (found === undefined || found.used || found.verifier === null || found.verifier !== verifier)
      return text(401, 'The verifier is not valid');
    found.used = true;
    const issued: Issued = {
      token: `7001001-${secretText()}`,
      secret: secretText(),
      appKey: found.appKey,
    };
    context.books.put('issued_token', issued.token, issued);
    return form({ oauth_token: issued.token, oauth_token_secret: issued.secret, user_id: '7001001', screen_name: 'agencia_simulada' });
  }

  return {
    check(request, operation) {
      const { app, given } = verified(request, (name) => (name === null ? null : (tokenOf(name)?.secret ?? null)));
      const token = tokenOf(given.get('oauth_token') ?? '');
      if (token === null || token.appKey !== app.key || token.revoked) throw unauthorized();
      if (context.takeFault(operation, 'expire_token') || context.takeFault(operation, 'revoke')) throw unauthorized();
      if (!app.adsAccess)
        throw refuse(
          403,
          'UNAUTHORIZED_CLIENT_APPLICATION',
          `The client application making this request does not have access to the Ads API`,
        );
      return token;
    },
    signIn(request) {
      const route = `${request.method} ${request.path}`;
      if (route === 'POST /oauth/request_token') return requestToken(request);
      if (route === 'GET /oauth/authorize') return authorize(request);
      if (route === 'POST /oauth/access_token') return accessToken(request);
      return text(404, '<html><body>Not found</body></html>');
    },
    forget() {
      pending.clear();
      for (const issued of context.books.all<Issued>('issued_token')) context.books.delete('issued_token', issued.token);
    },
  };
}

function unauthorized(message = 'This request is not properly authenticated'): Error {
  return refuse(401, 'UNAUTHORIZED_ACCESS', message);
}

function headerParameters(header: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!header.startsWith('OAuth ')) return found;
  try {
    for (const match of header.slice(6).matchAll(/([a-z_]+)="([^"]*)"/g)) found.set(match[1] ?? '', decodeURIComponent(match[2] ?? ''));
  } catch {
    throw unauthorized();
  }
  return found;
}

/** RFC 3986: everything but letters, digits and `-._~`. */
export function percent(textToEncode: string): string {
  return encodeURIComponent(textToEncode).replace(/[!*'()]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function signatureOf(request: SimRequest, given: ReadonlyMap<string, string>, consumerSecret: string, tokenSecret: string): string {
  const pairs: [string, string][] = [...request.query, ...formOf(request)];
  for (const [name, value] of given) if (name !== 'oauth_signature') pairs.push([name, value]);
  const encoded = pairs
    .map(([name, value]) => [percent(name), percent(value)] as const)
    .toSorted(([nameA, valueA], [nameB, valueB]) => (nameA === nameB ? compare(valueA, valueB) : compare(nameA, nameB)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const address = `http://${request.headers['host'] ?? ''}${request.path}`;
  const base = `${request.method}&${percent(address)}&${percent(encoded)}`;
  return createHmac('sha1', `${percent(consumerSecret)}&${percent(tokenSecret)}`)
    .update(base)
    .digest('base64');
}

export function formOf(request: SimRequest): URLSearchParams {
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(isForm ? request.body.toString('utf8') : '');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function text(status: number, body: string): SimReply {
  return { status, headers: { 'content-type': 'text/html' }, body };
}

function form(values: Readonly<Record<string, string>>): SimReply {
  return { status: 200, headers: { 'content-type': 'text/html' }, body: new URLSearchParams(values).toString() };
}
