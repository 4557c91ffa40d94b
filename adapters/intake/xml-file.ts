import { SaxesParser } from 'saxes';
import { refuse, type Refusal } from '../../core/kernel/result.ts';
import { brokenRow, plainRow, RowBatch, ROW_LIMIT, type TableReading } from './batches.ts';
import type { ByteSource } from './byte-source.ts';
import { ENCODING_NAMES, type EncodingFacts } from './encodings.ts';
import { facts, parsePiece, utf8Chunks } from './json-file.ts';
import { createJsonCutter } from './json-cutter.ts';
import { cellsOf, createColumns, put, type FlatRecord } from './records.ts';

/** Elements that hold one vacancy each, as feeds call them. */
const RECORD_NAMES =
  /^(job|jobs?item|vacancy|vacante|oferta|ofertas?empleo|offer|posting|jobposting|position|puesto|empleo|aviso|item|entry|record|registro|row|fila)$/i;
const DEPTH_LIMIT = 40;
const TEXT_LIMIT = 1_048_576;

class Broken extends Error {
  readonly refusal: Refusal;
  constructor(code: string, details: Refusal['details']) {
    super(code);
    this.name = 'Broken';
    this.refusal = { code, details };
  }
}

interface Handlers {
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void;
  text(text: string): void;
  close(name: string): void;
}

/** Entities are XML's own five: one that a document declares is refused, whether it grows, reads a file or does nothing. */
function createParser(handlers: Handlers) {
  const parser = new SaxesParser();
  const bare = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('error', () => {
    throw new Broken('vacancies.file_xml_broken', { line: parser.line, column: parser.column + 1 });
  });
  parser.on('doctype', (text) => {
    if (/<!ENTITY/i.test(text)) throw new Broken('vacancies.file_xml_entities', { line: parser.line });
  });
  parser.on('opentag', (tag) => handlers.open(bare(tag.name), tag.attributes, parser.line));
  parser.on('text', (text) => handlers.text(text));
  parser.on('cdata', (text) => handlers.text(text));
  parser.on('closetag', (tag) => handlers.close(bare(tag.name)));
  return parser;
}

function* parse(bytes: ByteSource, encoding: EncodingFacts, handlers: Handlers): Generator<number> {
  const parser = createParser(handlers);
  const decoder = new TextDecoder('utf-8');
  for (const { chunk, done } of utf8Chunks(bytes, encoding)) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield done;
  }
  parser.write(decoder.decode()).close();
}

export function* readXml(bytes: ByteSource, encoding: EncodingFacts): TableReading {
  const head = bytes.read(encoding.markLength).toString('latin1', 0, 4_096);
  if (/^\s*(<!--[^]*?-->\s*)?<(!doctype\s+html|html)\b/i.test(head)) return yield* readWebPage(bytes, encoding);
  try {
    const recordPath = yield* findRecords(bytes, encoding);
    if (recordPath === null) return refuse('vacancies.file_no_records');
    const { columns, see } = createColumns();
    for (const { records, done } of recordsOf(bytes, encoding, recordPath)) {
      for (const { record } of records) see(record);
      yield { done: done * 0.6, total: bytes.size };
    }
    if (columns.length === 0) return refuse('vacancies.file_no_records');
    const batch = new RowBatch();
    batch.add(plainRow(1, columns));
    for (const { records, done } of recordsOf(bytes, encoding, recordPath)) {
      for (const { record, line, tooLong } of records) {
        const cells = cellsOf(record, columns);
        batch.add(tooLong ? brokenRow(line, cells, 'import.reject.cell_too_long') : plainRow(line, cells));
        if (batch.isFull()) yield { rows: batch.take() };
      }
      if (batch.count > ROW_LIMIT) return refuse('vacancies.file_too_large', { rows: ROW_LIMIT });
      yield { done: bytes.size * 0.6 + done * 0.4, total: bytes.size };
    }
    if (!batch.isEmpty()) yield { rows: batch.take() };
    return facts(bytes, 'xml', ENCODING_NAMES[encoding.encoding]);
  } catch (error) {
    if (error instanceof Broken) return { ok: false, error: error.refusal };
    throw error;
  }
}

