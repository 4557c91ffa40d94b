import type { SimContext, SimObject, SimReply, SimRequest, SimState, SimulatedNetwork } from '../../../simulators/types.ts';
import { TIKTOK } from '../manifest.ts';
import { splitName } from '../map.ts';
import { createAuth } from './auth.ts';
import { createDelivery } from './delivery.ts';
import { TIKTOK_FAULTS } from './faults.ts';
import { editInAdsManager } from './foreign-edit.ts';
import { operationOf } from './operations.ts';
import { TikTokProblem } from './problems.ts';
import { createQuotas } from './quota.ts';
import { checked, decode, endpointOf, textOf } from './request.ts';
import { FileAnswer, route, type World } from './routes.ts';
import { TIKTOK_SIMULATED_ACCOUNTS } from './seeds.ts';
import { reviewStateOf } from './status.ts';
import { createStore, type Kind, type SimulatedObject } from './store.ts';
import { TABLES } from './tables.ts';

/** What the sandbox knows; anything else is 40014. "Sandbox" (v1.3; read 2026-11-20) */
const SANDBOX =
  /^\/((campaign|adgroup|ad)\/(create|get|update|status\/update)|file\/(image|video)\/ad\/upload|report\/integrated\/get|term\/(check|confirm|get)|user\/info|identity\/(create|get|delete))\/$/;
const WITHOUT_TOKEN: ReadonlySet<string> = new Set(['POST /oauth2/access_token/', 'POST /oauth2/revoke_token/']);
/** Collections besides the objects; all of them are forgotten at a reset. */
const COLLECTIONS = [
  'request',
  'image',
  'video',
  'identity',
  'term',
  'restatement',
  'task',
  'lead_task',
  'lead',
  'file',
  'audience',
  'event',
  'code',
  'token',
  'revoked',
];

export function createTikTokSimulator(context: SimContext): SimulatedNetwork {
  const store = createStore(context);
  const delivery = createDelivery(store, context);
  const auth = createAuth(store, context);
  const quotas = createQuotas(context);
  const world: World = { store, sim: context, delivery, auth };
  let traces = 0;

  function answer(request: SimRequest, endpoint: string): unknown {
    const key = `${request.method} ${endpoint}`;
    const table = TABLES[key]!; // `endpointOf` found it there
    const operation = operationOf(endpoint);
    const call = decode(request, endpoint);
    const fromText = request.method === 'GET' || (request.headers['content-type'] ?? '').startsWith('multipart/');
    const fields = (): ReturnType<typeof checked> =>
      checked(table, call.raw, { lenient: context.switchOn('tiktok.ignore_unknown_fields'), fromText });
    if (context.takeFault(operation, 'version_dead')) throw new TikTokProblem(40051, 'This version of the API is not supported any more');
    if (WITHOUT_TOKEN.has(key)) return key.endsWith('access_token/') ? auth.exchange(fields()) : auth.revoke(fields());
    const token = auth.token(call.token, operation);
    if (context.takeFault(operation, '429')) throw new TikTokProblem(40100, 'Too many requests, please retry later');
    if (token.level === 'sandbox' && !SANDBOX.test(endpoint)) throw new TikTokProblem(40014, `${endpoint} is not supported in the sandbox`);
    quotas.count(token, endpoint, textOf(call.raw['advertiser_id']), request.method === 'POST');
    auth.checkRight(token, endpoint);
    return route(key, endpoint, { values: fields(), token }, world);
  }

  /** HTTP 200 for nearly everything; the `code` decides. */
  function envelope(code: number, message: string, data: unknown): SimReply {
    traces += 1;
    const stamp = new Date(context.nowMs()).toISOString().replaceAll(/\D/g, '').slice(0, 14);
    return { status: 200, body: { code, message, request_id: `${stamp}${String(traces).padStart(18, '0')}`, data } };
  }

  return {
    id: TIKTOK,
    operation(request) {
      const endpoint = endpointOf(request);
      return endpoint === null ? 'unknown_path' : operationOf(endpoint);
    },
    handle(request): SimReply {
      if (request.method === 'GET' && request.path === '/portal/auth') return auth.portal(request);
      const endpoint = endpointOf(request);
      if (endpoint === null) return { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' };
      try {
        const data = answer(request, endpoint);
        if (data instanceof FileAnswer) return { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' }, body: data.text };
        return envelope(0, 'OK', data);
      } catch (problem) {
        if (!(problem instanceof TikTokProblem)) throw problem;
        return envelope(problem.code, problem.message, problem.data);
      }
    },
    state(): SimState {
      const nowMs = context.nowMs();
      const all = (kind: Kind): SimObject[] =>
        TIKTOK_SIMULATED_ACCOUNTS.flatMap((account) => store.inAccount(account.remoteId, kind)).map((object) => describe(object, nowMs));
      return { campaigns: all('campaign'), adGroups: all('adgroup'), ads: all('ad') };
    },
    edit: (edit) => editInAdsManager(edit, store, context),
    faults: TIKTOK_FAULTS,
    reset() {
      store.forget();
      for (const collection of COLLECTIONS) for (const id of idsIn(collection)) store.books.delete(collection, id);
      delivery.forget();
      quotas.forget();
    },
  };

  function idsIn(collection: string): readonly string[] {
    return store.books
      .all<{ id?: string; path?: string; key?: string; code?: string; token?: string; identity_id?: string }>(collection)
      .flatMap((entry) => entry.id ?? entry.path ?? entry.key ?? entry.code ?? entry.token ?? entry.identity_id ?? []);
  }

  function describe(object: SimulatedObject, nowMs: number): SimObject {
    return {
      id: object.id,
      name: object.name,
      configured: plain(object),
      status: throughParents(object),
      marker: splitName(object.name).marker,
      parentId: object.parentId,
      review: reviewStateOf(object.reviews.at(-1), nowMs),
    };
  }

  /** On only when every level above is on too, and its review let it. */
  function throughParents(object: SimulatedObject): SimObject['status'] {
    let status = plain(object);
    const review = reviewStateOf(object.reviews.at(-1), context.nowMs());
    if (status === 'active' && review === 'rejected') status = 'paused';
    for (let above = parent(object); above !== null; above = parent(above)) {
      const higher = plain(above);
      if (higher === 'archived' || (higher === 'paused' && status === 'active')) status = higher;
    }
    return status;
  }
  function parent(object: SimulatedObject): SimulatedObject | null {
    return object.parentId === null ? null : store.find(object.parentId);
  }
}

function plain(object: SimulatedObject): SimObject['status'] {
  return object.operation === 'ENABLE' ? 'active' : object.operation === 'DISABLE' ? 'paused' : 'archived';
}
