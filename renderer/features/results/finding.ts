import type { Figures } from '../../../core/contract/index.ts';
import type { Measure } from './view.ts';

/** A measure of a total as a plain number, for comparing only; never shown and never added to money. */
export function amountOf(figures: Figures | undefined, measure: Measure): number | null {
  if (figures === undefined) return null;
  switch (measure) {
    case 'spend':
      return Number(figures.spend.amountMicros);
    case 'cpa':
      return figures.cpa === null ? null : Number(figures.cpa.amountMicros);
    case 'ctr':
      return figures.ctr;
    case 'impressions':
      return figures.impressions;
    case 'clicks':
      return figures.clicks;
    case 'conversions':
      return figures.conversions;
  }
}

/** Change against the period before, as a ratio; null where there is nothing to compare with. */
export function changeOf(now: Figures | undefined, before: Figures | undefined, measure: Measure): number | null {
  const present = amountOf(now, measure);
  const past = amountOf(before, measure);
  return present === null || past === null || past === 0 ? null : present / past - 1;
}

export type Finding = { readonly kind: 'rose' | 'fell'; readonly by: number } | { readonly kind: 'steady' } | { readonly kind: 'unknown' };
const STEADY = 0.02;

/** What the chart's title says: within two percent a measure held, anything more rose or fell. */
export function findingOf(change: number | null): Finding {
  if (change === null) return { kind: 'unknown' };
  if (Math.abs(change) < STEADY) return { kind: 'steady' };
  return change > 0 ? { kind: 'rose', by: change } : { kind: 'fell', by: -change };
}
