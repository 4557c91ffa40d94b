import path from 'node:path';
import * as fc from 'fast-check';
import { kmeans } from 'ml-kmeans';
import { expect, test } from 'vitest';
import { createClusterEngine } from '../../../adapters/segmentation/index.ts';
import { adjustedRandIndex, seededRandom, type ExploreRequest, type MixedTable, type Trial } from '../../../core/segmentation/index.ts';
import { denseRows, inertiaOf, madeTable, silhouetteByPairs } from './made-people.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const kernelFolder = path.join(root, 'resources', 'kernels');
const workerUrl = new URL('../../../adapters/segmentation/cluster-worker.ts', import.meta.url);
const here = createClusterEngine({ kernelFolder, workerUrl: null });
const quiet = { progress: () => undefined, cancelled: () => false };

function requestFor(table: MixedTable, changes: Partial<ExploreRequest> = {}): ExploreRequest {
  return {
    table,
    ks: [4],
    starts: 4,
    seed: 7,
    tolerance: 1e-4,
    maxIterations: 300,
    sampleRows: 0,
    rounds: 0,
    roundRows: 500,
    ...changes,
  };
}

async function explore(request: ExploreRequest, engine = here): Promise<readonly Trial[]> {
  const trials = await engine.explore(request, quiet);
  if (trials === null) throw new Error('The exploration was cancelled');
  return trials;
}

const close = (found: number, wanted: number, share: number): void =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(share * Math.max(1, Math.abs(wanted)));

test('inertia and exact silhouette are what every pair measured by the book gives, blanks and lone rows included', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 14, max: 150 }),
        seed: fc.integer({ min: 1, max: 1e9 }),
        k: fc.integer({ min: 2, max: 12 }),
        numbers: fc.integer({ min: 0, max: 6 }),
        levels: fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 1, maxLength: 5 }),
        blanks: fc.constantFrom(0, 0.3),
      }),
      async ({ count, seed, k, ...options }) => {
        const { table } = madeTable(count, seed, options);
        const [trial] = await explore(requestFor(table, { ks: [k], sampleRows: count }));
        const rows = denseRows(table);
        if (trial === undefined) throw new Error('No trial came back');
        close(trial.inertia, inertiaOf(rows, trial.labels), 1e-9);
        close(
          trial.silhouette,
          silhouetteByPairs(rows, trial.labels, (squared) => squared),
          1e-9,
        );
        // The sample is the whole table here; its distances are taken in single precision.
        close(trial.sampled?.silhouette ?? 9, silhouetteByPairs(rows, trial.labels, Math.sqrt), 2e-3);
        const weighted = trial.clusterSilhouettes.reduce((sum, value, cluster) => sum + value * (trial.sizes[cluster] ?? 0), 0);
        close(weighted / count, trial.silhouette, 1e-9);
        expect(trial.sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
        expect(trial.sizes).toEqual(trial.sizes.toSorted((a, b) => b - a));
      },
    ),
    { numRuns: 40, seed: 20_261_129 },
  );
});

test('never ends with a higher inertia than ml-kmeans gives', async () => {
  for (const seed of [1, 2, 3]) {
    const { table } = madeTable(900, seed, { groups: 6, gap: 2 });
    const rows = denseRows(table);
    for (const k of [3, 6, 9]) {
      const best = Math.min(
        ...[0, 1, 2, 3].map((turn) =>
          inertiaOf(
            rows,
            kmeans(rows, k, { initialization: 'kmeans++', seed: seed * 100 + turn, maxIterations: 300, tolerance: 1e-6 }).clusters,
          ),
        ),
      );
      const [trial] = await explore(requestFor(table, { ks: [k], starts: 24 }));
      expect(trial?.inertia).toBeLessThanOrEqual(best * 1.001);
    }
  }
});

test('finds the same heaps as ml-kmeans over twenty seeds', async () => {
  const agreement: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const { table, truth } = madeTable(400, seed, { gap: 4 });
    const rows = denseRows(table);
    const [trial] = await explore(requestFor(table, { seed }));
    const peers = [0, 1, 2, 3].map((turn) => kmeans(rows, 4, { initialization: 'kmeans++', seed: seed * 100 + turn }).clusters);
    const peer = peers.toSorted((a, b) => inertiaOf(rows, a) - inertiaOf(rows, b))[0] ?? [];
    expect(adjustedRandIndex(trial?.labels ?? [], truth)).toBeGreaterThan(adjustedRandIndex(peer, truth) - 0.02);
    agreement.push(adjustedRandIndex(trial?.labels ?? [], peer));
  }
  expect(agreement.reduce((sum, value) => sum + value, 0) / agreement.length).toBeGreaterThan(0.97);
});

test('worker threads and this thread give the same segments for the same seed', async () => {
  const { table } = madeTable(2_400, 5, { blanks: 0.1 });
  const request = requestFor(table, { ks: [2, 4, 5], sampleRows: 300, rounds: 3 });
  const inWorkers = await explore(request, createClusterEngine({ kernelFolder, workerUrl, threads: 2 }));
  expect(inWorkers).toEqual(await explore(request));
});

test('stability is near one for true heaps and low for a cloud without any', async () => {
  const heaps = await explore(requestFor(madeTable(1_200, 3, { gap: 5 }).table, { rounds: 5 }));
  const random = seededRandom(4);
  const cloud: MixedTable = {
    count: 1_200,
    numbers: Array.from({ length: 6 }, () => Float32Array.from({ length: 1_200 }, () => random())),
    categories: [],
  };
  const shapeless = await explore(requestFor(cloud, { ks: [7], rounds: 5 }));
  const mean = (values: readonly number[] = []): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(heaps[0]?.agreements)).toBeGreaterThan(0.9);
  expect(mean(shapeless[0]?.agreements)).toBeLessThan(0.75);
});

test('reports its progress up to the end, and stops when it is told to', async () => {
  const { table } = madeTable(3_000, 8);
  const seen: number[] = [];
  const request = requestFor(table, { ks: [2, 3, 4], rounds: 2, sampleRows: 200 });
  await here.explore(request, { progress: (done) => seen.push(done), cancelled: () => false });
  expect(seen.at(-1)).toBe(1);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  let stopped = false;
  const engine = createClusterEngine({ kernelFolder, workerUrl, threads: 2 });
  const answer = await engine.explore({ ...request, starts: 100_000 }, { progress: () => (stopped = true), cancelled: () => stopped });
  expect(answer).toBeNull();
});

test('refuses a table that would make no sense instead of clustering it', async () => {
  const { table } = madeTable(20, 1);
  await expect(explore(requestFor(table, { ks: [13] }))).rejects.toThrow('13 clusters');
  await expect(explore(requestFor(table, { ks: [21] }))).rejects.toThrow('21 clusters');
  const broken = { ...table, numbers: [new Float32Array(20).fill(Number.NaN)] };
  await expect(explore(requestFor(broken))).rejects.toThrow('not finite');
});

test('gives every cluster a row even when all rows are the same', async () => {
  const table: MixedTable = { count: 30, numbers: [new Float32Array(30)], categories: [] };
  const [trial] = await explore(requestFor(table, { ks: [3] }));
  expect(trial?.inertia).toBe(0);
  expect(trial?.sizes.reduce((sum, size) => sum + size, 0)).toBe(30);
});
