/**
 * Which rows stand in the window, by arithmetic: all rows have one height, so nothing is measured.
 *
 * Browsers cap the height of an element (Chromium near 33.5 million pixels, Firefox near 17.8 million; measured, no
 * page states it). Above `MAX_HEIGHT` the scroll bar covers the rows in proportion and rows are placed relative to it.
 */
const MAX_HEIGHT = 12_000_000;

export interface ViewportInput {
  readonly total: number;
  readonly rowHeight: number;
  /** Height of the part of the scroller that shows rows. */
  readonly height: number;
  readonly scrollTop: number;
  readonly overscan: number;
}

export interface Viewport {
  /** First row drawn and how many. */
  readonly first: number;
  readonly count: number;
  /** First row that a person can see whole. */
  readonly firstVisible: number;
  /** Height of the spacer that gives the scroll bar its length. */
  readonly spacer: number;
  /** Where row `first` stands, in pixels from the top of the spacer. */
  readonly offset: number;
}

export function spacerHeight(total: number, rowHeight: number): number {
  return Math.min(total * rowHeight, MAX_HEIGHT);
}

/** Position in the full, uncapped list that a scroll position means. */
function virtualTop(scrollTop: number, total: number, rowHeight: number, height: number): number {
  const full = total * rowHeight;
  const spacer = spacerHeight(total, rowHeight);
  if (full <= spacer || spacer <= height) return Math.max(0, scrollTop);
  return Math.max(0, scrollTop) * ((full - height) / (spacer - height));
}

export function viewport({ total, rowHeight, height, scrollTop, overscan }: ViewportInput): Viewport {
  const top = Math.min(virtualTop(scrollTop, total, rowHeight, height), Math.max(0, total * rowHeight - height));
  const seen = Math.floor(top / rowHeight);
  const first = Math.max(0, seen - overscan);
  const end = Math.min(total, Math.ceil((top + height) / rowHeight) + overscan);
  return {
    first,
    count: Math.max(0, end - first),
    firstVisible: Math.min(Math.max(0, total - 1), Math.ceil(top / rowHeight)),
    spacer: spacerHeight(total, rowHeight),
    // Exact where nothing is scaled: a row that stays must not be drawn again for a rounding.
    offset:
      total * rowHeight <= MAX_HEIGHT
        ? first * rowHeight
        : scrollTopClamped(scrollTop, total, rowHeight, height) + (first * rowHeight - top),
  };
}

function scrollTopClamped(scrollTop: number, total: number, rowHeight: number, height: number): number {
  return Math.min(Math.max(0, scrollTop), Math.max(0, spacerHeight(total, rowHeight) - height));
}

/** The scroll position that brings a row into view with the least movement; the present one when it already is. */
export function scrollToRow(row: number, input: Omit<ViewportInput, 'overscan'>): number {
  const { total, rowHeight, height, scrollTop } = input;
  const top = virtualTop(scrollTop, total, rowHeight, height);
  const rowTop = row * rowHeight;
  const wanted = rowTop < top ? rowTop : rowTop + rowHeight > top + height ? rowTop + rowHeight - height : top;
  if (wanted === top) return scrollTop;
  const full = total * rowHeight;
  const spacer = spacerHeight(total, rowHeight);
  return full <= spacer || full <= height ? wanted : wanted * ((spacer - height) / (full - height));
}

export interface ColumnWindow {
  /** Positions of the columns drawn after the pinned one, and the empty room on both sides of them. */
  readonly first: number;
  readonly end: number;
  readonly before: number;
  readonly after: number;
}

/** Columns `from…` that meet the window, so that twenty columns cost what the seven in sight cost. */
export function columnWindow(widths: readonly number[], from: number, scrollLeft: number, room: number): ColumnWindow {
  let left = 0;
  let first = from;
  while (first < widths.length - 1 && left + widths[first]! <= scrollLeft) left += widths[first++]!;
  let end = first;
  let right = left;
  while (end < widths.length && right < scrollLeft + room) right += widths[end++]!;
  let after = 0;
  for (let index = end; index < widths.length; index++) after += widths[index]!;
  return { first, end, before: left, after };
}
