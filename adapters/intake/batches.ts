import type { Refusal, Result } from '../../core/kernel/result.ts';
import type { FileFacts, RawRow } from '../../core/vacancies/index.ts';

export type TableEvent = { readonly rows: readonly RawRow[] } | { readonly done: number; readonly total: number };
/** Whoever drives it decides the pace; closing it early lets go of the file. */
export type TableReading = Generator<TableEvent, Result<FileFacts, Refusal>>;

export const ROW_LIMIT = 5_000_000;
const BATCH_ROWS = 500;
const BATCH_CHARACTERS = 1_000_000;

/** Rows gathered until a batch is worth handing over. */
export class RowBatch {
  count = 0;
  private rows: RawRow[] = [];
  private characters = 0;

  add(row: RawRow): void {
    this.count += 1;
    this.rows.push(row);
    for (const cell of row.cells) this.characters += cell.length;
  }

  isFull(): boolean {
    return this.rows.length >= BATCH_ROWS || this.characters >= BATCH_CHARACTERS;
  }

  isEmpty(): boolean {
    return this.rows.length === 0;
  }

  take(): readonly RawRow[] {
    const taken = this.rows;
    this.rows = [];
    this.characters = 0;
    return taken;
  }
}

export function plainRow(line: number, cells: readonly string[]): RawRow {
  return { line, cells, problem: null, repaired: false };
}

export function brokenRow(line: number, cells: readonly string[], problem: string): RawRow {
  return { line, cells, problem, repaired: false };
}
