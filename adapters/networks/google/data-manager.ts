import { err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, NetworkFailure, RequestProgress } from '../../../core/ports/index.ts';
import type { z } from 'zod';
import { createHttp, identityOf } from './client.ts';
import { catalogued, dataManagerFailure, refusedRecords } from './data-manager-failures.ts';
import { connectionFailure, rawAnswer, unreadableAnswer, type Effect } from './failures.ts';
import { SCOPES } from './manifest.ts';
import { Ingested, RequestStatus } from './schemas.ts';
import type { Outcome, Tokens } from './tokens.ts';

/** Data Manager, the one way in for audiences and conversions of new adopters. @see google-ads.md section 7 (API v1; read 2026-11-20) */
export interface DataManager {
  call<T extends z.ZodType>(account: AccountRef, call: DataManagerCall, shape: T): Promise<Outcome<z.output<T>>>;
  /** Sends records in one request; those that Google names as wrong are left out and the others sent again, for it fails fast and whole. */
  ingest(account: AccountRef, ingestion: Ingestion): Promise<Outcome<Sent>>;
  progress(account: AccountRef, requestId: string): Promise<Outcome<RequestProgress>>;
}

export interface DataManagerCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly effect: Effect;
  /** Lists are entered through a header, ingestion through its destinations. */
  readonly loginHeader: boolean;
}

export interface Ingestion {
  readonly path: 'v1/audienceMembers:ingest' | 'v1/audienceMembers:remove' | 'v1/events:ingest';
  /** `audience_members` or `events`: how violations name a record. */
  readonly listName: string;
  readonly records: readonly unknown[];
  body(records: readonly unknown[], accounts: Accounts): unknown;
}

export interface Sent {
  /** Null when no record was left to send. */
  readonly requestId: string | null;
  /** Catalogue code by index of the records that Google does not take. */
  readonly refused: ReadonlyMap<number, string>;
}

type Heard<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: NetworkFailure; readonly said: string | null };

const NONE: ReadonlyMap<number, string> = new Map();
const TIMEOUT_MS = 60_000;
const ACCOUNT_TYPE = 'GOOGLE_ADS';
/** One wrong record in each answer would make a request of 2,000 endless; answers name all that is wrong, so few rounds are enough. */
const ROUNDS = 5;

export interface ProductAccount {
  readonly accountType: typeof ACCOUNT_TYPE;
  readonly accountId: string;
}

/** The account that owns the data, and the manager through which the person reaches it. */
export interface Accounts {
  readonly operatingAccount: ProductAccount;
  readonly loginAccount?: ProductAccount;
}

function accountsOf(account: AccountRef, login: string | null): Accounts {
  return {
    operatingAccount: { accountType: ACCOUNT_TYPE, accountId: account.remoteId },
    ...(login === null ? {} : { loginAccount: { accountType: ACCOUNT_TYPE, accountId: login } }),
  };
}

export function listsOf(account: AccountRef): string {
  return `v1/accountTypes/${ACCOUNT_TYPE}/accounts/${account.remoteId}/userLists`;
}

