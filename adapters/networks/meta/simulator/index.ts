import { createHmac } from 'node:crypto';
import type { SimContext, SimReply, SimRequest, SimulatedNetwork } from '../../../simulators/types.ts';
import { debugToken, showAccount } from './accounts.ts';
import { runBatch } from './batch.ts';
import { createDelivery } from './delivery.ts';
import {
  checkPermission,
  deleteAccountEdge,
  deleteObject,
  readAccountEdge,
  readObject,
  readObjectEdge,
  readReport,
  readUserEdge,
  writeAccountEdge,
  writeObject,
  writeObjectEdge,
  type EdgeCall,
} from './edges.ts';
import { META_FAULTS } from './faults.ts';
import { editInAdsManager } from './foreign-edit.ts';
import { createLimits } from './limits.ts';
import { answerSignIn } from './oauth.ts';
import { operationOf } from './operations.ts';
import { PARAMETERS, ROOT_PARAMETERS, type ParameterTable } from './parameters.ts';
import { LOCALES, searchPlaces } from './places.ts';
import { GraphProblem, invalid, missingObject, tokenProblem } from './problems.ts';
import { NODE_OF, parseFields } from './reads.ts';
import type { ReportRun } from './reports.ts';
import { decodeCall, readParameters, text, type GraphCall } from './request.ts';
import { accountOf, META_SIMULATED_APP_SECRET, type SimulatedAccount, type SimulatedToken } from './seeds.ts';
import { picked } from './show.ts';
import { answerSideNode, sideNode } from './side-nodes.ts';
import { stateOf } from './state.ts';
import { createStore, type GraphObject } from './store.ts';
import { tokenOf } from './tokens.ts';

/** Only two Marketing API versions answer; older ones are moved up or refused. "Versions" (v26.0; read 2026-11-20) */
const LIVE = new Set(['v25.0', 'v26.0']);

interface Settled {
  readonly token: SimulatedToken;
  readonly tokenText: string;
}

