import { createHash } from 'node:crypto';
import type { SimContext, SimObject, SimReply, SimRequest, SimState, SimulatedNetwork } from '../../../simulators/types.ts';
import { receiveEvents } from './conversions.ts';
import { createDelivery } from './delivery.ts';
import { SNAPCHAT_FAULTS } from './faults.ts';
import { editInAdsManager } from './foreign-edit.ts';
import { createLimits } from './limits.ts';
import { createTokens } from './oauth.ts';
import { operationOf } from './operations.ts';
import { ItemProblem, RequestProblem } from './problems.ts';
import { decodeCall } from './request.ts';
import { reviewState } from './review.ts';
import { createRouter } from './router.ts';
import { SIMULATED_APP, SNAPCHAT_SIMULATED_ACCOUNTS } from './seeds.ts';
import { createStore, isGone, type SnapObject } from './store.ts';
import { textOf } from './values.ts';

const MARKER = / \[([0-9a-z]{8})\]$/;

/** Snapchat on loopback: the Ads API under /v1, sign-in under /login, conversions under /v3, all at one address. */
export function createSnapchatSimulator(context: SimContext): SimulatedNetwork {
  const store = createStore(context);
  const delivery = createDelivery(store, context);
  const limits = createLimits(context);
  const tokens = createTokens(context);
  const router = createRouter({ store, delivery, sim: context });
  let traces = 0;

  function requestId(): string {
    traces += 1;
    return createHash('sha256').update(`${context.seed}/request/${traces}`).digest('hex').slice(0, 32);
  }

  function ads(request: SimRequest): SimReply {
    const operation = operationOf(request);
    const id = requestId();
    const headers = { 'x-snap-request-id': id };
    try {
      if (context.takeFault(operation, 'version_dead')) throw new RequestProblem(410, 'http_410', 'This version of the API is gone');
      const bearer = tokens.bearer(request, operation);
      limits.count(SIMULATED_APP.id, bearer.token, context.takeFault(operation, '429'));
      if (!bearer.grant.scopes.includes('snapchat-marketing-api'))
        throw new RequestProblem(403, 'http_403', 'The token has no scope for ads');
      if (bearer.grant.role === 'reader' && request.method !== 'GET')
        throw new RequestProblem(403, 'http_403', 'The role may not change this');
      const answer = router.route(decodeCall(request), operation);
      if (typeof answer === 'string')
        return { status: 200, headers: { ...headers, 'content-type': 'text/csv; charset=utf-8' }, body: answer };
      const failed = Object.values(answer).some(
        (list) => Array.isArray(list) && list.some((item: { sub_request_status?: string }) => item.sub_request_status === 'ERROR'),
      );
      return { status: 200, headers, body: { request_status: failed ? 'ERROR' : 'SUCCESS', request_id: id, ...answer } };
    } catch (problem) {
      if (problem instanceof ItemProblem) return refusal(400, problem.code, problem.message, id, headers);
      if (!(problem instanceof RequestProblem)) throw problem;
      return refusal(problem.status, problem.code, problem.message, id, headers);
    }
  }

  function refusal(status: number, code: string, message: string, id: string, headers: Record<string, string>): SimReply {
    return {
      status,
      headers,
      body: {
        request_status: 'ERROR',
        request_id: id,
        debug_message: message,
        display_message: message,
        // Answers that only have a status carry no code of their own.
        ...(code.startsWith('http_') ? {} : { error_code: code }),
      },
    };
  }

  return {
    id: 'snapchat',
    operation: operationOf,
    handle(request: SimRequest): SimReply {
      if (request.path === '/login/oauth2/authorize') return tokens.authorize(request);
      if (request.path === '/login/oauth2/access_token') return tokens.exchange(request, 'token');
      if (request.path.startsWith('/v3/')) return receiveEvents(request, tokens, context);
      if (request.path.startsWith('/v1/')) return ads(request);
      return {
        status: 404,
        body: { request_status: 'ERROR', request_id: requestId(), debug_message: 'No such address', display_message: 'No such address' },
      };
    },
    state(): SimState {
      const all = (kind: SnapObject['kind']): SimObject[] =>
        SNAPCHAT_SIMULATED_ACCOUNTS.flatMap((account) => store.inAccount(account.id, kind)).map(describe);
      return { campaigns: all('campaign'), adGroups: all('adsquad'), ads: all('ad') };
    },
    edit: (edit) => editInAdsManager(edit, store, context),
    faults: SNAPCHAT_FAULTS,
    reset() {
      store.forget();
      for (const collection of ['report', 'restatement', 'webhook', 'conversion'] as const)
        for (const entry of store.books.all<{ id: string }>(collection)) store.books.delete(collection, entry.id);
      tokens.forget();
      delivery.forget();
      limits.forget();
      router.forget();
    },
  };

  function describe(object: SnapObject): SimObject {
    const nowMs = context.nowMs();
    const review = object.kind === 'ad' ? reviewState(object, nowMs) : null;
    let status = configured(object);
    for (let above = parentOf(object); above !== null; above = parentOf(above)) {
      const higher = configured(above);
      if (higher === 'archived' || (higher === 'paused' && status === 'active')) status = higher;
    }
    return {
      id: object.id,
      name: textOf(object.values['name']),
      configured: configured(object),
      status: review === 'REJECTED' && status === 'active' ? 'paused' : status,
      marker: MARKER.exec(textOf(object.values['name']))?.[1] ?? null,
      parentId: object.parentId,
      review: review === null ? 'none' : review === 'PENDING' ? 'pending' : review === 'APPROVED' ? 'approved' : 'rejected',
    };
  }

  function parentOf(object: SnapObject): SnapObject | null {
    return object.parentId === null ? null : store.find(object.parentId);
  }

  function configured(object: SnapObject): SimObject['status'] {
    if (isGone(object, store) || object.values['status'] === 'ARCHIVED') return 'archived';
    return object.values['status'] === 'ACTIVE' ? 'active' : 'paused';
  }
}
