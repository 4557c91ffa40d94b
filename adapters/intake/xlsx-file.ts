import { refuse } from '../../core/kernel/result.ts';
import { dayFromNumber, dayNumber } from '../../core/kernel/days.ts';
import type { RawRow } from '../../core/vacancies/index.ts';
import { plainRow, RowBatch, ROW_LIMIT, type TableReading } from './batches.ts';
import type { ByteSource } from './byte-source.ts';
import { CELL_LIMIT } from './csv-parser.ts';
import { facts } from './json-file.ts';
import { numberText } from './records.ts';
import { parseEntry, readWorkbook, unescapeText, type Workbook } from './xlsx-parts.ts';
import { openZip, ZipProblem, type ZipEntry } from './zip.ts';

const WIDTH_LIMIT = 2_000;
const EXCEL_DAY_ZERO = dayNumber('1899-12-30');
const EXCEL_DAY_ZERO_1904 = dayNumber('1904-01-01');

/**
 * A workbook as a table: its first visible sheet that holds one. Sheets stream; only the shared texts are in memory.
 * A reader that keeps the whole workbook in arrays would hold it several times over at 100,000 rows.
 */
export function* readXlsx(bytes: ByteSource): TableReading {
  try {
    const entries = openZip(bytes);
    const book = readWorkbook(entries);
    const candidates = book.sheets.filter((sheet) => !sheet.hidden && entries.has(sheet.path));
    const chosen = candidates.find((sheet) => isTable(entries.get(sheet.path), book)) ?? candidates[0];
    const entry = chosen === undefined ? undefined : entries.get(chosen.path);
    if (chosen === undefined || entry === undefined) return refuse('vacancies.file_workbook_broken');
    const batch = new RowBatch();
    let done = 0;
    const step = bytes.size / Math.max(1, Math.ceil(entry.packed / (64 * 1024)) + 1);
    for (const rows of sheetRows(entry, book)) {
      for (const row of rows) {
        batch.add(row);
        if (batch.isFull()) yield { rows: batch.take() };
      }
      if (batch.count > ROW_LIMIT) return refuse('vacancies.file_too_large', { rows: ROW_LIMIT });
      done = Math.min(bytes.size, done + step);
      yield { done, total: bytes.size };
    }
    if (batch.count === 0) return refuse('vacancies.file_empty');
    if (!batch.isEmpty()) yield { rows: batch.take() };
    return facts(bytes, 'xlsx', chosen.name);
  } catch (error) {
    if (!(error instanceof ZipProblem)) throw error;
    return refuse(error.kind === 'bomb' ? 'vacancies.file_bomb' : 'vacancies.file_workbook_broken');
  }
}

/** Two rows of two cells among the first: a sheet of instructions has none. */
function isTable(entry: ZipEntry | undefined, book: Workbook): boolean {
  if (entry === undefined) return false;
  let seen = 0;
  let wide = 0;
  for (const rows of sheetRows(entry, book)) {
    for (const row of rows) {
      seen += 1;
      if (row.cells.filter((cell) => cell !== '').length >= 2) wide += 1;
      if (wide >= 2) return true;
      if (seen > 200) return false;
    }
  }
  return false;
}

function* sheetRows(entry: ZipEntry, book: Workbook): Generator<readonly RawRow[]> {
  let rows: RawRow[] = [];
  let cells: string[] = [];
  let line = 0;
  let column = 0;
  let type = '';
  let style = 0;
  let text = '';
  let formula = false;
  let inside: 'value' | 'text' | null = null;
  let problem: RawRow['problem'] = null;
  let problemColumn = 0;
  const blame = (code: string): void => {
    if (problem !== null) return;
    problem = code;
    problemColumn = column;
  };
  const reading = parseEntry(entry, {
    open(name, attributes) {
      if (name === 'row') {
        cells = [];
        column = -1;
        problem = null;
        line = Number(attributes['r'] ?? line + 1);
      } else if (name === 'c') {
        const at = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
        column = at;
        type = attributes['t'] ?? 'n';
        style = Number(attributes['s'] ?? 0);
        text = '';
        formula = false;
      } else if (name === 'f') formula = true;
      else if (name === 'v') inside = 'value';
      else if (name === 't' && type === 'inlineStr') inside = 'text';
    },
    text: (part) => {
      if (inside !== null && text.length <= CELL_LIMIT) text += part;
    },
    close(name) {
      if (name === 'v' || name === 't') inside = null;
      else if (name === 'c') {
        if (column >= WIDTH_LIMIT) blame('import.reject.row_too_wide');
        else {
          if (text.length > CELL_LIMIT) blame('import.reject.cell_too_long');
          // A program wrote the formula and never worked it out: there is no value to import.
          if (formula && text === '') blame('import.reject.formula_without_value');
          while (cells.length < column) cells.push('');
          cells[column] = text.length > CELL_LIMIT ? '' : cellText(text, type, style, book);
        }
      } else if (name === 'row' && cells.some((cell) => cell !== '')) {
        rows.push(problem === null ? plainRow(line, cells) : { line, cells, problem, problemColumn, repaired: false });
      }
    },
  });
  while (reading.next().done !== true) {
    if (rows.length === 0) continue;
    yield squared(rows);
    rows = [];
  }
  if (rows.length > 0) yield squared(rows);
}

/** Empty cells at the end of a row are not stored; a table's rows are as wide as its widest so far. */
function squared(rows: readonly RawRow[]): readonly RawRow[] {
  const width = Math.max(...rows.map((row) => row.cells.length));
  return rows.map((row) =>
    row.cells.length === width ? row : { ...row, cells: [...row.cells, ...Array.from({ length: width - row.cells.length }, () => '')] },
  );
}

function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + (code - 64);
  }
  return column - 1;
}

function cellText(text: string, type: string, style: number, book: Workbook): string {
  switch (type) {
    case 's':
      return book.strings[Number(text)] ?? '';
    case 'inlineStr':
    case 'str':
      return unescapeText(text);
    case 'b':
      return text === '1' ? 'true' : 'false';
    case 'e':
      return '';
    case 'd':
      return text;
    default: {
      const value = Number(text);
      if (text === '' || !Number.isFinite(value)) return '';
      if (book.isDate[style] === true && value >= 1 && value < 2_958_466)
        return dayFromNumber(Math.floor(value) + (book.date1904 ? EXCEL_DAY_ZERO_1904 : EXCEL_DAY_ZERO));
      return numberText(value);
    }
  }
}
