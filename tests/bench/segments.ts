import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serialize } from 'node:v8';
import { kmeans } from 'ml-kmeans';
import { createFitter, prepareNorms, type Fitter } from '../../adapters/segmentation/fitter.ts';
import { createMemory, loadKernelModule, startKernel, type KernelMemory } from '../../adapters/segmentation/kernel-module.ts';
import { placeScratch } from '../../adapters/segmentation/layout.ts';
import { exactSilhouette } from '../../adapters/segmentation/silhouettes.ts';
import { planTable } from '../../adapters/segmentation/table-memory.ts';
import { defaultFeatures, encode, prepare, sampleIndexes, seededRandom, type MixedTable } from '../../core/segmentation/index.ts';
import { madeTable } from '../adapters/segmentation/made-people.ts';
import { hasHrFile, hrPeople } from '../support/hr-people.ts';
import { compared, limited, plain, type BenchOptions, type Row } from './row.ts';
import { startScikit, type Scikit } from './scikit.ts';

const K = 8;
const TOLERANCE = 1e-4;
const ROUNDS = 5;
const root = path.join(import.meta.dirname, '..', '..');

/** K-means from the same start, side by side; then everything that a person waits for, on real candidates. */
export async function segmentsBench({ say, full }: BenchOptions): Promise<readonly Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-bench-'));
  const scikit = startScikit(say);
  const rows: Row[] = [];
  try {
    for (const count of [10_000, 100_000, 1_000_000]) rows.push(...(await oneFit(count, folder, scikit, say, full || count < 1_000_000)));
  } finally {
    await scikit?.close();
  }
  rows.push(...(await wholePipeline(folder, say)));
  rmSync(folder, { recursive: true, force: true });
  return rows;
}

/** The table as plain columns of numbers in a file: what the peers read. */
function writeDense(table: MixedTable, file: string): number {
  const columns = table.numbers.length + table.categories.reduce((sum, column) => sum + column.levels, 0);
  const dense = new Float32Array(table.count * columns);
  for (let row = 0; row < table.count; row++) {
    let at = row * columns;
    for (const values of table.numbers) dense[at++] = values[row] ?? 0;
    for (const column of table.categories) {
      const code = column.codes[row] ?? 0;
      if (code < column.levels) dense[at + code] = column.scales[code] ?? 0;
      else
        for (let level = 0; level < column.levels; level++) dense[at + level] = (column.shares?.[level] ?? 0) * (column.scales[level] ?? 0);
      at += column.levels;
    }
  }
  writeFileSync(file, dense);
  return columns;
}

async function openFitter(table: MixedTable): Promise<{ readonly fitter: Fitter; readonly memory: KernelMemory }> {
  const module = await loadKernelModule(path.join(root, 'resources', 'kernels'));
  const planned = planTable(table);
  const scratch = placeScratch(planned.facts.shape, planned.facts.places.end);
  const memory = createMemory(scratch.end);
  const kernel = startKernel(module, memory);
  planned.write(memory);
  prepareNorms(kernel, planned.facts);
  return { fitter: createFitter(kernel, memory, planned.facts, scratch), memory };
}

interface PeerFit {
  readonly ms: number;
  readonly inertia: number;
  readonly iterations: number;
}

