import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { create, type AxiosInstance } from 'axios';
import { OAuth2Client } from 'google-auth-library';
import { err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, NetworkFailure, RateLedger, Secrets } from '../../../core/ports/index.ts';
import { answerFailure, connectionFailure, rawAnswer, unreadableAnswer, type Effect } from './failures.ts';
import type { ApiVersion } from './manifest.ts';
import { countOperations, type OperationCount } from './quota.ts';
import { Credential, StreamAnswer } from './schemas.ts';
import type { z } from 'zod';

export interface ClientDeps {
  /** Without the version: `https://googleads.googleapis.com`. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rates: RateLedger;
}

export interface Answer {
  readonly data: unknown;
  readonly requestId: string | null;
}
export type Outcome<T> = Result<T, NetworkFailure>;

/** Whom a request speaks for. */
export interface Identity {
  readonly secretName: string;
  readonly loginCustomerId: string | null;
}

export interface CallOptions {
  readonly effect: Effect;
  /** How many operations Google counts for it. */
  readonly operations: number;
  readonly objectOf?: (index: number) => string | null;
}

export interface Client {
  readonly count: OperationCount;
  post(identity: Identity, path: string, body: unknown, options: CallOptions): Promise<Outcome<Answer>>;
  get(identity: Identity, path: string): Promise<Outcome<Answer>>;
  /** Every row of a query, parsed; one row that cannot be understood fails the whole, for a part would look like everything. */
  rows<T extends z.ZodType>(identity: Identity, customerId: string, query: string, shape: T): Promise<Outcome<z.output<T>[]>>;
}

/** Longest answers and connections that are waited for, in ms (reliability.md FM-07). */
const CREATE_TIMEOUT_MS = 60_000;
const READ_TIMEOUT_MS = 120_000;
const ANSWER_LIMIT_BYTES = 256 * 1024 * 1024;

export function identityOf(account: AccountRef): Identity {
  const login = account.settings['loginCustomerId'];
  return { secretName: account.secretName, loginCustomerId: login === undefined || login === '' ? null : login.replaceAll('-', '') };
}

interface Token {
  readonly access: string;
  readonly loginCustomerId: string | null;
}

/** REST over one kept-alive connection pool. No write is ever repeated here, but for a 401, which proves that nothing was done. */
export function createClient(deps: ClientDeps, version: ApiVersion): Client {
  const count = countOperations(deps.rates, deps.clock);
  const http: AxiosInstance = create({
    baseURL: `${deps.baseUrl.replace(/\/$/, '')}/${version}/`,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 8 }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 8 }),
    maxRedirects: 0,
    maxContentLength: ANSWER_LIMIT_BYTES,
    maxBodyLength: ANSWER_LIMIT_BYTES,
    responseType: 'text',
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
  });
  const sessions = new Map<
    string,
    { readonly credential: Credential; readonly client: OAuth2Client; access: Promise<Outcome<string>> | null }
  >();

  /** One refresh at a time for everybody who waits (reliability.md FM-14). `stale` is the token that was just refused. */
  async function token(secretName: string, stale: string | null): Promise<Outcome<Token>> {
    const text = await deps.secrets.get(secretName);
    const credential = readCredential(text);
    if (credential === null)
      return err({
        kind: 'auth_expired',
        raw: rawAnswer(null, 'no_credential', 'The stored credential is missing or cannot be read', null),
      });
    let session = sessions.get(secretName);
    if (
      session === undefined ||
      session.credential.refreshToken !== credential.refreshToken ||
      session.credential.clientId !== credential.clientId
    ) {
      const client = new OAuth2Client({
        clientId: credential.clientId,
        clientSecret: credential.clientSecret ?? '',
        endpoints: { oauth2TokenUrl: deps.tokenUrl },
      });
      client.setCredentials({ refresh_token: credential.refreshToken });
      session = { credential, client, access: null };
      sessions.set(secretName, session);
    }
    if (stale !== null && session.client.credentials.access_token === stale) {
      session.client.setCredentials({ refresh_token: credential.refreshToken });
      session.access = null;
    }
    const current = session;
    current.access ??= current.client
      .getAccessToken()
      .then((answer): Outcome<string> =>
        typeof answer.token === 'string'
          ? ok(answer.token)
          : err({ kind: 'auth_expired', raw: rawAnswer(null, 'no_token', 'No access token came back', null) }),
      )
      .catch((cause: unknown) => err(refreshFailure(cause)))
      // The library keeps the token until shortly before it ends; it is asked each time anew.
      .finally(() => void (current.access = null));
    const access = await current.access;
    return access.ok ? ok({ access: access.value, loginCustomerId: credential.loginCustomerId?.replaceAll('-', '') ?? null }) : access;
  }

  async function send(identity: Identity, path: string, body: unknown, options: CallOptions): Promise<Outcome<Answer>> {
    const { effect } = options;
    let refused: string | null = null;
    for (;;) {
      const bearer = await token(identity.secretName, refused);
      if (!bearer.ok) return bearer;
      const login = identity.loginCustomerId ?? bearer.value.loginCustomerId;
      let status: number;
      let text: string;
      let requestId: string | null;
      try {
        const response = await http.request<unknown>({
          method: body === undefined ? 'GET' : 'POST',
          url: path,
          data: body,
          timeout: effect === 'read' ? READ_TIMEOUT_MS : CREATE_TIMEOUT_MS,
          headers: {
            Authorization: `Bearer ${bearer.value.access}`,
            'Content-Type': 'application/json',
            ...(login === null || path === 'customers:listAccessibleCustomers' ? {} : { 'login-customer-id': login }),
          },
        });
        status = response.status;
        text = typeof response.data === 'string' ? response.data : '';
        const header: unknown = response.headers['request-id'];
        requestId = typeof header === 'string' ? header : null;
      } catch (cause) {
        return err(connectionFailure(cause, effect));
      }
      count.add(options.operations);
      if (status === 200) {
        try {
          return ok({ data: JSON.parse(text) as unknown, requestId });
        } catch {
          return err(unreadableAnswer(status, text, effect));
        }
      }
      const failure = answerFailure(status, text, effect, options.objectOf ?? null);
      // Once: a token that was refused right after it was made will not get better.
      if (failure.kind === 'auth_expired' && status === 401 && refused === null) {
        refused = bearer.value.access;
        continue;
      }
      if (failure.kind === 'rate_limited' && failure.retryAfterMs !== null) count.block(deps.clock.nowMs() + failure.retryAfterMs);
      return err(failure);
    }
  }

  return {
    count,
    post: (identity, path, body, options) => send(identity, path, body, options),
    get: (identity, path) => send(identity, path, undefined, { effect: 'read', operations: 1 }),
    async rows(identity, customerId, query, shape) {
      const answer = await send(identity, `customers/${customerId}/googleAds:searchStream`, { query }, { effect: 'read', operations: 1 });
      if (!answer.ok) return answer;
      const chunks = StreamAnswer.safeParse(answer.value.data);
      if (!chunks.success)
        return err({ kind: 'unsupported', raw: rawAnswer(200, 'unreadable', 'The answer to a query cannot be understood', null) });
      const rows: z.output<typeof shape>[] = [];
      for (const chunk of chunks.data) {
        for (const row of chunk.results) {
          const parsed = shape.safeParse(row);
          if (!parsed.success)
            return err({
              kind: 'unsupported',
              raw: rawAnswer(
                200,
                'unreadable',
                `A row cannot be understood: ${parsed.error.issues[0]?.path.join('.') ?? ''}`,
                JSON.stringify(row),
              ),
            });
          rows.push(parsed.data);
        }
      }
      return ok(rows);
    },
  };
}

function readCredential(text: string | null): Credential | null {
  if (text === null) return null;
  try {
    const parsed = Credential.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** `invalid_grant` asks for a person; anything else changed nothing, for no request of ours had left. */
function refreshFailure(cause: unknown): NetworkFailure {
  const response =
    typeof cause === 'object' && cause !== null && 'response' in cause
      ? (cause.response as { readonly status?: number; readonly data?: unknown } | undefined)
      : undefined; // gaxios puts the answer there
  const data: unknown = response?.data;
  const code = typeof data === 'object' && data !== null && 'error' in data && typeof data.error === 'string' ? data.error : null;
  const raw = rawAnswer(
    response?.status ?? null,
    code,
    cause instanceof Error ? cause.message : 'The sign-in address did not answer',
    null,
  );
  const final = code === 'invalid_grant' || code === 'invalid_client' || code === 'unauthorized_client' || code === 'invalid_rapt';
  return { kind: final ? 'auth_expired' : 'unavailable', raw };
}
