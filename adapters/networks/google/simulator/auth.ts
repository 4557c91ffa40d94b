import { createHash } from 'node:crypto';
import type { SimContext, SimReply, SimRequest } from '../../../simulators/types.ts';
import { GOOGLE_SIMULATED_ACCOUNTS, type SimulatedCustomer, type SimulatedProject, type SimulatedUser } from './accounts.ts';
import type { Fault } from './answers.ts';

/** Access tokens live an hour (google-ads.md section 17.14). */
const ACCESS_LIFE_S = 3600;
const SCOPE = 'https://www.googleapis.com/auth/adwords';

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
}

export interface Caller {
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
  }

  /** Consent page, token and revocation addresses; null when the path is none of them. */
  oauth(request: SimRequest, operation: string): SimReply | null {
    if (request.path === '/o/oauth2/v2/auth') return this.#consent(request);
    const form = new URLSearchParams(request.body.toString('utf8'));
    if (request.path === '/revoke' && request.method === 'POST') {
      const token = form.get('token') ?? request.query.get('token') ?? '';
      const access = this.#context.books.get<AccessToken>('accessTokens', token);
      this.revoke(access?.refreshToken ?? token);
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
    if (user === null || this.#context.books.get('revoked', refreshToken) !== null)
      return oauthError(400, 'invalid_grant', 'Token has been expired or revoked.');
    return {
      status: 200,
      body: { access_token: this.#issue(refreshToken, clientId), expires_in: ACCESS_LIFE_S, scope: SCOPE, token_type: 'Bearer' },
    };
  }

  #user(refreshToken: string): SimulatedUser | null {
    const origin = this.#context.books.get<{ readonly user: string }>('refreshTokens', refreshToken)?.user ?? refreshToken;
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
    const grant: Grant = {
      code: `simulated-code-${this.#context.books.nextNumber('code')}`,
      clientId: request.query.get('client_id') ?? '',
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
    if (grant === null || grant.clientId !== clientId || grant.redirectUri !== form.get('redirect_uri') || grant.challenge !== proof)
      return oauthError(400, 'invalid_grant', 'Malformed auth code.');
    this.#context.books.delete('grants', grant.code);
    const refreshToken = `simulated-refresh-consent-${this.#context.books.nextNumber('refresh')}`;
    this.#context.books.put('refreshTokens', refreshToken, { user: 'simulated-refresh-agency' });
    return {
      status: 200,
      body: {
        access_token: this.#issue(refreshToken, clientId),
        expires_in: ACCESS_LIFE_S,
        refresh_token: refreshToken,
        scope: SCOPE,
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
    return { user, project };
  }

  /** The account asked for, entered directly or through the manager that `login-customer-id` names (google-ads.md section 2). */
  enter(caller: Caller, customerId: string, request: SimRequest, writes: boolean): SimulatedCustomer | Fault {
    const login = request.headers['login-customer-id'];
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
