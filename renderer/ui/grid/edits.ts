import { pasteCells } from './clipboard.ts';
import type { CellRange } from './keyboard.ts';
import type { GridColumn, GridEdit } from './types.ts';

export interface PlannedEdits<Row, Patch> {
  readonly edits: readonly GridEdit<Row, Patch>[];
  /** Cells left as they were: not editable, or the text was not understood. */
  readonly skipped: number;
  /** Why the first refused cell was refused. */
  readonly message: string | null;
}

type Columns<Row, Patch> = readonly GridColumn<Row, Patch>[];

interface Cell<Row> {
  readonly row: Row;
  readonly column: number;
  readonly text: string;
}

function plan<Row, Patch>(cells: readonly Cell<Row>[], columns: Columns<Row, Patch>): PlannedEdits<Row, Patch> {
  const edits: GridEdit<Row, Patch>[] = [];
  let skipped = 0;
  let message: string | null = null;
  for (const { row, column, text } of cells) {
    const edit = columns[column]?.edit;
    if (edit === undefined || edit.allowed?.(row) === false) {
      skipped++;
      continue;
    }
    // A choice pasted from a sheet carries its label, not our word for it.
    const known = edit.options?.find((option) => option.label.toLowerCase() === text.trim().toLowerCase())?.value ?? text;
    if (known === edit.text(row)) continue;
    const parsed = edit.parse(known, row);
    if (parsed.ok) edits.push({ row, patch: parsed.patch });
    else {
      skipped++;
      message ??= parsed.message;
    }
  }
  return { edits, skipped, message };
}

/** A clipboard table over the target range; `rowAt` answers for the rows that are there. */
export function planPaste<Row, Patch>(
  table: readonly (readonly string[])[],
  target: CellRange,
  columns: Columns<Row, Patch>,
  total: number,
  rowAt: (index: number) => Row | undefined,
): PlannedEdits<Row, Patch> {
  const cells = pasteCells(table, target, { rows: total, columns: columns.length }).flatMap(({ row: index, column, text }) => {
    const row = rowAt(index);
    return row === undefined ? [] : [{ row, column, text }];
  });
  return plan(cells, columns);
}

/** The values of `source` in `left…right`, given to every row of `rows`. */
export function planFill<Row, Patch>(
  source: Row,
  rows: readonly Row[],
  left: number,
  right: number,
  columns: Columns<Row, Patch>,
): PlannedEdits<Row, Patch> {
  const cells: Cell<Row>[] = [];
  for (let column = left; column <= right; column++) {
    const edit = columns[column]?.edit;
    if (edit === undefined) continue;
    for (const row of rows) if (row !== source) cells.push({ row, column, text: edit.text(source) });
  }
  return plan(cells, columns);
}