export function createMetaSimulator(context: SimContext): SimulatedNetwork {
  const store = createStore(context);
  const delivery = createDelivery(store, context);
  const limits = createLimits(context);
  let traces = 0;

  function checkVersion(version: string, operation: string): Record<string, string> {
    if (LIVE.has(version) && !context.takeFault(operation, 'version_dead')) return { 'facebook-api-version': version };
    const [major, minor] = version.slice(1).split('.').map(Number) as [number, number]; // the path has this look
    // Minor versions ended long ago: nothing but `.0` was given out for years.
    if (major > 26 || (major > 3 && minor !== 0))
      throw new GraphProblem({ message: `Unknown API version ${version}`, type: 'OAuthException', code: 2500 });
    // Which of the two a call meets hangs on a setting of the app; Meta's own pages contradict each other on the default.
    if (LIVE.has(version) || context.switchOn('meta.dead_version_error'))
      throw new GraphProblem({
        message: 'You are calling a deprecated version of the Ads API. Please update to the latest version.',
        type: 'OAuthException',
        code: 2635,
      });
    return {
      'facebook-api-version': 'v25.0',
      'x-ad-api-version-warning': `The call has been auto-upgraded to v25.0 as ${version} has been deprecated.`,
    };
  }

  function checkToken(call: GraphCall, operation: string): Settled {
    if (call.token === null)
      throw new GraphProblem({ message: 'An access token is required to request this resource.', type: 'OAuthException', code: 104 });
    if (context.takeFault(operation, 'expire_token')) throw tokenProblem(463, 'Error validating access token: the session has expired.');
    if (context.takeFault(operation, 'revoke'))
      throw tokenProblem(460, 'Error validating access token: the session is invalid because the password was changed.');
    const token = tokenOf(call.token, context);
    if (token === null) throw tokenProblem(null, 'Invalid OAuth access token.');
    if (token.deadSubcode !== null)
      throw tokenProblem(token.deadSubcode, 'Error validating access token: the session is not valid any more.');
    if (call.proof !== null || token.needsProof) {
      const expected = createHmac('sha256', META_SIMULATED_APP_SECRET).update(call.token).digest('hex');
      if (call.proof !== expected)
        throw new GraphProblem({
          message: 'Invalid appsecret_proof provided in the API argument',
          type: 'GraphMethodException',
          code: 104,
        });
    }
    return { token, tokenText: call.token };
  }

  /** The account that a call is about, whichever way its path names it. */
  function accountIn(call: GraphCall): string | null {
    const first = call.path[0];
    if (first === undefined) return null;
    if (first.startsWith('act_')) return first;
    return (
      store.find(first)?.accountId ??
      store.label(first)?.accountId ??
      store.books.get<ReportRun>('report', first)?.accountId ??
      sideNode(first, store)?.accountId ??
      null
    );
  }

  function params(key: string, call: GraphCall): Record<string, unknown> {
    const table = TABLES.get(key);
    if (table === undefined)
      throw new GraphProblem({
        message: `Unsupported ${call.method.toLowerCase()} request.`,
        type: 'GraphMethodException',
        code: 100,
        error_subcode: 33,
      });
    return readParameters(table, call.params, context.switchOn('meta.ignore_unknown_parameters'));
  }

  function route(call: GraphCall, settled: Settled, operation: string, base: string): unknown {
    const [first, second = null] = call.path;
    if (first === undefined) {
      if (call.method === 'POST' && call.params['batch'] !== undefined)
        return runBatch(call, settled.tokenText, operation, context, (inner) => answer(inner, base));
      throw invalid('the root only takes batches; reading by ids is gone'); // "Graph API changelog", all versions since 2026-10-27 (read 2026-11-20)
    }
    const address = `${base}/${call.version}/${call.path.join('/')}`;
    const shared = {
      store,
      sim: context,
      delivery,
      token: settled.token,
      tokenText: settled.tokenText,
      raw: call.params,
      address,
      operation,
    };
    if (first === 'search') return search(params('GET search', call));
    if (first === 'debug_token')
      return debugToken(tokenOf(String(params('GET debug_token', call)['input_token']), context), context.nowMs());
    if (first === 'me')
      return readUserEdge({ ...shared, values: params(second === null ? 'GET User' : `GET User/${second}`, call) }, second);
    if (call.path.length > 2)
      throw new GraphProblem({ message: `Unknown path components: /${call.path.slice(2).join('/')}`, type: 'OAuthException', code: 2500 });
    const side = store.find(first) === null ? sideNode(first, store) : null;
    const accountId = side?.accountId ?? accountIn(call);
    const account = accountId === null ? null : accountOf(accountId);
    if (account === null || !settled.token.accounts.includes(account.remoteId)) throw missingObject(first);
    if (side !== null) {
      const values = params(`${call.method} ${side.node}${second === null ? '' : `/${second}`}`, call);
      if (call.method !== 'GET' || side.node === 'CustomAudience') checkPermission(settled.token, call.method !== 'GET');
      return answerSideNode({ ...shared, account, values }, side, call.method, first, second);
    }
    checkPermission(settled.token, call.method !== 'GET');
    return first.startsWith('act_') ? onAccount(call, second, account, shared) : onObject(call, first, second, account, shared);
  }

  function onAccount(
    call: GraphCall,
    edge: string | null,
    account: SimulatedAccount,
    shared: Omit<EdgeCall, 'account' | 'values'>,
  ): unknown {
    const values = params(`${call.method} AdAccount${edge === null ? '' : `/${edge}`}`, call);
    const edgeCall: EdgeCall = { ...shared, account, values };
    if (edge === null) return showAccount(account, shared.token, parseFields(call.params['fields'], 'AdAccount'), context);
    if (call.method === 'GET') return readAccountEdge(edgeCall, edge);
    return call.method === 'POST' ? writeAccountEdge(edgeCall, edge) : deleteAccountEdge(edgeCall, edge);
  }

  function onObject(
    call: GraphCall,
    id: string,
    edge: string | null,
    account: SimulatedAccount,
    shared: Omit<EdgeCall, 'account' | 'values'>,
  ): unknown {
    const suffix = edge === null ? '' : `/${edge}`;
    const object = store.find(id);
    if (object !== null)
      return onGraphObject(
        { ...shared, account, values: params(`${call.method} ${NODE_OF[object.kind]}${suffix}`, call) },
        call.method,
        object,
        edge,
      );
    const run = store.books.get<ReportRun>('report', id);
    if (run !== null) return readReport({ ...shared, account, values: params(`${call.method} AdReportRun${suffix}`, call) }, run, edge);
    const label = store.label(id);
    if (label === null || edge !== null) throw missingObject(id);
    const values = params(`${call.method} AdLabel`, call);
    if (call.method === 'GET') return { ...picked({ name: label.name }, parseFields(call.params['fields'], 'AdLabel')), id };
    if (call.method === 'DELETE') store.removeLabel(label);
    else {
      label.name = String(values['name']);
      store.saveLabel(label);
    }
    return { success: true };
  }

  function onGraphObject(call: EdgeCall, method: GraphCall['method'], object: GraphObject, edge: string | null): unknown {
    if (edge !== null) return method === 'GET' ? readObjectEdge(call, object, edge) : writeObjectEdge(call, object, edge);
    if (method === 'GET') return readObject(call, object);
    return method === 'DELETE' ? deleteObject(call, object) : writeObject(call, object);
  }

  function search(values: Readonly<Record<string, unknown>>): unknown {
    const query = text(values['q']) ?? '';
    if (values['type'] === 'adlocale') return { data: LOCALES.filter((locale) => locale.name.toLowerCase().includes(query.toLowerCase())) };
    if (values['type'] !== 'adgeolocation')
      throw invalid(`searching by type ${String(values['type'])} is not simulated`, { blame: ['type'] });
    const types = Array.isArray(values['location_types']) ? values['location_types'].map(String) : ['country', 'region', 'city'];
    return {
      data: searchPlaces(query, types, text(values['country_code']), text(values['region_id']))
        .slice(0, 25)
        .map((place) => ({
          key: place.key,
          name: place.name,
          type: place.type,
          country_code: place.country,
          country_name: place.country,
          ...(place.region === null ? {} : { region: place.region, region_id: Number(place.regionKey) }),
          supports_region: place.type !== 'country',
          supports_city: place.type === 'city',
        })),
    };
  }

  function answer(call: GraphCall, base: string): SimReply {
    const operation = operationOf(call, (id) => store.find(id)?.kind ?? null);
    const accountId = accountIn(call);
    const known = accountId !== null && accountOf(accountId) !== null ? accountId : null;
    let headers: Record<string, string> = {};
    let token: SimulatedToken | null = null;
    const trace = createTrace();
    try {
      const signIn = answerSignIn(call, base, context);
      if (signIn !== null) return signIn;
      headers = checkVersion(call.version, operation);
      const settled = checkToken(call, operation);
      token = settled.token;
      limits.count(known, call.method !== 'GET', token, context.takeFault(operation, '429'));
      const body = route(call, settled, operation, base);
      return { status: 200, headers: { ...headers, ...limits.headers(known, token), 'x-fb-trace-id': trace }, body };
    } catch (problem) {
      if (!(problem instanceof GraphProblem)) throw problem;
      return {
        status: problem.status,
        headers: { ...headers, ...limits.headers(known, token), 'x-fb-trace-id': trace },
        body: { error: { ...problem.body, fbtrace_id: trace } },
      };
    }
  }

  function createTrace(): string {
    traces += 1;
    return `A${(context.seed >>> 0).toString(36)}${traces.toString(36).padStart(8, '0')}`;
  }

  return {
    id: 'meta',
    operation(request) {
      try {
        return operationOf(decodeCall(request), (id) => store.find(id)?.kind ?? null);
      } catch {
        // A body that cannot be read is answered by `handle`; here it only has no name.
        return 'unreadable';
      }
    },
    handle(request: SimRequest): SimReply {
      const base = `http://${request.headers['host'] ?? '127.0.0.1'}`;
      try {
        return answer(decodeCall(request), base);
      } catch (problem) {
        if (!(problem instanceof GraphProblem)) throw problem;
        return { status: problem.status, body: { error: { ...problem.body, fbtrace_id: createTrace() } } };
      }
    },
    state: () => stateOf(store, context.nowMs()),
    edit: (edit) => editInAdsManager(edit, store, context),
    faults: META_FAULTS,
    reset() {
      store.forget();
      for (const [collection, keyOf] of Object.entries(KEPT))
        for (const entry of store.books.all<Readonly<Record<string, string>>>(collection)) store.books.delete(collection, keyOf(entry));
      delivery.forget();
      limits.forget();
    },
  };
}

/** What is kept beside the tree, and how its keys are made. */
const KEPT: Readonly<Record<string, (entry: Readonly<Record<string, string>>) => string>> = {
  report: (entry) => entry['id'] ?? '',
  restatement: (entry) => entry['id'] ?? '',
  image: (entry) => `${entry['accountId']}/${entry['hash']}`,
  audience: (entry) => entry['id'] ?? '',
  video: (entry) => entry['id'] ?? '',
  event: (entry) => entry['key'] ?? '',
  form: (entry) => entry['id'] ?? '',
  lead: (entry) => entry['id'] ?? '',
  code: (entry) => entry['code'] ?? '',
  token: (entry) => entry['text'] ?? '',
  failed: (entry) => entry['id'] ?? '',
};

const TABLES = new Map<string, ParameterTable>([...Object.entries(PARAMETERS), ...Object.entries(ROOT_PARAMETERS)]);
