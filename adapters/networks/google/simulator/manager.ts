import type { SimContext, SimReply, SimRequest } from '../../../simulators/types.ts';
import type { Fault } from './answers.ts';
import { MANAGER_SCOPE, type Access } from './auth.ts';
import { accessFault, forbidden, notFound, refusedWhole, tooMany, unreadable } from './manager-answers.ts';
import { Ingestion } from './manager-ingestion.ts';
import { Lists } from './manager-lists.ts';
import { parseMessage, type Violation } from './parse.ts';
import type { Quota } from './quota.ts';
import type { Store } from './store.ts';
import { listAt, textAt, type Fields } from './values.ts';

const LISTS = /^\/v1\/accountTypes\/([A-Z_]+)\/accounts\/(\d+)\/userLists(?:\/([^/]+))?$/;
const INGESTION: Readonly<Record<string, readonly [operation: string, message: string]>> = {
  '/v1/audienceMembers:ingest': ['add_members', 'ManagerIngestAudienceMembersRequest'],
  '/v1/audienceMembers:remove': ['remove_members', 'ManagerRemoveAudienceMembersRequest'],
  '/v1/events:ingest': ['send_events', 'ManagerIngestEventsRequest'],
};
const STATUS = '/v1/requestStatus:retrieve';

/** What a request asks of Data Manager; null when it is none of its addresses. */
export function managerOperation(request: SimRequest): string | null {
  const ingestion = INGESTION[request.path];
  if (ingestion !== undefined) return ingestion[0];
  if (request.path === STATUS) return 'request_status';
  const match = LISTS.exec(request.path);
  if (match === null) return null;
  if (request.method === 'POST') return 'create_audience';
  if (request.method === 'GET') return match[3] === undefined ? 'list_audiences' : 'read_audience';
  return request.method === 'PATCH' ? 'update_audience' : 'delete_audience';
}

/** Data Manager v1, in the same world as Google Ads: the same people, projects, accounts and conversion actions. */
export class Manager {
  readonly #context: SimContext;
  readonly #access: Access;
  readonly #quota: Quota;
  readonly #lists: Lists;
  readonly #ingestion: Ingestion;

  constructor(context: SimContext, store: Store, access: Access, quota: Quota) {
    this.#context = context;
    this.#access = access;
    this.#quota = quota;
    this.#lists = new Lists(context);
    this.#ingestion = new Ingestion(context, store, this.#lists);
  }

  reset(): void {
    this.#lists.clear();
    this.#ingestion.clear();
  }

  handle(request: SimRequest, operation: string, body: unknown): SimReply {
    const requestId = `dm-${String(this.#context.books.nextNumber('managerRequest')).padStart(10, '0')}`;
    if (this.#context.takeFault(operation, 'version_dead'))
      return { status: 404, body: '<html><title>Error 404 (Not Found)</title></html>' };
    if (body === undefined) return unreadable([{ field: '', description: 'Invalid JSON payload received.' }], requestId);
    const caller = this.#access.caller(request, operation);
    if ('code' in caller) return accessFault(caller, requestId);
    if (!caller.scopes.includes(MANAGER_SCOPE))
      return forbidden('ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'Request had insufficient authentication scopes.', requestId);
    if (this.#context.takeFault(operation, '429')) return tooMany(30, requestId);
    const ingestion = INGESTION[request.path];
    const wait = this.#quota.chargeManager(caller.project, ingestion !== undefined);
    if (wait !== null) return tooMany(wait, requestId);
    const enter = (accountId: string, login: string | undefined, writes: boolean): Fault | null => {
      const customer = this.#access.enter(caller, accountId, login, writes);
      return 'code' in customer ? customer : null;
    };
    const { clientId } = caller.project;
    if (request.path === STATUS)
      return request.method === 'GET'
        ? this.#ingestion.status(request.query.get('requestId') ?? '', clientId, requestId)
        : notFound(requestId);
    if (ingestion !== undefined) return this.#ingest(request, ingestion, body, clientId, requestId, enter);
    return this.#userLists(request, body, requestId, enter);
  }

  #ingest(
    request: SimRequest,
    [operation, message]: readonly [string, string],
    body: unknown,
    clientId: string,
    requestId: string,
    enter: (accountId: string, login: string | undefined, writes: boolean) => Fault | null,
  ): SimReply {
    if (request.method !== 'POST') return notFound(requestId);
    const violations: Violation[] = [];
    const fields = parseMessage(message, body, violations);
    if (violations.length > 0) return unreadable(violations, requestId);
    for (const [index, destination] of listAt(fields, 'destinations').entries()) {
      if (textAt(destination, 'operatingAccount.accountType') !== 'GOOGLE_ADS')
        return refusedWhole(
          [
            {
              field: `destinations[${index}].operating_account`,
              reason: 'INVALID_DESTINATION',
              description: 'Only Google Ads is simulated.',
            },
          ],
          requestId,
        );
      const fault = enter(textAt(destination, 'operatingAccount.accountId'), loginOf(destination), true);
      if (fault !== null) return accessFault(fault, requestId);
    }
    if (operation === 'send_events') return this.#ingestion.events(fields, clientId, requestId);
    return this.#ingestion.members(fields, operation === 'add_members', clientId, requestId);
  }

  #userLists(
    request: SimRequest,
    body: unknown,
    requestId: string,
    enter: (accountId: string, login: string | undefined, writes: boolean) => Fault | null,
  ): SimReply {
    const [, type, accountId = '', id] = LISTS.exec(request.path) ?? [];
    if (type !== 'GOOGLE_ADS') return notFound(requestId);
    const header = request.headers['login-account'];
    const login = header === undefined ? undefined : (/^accountTypes\/GOOGLE_ADS\/accounts\/(\d+)$/.exec(header)?.[1] ?? '');
    const fault = enter(accountId, login, request.method !== 'GET');
    if (fault !== null) return accessFault(fault, requestId);
    if (id === undefined) {
      if (request.method === 'GET') return this.#lists.list(accountId, request.query, requestId);
      return request.method === 'POST'
        ? this.#lists.create(accountId, body, requestId, request.query.get('validateOnly') === 'true')
        : notFound(requestId);
    }
    if (request.method === 'GET') return this.#lists.show(accountId, id, requestId);
    const list = this.#lists.get(accountId, id);
    if (list === null) return notFound(requestId);
    if (request.method === 'DELETE') return this.#lists.delete(list);
    return request.method === 'PATCH'
      ? this.#lists.update(list, body, request.query.get('updateMask') ?? '', requestId)
      : notFound(requestId);
  }
}

function loginOf(destination: Fields): string | undefined {
  const login = textAt(destination, 'loginAccount.accountId');
  return login === '' ? undefined : login;
}
