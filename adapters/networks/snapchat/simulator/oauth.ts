import { createHash } from 'node:crypto';
import type { SimContext, SimReply, SimRequest } from '../../../simulators/types.ts';
import { RequestProblem } from './problems.ts';
import { SIMULATED_APP, SIMULATED_GRANTS, type Grant } from './seeds.ts';

/**
 * Sign-in and tokens. A code works once; an access token lives as long as `expires_in` says; a refresh may bring another
 * refresh token, and the old one then dies when the new one is used for the first time: a lost answer locks nobody out.
 * "Authentication" (v1; read 2026-11-20); what a rotation does to the old token is not documented.
 */
export interface Tokens {
  authorize(request: SimRequest): SimReply;
  exchange(request: SimRequest, operation: string): SimReply;
  /** What a bearer may do; throws 401 when it is no good. */
  bearer(request: SimRequest, operation: string): { readonly token: string; readonly grant: Grant };
  known(token: string): Grant | null;
  forget(): void;
}

interface Code {
  readonly code: string;
  readonly redirect: string;
  readonly scopes: readonly string[];
  readonly goodUntilMs: number;
}
interface Access {
  readonly token: string;
  readonly grant: Grant;
  readonly goodUntilMs: number;
}
interface Refresh {
  readonly token: string;
  readonly grant: Grant;
  /** The one before it, that dies at its first use. */
  readonly replaces: string | null;
}

const CODE_MS = 600_000;
/** The fault `revoke`: so long, no refresh token is accepted; then the person has signed in again, so to speak. */
const REVOKED_MS = 60_000;
/** Older pages say 1800, what is seen today is 3600. */
const LIFE_SECONDS = { usual: 3_600, short: 1_800 } as const;

export function createTokens(context: SimContext): Tokens {
  const { books } = context;

  function make(kind: string): string {
    const number = books.nextNumber('token');
    return `${kind}.${createHash('sha256').update(`${context.seed}/${kind}/${number}`).digest('base64url').slice(0, 43)}`;
  }

  function refused(status: number, error: string, description: string): SimReply {
    return { status, body: { error, error_description: description } };
  }

  function issue(grant: Grant, refresh: string | null): SimReply {
    const seconds = context.switchOn('snapchat.short_tokens') ? LIFE_SECONDS.short : LIFE_SECONDS.usual;
    const access: Access = { token: make('sa'), grant, goodUntilMs: context.nowMs() + seconds * 1000 };
    books.put('access', access.token, access);
    return {
      status: 200,
      body: {
        access_token: access.token,
        token_type: 'Bearer',
        expires_in: seconds,
        ...(refresh === null ? {} : { refresh_token: refresh }),
        scope: grant.scopes.join(' '),
      },
    };
  }

  function refreshGrant(token: string): Grant | null {
    return SIMULATED_GRANTS.get(token) ?? books.get<Refresh>('refresh', token)?.grant ?? null;
  }

  function byCode(form: URLSearchParams): SimReply {
    const code = books.get<Code>('code', form.get('code') ?? '');
    if (code === null) return refused(400, 'invalid_grant', 'The code is unknown or was used');
    books.delete('code', code.code);
    if (context.nowMs() > code.goodUntilMs) return refused(400, 'invalid_grant', 'The code has expired');
    if (form.get('redirect_uri') !== code.redirect) return refused(400, 'invalid_grant', 'The redirect is not the one of the code');
    const refresh: Refresh = { token: make('sr'), grant: { scopes: code.scopes, role: 'admin' }, replaces: null };
    books.put('refresh', refresh.token, refresh);
    return issue(refresh.grant, refresh.token);
  }

  function byRefresh(form: URLSearchParams): SimReply {
    const given = form.get('refresh_token') ?? '';
    const grant = refreshGrant(given);
    if (context.nowMs() < (books.get<number>('flag', 'revokedUntilMs') ?? 0))
      return refused(400, 'invalid_grant', 'The person took the permission back');
    if (grant === null) return refused(400, 'invalid_grant', 'The refresh token is not known');
    const used = books.get<Refresh>('refresh', given);
    if (used?.replaces !== null && used?.replaces !== undefined) books.delete('refresh', used.replaces);
    if (context.switchOn('snapchat.refresh_omitted')) return issue(grant, null);
    const next: Refresh = { token: make('sr'), grant, replaces: given };
    books.put('refresh', next.token, next);
    if (context.switchOn('snapchat.refresh_dies_at_once')) books.delete('refresh', given);
    return issue(grant, next.token);
  }

  return {
    authorize(request) {
      const { query } = request;
      const redirect = query.get('redirect_uri') ?? '';
      const allowed =
        SIMULATED_APP.redirects.includes(redirect) ||
        (context.switchOn('snapchat.http_loopback') && /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//.test(redirect));
      if (query.get('client_id') !== SIMULATED_APP.id) return refused(400, 'invalid_client', 'The app is not known');
      if (!allowed) return refused(400, 'invalid_request', 'The redirect is not registered, or not https');
      if (query.get('response_type') !== 'code') return refused(400, 'unsupported_response_type', 'Only codes are given');
      const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      if (scopes.length === 0 || scopes.some((scope) => !scope.startsWith('snapchat-')))
        return refused(400, 'invalid_scope', 'A scope is not known');
      const target = new URL(redirect);
      if (context.takeFault('sign_in', 'revoke')) {
        target.searchParams.set('error', 'access_denied');
        target.searchParams.set('state', query.get('state') ?? '');
        return { status: 302, headers: { location: target.href }, body: '' };
      }
      const code: Code = { code: make('sc'), redirect, scopes, goodUntilMs: context.nowMs() + CODE_MS };
      books.put('code', code.code, code);
      target.searchParams.set('code', code.code);
      target.searchParams.set('state', query.get('state') ?? '');
      return { status: 302, headers: { location: target.href }, body: '' };
    },
    exchange(request, operation) {
      const form = new URLSearchParams(request.body.toString('utf8'));
      if (context.takeFault(operation, '429')) return refused(429, 'temporarily_unavailable', 'Too many requests');
      if (form.get('client_id') !== SIMULATED_APP.id || form.get('client_secret') !== SIMULATED_APP.secret)
        return refused(401, 'invalid_client', 'The app or its secret is wrong');
      if (form.get('grant_type') === 'authorization_code') return byCode(form);
      if (form.get('grant_type') === 'refresh_token') return byRefresh(form);
      return refused(400, 'unsupported_grant_type', 'Only codes and refresh tokens are exchanged');
    },
    bearer(request, operation) {
      const token = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
      const access = books.get<Access>('access', token);
      const bad = (): RequestProblem => new RequestProblem(401, 'invalid_token', 'The access token is invalid or has expired');
      if (access === null || context.nowMs() >= access.goodUntilMs) throw bad();
      if (context.takeFault(operation, 'expire_token')) {
        books.delete('access', token);
        throw bad();
      }
      if (context.takeFault(operation, 'revoke')) {
        books.delete('access', token);
        books.put('flag', 'revokedUntilMs', context.nowMs() + REVOKED_MS);
        throw bad();
      }
      return { token, grant: access.grant };
    },
    known: (token) => {
      const access = books.get<Access>('access', token);
      return access !== null && context.nowMs() < access.goodUntilMs ? access.grant : null;
    },
    forget() {
      for (const kind of ['access', 'refresh', 'code'] as const)
        for (const entry of books.all<{ token?: string; code?: string }>(kind)) books.delete(kind, entry.token ?? entry.code ?? '');
      books.delete('flag', 'revokedUntilMs');
    },
  };
}
