import { createCentres, levelParts, meansOf, type Centres } from './centres.ts';
import type { Fitter } from './fitter.ts';
import { MOST_CLUSTERS, type KernelMemory } from './kernel-module.ts';

export interface ExactSilhouette {
  readonly mean: number;
  readonly clusters: readonly number[];
}

/** Of the labels and sizes that the fitter's last fit left. Exact over all rows: one pass, whatever their number. */
export function exactSilhouette(fitter: Fitter, memory: KernelMemory, k: number): ExactSilhouette {
  const { facts, scratch, views, kernel } = fitter;
  const { shape, places } = facts;
  const wide = Math.max(2, k + (k % 2));
  const centres = createCentres(shape, k);
  meansOf(facts, centres, views.sums, views.sizes, views.codeCounts);
  const { doubles } = scratch;
  const sizes = new Float64Array(memory.buffer, doubles.sizes, MOST_CLUSTERS);
  const scores = new Float64Array(memory.buffer, doubles.scores, MOST_CLUSTERS);
  const means = new Float64Array(memory.buffer, doubles.means, MOST_CLUSTERS);
  for (let cluster = 0; cluster < MOST_CLUSTERS; cluster++) sizes[cluster] = views.sizes[cluster] ?? 0;
  scores.fill(0);
  means.fill(Infinity);
  writeDoubles(fitter, memory, centres, wide);
  kernel.silhouette(
    0,
    fitter.blocks,
    shape.count,
    places.points,
    shape.dimensions,
    places.rows,
    shape.groups,
    doubles.centres,
    doubles.table,
    wide,
    places.rowNorms,
    scratch.labels,
    doubles.sizes,
    doubles.means,
    doubles.scores,
  );
  const perCluster = Array.from({ length: k }, (_, cluster) => ({ score: scores[cluster] ?? 0, size: sizes[cluster] ?? 0 }));
  return {
    mean: perCluster.reduce((sum, { score }) => sum + score, 0) / Math.max(1, shape.count),
    clusters: perCluster.map(({ score, size }) => (size === 0 ? 0 : score / size)),
  };
}

/** −2μ per axis and, in the first group's rows, each cluster's mean |y|². A place without points is infinitely far. */
function writeDoubles(fitter: Fitter, memory: KernelMemory, centres: Centres, wide: number): void {
  const { facts, scratch, views } = fitter;
  const { shape } = facts;
  const numbers = new Float64Array(memory.buffer, scratch.doubles.centres, shape.dimensions * MOST_CLUSTERS).fill(0);
  const table = new Float64Array(memory.buffer, scratch.doubles.table, shape.rowCount * MOST_CLUSTERS).fill(0);
  const parts = new Float64Array(shape.codes * wide);
  for (let cluster = 0; cluster < wide; cluster++) {
    const size = cluster < centres.k ? (views.sizes[cluster] ?? 0) : 0;
    const own = size === 0 ? Infinity : (views.energies[cluster] ?? 0) / size;
    for (let row = 0; row < shape.firstGroupRows; row++) table[row * wide + cluster] = own;
    if (size === 0) continue;
    for (let dimension = 0; dimension < shape.dimensions; dimension++)
      numbers[dimension * wide + cluster] = -2 * (centres.numbers[cluster * shape.dimensions + dimension] ?? 0);
    levelParts(facts, centres, cluster, (code, part) => {
      parts[code * wide + cluster] = part;
    });
  }
  for (let row = 0; row < shape.rowCount; row++) {
    for (let place = 0; place < shape.width; place++) {
      const code = views.rowCodes[row * shape.width + place] ?? 0;
      for (let cluster = 0; cluster < wide; cluster++) {
        const at = row * wide + cluster;
        table[at] = (table[at] ?? 0) + (parts[code * wide + cluster] ?? 0);
      }
    }
  }
}

/** Summed distances from one query to the members of each cluster, for each way of sorting. */
export interface QuerySums {
  /** Index of the query among the sample's rows. */
  readonly query: number;
  readonly trial: number;
  readonly sums: ArrayLike<number>;
}

/**
 * Plain Euclidean silhouettes of a sample, all trials in one go, since the distances are the same for each. `distancesAt` is
 * room for four distances a row, then four sums a cluster, then the labels as bytes.
 */
export function sampledSilhouettes(
  fitter: Fitter,
  memory: KernelMemory,
  trials: readonly Uint8Array[],
  room: { readonly distances: number; readonly sums: number; readonly labels: number },
  cancelled: () => boolean,
): readonly { readonly mean: number; readonly standardError: number }[] | null {
  const { shape } = fitter.facts;
  const { buffer } = memory;
  const sums = new Float32Array(buffer, room.sums, MOST_CLUSTERS * 4);
  const sizes = trials.map((labels) => sizesOf(labels));
  const jump = Math.ceil(shape.count / 16) * 16;
  for (const [trial, labels] of trials.entries()) new Uint8Array(buffer, room.labels + trial * jump, shape.count).set(labels);
  const totals = trials.map(() => ({ sum: 0, squares: 0 }));
  for (let query = 0; query < shape.count; query += 4) {
    if (cancelled()) return null;
    const asked = [0, 1, 2, 3].map((step) => query + step).filter((row) => row < shape.count);
    fitter.measureAll(asked);
    fitter.kernel.interleaveRoots(Math.ceil(shape.count / 4) * 4, fitter.scratch.measured, fitter.scratch.rowBytes, room.distances);
    for (const [trial, labels] of trials.entries()) {
      sums.fill(0);
      fitter.kernel.gather(shape.count, room.distances, room.labels + trial * jump, room.sums);
      const total = totals[trial];
      const counts = sizes[trial];
      if (total === undefined || counts === undefined) continue;
      for (const [lane, row] of asked.entries()) {
        const value = silhouetteOf(labels[row] ?? 0, counts, sums, lane);
        total.sum += value;
        total.squares += value * value;
      }
    }
  }
  return totals.map(({ sum, squares }) => {
    const mean = sum / shape.count;
    const variance = Math.max(0, squares / shape.count - mean * mean);
    return { mean, standardError: Math.sqrt(variance / shape.count) };
  });
}

function sizesOf(labels: Uint8Array): Int32Array {
  const sizes = new Int32Array(MOST_CLUSTERS);
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  return sizes;
}

function silhouetteOf(own: number, sizes: Int32Array, sums: Float32Array, lane: number): number {
  const size = sizes[own] ?? 0;
  if (size < 2) return 0;
  const inside = (sums[own * 4 + lane] ?? 0) / (size - 1);
  let outside = Infinity;
  for (const [cluster, others] of sizes.entries()) {
    if (cluster !== own && others > 0) outside = Math.min(outside, (sums[cluster * 4 + lane] ?? 0) / others);
  }
  const most = Math.max(inside, outside);
  return most > 0 && outside < Infinity ? (outside - inside) / most : 0;
}
