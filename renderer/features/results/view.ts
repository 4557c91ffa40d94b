import { z } from 'zod';
import { Day, NetworkId } from '../../../core/contract/index.ts';
import { addDays, dayNumber, type Day as DayText } from '../../../core/kernel/index.ts';

export const MEASURES = ['spend', 'impressions', 'clicks', 'conversions', 'cpa', 'ctr'] as const;
export type Measure = (typeof MEASURES)[number];
export const GROUPS = ['network', 'client', 'campaign', 'vacancy', 'role_family', 'city'] as const;

export const ResultsView = z.object({
  days: z.enum(['7', '14', '30', 'custom']).default('30'),
  from: Day.nullable().default(null),
  to: Day.nullable().default(null),
  networks: z.array(NetworkId).default([]),
  by: z.enum(GROUPS).default('network'),
  sort: z.enum(MEASURES).default('spend'),
  measure: z.enum(MEASURES).default('spend'),
  table: z.boolean().default(false),
  restated: z.boolean().default(false),
});
export type ResultsView = z.output<typeof ResultsView>;

export interface DayRange {
  readonly fromDay: DayText;
  readonly toDay: DayText;
  readonly count: number;
}

/** The days that are asked for: both ends included, today the last one of a preset. A custom range that is not whole yet falls back to 30 days. */
export function rangeOf(view: Pick<ResultsView, 'days' | 'from' | 'to'>, today: DayText): DayRange {
  if (view.days === 'custom' && view.from !== null && view.to !== null && view.from <= view.to) {
    return { fromDay: view.from, toDay: view.to, count: dayNumber(view.to) - dayNumber(view.from) + 1 };
  }
  const count = view.days === 'custom' ? 30 : Number(view.days);
  return { fromDay: addDays(today, 1 - count), toDay: today, count };
}
