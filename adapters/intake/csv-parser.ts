import type { RawRow } from '../../core/vacancies/index.ts';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
/** A cell longer than this is not a cell but a quote that never closes. */
export const CELL_LIMIT = 1_048_576;
/** Cells of one row; more is not a table. */
const ROW_CELLS_LIMIT = 2_000;

export type CellDecoder = (bytes: Buffer, start: number, end: number) => string;

export interface CsvParserOptions {
  /** One byte: `,` `;` tab or `|`. */
  readonly separator: string;
  readonly decode: CellDecoder;
  readonly onRow: (row: RawRow) => void;
  /** Given each cell; says whether it was repaired. */
  readonly repair?: (text: string) => string | null;
}

export interface CsvParser {
  push(chunk: Buffer): void;
  end(): void;
}

type Step = 'row' | 'more' | 'blank';

/**
 * Takes a table apart byte by byte. Memory holds one chunk and one unfinished row.
 *
 * Strict about quotes: a quote opens only as a cell's first byte, and after the closing one comes a separator or the end
 * of the row. Where that fails, the *first line* of the row is reported with its number and reading goes on at the next
 * line, so that one stray quote costs one row and never swallows the rest. A line ends with LF, CRLF, a lone CR, or any
 * run of CR before LF (files that passed through text mode twice end in CR CR LF).
 */
export function createCsvParser(options: CsvParserOptions): CsvParser {
  const separator = options.separator.charCodeAt(0);
  let buffer: Buffer = Buffer.alloc(0);
  let position = 0;
  let line = 1;
  let cells: string[] = [];
  let repaired = false;
  let finishing = false;

  function cell(start: number, end: number, doubled: boolean): void {
    let text = start === end ? '' : options.decode(buffer, start, end);
    if (doubled) text = text.replaceAll('""', '"');
    const better = text === '' ? null : (options.repair?.(text) ?? null);
    if (better !== null) repaired = true;
    cells.push(better ?? text);
  }

  /** Index just past the line end that begins at `at`; -1 when the buffer ends before that is known. */
  function pastLineEnd(at: number): number {
    let index = at;
    while (buffer[index] === CR) index += 1;
    if (index >= buffer.length && index > at && !finishing) return -1;
    if (buffer[index] === LF) return index + 1;
    // Lone CRs: each ends a line of its own.
    return at + 1;
  }

  function report(problem: string, from: number): Step {
    let end = from;
    while (end < buffer.length && buffer[end] !== LF && buffer[end] !== CR) end += 1;
    if (end >= buffer.length && !finishing && end - from <= CELL_LIMIT) return 'more';
    const text = options.decode(buffer, from, Math.min(end, from + CELL_LIMIT));
    const next = end >= buffer.length ? end : pastLineEnd(end);
    if (next < 0) return 'more';
    options.onRow({
      line,
      cells: text.split(options.separator).map((part) => part.replaceAll('"', '').trim()),
      problem,
      problemColumn: cells.length,
      repaired: false,
    });
    line += 1;
    position = next;
    return 'row';
  }

  function readRow(): Step {
    const from = position;
    cells = [];
    repaired = false;
    let at = from;
    let lines = 1;
    for (;;) {
      if (cells.length >= ROW_CELLS_LIMIT) return report('import.reject.row_too_wide', from);
      if (buffer[at] === QUOTE) {
        let close = at + 1;
        let doubled = false;
        for (;;) {
          close = buffer.indexOf(QUOTE, close);
          if (close < 0) {
            if (!finishing && buffer.length - at <= CELL_LIMIT) return 'more';
            return report('import.reject.quote_unterminated', from);
          }
          if (close - at > CELL_LIMIT) return report('import.reject.quote_unterminated', from);
          if (close + 1 >= buffer.length && !finishing) return 'more';
          if (buffer[close + 1] !== QUOTE) break;
          doubled = true;
          close += 2;
        }
        const after = buffer[close + 1];
        if (after !== undefined && after !== separator && after !== LF && after !== CR)
          return report('import.reject.quote_misplaced', from);
        cell(at + 1, close, doubled);
        lines += countLines(buffer, at + 1, close);
        at = close + 1;
      } else {
        const start = at;
        while (at < buffer.length) {
          const byte = buffer[at];
          if (byte === separator || byte === LF || byte === CR) break;
          at += 1;
        }
        if (at - start > CELL_LIMIT) return report('import.reject.cell_too_long', from);
        if (at >= buffer.length && !finishing) return 'more';
        cell(start, at, false);
      }
      if (at >= buffer.length) break;
      if (buffer[at] !== separator) {
        const next = pastLineEnd(at);
        if (next < 0) return 'more';
        at = next;
        break;
      }
      at += 1;
      if (at >= buffer.length) {
        if (!finishing) return 'more';
        cells.push('');
        break;
      }
    }
    const blank = cells.length === 1 && cells[0] === '';
    if (!blank) options.onRow({ line, cells, problem: null, repaired });
    line += lines;
    position = at;
    return blank ? 'blank' : 'row';
  }

  function drain(): void {
    while (position < buffer.length) if (readRow() === 'more') return;
  }

  return {
    push(chunk) {
      buffer = position >= buffer.length ? chunk : Buffer.concat([buffer.subarray(position), chunk]);
      position = 0;
      drain();
    },
    end() {
      finishing = true;
      drain();
      buffer = Buffer.alloc(0);
      position = 0;
    },
  };
}

function countLines(buffer: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = buffer.indexOf(LF, start); at >= 0 && at < end; at = buffer.indexOf(LF, at + 1)) count += 1;
  return count;
}
