import { draw } from '../../../simulators/draw.ts';
import type { SimContext, SimReply } from '../../../simulators/types.ts';
import { GraphProblem, invalid } from './problems.ts';
import { text, type GraphCall } from './request.ts';
import { EVERY_SCOPE, META_SIMULATED_APPS } from './seeds.ts';
import { tokenOf, type GivenToken } from './tokens.ts';

/** Signing in: the dialog, the page where it ends, and the exchange of codes and tokens. "Manually build a login flow" (v26.0; read 2026-11-20) */
interface Code {
  readonly code: string;
  readonly appId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly madeMs: number;
  used: boolean;
}

/** Third-party reports (read 2026-11-20). */
const CODE_LIFE_MS = 10 * 60_000;
const SHORT_LIFE_MS = 90 * 60_000;
const LONG_LIFE_MS = 60 * 86_400_000;

/** Answers what needs no token; null for everything else. */
export function answerSignIn(call: GraphCall, base: string, context: SimContext): SimReply | null {
  const [first, second] = call.path;
  if (first === 'connect' && second === 'login_success.html')
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html><body>Success</body></html>' };
  if (first === 'dialog' && second === 'oauth') return dialog(call, base, context);
  if (first === 'oauth' && second === 'access_token') return { status: 200, body: exchange(call, context) };
  return null;
}

function appOf(id: string | null): (typeof META_SIMULATED_APPS)[number] {
  const app = META_SIMULATED_APPS.find((entry) => entry.id === id);
  if (app === undefined)
    throw new GraphProblem({ message: 'Error validating application. Invalid application ID.', type: 'OAuthException', code: 101 });
  return app;
}

/** Whether live apps take a loopback address is believed to be no, and not confirmed. */
function checkRedirect(app: (typeof META_SIMULATED_APPS)[number], redirectUri: string | null, base: string, context: SimContext): string {
  const loopback = redirectUri !== null && /^http:\/\/(localhost|127\.0\.0\.1):\d+(\/|$)/.test(redirectUri);
  if (redirectUri === `${base}/connect/login_success.html`) return redirectUri;
  if (loopback && (app.inDevelopment || context.switchOn('meta.loopback_for_live_apps'))) return redirectUri;
  throw new GraphProblem({
    message: "Can't Load URL: The domain of this URL isn't included in the app's domains.",
    type: 'OAuthException',
    code: 191,
  });
}

/** The person agrees at once: what they would click is not the network's protocol. */
function dialog(call: GraphCall, base: string, context: SimContext): SimReply {
  const app = appOf(text(call.params['client_id']));
  const redirectUri = checkRedirect(app, text(call.params['redirect_uri']), base, context);
  if (text(call.params['response_type']) !== 'code') throw invalid('response_type must be code', { blame: ['response_type'] });
  const target = new URL(redirectUri);
  const state = text(call.params['state']);
  if (state !== null) target.searchParams.set('state', state);
  if (context.takeFault('sign_in', 'revoke')) {
    target.searchParams.set('error', 'access_denied');
    target.searchParams.set('error_reason', 'user_denied');
  } else {
    const number = context.books.nextNumber('code');
    const code: Code = {
      code: `AQ${String(number).padStart(8, '0')}${Math.floor(draw(context.seed, 'code', number) * 1e12)
        .toString(36)
        .padStart(8, '0')}`,
      appId: app.id,
      redirectUri,
      scopes: (text(call.params['scope']) ?? '').split(/[ ,]+/).filter((scope) => EVERY_SCOPE.includes(scope)),
      madeMs: context.nowMs(),
      used: false,
    };
    context.books.put('code', code.code, code);
    target.searchParams.set('code', code.code);
  }
  return { status: 302, headers: { location: `${target.toString()}#_=_` }, body: '' };
}

/** Subcodes of spent codes are third-party reports (read 2026-11-20). */
function codeProblem(subcode: number, message: string): GraphProblem {
  return new GraphProblem({ message, type: 'OAuthException', code: 100, error_subcode: subcode });
}

function exchange(call: GraphCall, context: SimContext): unknown {
  const app = appOf(text(call.params['client_id']));
  if (text(call.params['client_secret']) !== app.secret)
    throw new GraphProblem({ message: 'Error validating client secret.', type: 'OAuthException', code: 1 });
  if (call.params['grant_type'] === 'fb_exchange_token') {
    const old = text(call.params['fb_exchange_token']) ?? '';
    const known = tokenOf(old, context);
    if (known === null || known.deadSubcode !== null)
      throw new GraphProblem({ message: 'Error validating access token', type: 'OAuthException', code: 190, error_subcode: 463 });
    return give(app, known.scopes, LONG_LIFE_MS, context);
  }
  const code = context.books.get<Code>('code', text(call.params['code']) ?? '');
  if (code === null || code.appId !== app.id) throw codeProblem(36_009, 'Invalid verification code format.');
  if (code.redirectUri !== text(call.params['redirect_uri']))
    throw codeProblem(36_008, 'Error validating verification code. Please make sure your redirect_uri is identical to the one you used.');
  if (code.used) throw codeProblem(36_009, 'This authorization code has been used.');
  if (context.nowMs() - code.madeMs > CODE_LIFE_MS) throw codeProblem(36_007, 'This authorization code has expired.');
  context.books.put('code', code.code, { ...code, used: true });
  return give(app, code.scopes, SHORT_LIFE_MS, context);
}

function give(app: (typeof META_SIMULATED_APPS)[number], scopes: readonly string[], lifeMs: number, context: SimContext): unknown {
  const number = context.books.nextNumber('token');
  const token: GivenToken = {
    text: `EAAsim-given-${number}-${Math.floor(draw(context.seed, 'token', number) * 1e12).toString(36)}`,
    appId: app.id,
    appInDevelopment: app.inDevelopment,
    scopes,
    expiresMs: context.nowMs() + lifeMs,
  };
  context.books.put('token', token.text, token);
  return { access_token: token.text, token_type: 'bearer', expires_in: Math.floor(lifeMs / 1000) };
}
