// Not through the feature's index: a worker that starts should not load schemas and handlers it never uses.
import { adjustedRandIndex } from '../../core/segmentation/rand-index.ts';
import { sampleIndexes, seededRandom } from '../../core/segmentation/random.ts';
import type { Trial } from '../../core/segmentation/index.ts';
import { createFitter, type Fit, type FitLimits, type Fitter } from './fitter.ts';
import { startKernel, type KernelMemory, type KernelModule } from './kernel-module.ts';
import { placeScratch } from './layout.ts';
import { exactSilhouette, sampledSilhouettes } from './silhouettes.ts';
import { createSubTable } from './sub-table.ts';
import type { TableFacts } from './table-memory.ts';

export interface Settings {
  readonly starts: number;
  readonly seed: number;
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly rounds: number;
  readonly roundRows: number;
}

/** What a thread is started with. Memory and flag are shared; the module is compiled once. */
export interface ThreadStart {
  readonly module: KernelModule;
  readonly memory: KernelMemory;
  readonly facts: TableFacts;
  readonly scratchFrom: number;
  readonly settings: Settings;
  /** Not zero once the work is no longer wanted. */
  readonly stop: Int32Array;
}

export type Task =
  | { readonly kind: 'trial'; readonly k: number }
  /** Rows of the sample, and their labels in each trial. */
  | { readonly kind: 'sample'; readonly rows: Uint32Array; readonly trials: readonly Uint8Array[] };

export type Answer =
  | { readonly kind: 'trial'; readonly trial: Trial }
  | { readonly kind: 'sample'; readonly silhouettes: readonly { readonly mean: number; readonly standardError: number }[] };

/** Does tasks one after the other; `advance` is told of each fit that ended. Null for a task that was cancelled. */
export function createTaskRunner(start: ThreadStart): (task: Task, advance: () => void) => Answer | null {
  const { module, memory, facts, settings } = start;
  const fitter = createFitter(startKernel(module, memory), memory, facts, placeScratch(facts.shape, start.scratchFrom));
  const cancelled = (): boolean => Atomics.load(start.stop, 0) !== 0;
  const limits: FitLimits = { tolerance: settings.tolerance, maxIterations: settings.maxIterations, cancelled };

  function trial(k: number, advance: () => void): Answer | null {
    let best: Fit | null = null;
    let bestLabels = new Uint8Array(facts.shape.count);
    for (let turn = 0; turn < settings.starts; turn++) {
      const fit = fitter.fit(k, seededRandom(settings.seed, k, turn), limits);
      if (fit === null) return null;
      if (best === null || fit.inertia < best.inertia) {
        best = fit;
        bestLabels = Uint8Array.from(fitter.labels.subarray(0, facts.shape.count));
      }
      advance();
    }
    if (best === null) return null;
    // The tolerance spares time on starts that lose anyway; the one that won goes to the very end.
    const refined = fitter.refine(best.centres, { ...limits, tolerance: 0 });
    if (refined === null) return null;
    if (refined.inertia <= best.inertia) bestLabels = Uint8Array.from(fitter.labels.subarray(0, facts.shape.count));
    const { labels, sizes } = largestFirst(bestLabels, k);
    const inertia = fitter.adopt(labels, k);
    const silhouette = exactSilhouette(fitter, memory, k);
    const agreements = stability(k, labels, advance);
    if (agreements === null) return null;
    return {
      kind: 'trial',
      trial: {
        k,
        inertia,
        iterations: best.iterations,
        labels,
        sizes,
        silhouette: silhouette.mean,
        clusterSilhouettes: silhouette.clusters,
        sampled: null,
        agreements,
      },
    };
  }

  /** Fits bootstraps, sorts *all* rows by each one's centres, and compares: what a coincidence made does not come back. */
  function stability(k: number, labels: Uint8Array, advance: () => void): number[] | null {
    const { count } = facts.shape;
    const rows = Math.min(settings.roundRows, count);
    if (settings.rounds === 0 || rows <= k) return [];
    const sub = createSubTable(module, fitter, rows);
    const agreements: number[] = [];
    for (let round = 0; round < settings.rounds; round++) {
      const random = seededRandom(settings.seed, k, 1_000_003, round);
      sub.fill(Uint32Array.from({ length: rows }, () => Math.floor(random() * count)));
      const fit = bestOf(sub.fitter, k, random);
      if (fit === null) return null;
      fitter.sort(fit.centres);
      agreements.push(adjustedRandIndex(fitter.labels.subarray(0, count), labels));
      advance();
    }
    return agreements;
  }

  function bestOf(sub: Fitter, k: number, random: () => number): Fit | null {
    let best: Fit | null = null;
    for (let turn = 0; turn < RESAMPLING_STARTS; turn++) {
      const fit = sub.fit(k, random, limits);
      if (fit === null) return null;
      if (best === null || fit.inertia < best.inertia) best = fit;
    }
    return best;
  }

  function sample(rows: Uint32Array, trials: readonly Uint8Array[], advance: () => void): Answer | null {
    const room = { distances: rows.length * 16 + 64, sums: 256, labels: (rows.length + 16) * trials.length };
    const sub = createSubTable(module, fitter, rows.length, room.distances + room.sums + room.labels);
    sub.fill(rows);
    const sums = sub.free;
    const distances = sums + room.sums;
    const silhouettes = sampledSilhouettes(
      sub.fitter,
      sub.memory,
      trials,
      { sums, distances, labels: distances + room.distances },
      cancelled,
    );
    advance();
    return silhouettes === null ? null : { kind: 'sample', silhouettes };
  }

  return (task, advance) => (task.kind === 'trial' ? trial(task.k, advance) : sample(task.rows, task.trials, advance));
}

const RESAMPLING_STARTS = 3;

/** The same sorting under names that mean something: 0 is the largest cluster. */
function largestFirst(labels: Uint8Array, k: number): { labels: Uint8Array; sizes: number[] } {
  const sizes = Array.from({ length: k }, () => 0);
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  const order = sizes.map((_, cluster) => cluster).toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
  const names = new Uint8Array(k);
  for (const [name, cluster] of order.entries()) names[cluster] = name;
  return { labels: labels.map((label) => names[label] ?? 0), sizes: order.map((cluster) => sizes[cluster] ?? 0) };
}

export function drawSample(count: number, rows: number, seed: number): Uint32Array {
  return sampleIndexes(count, rows, seededRandom(seed, 2_000_003));
}
