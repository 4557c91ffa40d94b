import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { columnWindow, scrollToRow, viewport, type ColumnWindow, type Viewport } from './viewport.ts';

const OVERSCAN = 6;
const SETTLE_MS = 140;

export interface ViewportSettings {
  readonly total: number;
  readonly rowHeight: number;
  readonly widths: readonly number[];
  readonly pinned: number;
  readonly pinnedWidth: number;
  /** Height of what sticks to the top and the bottom of the scroller. */
  readonly fixedHeight: number;
}

export interface Scrolled {
  readonly rows: Viewport;
  readonly columns: ColumnWindow;
  readonly pageRows: number;
  /** How many rows can be drawn at most: the number of places that rows take turns in. Changes with the window's height only. */
  readonly slots: number;
  /** False while the person scrolls. */
  readonly settled: boolean;
  readonly reveal: (row: number, column: number) => void;
  readonly toTop: () => void;
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** What the scroller shows. Follows scrolling inside the same frame, so that no frame is painted without its rows. */
export function useViewport(scroller: RefObject<HTMLDivElement | null>, settings: ViewportSettings): Scrolled {
  const [box, setBox] = useState<Box>({ top: 0, left: 0, width: 0, height: 0 });
  const [settled, setSettled] = useState(true);
  const latest = useRef(settings);
  latest.current = settings;
  const drawn = useRef('');
  const shift = useRef(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = (): Box => ({
      top: element.scrollTop,
      left: element.scrollLeft,
      width: element.clientWidth,
      height: element.clientHeight,
    });
    const onScroll = (): void => {
      const next = read();
      if (next.left !== shift.current) {
        shift.current = next.left;
        element.style.setProperty('--shift', `${next.left}px`);
        element.classList.toggle('is-shifted', next.left > 0);
      }
      const key = stamp(next, latest.current);
      clearTimeout(timer);
      timer = setTimeout(() => setSettled(true), SETTLE_MS);
      if (key === drawn.current) return;
      drawn.current = key;
      flushSync(() => {
        setBox(next);
        setSettled(false);
      });
    };
    const observer = new ResizeObserver(() => setBox(read()));
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    setBox(read());
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller]);

  const { rows, columns, pageRows, slots } = measured(box, settings);
  const reveal = useCallback(
    (row: number, column: number) => {
      const element = scroller.current;
      if (element === null) return;
      const now = latest.current;
      const height = element.clientHeight - now.fixedHeight;
      if (row >= 0) {
        const top = scrollToRow(row, { total: now.total, rowHeight: now.rowHeight, height, scrollTop: element.scrollTop });
        if (top !== element.scrollTop) element.scrollTop = top;
      }
      const left = scrollToColumn(column, now, element);
      if (left !== element.scrollLeft) element.scrollLeft = left;
    },
    [scroller],
  );
  const toTop = useCallback(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  }, [scroller]);
  return { rows, columns, pageRows, slots, settled, reveal, toTop };
}

function measured(box: Box, { total, rowHeight, widths, pinned, pinnedWidth, fixedHeight }: ViewportSettings) {
  const height = Math.max(0, box.height - fixedHeight);
  return {
    rows: viewport({ total, rowHeight, height, scrollTop: box.top, overscan: OVERSCAN }),
    columns: columnWindow(widths, pinned, box.left, Math.max(0, box.width - pinnedWidth)),
    pageRows: Math.max(1, Math.floor(height / rowHeight) - 1),
    slots: Math.ceil(height / rowHeight) + 1 + 2 * OVERSCAN,
  };
}

/** The same text means that nothing needs to be drawn anew. */
function stamp(box: Box, settings: ViewportSettings): string {
  const { rows, columns } = measured(box, settings);
  const capped = settings.total * settings.rowHeight > rows.spacer;
  return `${rows.first} ${rows.count} ${columns.first} ${columns.end} ${capped ? box.top : ''}`;
}

function scrollToColumn(column: number, { widths, pinned, pinnedWidth }: ViewportSettings, element: HTMLElement): number {
  if (column < pinned) return element.scrollLeft;
  let left = 0;
  for (let index = pinned; index < column; index++) left += widths[index] ?? 0;
  const right = left + (widths[column] ?? 0);
  const room = element.clientWidth - pinnedWidth;
  if (left < element.scrollLeft) return left;
  return right > element.scrollLeft + room ? right - room : element.scrollLeft;
}
