import type { ImportTarget } from '../contract/vacancies.ts';
import { fold } from '../kernel/text.ts';
import type { ColumnFacts } from './column-facts.ts';
import { HEADERS, IGNORED, WEAK } from './header-spellings.ts';

export interface Guess {
  readonly target: ImportTarget | null;
  /** 0…1. */
  readonly confidence: number;
}

const EXACT = new Map<string, ImportTarget>();
for (const [target, spellings] of Object.entries(HEADERS)) {
  // `Object.entries` forgets the key type; HEADERS has exactly the targets as keys.
  for (const spelling of spellings) EXACT.set(key(spelling), target as ImportTarget);
}

function key(header: string): string {
  return fold(header.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

const SMALL_WORDS = new Set(['de', 'del', 'la', 'el', 'los', 'las', 'the', 'of', 'para', 'en', 'a', 'y', 'and', 'o']);

export function guessHeader(header: string): Guess {
  const text = key(header);
  if (text === '' || IGNORED.has(text)) return { target: null, confidence: text === '' ? 0 : 0.9 };
  const exact = EXACT.get(text) ?? EXACT.get(text.replaceAll(' ', ''));
  if (exact !== undefined) return { target: exact, confidence: 1 };
  const weak = WEAK[text];
  if (weak !== undefined) return { target: weak, confidence: 0.7 };
  const words = new Set(text.split(' ').filter((word) => !SMALL_WORDS.has(word)));
  let best: Guess = { target: null, confidence: 0 };
  for (const [spelling, target] of EXACT) {
    const wanted = spelling.split(' ').filter((word) => !SMALL_WORDS.has(word));
    const shared = wanted.filter((word) => words.has(word)).length;
    if (shared === 0 || shared < wanted.length) continue;
    const confidence = 0.5 + 0.4 * (shared / Math.max(words.size, wanted.length));
    if (confidence > best.confidence) best = { target, confidence };
  }
  return best;
}

/** Large plain numbers look like pay; under a header with one of these words they are something else. */
const NUMBERS_OF_ELSE = new Set(
  'id ids codigo code cod numero number nro num telefono phone celular impresiones impressions impressoes clicks clics cliques'.split(' '),
);
function namesAnotherNumber(header: string): boolean {
  return key(header)
    .split(' ')
    .some((word) => NUMBERS_OF_ELSE.has(word));
}

/** What the cells say, for a header that says nothing. */
export function guessContent(facts: ColumnFacts): Guess {
  if (facts.filled < 3) return { target: null, confidence: 0 };
  const share = (count: number): number => count / facts.filled;
  if (share(facts.urls) > 0.8) return { target: 'applyUrl', confidence: 0.7 };
  if (share(facts.ages) > 0.6) return { target: null, confidence: 0.8 };
  if (share(facts.modalities) > 0.7) return { target: 'modality', confidence: 0.7 };
  if (share(facts.dates) > 0.8) return { target: 'closesOn', confidence: 0.4 };
  if (share(facts.amounts) > 0.8) return { target: 'salary', confidence: 0.6 };
  if (share(facts.places) > 0.6) return { target: 'city', confidence: 0.7 };
  if (share(facts.glued) > 0.6) return { target: 'companyAndCity', confidence: 0.6 };
  if (facts.totalLength / facts.filled > 120) return { target: 'description', confidence: 0.5 };
  if (share(facts.jobTitles) > 0.5) return { target: 'title', confidence: 0.6 };
  return { target: null, confidence: 0 };
}

/** One target a column and one column a target: the surest guess wins, the others fall back to what their cells say or to nothing. */
export function guessColumns(headers: readonly string[], facts: readonly ColumnFacts[]): Guess[] {
  const options: { column: number; guess: Guess }[] = [];
  headers.forEach((header, column) => {
    const named = guessHeader(header);
    const seen = facts[column];
    options.push({ column, guess: seen === undefined ? named : agree(named, seen) });
    if (seen !== undefined && named.confidence < 0.9) {
      const content = guessContent(seen);
      if (content.target !== null && !(content.target === 'salary' && namesAnotherNumber(header))) options.push({ column, guess: content });
    }
  });
  options.sort((a, b) => b.guess.confidence - a.guess.confidence);
  const result: Guess[] = headers.map(() => ({ target: null, confidence: 0 }));
  const decided = new Set<number>();
  const taken = new Set<ImportTarget>();
  for (const { column, guess } of options) {
    if (decided.has(column) || (guess.target !== null && taken.has(guess.target))) continue;
    if (guess.target === null && guess.confidence < 0.5) continue;
    decided.add(column);
    if (guess.target !== null) taken.add(guess.target);
    result[column] = guess;
  }
  return result;
}

/** A header that its cells contradict counts for less; a title column full of addresses is no title. */
function agree(guess: Guess, facts: ColumnFacts): Guess {
  if (guess.target === null || facts.filled === 0) return guess;
  const urls = facts.urls / facts.filled;
  if (guess.target === 'applyUrl' && urls < 0.3) return { target: 'applyUrl', confidence: guess.confidence * 0.6 };
  if (guess.target !== 'applyUrl' && urls > 0.8) return { target: 'applyUrl', confidence: 0.6 };
  if ((guess.target === 'company' || guess.target === 'city') && facts.glued / facts.filled > 0.6)
    return { target: 'companyAndCity', confidence: guess.confidence };
  return guess;
}
