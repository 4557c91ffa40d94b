/** A record of a feed as flat columns: `hiringOrganization.name` → text. */
export type FlatRecord = Map<string, string>;

/** More different names than this are not columns but keys that somebody used as data. */
export const COLUMN_LIMIT = 400;
const DEPTH_LIMIT = 8;

/** What stands between two values of a list in one cell; the reader of rows knows it as "several places". */
export const LIST_MARK = ' | ';

export function flatten(value: unknown): FlatRecord {
  const flat: FlatRecord = new Map();
  walk(value, '', flat, 0);
  return flat;
}

function walk(value: unknown, path: string, flat: FlatRecord, depth: number): void {
  if (value === null || value === undefined || depth > DEPTH_LIMIT) return;
  if (Array.isArray(value)) {
    for (const member of value) walk(member, path, flat, depth + 1);
    return;
  }
  if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) walk(member, path === '' ? key : `${path}.${key}`, flat, depth + 1);
    return;
  }
  if (path !== '') put(flat, path, textOf(value));
}

export function put(flat: FlatRecord, path: string, text: string): void {
  const before = flat.get(path);
  flat.set(path, before === undefined || before === '' ? text : text === '' ? before : `${before}${LIST_MARK}${text}`);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'boolean' ? (value ? 'true' : 'false') : '';
}

/** A number that arrived as a number has a decimal point and no thousands; three decimals would look like thousands. */
export function numberText(value: number): string {
  const text = Number.isInteger(value) ? value.toFixed(0) : String(value);
  return /\.\d{3}$/.test(text) ? `${text}0` : text;
}

/** Columns in the order in which they first appear. Names of schema.org's own machinery are no columns. */
export function createColumns() {
  const columns: string[] = [];
  const known = new Set<string>();
  return {
    columns,
    see(record: FlatRecord): void {
      for (const name of record.keys()) {
        if (known.has(name) || known.size >= COLUMN_LIMIT || /(^|\.)@(context|type|id)$/.test(name)) continue;
        known.add(name);
        columns.push(name);
      }
    },
  };
}

export function cellsOf(record: FlatRecord, columns: readonly string[]): string[] {
  return columns.map((name) => record.get(name) ?? '');
}
