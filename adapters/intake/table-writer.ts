import { stringify } from 'csv-stringify/sync';
import type { TableWriter } from '../../core/vacancies/index.ts';

/**
 * CSV for a spreadsheet. A cell that a spreadsheet would run as a formula gets a quote in front, which our reader takes
 * off again; plain negative numbers stay numbers.
 */
export function createTableWriter(): TableWriter {
  return {
    write: (rows, { separator, bom }) =>
      stringify(
        rows.map((row) => row.map(harmless)),
        { delimiter: separator, bom, record_delimiter: 'windows', quoted_match: /^\s|\s$/ },
      ),
  };
}

function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d[\d.,]*$/.test(cell) ? `'${cell}` : cell;
}
