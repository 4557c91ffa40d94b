import type { SimRequest } from '../../../simulators/types.ts';
import { ENUMS } from './enums.ts';
import { missing, refuse, TikTokProblem } from './problems.ts';
import { OBJECTS, type Table } from './objects.ts';
import { TABLES } from './tables.ts';

/** One call, taken apart: the endpoint, and what it carries. */
export interface Call {
  readonly method: string;
  /** `/campaign/create/`. */
  readonly endpoint: string;
  readonly token: string | null;
  readonly raw: Values;
}
export type Values = Readonly<Record<string, unknown>>;
/** A file of a multipart body. */
export interface SentFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

const PREFIX = '/open_api/v1.3';

/** Null: TikTok has no such path, and answers with plain text. The slash at the end belongs to it. "Error handling" (v1.3; read 2026-11-20) */
export function endpointOf(request: SimRequest): string | null {
  if (!request.path.startsWith(`${PREFIX}/`) || !request.path.endsWith('/')) return null;
  const endpoint = request.path.slice(PREFIX.length);
  return TABLES[`${request.method} ${endpoint}`] === undefined ? null : endpoint;
}

export function decode(request: SimRequest, endpoint: string): Call {
  const token = request.headers['access-token'] ?? null;
  return { method: request.method, endpoint, token, raw: request.method === 'GET' ? queryOf(request) : bodyOf(request) };
}

/** Lists and objects travel in the query as JSON texts; the rest as it is, and is read by the table's type. */
function queryOf(request: SimRequest): Values {
  const values: Record<string, unknown> = {};
  for (const [name, value] of request.query) values[name] = /^[[{]/.test(value) ? fromJson(name, value) : value;
  return values;
}

function bodyOf(request: SimRequest): Values {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return partsOf(request.body, /boundary="?([^";]+)/.exec(type)?.[1] ?? '');
  if (request.body.length === 0) return {};
  const body = fromJson('body', request.body.toString('utf8'));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new TikTokProblem(40000, 'The body must be a JSON object');
  return body as Values; // an object of JSON, tested above
}

function fromJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refuse(name, 'Not a valid JSON.');
  }
}

/** RFC 7578, as far as clients of this API use it: named parts, files among them. */
function partsOf(body: Buffer, boundary: string): Values {
  const values: Record<string, unknown> = {};
  const edge = Buffer.from(`--${boundary}`);
  let from = body.indexOf(edge);
  if (boundary === '' || from < 0) throw new TikTokProblem(40000, 'The body is not multipart/form-data');
  for (;;) {
    const start = from + edge.length + 2;
    const end = body.indexOf(edge, start);
    if (end < 0) return values;
    const head = body.indexOf('\r\n\r\n', start);
    if (head >= 0 && head < end) {
      const heading = body.subarray(start, head).toString('utf8');
      const content = body.subarray(head + 4, end - 2);
      const name = /name="([^"]*)"/.exec(heading)?.[1] ?? '';
      const fileName = /filename="([^"]*)"/.exec(heading)?.[1];
      values[name] = fileName === undefined ? content.toString('utf8') : ({ fileName, bytes: Buffer.from(content) } satisfies SentFile);
    }
    from = end;
  }
}

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isFile(value: unknown): value is SentFile {
  return isObject(value) && Buffer.isBuffer(value['bytes']);
}

/** Every value by the table of its endpoint, texts of a query or a form turned into what they stand for. */
export function checked(table: Table, raw: Values, options: { readonly lenient: boolean; readonly fromText: boolean }, path = ''): Values {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    const type = Object.hasOwn(table, name) ? table[name] : undefined;
    if (type === undefined) {
      if (options.lenient) continue;
      throw refuse(`${path}${name}`, 'Unknown field.');
    }
    if (value === null || value === undefined) continue;
    values[name] = valueOf(type.replace('!', ''), value, `${path}${name}`, options);
  }
  for (const [name, type] of Object.entries(table)) if (type.endsWith('!') && values[name] === undefined) throw missing(`${path}${name}`);
  return values;
}

const LISTS = new Map<string, readonly string[]>(Object.entries(ENUMS));
const TABLE_OF = new Map<string, Table>(Object.entries(OBJECTS));

function valueOf(type: string, value: unknown, path: string, options: { readonly lenient: boolean; readonly fromText: boolean }): unknown {
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) throw refuse(path, 'Not a valid list.');
    return value.map((entry, index) => valueOf(type.slice(0, -2), entry, `${path}.${index}.`.replace(/\.$/, ''), options));
  }
  const allowed = LISTS.get(type);
  if (allowed !== undefined) {
    if (typeof value !== 'string' || !allowed.includes(value))
      throw refuse(path, `Not a valid choice. Must be one of: ${allowed.join(', ')}.`);
    return value;
  }
  const table = TABLE_OF.get(type);
  if (table !== undefined) {
    if (!isObject(value)) throw refuse(path, 'Not a valid object.');
    return checked(table, value, { ...options, fromText: false }, `${path}.`);
  }
  switch (type) {
    case 'any':
      return value;
    case 'text':
      // A number where an id belongs has already lost its last digits.
      if (typeof value !== 'string') throw refuse(path, 'Not a valid string.');
      return value;
    case 'flag': {
      const flag = options.fromText && typeof value === 'string' ? ({ true: true, false: false }[value.toLowerCase()] ?? value) : value;
      if (typeof flag !== 'boolean') throw refuse(path, 'Not a valid boolean.');
      return flag;
    }
    default: {
      const number = options.fromText && typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse(path, 'Not a valid number.');
      if (type === 'whole' && !Number.isInteger(number)) throw refuse(path, 'Not a valid integer.');
      return number;
    }
  }
}

export function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
