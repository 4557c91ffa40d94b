import { ArrowDown, ArrowUp, Minus, Check } from 'lucide-react';
import { memo, type PointerEvent, type ReactNode } from 'react';
import { SELECT_WIDTH, type RowFrame } from './grid-row.tsx';
import { resized, type ColumnLayout } from './layout.ts';
import type { SortState } from './types.ts';

interface Props<Row, Patch> {
  readonly frame: RowFrame<Row, Patch>;
  readonly sort: SortState | null;
  readonly selection: 'none' | 'some' | 'all';
  readonly selectAllLabel: string;
  readonly active: number;
  readonly change: (change: (layout: ColumnLayout) => ColumnLayout) => void;
}

function Header<Row, Patch>({ frame, sort, selection, selectAllLabel, active, change }: Props<Row, Patch>) {
  const { laid, pinned, first, end } = frame;
  const columns = [
    ...Array.from({ length: pinned }, (_, index) => index),
    ...Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index),
  ];
  const cell = (position: number): ReactNode => {
    const entry = laid[position];
    if (entry === undefined) return null;
    const { column, width } = entry;
    const direction = sort !== null && column.sortBy === sort.by ? sort.direction : null;
    const isPinned = position < pinned;
    return (
      <div
        key={column.id}
        role="columnheader"
        id={`${frame.name}--1-${position}`}
        aria-colindex={position + 2}
        aria-sort={column.sortBy === undefined ? undefined : direction === null ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
        data-column={position}
        className={`grid-head-cell${column.align === 'end' ? ' is-end' : ''}${isPinned ? ' is-pinned' : ''}${position === active ? ' is-active' : ''}${column.sortBy === undefined ? '' : ' can-sort'}${direction === null ? '' : ' is-sorted'}`}
        style={{ width }}
      >
        <span className="truncate" title={column.label}>
          {column.label}
        </span>
        {direction === 'asc' && <ArrowUp aria-hidden size={13} />}
        {direction === 'desc' && <ArrowDown aria-hidden size={13} />}
        <span
          className="grid-resizer"
          data-resize=""
          onPointerDown={(event) => startResize(event, width, (next) => change((layout) => resized(layout, column, next)))}
          onDoubleClick={() => change((layout) => resized(layout, column, column.width))}
        />
      </div>
    );
  };
  return (
    <div role="rowgroup" className="grid-head" style={{ width: frame.width }}>
      <div role="row" aria-rowindex={1} data-row={-1} className="grid-head-row">
        <div
          role="columnheader"
          aria-colindex={1}
          data-check-all=""
          className="grid-head-cell grid-check is-pinned"
          style={{ width: SELECT_WIDTH }}
        >
          <span className={`grid-box${selection === 'none' ? '' : ' is-on'}`}>
            {selection === 'all' && <Check aria-hidden size={12} strokeWidth={3} />}
            {selection === 'some' && <Minus aria-hidden size={12} strokeWidth={3} />}
          </span>
          <span className="visually-hidden">{selectAllLabel}</span>
        </div>
        {columns.slice(0, pinned).map(cell)}
        <div role="presentation" style={{ flex: 'none', width: frame.before }} />
        {columns.slice(pinned).map(cell)}
      </div>
    </div>
  );
}

/** Scrolling rows leave it as it is. */
export const GridHeader = memo(Header) as typeof Header; // as: memo keeps the props; its type forgets that they are generic

function startResize(event: PointerEvent<HTMLElement>, from: number, resize: (width: number) => void): void {
  event.preventDefault();
  event.stopPropagation();
  const handle = event.currentTarget;
  const startX = event.clientX;
  handle.setPointerCapture(event.pointerId);
  const move = (moved: globalThis.PointerEvent): void => resize(from + moved.clientX - startX);
  const stop = (): void => {
    handle.removeEventListener('pointermove', move);
    handle.removeEventListener('pointerup', stop);
    handle.removeEventListener('pointercancel', stop);
  };
  handle.addEventListener('pointermove', move);
  handle.addEventListener('pointerup', stop);
  handle.addEventListener('pointercancel', stop);
}
