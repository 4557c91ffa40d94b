import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { formatTsv, parseTsv } from './clipboard.ts';
import type { GridController } from './controller.ts';
import { planFill, planPaste, type PlannedEdits } from './edits.ts';
import { intentOf, nextEditable, rangeOf, type CellRange, type EditorIntent, type Intent } from './keyboard.ts';
import { resized } from './layout.ts';
import { ALL_SELECTED, isSelected, NOTHING_SELECTED, selectOnly, toggled, withAdded } from './selection.ts';
import type { CellAddress, GridEdit, GridRowData, SortState } from './types.ts';
import type { GridLayout } from './use-layout.ts';
import type { Scrolled } from './use-viewport.ts';
import type { WindowSource } from './use-window.ts';

export interface GridActions<Row, Patch> {
  readonly onSort?: ((sort: SortState) => void) | undefined;
  readonly onEdit?: ((edits: readonly GridEdit<Row, Patch>[]) => void) | undefined;
  /** Enter on a cell that cannot be edited, or a double click on it. */
  readonly onOpen?: ((row: Row) => void) | undefined;
  /** Space over the selection (or the active row). */
  readonly onSpace?: (() => void) | undefined;
  readonly onActive?: ((row: Row | null) => void) | undefined;
  /** A sentence for the live region: what was copied, pasted, left out. */
  readonly say: (event: GridNotice) => void;
}

export type GridNotice =
  | { readonly kind: 'copied'; readonly cells: number }
  | { readonly kind: 'changed'; readonly cells: number; readonly skipped: number; readonly message: string | null }
  | { readonly kind: 'refused'; readonly message: string };

interface Parts<Row extends GridRowData, Patch> {
  readonly source: WindowSource<Row>;
  readonly controller: GridController<Row>;
  readonly layout: GridLayout<Row, Patch>;
  readonly view: Scrolled;
  readonly sort: SortState | null;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly actions: GridActions<Row, Patch>;
}

export interface Editing {
  readonly at: CellAddress;
  readonly typed: string | null;
}

