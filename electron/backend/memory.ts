import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow to half again what is in use, instead of up to four times as V8 does on a machine with much memory. The
 * program runs all day beside a browser on laptops of 8 GB, and what it holds is mostly garbage: see "memory" in `docs/performance.md`.
 * Set while the program runs it holds memory down as it does on the command line (Node 24.21.0; measured 2026-11-30).
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
