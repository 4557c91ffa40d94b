import type { Random } from '../../core/segmentation/index.ts';
import { centreAtPoint, createCentres, meansOf, movement, paddedTo, writeCentres, type Centres } from './centres.ts';
import { BLOCK, CHUNK_BLOCKS, MOST_CLUSTERS, type Kernel, type KernelMemory } from './kernel-module.ts';
import { blocksOf, type ScratchPlaces } from './layout.ts';
import type { TableFacts } from './table-memory.ts';

export interface FitLimits {
  readonly tolerance: number;
  readonly maxIterations: number;
  cancelled(): boolean;
}

export interface Fit {
  readonly centres: Centres;
  readonly inertia: number;
  readonly iterations: number;
}

/** One thread's hands on the table: all that it writes stands in its own scratch. */
export interface Fitter {
  /** Greedy k-means++ and Lloyd's algorithm to the end. Null when it was cancelled. The labels stay in `labels`. */
  fit(k: number, random: Random, limits: FitLimits): Fit | null;
  /** Lloyd's algorithm from given points as the first centres. */
  fitFrom(starts: readonly number[], limits: FitLimits): Fit | null;
  /** Lloyd's algorithm from where another fit ended. */
  refine(centres: Centres, limits: FitLimits): Fit | null;
  /** Squared distances from up to four points to all, into the four rows of `measured`. */
  measureAll(points: readonly number[]): void;
  /** Sorts every point to the nearest of some centres. */
  sort(centres: Centres): void;
  /** Takes labels from elsewhere as if a fit had ended with them. Answers with the inertia. */
  adopt(labels: Uint8Array, k: number): number;
  readonly labels: Int32Array;
  readonly views: FitterViews;
  readonly facts: TableFacts;
  readonly scratch: ScratchPlaces;
  readonly kernel: Kernel;
  readonly blocks: number;
}

function viewsOf(memory: KernelMemory, { shape, places }: TableFacts, scratch: ScratchPlaces) {
  const { buffer } = memory;
  const padded = blocksOf(shape) * BLOCK;
  return {
    points: new Float32Array(buffer, places.points, padded * shape.dimensions),
    rows: new Uint32Array(buffer, places.rows, padded * shape.groups),
    rowCodes: new Uint32Array(buffer, places.rowCodes, shape.rowCount * shape.width),
    rowNorms: new Float64Array(buffer, places.rowNorms, shape.rowCount),
    norms: new Float32Array(buffer, places.norms, padded),
    closest: new Float32Array(buffer, scratch.closest, padded),
    measured: Array.from({ length: 4 }, (_, row) => new Float32Array(buffer, scratch.measured + row * scratch.rowBytes, padded)),
    chunkSums: new Float64Array(buffer, scratch.chunkSums, Math.ceil(blocksOf(shape) / CHUNK_BLOCKS) * 4),
    centres: new Float32Array(buffer, scratch.centres, shape.dimensions * MOST_CLUSTERS),
    parts: new Float32Array(buffer, scratch.parts, shape.codes * MOST_CLUSTERS),
    base: new Float32Array(buffer, scratch.base, MOST_CLUSTERS),
    sums: new Float64Array(buffer, scratch.sums, shape.dimensions * MOST_CLUSTERS),
    sizes: new Int32Array(buffer, scratch.sizes, MOST_CLUSTERS),
    codeCounts: new Int32Array(buffer, scratch.codeCounts, shape.codes * MOST_CLUSTERS),
    energies: new Float64Array(buffer, scratch.doubles.energies, MOST_CLUSTERS),
  };
}

export type FitterViews = ReturnType<typeof viewsOf>;