/** Keys, pointer and clipboard of a grid. The deciding is in pure functions; this only carries it out. */
export function useGridInput<Row extends GridRowData, Patch>({
  source,
  controller,
  layout,
  view,
  sort,
  scroller,
  actions,
}: Parts<Row, Patch>) {
  const [active, setActive] = useState<CellAddress>({ row: 0, column: 0 });
  const [anchor, setAnchor] = useState<CellAddress>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<Editing | null>(null);
  const dragging = useRef(false);
  const columns = layout.laid.map(({ column }) => column);
  const bounds = { rows: source.total, columns: columns.length, pageRows: view.pageRows };
  const range = rangeOf(anchor, active);

  useEffect(() => {
    setActive((before) => ({ row: 0, column: before.column }));
    setAnchor((before) => ({ row: 0, column: before.column }));
    setEditing(null);
    view.toTop();
    // Another filter or sort is another list.
  }, [source.key]);

  function go(to: CellAddress, extend: boolean): void {
    setActive(to);
    if (!extend) setAnchor(to);
    view.reveal(to.row, to.column);
    if (to.row < 0) return;
    const row = source.row(to.row);
    if (!extend && row !== undefined) controller.select(selectOnly([row.id]));
    // A jump lands on a row that has not been read yet.
    if (!extend && row === undefined) void selectRows({ top: to.row, bottom: to.row, left: 0, right: 0 }, false);
    if (extend) void selectRows(rangeOf(anchor, to), false);
    actions.onActive?.(row ?? null);
  }

  async function selectRows(rows: CellRange, add: boolean): Promise<void> {
    const ids = (await source.readRange(rows.top, Math.min(rows.bottom, source.total - 1))).map((row) => row.id);
    controller.select(add ? withAdded(controller.selection, ids) : selectOnly(ids));
  }

  function startEdit(at: CellAddress, typed: string | null): boolean {
    const edit = columns[at.column]?.edit;
    const row = source.row(at.row);
    if (edit === undefined || row === undefined || edit.allowed?.(row) === false || actions.onEdit === undefined) return false;
    setEditing({ at, typed: edit.options !== undefined || edit.type === 'date' ? null : typed });
    return true;
  }

  function sortBy(column: number): void {
    const by = columns[column]?.sortBy;
    if (by === undefined) return;
    actions.onSort?.({ by, direction: sort?.by === by && sort.direction === 'asc' ? 'desc' : 'asc' });
  }

  function apply(planned: PlannedEdits<Row, Patch>): void {
    if (planned.edits.length > 0) actions.onEdit?.(planned.edits);
    actions.say({ kind: 'changed', cells: planned.edits.length, skipped: planned.skipped, message: planned.message });
  }

  async function fillDown(): Promise<void> {
    if (range.bottom > range.top) {
      const rows = await source.readRange(range.top, range.bottom);
      return apply(planFill(rows[0]!, rows, range.left, range.right, columns));
    }
    const from = source.row(active.row);
    if (from !== undefined) apply(planFill(from, await controller.rows(), active.column, active.column, columns));
  }

  function carryOut(intent: Intent): boolean {
    const row = source.row(active.row);
    switch (intent.kind) {
      case 'move':
        go(intent.to, intent.extend);
        return true;
      case 'edit':
        return startEdit(active, intent.typed);
      case 'activate':
        if (!startEdit(active, null) && row !== undefined) actions.onOpen?.(row);
        return true;
      case 'sort':
        sortBy(active.column);
        return true;
      case 'resize': {
        const entry = layout.laid[active.column];
        if (entry !== undefined) layout.change((before) => resized(before, entry.column, entry.width + intent.by));
        return true;
      }
      case 'select_all':
        controller.select(ALL_SELECTED);
        return true;
      case 'toggle_row':
        if (row !== undefined) controller.select(toggled(controller.selection, row.id));
        return true;
      case 'clear':
        controller.select(NOTHING_SELECTED);
        setAnchor(active);
        return true;
      case 'fill_down':
        if (actions.onEdit !== undefined) void fillDown();
        return true;
      case 'space':
        if (actions.onSpace === undefined) {
          if (row !== undefined) controller.select(toggled(controller.selection, row.id));
        } else actions.onSpace();
        return true;
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (editing !== null || event.target !== event.currentTarget || source.total === 0) return;
    const intent = intentOf(
      { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey },
      active,
      bounds,
    );
    if (intent !== null && carryOut(intent)) event.preventDefault();
  }

  /** Keeps what was typed and goes on; a sentence when it cannot be kept. */
  function commit(text: string, then: Exclude<EditorIntent, 'cancel' | null> | 'stay'): string | null {
    if (editing === null) return null;
    const { at } = editing;
    const row = source.row(at.row);
    const edit = columns[at.column]?.edit;
    if (row !== undefined && edit !== undefined && text !== edit.text(row)) {
      const parsed = edit.parse(text, row);
      if (!parsed.ok) return parsed.message;
      actions.onEdit?.([{ row, patch: parsed.patch }]);
    }
    setEditing(null);
    if (then === 'stay') return null;
    scroller.current?.focus({ preventScroll: true });
    const editable = columns.map((column) => column.edit !== undefined);
    const lastRow = source.total - 1;
    const next =
      then === 'down'
        ? { row: Math.min(lastRow, at.row + 1), column: at.column }
        : then === 'up'
          ? { row: Math.max(0, at.row - 1), column: at.column }
          : { row: at.row, column: nextEditable(editable, at.column, then === 'right' ? 1 : -1) };
    go(next, false);
    if ((then === 'right' || then === 'left') && next.column !== at.column) startEdit(next, null);
    return null;
  }

  function cancel(): void {
    setEditing(null);
    scroller.current?.focus({ preventScroll: true });
  }

  function onPointerDown(event: PointerEvent): void {
    const place = placeOf(event);
    if (place === null || event.button !== 0) return;
    const { at, part } = place;
    if (part === 'check_all') return controller.select(controller.header === 'all' ? NOTHING_SELECTED : ALL_SELECTED);
    if (part === 'check') return toggleAt(at.row, event.shiftKey);
    if (at.row === -1) {
      setActive(at);
      return sortBy(at.column);
    }
    if (editing !== null && at.row === editing.at.row && at.column === editing.at.column) return;
    if (event.ctrlKey || event.metaKey) {
      setActive(at);
      setAnchor(at);
      return toggleAt(at.row, false);
    }
    dragging.current = !event.shiftKey;
    go(at, event.shiftKey);
  }

  function toggleAt(index: number, extend: boolean): void {
    const row = source.row(index);
    const column = active.column;
    if (extend) void selectRows(rangeOf({ row: anchor.row, column }, { row: index, column }), true);
    else if (row !== undefined) {
      controller.select(toggled(controller.selection, row.id));
      setAnchor({ row: index, column });
      setActive({ row: index, column });
    }
  }

  function onPointerMove(event: PointerEvent): void {
    if (!dragging.current || event.buttons !== 1) return void (dragging.current = false);
    const at = placeOf(event)?.at;
    if (at !== undefined && at.row >= 0 && (at.row !== active.row || at.column !== active.column)) go(at, true);
  }

  function onDoubleClick(event: PointerEvent): void {
    const at = placeOf(event)?.at;
    if (at === undefined || at.row < 0) return;
    const row = source.row(at.row);
    if (!startEdit(at, null) && row !== undefined) actions.onOpen?.(row);
  }

  async function copyRows(data: DataTransfer | null): Promise<void> {
    const byRange = controller.selection.kind === 'some' && controller.count <= range.bottom - range.top + 1;
    const shown = byRange ? columns.slice(range.left, range.right + 1) : columns;
    const known = byRange ? rowsOf(range) : controller.loaded();
    const wanted = byRange ? range.bottom - range.top + 1 : controller.count;
    const table = (rows: readonly Row[]): string => {
      const lines = rows.map((row) => shown.map((column) => column.text(row)));
      return formatTsv(byRange ? lines : [shown.map((column) => column.label), ...lines]);
    };
    if (known.length >= wanted) data?.setData('text/plain', table(known));
    // The event's clipboard closes with the event; what has to be read first goes through the asynchronous one.
    else await navigator.clipboard.writeText(table(byRange ? await source.readRange(range.top, range.bottom) : await controller.rows()));
    actions.say({ kind: 'copied', cells: wanted * shown.length });
  }

  function rowsOf({ top, bottom }: CellRange): readonly Row[] {
    const rows: Row[] = [];
    for (let index = top; index <= bottom; index++) {
      const row = source.row(index);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  function onCopy(event: ClipboardEvent): void {
    if (editing !== null || source.total === 0) return;
    event.preventDefault();
    void copyRows(event.clipboardData);
  }

  async function paste(text: string): Promise<void> {
    const table = parseTsv(text);
    const bottom = Math.min(source.total - 1, Math.max(range.bottom, range.top + table.length - 1));
    const rows = await source.readRange(range.top, bottom);
    apply(planPaste(table, range, columns, source.total, (index) => rows[index - range.top]));
  }

  function onPaste(event: ClipboardEvent): void {
    if (editing !== null || actions.onEdit === undefined || source.total === 0) return;
    event.preventDefault();
    void paste(event.clipboardData.getData('text/plain'));
  }

  return {
    active,
    range,
    editing,
    commit,
    cancel,
    isRowSelected: (id: string) => isSelected(controller.selection, id),
    handlers: { onKeyDown, onPointerDown, onPointerMove, onDoubleClick: onDoubleClick as never, onCopy, onPaste }, // as: a double click is a MouseEvent, of which only target is read
  };
}

/** The cell or box under the pointer, told by the data attributes that rows and header carry. */
function placeOf(event: {
  readonly target: EventTarget;
}): { readonly at: CellAddress; readonly part: 'cell' | 'check' | 'check_all' } | null {
  if (!(event.target instanceof Element) || event.target.closest('[data-resize], .grid-editor, .grid-editor-error') !== null) return null;
  const row = event.target.closest<HTMLElement>('[data-row]');
  if (row === null) return null;
  const index = Number(row.dataset['row']);
  if (event.target.closest('[data-check-all]') !== null) return { at: { row: -1, column: 0 }, part: 'check_all' };
  if (event.target.closest('[data-check]') !== null) return { at: { row: index, column: 0 }, part: 'check' };
  const cell = event.target.closest<HTMLElement>('[data-column]');
  return cell === null ? null : { at: { row: index, column: Number(cell.dataset['column']) }, part: 'cell' };
}
