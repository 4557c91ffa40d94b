import type { Figures } from '../contract/plans.ts';
import type { Measure, Sums } from './result-store.ts';

/**
 * Exact formulas over sums: CTR = clicks / impressions, CPC = spend / clicks, CPM = spend × 1000 / impressions,
 * conversion rate = conversions / clicks, CPA = spend / conversions. Money stays in whole millionths of its currency,
 * rounded half up at the last step and nowhere before; null where there is nothing below the line.
 */
export function figuresFrom(sums: Sums): Figures {
  const { impressions, clicks, conversionsMillionths, spendMicros, currency } = sums;
  const per = (times: bigint, below: number): Figures['cpc'] =>
    below === 0 ? null : { amountMicros: divideHalfUp(spendMicros * times, BigInt(below)), currency };
  return {
    impressions,
    clicks,
    conversions: conversionsMillionths / 1_000_000,
    spend: { amountMicros: spendMicros, currency },
    ctr: impressions === 0 ? null : clicks / impressions,
    cpc: per(1n, clicks),
    cpm: per(1000n, impressions),
    conversionRate: clicks === 0 ? null : conversionsMillionths / (clicks * 1_000_000),
    cpa: per(1_000_000n, conversionsMillionths),
  };
}

/** Half away from zero; `below` is positive. */
export function divideHalfUp(above: bigint, below: bigint): bigint {
  const negative = above < 0n;
  const absolute = negative ? -above : above;
  const rounded = (absolute * 2n + below) / (below * 2n);
  return negative ? -rounded : rounded;
}

/** One measure as a plain number for a chart or an order: money in major units. Null where it has no value. */
export function measureOf(sums: Sums, measure: Measure): number | null {
  switch (measure) {
    case 'spend':
      return Number(sums.spendMicros) / 1_000_000;
    case 'impressions':
      return sums.impressions;
    case 'clicks':
      return sums.clicks;
    case 'conversions':
      return sums.conversionsMillionths / 1_000_000;
    case 'cpa': {
      const { cpa } = figuresFrom(sums);
      return cpa === null ? null : Number(cpa.amountMicros) / 1_000_000;
    }
    case 'ctr':
      return sums.impressions === 0 ? null : sums.clicks / sums.impressions;
  }
}
