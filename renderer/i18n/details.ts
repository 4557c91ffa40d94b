import { z } from 'zod';
import { Money } from '../../core/kernel/index.ts';
import { formatMoney, type LocaleTag } from './format.ts';

/** Values of a refusal or a problem, made readable: amounts as money, lists joined, the rest as it is. */
export function readableDetails(details: Readonly<Record<string, unknown>>, tag: LocaleTag): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, readable(value, tag)]));
}

function readable(value: unknown, tag: LocaleTag): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return new Intl.ListFormat(tag).format(value.map((item) => String(readable(item, tag))));
  const money = z.safeDecode(Money, value as never); // unknown by nature; the schema decides
  return money.success ? formatMoney(money.data, tag, { code: true }) : JSON.stringify(value);
}
