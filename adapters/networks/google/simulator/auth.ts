import { createHash } from 'node:crypto';
import type { SimContext, SimReply, SimRequest } from '../../../simulators/types.ts';
import { GOOGLE_SIMULATED_ACCOUNTS, type SimulatedCustomer, type SimulatedProject, type SimulatedUser } from './accounts.ts';
import type { Fault } from './answers.ts';

/** Access tokens live an hour (google-ads.md section 17.14). */
const ACCESS_LIFE_S = 3600;
export const ADS_SCOPE = 'https://www.googleapis.com/auth/adwords';
export const MANAGER_SCOPE = 'https://www.googleapis.com/auth/datamanager';
const ALL_SCOPES: readonly string[] = [ADS_SCOPE, MANAGER_SCOPE];
/** Codes are good for ten minutes (general product knowledge). */
const CODE_LIFE_MS = 600_000;
/** Refresh tokens of a consent screen in Testing (google-ads.md section 2). */
const TESTING_LIFE_S = 7 * 86_400;

interface AccessToken {
  readonly token: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly expiresMs: number;
}
interface Grant {
  readonly code: string;
  readonly clientId: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly offline: boolean;
  readonly expiresMs: number;
}
/** What a consent left behind; seed users have none and never end. */
interface Consented {
  readonly refreshToken: string;
  readonly user: string;
  readonly scopes: readonly string[];
  readonly expiresMs: number | null;
}

export interface Caller {
  readonly scopes: readonly string[];
  readonly user: SimulatedUser;
  readonly project: SimulatedProject;
}

function oauthError(status: number, error: string, description: string): SimReply {
  return { status, body: { error, error_description: description } };
}

/** Sign-in, tokens and who may enter which account. */
export class Access {
  readonly #context: SimContext;

  constructor(context: SimContext) {
    this.#context = context;
  }

