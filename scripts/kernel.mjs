// Builds the segmentation kernel: node scripts/kernel.mjs [FOLDER]. Two builds, because not every machine has relaxed SIMD.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const source = path.join('adapters', 'segmentation', 'kernel', 'kernel.ts');
const COMMON = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--enable',
  'threads',
  // Imported and shared, because all threads work on one table.
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '32768',
];

/** Writes both modules into a folder. The same source and compiler give the same bytes. */
export async function buildKernels(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, extra] of [
    ['segmentation-relaxed.wasm', ['--enable', 'relaxed-simd']],
    ['segmentation-plain.wasm', []],
  ]) {
    const outFile = path.relative(root, path.join(folder, name));
    const { error, stderr } = await asc.main([source].concat(COMMON, extra, ['--baseDir', root, '--outFile', outFile]));
    if (error !== null) throw new Error(`The kernel does not compile:\n${stderr.toString()}`, { cause: error });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildKernels(path.resolve(process.argv[2] ?? path.join(root, 'resources', 'kernels')));