/** The path of the element that repeats with elements inside: by its name if that says vacancy, else by how often it comes. */
function* findRecords(bytes: ByteSource, encoding: EncodingFacts): Generator<{ done: number; total: number }, string | null> {
  const counts = new Map<string, number>();
  const path: { name: string; parents: boolean }[] = [];
  const reading = parse(bytes, encoding, {
    open(name) {
      const parent = path.at(-1);
      if (parent !== undefined && !parent.parents) {
        parent.parents = true;
        const key = path.map((step) => step.name).join('/');
        if (path.length > 1 && (counts.size < 1_000 || counts.has(key))) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      if (path.length >= DEPTH_LIMIT) throw new Broken('vacancies.file_xml_broken', { line: 0, column: 0 });
      path.push({ name, parents: false });
    },
    text: () => undefined,
    close: () => void path.pop(),
  });
  for (const done of reading) yield { done: done * 0.2, total: bytes.size };
  let best: string | null = null;
  let bestScore = 0;
  for (const [key, count] of counts) {
    const steps = key.split('/');
    const score = (RECORD_NAMES.test(steps.at(-1) ?? '') ? 1e9 : 0) + count * 100 - steps.length;
    if (best === null || score > bestScore) [best, bestScore] = [key, score];
  }
  return best;
}

interface Found {
  readonly record: FlatRecord;
  readonly line: number;
  readonly tooLong: boolean;
}

function* recordsOf(
  bytes: ByteSource,
  encoding: EncodingFacts,
  recordPath: string,
): Generator<{ records: readonly Found[]; done: number }> {
  let records: Found[] = [];
  const depth = recordPath.split('/').length;
  const path: string[] = [];
  let record: FlatRecord | null = null;
  let line = 1;
  let text = '';
  let tooLong = false;
  const reading = parse(bytes, encoding, {
    open(name, attributes, at) {
      path.push(name);
      text = '';
      if (record === null && path.length === depth && path.join('/') === recordPath) {
        record = new Map();
        line = at;
        tooLong = false;
      }
      if (record === null) return;
      const place = path.slice(depth).join('.');
      for (const [key, value] of Object.entries(attributes))
        if (!key.startsWith('xmlns')) put(record, place === '' ? key : `${place}.${key}`, value);
    },
    text(part) {
      if (text.length > TEXT_LIMIT) tooLong = true;
      else text += part;
    },
    close() {
      if (record !== null) {
        if (path.length === depth) {
          records.push({ record, line, tooLong });
          record = null;
        } else if (text.trim() !== '') put(record, path.slice(depth).join('.'), text.trim());
      }
      text = '';
      path.pop();
    },
  });
  for (const done of reading) {
    yield { records, done };
    records = [];
  }
  yield { records, done: bytes.size };
}

const SCRIPT = /<script[^>]*type\s*=\s*["']?application\/ld\+json["']?[^>]*>([^]*?)<\/script>/gi;
const PAGE_LIMIT = 20 * 1024 * 1024;

/** A saved page of a job board: its schema.org postings. The page itself is never run or shown. */
function* readWebPage(bytes: ByteSource, encoding: EncodingFacts): TableReading {
  if (bytes.size > PAGE_LIMIT) return refuse('vacancies.file_too_large', { bytes: bytes.size, limit: PAGE_LIMIT });
  const page = Buffer.concat([...utf8Chunks(bytes, encoding)].map(({ chunk }) => chunk)).toString('utf8');
  const { columns, see } = createColumns();
  const found: { record: FlatRecord; line: number }[] = [];
  const take = (text: Buffer, line: number): void => {
    const parsed = parsePiece(text);
    if (parsed === null || !('record' in parsed)) return;
    see(parsed.record);
    found.push({ record: parsed.record, line });
  };
  for (const match of page.matchAll(SCRIPT)) {
    const body = Buffer.from(match[1] ?? '', 'utf8');
    const line = page.slice(0, match.index).split('\n').length;
    if (/"@graph"|^\s*\[/.test(match[1] ?? ''))
      createJsonCutter({ onPiece: (piece) => take(piece.bytes, line + piece.line - 1) }).push(body);
    else take(body, line);
  }
  if (found.length === 0) return refuse('vacancies.file_no_records');
  yield { rows: [plainRow(1, columns), ...found.map(({ record, line }) => plainRow(line, cellsOf(record, columns)))] };
  yield { done: bytes.size, total: bytes.size };
  return facts(bytes, 'web', ENCODING_NAMES[encoding.encoding]);
}
