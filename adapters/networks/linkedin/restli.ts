/**
 * Rest.li 2.0 in addresses: brackets, colons and commas of the structure stand as they are, those of a value are encoded.
 * Encoding the structure too, as HTTP clients do by themselves, is another question, and refused. "Protocol version" (202607; read 2026-11-20)
 */
export type Structure = string | number | readonly Structure[] | { readonly [name: string]: Structure };

export function restli(value: Structure): string {
  if (typeof value === 'string' || typeof value === 'number') return encoded(String(value));
  if (isList(value)) return `List(${value.map(restli).join(',')})`;
  return `(${Object.entries(value)
    .map(([name, inner]) => `${encoded(name)}:${restli(inner)}`)
    .join(',')})`;
}

export function queryOf(parameters: { readonly [name: string]: Structure }): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${restli(value)}`)
    .join('&');
}

/** `encodeURIComponent` leaves the brackets, which mean something here. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('(', '%28').replaceAll(')', '%29').replaceAll("'", '%27');
}

function isList(value: Exclude<Structure, string | number>): value is readonly Structure[] {
  return Array.isArray(value);
}

export function urn(kind: string, id: string): string {
  return `urn:li:${kind}:${id}`;
}

/** The number at the end of an URN; null for anything else. */
export function idOf(text: string): string | null {
  return /^urn:li:[A-Za-z]+:(\d+)$/.exec(text)?.[1] ?? null;
}
