import { create, type AxiosInstance } from 'axios';
import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, RateLedger } from '../../../core/ports/index.ts';
import { connectionTo } from '../connections.ts';
import { answerFailure, connectionFailure, rawAnswer, unreadableAnswer, type Effect } from './failures.ts';
import type { ApiVersion } from './manifest.ts';
import { countOperations, type OperationCount } from './quota.ts';
import { StreamAnswer } from './schemas.ts';
import type { Outcome, Tokens } from './tokens.ts';
import type { z } from 'zod';

export interface ClientDeps {
  /** Without the version: `https://googleads.googleapis.com`. */
  readonly baseUrl: string;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly rates: RateLedger;
}

export interface Answer {
  readonly data: unknown;
  readonly requestId: string | null;
}
export type { Outcome } from './tokens.ts';

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
const SOCKETS = 8;
const ANSWER_LIMIT_BYTES = 256 * 1024 * 1024;

export function identityOf(account: AccountRef): Identity {
  const login = account.settings['loginCustomerId'];
  return { secretName: account.secretName, loginCustomerId: login === undefined || login === '' ? null : login.replaceAll('-', '') };
}

/** Bodies as text: what is no JSON must still be seen as what it is. */
export function createHttp(baseURL: string): AxiosInstance {
  return create({
    baseURL,
    ...connectionTo(baseURL, { maxSockets: SOCKETS }),
    maxRedirects: 0,
    maxContentLength: ANSWER_LIMIT_BYTES,
    maxBodyLength: ANSWER_LIMIT_BYTES,
    responseType: 'text',
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
  });
}

/** REST over one kept-alive connection pool. No write is ever repeated here, but for a 401, which proves that nothing was done. */
export function createClient(deps: ClientDeps, version: ApiVersion): Client {
  const count = countOperations(deps.rates, deps.clock);
  const http = createHttp(`${deps.baseUrl.replace(/\/$/, '')}/${version}/`);

  async function send(identity: Identity, path: string, body: unknown, options: CallOptions): Promise<Outcome<Answer>> {
    const { effect } = options;
    let refused: string | null = null;
    for (;;) {
      const bearer = await deps.tokens.bearer(identity.secretName, refused);
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
