import { randomBytes, timingSafeEqual } from 'node:crypto';
import { err, ok } from '../../../core/kernel/index.ts';
import type { SignIn } from '../../../core/ports/index.ts';
import { OAUTH2_PARAMETERS } from '../../sign-in/loopback.ts';
import type { Auth } from './auth.ts';
import { DISABLES } from './connection.ts';
import { rawAnswer } from './failures.ts';
import { REDIRECT_URI, SCOPES } from './manifest.ts';

/**
 * The agency's own app: Snapchat wants a client secret for the exchange and a registered https redirect, where nothing on a
 * desktop can listen. So the browser ends at an address of this machine and the person copies it here. PKCE is not confirmed
 * for this API. "Authentication" (v1; read 2026-11-20)
 */
export function createSignIn(auth: Auth, accountsUrl: string): SignIn {
  return {
    methods: ['own_app_copy_code', 'pasted_token'],
    pkce: false,
    scopes: SCOPES.map((name) => ({ name, disables: DISABLES[name] })),
    tokenLifeDays: null,
    parameters: OAUTH2_PARAMETERS,
    loopback: null,
    redirectUris: [REDIRECT_URI],
    begin(app, redirectUri) {
      const state = randomBytes(24).toString('base64url');
      const url = new URL(`${accountsUrl}/login/oauth2/authorize`);
      for (const [name, value] of Object.entries({
        response_type: 'code',
        client_id: app.id,
        redirect_uri: redirectUri ?? REDIRECT_URI,
        scope: SCOPES.join(' '),
        state,
      }))
        url.searchParams.set(name, value);
      return Promise.resolve(ok({ url: url.href, state, handle: state }));
    },
    async complete(app, handle, answer, redirectUri) {
      const given = pasted(answer);
      if (given.code === '' || !same(given.state, handle))
        return err({
          kind: 'refused',
          code: 'snapchat.sign_in_request',
          problems: [{ objectId: null, field: null }],
          raw: rawAnswer(null, null, 'The pasted answer belongs to another attempt, or holds no code', null),
        });
      const tokens = await auth.exchange({
        grant_type: 'authorization_code',
        client_id: app.id,
        client_secret: app.secret,
        code: given.code,
        redirect_uri: redirectUri ?? REDIRECT_URI,
      });
      if (!tokens.ok) return tokens;
      const { refresh_token: refreshToken, scope } = tokens.value;
      if (refreshToken === undefined)
        return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'The network gave no token that lasts', null) });
      const credential = JSON.stringify({ clientId: app.id, clientSecret: app.secret, refreshToken });
      const told = scope.split(' ').filter((name) => name !== '');
      // The refresh token has no stated end. An answer that names no scopes leaves out what was asked for (RFC 6749, 5.1).
      return ok({ credential, expiresAt: null, granted: told.length === 0 ? SCOPES : told });
    },
  };
}

/** People copy the whole address as often as the code in it. */
function pasted(answer: { readonly code: string; readonly state: string }): { readonly code: string; readonly state: string } {
  const text = answer.code.trim();
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return { code: text, state: answer.state };
  const { searchParams } = new URL(text);
  return { code: searchParams.get('code') ?? '', state: searchParams.get('state') ?? '' };
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}
