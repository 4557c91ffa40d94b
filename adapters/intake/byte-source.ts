import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { ok, refuse, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { FileSource } from '../../core/vacancies/index.ts';

export const CHUNK = 256 * 1024;

/** Bytes that can be read from the start more than once. */
export interface ByteSource {
  readonly name: string;
  readonly size: number;
  /** Bytes from `at` on, at most a chunk; empty at the end. The buffer is the reader's own until the next call. */
  read(at: number): Buffer;
  close(): void;
}

export function openSource(source: FileSource): Result<ByteSource, Refusal> {
  if ('base64' in source) {
    const bytes = Buffer.from(source.base64, 'base64');
    return ok({
      name: path.basename(source.name),
      size: bytes.length,
      read: (at) => bytes.subarray(at, at + CHUNK),
      close: () => undefined,
    });
  }
  try {
    const file = openSync(source.path, 'r');
    const facts = fstatSync(file);
    if (!facts.isFile()) {
      closeSync(file);
      return refuse('vacancies.file_not_readable');
    }
    return ok({
      name: path.basename(source.path),
      size: facts.size,
      read(at) {
        const buffer = Buffer.allocUnsafe(CHUNK);
        return buffer.subarray(0, readSync(file, buffer, 0, CHUNK, at));
      },
      close: () => closeSync(file),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return refuse(code === 'ENOENT' || code === 'ENOTDIR' ? 'vacancies.file_not_found' : 'vacancies.file_not_readable');
  }
}

/** Every chunk from `from` to the end. */
export function* chunksOf(bytes: ByteSource, from = 0): Generator<{ readonly chunk: Buffer; readonly done: number }> {
  for (let at = from; at < bytes.size;) {
    const chunk = bytes.read(at);
    if (chunk.length === 0) return;
    at += chunk.length;
    yield { chunk, done: at };
  }
}
