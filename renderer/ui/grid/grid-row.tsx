import { Check } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { LaidColumn } from './use-layout.ts';
import type { GridRowData } from './types.ts';

export interface RowFrame<Row, Patch> {
  readonly name: string;
  readonly laid: readonly LaidColumn<Row, Patch>[];
  readonly pinned: number;
  readonly first: number;
  readonly end: number;
  readonly before: number;
  readonly after: number;
  readonly width: number;
  readonly tone: ((row: Row) => string) | undefined;
}

interface Props<Row extends GridRowData, Patch> {
  readonly row: Row | undefined;
  readonly index: number;
  readonly top: number;
  readonly frame: RowFrame<Row, Patch>;
  readonly selected: boolean;
  /** Column of the active cell when it is in this row, else -1. */
  readonly active: number;
  readonly rangeLeft: number;
  readonly rangeRight: number;
  /** The editor, in the row that has one. */
  readonly editor: ReactNode;
}

export const SELECT_WIDTH = 36;

function Row<R extends GridRowData, Patch>({ row, index, top, frame, selected, active, rangeLeft, rangeRight, editor }: Props<R, Patch>) {
  const { laid, pinned, first, end } = frame;
  const cell = (column: number): ReactNode => {
    const entry = laid[column];
    if (entry === undefined) return null;
    const isActive = column === active;
    const inRange = column >= rangeLeft && column <= rangeRight;
    const isPinned = column < pinned;
    return (
      <div
        key={entry.column.id}
        role="gridcell"
        id={`${frame.name}-${index}-${column}`}
        aria-colindex={column + 2}
        aria-readonly={entry.column.edit === undefined ? true : undefined}
        data-column={column}
        className={`grid-cell${entry.column.align === 'end' ? ' is-end' : ''}${isPinned ? ' is-pinned' : ''}${isActive ? ' is-active' : ''}${isActive && editor !== null ? ' is-editing' : ''}${inRange ? ' in-range' : ''}`}
        style={{ width: entry.width }}
      >
        {isActive && editor !== null ? (
          editor
        ) : row === undefined ? (
          <span className="grid-blank" />
        ) : (
          (entry.column.render?.(row) ?? entry.column.text(row))
        )}
      </div>
    );
  };
  const cells: ReactNode[] = [];
  for (let column = 0; column < pinned; column++) cells.push(cell(column));
  cells.push(<div key="before" role="presentation" style={{ flex: 'none', width: frame.before }} />);
  for (let column = first; column < end; column++) cells.push(cell(column));
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-row={index}
      className={`grid-row${selected ? ' is-selected' : ''}${row !== undefined && frame.tone !== undefined ? ` ${frame.tone(row)}` : ''}`}
      style={{ transform: `translateY(${top}px)`, width: frame.width }}
    >
      <div role="gridcell" aria-colindex={1} data-check="" className="grid-cell grid-check is-pinned" style={{ width: SELECT_WIDTH }}>
        <span className={`grid-box${selected ? ' is-on' : ''}`}>{selected && <Check aria-hidden size={12} strokeWidth={3} />}</span>
      </div>
      {cells}
    </div>
  );
}

/** Drawn again only when something in its own line changed. */
export const GridRow = memo(Row) as typeof Row; // as: memo keeps the props; its type forgets that they are generic
