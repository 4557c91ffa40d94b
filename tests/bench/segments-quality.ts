import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClusterEngine } from '../../adapters/segmentation/index.ts';
import type { ClusterEngine, MixedTable } from '../../core/segmentation/index.ts';
import { limited, plain, shown, type BenchOptions, type Row } from './row.ts';
import { startScikit, type Scikit } from './scikit.ts';

/** Public labelled sets that travel inside scikit-learn (Fisher's irises, wines of Piedmont, Wisconsin breast cancer, handwritten digits). */
const SETS = ['iris', 'wine', 'breast_cancer', 'digits'] as const;
const SEEDS = 20;
/** Two-sided 99.9 % of Student's t with 19 degrees of freedom: eight comparisons are made, and chance alone should trip none. */
const T_LIMIT = 3.883;
const root = path.join(import.meta.dirname, '..', '..');

interface Quality {
  readonly silhouette: number;
  readonly truth: number;
  readonly inertia: number;
}
interface Compared {
  readonly own: Quality;
  readonly given: Quality;
  readonly agreement: number;
}

/** Our clusters and scikit-learn's over twenty seeds, each judged by the same silhouette and against the same true labels. */
export async function segmentsQualityBench({ say }: BenchOptions): Promise<readonly Row[]> {
  const scikit = startScikit(say);
  if (scikit === null) return [];
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-quality-'));
  const engine = createClusterEngine({
    kernelFolder: path.join(root, 'resources', 'kernels'),
    workerUrl: new URL('../../adapters/segmentation/cluster-worker.ts', import.meta.url),
    threads: 2,
  });
  try {
    const rows: Row[] = [];
    for (const set of SETS) {
      say(`quality on ${set}`);
      rows.push(...(await oneSet(set, folder, scikit, engine)));
    }
    return rows;
  } finally {
    await scikit.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneSet(set: string, folder: string, scikit: Scikit, engine: ClusterEngine): Promise<readonly Row[]> {
  const file = path.join(folder, `${set}.f32`);
  const { rows, columns, k } = await scikit.ask<{ rows: number; columns: number; k: number }>({ do: 'labelled', set, path: file });
  const table = tableFrom(file, rows, columns);
  const seeds: Compared[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const trials = await engine.explore(
      { table, ks: [k], starts: 10, seed, tolerance: 1e-4, maxIterations: 300, sampleRows: 0, rounds: 0, roundRows: 0 },
      { progress: () => undefined, cancelled: () => false },
    );
    const labels = path.join(folder, `${set}.u8`);
    writeFileSync(labels, trials?.[0]?.labels ?? new Uint8Array());
    seeds.push(await scikit.ask<Compared>({ do: 'quality', k, seed, labels }));
  }
  const name = `${set}, ${rows.toLocaleString('en-US')} × ${columns}, k = ${k}, ${SEEDS} seeds`;
  return [
    ...within(`${name}: silhouette`, seeds, (one) => one.silhouette),
    ...within(`${name}: adjusted Rand index against the true labels`, seeds, (one) => one.truth),
    limited(
      `${name}: inertia over scikit-learn's`,
      '',
      seeds.map(({ given, own }) => given.inertia / own.inertia),
      1,
      'equal',
    ),
    plain(`${name}: adjusted Rand index between the two, mean`, '', mean(seeds.map((one) => one.agreement))),
  ];
}

/** The figure beside scikit-learn's, and the size of their paired difference as Student's t: noise while it stays below the limit. */
function within(name: string, seeds: readonly Compared[], figure: (quality: Quality) => number): readonly Row[] {
  const differences = seeds.map(({ given, own }) => figure(given) - figure(own));
  const theirs = mean(seeds.map(({ own }) => figure(own)));
  const ours = mean(seeds.map(({ given }) => figure(given)));
  const spread = Math.sqrt(differences.reduce((sum, one) => sum + (one - mean(differences)) ** 2, 0) / (SEEDS - 1) / SEEDS);
  const t = spread < 1e-12 ? (Math.abs(mean(differences)) < 1e-6 ? 0 : Number.POSITIVE_INFINITY) : Math.abs(mean(differences)) / spread;
  return [
    { name, unit: '', value: ours, peer: `scikit-learn: ${shown(theirs)}`, ratio: ours / theirs, spread: null },
    limited(`${name}, difference in standard errors`, '', [t], T_LIMIT, 'noise below'),
  ];
}

function tableFrom(file: string, count: number, columns: number): MixedTable {
  const bytes = readFileSync(file);
  const dense = new Float32Array(bytes.buffer, bytes.byteOffset, count * columns);
  return {
    count,
    categories: [],
    numbers: Array.from({ length: columns }, (_, column) =>
      Float32Array.from({ length: count }, (__, row) => dense[row * columns + column] ?? 0),
    ),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
