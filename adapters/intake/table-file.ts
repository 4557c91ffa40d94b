import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { refuse, ok, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { FileFacts, FileSource, RawRow } from '../../core/vacancies/index.ts';
import { createCsvParser } from './csv-parser.ts';
import { cellDecoder, createEncodingScan, createTranscoder, ENCODING_NAMES, repairDoubleEncoding } from './encodings.ts';
import { detectSeparator, separatorDirective } from './separators.ts';

export const FILE_LIMIT = 2 * 1024 ** 3;
const ROW_LIMIT = 5_000_000;
const CHUNK = 256 * 1024;
const SAMPLE = 256 * 1024;
const BATCH_ROWS = 500;
const BATCH_CHARACTERS = 1_000_000;

/** Bytes that can be read from the start more than once. */
interface ByteSource {
  readonly name: string;
  readonly size: number;
  /** Bytes from `at` on, at most a chunk; empty at the end. The buffer is the reader's own until the next call. */
  read(at: number): Buffer;
  close(): void;
}

function openSource(source: FileSource): Result<ByteSource, Refusal> {
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

export type TableEvent = { readonly rows: readonly RawRow[] } | { readonly done: number; readonly total: number };

/**
 * Reads a delimited text file: one pass over the bytes for its encoding, one for its rows, given in batches. A generator,
 * so that whoever drives it decides the pace; closing it early closes the file.
 */
export function* readTable(source: FileSource): Generator<TableEvent, Result<FileFacts, Refusal>> {
  const opened = openSource(source);
  if (!opened.ok) return opened;
  const bytes = opened.value;
  try {
    if (bytes.size === 0) return refuse('vacancies.file_empty');
    if (bytes.size > FILE_LIMIT) return refuse('vacancies.file_too_large', { bytes: bytes.size, limit: FILE_LIMIT });
    const scan = createEncodingScan();
    for (let at = 0; at < bytes.size;) {
      const chunk = bytes.read(at);
      if (chunk.length === 0) break;
      scan.push(chunk);
      at += chunk.length;
    }
    const { encoding, markLength, hasNul } = scan.end();
    if (hasNul) return refuse('vacancies.file_not_text');
    const decode = cellDecoder(encoding === 'windows-1252' ? 'windows-1252' : 'utf-8');
    const head = sampleOf(bytes, encoding, markLength);
    if (head.includes(0)) return refuse('vacancies.file_not_text');
    const directive = separatorDirective(head);
    const separator = directive?.separator ?? detectSeparator(head, decode);

    let batch: RawRow[] = [];
    let characters = 0;
    let rows = 0;
    let repairs = 0;
    let nul = false;
    const parser = createCsvParser({
      separator,
      decode,
      repair: encoding === 'windows-1252' ? () => null : repairDoubleEncoding,
      onRow(row) {
        rows += 1;
        if (row.repaired) repairs += 1;
        batch.push(row);
        for (const cell of row.cells) characters += cell.length;
      },
    });
    const transcode = createTranscoder(encoding);
    let skip = directive?.length ?? 0;
    const feed = (chunk: Buffer): void => {
      if (transcode !== null && chunk.includes(0)) nul = true;
      const dropped = Math.min(skip, chunk.length);
      skip -= dropped;
      parser.push(dropped === 0 ? chunk : chunk.subarray(dropped));
    };
    for (let at = markLength; at < bytes.size;) {
      const chunk = bytes.read(at);
      if (chunk.length === 0) break;
      at += chunk.length;
      feed(transcode === null ? chunk : transcode(chunk));
      if (nul) return refuse('vacancies.file_not_text');
      if (rows > ROW_LIMIT) return refuse('vacancies.file_too_large', { rows: ROW_LIMIT });
      if (batch.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) {
        yield { rows: batch };
        yield { done: at, total: bytes.size };
        batch = [];
        characters = 0;
      }
    }
    if (transcode !== null) feed(transcode(null));
    parser.end();
    if (rows === 0) return refuse('vacancies.file_empty');
    if (batch.length > 0) yield { rows: batch };
    yield { done: bytes.size, total: bytes.size };
    return ok({ fileName: bytes.name, bytes: bytes.size, encoding: `${ENCODING_NAMES[encoding]}${repairs > 0 ? ' ×2' : ''}`, separator });
  } finally {
    bytes.close();
  }
}

function sampleOf(bytes: ByteSource, encoding: Parameters<typeof createTranscoder>[0], markLength: number): Buffer {
  const head = bytes.read(markLength).subarray(0, SAMPLE);
  const transcode = createTranscoder(encoding);
  return transcode === null ? head : transcode(head.subarray(0, head.length - (head.length % 2)));
}
