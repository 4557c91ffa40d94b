import { randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { err, ok } from '../../../core/kernel/index.ts';
import type { SignIn } from '../../../core/ports/index.ts';
import { failureOf, parsedOrNull, refusal, unreadable, withoutAnswer } from './failures.ts';
import type { Send } from './http.ts';
import { API_VERSION } from './manifest.ts';
import { Envelope, Token } from './schemas.ts';

/** TikTok's own word for the code; the state is called as everywhere. */
const REDIRECT_PARAMETERS = { code: 'auth_code', state: 'state', denied: null } as const;
/** Up to ten addresses are registered with the app, localhost among them; each letter by letter, so the port is ours for ever. */
const LOOPBACK_PORT = 41_754;
const Handle = z.object({ state: z.string().min(1) });

/**
 * The agency's own app: its secret is asked for, and never leaves for anything but the exchange. There is no PKCE, and what comes
 * back does not expire, so there is nothing to refresh. "Authentication" (v1.3; read 2026-11-20)
 */
export function createSignIn(send: Send, portalUrl: string): SignIn {
  return {
    methods: ['pasted_token', 'own_app_loopback', 'own_app_copy_code'],
    pkce: false,
    // Scopes belong to the app: they are chosen where it is registered, and the person may take some away.
    scopes: [],
    tokenLifeDays: null,
    parameters: REDIRECT_PARAMETERS,
    loopback: { port: LOOPBACK_PORT, path: '/callback' },
    redirectUris: [`http://127.0.0.1:${LOOPBACK_PORT}/callback`],
    begin(app, redirectUri) {
      const state = randomBytes(24).toString('base64url');
      const url = new URL(portalUrl);
      url.searchParams.set('app_id', app.id);
      url.searchParams.set('state', state);
      if (redirectUri !== null) url.searchParams.set('redirect_uri', redirectUri);
      return Promise.resolve(ok({ url: url.href, state, handle: JSON.stringify({ state }) }));
    },
    async complete(app, handle, answer, _redirectUri) {
      const known = Handle.safeParse(parsedOrNull(handle));
      if (!known.success || !same(known.data.state, answer.state))
        return err(refusal('state_mismatch', null, null, 'The answer does not belong to the sign-in that was begun here'));
      const transport = await send({
        method: 'POST',
        url: `/open_api/${API_VERSION}/oauth2/access_token/`,
        headers: { 'content-type': 'application/json' },
        data: JSON.stringify({ app_id: app.id, secret: app.secret, auth_code: answer.code }),
      });
      // A code works once: without an answer a new sign-in is needed, and nothing was bought meanwhile.
      if (transport.kind !== 'answer') return err(withoutAnswer(transport, false));
      const envelope = Envelope.safeParse(parsedOrNull(transport.body));
      if (!envelope.success) return err(unreadable(transport.status, '', false));
      if (envelope.data.code !== 0) return err(failureOf(envelope.data, transport.status, '', { write: false, objectId: null }));
      const token = Token.safeParse(envelope.data.data);
      if (!token.success) return err(unreadable(transport.status, '', false));
      const credential = JSON.stringify({ accessToken: token.data.access_token, appId: app.id, appSecret: app.secret });
      // Scopes come as numbers that no page explains: each right is tried once an account is tested.
      return ok({ credential, expiresAt: null, granted: null });
    },
  };
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
