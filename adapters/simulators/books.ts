import { appendFileSync, closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { Books } from './types.ts';

type Line = readonly ['p', string, string, unknown] | readonly ['d', string, string] | readonly ['n', string, number];

/**
 * Books that a killed process leaves whole: every change is one appended line, written before the caller goes on.
 * A half-written last line (the process died inside the write) is cut off when the file is opened again.
 */
export function openBooks(file: string | null): Books & { close(): void; clear(): void } {
  let collections = new Map<string, Map<string, unknown>>();
  let numbers = new Map<string, number>();
  if (file !== null && existsSync(file)) {
    const bytes = readFileSync(file);
    const end = bytes.lastIndexOf(10) + 1;
    if (end < bytes.length) truncateSync(file, end);
    for (const text of bytes.subarray(0, end).toString('utf8').split('\n')) if (text !== '') apply(JSON.parse(text) as Line);
  }
  const handle = file === null ? null : openSync(file, 'a', 0o600);

  function collection(name: string): Map<string, unknown> {
    let found = collections.get(name);
    if (found === undefined) collections.set(name, (found = new Map()));
    return found;
  }
  function apply(line: Line): void {
    if (line[0] === 'p') collection(line[1]).set(line[2], line[3]);
    else if (line[0] === 'd') collection(line[1]).delete(line[2]);
    else numbers.set(line[1], line[2]);
  }
  function commit(line: Line): void {
    apply(line);
    if (handle !== null) writeSync(handle, `${JSON.stringify(line)}\n`);
  }
  return {
    get: <T>(name: string, id: string) => (collection(name).get(id) as T | undefined) ?? null, // the writer of a collection is its only reader
    put: (name, id, value) => commit(['p', name, id, value]),
    delete: (name, id) => commit(['d', name, id]),
    all: <T>(name: string) => [...collection(name).values()] as T[], // as above
    nextNumber(name) {
      const next = (numbers.get(name) ?? 0) + 1;
      commit(['n', name, next]);
      return next;
    },
    clear() {
      collections = new Map();
      numbers = new Map();
      if (file !== null) {
        truncateSync(file, 0);
        appendFileSync(file, '');
      }
    },
    close() {
      if (handle !== null) closeSync(handle);
    },
  };
}
