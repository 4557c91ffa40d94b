import { microsFromDecimal } from '../../core/kernel/index.ts';
import type { LocaleTag } from '../i18n/format.ts';

/**
 * Micros from an amount as a person writes it. The language's decimal mark decides; a lone mark of the other kind counts
 * as grouping when three digits follow it (`480.000` in Spanish) and is refused otherwise, since guessing would change money.
 */
export function parseAmount(text: string, tag: LocaleTag): bigint | null {
  const bare = text.replaceAll(/[\s\u00a0$]|[A-Za-z]{2,3}\$?/g, '').replace('−', '-');
  const [decimalMark, groupMark] = tag === 'es-CO' ? [',', '.'] : ['.', ','];
  const parts = bare.split(decimalMark);
  if (parts.length > 2) return null;
  const [whole = '', fraction] = parts;
  const groups = whole.split(groupMark);
  if (groups.length > 1 && !groups.every((group, index) => (index === 0 ? /^-?\d{1,3}$/ : /^\d{3}$/).test(group))) return null;
  return microsFromDecimal(fraction === undefined || fraction === '' ? groups.join('') : `${groups.join('')}.${fraction}`);
}
