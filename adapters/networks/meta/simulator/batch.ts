import type { SimContext, SimReply } from '../../../simulators/types.ts';
import { invalid } from './problems.ts';
import { fromJson, isObject, scalarText, type GraphCall } from './request.ts';

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
    const inner = innerCall(item, call, token, named);
    const reply = answer(inner);
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

function innerCall(item: Record<string, unknown>, outer: GraphCall, token: string, named: ReadonlyMap<string, unknown>): GraphCall {
  const filled = (text: string): string =>
    text.replace(/\{result=([a-zA-Z0-9_-]+):\$\.([a-zA-Z0-9_.]+)\}/g, (_, name: string, path: string) =>
      scalarText(path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), named.get(name))),
    );
  const url = new URL(filled(String(item['relative_url'])).replace(/^\/?/, '/'), 'http://batch');
  const params: Record<string, unknown> = Object.fromEntries(url.searchParams);
  const body = item['body'];
  if (typeof body === 'string') Object.assign(params, Object.fromEntries(new URLSearchParams(filled(body))));
  else if (isObject(body)) Object.assign(params, body);
  const segments = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const version = /^v\d+\.\d+$/.test(segments[0] ?? '') ? segments.shift()! : outer.version;
  const method = scalarText(item['method'] ?? 'GET').toUpperCase();
  return {
    method: method === 'POST' || method === 'DELETE' ? method : 'GET',
    version,
    path: segments,
    params,
    token: typeof params['access_token'] === 'string' ? params['access_token'] : token,
    proof: typeof params['appsecret_proof'] === 'string' ? params['appsecret_proof'] : outer.proof,
  };
}
