import { fold } from '../kernel/text.ts';

/** What is compared before any description is read. */
export interface Brief {
  readonly id: string;
  readonly clientId: string;
  readonly title: string;
  /** Folded; empty where the company is not told. */
  readonly company: string;
  /** Code, or the folded text where there is none. */
  readonly place: string;
}

export interface DuplicateGroup {
  readonly ids: readonly string[];
  /** Of the least alike pair that joined the group, 0…1. */
  readonly similarity: number;
}

/** Neighbours by title that each vacancy is held against; a block of thousands at one company and city is not squared. */
const NEIGHBOURS = 60;
/** Titles less alike than this are other jobs, whatever their texts say. */
const TITLE_FLOOR = 0.5;
const TEXT_LIMIT = 6_000;
const SMALL_WORDS = new Set([
  'de',
  'del',
  'la',
  'el',
  'en',
  'para',
  'y',
  'con',
  'a',
  'o',
  'the',
  'of',
  'for',
  'and',
  'in',
  'se',
  'busca',
  'requiere',
  'urgente',
]);

/**
 * The same vacancy written twice: same client, company and place, much the same title and text. Never across places: a
 * board repeats one text for every city, and those are vacancies of their own.
 */
export function findDuplicates(briefs: Iterable<Brief>, textOf: (id: string) => string, threshold: number): readonly DuplicateGroup[] {
  const blocks = new Map<string, Brief[]>();
  for (const brief of briefs) {
    const key = `${brief.clientId}\n${brief.company}\n${brief.place}`;
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [brief]);
    else block.push(brief);
  }
  const groups: DuplicateGroup[] = [];
  for (const block of blocks.values()) if (block.length > 1) groups.push(...inBlock(block, textOf, threshold));
  return groups.toSorted((a, b) => b.similarity - a.similarity);
}

function inBlock(block: readonly Brief[], textOf: (id: string) => string, threshold: number): DuplicateGroup[] {
  const entries = block.map((brief) => ({ id: brief.id, words: wordsOf(brief.title) })).toSorted((a, b) => compare(a.words, b.words));
  const texts = new Map<string, ReadonlySet<string>>();
  const shinglesFor = (id: string): ReadonlySet<string> => {
    const known = texts.get(id) ?? shingles(textOf(id));
    texts.set(id, known);
    return known;
  };
  const root = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (let next = root.get(at); next !== undefined && next !== at; next = root.get(at)) at = next;
    return at;
  };
  const weakest = new Map<string, number>();
  for (let i = 0; i < entries.length; i++) {
    for (let j = i + 1; j < Math.min(entries.length, i + 1 + NEIGHBOURS); j++) {
      const [left, right] = [entries[i], entries[j]];
      if (left === undefined || right === undefined) continue;
      const title = dice(left.words, right.words);
      if (title < TITLE_FLOOR || (title + 1) / 2 < threshold) continue;
      const score = (title + jaccard(shinglesFor(left.id), shinglesFor(right.id))) / 2;
      if (score < threshold) continue;
      const [a, b] = [find(left.id), find(right.id)];
      const least = Math.min(score, weakest.get(a) ?? 1, weakest.get(b) ?? 1);
      root.set(b, a);
      weakest.set(a, least);
    }
  }
  const members = new Map<string, string[]>();
  for (const { id } of block) {
    const head = find(id);
    if (!weakest.has(head)) continue;
    members.set(head, [...(members.get(head) ?? []), id]);
  }
  return [...members].flatMap(([head, ids]) => (ids.length > 1 ? [{ ids, similarity: weakest.get(head) ?? threshold }] : []));
}

function wordsOf(title: string): readonly string[] {
  const words = fold(title)
    .split(/[^a-z0-9+#]+/)
    .filter((word) => word !== '' && !SMALL_WORDS.has(word))
    // `asesor(a)`, `asesora` and `asesores` are one job.
    .map((word) => word.replace(/(?:es|as|os|a|o|s)$/, ''))
    .filter((word) => word !== '');
  return [...new Set(words)].toSorted();
}

function compare(left: readonly string[], right: readonly string[]): number {
  const [a, b] = [left.join(' '), right.join(' ')];
  return a < b ? -1 : a > b ? 1 : 0;
}

function dice(left: readonly string[], right: readonly string[]): number {
  if (left.length + right.length === 0) return 0;
  const other = new Set(right);
  return (2 * left.filter((word) => other.has(word)).length) / (left.length + right.length);
}

function shingles(text: string): ReadonlySet<string> {
  const words = fold(text.slice(0, TEXT_LIMIT))
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const set = new Set<string>();
  if (words.length < 3) return words.length === 0 ? set : set.add(words.join(' '));
  for (let at = 0; at + 3 <= words.length; at++) set.add(`${words[at]} ${words[at + 1]} ${words[at + 2]}`);
  return set;
}

/** Two empty texts say the same nothing; one empty text says nothing against the other. */
function jaccard(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  if (left.size === 0 || right.size === 0) return left.size === right.size ? 1 : 0.7;
  let shared = 0;
  for (const shingle of left) if (right.has(shingle)) shared += 1;
  return shared / (left.size + right.size - shared);
}
