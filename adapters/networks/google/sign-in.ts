import { createHash, randomBytes } from 'node:crypto';
import { isAxiosError } from 'axios';
import { z } from 'zod';
import { canonicalJson, err, ok, type Result } from '../../../core/kernel/index.ts';
import type { Clock, NetworkFailure, SignIn } from '../../../core/ports/index.ts';
import { OAUTH2_PARAMETERS } from '../../sign-in/loopback.ts';
import { createHttp } from './client.ts';
import { connectionFailure, rawAnswer, unreadableAnswer } from './failures.ts';
import { SCOPES } from './manifest.ts';

const ASKED = [SCOPES.ads, SCOPES.dataManager] as const;
const TIMEOUT_MS = 30_000;
/** Loopback by number: some firewalls look `localhost` up elsewhere. "OAuth 2.0 for desktop apps" (read 2026-11-29) */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?(\/[^?#]*)?$/;

const Handle = z.object({ state: z.string().min(16), verifier: z.string().min(43) });
const Grant = z.object({
  refresh_token: z.string().min(1).optional(),
  scope: z.string().default(''),
  /** Only told of tokens that end: a person's leave for some days, and consent screens in Testing (third-party report, read 2026-11-29). */
  refresh_token_expires_in: z.number().positive().optional(),
});
const Refusal = z.object({ error: z.string(), error_description: z.string().default('') });

export interface SignInDeps {
  readonly consentUrl: string;
  readonly tokenUrl: string;
  readonly clock: Clock;
}

/**
 * The agency's own desktop client, over a loopback address with PKCE. Copying the code by hand was ended by Google in 2022.
 * @see google-ads.md section 2 (read 2026-11-20)
 */
export function createSignIn(deps: SignInDeps): SignIn {
  const http = createHttp(deps.tokenUrl);

  async function exchange(params: Readonly<Record<string, string>>): Promise<Result<z.infer<typeof Grant>, NetworkFailure>> {
    let status: number;
    let text: string;
    try {
      const response = await http.post<string>('', new URLSearchParams(params).toString(), {
        timeout: TIMEOUT_MS,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      });
      ({ status, data: text } = response);
    } catch (cause) {
      if (!isAxiosError(cause)) throw cause;
      // A code is good for one exchange: whether this one was made nobody knows, and another sign-in settles it.
      return err(connectionFailure(cause, 'write'));
    }
    const parsed = jsonOrNull(text);
    const grant = Grant.safeParse(parsed);
    if (status === 200 && grant.success) return ok(grant.data);
    const refusal = Refusal.safeParse(parsed);
    // The body may hold a token in a shape that is not ours: it is not shown.
    if (!refusal.success || status >= 500) return err(unreadableAnswer(status, '', 'write'));
    const { error, error_description: description } = refusal.data;
    return refused(
      error === 'invalid_client' || error === 'unauthorized_client' ? 'google.sign_in_app' : 'google.sign_in_code',
      description,
      {
        status,
        code: error,
      },
    );
  }

  return {
    methods: ['pasted_token', 'own_app_loopback'],
    pkce: true,
    scopes: [
      { name: SCOPES.ads, disables: ['publish', 'pause', 'read', 'metrics', 'list_accounts'] },
      { name: SCOPES.dataManager, disables: ['audiences', 'conversions'] },
    ],
    // Until revoked; seven days while the consent screen is in Testing, which `complete` tells as the end of the credential.
    tokenLifeDays: null,
    parameters: OAUTH2_PARAMETERS,
    loopback: { port: null, path: '/callback' },
    redirectUris: [],
    begin(app, redirectUri) {
      if (redirectUri === null || !LOOPBACK.test(redirectUri))
        return Promise.resolve(refused('google.loopback_needed', 'Google signs desktop programs in over a loopback address only'));
      const state = randomBytes(24).toString('base64url');
      const verifier = randomBytes(48).toString('base64url');
      const url = new URL(deps.consentUrl);
      url.search = new URLSearchParams({
        client_id: app.id,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: ASKED.join(' '),
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        access_type: 'offline',
        // Without it a second sign-in brings no refresh token.
        prompt: 'consent',
      }).toString();
      return Promise.resolve(ok({ url: url.toString(), state, handle: JSON.stringify({ state, verifier }) }));
    },
    async complete(app, handle, answer, redirectUri) {
      const kept = Handle.safeParse(jsonOrNull(handle));
      if (!kept.success || answer.state !== kept.data.state) return refused('google.sign_in_state', 'The answer is of another sign-in');
      if (answer.code.trim() === '') return refused('google.sign_in_code', 'The answer carries no code');
      const grant = await exchange({
        grant_type: 'authorization_code',
        client_id: app.id,
        client_secret: app.secret,
        code: answer.code.trim(),
        code_verifier: kept.data.verifier,
        redirect_uri: redirectUri ?? '',
      });
      if (!grant.ok) return grant;
      const { refresh_token: refreshToken, scope, refresh_token_expires_in: seconds } = grant.value;
      // People may untick what they are asked for; without this one nothing works at all.
      if (!scope.split(' ').includes(SCOPES.ads)) return refused('google.scope_missing', 'The person did not agree to Google Ads');
      if (refreshToken === undefined) return refused('google.refresh_token_missing', 'The answer holds no refresh token');
      const nowMs = deps.clock.nowMs();
      const expiresAt = seconds === undefined ? null : new Date(nowMs + seconds * 1000).toISOString();
      const credential = canonicalJson({
        clientId: app.id,
        ...(app.secret === '' ? {} : { clientSecret: app.secret }),
        refreshToken,
        signedInAt: new Date(nowMs).toISOString(),
        ...(expiresAt === null ? {} : { endsAt: expiresAt }),
      });
      return ok({ credential, expiresAt, granted: scope.split(' ') });
    },
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function refused(
  code: string,
  message: string,
  answer: { readonly status: number | null; readonly code: string | null } = { status: null, code: null },
): { readonly ok: false; readonly error: NetworkFailure } {
  return err({ kind: 'refused', code, problems: [], raw: rawAnswer(answer.status, answer.code, message, null) });
}
