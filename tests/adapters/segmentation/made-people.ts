import { seededRandom, type MixedTable } from '../../../core/segmentation/index.ts';

/** Rows from `groups` overlapping heaps: numbers around a heap's own centre, categories that lean to it, some blanks. */
export function madeTable(
  count: number,
  seed: number,
  options: { groups?: number; numbers?: number; levels?: readonly number[]; gap?: number; blanks?: number } = {},
): {
  readonly table: MixedTable;
  readonly truth: readonly number[];
} {
  const { groups = 4, numbers = 5, levels = [4, 7], gap = 3, blanks = 0 } = options;
  const random = seededRandom(seed, 11);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const truth = Array.from({ length: count }, () => Math.floor(random() * groups));
  return {
    truth,
    table: {
      count,
      numbers: Array.from({ length: numbers }, (_, column) =>
        Float32Array.from(truth, (heap) => normal() + ((heap + column) % groups === 0 ? gap : 0)),
      ),
      categories: levels.map((size) => {
        const codes = Uint16Array.from(truth, (heap) => {
          if (random() < blanks) return size;
          return random() < 0.4 ? Math.floor(random() * size) : heap % size;
        });
        const shares = new Float64Array(size);
        let answered = 0;
        for (const code of codes) {
          if (code === size) continue;
          shares[code] = (shares[code] ?? 0) + 1;
          answered += 1;
        }
        return {
          codes,
          levels: size,
          scales: Float64Array.from({ length: size }, (_, level) => 0.8 + level * 0.05),
          shares: blanks > 0 ? shares.map((cases) => cases / answered) : null,
        };
      }),
    },
  };
}

/** The same rows as plain columns of numbers, as a library without codes needs them. */
export function denseRows(table: MixedTable): number[][] {
  return Array.from({ length: table.count }, (_, row) => [
    ...table.numbers.map((values) => values[row] ?? 0),
    ...table.categories.flatMap((column) =>
      Array.from({ length: column.levels }, (_, level) => {
        const code = column.codes[row] ?? 0;
        if (code === column.levels) return (column.shares?.[level] ?? 0) * (column.scales[level] ?? 0);
        return code === level ? (column.scales[level] ?? 0) : 0;
      }),
    ),
  ]);
}

export function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (const [at, value] of a.entries()) sum += (value - (b[at] ?? 0)) ** 2;
  return sum;
}

/** Mean silhouette by the book: every pair is measured. */
export function silhouetteByPairs(
  rows: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  distance: (squared: number) => number,
): number {
  const k = 1 + Math.max(...Array.from(labels));
  const sizes = Array.from({ length: k }, (_, cluster) => Array.from(labels).filter((label) => label === cluster).length);
  let total = 0;
  for (const [row, point] of rows.entries()) {
    const sums = Array.from({ length: k }, () => 0);
    for (const [other, place] of rows.entries()) {
      const label = labels[other] ?? 0;
      sums[label] = (sums[label] ?? 0) + distance(squaredDistance(point, place));
    }
    const own = labels[row] ?? 0;
    if ((sizes[own] ?? 0) < 2) continue;
    const inside = (sums[own] ?? 0) / ((sizes[own] ?? 0) - 1);
    const outside = Math.min(...sums.map((sum, cluster) => (cluster === own ? Infinity : sum / (sizes[cluster] ?? 1))));
    total += (outside - inside) / Math.max(inside, outside);
  }
  return total / rows.length;
}

export function inertiaOf(rows: readonly (readonly number[])[], labels: ArrayLike<number>): number {
  const k = 1 + Math.max(...Array.from(labels));
  const wide = rows[0]?.length ?? 0;
  const sizes = new Float64Array(k);
  const means = Array.from({ length: k }, () => Array.from({ length: wide }, () => 0));
  for (const [row, point] of rows.entries()) {
    const mean = means[labels[row] ?? 0] ?? [];
    sizes[labels[row] ?? 0] = (sizes[labels[row] ?? 0] ?? 0) + 1;
    for (const [at, value] of point.entries()) mean[at] = (mean[at] ?? 0) + value;
  }
  for (const [cluster, mean] of means.entries()) for (const at of mean.keys()) mean[at] = (mean[at] ?? 0) / (sizes[cluster] ?? 1);
  return rows.reduce((sum, point, row) => sum + squaredDistance(point, means[labels[row] ?? 0] ?? []), 0);
}
