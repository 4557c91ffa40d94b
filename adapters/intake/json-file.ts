import { ok, refuse, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { FileFacts } from '../../core/vacancies/index.ts';
import { brokenRow, plainRow, RowBatch, ROW_LIMIT, type TableReading } from './batches.ts';
import { chunksOf, type ByteSource } from './byte-source.ts';
import { createTranscoder, ENCODING_NAMES, type EncodingFacts } from './encodings.ts';
import { createJsonCutter, RECORD_LIMIT, type JsonPiece } from './json-cutter.ts';
import { cellsOf, createColumns, flatten, type FlatRecord } from './records.ts';

/** Bytes as UTF-8, whatever they were. */
export function* utf8Chunks(bytes: ByteSource, { encoding, markLength }: EncodingFacts): Generator<{ chunk: Buffer; done: number }> {
  const transcode = createTranscoder(encoding);
  const western = encoding === 'windows-1252' ? new TextDecoder('windows-1252') : null;
  for (const { chunk, done } of chunksOf(bytes, markLength)) {
    if (transcode !== null) yield { chunk: transcode(chunk), done };
    else yield { chunk: western === null ? chunk : Buffer.from(western.decode(chunk), 'utf8'), done };
  }
  if (transcode !== null) yield { chunk: transcode(null), done: bytes.size };
}

type Pieces = Generator<{ readonly pieces: readonly JsonPiece[]; readonly done: number }, Refusal | null>;
type Parsed = { readonly record: FlatRecord } | { readonly text: string };

/** A piece that is no record of ours (a `WebSite` beside the postings of a page) gives null. */
export function parsePiece(bytes: Buffer): Parsed | null {
  const text = bytes.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isForeign(value)) return null;
    return { record: flatten(unwrapped(value)) };
  } catch {
    return { text: text.slice(0, 200) };
  }
}

function typesOf(value: unknown): readonly unknown[] {
  if (value === null || typeof value !== 'object' || !('@type' in value)) return [];
  const type = value['@type'];
  return Array.isArray(type) ? type : [type];
}

/** schema.org graphs hold the page, the company and the breadcrumbs beside the postings. */
function isForeign(value: unknown): boolean {
  const types = typesOf(value);
  return types.length > 0 && !types.includes('JobPosting') && !types.includes('ListItem');
}

/** `{"@type": "ListItem", "item": {…}}` is the list's wrapping. */
function unwrapped(value: unknown): unknown {
  return typesOf(value).includes('ListItem') && value !== null && typeof value === 'object' && 'item' in value ? value.item : value;
}

/** Told while pieces are cut: forget what came so far, or the depth at which records stand. */
interface Cutting {
  level: number;
  restart: () => void;
}

/** The records of one document as pieces; a refusal when its brackets do not match. */
function* piecesOf(bytes: ByteSource, encoding: EncodingFacts, cutting: Cutting): Pieces {
  if (bytes.size <= RECORD_LIMIT) {
    const whole = Buffer.concat([...utf8Chunks(bytes, encoding)].map(({ chunk }) => chunk));
    if (isOnePosting(whole)) {
      yield { pieces: [{ bytes: whole, line: 1 }], done: bytes.size };
      return null;
    }
  }
  let pieces: JsonPiece[] = [];
  const cutter = createJsonCutter({
    onPiece: (piece) => void pieces.push(piece),
    onShallower: () => {
      pieces = [];
      cutting.restart();
    },
    ...(cutting.level < 0 ? {} : { level: cutting.level }),
  });
  for (const { chunk, done } of utf8Chunks(bytes, encoding)) {
    cutter.push(chunk);
    const broken = cutter.brokenAt();
    if (broken !== null) return { code: 'vacancies.file_json_broken', details: { line: broken } };
    yield { pieces, done };
    pieces = [];
  }
  cutting.level = cutter.level();
  return cutter.isClosed() ? null : { code: 'vacancies.file_json_broken', details: { line: cutter.line() } };
}

