import { z } from 'zod';
import { Id } from '../../../core/contract/index.ts';

export const KS = ['auto', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const;

export const SegmentsView = z.object({
  version: Id.nullable().default(null),
  /** The version that the shown one is held against. */
  against: Id.nullable().default(null),
  k: z.enum(KS).default('auto'),
  panel: z.enum(['weights', 'overlap']).nullable().default(null),
  table: z.boolean().default(false),
  /** Number of the segment whose suggestions are open. */
  open: z.number().int().min(0).max(11).nullable().default(null),
});
export type SegmentsView = z.output<typeof SegmentsView>;

/** Twelve colours would not be told apart: six hues twice, and everywhere the segment's number beside them. */
export function colourOf(segment: number): string {
  return `var(--net-${(segment % 6) + 1})`;
}
