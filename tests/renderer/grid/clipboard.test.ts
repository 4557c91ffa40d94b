import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTsv, parseTsv, pasteCells } from '../../../renderer/ui/grid/clipboard.ts';

describe('the clipboard', () => {
  it('reads what a spreadsheet copies, with its last line end', () => {
    expect(parseTsv('Auxiliar\t480.000\r\nCajero\t120.000\r\n')).toEqual([
      ['Auxiliar', '480.000'],
      ['Cajero', '120.000'],
    ]);
  });

  it('keeps tabs, line ends and doubled quotes inside a quoted cell', () => {
    expect(parseTsv('"dos\nlíneas"\t"dice ""hoy"""')).toEqual([['dos\nlíneas', 'dice "hoy"']]);
  });

  it('takes a quote that closes nothing as a plain character', () => {
    expect(parseTsv('"Auxiliar" de bodega\tBogotá')).toEqual([['"Auxiliar" de bodega', 'Bogotá']]);
    expect(parseTsv('"sin cerrar')).toEqual([['"sin cerrar']]);
  });

  it('keeps empty cells, and answers an empty text with no rows', () => {
    expect(parseTsv('\t\nA\t')).toEqual([
      ['', ''],
      ['A', ''],
    ]);
    expect(parseTsv('')).toEqual([]);
  });

  it('reads back every table it wrote', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', ' ', 'ñ', '$') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 }), (table) => {
        expect(parseTsv(formatTsv(table))).toEqual(table);
      }),
    );
  });

  it('fills the whole target with one value', () => {
    expect(pasteCells([['x']], { top: 2, bottom: 3, left: 1, right: 2 }, { rows: 10, columns: 5 })).toHaveLength(4);
  });

  it('repeats a table that divides the target and lays any other down once', () => {
    const table = [['a'], ['b']];
    expect(pasteCells(table, { top: 0, bottom: 3, left: 0, right: 0 }, { rows: 9, columns: 9 }).map(({ text }) => text)).toEqual([
      'a',
      'b',
      'a',
      'b',
    ]);
    expect(pasteCells(table, { top: 0, bottom: 2, left: 0, right: 0 }, { rows: 9, columns: 9 }).map(({ text }) => text)).toEqual([
      'a',
      'b',
    ]);
  });

  it('does not write past the last row or column', () => {
    expect(
      pasteCells(
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
        { top: 4, bottom: 4, left: 1, right: 1 },
        { rows: 5, columns: 2 },
      ),
    ).toEqual([{ row: 4, column: 1, text: 'a' }]);
  });
});
