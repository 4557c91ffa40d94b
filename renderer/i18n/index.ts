export { amountInWords } from './amount-in-words.ts';
export { ClockProvider, useNow } from './clock.tsx';
export { readableDetails } from './details.ts';
export { currencySymbol, formatAge, LOCALE_TAGS, type LocaleTag } from './format.ts';
export type { MessageKey } from './keys.ts';
export { LanguageProvider } from './provider.tsx';
export { useText, type MessageValues, type Text } from './text.ts';
