import { isDay } from '../../../../core/kernel/index.ts';
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
  // A body of JSON is looked at by its own area; what stands beside it in the address is still looked at here.
  const raw = new Map<string, string>(request.query);
  if (endpoint.body === 'form') {
    const type = request.headers['content-type'] ?? '';
    if (request.body.length > 0 && !type.startsWith('application/x-www-form-urlencoded'))
      throw refuse(400, 'INVALID_PARAMETER', 'The body must be a form');
    for (const [name, value] of formOf(request)) raw.set(name, value);
  }
  const ids = Object.keys(call.ids);
  for (const name of ids)
    if (raw.has(name) && raw.get(name) !== call.ids[name]) throw invalid(name, `${name} is another one than in the address`);
  return parse(endpoint.params, raw, ids);
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
    if (!Object.hasOwn(table, name) && !ignore.includes(name))
      errors.push({ code: 'INVALID_PARAMETER', message: `Unknown parameter ${name}`, parameter: name });
  for (const [name, type] of Object.entries(table)) {
    const text = raw.get(name);
    if (text === undefined || (text === '' && type.endsWith('!'))) {
      if (type.endsWith('!')) errors.push(...missing(name).errors);
      continue;
    }
    try {
      // An empty value takes a field away, but not one that an object cannot be without.
      if (text === '' && NEVER_EMPTY.has(name)) throw invalid(name, `${name} cannot be empty`);
      values[name] = text === '' ? null : valueOf(name, text, type.replace('!', ''));
    } catch (problem) {
      if (!(problem instanceof XProblem)) throw problem;
      errors.push(...problem.errors);
    }
  }
  if (errors.length > 0) throw new XProblem(400, errors);
  return values;
}

const NEVER_EMPTY: ReadonlySet<string> = new Set(['entity_status', 'start_time', 'bid_strategy', 'budget_optimization']);
/** Sorted by one of these, upwards unless it says otherwise. "Sorting" (version 12; read 2026-11-20) */
const SORT = /^(created_at|updated_at|name|deleted)(-(asc|desc))?$/;

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
  if (name === 'sort_by' && !SORT.test(text)) throw invalid(name, `Cannot sort by "${text}"`);
  if (type === 'text') return text;
  if (type === 'list') return text.split(',');
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
    const ms = isDay(text.slice(0, 10)) ? parseXTime(text) : null;
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
    const raw = isObject(entry) && isObject(entry['params']) ? entry['params'] : null;
    const table = tableOf(type);
    if (isObject(entry))
      for (const name of Object.keys(entry))
        if (name !== 'operation_type' && name !== 'params') own.push(...invalid(name, `Unknown parameter ${name}`).errors);
    if (table === null) own.push(...invalid('operation_type', `Unknown operation ${type}`).errors);
    else if (raw === null) own.push(...missing('params').errors);
    else {
      try {
        operations.push({ type, params: parse(table, plainTexts(table, raw), ['account_id']), raw });
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

/** JSON's own types as the texts of a form: lists only where a list belongs, objects nowhere; null takes a field away. */
function plainTexts(table: ParameterTable, raw: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(raw)) {
    const isList = Array.isArray(value) && /^(enums|ids|list)/.test(table[name] ?? '');
    if (typeof value === 'object' && value !== null && !isList) throw invalid(name, `Expected one value for ${name}`);
    texts.set(name, value === null ? '' : Array.isArray(value) ? value.join(',') : String(value));
  }
  return texts;
}
