/** Lower case, accents dropped except ñ → n, inner spaces folded: the form in which people's spellings are compared. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

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
