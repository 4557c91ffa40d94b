/** Lower case, accents dropped except ñ → n, inner spaces folded: the form in which people's spellings are compared. */
export function fold(text: string): string {
  // Most texts of an import are plain ASCII with single spaces; the general road costs ten times as much.
  const bare = PLAIN.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase();
  return (UNEVEN.test(bare) ? bare.replace(/\s+/g, ' ') : bare).trim();
}

// oxlint-disable-next-line no-control-regex -- the whole of ASCII is meant
const PLAIN = /^[\x00-\x7f]*$/;
/** Two spaces in a row, or white space that is not a space. */
const UNEVEN = /\s\s|[^\S ]/;

/** Cuts at a word boundary so that the result has at most `limit` UTF-16 units; a first word that is too long is cut with an ellipsis. */
export function cutAtWord(text: string, limit: number): string {
  const trimmed = text.trim();
  if (trimmed.length <= limit) return trimmed;
  const space = trimmed.slice(0, limit + 1).lastIndexOf(' ');
  if (space > 0) return trimmed.slice(0, space).replace(/[\s,;:.–—-]+$/u, '');
  return `${Array.from(trimmed)
    .slice(0, Math.max(0, limit - 1))
    .join('')}…`;
}
