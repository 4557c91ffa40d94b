import { useCallback, useMemo, useState } from 'react';
import { headerState, isSelected, NOTHING_SELECTED, selectedCount, type RowSelection } from './selection.ts';
import type { GridRowData } from './types.ts';
import type { WindowSource } from './use-window.ts';

/** The selection of a grid, held by the screen so that its commands can act on it. */
export interface GridController<Row extends GridRowData> {
  readonly selection: RowSelection;
  readonly select: (selection: RowSelection) => void;
  readonly count: number;
  readonly header: 'none' | 'some' | 'all';
  /** Selected rows that are in the cache: what sums and enabled states are worked out from. */
  readonly loaded: () => readonly Row[];
  /** Every selected row, read where needed. */
  readonly rows: () => Promise<readonly Row[]>;
}

export function useGridController<Row extends GridRowData>(source: WindowSource<Row>): GridController<Row> {
  const [held, setHeld] = useState<{ readonly key: string; readonly selection: RowSelection }>({
    key: source.key,
    selection: NOTHING_SELECTED,
  });
  // Another filter is another list: acting on rows that are no longer shown would surprise.
  const selection = held.key === source.key ? held.selection : NOTHING_SELECTED;
  const select = useCallback((next: RowSelection) => setHeld({ key: source.key, selection: next }), [source.key]);
  const loaded = useCallback(
    // Most of the time nothing is chosen: no need to walk what was read.
    () => (selection.kind === 'some' && selection.ids.size === 0 ? [] : source.cached().filter((row) => isSelected(selection, row.id))),
    [source, selection],
  );
  const rows = useCallback(async () => {
    const known = loaded();
    if (known.length === selectedCount(selection, source.total)) return known;
    const all = await source.readRange(0, source.total - 1);
    return all.filter((row) => isSelected(selection, row.id));
  }, [loaded, selection, source]);
  return useMemo(
    () => ({
      selection,
      select,
      count: selectedCount(selection, source.total),
      header: headerState(selection, source.total),
      loaded,
      rows,
    }),
    [selection, select, source.total, loaded, rows],
  );
}
