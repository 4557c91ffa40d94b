import type { SalaryPeriod, VacancyFields } from '../contract/vacancies.ts';
import type { z } from 'zod';
import { dayFromNumber, dayNumber, isDay, type Day } from '../kernel/days.ts';
import { microsFromDecimal } from '../kernel/money.ts';
import { fold } from '../kernel/text.ts';

/** How a file writes decimals; `1.500` is fifteen hundred where the comma is the decimal mark. */
export type DecimalMark = 'comma' | 'dot';
export type DateOrder = 'dmy' | 'mdy';

/** Cells that say "nothing here" in words. */
const BLANK_WORDS = new Set([
  'n/a',
  'na',
  'n.a.',
  'null',
  'none',
  '-',
  '--',
  '—',
  's/d',
  'sin dato',
  'sin datos',
  'no aplica',
  'no informado',
  'no especificado',
  'not specified',
  '#n/a',
  '#n/d',
  '#ref!',
  '#value!',
  '#¡valor!',
  '#div/0!',
  '#name?',
  '#¿nombre?',
]);

export function isBlank(cell: string): boolean {
  if (cell.length > 100) return false;
  const text = cell.trim();
  return text === '' || (text.length <= 16 && BLANK_WORDS.has(text.toLowerCase()));
}

/** Written in a cell to clear a field; an empty cell leaves it as it is. */
export function isEraseMark(cell: string): boolean {
  if (cell.length > 20 || !cell.includes('#')) return false;
  const text = cell.trim().toUpperCase();
  return text === '#BORRAR#' || text === '#ERASE#';
}

export type MoneyReading =
  | {
      readonly kind: 'amount';
      readonly minMicros: bigint;
      readonly maxMicros: bigint;
      readonly currency: string | null;
      readonly period: z.infer<typeof SalaryPeriod> | null;
    }
  /** "A convenir": a salary that is deliberately not told. */
  | { readonly kind: 'untold' }
  | { readonly kind: 'unreadable' };

const UNTOLD =
  /^(a convenir|a conversar|por definir|por convenir|a negociar|negociable|no (mostrar|informa|publica)\w*|confidencial|segun (perfil|experiencia|aptitudes)|competitiv[oa]|to be (agreed|defined)|negotiable|competitive|doe|tbd|undisclosed)/;
