import type { SimContext } from '../../../simulators/types.ts';
import { invalid } from './problems.ts';
import { fromJson, isObject, scalarText } from './request.ts';
import { effectiveStatus, parentOf } from './status.ts';
import type { GraphObject, Store } from './store.ts';
import { creativeIdOf } from './reads.ts';

/** Filtering and paging, the same for every list. */

const DEFAULT_PAGE = 25;
const LONGEST_PAGE = 500;
const DEFAULT_HIDDEN: ReadonlySet<string> = new Set(['DELETED', 'ARCHIVED']);

interface Filter {
  readonly field: string;
  readonly operator: string;
  readonly value: unknown;
}

export function parseFilters(raw: unknown): readonly Filter[] {
  const value = fromJson(raw);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalid('filtering must be a list', { blame: ['filtering'] });
  return value.map((entry) => {
    if (!isObject(entry) || typeof entry['field'] !== 'string' || typeof entry['operator'] !== 'string')
      throw invalid('each filter needs field, operator and value', { blame: ['filtering'] });
    const stray = Object.keys(entry).find((key) => key !== 'field' && key !== 'operator' && key !== 'value');
    if (stray !== undefined || entry['value'] === undefined)
      throw invalid(stray === undefined ? 'each filter needs a value' : `a filter has no ${stray}`, { blame: ['filtering'] });
    if (!OPERATORS.has(entry['operator'])) throw invalid(`unknown operator ${entry['operator']}`, { blame: ['filtering'] });
    return { field: entry['field'], operator: entry['operator'], value: entry['value'] };
  });
}

const OPERATORS: ReadonlySet<string> = new Set([
  'EQUAL',
  'NOT_EQUAL',
  'IN',
  'NOT_IN',
  'CONTAIN',
  'NOT_CONTAIN',
  'STARTS_WITH',
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUAL',
  'LESS_THAN',
  'LESS_THAN_OR_EQUAL',
]);
const LEVELS: readonly string[] = ['campaign', 'adset', 'ad'];

function filtered(object: GraphObject, field: string, store: Store, nowMs: number): string | number {
  const dot = field.indexOf('.');
  const level = dot < 0 ? object.kind : field.slice(0, dot);
  const name = dot < 0 ? field : field.slice(dot + 1);
  let target: GraphObject | null = object;
  if (LEVELS.includes(level)) while (target !== null && target.kind !== level) target = parentOf(target, store);
  if (target === null) throw invalid(`filtering by ${field} does not go with this list`, { blame: ['filtering'] });
  switch (name) {
    case 'name':
      return target.name;
    case 'id':
      return target.id;
    case 'effective_status':
    case 'delivery_info':
      return effectiveStatus(target, store, nowMs);
    case 'status':
      return target.status;
    case 'created_time':
      return Math.floor(target.createdMs / 1000);
    case 'updated_time':
      return Math.floor(target.updatedMs / 1000);
    case 'objective':
      return scalarText(target.values['objective']);
    case 'creative_id':
      return creativeIdOf(target) ?? '';
    default:
      throw invalid(`filtering by ${field} is not supported`, { blame: ['filtering'] });
  }
}

function passes(actual: string | number, filter: Filter): boolean {
  const values = Array.isArray(filter.value) ? filter.value.map(String) : [String(filter.value)];
  switch (filter.operator) {
    case 'EQUAL':
      return String(actual) === values[0];
    case 'NOT_EQUAL':
      return String(actual) !== values[0];
    case 'IN':
      return values.includes(String(actual));
    case 'NOT_IN':
      return !values.includes(String(actual));
    case 'CONTAIN':
      return String(actual).toLowerCase().includes(values[0]!.toLowerCase());
    case 'NOT_CONTAIN':
      return !String(actual).toLowerCase().includes(values[0]!.toLowerCase());
    case 'STARTS_WITH':
      return String(actual).toLowerCase().startsWith(values[0]!.toLowerCase());
    case 'GREATER_THAN':
      return Number(actual) > Number(values[0]);
    case 'GREATER_THAN_OR_EQUAL':
      return Number(actual) >= Number(values[0]);
    case 'LESS_THAN':
      return Number(actual) < Number(values[0]);
    default:
      return Number(actual) <= Number(values[0]);
  }
}

export interface ListQuery {
  readonly filters: readonly Filter[];
  /** Effective statuses to keep; null keeps all but archived and deleted. */
  readonly statuses: readonly string[] | null;
  readonly updatedSinceMs: number | null;
}

/** Members that a list shows. Archived and deleted ones must be asked for by status. "Campaign" reference, `effective_status` (v26.0; read 2026-11-20) */
export function visible(members: readonly GraphObject[], query: ListQuery, store: Store, nowMs: number): GraphObject[] {
  const named = query.filters.some((filter) => filter.field.endsWith('effective_status') || filter.field.endsWith('status'));
  return members.filter((object) => {
    if (object.listedFromMs > nowMs) return false;
    if (query.updatedSinceMs !== null && object.updatedMs < query.updatedSinceMs) return false;
    if (query.statuses !== null || !named) {
      const status = effectiveStatus(object, store, nowMs);
      if (query.statuses === null ? DEFAULT_HIDDEN.has(status) : !query.statuses.includes(status)) return false;
    }
    return query.filters.every((filter) => passes(filtered(object, filter.field, store, nowMs), filter));
  });
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly paging: Record<string, unknown> | null;
}

/** Cursors are opaque, and there are more pages exactly while `next` is there: a page may be short before that. "Graph API, paginated results" (v26.0; read 2026-11-20) */
export function paginate<T>(all: readonly T[], params: Readonly<Record<string, unknown>>, address: string, context: SimContext): Page<T> {
  const asked = params['limit'] === undefined ? DEFAULT_PAGE : Number(params['limit']);
  if (!Number.isInteger(asked) || asked < 1) throw invalid('limit must be a positive whole number', { blame: ['limit'] });
  const limit = Math.min(asked, LONGEST_PAGE);
  let from = 0;
  if (typeof params['after'] === 'string' && params['after'] !== '') from = readCursor(params['after']) + 1;
  else if (typeof params['before'] === 'string' && params['before'] !== '') from = Math.max(0, readCursor(params['before']) - limit);
  // A full page cut short now and then keeps callers honest about `next`.
  const short = context.switchOn('meta.short_pages') && limit > 1 ? Math.ceil(limit / 2) : limit;
  const rows = all.slice(from, from + short);
  if (rows.length === 0) return { rows, paging: null };
  const last = from + rows.length - 1;
  const cursors = { before: writeCursor(from), after: writeCursor(last) };
  return {
    rows,
    paging: {
      cursors,
      ...(last + 1 < all.length ? { next: link(address, params, 'after', cursors.after) } : {}),
      ...(from > 0 ? { previous: link(address, params, 'before', cursors.before) } : {}),
    },
  };
}

function link(address: string, params: Readonly<Record<string, unknown>>, direction: 'after' | 'before', cursor: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (name === 'after' || name === 'before') continue;
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  query.set(direction, cursor);
  return `${address}?${query.toString()}`;
}

function writeCursor(position: number): string {
  return Buffer.from(`QVFIU${position.toString(36)}`).toString('base64url');
}

function readCursor(cursor: string): number {
  const match = /^QVFIU([0-9a-z]+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (match === null) throw invalid('the cursor is not valid any more', { blame: ['after'] });
  return Number.parseInt(match[1]!, 36);
}
