import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../../core/kernel/result.ts';
import { createIntl, createIntlCache, type IntlShape } from '@formatjs/intl';

export type Language = 'es' | 'en';

const cache = createIntlCache();
const loaded = new Map<string, IntlShape<string>>();

/** The same catalogues as the screens', for words that are said outside a page: tray, notifications, command line. */
export function catalogue(resourcesRoot: string, language: Language): IntlShape<string> {
  const folder = path.join(resourcesRoot, 'locales', language);
  const known = loaded.get(folder);
  if (known !== undefined) return known;
  const messages: Record<string, string> = {};
  for (const name of readdirSync(folder).toSorted()) {
    if (name.endsWith('.json')) Object.assign(messages, JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
  }
  const intl = createIntl({ locale: language === 'es' ? 'es-CO' : 'en-US', messages, onError: () => undefined }, cache);
  loaded.set(folder, intl);
  return intl;
}

/** Says a sentence whose key and values come from core: `values` are plain JSON. */
export function sayFrom(resourcesRoot: string) {
  return (language: Language, key: string, values: { readonly [name: string]: Json }): string =>
    catalogue(resourcesRoot, language).formatMessage({ id: key }, values as Record<string, string>); // ICU takes whatever JSON holds
}
