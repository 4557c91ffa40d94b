import { useCallback, useMemo, useState } from 'react';
import { arranged, parseLayout, widthOf, type ColumnLayout } from './layout.ts';
import type { GridColumn } from './types.ts';

export interface LaidColumn<Row, Patch> {
  readonly column: GridColumn<Row, Patch>;
  readonly width: number;
}

export interface GridLayout<Row, Patch> {
  readonly laid: readonly LaidColumn<Row, Patch>[];
  readonly layout: ColumnLayout;
  readonly change: (change: (layout: ColumnLayout) => ColumnLayout) => void;
}

/** Columns as the person arranged them, remembered on this machine under the grid's name. */
export function useLayout<Row, Patch>(name: string, columns: readonly GridColumn<Row, Patch>[]): GridLayout<Row, Patch> {
  const key = `altavoz.grid.${name}`;
  const [layout, setLayout] = useState(() => parseLayout(localStorage.getItem(key)));
  const change = useCallback(
    (apply: (layout: ColumnLayout) => ColumnLayout) =>
      setLayout((before) => {
        const after = apply(before);
        localStorage.setItem(key, JSON.stringify(after));
        return after;
      }),
    [key],
  );
  const laid = useMemo(() => arranged(columns, layout).map((column) => ({ column, width: widthOf(column, layout) })), [columns, layout]);
  return { laid, layout, change };
}
