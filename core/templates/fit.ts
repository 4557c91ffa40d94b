import type { Piece } from './render.ts';
import { capitalFirst, tidy } from './render.ts';

interface Word {
  readonly text: string;
  readonly kept: boolean;
  /** Letters and digits: tidying takes none of them away. */
  readonly firm: number;
}

/** Words that mean nothing at the end of a text that was cut. */
const CONNECTIVES = new Set([
  'a',
  'al',
  'ante',
  'con',
  'de',
  'del',
  'desde',
  'e',
  'el',
  'en',
  'entre',
  'hasta',
  'la',
  'las',
  'los',
  'o',
  'para',
  'por',
  'que',
  'se',
  'sin',
  'su',
  'u',
  'un',
  'una',
  'y',
]);
const HANGING = /[\s,;:·|/(–—-]+$/u;

export function joined(pieces: readonly Piece[]): string {
  return capitalFirst(tidy(pieces.map((piece) => piece.text).join('')).replace(/\n+/g, ' '));
}

/**
 * The pieces in at most `limit` characters, cut between words. Kept pieces (salary, city) stay whole, with the
 * connective in front of them: other words go first, from the end. Null when even the kept ones do not fit, or
 * when nothing else would be left to say.
 */
export function fit(pieces: readonly Piece[], limit: number): string | null {
  const whole = joined(pieces);
  if (whole.length <= limit) return whole === '' ? null : whole;
  const words = wordsOf(pieces);
  if (words.length === 1 || !words.some((word) => !word.kept)) return null;
  let firm = words.reduce((sum, word) => sum + word.firm, 0);
  const drop = (index: number): void => {
    for (const word of words.splice(index, 1)) firm -= word.firm;
  };
  for (;;) {
    const index = words.findLastIndex((word) => !word.kept);
    if (index <= 0 && words.length > 1 && words[0]?.kept === false) return null;
    if (index < 0) return null;
    drop(index);
    while (dangling(words)) drop(words.findLastIndex((word) => !word.kept));
    if (!words.some((word) => !word.kept)) return null;
    // The letters alone are too many: tidying the whole text after each of a thousand words would cost the square of its length.
    if (firm > limit) continue;
    const text = finish(words);
    if (text.length <= limit) return text;
  }
}

/** Words of the free text, and kept pieces as one word each together with the connective before them. */
function wordsOf(pieces: readonly Piece[]): Word[] {
  const words: Word[] = [];
  for (const piece of pieces) {
    if (!piece.kept) {
      for (const text of piece.text.split(/\s+/u)) if (text !== '') words.push(wordOf(text, false));
      continue;
    }
    const bound: string[] = [];
    while (words.length > 1 && words.at(-1)?.kept === false && isConnective(words.at(-1)!.text)) bound.unshift(words.pop()!.text);
    words.push(wordOf([...bound, piece.text].join(' '), true));
  }
  return words;
}

function wordOf(text: string, kept: boolean): Word {
  return { text, kept, firm: text.replace(/[^\p{L}\p{N}]/gu, '').length };
}

function isConnective(text: string): boolean {
  return CONNECTIVES.has(text.toLocaleLowerCase('es')) || /^[–—·|:-]$/u.test(text);
}

/** True while the last free word only led to the one that was just dropped. */
function dangling(words: readonly Word[]): boolean {
  const index = words.findLastIndex((word) => !word.kept);
  return index > 0 && isConnective(words[index]!.text);
}

function finish(words: readonly Word[]): string {
  const parts = words.map((word, index) => (word.kept || words[index + 1]?.kept !== true ? word.text : word.text.replace(HANGING, '')));
  return capitalFirst(tidy(parts.join(' ')).replace(HANGING, ''));
}
