// node scripts/with-node.mjs tests/bench/segments-encodings.ts: how three ways of weighing categories do on the real candidates.
import path from 'node:path';
import { createClusterEngine } from '../../adapters/segmentation/index.ts';
import {
  defaultFeatures,
  encode,
  prepare,
  sampleIndexes,
  seededRandom,
  summarise,
  type Encoding,
  type PreparedColumn,
} from '../../core/segmentation/index.ts';
import { hasHrFile, hrPeople } from '../support/hr-people.ts';

const root = path.join(import.meta.dirname, '..', '..');
const engine = createClusterEngine({
  kernelFolder: path.join(root, 'resources', 'kernels'),
  workerUrl: new URL('../../adapters/segmentation/cluster-worker.ts', import.meta.url),
});

/** Silhouettes of different encodings live in different spaces; each labelling is therefore judged in both fixed ones as well. */
export async function compareEncodings(): Promise<readonly string[]> {
  if (!hasHrFile) return ['SKIPPED: the real candidates are not here'];
  const { columns } = prepare(hrPeople(), defaultFeatures());
  const sample = sampleIndexes(countOf(columns), 1_500, seededRandom(3));
  const distances = gowerDistances(columns, sample);
  const lines = [
    '| encoding | k | silhouette, squared | silhouette, plain (sample) | silhouette, Gower (sample) | stability | smallest |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const encoding of ['balanced', 'constant', 'factors'] satisfies Encoding[]) {
    const trials = await engine.explore(
      {
        table: encode(columns, encoding),
        ks: [2, 3, 4, 5, 6, 8, 10, 12],
        starts: 10,
        seed: 1,
        tolerance: 1e-4,
        maxIterations: 300,
        sampleRows: 4_000,
        rounds: 10,
        roundRows: 6_000,
      },
      { progress: () => undefined, cancelled: () => false },
    );
    for (const [index, trial] of summarise(trials ?? [], 30).entries()) {
      const labels = Array.from(sample, (row) => trials?.[index]?.labels[row] ?? 0);
      const fair = silhouetteFrom(distances, labels);
      lines.push(
        `| ${encoding} | ${trial.k} | ${trial.silhouette.toFixed(3)} | ${trial.sampled?.silhouette.toFixed(3)} | ${fair.toFixed(3)} | ${trial.stability?.toFixed(2)} | ${trial.smallest} |`,
      );
    }
  }
  return lines;
}

function countOf(columns: readonly PreparedColumn[]): number {
  const [first] = columns;
  return first === undefined ? 0 : first.kind === 'number' ? first.values.length : first.codes.length;
}

/** A distance that none of the encodings was made for: mean over the features that both answered, each between 0 and 1. */
function gowerDistances(columns: readonly PreparedColumn[], rows: Uint32Array): Float64Array {
  const sums = new Float64Array(rows.length ** 2);
  const known = new Float64Array(rows.length ** 2);
  for (const column of columns) {
    const values =
      column.kind === 'number'
        ? Array.from(rows, (row) => (Number.isNaN(column.raw[row]) ? null : (column.values[row] ?? 0)))
        : Array.from(rows, (row) => (column.codes[row] === column.levels.length ? null : (column.codes[row] ?? 0)));
    const numbers = values.filter((value) => value !== null);
    const range = Math.max(...numbers) - Math.min(...numbers);
    for (const [a, left] of values.entries()) {
      if (left === null) continue;
      for (const [b, right] of values.entries()) {
        if (right === null) continue;
        const at = a * rows.length + b;
        sums[at] = (sums[at] ?? 0) + (column.kind === 'number' ? Math.abs(left - right) / range : left === right ? 0 : 1);
        known[at] = (known[at] ?? 0) + 1;
      }
    }
  }
  return sums.map((sum, at) => (known[at] === 0 ? 1 : sum / (known[at] ?? 1)));
}

function silhouetteFrom(distances: Float64Array, labels: readonly number[]): number {
  const k = 1 + Math.max(...labels);
  const sizes = Array.from({ length: k }, (_, cluster) => labels.filter((label) => label === cluster).length);
  let total = 0;
  for (const [row, own] of labels.entries()) {
    const sums = Array.from({ length: k }, () => 0);
    for (const [other, label] of labels.entries()) sums[label] = (sums[label] ?? 0) + (distances[row * labels.length + other] ?? 0);
    if ((sizes[own] ?? 0) < 2) continue;
    const inside = (sums[own] ?? 0) / ((sizes[own] ?? 0) - 1);
    const outside = Math.min(
      ...sums.map((sum, cluster) => (cluster === own || sizes[cluster] === 0 ? Infinity : sum / (sizes[cluster] ?? 1))),
    );
    total += (outside - inside) / Math.max(inside, outside);
  }
  return total / labels.length;
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${(await compareEncodings()).join('\n')}\n`);
