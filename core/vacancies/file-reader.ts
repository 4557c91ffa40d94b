import type { ImportFormat } from '../contract/vacancies.ts';
import type { Refusal, Result } from '../kernel/result.ts';

/** Where the bytes are: a path on this machine, or text dropped into a browser window (base64). */
export type FileSource = { readonly path: string } | { readonly name: string; readonly base64: string };

export interface RawRow {
  /** Line of the file on which the row starts, 1-based. */
  readonly line: number;
  readonly cells: readonly string[];
  /** `import.reject.*` when the row could not be taken apart; `cells` then holds its first line as one cell. */
  readonly problem: string | null;
  /** Column of the problem, 0-based, where it is known. */
  readonly problemColumn?: number;
  /** True when double-encoded text in it was repaired. */
  readonly repaired: boolean;
}

export interface FileFacts {
  readonly fileName: string;
  readonly bytes: number;
  readonly format: ImportFormat;
  /** As a person would name it: `UTF-8`, `Windows-1252`, `UTF-16 LE`. */
  readonly encoding: string;
  /** Empty where the format has none. */
  readonly separator: string;
}

/** Reads a file of vacancies, whatever its format, as one table row by row: the first row names the columns where the format has names. Refuses with `vacancies.file_*` codes. */
export interface VacancyFileReader {
  /**
   * Hands over rows in batches and waits for each: at most a few batches are in memory. `onRows` answers false to stop
   * early. `progress` gets bytes done and total.
   */
  read(
    source: FileSource,
    onRows: (rows: readonly RawRow[]) => boolean | Promise<boolean>,
    progress: (done: number, total: number) => void,
  ): Promise<Result<FileFacts, Refusal>>;
  /** Lets other calls, and a cancel, through between two batches of work. */
  breathe(): Promise<void>;
}

/** Writes a table that spreadsheets open and our reader reads: formulas made harmless, UTF-8 with BOM when `bom`. */
export interface TableWriter {
  write(rows: readonly (readonly string[])[], options: { readonly separator: string; readonly bom: boolean }): string;
}
