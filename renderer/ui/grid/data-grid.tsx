import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useText } from '../../i18n/index.ts';
import './grid.css';
import { CellEditor, type Draft } from './cell-editor.tsx';
import { ColumnChooser } from './column-chooser.tsx';
import type { GridController } from './controller.ts';
import { GridHeader } from './grid-header.tsx';
import { GridRow, SELECT_WIDTH, type RowFrame } from './grid-row.tsx';
import { GridTotals } from './grid-totals.tsx';
import type { GridColumn, GridEdit, GridRowData, SortState } from './types.ts';
import { useGridInput, type GridNotice } from './use-grid-input.ts';
import { useLayout } from './use-layout.ts';
import { useRowHeight } from './use-row-height.ts';
import { useViewport } from './use-viewport.ts';
import type { WindowSource } from './use-window.ts';

export interface DataGridProps<Row extends GridRowData, Patch> {
  /** Names the remembered layout and the ids of the cells: unique on a screen. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly GridColumn<Row, Patch>[];
  readonly source: WindowSource<Row>;
  readonly controller: GridController<Row>;
  readonly sort: SortState | null;
  readonly onSort?: (sort: SortState) => void;
  readonly onEdit?: (edits: readonly GridEdit<Row, Patch>[]) => void;
  readonly onOpen?: (row: Row) => void;
  readonly onSpace?: () => void;
  readonly onActive?: (row: Row | null) => void;
  /** Class names by row: `is-muted` for paused, `is-removed` for removed, `is-unposted` for bold. */
  readonly tone?: (row: Row) => string;
  /** Totals of everything that the filter shows, by column id. */
  readonly totals?: Readonly<Record<string, string>>;
  /** `100.000 vacantes`, worded by the screen. */
  readonly countLabel: (total: number) => string;
  /** Sum over the selection, worded by the screen from the rows at hand; `complete` is false when some are not. */
  readonly sumLabel?: (rows: readonly Row[], complete: boolean) => string | null;
  /** What stands in place of rows when there are none. */
  readonly empty: ReactNode;
  readonly failed: (retry: () => void) => ReactNode;
}

const NOTICE_MS = 6000;

