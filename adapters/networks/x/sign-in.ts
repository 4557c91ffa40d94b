import { z } from 'zod';
import { canonicalJson, err, ok, type Result } from '../../../core/kernel/index.ts';
import type { NetworkFailure, SignIn } from '../../../core/ports/index.ts';
import { parsedOrNull } from './client.ts';
import { failureOf, rawAnswer, withoutAnswer, type Transport } from './failures.ts';
import type { XUrls } from './manifest.ts';
import { TokenAnswer, type Credential } from './schemas.ts';
import type { Sender } from './transport.ts';

/** What comes back to a loopback address, or is copied by hand (`verifier`: the PIN). OAuth 1.0a has words of its own. */
export const REDIRECT_PARAMETERS = { code: 'oauth_verifier', state: 'oauth_token', denied: 'denied' } as const;
const LOOPBACK_PORT = 41_753;

const Handle = z.object({ token: z.string(), secret: z.string() });

/**
 * OAuth 1.0a with the agency's own app: a request token, the person's yes in a browser, an access token that lives until it is
 * revoked. The request token comes back with the answer and works once: it is the `state`. A loopback address must be
 * registered with the app letter by letter, so its port is fixed. @see X API, "3-legged OAuth flow" and "PIN-based OAuth" (read 2026-11-20)
 */
export function createSignIn(send: Sender, urls: XUrls): SignIn {
  async function exchange(
    path: string,
    values: Readonly<Record<string, string>>,
    keys: Pick<Credential, 'consumerKey' | 'consumerSecret'> & Partial<Credential>,
  ): Promise<Result<z.infer<typeof TokenAnswer>, NetworkFailure>> {
    const transport = await send({ method: 'POST', url: `${urls.api}oauth/${path}`, body: { kind: 'form', values }, reads: 'url' }, keys);
    const failure = problemOf(transport);
    if (failure !== null) return err(failure);
    const read = TokenAnswer.safeParse(transport.kind === 'answer' ? transport.data : null);
    return read.success
      ? ok(read.data)
      : err({ kind: 'unsupported', raw: rawAnswer(200, null, 'The sign-in was answered with something else', null) });
  }

  return {
    methods: ['own_app_loopback', 'own_app_copy_code', 'pasted_token'],
    pkce: false,
    scopes: [],
    tokenLifeDays: null,
    parameters: REDIRECT_PARAMETERS,
    loopback: { port: LOOPBACK_PORT, path: '/callback' },
    redirectUris: [`http://127.0.0.1:${LOOPBACK_PORT}/callback`],
    async begin(app, redirectUri) {
      const keys = { consumerKey: app.id, consumerSecret: app.secret };
      const asked = await exchange('request_token', { oauth_callback: redirectUri ?? 'oob' }, keys);
      if (!asked.ok) return asked;
      const { oauth_token: token, oauth_token_secret: secret } = asked.value;
      return ok({
        url: `${urls.api}oauth/authorize?oauth_token=${encodeURIComponent(token)}`,
        state: token,
        handle: canonicalJson({ token, secret }),
      });
    },
    async complete(app, handle, answer) {
      const read = Handle.safeParse(parsedOrNull(handle));
      if (!read.success || read.data.token !== answer.state)
        return err({ kind: 'auth_expired', raw: rawAnswer(null, null, 'The answer belongs to another sign-in', null) });
      const { token, secret } = read.data;
      const got = await exchange(
        'access_token',
        { oauth_verifier: answer.code.trim() },
        { consumerKey: app.id, consumerSecret: app.secret, accessToken: token, accessTokenSecret: secret },
      );
      if (!got.ok) return got;
      return ok({
        credential: canonicalJson({
          consumerKey: app.id,
          consumerSecret: app.secret,
          accessToken: got.value.oauth_token,
          accessTokenSecret: got.value.oauth_token_secret,
        }),
        expiresAt: null,
        // What a person may do belongs to the account: it is read when one is tested.
        granted: null,
      });
    },
  };
}

/** A sign-in whose answer was lost changed nothing of ours: it is begun again. */
function problemOf(transport: Transport): NetworkFailure | null {
  if (transport.kind !== 'answer') return withoutAnswer(transport, false);
  const machineNowMs = Date.now();
  return failureOf(transport, { write: false, objectId: null, nowMs: machineNowMs, machineNowMs });
}
