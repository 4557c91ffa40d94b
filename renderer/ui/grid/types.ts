import type { ReactNode } from 'react';

/** What every row of a grid has: an id that survives sorting, filtering and fetching again. */
export interface GridRowData {
  readonly id: string;
}

/** What a person typed, understood (`patch`) or refused with a sentence already in their language. */
export type Parsed<Patch> = { readonly ok: true; readonly patch: Patch } | { readonly ok: false; readonly message: string };

export interface CellEdit<Row, Patch> {
  /** The text that the editor starts with and that a paste or fill down takes from this cell. */
  readonly text: (row: Row) => string;
  readonly parse: (text: string, row: Row) => Parsed<Patch>;
  /** Rows where the column cannot be edited; editable everywhere when absent. */
  readonly allowed?: (row: Row) => boolean;
  /** A closed list: the editor becomes a choice. `value` is what `parse` receives. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly inputMode?: 'text' | 'numeric' | 'decimal';
  readonly type?: 'text' | 'date';
}

export interface GridColumn<Row, Patch = never> {
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly minWidth?: number;
  readonly align?: 'start' | 'end';
  /** Values that `onSort` may be called with; a column without one cannot sort. */
  readonly sortBy?: string;
  readonly hiddenAtFirst?: boolean;
  /** Cannot be hidden nor moved: the name by which a person knows the row. */
  readonly pinned?: boolean;
  /** Plain text: clipboard, accessible name, and the cell itself when `render` is absent. */
  readonly text: (row: Row) => string;
  readonly render?: (row: Row) => ReactNode;
  readonly edit?: CellEdit<Row, Patch>;
}

export interface GridEdit<Row, Patch> {
  readonly row: Row;
  readonly patch: Patch;
}

export interface SortState {
  readonly by: string;
  readonly direction: 'asc' | 'desc';
}

/** A cell by position: row 0 is the first row of data, row -1 the header. */
export interface CellAddress {
  readonly row: number;
  readonly column: number;
}
