import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A memory that several threads see. */
export interface KernelMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Compiled code, ready to be started in any thread. Opaque. */
export interface KernelModule {
  readonly [Symbol.toStringTag]: string;
}

// Node has WebAssembly, but its types come with the library of browsers, which this room must not see: only what is used here.
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => KernelMemory;
    readonly Instance: new (
      module: KernelModule,
      imports: { readonly env: { readonly memory: KernelMemory } },
    ) => { readonly exports: Readonly<Record<string, unknown>> };
    validate(bytes: Uint8Array): boolean;
    compile(bytes: Uint8Array): Promise<KernelModule>;
  };
};

/** What `kernel/kernel.ts` exports; see there for what each argument is. Pointers are byte offsets into the memory. */
export interface Kernel {
  fillTable(...pointers: readonly number[]): void;
  assign(...pointers: readonly number[]): number;
  recount(...pointers: readonly number[]): void;
  measure(...pointers: readonly number[]): void;
  energy(...pointers: readonly number[]): void;
  fillNorms(...pointers: readonly number[]): void;
  silhouette(...pointers: readonly number[]): void;
  interleaveRoots(...pointers: readonly number[]): void;
  gather(...pointers: readonly number[]): void;
}

export const BLOCK = 12;
export const CHUNK_BLOCKS = 64;
export const MOST_CLUSTERS = 12;
/** The kernel's own bookkeeping lives below; what the host lays out begins here. */
export const FIRST_BYTE = 262_144;
const PAGE = 65_536;

/** The build with fused multiply-add where this machine takes it, else the plain one: they differ in the last bits at most. */
export async function loadKernelModule(folder: string): Promise<KernelModule> {
  const relaxed = readFileSync(path.join(folder, 'segmentation-relaxed.wasm'));
  const bytes = WebAssembly.validate(relaxed) ? relaxed : readFileSync(path.join(folder, 'segmentation-plain.wasm'));
  return WebAssembly.compile(bytes);
}

/** Exactly as large as asked for: a memory that grows would cut the views that others hold. */
export function createMemory(bytes: number): KernelMemory {
  const pages = Math.ceil(bytes / PAGE) + 1;
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

export function startKernel(module: KernelModule, memory: KernelMemory): Kernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernel; // the exports of kernel.ts, which a test calls one by one
}
