import { refuse, ok } from '../../core/kernel/result.ts';
import type { FileSource } from '../../core/vacancies/index.ts';
import { RowBatch, ROW_LIMIT, type TableReading } from './batches.ts';
import { chunksOf, openSource, type ByteSource } from './byte-source.ts';
import { createCsvParser } from './csv-parser.ts';
import {
  cellDecoder,
  createEncodingScan,
  createTranscoder,
  ENCODING_NAMES,
  repairDoubleEncoding,
  type EncodingFacts,
} from './encodings.ts';
import { readJson, readJsonLines } from './json-file.ts';
import { sniff } from './sniff.ts';
import { detectSeparator, separatorDirective } from './separators.ts';
import { readXlsx } from './xlsx-file.ts';
import { readXml } from './xml-file.ts';

export type { TableEvent } from './batches.ts';
export const FILE_LIMIT = 2 * 1024 ** 3;
const SAMPLE = 256 * 1024;

/** Reads any file of vacancies as a table: what it is is told by its first bytes, never by its name. */
export function* readTable(source: FileSource): TableReading {
  const opened = openSource(source);
  if (!opened.ok) return opened;
  const bytes = opened.value;
  try {
    if (bytes.size === 0) return refuse('vacancies.file_empty');
    if (bytes.size > FILE_LIMIT) return refuse('vacancies.file_too_large', { bytes: bytes.size, limit: FILE_LIMIT });
    const kind = sniff(bytes.read(0));
    if (kind === 'zip') return yield* readXlsx(bytes);
    if (kind === 'compound') return refuse('vacancies.file_old_excel');
    const scan = createEncodingScan();
    for (const { chunk } of chunksOf(bytes)) scan.push(chunk);
    const encoding = scan.end();
    if (encoding.nul !== null) return refuse('vacancies.file_not_text', encoding.nul);
    const head = sampleOf(bytes, encoding);
    const nul = head.indexOf(0);
    if (nul >= 0) return refuse('vacancies.file_not_text', { line: 1 + linesIn(head.subarray(0, nul)), column: 1 });
    switch (sniff(head)) {
      case 'json':
        return yield* readJson(bytes, encoding);
      case 'json-lines':
        return yield* readJsonLines(bytes, encoding);
      case 'xml':
        return yield* readXml(bytes, encoding);
      default:
        return yield* readDelimited(bytes, encoding, head);
    }
  } finally {
    bytes.close();
  }
}

/** One pass over the bytes for their encoding came before; this is the one for the rows. */
function* readDelimited(bytes: ByteSource, { encoding, markLength }: EncodingFacts, head: Buffer): TableReading {
  const decode = cellDecoder(encoding === 'windows-1252' ? 'windows-1252' : 'utf-8');
  const directive = separatorDirective(head);
  const separator = directive?.separator ?? detectSeparator(head, decode);
  const batch = new RowBatch();
  let repairs = 0;
  let nul = false;
  const parser = createCsvParser({
    separator,
    decode,
    repair: encoding === 'windows-1252' ? () => null : repairDoubleEncoding,
    onRow(row) {
      if (row.repaired) repairs += 1;
      batch.add(row);
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
  for (const { chunk, done } of chunksOf(bytes, markLength)) {
    feed(transcode === null ? chunk : transcode(chunk));
    if (nul) return refuse('vacancies.file_not_text', { line: batch.count + 1, column: 1 });
    if (batch.count > ROW_LIMIT) return refuse('vacancies.file_too_large', { rows: ROW_LIMIT });
    if (batch.isFull()) {
      yield { rows: batch.take() };
      yield { done, total: bytes.size };
    }
  }
  if (transcode !== null) feed(transcode(null));
  parser.end();
  if (batch.count === 0) return refuse('vacancies.file_empty');
  if (!batch.isEmpty()) yield { rows: batch.take() };
  yield { done: bytes.size, total: bytes.size };
  return ok({
    fileName: bytes.name,
    bytes: bytes.size,
    format: 'csv',
    encoding: `${ENCODING_NAMES[encoding]}${repairs > 0 ? ' ×2' : ''}`,
    separator,
  });
}

function sampleOf(bytes: ByteSource, { encoding, markLength }: EncodingFacts): Buffer {
  const head = bytes.read(markLength).subarray(0, SAMPLE);
  const transcode = createTranscoder(encoding);
  return transcode === null ? head : transcode(head.subarray(0, head.length - (head.length % 2)));
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0a) count += 1;
  return count;
}
