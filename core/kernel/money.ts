import { z } from 'zod';

/**
 * Millionths of one major unit: 1 COP = 1_000_000n, 1 USD = 1_000_000n.
 *
 * A bigint, because a year of agency spend in COP passes Number.MAX_SAFE_INTEGER and because the compiler
 * then refuses `amount * 1.1`. On the wire it is a decimal string.
 */
export const Micros = z.codec(z.string().regex(/^-?\d{1,19}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (micros) => micros.toString(),
});

/** ISO 4217 alphabetic code, upper case. */
export const CurrencyCode = z.string().regex(/^[A-Z]{3}$/);

/** An amount never travels without its currency. */
export const Money = z.object({ amountMicros: Micros, currency: CurrencyCode });
export type Money = z.infer<typeof Money>;

export const MICROS_PER_UNIT = 1_000_000n;

/** Decimals that ISO 4217 gives a currency; 2 where the table below is silent. Source: ISO 4217 list one (2026-01). */
const ISO_DECIMALS: Readonly<Record<string, number>> = {
  CLP: 0,
  PYG: 0,
  JPY: 0,
  KRW: 0,
  VND: 0,
  ISK: 0,
  UGX: 0,
  CRC: 2,
  COP: 2,
  KWD: 3,
  BHD: 3,
  TND: 3,
};

export function isoDecimals(currency: string): number {
  return ISO_DECIMALS[currency] ?? 2;
}

export function money(amountMicros: bigint, currency: string): Money {
  return { amountMicros, currency };
}

/** Throws on two currencies: adding pesos to dollars is a bug, never data. */
export function addMoney(left: Money, right: Money): Money {
  if (left.currency !== right.currency) throw new Error(`Cannot add ${left.currency} to ${right.currency}`);
  return money(left.amountMicros + right.amountMicros, left.currency);
}

/** The two nearest amounts, both above zero, that are whole multiples of a step. */
export function nearestSteps(amountMicros: bigint, stepMicros: bigint): { readonly below: bigint; readonly above: bigint } {
  const floor = (amountMicros / stepMicros) * stepMicros;
  const below = floor < stepMicros ? stepMicros : floor;
  return { below, above: below + stepMicros };
}

/** Plain decimal text of the amount with exactly `decimals` places, or as many as it needs up to six; never rounds money away. */
export function decimalText(amountMicros: bigint, decimals = 2): string {
  const negative = amountMicros < 0n;
  const absolute = negative ? -amountMicros : amountMicros;
  const whole = absolute / MICROS_PER_UNIT;
  let fraction = (absolute % MICROS_PER_UNIT).toString().padStart(6, '0').replace(/0+$/, '');
  fraction = fraction.padEnd(decimals, '0');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Micros from plain decimal text (`-12.5`); null when the text is not a number or needs more than six decimals. */
export function microsFromDecimal(text: string): bigint | null {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,6}))?$/.exec(text);
  if (match === null) return null;
  const micros = BigInt(match[2] ?? '0') * MICROS_PER_UNIT + BigInt((match[3] ?? '').padEnd(6, '0'));
  return match[1] === '-' ? -micros : micros;
}

/**
 * Splits an amount by weights so that the parts add up to it exactly: the remainder goes, one `unitMicros`
 * at a time, to the parts that lost most by rounding down. Parts are multiples of `unitMicros` where the total is.
 */
export function allocate(totalMicros: bigint, weights: readonly bigint[], unitMicros = 1n): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (weights.length === 0 || sum <= 0n) throw new Error('allocate needs at least one positive weight');
  const parts = weights.map((weight) => ((totalMicros * weight) / sum / unitMicros) * unitMicros);
  let left = totalMicros - parts.reduce((a, b) => a + b, 0n);
  const order = weights
    .map((weight, index) => ({ index, lost: (totalMicros * weight) % (sum * unitMicros) }))
    .toSorted((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1));
  for (let i = 0; left > 0n; i = (i + 1) % order.length) {
    const slot = order[i]!.index;
    const give = left < unitMicros ? left : unitMicros;
    parts[slot] = parts[slot]! + give;
    left -= give;
  }
  return parts;
}