async function oneFit(
  count: number,
  folder: string,
  scikit: Scikit | null,
  say: (text: string) => void,
  withLibrary: boolean,
): Promise<readonly Row[]> {
  const name = `k-means ${count.toLocaleString('en-US')} × 32, k = ${K}`;
  say(name);
  const { table } = madeTable(count, 3, { groups: K, numbers: 8, levels: [4, 5, 7, 8], gap: 2.5 });
  const starts = [...sampleIndexes(count, K, seededRandom(9))];
  const limits = { tolerance: TOLERANCE, maxIterations: 300, cancelled: () => false };
  const { fitter, memory } = await openFitter(table);
  const file = path.join(folder, 'points.f32');
  const columns = writeDense(table, file);
  await scikit?.ask({ do: 'load', path: file, rows: count, columns });
  const timed = (): { ms: number; inertia: number; iterations: number } => {
    const began = performance.now();
    const fit = fitter.fitFrom(starts, limits);
    if (fit === null) throw new Error('Nobody cancels a bench');
    return { ms: performance.now() - began, inertia: fit.inertia, iterations: fit.iterations };
  };
  const theirs = (): Promise<PeerFit> | undefined => scikit?.ask<PeerFit>({ do: 'fit', starts, tolerance: TOLERANCE });
  timed();
  await theirs();
  const rounds: { ours: number; theirs: number }[] = [];
  let ours = timed();
  let peer: PeerFit | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    ours = timed();
    peer = await theirs();
    if (peer !== undefined) rounds.push({ ours: ours.ms, theirs: peer.ms });
  }
  const rows: Row[] =
    peer === undefined
      ? [plain(`${name}, one thread`, 'ms', ours.ms)]
      : [
          compared(`${name}, one thread (${ours.iterations} passes)`, 'ms', `scikit-learn, 2 threads (${peer.iterations} passes)`, rounds),
          compared(`${name}: inertia`, '', 'scikit-learn', [{ ours: ours.inertia, theirs: peer.inertia }]),
        ];
  rows.push(...silhouetteRow(name, fitter, memory));
  if (withLibrary) rows.push(...libraryRow(name, table, starts, timed));
  if (count === 10_000 && scikit !== null) rows.push(await silhouettePeer(fitter, memory, folder, scikit, count));
  return rows;
}

function silhouetteRow(name: string, fitter: Fitter, memory: KernelMemory): readonly Row[] {
  const began = performance.now();
  const { mean } = exactSilhouette(fitter, memory, K);
  return [plain(`${name}: exact silhouette of all rows`, 'ms', performance.now() - began), plain(`${name}: silhouette`, '', mean)];
}

/** Against the library that tests use as the reference. One run: it takes long. */
function libraryRow(
  name: string,
  table: MixedTable,
  starts: readonly number[],
  ours: () => { ms: number; inertia: number },
): readonly Row[] {
  const dense = Array.from({ length: table.count }, (_, row) => denseRow(table, row));
  const began = performance.now();
  const found = kmeans(dense, K, { initialization: starts.map((row) => dense[row] ?? []), maxIterations: 300, tolerance: 1e-6 });
  const ms = performance.now() - began;
  const inertia = found.clusters.reduce((sum, label, row) => {
    const centre = found.centroids[label] ?? [];
    return sum + (dense[row] ?? []).reduce((far, value, at) => far + (value - (centre[at] ?? 0)) ** 2, 0);
  }, 0);
  const mine = ours();
  return [
    compared(`${name}, against ml-kmeans`, 'ms', 'ml-kmeans', [{ ours: mine.ms, theirs: ms }]),
    compared(`${name}: inertia against ml-kmeans`, '', 'ml-kmeans', [{ ours: mine.inertia, theirs: inertia }]),
  ];
}

function denseRow(table: MixedTable, row: number): number[] {
  return [
    ...table.numbers.map((values) => values[row] ?? 0),
    ...table.categories.flatMap((column) =>
      Array.from({ length: column.levels }, (_, level) => (column.codes[row] === level ? (column.scales[level] ?? 0) : 0)),
    ),
  ];
}

async function silhouettePeer(fitter: Fitter, memory: KernelMemory, folder: string, scikit: Scikit, count: number): Promise<Row> {
  const file = path.join(folder, 'labels.u8');
  writeFileSync(file, Uint8Array.from(fitter.labels.subarray(0, count)));
  const theirs = await scikit.ask<{ ms: number; silhouette: number }>({ do: 'silhouette', labels: file });
  fitter.adopt(Uint8Array.from(fitter.labels.subarray(0, count)), K);
  const began = performance.now();
  const ours = exactSilhouette(fitter, memory, K);
  const ms = performance.now() - began;
  const apart = Math.abs(ours.mean - theirs.silhouette);
  return compared(`exact silhouette, 10,000 rows; apart by ${apart.toExponential(1)}`, 'ms', 'scikit-learn', [
    { ours: ms, theirs: theirs.ms },
  ]);
}

