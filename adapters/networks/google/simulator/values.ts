/** JSON as this simulator keeps and changes it. */
export type Value = string | number | boolean | null | Value[] | Fields;
export interface Fields {
  [field: string]: Value;
}

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member, or undefined where a parent is missing. `path` is dotted camelCase. */
export function valueAt(fields: Fields | undefined, path: string): Value | undefined {
  let current: Value | undefined = fields;
  for (const part of path.split('.')) {
    if (!isFields(current)) return undefined;
    current = current[part];
  }
  return current;
}

/** Sets, or with undefined clears, a member; makes the parents that are missing. */
export function setAt(fields: Fields, path: string, value: Value | undefined): void {
  const parts = path.split('.');
  const last = parts.pop()!;
  let current = fields;
  for (const part of parts) {
    const next = current[part];
    if (isFields(next)) current = next;
    else {
      const made: Fields = {};
      current[part] = made;
      current = made;
    }
  }
  if (value === undefined) delete current[last];
  else current[last] = value;
}

export function textAt(fields: Fields | undefined, path: string): string {
  const value = valueAt(fields, path);
  return typeof value === 'string' ? value : '';
}

export function listAt(fields: Fields | undefined, path: string): Fields[] {
  const value = valueAt(fields, path);
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function textsAt(fields: Fields | undefined, path: string): string[] {
  const value = valueAt(fields, path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Google counts display width: wide East Asian characters count two, Spanish letters one (google-ads.md section 16). */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.normalize('NFC')) {
    width += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(character) ? 2 : 1;
  }
  return width;
}

/** The eight characters in square brackets at the end of a name: what this program marks its objects with. */
export function markerOf(name: string): string | null {
  return /\[([a-z0-9]{8})\]$/.exec(name)?.[1] ?? null;
}

/** A single value as text; lists and messages have none. */
export function plainText(value: Value | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
