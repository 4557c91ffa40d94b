/**
 * Names that parse back to the fields they were made of: parts joined by a middle dot, one inside a part is escaped.
 * `Acme · Ventas · Meta`
 */
const SEPARATOR = ' · ';

export function formatName(parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[\\·]/g, '\\$&')).join(SEPARATOR);
}

/** The parts that `formatName` was given. */
export function parseName(name: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < name.length; at += 1) {
    if (name[at] === '\\') {
      at += 1;
      part += name[at] ?? '';
    } else if (name.startsWith(SEPARATOR, at)) {
      parts.push(part);
      part = '';
      at += SEPARATOR.length - 1;
    } else part += name[at];
  }
  return [...parts, part];
}

/** Room for the marker that networks see at the end: a space and ten characters. */
const MARKER_ROOM = 11;

/** Makes a name that fits a network together with the marker. The longest part is shortened first, so the name still parses back to the parts in it. */
export function fittingName(parts: readonly string[], nameMax: number): string {
  const clean = parts.map((part) => part.replace(/[[\]\s]+/g, ' ').trim()).filter((part) => part !== '');
  const room = Math.max(8, nameMax - MARKER_ROOM);
  while (formatName(clean).length > room) {
    const longest = clean.reduce((best, part, index) => (part.length > clean[best]!.length ? index : best), 0);
    const part = Array.from(clean[longest]!);
    if (part.length <= 2) break;
    clean[longest] = part.slice(0, -1).join('').trimEnd();
  }
  return formatName(clean);
}
