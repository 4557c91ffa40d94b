import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../storage/support.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');

test('the two committed kernels are what the source builds, byte for byte', async () => {
  const folder = scratchFolder();
  // Plain JavaScript: the compiler has no types that this project could check.
  const { buildKernels } = (await import(path.join(root, 'scripts', 'kernel.mjs'))) as { buildKernels(folder: string): Promise<void> };
  await buildKernels(folder);
  for (const name of ['segmentation-relaxed.wasm', 'segmentation-plain.wasm'])
    expect(readFileSync(path.join(folder, name)).equals(readFileSync(path.join(root, 'resources', 'kernels', name)))).toBe(true);
});
