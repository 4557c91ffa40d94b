import type { SimRequest } from '../../../simulators/types.ts';
import { badRequest, RequestProblem } from './problems.ts';
import { isObject } from './values.ts';

/** One call after its envelope is off. */
export interface SnapCall {
  readonly method: string;
  /** After `/v1`: `['adaccounts', '…', 'campaigns']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly request: SimRequest;
  /** `http://127.0.0.1:…`: links in answers are absolute. */
  readonly base: string;
}

export function decodeCall(request: SimRequest): SnapCall {
  const segments = request.path.split('/').filter((part) => part !== '');
  return {
    method: request.method,
    path: segments.slice(1),
    query: request.query,
    request,
    base: `http://${request.headers['host'] ?? '127.0.0.1'}`,
  };
}

/** JSON everywhere except uploads; anything else asked for or sent is 406 or 400. "API patterns" (v1; read 2026-11-20) */
export function jsonBody(call: SnapCall): Record<string, unknown> {
  const type = call.request.headers['content-type'] ?? '';
  if (!type.includes('json')) throw new RequestProblem(406, 'http_406', 'Only JSON is understood here');
  try {
    const value: unknown = JSON.parse(call.request.body.toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // answered below
  }
  throw badRequest('The body is not a JSON object');
}

/** Every create and update carries a list under the plural of its kind. "API patterns" (v1; read 2026-11-20) */
export function itemsOf(call: SnapCall, plural: string): readonly unknown[] {
  const body = jsonBody(call);
  const items = body[plural];
  if (!Array.isArray(items) || items.length === 0) throw badRequest(`The body must be {"${plural}": […]} with at least one item`);
  for (const name of Object.keys(body)) if (name !== plural) throw badRequest(`unknown field ${name}`);
  return items;
}

export interface FormField {
  readonly text: string;
  readonly bytes: Buffer;
  readonly fileName: string | null;
  readonly mime: string | null;
}

/** `multipart/form-data`, or 415 E1006. "Media", upload (v1; read 2026-11-20) */
export function formOf(call: SnapCall): ReadonlyMap<string, FormField> {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(call.request.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new RequestProblem(415, 'E1006', 'An upload is multipart/form-data');
  const { body } = call.request;
  const fields = new Map<string, FormField>();
  const mark = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(mark); at >= 0;) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const part = body.subarray(at + mark.length + 2, next - 2);
    const gap = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, gap).toString('utf8');
    const content = part.subarray(gap + 4);
    const name = /name="([^"]*)"/.exec(head)?.[1];
    if (gap >= 0 && name !== undefined)
      fields.set(name, {
        text: content.length < 4_096 ? content.toString('utf8') : '',
        bytes: content,
        fileName: /filename="([^"]*)"/.exec(head)?.[1] ?? null,
        mime: /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1]?.trim() ?? null,
      });
    at = next;
  }
  return fields;
}
