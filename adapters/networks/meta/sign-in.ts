import { randomBytes } from 'node:crypto';
import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { create as createHttp, isAxiosError } from 'axios';
import { z } from 'zod';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, SignIn } from '../../../core/ports/index.ts';
import { OAUTH2_PARAMETERS } from '../../sign-in/loopback.ts';
import { PERMISSIONS } from './connection.ts';
import { failureOf, graphErrorOf, parsedOrNull, rawAnswer, unreadable, withoutAnswer } from './failures.ts';
import { PermissionRow } from './schemas.ts';

/** What is asked for: what the program uses, and reading pages, which two of them cannot do without. "Permissions" (v26.0; read 2026-11-20) */
export const SCOPES: readonly string[] = [...PERMISSIONS.map(({ name }) => name), 'pages_read_engagement'];

/** Where the desktop flow ends: the page is Meta's own, and its address carries the code. "Manually build a login flow" (v26.0; read 2026-11-20) */
const COPY_PAGE = '/connect/login_success.html';
/** A long-lived token of a person; those of system users do not end. "Long-lived tokens" (v26.0; read 2026-11-20) */
const LIFE_DAYS = 60;
const TIMEOUT_MS = 30_000;
const TRIES = 3;

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().optional() });
const Permissions = z.object({ data: z.array(PermissionRow) });
const Handle = z.object({ state: z.string().min(16) });

export interface SignInDeps {
  readonly baseUrl: string;
  readonly dialogUrl: string;
  readonly apiVersion: string;
  readonly clock: Clock;
  readonly httpAgent?: HttpAgent | HttpsAgent;
}

type App = Parameters<SignIn['begin']>[0];

/**
 * The agency's own app, by copying the code out of the browser. A loopback address is not offered: live apps refuse it, and
 * an app in development may not make ads. PKCE is left out because Meta still calls it a test. @see "Login security" (read 2026-11-20)
 */
export function createSignIn(deps: SignInDeps): SignIn {
  const http = createHttp({
    baseURL: deps.baseUrl,
    timeout: TIMEOUT_MS,
    maxRedirects: 0,
    responseType: 'text',
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    headers: { 'user-agent': 'Altavoz' },
    ...(deps.httpAgent === undefined ? {} : { httpAgent: deps.httpAgent, httpsAgent: deps.httpAgent }),
    ...(/^http:\/\/(127\.|localhost)/.test(deps.baseUrl) ? { proxy: false as const } : {}),
  });

  async function exchange(params: Readonly<Record<string, string>>): Promise<Result<z.infer<typeof Token>, NetworkFailure>> {
    let response;
    try {
      response = await http.get<string>(`/${deps.apiVersion}/oauth/access_token`, { params });
    } catch (cause) {
      if (!isAxiosError(cause)) throw cause;
      return err(withoutAnswer({ kind: 'no_answer', reason: cause.code ?? 'unknown' }, true));
    }
    const parsed = parsedOrNull(response.data);
    const error = graphErrorOf(parsed);
    // On this address code 1 is how Meta says that the secret is wrong. Third-party report (read 2026-11-20).
    if (error?.code === 1 && response.status === 400) return refused('meta.app_secret_wrong', error.message);
    if (error !== null) return err(failureOf(error, response.status, response.data, { write: true, objectId: null, retryAfterMs: null }));
    const token = Token.safeParse(parsed);
    // The body may hold a token in a shape that is not ours: it is not shown.
    return response.status === 200 && token.success ? ok(token.data) : err(unreadable(response.status, '', true));
  }

  /** May be asked again: the short token stays good until it ends. */
  async function lengthen(app: App, token: string): Promise<Result<z.infer<typeof Token>, NetworkFailure>> {
    let answer = await exchange(longParams(app, token));
    for (let tries = 1; tries < TRIES && !answer.ok && answer.error.kind !== 'refused'; tries += 1)
      answer = await exchange(longParams(app, token));
    return answer;
  }

  /** People may untick what they are asked for, and only this list tells. Null: it was not read, and the account's test will. */
  async function grantedTo(token: string): Promise<readonly string[] | null> {
    try {
      const { status, data } = await http.get<string>(`/${deps.apiVersion}/me/permissions`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const rows = Permissions.safeParse(parsedOrNull(data));
      return status === 200 && rows.success ? rows.data.data.flatMap((row) => (row.status === 'granted' ? [row.permission] : [])) : null;
    } catch (cause) {
      if (!isAxiosError(cause)) throw cause;
      return null;
    }
  }

  const redirectOf = (redirectUri: string | null): string => redirectUri ?? `${deps.dialogUrl}${COPY_PAGE}`;

  return {
    methods: ['pasted_token', 'own_app_copy_code'],
    pkce: false,
    scopes: PERMISSIONS,
    tokenLifeDays: LIFE_DAYS,
    parameters: OAUTH2_PARAMETERS,
    loopback: null,
    redirectUris: [redirectOf(null)],
    begin(app, redirectUri) {
      if (redirectUri !== null) return Promise.resolve(refused('meta.loopback_refused', 'Live apps take no loopback address'));
      const state = randomBytes(24).toString('base64url');
      const url = new URL(`${deps.dialogUrl}/${deps.apiVersion}/dialog/oauth`);
      url.search = new URLSearchParams({
        client_id: app.id,
        redirect_uri: redirectOf(redirectUri),
        state,
        response_type: 'code',
        scope: SCOPES.join(','),
      }).toString();
      return Promise.resolve(ok({ url: url.toString(), state, handle: JSON.stringify({ state }) }));
    },
    async complete(app, handle, answer, redirectUri) {
      const kept = Handle.safeParse(parsedOrNull(handle));
      const given = codeOf(answer);
      if (!kept.success || given.state !== kept.data.state) return refused('meta.sign_in_state', 'The answer is of another sign-in');
      const short = await exchange({
        client_id: app.id,
        client_secret: app.secret,
        redirect_uri: redirectOf(redirectUri),
        code: given.code,
      });
      if (!short.ok) return short;
      const long = await lengthen(app, short.value.access_token);
      // The code is spent: a token of an hour is worth more than another sign-in, and its end is told.
      const { access_token: credential, expires_in: seconds } = long.ok ? long.value : short.value;
      return ok({
        credential,
        expiresAt: seconds === undefined ? null : new Date(deps.clock.nowMs() + seconds * 1000).toISOString(),
        granted: await grantedTo(credential),
      });
    },
  };
}

function longParams(app: App, token: string): Readonly<Record<string, string>> {
  return { grant_type: 'fb_exchange_token', client_id: app.id, client_secret: app.secret, fb_exchange_token: token };
}

/** People copy the code, or the whole address that it stands in. */
function codeOf(answer: { readonly code: string; readonly state: string }): { readonly code: string; readonly state: string } {
  const text = answer.code.trim();
  if (!/^https?:\/\//.test(text)) return { code: text.replace(/#_=_$/, ''), state: answer.state };
  const url = URL.parse(text);
  return { code: url?.searchParams.get('code') ?? '', state: url?.searchParams.get('state') ?? '' };
}

function refused(code: string, message: string): { readonly ok: false; readonly error: NetworkFailure } {
  return err({ kind: 'refused', code, problems: [], raw: rawAnswer(null, null, message, null) });
}
