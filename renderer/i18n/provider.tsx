import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import { LOCALE_TAGS } from './format.ts';
import { messages as spanish } from './es.ts';

type Language = keyof typeof LOCALE_TAGS;

/** `?lang=keys` shows bare keys, to see at a glance what is not in the catalogue. */
function wantsKeys(): boolean {
  return new URLSearchParams(window.location.search).get('lang') === 'keys';
}

export function LanguageProvider({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  const [english, setEnglish] = useState<Record<string, string> | null>(null);
  useEffect(() => {
    document.documentElement.lang = language;
    if (language === 'en') void import('./en.ts').then((module) => setEnglish(module.messages));
  }, [language]);
  const catalogue = useMemo(() => {
    if (wantsKeys()) return Object.fromEntries(Object.keys(spanish).map((key) => [key, key]));
    return language === 'en' ? english : spanish;
  }, [language, english]);
  if (catalogue === null) return null;
  const tag = LOCALE_TAGS[language];
  return (
    <I18nProvider locale={tag}>
      <IntlProvider locale={tag} messages={catalogue} onError={ignoreMissing}>
        {children}
      </IntlProvider>
    </I18nProvider>
  );
}

/** A key that is missing shows itself on the screen; a test finds it before anyone does. */
function ignoreMissing(): void {
  return undefined;
}
