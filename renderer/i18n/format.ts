import { decimalText, isoDecimals, type Money } from '../../core/kernel/index.ts';

/** Languages of the screens and the region whose habits their figures follow. */
export const LOCALE_TAGS = { es: 'es-CO', en: 'en-US' } as const;
export type LocaleTag = (typeof LOCALE_TAGS)[keyof typeof LOCALE_TAGS];

export interface MoneyStyle {
  /** `always` writes + as well: for differences. */
  readonly sign?: 'auto' | 'always';
  /** `$14,6 M` where there is room for no more. */
  readonly compact?: boolean;
  /** Writes the currency code after the amount. */
  readonly code?: boolean;
}

/** Currencies whose cents exist on paper only: from a thousand units on, nobody writes them. Exports keep every digit. */
const WITHOUT_CENTS: ReadonlySet<string> = new Set(['COP', 'ARS', 'CLP', 'CRC', 'PYG']);

const MINUS = '−';
const numberFormats = new Map<string, Intl.NumberFormat>();

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Formats are dear to make and cheap to use: a grid asks for thousands. */
function dateFormat(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = tag + JSON.stringify(options);
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(tag, options);
  dateFormats.set(key, known);
  return known;
}

function numberFormat(tag: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = tag + JSON.stringify(options);
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(tag, options);
  numberFormats.set(key, known);
  return known;
}

/** `$480.000`, `US$1.250,50`, `−$3.000`, `+$14,6 M COP`. Exact: the amount reaches Intl as decimal text, never as a float. */
export function formatMoney(value: Money, tag: LocaleTag, style: MoneyStyle = {}): string {
  const negative = value.amountMicros < 0n;
  const absolute = negative ? -value.amountMicros : value.amountMicros;
  const decimals =
    absolute % 1_000_000n === 0n || (absolute >= 1_000_000_000n && WITHOUT_CENTS.has(value.currency)) ? 0 : isoDecimals(value.currency);
  const compact = style.compact === true && absolute >= 1_000_000_000_000n;
  const options: Intl.NumberFormatOptions = compact
    ? { notation: 'compact', maximumFractionDigits: 1 }
    : { minimumFractionDigits: decimals, maximumFractionDigits: Math.max(decimals, 0) };
  const digits = numberFormat(tag, options).format(decimalText(absolute, 0) as `${number}`); // plain decimal text by construction
  const sign = negative ? MINUS : style.sign === 'always' && value.amountMicros > 0n ? '+' : '';
  return `${sign}${currencySymbol(value.currency, tag)}${digits}${style.code === true ? `\u00a0${value.currency}` : ''}`;
}

/** `$` for pesos; where the sign would mislead (dollars beside pesos) the language's own distinguishing sign (`US$`). */
export function currencySymbol(currency: string, tag: LocaleTag): string {
  if (currency === 'COP') return '$';
  if (currency === 'USD') return 'US$';
  return (
    numberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
      .formatToParts(0)
      .find((part) => part.type === 'currency')?.value ?? currency
  );
}

export function formatNumber(value: number, tag: LocaleTag, maximumFractionDigits = 0): string {
  return numberFormat(tag, { maximumFractionDigits }).format(value);
}

/** A dash for a ratio with nothing below the line. */
export function formatPercent(ratio: number | null, tag: LocaleTag, decimals = 1): string {
  return ratio === null
    ? '–'
    : numberFormat(tag, { style: 'percent', maximumFractionDigits: decimals, minimumFractionDigits: decimals }).format(ratio);
}

const AGE_STEPS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** `hace 4 min`, `dentro de 2 h`; null inside the same minute, for which the catalogue has its own words. */
export function formatAge(at: string, nowMs: number, tag: LocaleTag): string | null {
  const difference = Date.parse(at) - nowMs;
  const step = AGE_STEPS.find(({ ms }) => Math.abs(difference) >= ms);
  if (step === undefined) return null;
  return new Intl.RelativeTimeFormat(tag, { style: 'short', numeric: 'always' }).format(Math.trunc(difference / step.ms), step.unit);
}

export function formatInstant(at: string, tag: LocaleTag): string {
  return dateFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** A calendar day, read in no time zone: `2026-11-20` is the 20th for everyone. A year that is not `year`, this one, is written. */
export function formatDay(day: string, tag: LocaleTag, year: number, style: 'short' | 'long' = 'short'): string {
  const options: Intl.DateTimeFormatOptions = {
    ...(style === 'short' ? { day: 'numeric', month: 'short' } : { weekday: 'long', day: 'numeric', month: 'long' }),
    ...(Number(day.slice(0, 4)) === year ? {} : { year: 'numeric' }),
  };
  return dateFormat(tag, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

export function formatBytes(bytes: number, tag: LocaleTag): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return numberFormat(tag, { style: 'unit', unit: units[step] ?? 'byte', maximumFractionDigits: step === 0 ? 0 : 1 }).format(
    bytes / 1000 ** step,
  );
}

/** `1 min 20 s`, `2 h 5 min`: what is left of long work. */
export function formatDuration(ms: number, tag: LocaleTag): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const parts: readonly (readonly [number, 'hour' | 'minute' | 'second'])[] =
    seconds >= 3600
      ? [
          [Math.floor(seconds / 3600), 'hour'],
          [Math.floor((seconds % 3600) / 60), 'minute'],
        ]
      : seconds >= 60
        ? [
            [Math.floor(seconds / 60), 'minute'],
            [seconds % 60, 'second'],
          ]
        : [[seconds, 'second']];
  return parts
    .filter(([value]) => value > 0)
    .map(([value, unit]) => numberFormat(tag, { style: 'unit', unit, unitDisplay: 'short' }).format(value))
    .join(' ');
}
