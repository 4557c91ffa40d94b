import type { ReactNode } from 'react';
import { SELECT_WIDTH, type RowFrame } from './grid-row.tsx';

interface Props<Row, Patch> {
  readonly frame: RowFrame<Row, Patch>;
  readonly totals: Readonly<Record<string, string>>;
  readonly rowIndex: number;
  readonly label: string;
}

/** Totals of everything that the filter shows, not only of what has been read. */
export function GridTotals<Row, Patch>({ frame, totals, rowIndex, label }: Props<Row, Patch>) {
  const { laid, pinned, first, end } = frame;
  const cell = (position: number): ReactNode => {
    const entry = laid[position];
    if (entry === undefined) return null;
    const isPinned = position < pinned;
    const text = totals[entry.column.id] ?? (position === 0 ? label : '');
    return (
      <div
        key={entry.column.id}
        role="gridcell"
        aria-colindex={position + 2}
        className={`grid-cell${entry.column.align === 'end' ? ' is-end' : ''}${isPinned ? ' is-pinned' : ''}`}
        style={{ width: entry.width }}
      >
        {text}
      </div>
    );
  };
  const range = (from: number, to: number): readonly number[] => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  return (
    <div role="rowgroup" className="grid-totals" style={{ width: frame.width }}>
      <div role="row" aria-rowindex={rowIndex} className="grid-totals-row">
        <div role="gridcell" aria-colindex={1} className="grid-cell is-pinned" style={{ width: SELECT_WIDTH }} />
        {range(0, pinned).map(cell)}
        <div role="presentation" style={{ flex: 'none', width: frame.before }} />
        {range(first, end).map(cell)}
      </div>
    </div>
  );
}
