import type { SimRequest } from '../../../simulators/types.ts';
import { ENUMS, isCountry } from './enums.ts';
import { COMMON_PARAMETERS, type ParameterTable } from './parameters.ts';
import { readForm } from './form.ts';
import { GraphProblem, invalid } from './problems.ts';
import { parseGraphTime } from '../zone.ts';

/** One call after its envelope is off: version, path, parameters from query and body alike. */
export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly version: string;
  /** Path after the version: `['act_1001', 'campaigns']`. */
  readonly path: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly token: string | null;
  readonly proof: string | null;
}

const ENUM_VALUES = new Map<string, readonly string[]>(Object.entries(ENUMS));
const decoded = new WeakMap<SimRequest, GraphCall>();

/** Bodies come as JSON or as a form in which nested values are JSON texts; both mean the same. @see "Graph API overview" (v26.0; read 2026-11-20) */
export function decodeCall(request: SimRequest): GraphCall {
  const known = decoded.get(request);
  if (known !== undefined) return known;
  const params: Record<string, unknown> = {};
  for (const [name, value] of request.query) params[name] = value;
  if (request.body.length > 0) Object.assign(params, decodeBody(request));
  const segments = request.path.split('/').filter((part) => part !== '');
  const version = /^v\d+\.\d+$/.test(segments[0] ?? '') ? segments.shift()! : 'v26.0';
  const method = methodOf(typeof params['method'] === 'string' ? params['method'] : request.method);
  const bearer = /^(?:Bearer|OAuth) (.+)$/.exec(request.headers['authorization'] ?? '');
  const call: GraphCall = {
    method,
    version,
    path: segments,
    params,
    token: bearer?.[1] ?? text(params['access_token']),
    proof: text(params['appsecret_proof']),
  };
  decoded.set(request, call);
  return call;
}

/** Graph reads, posts and deletes; whatever else is asked of a node is answered like an edge that does not exist. */
export function methodOf(method: string): GraphCall['method'] {
  const upper = method.toUpperCase();
  if (upper === 'GET' || upper === 'HEAD') return 'GET';
  if (upper === 'POST' || upper === 'DELETE') return upper;
  throw new GraphProblem({
    message: `Unsupported ${method.toLowerCase()} request.`,
    type: 'GraphMethodException',
    code: 100,
    error_subcode: 33,
  });
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function decodeBody(request: SimRequest): Record<string, unknown> {
  const type = request.headers['content-type'] ?? '';
  // Videos come in parts of a form, and only they.
  if (type.includes('multipart/form-data') && request.path.endsWith('/advideos')) return readForm(request.body, type);
  const body = request.body.toString('utf8').trim();
  if (body === '') return {};
  if (type.includes('multipart/form-data')) {
    // One integrator's multipart uploads were refused like this while base64 bytes worked (third party; read 2026-11-20).
    throw invalid('the image file type is not supported', {
      subcode: 1487411,
      title: 'Image not accepted',
      explanation: 'Send the image as base64 bytes.',
    });
  }
  if (type.includes('json') || body.startsWith('{')) {
    try {
      const value: unknown = JSON.parse(body);
      if (isObject(value)) return value;
    } catch {
      // answered below
    }
    throw new GraphProblem({ message: 'The request body is not valid JSON', type: 'OAuthException', code: 100 });
  }
  return Object.fromEntries(new URLSearchParams(body));
}

/** A scalar as text; anything else is no text at all. */
export function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every parameter checked and brought to its type. `lenient` lets unknown ones through unread, as some callers report of the real network. */
export function readParameters(
  table: ParameterTable,
  params: Readonly<Record<string, unknown>>,
  lenient: boolean,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, raw] of Object.entries(params)) {
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (rule === undefined) {
      if (name === 'date_format') throw invalid('date_format is no longer supported'); // "Graph API changelog", all versions since 2026-10-27 (read 2026-11-20)
      if (COMMON_PARAMETERS.has(name) || lenient) continue;
      throw invalid(`unexpected key "${name}"`, { title: 'Unknown parameter', blame: [name] });
    }
    if (raw === undefined || raw === null) continue;
    values[name] = coerce(rule.endsWith('!') ? rule.slice(0, -1) : rule, raw, name);
  }
  for (const [name, rule] of Object.entries(table)) {
    if (rule.endsWith('!') && values[name] === undefined)
      throw invalid(`the parameter ${name} is required`, { title: 'Missing parameter', blame: [name] });
  }
  return values;
}

function coerce(type: string, raw: unknown, name: string): unknown {
  if (type.startsWith('list<')) {
    const inner = type.slice(5, -1);
    const list = fromJson(raw);
    // A bare value stands for a list of one; comma-separated words are how GET lists are usually written.
    const items = Array.isArray(list) ? list : typeof list === 'string' ? list.split(',').map((item) => item.trim()) : [list];
    return items.map((item: unknown) => coerce(inner, item, name));
  }
  const wrong = (expected: string): GraphProblem => invalid(`${name} must be ${expected}`, { title: 'Wrong value', blame: [name] });
  switch (type) {
    case 'JsonText': {
      const value = fromJson(raw);
      if (!isObject(value)) throw wrong('an object or its JSON text');
      return value;
    }
    case 'string': {
      if (typeof raw === 'string') return raw;
      if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw);
      throw wrong('a string');
    }
    case 'int':
    case 'unsigned int': {
      // Ids travel as `unsigned int` and pass 2^53: they stay text. Nothing else may be as large, money least of all.
      const isId = name.endsWith('_id');
      const value = typeof raw === 'string' && (isId ? /^-?\d{1,20}$/ : /^-?\d{1,16}$/).test(raw) ? Number(raw) : raw;
      if (
        typeof value !== 'number' ||
        !(isId ? Number.isInteger(value) : Number.isSafeInteger(value)) ||
        (type === 'unsigned int' && value < 0)
      )
        throw wrong(type === 'int' ? 'an integer' : 'a whole number, zero or more');
      return isId && typeof raw === 'string' && raw.length > 15 ? raw : value;
    }
    case 'float': {
      const value = typeof raw === 'string' ? Number(raw) : raw;
      if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong('a number');
      return value;
    }
    case 'bool': {
      if (raw === true || raw === 'true' || raw === 1 || raw === '1') return true;
      if (raw === false || raw === 'false' || raw === 0 || raw === '0') return false;
      throw wrong('true or false');
    }
    case 'datetime': {
      const ms = parseGraphTime(raw);
      if (ms === null) throw wrong('an ISO 8601 time with its offset, or Unix seconds');
      return ms;
    }
    case 'map':
    case 'Object': {
      const value = fromJson(raw);
      // Tracking specs are a list of such objects in every example, whatever the published type says.
      if (!isObject(value) && !(name === 'tracking_specs' && Array.isArray(value))) throw wrong('an object');
      return value;
    }
    case 'Country': {
      if (typeof raw !== 'string' || !isCountry(raw)) throw wrong('a two-letter country code');
      return raw;
    }
    default: {
      const values = ENUM_VALUES.get(type);
      if (values === undefined) throw new Error(`The tables name an unknown type ${type}`);
      if (typeof raw !== 'string' || !values.includes(raw)) throw wrong(`one of: ${values.join(', ')}`);
      return raw;
    }
  }
}

/** Nested values may come as JSON texts. */
export function fromJson(raw: unknown): unknown {
  if (typeof raw !== 'string' || !/^\s*[[{]/.test(raw)) return raw;
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    throw invalid('a nested value is not valid JSON');
  }
}
