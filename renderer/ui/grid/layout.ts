import type { GridColumn } from './types.ts';

/** What a person changed about the columns of one grid. Kept per grid on this machine. */
export interface ColumnLayout {
  readonly widths: Readonly<Record<string, number>>;
  readonly hidden: readonly string[];
  readonly shown: readonly string[];
  readonly order: readonly string[];
}

export const DEFAULT_LAYOUT: ColumnLayout = { widths: {}, hidden: [], shown: [], order: [] };
const MIN_WIDTH = 56;
const MAX_WIDTH = 900;

type AnyColumn = Pick<GridColumn<never, never>, 'id' | 'width' | 'minWidth' | 'hiddenAtFirst' | 'pinned'>;

export function isShown(column: AnyColumn, layout: ColumnLayout): boolean {
  if (column.pinned === true) return true;
  if (layout.hidden.includes(column.id)) return false;
  return column.hiddenAtFirst !== true || layout.shown.includes(column.id);
}

/** Columns as they are drawn: pinned first, then in the person's order; columns that are new to the layout keep their own place. */
export function arranged<C extends AnyColumn>(columns: readonly C[], layout: ColumnLayout): readonly C[] {
  const shown = columns.filter((column) => isShown(column, layout));
  const rank = new Map(layout.order.map((id, index) => [id, index]));
  const key = (column: C) => rank.get(column.id) ?? columns.indexOf(column);
  const rest = shown.filter((column) => column.pinned !== true).toSorted((a, b) => key(a) - key(b));
  return [...shown.filter((column) => column.pinned === true), ...rest];
}

export function widthOf(column: AnyColumn, layout: ColumnLayout): number {
  return Math.min(MAX_WIDTH, Math.max(column.minWidth ?? MIN_WIDTH, layout.widths[column.id] ?? column.width));
}

export function resized(layout: ColumnLayout, column: AnyColumn, width: number): ColumnLayout {
  const kept = Math.round(Math.min(MAX_WIDTH, Math.max(column.minWidth ?? MIN_WIDTH, width)));
  return { ...layout, widths: { ...layout.widths, [column.id]: kept } };
}

export function withShown(layout: ColumnLayout, column: AnyColumn, shown: boolean): ColumnLayout {
  const without = (ids: readonly string[]) => ids.filter((id) => id !== column.id);
  return shown
    ? { ...layout, hidden: without(layout.hidden), shown: [...without(layout.shown), column.id] }
    : { ...layout, hidden: [...without(layout.hidden), column.id], shown: without(layout.shown) };
}

/** Moves a column one place among those that can move. */
export function withMoved<C extends AnyColumn>(layout: ColumnLayout, columns: readonly C[], id: string, step: -1 | 1): ColumnLayout {
  const order = arranged(
    columns.map((column) => ({ ...column, hiddenAtFirst: false })),
    { ...layout, hidden: [] },
  )
    .filter((column) => column.pinned !== true)
    .map((column) => column.id);
  const from = order.indexOf(id);
  const to = from + step;
  if (from < 0 || to < 0 || to >= order.length) return layout;
  order.splice(to, 0, ...order.splice(from, 1));
  return { ...layout, order };
}

/** Reads what an earlier run kept; anything unexpected is the default layout. */
export function parseLayout(text: string | null): ColumnLayout {
  if (text === null) return DEFAULT_LAYOUT;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return DEFAULT_LAYOUT;
    const read = value as Partial<Record<keyof ColumnLayout, unknown>>; // as: every member is checked below
    const ids = (list: unknown) => (Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []);
    const widths = Object.entries(typeof read.widths === 'object' && read.widths !== null ? read.widths : {});
    return {
      widths: Object.fromEntries(widths.filter((entry): entry is [string, number] => Number.isFinite(entry[1]))),
      hidden: ids(read.hidden),
      shown: ids(read.shown),
      order: ids(read.order),
    };
  } catch {
    return DEFAULT_LAYOUT;
  }
}
