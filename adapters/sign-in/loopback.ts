import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerParameters, BrowserAnswer, OpenDoor } from '../../core/ports/index.ts';

export type LoopbackListener = OpenDoor;

export interface LoopbackOptions {
  /** The state of this sign-in; a visit with another one is answered and not believed. Null: nobody is believed before `expect`. */
  readonly state: string | null;
  /** Page that the person sees afterwards: text only, no script. */
  readonly page: { readonly done: string; readonly refused: string };
  readonly path?: string;
  /** 0: one of the system's choice. A fixed one that is taken fails with EADDRINUSE. */
  readonly port?: number;
  readonly parameters?: AnswerParameters;
  /** At most `LONGEST_MS`. */
  readonly timeoutMs?: number;
}

/** The words of OAuth 2. */
export const OAUTH2_PARAMETERS: AnswerParameters = { code: 'code', state: 'state', denied: null };
/** RFC 8252 asks for the shortest time that a person needs. */
export const LONGEST_MS = 120_000;
const CODE_MAX = 4_096;
const ERROR_WORD = /^[a-z_]{1,64}$/;

/**
 * A one-shot listener on 127.0.0.1 and ::1 at one port of the system's choice: it takes one answer with the right state on the
 * exact path, and is gone after it or when the time is up. @see RFC 8252, sections 7.3 and 8.3 (read 2026-11-29)
 */
export async function listenForSignIn(options: LoopbackOptions): Promise<LoopbackListener> {
  const path = options.path ?? '/callback';
  const parameters = options.parameters ?? OAUTH2_PARAMETERS;
  let expected = options.state;
  let resolve: (answer: BrowserAnswer) => void = () => undefined;
  const promise = new Promise<BrowserAnswer>((settled) => {
    resolve = settled;
  });
  const servers: Server[] = [];
  let settled = false;
  function settle(answer: BrowserAnswer): void {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
    resolve(answer);
  }
  const timer = setTimeout(() => settle({ kind: 'timed_out' }), Math.min(options.timeoutMs ?? LONGEST_MS, LONGEST_MS));
  timer.unref();
  let hosts: ReadonlySet<string> = new Set();

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
    // The Host is compared so that a name that was rebound to this machine reaches nothing.
    if (settled || url === null || request.method !== 'GET' || url.pathname !== path || !hosts.has(request.headers.host ?? ''))
      return show(response, 404, options.page.refused);
    if (!isNavigation(request.headers)) return show(response, 403, options.page.refused);
    const given = readAnswer(url.searchParams, parameters);
    if (given === null || expected === null || !sameText(given.state, expected)) return show(response, 400, options.page.refused);
    const refused = given.answer.kind === 'refused';
    show(response, 200, refused ? options.page.refused : options.page.done);
    settle(given.answer);
  }

  const first = createServer(serve);
  servers.push(first);
  let port: number;
  try {
    port = await listen(first, '127.0.0.1', options.port ?? 0);
  } catch (cause) {
    settle({ kind: 'closed' });
    throw cause;
  }
  hosts = new Set([`127.0.0.1:${port}`, `[::1]:${port}`]);
  // The same port on the other family, where the machine has it: nobody else may answer there in our place.
  const second = createServer(serve);
  try {
    await listen(second, '::1', port);
    servers.push(second);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'EADDRINUSE') {
      settle({ kind: 'closed' });
      throw cause;
    }
  }
  return {
    redirectUri: `http://127.0.0.1:${port}${path}`,
    answer: promise,
    expect: (state) => void (expected = state),
    close: () => settle({ kind: 'closed' }),
  };
}

/**
 * A person who is sent back arrives as a page of their own. What a script of another page fetches says its Origin, and what
 * another page embeds or fetches says so in Sec-Fetch-*; browsers that know neither are judged by the state alone.
 * @see Fetch Metadata Request Headers, W3C (read 2026-11-29)
 */
function isNavigation(headers: IncomingMessage['headers']): boolean {
  const [mode, destination] = [headers['sec-fetch-mode'], headers['sec-fetch-dest']];
  return (
    headers.origin === undefined && (mode === undefined || mode === 'navigate') && (destination === undefined || destination === 'document')
  );
}

/** Each parameter once and only once; null for anything else. */
export function readAnswer(
  query: URLSearchParams,
  { code: codeName, state: stateName, denied: deniedName }: AnswerParameters,
): { readonly state: string; readonly answer: BrowserAnswer } | null {
  const only = (name: string): string | null => {
    const all = query.getAll(name);
    return all.length === 1 ? (all[0] ?? null) : null;
  };
  if (deniedName !== null && query.has(deniedName)) {
    const denied = only(deniedName);
    return denied === null || query.has(codeName) ? null : { state: denied, answer: { kind: 'refused', error: 'access_denied' } };
  }
  const state = only(stateName);
  if (state === null) return null;
  const [code, error] = [only(codeName), only('error')];
  if (query.has('error'))
    return error === null || query.has(codeName) || !ERROR_WORD.test(error) ? null : { state, answer: { kind: 'refused', error } };
  if (code === null || code === '' || code.length > CODE_MAX) return null;
  return { state, answer: { kind: 'code', code, state } };
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Nothing of the answer is repeated on the page, and the page may load and keep nothing. */
function show(response: ServerResponse, status: number, text: string): void {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    .end(`<!doctype html><meta charset="utf-8"><title>Altavoz</title><p>${safe}</p>`);
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true, ipv6Only: true }, resolve);
  });
  return (server.address() as AddressInfo).port; // a TCP server's address is an AddressInfo
}