  reset(): void {
    for (const one of this.#context.books.all<AccessToken>('accessTokens')) this.#context.books.delete('accessTokens', one.token);
    for (const one of this.#context.books.all<{ refreshToken: string }>('revoked')) this.#context.books.delete('revoked', one.refreshToken);
    for (const one of this.#context.books.all<Consented>('refreshTokens')) this.#context.books.delete('refreshTokens', one.refreshToken);
  }

  /** Consent page, token and revocation addresses; null when the path is none of them. */
  oauth(request: SimRequest, operation: string): SimReply | null {
    if (request.path === '/o/oauth2/v2/auth') return this.#consent(request);
    const form = new URLSearchParams(request.body.toString('utf8'));
    if (request.path === '/revoke' && request.method === 'POST') {
      const token = form.get('token') ?? request.query.get('token') ?? '';
      const refreshToken = this.#context.books.get<AccessToken>('accessTokens', token)?.refreshToken ?? token;
      if (this.#user(refreshToken) === null || this.#context.books.get('revoked', refreshToken) !== null)
        return oauthError(400, 'invalid_token', 'Token expired or revoked');
      this.revoke(refreshToken);
      return { status: 200, body: {} };
    }
    if (request.path !== '/token' || request.method !== 'POST') return null;
    const clientId = form.get('client_id') ?? '';
    const project = GOOGLE_SIMULATED_ACCOUNTS.projects.find((one) => one.clientId === clientId);
    if (project === undefined) return oauthError(401, 'invalid_client', 'The OAuth client was not found.');
    if (form.get('grant_type') === 'authorization_code') return this.#exchange(form, clientId);
    if (form.get('grant_type') !== 'refresh_token') return oauthError(400, 'unsupported_grant_type', 'Invalid grant_type.');
    const refreshToken = form.get('refresh_token') ?? '';
    if (this.#context.takeFault(operation, 'revoke')) this.revoke(refreshToken);
    const user = this.#user(refreshToken);
    const consented = this.#context.books.get<Consented>('refreshTokens', refreshToken);
    const ended = consented?.expiresMs !== undefined && consented.expiresMs !== null && consented.expiresMs <= this.#context.nowMs();
    if (user === null || ended || this.#context.books.get('revoked', refreshToken) !== null)
      return oauthError(400, 'invalid_grant', 'Token has been expired or revoked.');
    const scope = this.#scopes(refreshToken).join(' ');
    return {
      status: 200,
      body: { access_token: this.#issue(refreshToken, clientId), expires_in: ACCESS_LIFE_S, scope, token_type: 'Bearer' },
    };
  }

  #scopes(refreshToken: string): readonly string[] {
    return this.#context.books.get<Consented>('refreshTokens', refreshToken)?.scopes ?? this.#user(refreshToken)?.scopes ?? ALL_SCOPES;
  }

  #user(refreshToken: string): SimulatedUser | null {
    const origin = this.#context.books.get<Consented>('refreshTokens', refreshToken)?.user ?? refreshToken;
    return GOOGLE_SIMULATED_ACCOUNTS.users.find((one) => one.refreshToken === origin) ?? null;
  }

  /** The person agrees at once; PKCE with S256 is asked for (google-ads.md section 2). */
  #consent(request: SimRequest): SimReply {
    const redirect = request.query.get('redirect_uri') ?? '';
    const challenge = request.query.get('code_challenge') ?? '';
    if (!/^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/.test(redirect))
      return oauthError(400, 'redirect_uri_mismatch', 'Only loopback addresses fit a desktop client.');
    if (request.query.get('code_challenge_method') !== 'S256' || challenge === '')
      return oauthError(400, 'invalid_request', 'A code challenge with S256 is needed.');
    const clientId = request.query.get('client_id') ?? '';
    if (!GOOGLE_SIMULATED_ACCOUNTS.projects.some((one) => one.clientId === clientId))
      return oauthError(401, 'invalid_client', 'The OAuth client was not found.');
    if (request.query.get('response_type') !== 'code') return oauthError(400, 'invalid_request', 'Only response_type=code is known here.');
    const asked = (request.query.get('scope') ?? '').split(' ');
    if (asked.some((scope) => !ALL_SCOPES.includes(scope))) return oauthError(400, 'invalid_scope', 'Some requested scopes were invalid.');
    if (this.#context.takeFault('sign_in', 'revoke')) {
      const back = new URL(redirect);
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('state', request.query.get('state') ?? '');
      return { status: 302, headers: { location: back.toString() }, body: '' };
    }
    // People may untick a box (switch `google.person_unticks_data_manager`).
    const unticked = this.#context.switchOn('google.person_unticks_data_manager');
    const grant: Grant = {
      scopes: asked.filter((scope) => !unticked || scope !== MANAGER_SCOPE),
      offline: request.query.get('access_type') === 'offline',
      expiresMs: this.#context.nowMs() + CODE_LIFE_MS,
      code: `simulated-code-${this.#context.books.nextNumber('code')}`,
      clientId,
      challenge,
      redirectUri: redirect,
    };
    this.#context.books.put('grants', grant.code, grant);
    const target = new URL(redirect);
    target.searchParams.set('code', grant.code);
    const state = request.query.get('state');
    if (state !== null) target.searchParams.set('state', state);
    return { status: 302, headers: { location: target.toString() }, body: '' };
  }

  #exchange(form: URLSearchParams, clientId: string): SimReply {
    const grant = this.#context.books.get<Grant>('grants', form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (
      grant === null ||
      grant.expiresMs <= this.#context.nowMs() ||
      grant.clientId !== clientId ||
      grant.redirectUri !== form.get('redirect_uri') ||
      grant.challenge !== proof
    )
      return oauthError(400, 'invalid_grant', 'Malformed auth code.');
    this.#context.books.delete('grants', grant.code);
    const project = GOOGLE_SIMULATED_ACCOUNTS.projects.find((one) => one.clientId === clientId);
    const testing = project?.consent === 'testing';
    const refreshToken = `simulated-refresh-consent-${this.#context.books.nextNumber('refresh')}`;
    const kept: Consented = {
      refreshToken,
      user: 'simulated-refresh-agency',
      scopes: grant.scopes,
      expiresMs: testing ? this.#context.nowMs() + TESTING_LIFE_S * 1000 : null,
    };
    this.#context.books.put('refreshTokens', refreshToken, kept);
    return {
      status: 200,
      body: {
        access_token: this.#issue(refreshToken, clientId),
        expires_in: ACCESS_LIFE_S,
        ...(grant.offline ? { refresh_token: refreshToken } : {}),
        // Whether Google tells the end of such a token is a third-party report (switch `google.testing_end_untold`).
        ...(testing && grant.offline && !this.#context.switchOn('google.testing_end_untold')
          ? { refresh_token_expires_in: TESTING_LIFE_S }
          : {}),
        scope: grant.scopes.join(' '),
        token_type: 'Bearer',
      },
    };
  }

  #issue(refreshToken: string, clientId: string): string {
    const token = `simulated-access-${this.#context.books.nextNumber('access')}`;
    const entry: AccessToken = { token, refreshToken, clientId, expiresMs: this.#context.nowMs() + ACCESS_LIFE_S * 1000 };
    this.#context.books.put('accessTokens', token, entry);
    return token;
  }

  revoke(refreshToken: string): void {
    this.#context.books.put('revoked', refreshToken, { refreshToken });
  }

  caller(request: SimRequest, operation: string): Caller | Fault {
    const header = request.headers['authorization'] ?? '';
    const token = /^Bearer (.+)$/.exec(header)?.[1] ?? '';
    const entry = this.#context.books.get<AccessToken>('accessTokens', token);
    const refuse = (value: string, message: string): Fault => ({ code: `authenticationError.${value}`, message });
    if (header === '') return refuse('OAUTH_TOKEN_HEADER_INVALID', 'The authorization header is missing.');
    if (entry === null) return refuse('OAUTH_TOKEN_INVALID', 'The access token is not valid.');
    if (this.#context.takeFault(operation, 'revoke')) this.revoke(entry.refreshToken);
    if (this.#context.takeFault(operation, 'expire_token')) this.#context.books.put('accessTokens', token, { ...entry, expiresMs: 0 });
    if (this.#context.books.get('revoked', entry.refreshToken) !== null) return refuse('OAUTH_TOKEN_REVOKED', 'The token was revoked.');
    if ((this.#context.books.get<AccessToken>('accessTokens', token)?.expiresMs ?? 0) <= this.#context.nowMs())
      return refuse('OAUTH_TOKEN_EXPIRED', 'The access token has expired.');
    const user = this.#user(entry.refreshToken);
    const project = GOOGLE_SIMULATED_ACCOUNTS.projects.find((one) => one.clientId === entry.clientId);
    if (user === null || project === undefined) return refuse('NOT_ADS_USER', 'The account is no user of Google Ads.');
    return { user, project, scopes: this.#scopes(entry.refreshToken) };
  }

  /** The account asked for, entered directly or through the manager that the request names (google-ads.md section 2). */
  enter(caller: Caller, customerId: string, login: string | undefined, writes: boolean): SimulatedCustomer | Fault {
    if (!/^\d{10}$/.test(customerId))
      return { code: 'requestError.INVALID_CUSTOMER_ID', message: 'The customer id is not valid.', trigger: customerId };
    if (login !== undefined && !/^\d{10}$/.test(login))
      return { code: 'headerError.INVALID_LOGIN_CUSTOMER_ID', message: 'The login customer id is not valid.', trigger: login };
    const customer = GOOGLE_SIMULATED_ACCOUNTS.customers.find((one) => one.id === customerId);
    const through = login ?? customerId;
    const reaches = caller.user.direct.includes(through) && (through === customerId || customer?.managedBy === through);
    if (customer === undefined || !reaches)
      return { code: 'authorizationError.USER_PERMISSION_DENIED', message: "User doesn't have permission to access customer." };
    if (caller.project.level === 'test' && !customer.testAccount)
      return { code: 'authorizationError.CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION', message: 'The project may call test accounts only.' };
    if (customer.status === 'CANCELED') return { code: 'authorizationError.CUSTOMER_NOT_ENABLED', message: 'The account is not enabled.' };
    if (!writes) return customer;
    if (customer.status === 'SUSPENDED')
      return { code: 'authorizationError.ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT', message: 'The account is suspended.' };
    if (caller.user.role === 'READ_ONLY') return { code: 'authorizationError.ACTION_NOT_PERMITTED', message: 'The user may read only.' };
    if (customer.manager)
      return { code: 'requestError.CANNOT_BE_EXECUTED_BY_MANAGER_ACCOUNT', message: 'A manager account has no campaigns.' };
    return customer;
  }
}