export function DataGrid<Row extends GridRowData, Patch>(props: DataGridProps<Row, Patch>) {
  const { name, source, controller, columns } = props;
  const { t, number } = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const draft = useRef<Draft | null>(null);
  const rowHeight = useRowHeight(scroller);
  const layout = useLayout(name, columns);
  const { laid } = layout;
  const [notice, setNotice] = useState('');
  const widths = useMemo(() => laid.map(({ width }) => width), [laid]);
  const pinned = laid.filter(({ column }) => column.pinned === true).length;
  const pinnedWidth = widths.slice(0, pinned).reduce((a, b) => a + b, SELECT_WIDTH);
  const width = widths.reduce((a, b) => a + b, SELECT_WIDTH);
  const total = source.status === 'ready' ? source.total : 0;
  const view = useViewport(scroller, {
    total,
    rowHeight,
    widths,
    pinned,
    pinnedWidth,
    fixedHeight: rowHeight * (props.totals === undefined ? 1 : 2),
  });
  const say = (event: GridNotice): void => setNotice(sentence(event, t, number));
  const input = useGridInput({ source, controller, layout, view, sort: props.sort, scroller, actions: { ...props, say } });
  const { rows, columns: shown, settled, slots } = view;
  const { first, end, before, after } = shown;
  const frame = useMemo<RowFrame<Row, Patch>>(
    () => ({ name, laid, pinned, first, end, before, after, width, tone: props.tone }),
    [name, laid, pinned, first, end, before, after, width, props.tone],
  );

  useEffect(() => source.show(rows.first, rows.first + Math.max(rows.count, 1) - 1), [source.show, rows.first, rows.count]);
  useEffect(() => {
    if (notice === '') return undefined;
    const timer = setTimeout(() => setNotice(''), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  // A row that scrolls away takes its editor with it: what was typed is kept if it can be, else given up aloud.
  const { editing } = input;
  const editorGone = editing !== null && (editing.at.row < rows.first || editing.at.row >= rows.first + rows.count);
  useEffect(() => {
    if (!editorGone || draft.current === null) return;
    const refusal = input.commit(draft.current.text, 'stay');
    if (refusal !== null) {
      input.cancel();
      setNotice(refusal);
    }
  }, [editorGone]);

  const indexes = drawnOrder(rows.first, rows.count, slots, settled || editing !== null);
  const { active, range } = input;
  const isDrawn = active.row === -1 || (active.row >= rows.first && active.row < rows.first + rows.count);
  const isBlock = range.top !== range.bottom || range.left !== range.right;
  const body = stateOf(props);
  return (
    <div className="grid">
      <div
        ref={scroller}
        className="grid-scroller"
        data-previous={source.isPrevious ? '' : undefined}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-multiselectable
        aria-rowcount={total + 1}
        aria-colcount={laid.length + 1}
        aria-busy={source.status === 'loading' || source.isPrevious}
        aria-activedescendant={total > 0 && isDrawn ? `${name}-${active.row}-${active.column}` : undefined}
        {...input.handlers}
      >
        <GridHeader
          frame={frame}
          sort={props.sort}
          selection={controller.header}
          selectAllLabel={t('grid.selectAll')}
          active={active.row === -1 ? active.column : -1}
          change={layout.change}
        />
        {body === null && (
          <div role="rowgroup" className="grid-body" style={{ height: rows.spacer, width }}>
            {indexes.map((index) => {
              const row = source.row(index);
              const isActive = index === active.row;
              const inBlock = isBlock && index >= range.top && index <= range.bottom;
              return (
                <GridRow
                  key={index % slots}
                  row={row}
                  index={index}
                  top={rows.offset + (index - rows.first) * rowHeight}
                  frame={frame}
                  selected={row !== undefined && input.isRowSelected(row.id)}
                  active={isActive ? active.column : -1}
                  rangeLeft={inBlock ? range.left : -1}
                  rangeRight={inBlock ? range.right : -2}
                  editor={isActive && editing !== null && row !== undefined ? editorFor(row) : null}
                />
              );
            })}
          </div>
        )}
        {body === null && props.totals !== undefined && (
          <GridTotals frame={frame} totals={props.totals} rowIndex={total + 2} label={t('grid.totals')} />
        )}
      </div>
      {body !== null && <div className="grid-instead">{body}</div>}
      <div className="grid-status">
        <span>{props.countLabel(total)}</span>
        {controller.count > 0 && (
          <>
            <span className="grid-status-selected">{t('grid.selected', { count: controller.count })}</span>
            <span>{props.sumLabel?.(controller.loaded(), controller.loaded().length === controller.count)}</span>
          </>
        )}
        <span role="status" className="grid-notice">
          {notice}
        </span>
        <ColumnChooser columns={columns} layout={layout} />
      </div>
    </div>
  );

  function editorFor(row: Row): ReactNode {
    const column = laid[editing?.at.column ?? -1]?.column;
    if (editing === null || column?.edit === undefined) return null;
    return (
      <CellEditor
        key={`${editing.at.row} ${editing.at.column}`}
        id={`${name}-editor`}
        label={column.label}
        edit={column.edit}
        start={editing.typed ?? column.edit.text(row)}
        typed={editing.typed !== null}
        draft={draft}
        align={column.align ?? 'start'}
        commit={input.commit}
        cancel={input.cancel}
      />
    );
  }
}

/** While scrolling, rows stay where the document has them and only their content moves; at rest they stand in reading order. */
function drawnOrder(first: number, count: number, slots: number, inOrder: boolean): readonly number[] {
  const indexes = Array.from({ length: count }, (_, position) => first + position);
  return inOrder ? indexes : indexes.toSorted((a, b) => (a % slots) - (b % slots));
}

function stateOf<Row extends GridRowData, Patch>(props: DataGridProps<Row, Patch>): ReactNode {
  if (props.source.status === 'error') return props.failed(props.source.retry);
  if (props.source.status === 'loading') return <span />;
  return props.source.total === 0 ? props.empty : null;
}

function sentence(event: GridNotice, t: ReturnType<typeof useText>['t'], number: (value: number) => string): string {
  switch (event.kind) {
    case 'copied':
      return t('grid.copied', { count: event.cells });
    case 'refused':
      return event.message;
    case 'changed': {
      const changed = t('grid.changed', { count: event.cells });
      if (event.skipped === 0) return changed;
      return event.message === null
        ? t('grid.changedSkipped', { changed, skipped: number(event.skipped) })
        : t('grid.changedRefused', { changed, skipped: number(event.skipped), reason: event.message });
    }
  }
}
