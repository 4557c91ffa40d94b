import { money, type Money } from '../../../core/kernel/index.ts';

/** A month of 30.4 days, as everywhere in the program; in tenths so that nothing is rounded. */
export function monthly(daily: Money): Money {
  return money((daily.amountMicros * 304n) / 10n, daily.currency);
}

/** True when the daily spend to be added is above three times what the last days spent on average. Without a past there is nothing to compare with. */
export function looksLikeTypo(daily: readonly Money[], past: readonly { readonly spend: Money }[], days: number): boolean {
  return daily.some(({ amountMicros, currency }) => {
    const spent = past.find(({ spend }) => spend.currency === currency)?.spend.amountMicros ?? 0n;
    return spent > 0n && amountMicros * BigInt(days) > spent * 3n;
  });
}
