import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CELL_LIMIT, createCsvParser } from '../../../adapters/intake/csv-parser.ts';
import type { RawRow } from '../../../core/vacancies/index.ts';

function rowsOf(text: string | Buffer, separator = ',', chunk = 1 << 20): RawRow[] {
  const rows: RawRow[] = [];
  const parser = createCsvParser({
    separator,
    decode: (bytes, start, end) => bytes.toString('utf8', start, end),
    onRow: (row) => rows.push(row),
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunk) parser.push(bytes.subarray(at, at + chunk));
  parser.end();
  return rows;
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'ñ', '€', '"', ',', ';', '\n', ' ', '1', '.', '漢', '\t'), maxLength: 12 }),
  fc.constantFrom('', '"', '""', 'Bogotá, D.C.', 'línea\nlínea', ' x '),
);

test('cuts any well-formed table into the same fields as csv-parse, whatever the chunks', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      (table, separator, lineEnd, lastEnd, chunk, always) => {
        const write = (value: string): string =>
          always || /["\r\n]/.test(value) || value.includes(separator) ? `"${value.replaceAll('"', '""')}"` : value;
        const text = table.map((row) => row.map(write).join(separator)).join(lineEnd) + (lastEnd ? lineEnd : '');
        const expected: string[][] = parse(text, {
          delimiter: separator,
          relax_column_count: true,
          skip_empty_lines: true,
          record_delimiter: lineEnd,
        });
        expect(rowsOf(text, separator, chunk).map((row) => row.cells)).toEqual(expected);
      },
    ),
    { numRuns: 3000 },
  );
});

test('reports the line on which a row starts, counting the line breaks inside quotes', () => {
  expect(rowsOf('a,b\n"1\n2",x\nc,d\n').map((row) => row.line)).toEqual([1, 2, 4]);
});

test.each([['\n'], ['\r\n'], ['\r\r\n'], ['\r']])('ends a row at %j', (end) => {
  expect(rowsOf(`a,b${end}c,d${end}`).map((row) => row.cells)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('refuses only the row whose quote never closes and reads on at the next line', () => {
  const rows = rowsOf('a,b\n"x,y\nc,d\ne,f\n');
  expect(rows.map((row) => [row.line, row.problem])).toEqual([
    [1, null],
    [2, 'import.reject.quote_unterminated'],
    [3, null],
    [4, null],
  ]);
});

test('refuses only the row that has text after a closing quote', () => {
  const rows = rowsOf('a,b\n"x"y,z\nc,"d"\n');
  expect(rows.map((row) => row.problem)).toEqual([null, 'import.reject.quote_misplaced', null]);
  expect(rows[1]?.cells).toEqual(['xy', 'z']);
});

test('keeps a quote inside an unquoted cell as it is', () => {
  expect(rowsOf('a,5" tubo\n')[0]?.cells).toEqual(['a', '5" tubo']);
});

test('refuses a cell over one megabyte and reads on', () => {
  const rows = rowsOf(`a,b\n${'x'.repeat(CELL_LIMIT + 10)},y\nc,d\n`, ',', 65_536);
  expect(rows.map((row) => row.problem)).toEqual([null, 'import.reject.cell_too_long', null]);
});

test('keeps an empty last cell and skips blank lines', () => {
  expect(rowsOf('a,\n\n\nb,\n').map((row) => row.cells)).toEqual([
    ['a', ''],
    ['b', ''],
  ]);
});
