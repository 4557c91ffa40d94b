import { BLOCK, createMemory, startKernel, type KernelMemory, type KernelModule } from './kernel-module.ts';
import { blocksOf, placeScratch, placeTable } from './layout.ts';
import { createFitter, prepareNorms, type Fitter } from './fitter.ts';
import type { TableFacts } from './table-memory.ts';

/** Some rows of a table as a table of its own, in a memory that only this thread sees. */
export interface SubTable {
  readonly fitter: Fitter;
  readonly memory: KernelMemory;
  /** First byte that the table and the scratch leave free. */
  readonly free: number;
  /** Fills it with other rows, as many as it was made for; the same row may come more than once. */
  fill(rows: ArrayLike<number>): void;
}

export function createSubTable(module: KernelModule, whole: Fitter, count: number, roomBytes = 0): SubTable {
  const shape = { ...whole.facts.shape, count };
  const places = placeTable(shape);
  const scratch = placeScratch(shape, places.end);
  const memory = createMemory(scratch.end + roomBytes);
  const facts: TableFacts = { ...whole.facts, shape, places };
  const kernel = startKernel(module, memory);
  const fitter = createFitter(kernel, memory, facts, scratch);
  fitter.views.rowCodes.set(whole.views.rowCodes);
  fitter.views.rowNorms.set(whole.views.rowNorms);
  // Padding looks rows up as well, and needs one of the right group: the first point's.
  const padding = blocksOf(shape) * BLOCK;
  return {
    fitter,
    memory,
    free: scratch.end,
    fill(rows) {
      for (let at = 0; at < padding; at++) {
        const from = at < count ? (rows[at] ?? 0) : (rows[0] ?? 0);
        copyPoint(whole.views.points, from, fitter.views.points, at, shape.dimensions);
        copyPoint(whole.views.rows, from, fitter.views.rows, at, shape.groups);
      }
      prepareNorms(kernel, facts);
    },
  };
}

function copyPoint(source: Float32Array | Uint32Array, from: number, target: Float32Array | Uint32Array, to: number, wide: number): void {
  const fromBlock = Math.floor(from / BLOCK);
  const toBlock = Math.floor(to / BLOCK);
  for (let at = 0; at < wide; at++)
    target[(toBlock * wide + at) * BLOCK + (to - toBlock * BLOCK)] =
      source[(fromBlock * wide + at) * BLOCK + (from - fromBlock * BLOCK)] ?? 0;
}
