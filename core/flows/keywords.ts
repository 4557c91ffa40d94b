import { fold } from '../kernel/index.ts';

/** Ten words and 80 characters: the longest keyword that a search network takes. @see Google Ads API v25, KeywordInfo and "System limits" (read 2026-11-20) */
const MOST_WORDS = 10;
const LONGEST = 80;
/** A group with more keywords than this competes with itself. */
const MOST = 50;

/** What people may search for who look for these jobs: each title alone, with `empleo`, and with the city. */
export function keywordsFor(titles: readonly string[], city: string | null): string[] {
  const chosen = new Map<string, string>();
  for (const title of titles) {
    const plain = words(title);
    if (plain.length === 0) continue;
    const place = city === null ? [] : words(city);
    for (const phrase of [
      [...plain, ...place],
      ['empleo', ...plain],
      ['vacante', ...plain, ...place],
    ]) {
      const text = shorten(phrase);
      if (text !== '' && !chosen.has(fold(text))) chosen.set(fold(text), text);
      if (chosen.size >= MOST) return [...chosen.values()];
    }
  }
  return [...chosen.values()];
}

/** Lower-case words without the signs that keywords may not have. */
function words(text: string): string[] {
  return text
    .toLocaleLowerCase('es')
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

function shorten(phrase: readonly string[]): string {
  const kept = phrase.slice(0, MOST_WORDS);
  while (kept.length > 0 && kept.join(' ').length > LONGEST) kept.pop();
  return kept.join(' ');
}
