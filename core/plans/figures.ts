import type { Figures } from '../contract/plans.ts';
import type { Money } from '../kernel/index.ts';
import { figuresFrom } from '../results/figures.ts';

/** A row's figures by the same formulas and rounding as the results screen, so that no ratio differs between the two. */
export function figuresOf(impressions: number, clicks: number, conversions: number, spend: Money): Figures {
  return figuresFrom({
    impressions,
    clicks,
    // Networks credit parts of a conversion, so it is counted in millionths.
    conversionsMillionths: Math.round(conversions * 1_000_000),
    spendMicros: spend.amountMicros,
    currency: spend.currency,
  });
}
