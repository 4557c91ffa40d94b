import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PlaceTable } from '../../core/places/index.ts';
import { fold } from '../../core/kernel/text.ts';

/** The country whose regions and cities a text names most: enough to choose a default currency and gazetteer, never to decide a place. */
export async function guessCountry(resourcesRoot: string, sample: Uint8Array): Promise<string> {
  const text = wordsOf(new TextDecoder().decode(sample));
  let best = { country: 'CO', hits: 0 };
  const folder = path.join(resourcesRoot, 'places');
  for (const name of await readdir(folder)) {
    const parsed = PlaceTable.safeParse(JSON.parse(await readFile(path.join(folder, name), 'utf8')));
    if (!parsed.success) continue;
    const hits = countNames(
      text,
      [...parsed.data.regions, ...parsed.data.cities].map((entry) => entry[1]),
    );
    if (hits > best.hits) best = { country: parsed.data.country, hits };
  }
  return best.country;
}

function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** One pass over the text: at each word, the names that begin with it. */
function countNames(text: readonly string[], names: readonly string[]): number {
  const byFirstWord = new Map<string, Map<string, readonly string[]>>();
  for (const name of names) {
    const words = wordsOf(name);
    const whole = words.join(' ');
    const [first] = words;
    if (first === undefined || whole.length <= 3) continue;
    const known = byFirstWord.get(first);
    if (known === undefined) byFirstWord.set(first, new Map([[whole, words]]));
    else known.set(whole, words);
  }
  let hits = 0;
  for (const [at, word] of text.entries()) {
    const candidates = byFirstWord.get(word);
    if (candidates === undefined) continue;
    for (const words of candidates.values()) if (words.every((part, index) => text[at + index] === part)) hits += 1;
  }
  return hits;
}
