import type { MixedTable } from './cluster-engine.ts';
import { sampleIndexes, type Random } from './random.ts';

/** Directions along which the people differ most, in the space of all numbers and levels. */
export interface PrincipalAxes {
  readonly means: Float64Array;
  /** One after the other, each as long as `means`. */
  readonly axes: readonly Float64Array[];
  /** Share of the whole variance that each explains. */
  readonly explained: readonly number[];
}

const MOST_ROWS = 6_000;
const TURNS = 60;

/** From a sample at most: two axes are a picture, and a picture does not need everyone. */
export function principalAxes(table: MixedTable, amount: number, random: Random): PrincipalAxes {
  const rows = sampleIndexes(table.count, MOST_ROWS, random);
  const wide = table.numbers.length + table.categories.reduce((sum, column) => sum + column.levels, 0);
  const means = new Float64Array(wide);
  const points = Array.from(rows, (row) => densePoint(table, row, wide));
  for (const point of points) for (let at = 0; at < wide; at++) means[at] = (means[at] ?? 0) + (point[at] ?? 0) / points.length;
  const covariance = new Float64Array(wide * wide);
  for (const point of points) {
    for (let a = 0; a < wide; a++) {
      const left = (point[a] ?? 0) - (means[a] ?? 0);
      if (left === 0) continue;
      for (let b = a; b < wide; b++)
        covariance[a * wide + b] = (covariance[a * wide + b] ?? 0) + left * ((point[b] ?? 0) - (means[b] ?? 0));
    }
  }
  let whole = 0;
  for (let a = 0; a < wide; a++) {
    whole += covariance[a * wide + a] ?? 0;
    for (let b = 0; b < a; b++) covariance[a * wide + b] = covariance[b * wide + a] ?? 0;
  }
  const axes: Float64Array[] = [];
  const explained: number[] = [];
  for (let axis = 0; axis < Math.min(amount, wide); axis++) {
    const { direction, strength } = strongest(covariance, wide, axes, random);
    // What is left is rounding: levels of one feature always add up, so there are fewer directions than columns.
    if (strength <= 1e-9 * whole) break;
    axes.push(direction);
    explained.push(whole > 0 ? Math.max(0, strength / whole) : 0);
  }
  return { means, axes, explained };
}

/** Power iteration, kept at right angles to the axes found before. The sign makes the largest part positive, so that a map never flips. */
function strongest(matrix: Float64Array, wide: number, before: readonly Float64Array[], random: Random) {
  let direction = Float64Array.from({ length: wide }, () => random() - 0.5);
  let strength = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const next = new Float64Array(wide);
    for (let a = 0; a < wide; a++) {
      let sum = 0;
      for (let b = 0; b < wide; b++) sum += (matrix[a * wide + b] ?? 0) * (direction[b] ?? 0);
      next[a] = sum;
    }
    for (const axis of before) {
      const along = dot(next, axis);
      for (let at = 0; at < wide; at++) next[at] = (next[at] ?? 0) - along * (axis[at] ?? 0);
    }
    strength = Math.sqrt(dot(next, next));
    if (strength < 1e-12) break;
    direction = next.map((value) => value / strength);
  }
  let most = 0;
  for (const value of direction) if (Math.abs(value) > Math.abs(most)) most = value;
  return { direction: most < 0 ? direction.map((value) => -value) : direction, strength };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function densePoint(table: MixedTable, row: number, wide: number): Float64Array {
  const point = new Float64Array(wide);
  let at = 0;
  for (const values of table.numbers) point[at++] = values[row] ?? 0;
  for (const column of table.categories) {
    const code = column.codes[row] ?? 0;
    if (code < column.levels) point[at + code] = column.scales[code] ?? 0;
    else
      for (let level = 0; level < column.levels; level++) point[at + level] = (column.shares?.[level] ?? 0) * (column.scales[level] ?? 0);
    at += column.levels;
  }
  return point;
}

/** Where each row lies along each axis. What a code adds is looked up, so that a million rows take a moment. */
export function coordinates(table: MixedTable, { means, axes }: PrincipalAxes, rows?: Uint32Array): Float32Array[] {
  const which = rows ?? Uint32Array.from({ length: table.count }, (_, row) => row);
  return axes.map((direction) => {
    let start = 0;
    for (const [at, mean] of means.entries()) start -= mean * (direction[at] ?? 0);
    const found = new Float32Array(which.length).fill(start);
    let at = 0;
    for (const values of table.numbers) {
      const along = direction[at++] ?? 0;
      for (let place = 0; place < which.length; place++) found[place] = (found[place] ?? 0) + along * (values[which[place] ?? 0] ?? 0);
    }
    for (const column of table.categories) {
      const parts = new Float64Array(column.levels + 1);
      for (let level = 0; level < column.levels; level++) {
        const part = (column.scales[level] ?? 0) * (direction[at + level] ?? 0);
        parts[level] = part;
        parts[column.levels] = (parts[column.levels] ?? 0) + part * (column.shares?.[level] ?? 0);
      }
      for (let place = 0; place < which.length; place++)
        found[place] = (found[place] ?? 0) + (parts[column.codes[which[place] ?? 0] ?? 0] ?? 0);
      at += column.levels;
    }
    return found;
  });
}
