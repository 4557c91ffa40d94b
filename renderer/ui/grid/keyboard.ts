import type { CellAddress } from './types.ts';

/** The keys of a grid, apart from the browser: an event goes in, what the person meant comes out. */
export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

export interface Bounds {
  readonly rows: number;
  readonly columns: number;
  /** Rows that fit the window: what PageUp and PageDown move by. */
  readonly pageRows: number;
}

export type Intent =
  | { readonly kind: 'move'; readonly to: CellAddress; readonly extend: boolean }
  | { readonly kind: 'edit'; readonly typed: string | null }
  | { readonly kind: 'sort' }
  | { readonly kind: 'resize'; readonly by: number }
  | { readonly kind: 'activate' }
  | { readonly kind: 'select_all' }
  | { readonly kind: 'toggle_row' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'fill_down' }
  | { readonly kind: 'space' };

const RESIZE_STEP = 16;

export function movedBy(press: KeyPress, from: CellAddress, bounds: Bounds): CellAddress | null {
  const lastRow = bounds.rows - 1;
  const lastColumn = bounds.columns - 1;
  const to = destination(press, from, bounds, lastRow, lastColumn);
  if (to === null) return null;
  return { row: Math.max(-1, Math.min(lastRow, to.row)), column: Math.max(0, Math.min(lastColumn, to.column)) };
}

function destination(press: KeyPress, from: CellAddress, bounds: Bounds, lastRow: number, lastColumn: number): CellAddress | null {
  const { row, column } = from;
  switch (press.key) {
    case 'ArrowDown':
      return { row: press.ctrl ? lastRow : row + 1, column };
    case 'ArrowUp':
      return { row: press.ctrl ? 0 : row - 1, column };
    case 'ArrowRight':
      return { row, column: press.ctrl ? lastColumn : column + 1 };
    case 'ArrowLeft':
      return { row, column: press.ctrl ? 0 : column - 1 };
    case 'PageDown':
      return { row: Math.max(0, row) + bounds.pageRows, column };
    case 'PageUp':
      return { row: Math.max(0, row - bounds.pageRows), column };
    case 'Home':
      return press.ctrl ? { row: 0, column: 0 } : { row, column: 0 };
    case 'End':
      return press.ctrl ? { row: lastRow, column: lastColumn } : { row, column: lastColumn };
    default:
      return null;
  }
}

/** What a key means while no cell is being edited; null leaves it to the page (Tab leaves the grid). */
export function intentOf(press: KeyPress, active: CellAddress, bounds: Bounds): Intent | null {
  const inHeader = active.row === -1;
  if (inHeader && press.shift && press.key === 'ArrowLeft') return { kind: 'resize', by: -RESIZE_STEP };
  if (inHeader && press.shift && press.key === 'ArrowRight') return { kind: 'resize', by: RESIZE_STEP };
  if (press.alt) return null;
  const to = movedBy(press, active, bounds);
  if (to !== null) return { kind: 'move', to: press.shift && to.row === -1 ? { ...to, row: 0 } : to, extend: press.shift && !inHeader };
  if (press.ctrl) return ctrlIntent(press, inHeader);
  switch (press.key) {
    case 'Enter':
      return inHeader ? { kind: 'sort' } : { kind: 'activate' };
    case 'F2':
      return inHeader ? null : { kind: 'edit', typed: null };
    case 'Escape':
      return { kind: 'clear' };
    case ' ':
      return inHeader ? { kind: 'sort' } : press.shift ? { kind: 'toggle_row' } : { kind: 'space' };
    case 'Delete':
    case 'Backspace':
      return inHeader ? null : { kind: 'edit', typed: '' };
    default:
      return !inHeader && Array.from(press.key).length === 1 ? { kind: 'edit', typed: press.key } : null;
  }
}

function ctrlIntent(press: KeyPress, inHeader: boolean): Intent | null {
  const key = press.key.toLowerCase();
  if (press.shift) return null;
  if (key === 'a') return { kind: 'select_all' };
  if (key === 'd' && !inHeader) return { kind: 'fill_down' };
  if (key === ' ' && !inHeader) return { kind: 'toggle_row' };
  return null;
}

export type EditorIntent = 'cancel' | 'down' | 'up' | 'right' | 'left' | null;

/** What a key means inside a cell editor; where the active cell goes after the value was kept. */
export function editorIntent(press: KeyPress): EditorIntent {
  if (press.key === 'Escape') return 'cancel';
  if (press.key === 'Enter' && !press.alt) return press.shift ? 'up' : 'down';
  if (press.key === 'Tab') return press.shift ? 'left' : 'right';
  return null;
}

export interface CellRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function rangeOf(anchor: CellAddress, active: CellAddress): CellRange {
  return {
    top: Math.max(0, Math.min(anchor.row, active.row)),
    bottom: Math.max(anchor.row, active.row),
    left: Math.min(anchor.column, active.column),
    right: Math.max(anchor.column, active.column),
  };
}

/** The next editable column to the right or left of `from`, or `from` itself when there is none. */
export function nextEditable(editable: readonly boolean[], from: number, step: 1 | -1): number {
  for (let column = from + step; column >= 0 && column < editable.length; column += step) if (editable[column] === true) return column;
  return from;
}
