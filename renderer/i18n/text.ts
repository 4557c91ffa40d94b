import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Money } from '../../core/kernel/index.ts';
import type { RpcError } from '../rpc/rpc-error.ts';
import { readableDetails } from './details.ts';
import { useYear } from './clock.tsx';
import * as format from './format.ts';
import type { MessageKey } from './keys.ts';

export type MessageValues = Readonly<Record<string, string | number | boolean | Date>>;

export interface Text {
  readonly tag: format.LocaleTag;
  /** A sentence of the catalogue. */
  readonly t: (key: MessageKey, values?: MessageValues) => string;
  /** A sentence whose key came over the wire; `otherwise` when the catalogue does not have it. */
  readonly say: (key: string, values?: Readonly<Record<string, unknown>>, otherwise?: string) => string;
  readonly has: (key: string) => boolean;
  readonly money: (value: Money, style?: format.MoneyStyle) => string;
  /** Several currencies, never added: `$480.000 COP y US$20 USD`. */
  readonly moneys: (values: readonly Money[], style?: format.MoneyStyle) => string;
  readonly number: (value: number, decimals?: number) => string;
  readonly percent: (ratio: number | null, decimals?: number) => string;
  /** With its year, unless that is this one. */
  readonly day: (day: string, style?: 'short' | 'long') => string;
  readonly instant: (at: string) => string;
  readonly bytes: (value: number) => string;
  readonly duration: (ms: number) => string;
  /** What happened, and what to do. */
  readonly error: (error: RpcError) => { readonly what: string; readonly fix: string };
}

export function useText(): Text {
  const intl = useIntl();
  const year = useYear();
  return useMemo(() => createText(intl, year), [intl, year]);
}

function createText(intl: ReturnType<typeof useIntl>, year: number): Text {
  const tag = intl.locale as format.LocaleTag; // LanguageProvider passes nothing else
  const has = (key: string): boolean => Object.hasOwn(intl.messages, key);
  const text: Text = {
    tag,
    has,
    t: (key, values) => intl.formatMessage({ id: key }, values as Record<string, string>), // primitives all; react-intl's own type forbids readonly
    say: (key, values = {}, otherwise = key) =>
      has(key) ? intl.formatMessage({ id: key as MessageKey }, readableDetails(values, tag)) : otherwise, // looked up one line above
    money: (value, style) => format.formatMoney(value, tag, style),
    moneys: (values, style) => new Intl.ListFormat(tag).format(values.map((value) => format.formatMoney(value, tag, style))),
    number: (value, decimals) => format.formatNumber(value, tag, decimals),
    percent: (ratio, decimals) => format.formatPercent(ratio, tag, decimals),
    day: (day, style) => format.formatDay(day, tag, year, style),
    instant: (at) => format.formatInstant(at, tag),
    bytes: (value) => format.formatBytes(value, tag),
    duration: (ms) => format.formatDuration(ms, tag),
    error: (error) => ({
      what: text.say(`errors.${error.code}.what`, error.details, text.t('common.error.unknown', { code: error.code })),
      fix: text.say(`errors.${error.code}.fix`, error.details, text.t('common.error.unknownFix')),
    }),
  };
  return text;
}