interface PipelineAnswer {
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly trials: readonly { readonly k: number; readonly inertia: number; readonly silhouette: number }[];
}

/** Five alternating pairs of whole processes on the same prepared table. */
async function wholePipeline(folder: string, say: (text: string) => void): Promise<readonly Row[]> {
  if (!hasHrFile || process.env['SCIKIT_PYTHON'] === undefined) {
    say('SKIPPED: the whole pipeline, because the real candidates or scikit-learn are not here');
    return [];
  }
  const { columns } = prepare(hrPeople(), defaultFeatures());
  const table = encode(columns, 'balanced');
  const ourFile = path.join(folder, 'table.v8');
  writeFileSync(ourFile, serialize(table));
  const theirFile = path.join(folder, 'table.f32');
  const wide = writeDense(table, theirFile);
  const pairs: { ours: PipelineAnswer & { wall: number }; theirs: PipelineAnswer & { wall: number } }[] = [];
  for (let pair = 0; pair < 5; pair++) {
    say(`whole pipeline, pair ${pair + 1} of 5`);
    const ours = await walled(() => runOurs(ourFile, pair + 1));
    const theirs = await walled(async () => {
      const scikit = startScikit(say);
      if (scikit === null) throw new Error('scikit-learn was here a moment ago');
      const answer = await scikit.ask<PipelineAnswer>({
        do: 'pipeline',
        path: theirFile,
        rows: table.count,
        columns: wide,
        seed: pair + 1,
      });
      await scikit.close();
      return answer;
    });
    pairs.push({ ours, theirs });
  }
  const of = (value: (answer: PipelineAnswer & { wall: number }) => number) =>
    pairs.map(({ ours, theirs }) => ({ ours: value(ours), theirs: value(theirs) }));
  const name = `whole pipeline, ${table.count.toLocaleString('en-US')} × ${wide}, k = 2…12, 10 starts`;
  const worst = pairs.map(({ ours, theirs }) =>
    Math.max(...ours.trials.map(({ k, inertia }) => inertia / (theirs.trials.find((one) => one.k === k)?.inertia ?? Number.NaN))),
  );
  const apart = pairs.map(({ ours, theirs }) =>
    Math.max(
      ...ours.trials.map(({ k, silhouette }) =>
        Math.abs(silhouette - (theirs.trials.find((one) => one.k === k)?.silhouette ?? Number.NaN)),
      ),
    ),
  );
  return [
    compared(
      `${name}: wall`,
      'ms',
      'scikit-learn',
      of(({ wall }) => wall),
    ),
    compared(
      `${name}: processor`,
      'ms',
      'scikit-learn',
      of(({ cpuMs }) => cpuMs),
    ),
    compared(
      `${name}: peak memory`,
      'MB',
      'scikit-learn',
      of(({ peakMb }) => peakMb),
    ),
    limited(`${name}: worst inertia of any k over scikit-learn's`, '', worst, 1.001),
    plain(`${name}: sampled silhouettes apart by at most`, '', Math.max(...apart)),
  ];
}

async function walled<T>(work: () => Promise<T>): Promise<T & { wall: number }> {
  const began = performance.now();
  const answer = await work();
  return { ...answer, wall: performance.now() - began };
}

async function runOurs(file: string, seed: number): Promise<PipelineAnswer> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'segments-pipeline.ts'), file, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  return JSON.parse(text) as PipelineAnswer; // segments-pipeline.ts prints nothing else
}
