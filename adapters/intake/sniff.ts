export type FileKind = 'zip' | 'compound' | 'json' | 'json-lines' | 'xml' | 'delimited';

/** What the first bytes say a file is. Names lie: `.xls` is often HTML or CSV, `.txt` anything. */
export function sniff(head: Buffer): FileKind {
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) return 'zip';
  // The compound file of Office before 2007.
  if (head.length >= 8 && head.readUInt32BE(0) === 0xd0cf11e0) return 'compound';
  const text = head
    .toString('utf8', 0, Math.min(head.length, 64 * 1024))
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^<(\?xml|!doctype|!--|[a-z_])/i.test(text)) return 'xml';
  if (text.startsWith('[')) return /^\[\s*([{\]]|$)/.test(text) ? 'json' : 'delimited';
  if (!/^\{\s*("|\}|$)/.test(text)) return 'delimited';
  // One whole object a line, and something after the first: lines. A pretty-printed document never closes on line one.
  const end = text.indexOf('\n');
  const first = (end < 0 ? text : text.slice(0, end)).trim();
  const rest = end < 0 ? '' : text.slice(end).trimStart();
  return first.endsWith('}') && rest.startsWith('{') ? 'json-lines' : 'json';
}
