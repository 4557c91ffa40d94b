import type { MixedTable } from './cluster-engine.ts';
import type { PreparedColumn } from './prepare.ts';
import { coordinates, principalAxes } from './principal-axes.ts';
import { seededRandom } from './random.ts';

/**
 * How categories weigh against numbers; docs/performance.md compares them on real people.
 * `balanced`: each feature has variance one in all, however many levels it has. `constant`: every mismatch costs the same,
 * half of a number's spread, as k-prototypes does. `factors`: principal axes of the balanced levels scaled by rarity.
 */
export type Encoding = 'balanced' | 'constant' | 'factors';

const FACTOR_AXES = 6;

export function encode(columns: readonly PreparedColumn[], encoding: Encoding): MixedTable {
  const count = columns[0] === undefined ? 0 : columns[0].kind === 'number' ? columns[0].values.length : columns[0].codes.length;
  const numbers = columns.flatMap((column) => (column.kind === 'number' ? [column.values] : []));
  const categories = columns.flatMap((column) => {
    if (column.kind === 'number') return [];
    const levels = column.levels.length;
    return [
      {
        codes: column.codes,
        levels,
        scales: Float64Array.from({ length: levels }, (_, level) => scaleOf(column, level, encoding)),
        shares: column.codes.includes(levels) ? column.shares : null,
      },
    ];
  });
  const table: MixedTable = { count, numbers, categories };
  if (encoding !== 'factors') return table;
  const axes = principalAxes(table, FACTOR_AXES, seededRandom(1));
  return { count, numbers: coordinates(table, axes), categories: [] };
}

function scaleOf(column: Extract<PreparedColumn, { kind: 'category' }>, level: number, encoding: Encoding): number {
  if (encoding === 'constant') return Math.sqrt(column.weight * 0.25);
  if (encoding === 'factors') return Math.sqrt(column.weight / Math.max(1e-6, (column.shares[level] ?? 0) * (column.levels.length - 1)));
  const variance = 1 - column.shares.reduce((sum, share) => sum + share * share, 0);
  return Math.sqrt(column.weight / Math.max(1e-6, variance));
}