/** Signs and names of currencies as people write them; a bare `$` says nothing, the client's currency is meant. */
const CURRENCY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(us\$|usd|u\$s|dolares|dollars)/, 'USD'],
  [/\bcop\b|pesos colombianos/, 'COP'],
  [/\bars\b|\bar\$/, 'ARS'],
  [/\bmxn\b|\bmx\$/, 'MXN'],
  [/\bclp\b/, 'CLP'],
  [/\bpen\b|\bs\/\.?/, 'PEN'],
  [/\beur\b|€|euros/, 'EUR'],
  [/\bbrl\b|\br\$/, 'BRL'],
];
const NUMBER = /\d(?:[\d.,'’ \u00a0\u202f]*\d)?/g;
/** Most cells: nothing but a number, with or without its sign. */
const PLAIN_AMOUNT = /^\s*\$?\s*(\d[\d.,]*\d|\d)\s*$/;
/** Digits alone, or in groups of three with more than one dot. */
const PLAIN_DIGITS = /^(?:\d+|\d{1,3}(?:\.\d{3}){2,})$/;
const SCALE = /^\s*(millones|millon|mm|m|k|mil)\b/;

/** Reads an amount or a range: `$ 1.300.000`, `1,300,000.50`, `2.5M`, `10,000 - 30,000`, `entre 2 y 3 millones`. */
export function readMoney(cell: string, mark: DecimalMark): MoneyReading {
  const plain = PLAIN_AMOUNT.exec(cell)?.[1];
  if (plain !== undefined) {
    const micros = readNumber(plain, mark);
    return micros === null
      ? { kind: 'unreadable' }
      : { kind: 'amount', minMicros: micros, maxMicros: micros, currency: null, period: null };
  }
  const text = fold(cell).replaceAll('us $', 'us$');
  if (UNTOLD.test(text)) return { kind: 'untold' };
  const amounts: { digits: string; scale: bigint | null }[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const after = text.slice(match.index + match[0].length);
    const scale = SCALE.exec(after)?.[1];
    amounts.push({ digits: match[0], scale: scale === undefined ? null : scale === 'k' || scale === 'mil' ? 1000n : 1_000_000n });
    if (amounts.length > 2) return { kind: 'unreadable' };
  }
  if (amounts.length === 0 || (/-\s*\$?\s*\d/.test(text) && amounts.length === 1 && /^\W*-/.test(text))) return { kind: 'unreadable' };
  // "entre 2 y 3 millones": the word after the last number speaks for both.
  const lastScale = amounts.at(-1)?.scale ?? null;
  const micros: bigint[] = [];
  for (const { digits, scale } of amounts) {
    const value = readNumber(digits, mark);
    if (value === null) return { kind: 'unreadable' };
    micros.push(value * (scale ?? (value < 1_000_000_000n ? lastScale : null) ?? 1n));
  }
  const [first = 0n, second = first] = micros;
  const currency = CURRENCY_WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  return {
    kind: 'amount',
    minMicros: first < second ? first : second,
    maxMicros: first < second ? second : first,
    currency,
    period: readPeriod(text),
  };
}

/** Micros of a number as people write it; null when its marks contradict each other. */
export function readNumber(digits: string, mark: DecimalMark): bigint | null {
  // Most amounts of an import are no more than this and need no thought.
  if (PLAIN_DIGITS.test(digits)) return microsFromDecimal(digits.replaceAll('.', ''));
  const compact = digits.replace(/['’ \u00a0\u202f]/g, '');
  const dots = compact.split('.').length - 1;
  const commas = compact.split(',').length - 1;
  let decimal: '.' | ',' | null = null;
  if (dots > 0 && commas > 0) decimal = compact.lastIndexOf('.') > compact.lastIndexOf(',') ? '.' : ',';
  else if (dots + commas === 1) {
    const sign = dots === 1 ? '.' : ',';
    const fraction = compact.length - compact.indexOf(sign) - 1;
    if (fraction !== 3 || compact.indexOf(sign) > 3) decimal = sign;
    else decimal = (mark === 'dot') === (sign === '.') ? sign : null;
  }
  const grouping = decimal === '.' ? ',' : decimal === ',' ? '.' : dots > 0 ? '.' : ',';
  const [whole = '', fraction = '', extra] = decimal === null ? [compact] : compact.split(decimal);
  if (extra !== undefined) return null;
  const groups = whole.split(grouping);
  if (groups.length > 1 && groups.slice(1).some((group) => group.length !== 3)) return null;
  return microsFromDecimal(`${groups.join('')}${fraction === '' ? '' : `.${fraction.slice(0, 6)}`}`);
}

/** What a number says of the file's decimal mark: `12,50` and `1.300.000` say comma, `1,500` alone could be either. */
export function decimalEvidence(cell: string): DecimalMark | 'either' | null {
  if (!cell.includes('.') && !cell.includes(',')) return null;
  let either = false;
  for (const match of cell.matchAll(NUMBER)) {
    const compact = match[0].replace(/['’ \u00a0\u202f]/g, '');
    const dots = compact.split('.').length - 1;
    const commas = compact.split(',').length - 1;
    if (dots > 0 && commas > 0) return compact.lastIndexOf('.') > compact.lastIndexOf(',') ? 'dot' : 'comma';
    if (dots > 1) return 'comma';
    if (commas > 1) return 'dot';
    if (dots + commas === 1) {
      const sign = dots === 1 ? '.' : ',';
      const at = compact.indexOf(sign);
      if (compact.length - at - 1 !== 3 || at > 3) {
        if (/^\d+$/.test(compact.slice(at + 1)) && at > 0) return sign === '.' ? 'dot' : 'comma';
      } else either = true;
    }
  }
  return either ? 'either' : null;
}

const NUMERIC_DATE = /^(\d{1,4})[/.\-\s](\d{1,2})[/.\-\s](\d{1,4})(?:[t\s,]+\d{1,2}[:.h]\d{2}.*)?$/;
const WORD_DATE = /^(?:\w+,?\s+)?(\d{1,2})(?:\s+de\s+|[\s-]+|\/)([a-z]{3,10})\.?(?:\s+de(?:l)?\s+|[\s,-]+|\/)(\d{4}|\d{2})$/;
const WORD_DATE_EN = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/;
const MONTHS: Readonly<Record<string, number>> = {
  ene: 1,
  jan: 1,
  feb: 2,
  mar: 3,
  abr: 4,
  apr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  ago: 8,
  aug: 8,
  sep: 9,
  set: 9,
  oct: 10,
  nov: 11,
  dic: 12,
  dec: 12,
};

/** Reads a calendar date; null when the text is none or the date does not exist. Hours are dropped. */
export function readDate(cell: string, order: DateOrder): Day | null {
  const text = fold(cell);
  const numeric = NUMERIC_DATE.exec(text);
  if (numeric !== null) {
    const [, a = '', b = '', c = ''] = numeric;
    if (a.length === 4) return makeDay(Number(a), Number(b), Number(c));
    if (a.length === 3 || c.length === 3 || c.length === 1) return null;
    const year = c.length === 4 ? Number(c) : 2000 + Number(c);
    return order === 'dmy' ? makeDay(year, Number(b), Number(a)) : makeDay(year, Number(a), Number(b));
  }
  if (/^\d{8}$/.test(text)) return makeDay(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));
  // Excel's day number, counted from 1899-12-30; 20,000–80,000 is 1954–2119.
  if (/^\d{5}(\.\d+)?$/.test(text) && Number(text) >= 20_000 && Number(text) < 80_000)
    return dayFromNumber(Math.floor(Number(text)) + dayNumber('1899-12-30'));
  const words = WORD_DATE.exec(text);
  if (words !== null) return makeDay(fullYear(words[3] ?? ''), MONTHS[(words[2] ?? '').slice(0, 3)] ?? 0, Number(words[1]));
  const english = WORD_DATE_EN.exec(text);
  if (english !== null) return makeDay(Number(english[3]), MONTHS[(english[1] ?? '').slice(0, 3)] ?? 0, Number(english[2]));
  return null;
}

function fullYear(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}

function makeDay(year: number, month: number, day: number): Day | null {
  if (year < 1900 || year > 2999) return null;
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDay(text) ? text : null;
}

/** What a cell says of the order of day and month: `31/12/2026` says dmy, `05/06/2026` could be either, ISO says nothing. */
export function dateEvidence(cell: string): DateOrder | 'either' | null {
  const match = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b/.exec(cell);
  if (match === null) return null;
  const [first, second] = [Number(match[1]), Number(match[2])];
  if (first > 12 && second <= 12) return 'dmy';
  if (second > 12 && first <= 12) return 'mdy';
  return first === second ? null : 'either';
}

/** "Hace 3 horas", "Actualizado ayer", "Más de 30 días", "14 de diciembre": how long a posting has stood, as job boards print it. */
export function looksLikeAge(cell: string): boolean {
  const text = fold(cell);
  return (
    /^(actualizado |publicado |publicada |updated |posted )?(hace |mas de )?(mas de )?(\d+|una?) (minutos?|horas?|dias?|semanas?|mes(es)?)( atras)?$/.test(
      text,
    ) ||
    /^(actualizado |publicado |publicada |updated |posted )?(hoy|ayer|anteayer|today|yesterday|recientemente|hace instantes|hace un momento)$/.test(
      text,
    ) ||
    /^(actualizado |publicado |updated |posted )?(more than )?\d+\+? (minutes?|hours?|days?|weeks?|months?) ago$/.test(text) ||
    /^\d{1,2} de (enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)$/.test(text)
  );
}

/** Badges that job boards put before the title: they belong to no column. */
export function looksLikeBadge(cell: string): boolean {
  return /^((se precisa urgente|empleo destacado|destacado|urgente|nuevo|aviso destacado|postulacion rapida|promoted|featured|new|urgent)\s*)+$/.test(
    fold(cell),
  );
}

export function readModality(cell: string): VacancyFields['modality'] | undefined {
  const text = fold(cell);
  if (text.length > 40) return undefined;
  const remote = /remot|teletrabajo|telecommut|home ?office|desde casa|a distancia|trabajo en casa|work from home|wfh|virtual/.test(text);
  const onSite = /presencial|on[- ]?site|en sitio|en oficina|in[- ]?office|in person/.test(text);
  if (/hibrid|hybrid|mixt[oa]|semi ?presencial|alternancia/.test(text) || (remote && onSite)) return 'hybrid';
  return remote ? 'remote' : onSite ? 'on_site' : undefined;
}

export function readPeriod(cell: string): z.infer<typeof SalaryPeriod> | null {
  const text = fold(cell);
  if (/\b(hora|horas|hour|hourly|hr|por hora)\b/.test(text)) return 'hour';
  if (/\b(dia|diario|diaria|jornal|day|daily)\b/.test(text)) return 'day';
  if (/\b(semana|semanal|week|weekly)\b/.test(text)) return 'week';
  if (/\b(mes|mensual|mensuales|month|monthly)\b/.test(text)) return 'month';
  if (/\b(ano|anual|anuales|year|yearly|annual|annually|per annum)\b/.test(text)) return 'year';
  return null;
}

export function readUrl(cell: string): string | null {
  // Boards leave quotes and angle brackets of the title in their links; encoded, the link still leads there.
  const text = cell.trim().replaceAll('"', '%22').replaceAll('<', '%3C').replaceAll('>', '%3E');
  const full = /^www\./i.test(text) ? `https://${text}` : text;
  return /^https?:\/\/[^\s/?#"<>\\]+\.[^\s"<>\\]+$/i.test(full) ||
    /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/[^\s"<>\\]*)?$/i.test(full)
    ? full
    : null;
}

export function readCount(cell: string): number | null {
  const text = cell.trim().replace(/[.,]0+$/, '');
  if (!/^\d{1,7}$/.test(text)) return null;
  return Number(text);
}
