import type { SimRequest } from '../../../simulators/types.ts';
import { parseXTime, xTime } from '../days.ts';
import { formOf } from './oauth.ts';
import { ENDPOINTS, ENUMS, type Endpoint, type EnumName, type ParameterTable } from './parameters.ts';
import { invalid, missing, refuse, XProblem, type XErrorEntry } from './problems.ts';

/** One call after its envelope is off. */
export interface XCall {
  /** `POST accounts/:account_id/campaigns`. */
  readonly key: string;
  readonly method: string;
  /** After the version. */
  readonly path: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly request: SimRequest;
}

export type Values = Readonly<Record<string, unknown>>;

const ROUTES = Object.keys(ENDPOINTS).map((key) => {
  const [method = '', pattern = ''] = key.split(' ');
  return { key, method, parts: pattern.split('/') };
});

/** Null: no such address. A known one by another method is told apart by `methodsOf`. */
export function routeOf(request: SimRequest, path: string): XCall | null {
  const parts = path.split('/');
  for (const route of ROUTES) {
    if (route.method !== request.method) continue;
    const ids = match(route.parts, parts);
    if (ids !== null) return { key: route.key, method: route.method, path, ids, request };
  }
  return null;
}

export function isKnownPath(path: string): boolean {
  return ROUTES.some((route) => match(route.parts, path.split('/')) !== null);
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const ids: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = parts[index] ?? '';
    if (part.startsWith(':')) ids[part.slice(1)] = given;
    else if (part !== given) return null;
  }
  return ids;
}

export function endpointOf(call: XCall): Endpoint {
  const endpoint = ENDPOINTS[call.key];
  if (endpoint === undefined) throw new Error(`No address is called ${call.key}`);
  return endpoint;
}

/** Writes may bring their values in the query or in a form; reads in the query. */
export function valuesOf(call: XCall): Values {
  const { request } = call;
  const endpoint = endpointOf(call);
  if (endpoint.body === 'json') return {};
  const raw = new Map<string, string>(request.query);
  if (endpoint.body === 'form') {
    const type = request.headers['content-type'] ?? '';
    if (request.body.length > 0 && !type.startsWith('application/x-www-form-urlencoded'))
      throw refuse(400, 'INVALID_PARAMETER', 'The body must be a form');
    for (const [name, value] of formOf(request)) raw.set(name, value);
  }
  return parse(endpoint.params, raw, Object.keys(call.ids));
}

export function jsonOf(call: XCall): unknown {
  const type = call.request.headers['content-type'] ?? '';
  if (!type.startsWith('application/json')) throw refuse(400, 'INVALID_PARAMETER', 'The body must be JSON');
  try {
    return JSON.parse(call.request.body.toString('utf8')) as unknown;
  } catch {
    throw refuse(400, 'INVALID_PARAMETER', 'The body is not valid JSON');
  }
}

/** Unknown names, wrong types, missing and out-of-enum values are refused, all of them at once. */
export function parse(table: ParameterTable, raw: ReadonlyMap<string, string>, ignore: readonly string[]): Values {
  const errors: XErrorEntry[] = [];
  const values: Record<string, unknown> = {};
  for (const name of raw.keys())
    if (!(name in table) && !ignore.includes(name))
      errors.push({ code: 'INVALID_PARAMETER', message: `Unknown parameter ${name}`, parameter: name });
  for (const [name, type] of Object.entries(table)) {
    const text = raw.get(name);
    if (text === undefined || (text === '' && type.endsWith('!'))) {
      if (type.endsWith('!')) errors.push(...missing(name).errors);
      continue;
    }
    try {
      // An empty value takes a field away.
      values[name] = text === '' ? null : valueOf(name, text, type.replace('!', ''));
    } catch (problem) {
      if (!(problem instanceof XProblem)) throw problem;
      errors.push(...problem.errors);
    }
  }
  if (errors.length > 0) throw new XProblem(400, errors);
  return values;
}

function valueOf(name: string, text: string, type: string): unknown {
  const number = /^(text|ids)(\d+)$/.exec(type);
  if (number !== null) {
    const most = Number(number[2]);
    if (number[1] === 'text') {
      if (Array.from(text).length > most) throw invalid(name, `${name} has more than ${most} characters`);
      return text;
    }
    const ids = text.split(',').map((id) => id.trim());
    if (ids.length > most) throw invalid(name, `${name} has more than ${most} ids`);
    return ids;
  }
  if (type === 'text') return text;
  if (type === 'int' || type === 'long') {
    if (!/^-?\d{1,19}$/.test(text)) throw invalid(name, `Expected a whole number, got "${text}" for ${name}`);
    // Ids of users go by as text, for they do not fit into a number.
    return name.endsWith('_id') ? text : Number(text);
  }
  if (type === 'bool') {
    if (!['true', 'false', '1', '0', 't', 'f'].includes(text.toLowerCase()))
      throw invalid(name, `Expected a boolean, got "${text}" for ${name}`);
    return ['true', '1', 't'].includes(text.toLowerCase());
  }
  if (type === 'time') {
    const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? parseXTime(text) : null;
    if (ms === null) throw invalid(name, `Expected a time in ISO 8601, got "${text}" for ${name}`);
    return xTime(ms);
  }
  const [kind = '', list = ''] = type.split(':');
  const allowed: readonly string[] = ENUMS[list as EnumName]; // the tables name enums of this file only
  const given = kind === 'enums' ? text.split(',') : [text];
  for (const one of given)
    if (!allowed.includes(one)) throw invalid(name, `Expected one of ${allowed.join(', ')}, got "${one}" for ${name}`);
  return kind === 'enums' ? given : text;
}

/** Operations of a batch, each parsed by the table of the single call; the errors of all are told together and nothing is done. */
export interface Operation {
  readonly type: string;
  readonly params: Values;
  /** As it came. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function operationsOf(body: unknown, most: number, tableOf: (type: string) => ParameterTable | null): readonly Operation[] {
  if (!Array.isArray(body) || body.length === 0) throw refuse(400, 'INVALID_PARAMETER', 'Expected a list of operations');
  if (body.length > most) throw refuse(400, 'REQUEST_TOO_COMPLEX', `A batch holds at most ${most} operations`);
  const problems: XErrorEntry[][] = [];
  const operations: Operation[] = [];
  for (const entry of body) {
    const own: XErrorEntry[] = [];
    const type = isObject(entry) && typeof entry['operation_type'] === 'string' ? entry['operation_type'] : '';
    const raw = isObject(entry) && isObject(entry['params']) ? entry['params'] : {};
    const table = tableOf(type);
    if (table === null) own.push(...invalid('operation_type', `Unknown operation ${type}`).errors);
    else {
      const text = new Map(Object.entries(raw).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : plainText(value)]));
      try {
        operations.push({ type, params: parse(table, text, []), raw });
      } catch (problem) {
        if (!(problem instanceof XProblem)) throw problem;
        own.push(...problem.errors);
      }
    }
    problems.push(own);
  }
  throwTogether(problems);
  return operations;
}

export function throwTogether(problems: readonly (readonly XErrorEntry[])[]): void {
  const count = problems.filter((own) => own.length > 0).length;
  if (count === 0) return;
  throw new XProblem(400, [{ code: 'INVALID_PARAMETER', message: `${count} operations of the batch were refused; nothing was done` }], {
    operationErrors: problems,
  });
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
