// Our side of the whole pipeline, in a process of its own: node segments-pipeline.ts TABLE. Prints one JSON line.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize } from 'node:v8';
import { createClusterEngine } from '../../adapters/segmentation/index.ts';
import type { MixedTable } from '../../core/segmentation/index.ts';

const root = path.join(import.meta.dirname, '..', '..');
const table = deserialize(readFileSync(process.argv[2] ?? '')) as MixedTable; // written by segments.ts
const engine = createClusterEngine({
  kernelFolder: path.join(root, 'resources', 'kernels'),
  workerUrl: new URL('../../adapters/segmentation/cluster-worker.ts', import.meta.url),
  threads: 2,
});
const trials = await engine.explore(
  {
    table,
    ks: Array.from({ length: 11 }, (_, index) => index + 2),
    starts: 10,
    seed: Number(process.argv[3] ?? 1),
    tolerance: 1e-4,
    maxIterations: 300,
    sampleRows: 5_000,
    rounds: 0,
    roundRows: 0,
  },
  { progress: () => undefined, cancelled: () => false },
);
const usage = process.resourceUsage();
process.stdout.write(
  `${JSON.stringify({
    cpuMs: (usage.userCPUTime + usage.systemCPUTime) / 1000,
    peakMb: usage.maxRSS / 1024,
    trials: (trials ?? []).map(({ k, inertia, silhouette, sampled }) => ({
      k,
      inertia,
      exact: silhouette,
      silhouette: sampled?.silhouette,
    })),
  })}\n`,
);
