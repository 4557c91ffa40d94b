import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createIntl } from '@formatjs/intl';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../core/contract/index.ts';

const ROOT = path.join(import.meta.dirname, '../../resources/locales');
type Catalogue = ReadonlyMap<string, { readonly text: string; readonly file: string }>;

function filesOf(language: string): readonly string[] {
  return readdirSync(path.join(ROOT, language))
    .filter((name) => name.endsWith('.json'))
    .toSorted();
}

function read(language: string): { readonly catalogue: Catalogue; readonly repeated: readonly string[] } {
  const catalogue = new Map<string, { text: string; file: string }>();
  const repeated: string[] = [];
  for (const file of filesOf(language)) {
    const entries = JSON.parse(readFileSync(path.join(ROOT, language, file), 'utf8')) as Record<string, string>; // flat by convention; a value that is no text fails below
    for (const [key, text] of Object.entries(entries)) {
      if (catalogue.has(key)) repeated.push(`${key} (${catalogue.get(key)?.file ?? ''}, ${file})`);
      catalogue.set(key, { text, file });
    }
  }
  return { catalogue, repeated };
}

const es = read('es');
const en = read('en');

/** Names between braces, `{count, plural, …}` and `{name}` alike; what follows a branch's word (`other {…}`) is its text, not a name. */
function placeholders(text: string): readonly string[] {
  return [
    ...new Set(
      [...text.matchAll(/(?<!(?:=\d+|\bzero|\bone|\btwo|\bfew|\bmany|\bother|\btrue|\bfalse) )\{\s*([a-zA-Z]\w*)\s*(?:,|\})/g)].map(
        (match) => match[1] ?? '',
      ),
    ),
  ].toSorted();
}

describe('the catalogues', () => {
  it('have the same files in both languages', () => {
    expect(filesOf('en')).toEqual(filesOf('es'));
  });

  it('have the same keys in both languages', () => {
    const onlySpanish = [...es.catalogue.keys()].filter((key) => !en.catalogue.has(key));
    const onlyEnglish = [...en.catalogue.keys()].filter((key) => !es.catalogue.has(key));
    expect({ onlySpanish, onlyEnglish }).toEqual({ onlySpanish: [], onlyEnglish: [] });
  });

  it('say each key once', () => {
    expect({ es: es.repeated, en: en.repeated }).toEqual({ es: [], en: [] });
  });

  it('use the same values in both languages', () => {
    const different = [...es.catalogue].filter(([key, { text }]) => {
      const other = en.catalogue.get(key)?.text;
      return other !== undefined && placeholders(text).join() !== placeholders(other).join();
    });
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it.each([
    ['es-CO', es.catalogue],
    ['en-US', en.catalogue],
  ] as const)('are well-formed messages in %s', (locale, catalogue) => {
    const broken: string[] = [];
    const messages = Object.fromEntries([...catalogue].map(([key, { text }]) => [key, text]));
    const intl = createIntl<string>({ locale, messages: messages as never, onError: (error) => broken.push(error.message.slice(0, 120)) });
    for (const [key, { text }] of catalogue) {
      const values = Object.fromEntries(placeholders(text).map((name) => [name, 1]));
      intl.formatMessage({ id: key as never }, values); // any key of the files, not only those that screens name
    }
    expect(broken).toEqual([]);
  });

  it('explain every error code: what happened and what to do', () => {
    const missing = errorCodes
      .flatMap((code) => [`errors.${code}.what`, `errors.${code}.fix`])
      .filter((key) => !es.catalogue.has(key) || !en.catalogue.has(key));
    expect(missing).toEqual([]);
  });

  it('never say Ups or Oops and never shout', () => {
    const shouting = [...es.catalogue, ...en.catalogue].filter(([, { text }]) =>
      /\b(ups|oops)\b|!/i.test(text.replaceAll(/\{[^}]*\}/g, '')),
    );
    expect(shouting.map(([key]) => key)).toEqual([]);
  });
});