export function createDataManager(deps: { readonly baseUrl: string; readonly tokens: Tokens }): DataManager {
  const http = createHttp(`${deps.baseUrl.replace(/\/$/, '')}/`);

  /** `said`: the answer that a failure was read from, whole; what people are shown of it is cut short. */
  async function send<T extends z.ZodType>(account: AccountRef, wish: DataManagerCall, shape: T): Promise<Heard<z.output<T>>> {
    const failed = (error: NetworkFailure, said: string | null = null): Heard<never> => ({ ok: false, error, said });
    let stale: string | null = null;
    for (;;) {
      const bearer = await deps.tokens.bearer(account.secretName, stale);
      if (!bearer.ok) return failed(bearer.error);
      const { access, scopes } = bearer.value;
      if (scopes !== null && !scopes.includes(SCOPES.dataManager))
        return failed({
          kind: 'no_permission',
          missing: SCOPES.dataManager,
          raw: rawAnswer(null, null, 'The sign-in does not include Data Manager', null),
        });
      const login = identityOf(account).loginCustomerId ?? bearer.value.loginCustomerId;
      let status: number;
      let text: string;
      try {
        const response = await http.request<unknown>({
          method: wish.method,
          url: wish.path,
          ...(wish.query === undefined ? {} : { params: wish.query }),
          ...(wish.body === undefined ? {} : { data: wish.body }),
          timeout: TIMEOUT_MS,
          headers: {
            Authorization: `Bearer ${access}`,
            ...(wish.body === undefined ? {} : { 'Content-Type': 'application/json' }),
            ...(wish.loginHeader && login !== null ? { 'login-account': `accountTypes/${ACCOUNT_TYPE}/accounts/${login}` } : {}),
          },
        });
        status = response.status;
        text = typeof response.data === 'string' ? response.data : '';
      } catch (cause) {
        return failed(connectionFailure(cause, wish.effect));
      }
      if (status === 200) {
        const parsed = shape.safeParse(jsonOrUndefined(text));
        return parsed.success ? ok(parsed.data) : failed(unreadableAnswer(status, text, wish.effect));
      }
      const failure = dataManagerFailure(status, text, wish.effect);
      // Once, as in the client of Google Ads: a 401 proves that nothing was done.
      if (failure.kind === 'auth_expired' && status === 401 && stale === null) {
        stale = access;
        continue;
      }
      return failed(failure, text);
    }
  }

  async function call<T extends z.ZodType>(account: AccountRef, wish: DataManagerCall, shape: T): Promise<Outcome<z.output<T>>> {
    const answer = await send(account, wish, shape);
    return answer.ok ? answer : err(answer.error);
  }

  return {
    call,
    async ingest(account, { path, listName, records, body }) {
      const bearer = await deps.tokens.bearer(account.secretName, null);
      if (!bearer.ok) return bearer;
      const accounts = accountsOf(account, identityOf(account).loginCustomerId ?? bearer.value.loginCustomerId);
      const refused = new Map<number, string>();
      let going = records.map((record, index) => ({ record, index }));
      for (let round = 0; going.length > 0; round += 1) {
        const answer = await send(
          account,
          {
            method: 'POST',
            path,
            body: body(
              going.map(({ record }) => record),
              accounts,
            ),
            effect: 'write',
            loginHeader: false,
          },
          Ingested,
        );
        if (answer.ok) return ok({ requestId: answer.value.requestId, refused });
        const wrong = answer.error.kind === 'refused' ? refusedRecords(answer.said ?? '', listName) : NONE;
        if (wrong.size === 0 || round >= ROUNDS) return err(answer.error);
        for (const [at, { index }] of going.entries()) if (wrong.has(at)) refused.set(index, wrong.get(at)!);
        going = going.filter((_, at) => !wrong.has(at));
      }
      return ok({ requestId: null, refused });
    },
    async progress(account, requestId) {
      const answer = await call(
        account,
        { method: 'GET', path: 'v1/requestStatus:retrieve', query: { requestId }, effect: 'read', loginHeader: false },
        RequestStatus,
      );
      return answer.ok ? ok(progressOf(answer.value)) : answer;
    },
  };
}

/** Over all destinations: under way while one is, and whole only when all are. */
function progressOf({ requestStatusPerDestination: all }: z.output<typeof RequestStatus>): RequestProgress {
  const states = new Set(all.map(({ requestStatus }) => requestStatus));
  const counts = new Map<string, number>();
  let taken: number | null = null;
  for (const one of all) {
    const records =
      one.audienceMembersIngestionStatus?.userDataIngestionStatus?.recordCount ??
      one.audienceMembersRemovalStatus?.userDataRemovalStatus?.recordCount ??
      one.eventsIngestionStatus?.recordCount;
    if (records !== undefined) taken = (taken ?? 0) + records;
    for (const { reason, recordCount } of one.errorInfo?.errorCounts ?? [])
      counts.set(catalogued(reason), (counts.get(catalogued(reason)) ?? 0) + recordCount);
  }
  const underWay = all.length === 0 || states.has('PROCESSING') || states.has('REQUEST_STATUS_UNKNOWN');
  const only = (state: string): boolean => states.size === 1 && states.has(state);
  return {
    state: underWay ? 'processing' : only('SUCCESS') ? 'done' : only('FAILED') ? 'failed' : 'partly',
    taken: underWay ? null : taken,
    problems: [...counts].map(([code, count]) => ({ code, count })),
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