export function createFitter(kernel: Kernel, memory: KernelMemory, facts: TableFacts, scratch: ScratchPlaces): Fitter {
  const { shape, places } = facts;
  const blocks = blocksOf(shape);
  const labels = new Int32Array(memory.buffer, scratch.labels, blocks * BLOCK);
  const views = viewsOf(memory, facts, scratch);
  const { sums, sizes, codeCounts } = views;

  function place(centres: Centres): void {
    writeCentres(facts, centres, views);
    kernel.fillTable(
      scratch.table,
      shape.rowCount,
      shape.firstGroupRows,
      places.rowCodes,
      shape.width,
      scratch.parts,
      scratch.base,
      paddedTo(centres.k) * 4,
    );
  }

  function assign(k: number): number {
    return kernel.assign(
      0,
      blocks,
      shape.count,
      places.points,
      shape.dimensions,
      places.rows,
      shape.groups,
      scratch.centres,
      scratch.table,
      paddedTo(k),
      scratch.labels,
      scratch.sums,
      scratch.sizes,
      places.rowCodes,
      shape.width,
      scratch.codeCounts,
    );
  }

  function clear(): void {
    sums.fill(0);
    sizes.fill(0);
    codeCounts.fill(0);
  }

  function recount(k: number): void {
    clear();
    kernel.recount(
      0,
      blocks,
      shape.count,
      places.points,
      shape.dimensions,
      places.rows,
      shape.groups,
      paddedTo(k),
      scratch.labels,
      scratch.sums,
      scratch.sizes,
      places.rowCodes,
      shape.width,
      scratch.codeCounts,
    );
  }

  /** Summed squared distances to the means: Σ|x|² − Σ n|c|², in double precision. */
  function inertiaOf(centres: Centres): number {
    views.energies.fill(0);
    kernel.energy(
      0,
      blocks,
      shape.count,
      places.points,
      shape.dimensions,
      places.rows,
      shape.groups,
      places.rowNorms,
      scratch.labels,
      scratch.doubles.energies,
    );
    let inertia = 0;
    for (let cluster = 0; cluster < centres.k; cluster++) {
      inertia += views.energies[cluster] ?? 0;
      inertia -= (sizes[cluster] ?? 0) * lengthOf(centres, cluster);
    }
    return Math.max(0, inertia);
  }

  /** A cluster that lost all its points takes the point that lies worst, as scikit-learn does; else k would shrink in silence. */
  function fillEmpty(centres: Centres): boolean {
    let filled = false;
    for (let cluster = 0; cluster < centres.k; cluster++) {
      if ((sizes[cluster] ?? 0) > 0) continue;
      const worst = farthest(centres);
      if (worst < 0) return filled;
      labels[worst] = cluster;
      recount(centres.k);
      filled = true;
    }
    return filled;
  }

  function farthest(centres: Centres): number {
    const own = createCentres(shape, 1);
    const other = createCentres(shape, 1);
    let worst = -1;
    let most = 0;
    for (let point = 0; point < shape.count; point++) {
      const cluster = labels[point] ?? 0;
      if ((sizes[cluster] ?? 0) < 2) continue;
      own.numbers.set(centres.numbers.subarray(cluster * shape.dimensions, (cluster + 1) * shape.dimensions));
      own.levels.set(centres.levels.subarray(cluster * shape.codes, (cluster + 1) * shape.codes));
      centreAtPoint(facts, other, 0, point, views);
      const distance = movement(own, other);
      if (distance > most) [worst, most] = [point, distance];
    }
    return worst;
  }

  function descend(first: Centres, limits: FitLimits): Fit | null {
    let centres = first;
    const { k } = centres;
    clear();
    labels.fill(-1);
    let iterations = 0;
    let settled = false;
    while (iterations < limits.maxIterations) {
      if (limits.cancelled()) return null;
      place(centres);
      const moved = assign(k);
      const filled = fillEmpty(centres);
      iterations += 1;
      const next = createCentres(shape, k);
      next.numbers.set(centres.numbers);
      next.levels.set(centres.levels);
      meansOf(facts, next, sums, sizes, codeCounts);
      const shift = movement(centres, next);
      centres = next;
      settled = moved === 0 && !filled;
      if (settled || shift <= limits.tolerance * facts.meanVariance) break;
    }
    if (!settled) {
      place(centres);
      assign(k);
      fillEmpty(centres);
    }
    recount(k);
    meansOf(facts, centres, sums, sizes, codeCounts);
    return { centres, inertia: inertiaOf(centres), iterations };
  }

  return {
    fit: (k, random, limits) => descend(seedCentres(k, random), limits),
    fitFrom(starts, limits) {
      const centres = createCentres(shape, starts.length);
      for (const [cluster, point] of starts.entries()) centreAtPoint(facts, centres, cluster, point, views);
      return descend(centres, limits);
    },
    adopt(from, k) {
      labels.set(from);
      recount(k);
      const centres = createCentres(shape, k);
      meansOf(facts, centres, sums, sizes, codeCounts);
      return inertiaOf(centres);
    },
    measureAll(points) {
      startCaps();
      measureFrom(points);
    },
    refine: descend,
    sort(centres) {
      clear();
      labels.fill(-1);
      place(centres);
      assign(centres.k);
    },
    labels,
    views,
    facts,
    scratch,
    kernel,
    blocks,
  };

  /**
   * Greedy k-means++: each next centre is the best of 2 + ln k points drawn by their squared distance to the nearest centre
   * so far. Plain k-means++ left one k of real data 7 % worse.
   */
  function seedCentres(k: number, random: Random): Centres {
    const centres = createCentres(shape, k);
    const tries = Math.min(4, 2 + Math.floor(Math.log(k)));
    startCaps();
    let total = Infinity;
    let winner = 0;
    for (let cluster = 0; cluster < k; cluster++) {
      const drawn =
        cluster === 0 ? [Math.floor(random() * shape.count)] : Array.from({ length: tries }, () => drawPoint(random() * total, winner));
      measureFrom(drawn);
      const totals = drawn.map((_, row) => chunkTotal(row));
      winner = totals.indexOf(Math.min(...totals));
      total = totals[winner] ?? 0;
      centreAtPoint(facts, centres, cluster, drawn[winner] ?? 0, views);
      const row = views.measured[winner];
      if (row !== undefined) views.closest.set(row);
    }
    return centres;
  }

  function startCaps(): void {
    views.closest.fill(Infinity);
    views.closest.fill(0, shape.count);
  }

  function measureFrom(points: readonly number[]): void {
    const candidates = createCentres(shape, points.length);
    for (const [row, point] of points.entries()) centreAtPoint(facts, candidates, row, point, views);
    place(candidates);
    kernel.measure(
      0,
      blocks,
      places.points,
      shape.dimensions,
      places.rows,
      shape.groups,
      scratch.centres,
      scratch.table,
      places.norms,
      scratch.closest,
      scratch.measured,
      scratch.rowBytes,
      scratch.chunkSums,
    );
  }

  function chunkTotal(row: number): number {
    let sum = 0;
    for (let at = row; at < views.chunkSums.length; at += 4) sum += views.chunkSums[at] ?? 0;
    return sum;
  }

  /** The point where the running sum of the caps passes `target`; the sums per chunk are those of the row that won last. */
  function drawPoint(target: number, row: number): number {
    let left = target;
    let chunk = 0;
    const chunks = views.chunkSums.length / 4;
    while (chunk < chunks - 1 && left >= (views.chunkSums[chunk * 4 + row] ?? 0)) {
      left -= views.chunkSums[chunk * 4 + row] ?? 0;
      chunk += 1;
    }
    const end = Math.min(shape.count, (chunk + 1) * CHUNK_BLOCKS * BLOCK);
    let last = chunk * CHUNK_BLOCKS * BLOCK;
    for (let point = last; point < end; point++) {
      const cap = views.closest[point] ?? 0;
      if (cap <= 0) continue;
      last = point;
      left -= cap;
      if (left < 0) return point;
    }
    return last;
  }
}

function lengthOf(centres: Centres, cluster: number): number {
  const wide = centres.numbers.length / centres.k;
  const codes = centres.levels.length / centres.k;
  let sum = 0;
  for (let at = cluster * wide; at < (cluster + 1) * wide; at++) sum += (centres.numbers[at] ?? 0) ** 2;
  for (let at = cluster * codes; at < (cluster + 1) * codes; at++) sum += (centres.levels[at] ?? 0) ** 2;
  return sum;
}

/** |x|² of every point, once a table is written: `measure` needs it. */
export function prepareNorms(kernel: Kernel, facts: TableFacts): void {
  const { shape, places } = facts;
  kernel.fillNorms(0, blocksOf(shape), places.points, shape.dimensions, places.rows, shape.groups, places.rowNorms, places.norms);
}
