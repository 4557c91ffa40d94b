import type { LocaleTag } from './format.ts';

/**
 * Whole units as words, for the one question that must not be skimmed: `catorce millones quinientos noventa y dos mil`.
 * Up to 999.999.999.999; beyond that the digits are returned.
 */
export function amountInWords(units: bigint, tag: LocaleTag): string {
  if (units < 0n || units >= 1_000_000_000_000n) return units.toString();
  return tag === 'es-CO' ? spanish(units) : english(units);
}

const ES_SMALL = [
  'cero',
  'uno',
  'dos',
  'tres',
  'cuatro',
  'cinco',
  'seis',
  'siete',
  'ocho',
  'nueve',
  'diez',
  'once',
  'doce',
  'trece',
  'catorce',
  'quince',
  'dieciséis',
  'diecisiete',
  'dieciocho',
  'diecinueve',
  'veinte',
  'veintiuno',
  'veintidós',
  'veintitrés',
  'veinticuatro',
  'veinticinco',
  'veintiséis',
  'veintisiete',
  'veintiocho',
  'veintinueve',
];
const ES_TENS = ['', '', '', 'treinta', 'cuarenta', 'cincuenta', 'sesenta', 'setenta', 'ochenta', 'noventa'];
const ES_HUNDREDS = [
  '',
  'ciento',
  'doscientos',
  'trescientos',
  'cuatrocientos',
  'quinientos',
  'seiscientos',
  'setecientos',
  'ochocientos',
  'novecientos',
];

function spanish(units: bigint): string {
  if (units === 0n) return 'cero';
  const millions = Number(units / 1_000_000n);
  const rest = Number(units % 1_000_000n);
  const parts: string[] = [];
  if (millions > 0) parts.push(millions === 1 ? 'un millón' : `${shortened(spanishThousands(millions))} millones`);
  if (rest > 0) parts.push(spanishThousands(rest));
  return parts.join(' ');
}

function spanishThousands(value: number): string {
  const thousands = Math.floor(value / 1000);
  const rest = value % 1000;
  const head = thousands === 0 ? '' : thousands === 1 ? 'mil' : `${shortened(spanishHundreds(thousands))} mil`;
  return [head, rest === 0 ? '' : spanishHundreds(rest)].filter((part) => part !== '').join(' ');
}

function spanishHundreds(value: number): string {
  if (value === 100) return 'cien';
  const hundreds = ES_HUNDREDS[Math.floor(value / 100)] ?? '';
  const rest = value % 100;
  const tail =
    rest === 0
      ? ''
      : rest < 30
        ? (ES_SMALL[rest] ?? '')
        : [ES_TENS[Math.floor(rest / 10)] ?? '', ES_SMALL[rest % 10] ?? ''].filter((_, index) => index === 0 || rest % 10 > 0).join(' y ');
  return [hundreds, tail].filter((part) => part !== '').join(' ');
}

/** Before a noun, uno loses its end: veintiún mil, treinta y un millones. */
function shortened(words: string): string {
  return words.replace(/veintiuno$/, 'veintiún').replace(/uno$/, 'un');
}

const EN_SMALL = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const EN_TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const EN_SCALES = [
  [1_000_000_000, 'billion'],
  [1_000_000, 'million'],
  [1000, 'thousand'],
  [1, ''],
] as const;

function english(units: bigint): string {
  if (units === 0n) return 'zero';
  let left = Number(units);
  const parts: string[] = [];
  for (const [scale, word] of EN_SCALES) {
    const count = Math.floor(left / scale);
    left %= scale;
    if (count > 0) parts.push(word === '' ? englishHundreds(count) : `${englishHundreds(count)} ${word}`);
  }
  return parts.join(' ');
}

function englishHundreds(value: number): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const tail =
    rest === 0
      ? ''
      : rest < 20
        ? (EN_SMALL[rest] ?? '')
        : [EN_TENS[Math.floor(rest / 10)] ?? '', rest % 10 === 0 ? '' : (EN_SMALL[rest % 10] ?? '')]
            .filter((part) => part !== '')
            .join('-');
  return [hundreds === 0 ? '' : `${EN_SMALL[hundreds] ?? ''} hundred`, tail].filter((part) => part !== '').join(' ');
}