/** A document that is one vacancy, with lists of its own inside (places, skills). */
function isOnePosting(whole: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(whole.toString('utf8'));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
    return typesOf(value).includes('JobPosting') || !Object.values(value).some((member) => Array.isArray(member) && member.some(isObject));
  } catch {
    return false;
  }
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function* readJson(bytes: ByteSource, encoding: EncodingFacts): TableReading {
  return yield* readPieces(bytes, encoding, 'json', (cutting) => piecesOf(bytes, encoding, cutting));
}

export function* readJsonLines(bytes: ByteSource, encoding: EncodingFacts): TableReading {
  return yield* readPieces(bytes, encoding, 'json-lines', () => linesOf(utf8Chunks(bytes, encoding)));
}

function* linesOf(chunks: Iterable<{ chunk: Buffer; done: number }>): Pieces {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  let at = 0;
  const pieceOf = (text: Buffer): JsonPiece[] => (text.toString('latin1').trim() === '' ? [] : [{ bytes: text, line }]);
  for (const { chunk, done } of chunks) {
    const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const pieces: JsonPiece[] = [];
    let from = 0;
    for (let end = buffer.indexOf(0x0a); end >= 0; end = buffer.indexOf(0x0a, from)) {
      line += 1;
      pieces.push(...pieceOf(buffer.subarray(from, end)));
      from = end + 1;
    }
    rest = Buffer.from(buffer.subarray(from));
    at = done;
    if (rest.length > RECORD_LIMIT) return { code: 'vacancies.file_json_broken', details: { line: line + 1 } };
    yield { pieces, done };
  }
  line += 1;
  yield { pieces: pieceOf(rest), done: at };
  return null;
}

/** Two passes: one for the names that any record uses, one for the rows under them. */
function* readPieces(
  bytes: ByteSource,
  { encoding }: EncodingFacts,
  format: 'json' | 'json-lines',
  begin: (cutting: Cutting) => Pieces,
): TableReading {
  let { columns, see } = createColumns();
  const cutting: Cutting = { level: -1, restart: () => ({ columns, see } = createColumns()) };
  for (const reading = begin(cutting); ;) {
    const step = reading.next();
    if (step.done === true) {
      if (step.value !== null) return { ok: false, error: step.value };
      break;
    }
    for (const piece of step.value.pieces) {
      const parsed = parsePiece(piece.bytes);
      if (parsed !== null && 'record' in parsed) see(parsed.record);
    }
    yield { done: step.value.done / 2, total: bytes.size };
  }
  if (columns.length === 0) return refuse('vacancies.file_no_records');
  const batch = new RowBatch();
  batch.add(plainRow(1, columns));
  for (const reading = begin(cutting); ;) {
    const step = reading.next();
    if (step.done === true) break;
    for (const piece of step.value.pieces) {
      const parsed = parsePiece(piece.bytes);
      if (parsed === null) continue;
      batch.add(
        'record' in parsed
          ? plainRow(piece.line, cellsOf(parsed.record, columns))
          : brokenRow(piece.line, [parsed.text], 'import.reject.json_broken'),
      );
      if (batch.isFull()) yield { rows: batch.take() };
    }
    if (batch.count > ROW_LIMIT) return refuse('vacancies.file_too_large', { rows: ROW_LIMIT });
    yield { done: (bytes.size + step.value.done) / 2, total: bytes.size };
  }
  if (batch.count === 1) return refuse('vacancies.file_no_records');
  if (!batch.isEmpty()) yield { rows: batch.take() };
  return facts(bytes, format, ENCODING_NAMES[encoding]);
}

export function facts(bytes: ByteSource, format: FileFacts['format'], encoding: string): Result<FileFacts, Refusal> {
  return ok({ fileName: bytes.name, bytes: bytes.size, format, encoding, separator: '' });
}
