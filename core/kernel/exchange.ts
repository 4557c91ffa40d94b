import { money, type Money } from './money.ts';

/** Decimal text of a rate: up to ten digits before the point and ten after it, above zero. */
export const RATE_SHAPE = /^(?=.*[1-9])\d{1,10}(?:\.\d{1,10})?$/;

/** One unit of `from` is worth `rate` units of `to`, on a day. Kept as decimal text: a rate is never a float. */
export interface DatedRate {
  readonly from: string;
  readonly to: string;
  readonly rate: string;
  readonly day: string;
  readonly source: string;
}

/**
 * The amount in the other currency of the rate, in either direction, rounded to a micro: `down` for what may be spent,
 * `up` for what counts against a cap. Exact integer arithmetic; throws when the rate is not about the amount's currency.
 */
export function exchange(amount: Money, rate: DatedRate, rounding: 'down' | 'up'): Money {
  const { numerator, denominator } = fractionOf(rate.rate);
  if (amount.currency === rate.from) return money(divide(amount.amountMicros * numerator, denominator, rounding), rate.to);
  if (amount.currency === rate.to) return money(divide(amount.amountMicros * denominator, numerator, rounding), rate.from);
  throw new Error(`A rate from ${rate.from} to ${rate.to} cannot convert ${amount.currency}`);
}

function fractionOf(rate: string): { readonly numerator: bigint; readonly denominator: bigint } {
  if (!RATE_SHAPE.test(rate)) throw new Error(`${rate} is not a rate`);
  const [whole = '0', decimals = ''] = rate.split('.');
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) };
}

/** Towards minus infinity (`down`) or plus infinity (`up`); the divisor is positive. */
function divide(value: bigint, divisor: bigint, rounding: 'down' | 'up'): bigint {
  const quotient = value / divisor;
  const rest = value % divisor;
  if (rest === 0n) return quotient;
  if (rounding === 'up') return value > 0n ? quotient + 1n : quotient;
  return value > 0n ? quotient : quotient - 1n;
}
