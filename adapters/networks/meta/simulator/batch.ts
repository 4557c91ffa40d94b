import type { SimContext, SimReply } from '../../../simulators/types.ts';
import { GraphProblem, invalid } from './problems.ts';
import { fromJson, isObject, methodOf, scalarText, type GraphCall } from './request.ts';

const MOST_ITEMS = 50;

/** Several calls in one: each item is answered apart, its body as a text; a null says that nobody knows. "Graph API batch requests" (v26.0; read 2026-11-20) */
export function runBatch(
  call: GraphCall,
  token: string,
  operation: string,
  context: SimContext,
  answer: (inner: GraphCall) => SimReply,
): unknown {
  const items = fromJson(call.params['batch']);
  if (!Array.isArray(items) || items.length === 0) throw invalid('batch must be a list of requests', { blame: ['batch'] });
  if (items.length > MOST_ITEMS) throw invalid(`a batch holds ${MOST_ITEMS} requests`, { blame: ['batch'] });
  const named = new Map<string, unknown>();
  return items.map((item: unknown) => {
    if (!isObject(item) || typeof item['relative_url'] !== 'string')
      throw invalid('each request of a batch needs method and relative_url', { blame: ['batch'] });
    const reply = answerItem(() => answer(innerCall(item, call, token, named)));
    if (typeof item['name'] === 'string') named.set(item['name'], reply.body);
    // Carried out, and nobody is told: the outcome is unknown.
    if (context.takeFault(operation, 'partial')) return null;
    const headers =
      call.params['include_headers'] === false || call.params['include_headers'] === 'false'
        ? {}
        : { headers: Object.entries(reply.headers ?? {}).map(([name, value]) => ({ name, value })) };
    return { code: reply.status, ...headers, body: JSON.stringify(reply.body) };
  });
}

/** What is wrong with one request of a batch is answered there, and stops no other. */
function answerItem(ask: () => SimReply): SimReply {
  try {
    return ask();
  } catch (problem) {
    if (!(problem instanceof GraphProblem)) throw problem;
    return { status: problem.status, body: { error: { ...problem.body, fbtrace_id: 'Abatch' } } };
  }
}

function parseAddress(text: string): { readonly segments: string[]; readonly query: URLSearchParams } {
  try {
    const url = new URL(`http://batch/${text.replace(/^\//, '')}`);
    return {
      segments: url.pathname
        .split('/')
        .filter((part) => part !== '')
        .map(decodeURIComponent),
      query: url.searchParams,
    };
  } catch {
    throw invalid('relative_url cannot be read', { blame: ['batch'] });
  }
}

function innerCall(item: Record<string, unknown>, outer: GraphCall, token: string, named: ReadonlyMap<string, unknown>): GraphCall {
  const filled = (text: string): string =>
    text.replace(/\{result=([a-zA-Z0-9_-]+):\$\.([a-zA-Z0-9_.]+)\}/g, (_, name: string, path: string) =>
      scalarText(path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), named.get(name))),
    );
  const { segments, query } = parseAddress(filled(String(item['relative_url'])));
  const params: Record<string, unknown> = Object.fromEntries(query);
  const body = item['body'];
  if (typeof body === 'string') Object.assign(params, Object.fromEntries(new URLSearchParams(filled(body))));
  else if (isObject(body)) Object.assign(params, body);
  const version = /^v\d+\.\d+$/.test(segments[0] ?? '') ? segments.shift()! : outer.version;
  if (params['batch'] !== undefined) throw invalid('a batch holds no batches', { blame: ['batch'] });
  return {
    method: methodOf(scalarText(item['method'] ?? 'GET')),
    version,
    path: segments,
    params,
    token: typeof params['access_token'] === 'string' ? params['access_token'] : token,
    proof: typeof params['appsecret_proof'] === 'string' ? params['appsecret_proof'] : outer.proof,
  };
}
