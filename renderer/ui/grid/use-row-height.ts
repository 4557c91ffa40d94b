import { useEffect, useState, type RefObject } from 'react';

const HEIGHTS: Readonly<Record<string, number>> = { compact: 28, comfortable: 40 };
const NORMAL = 32;

function present(): number {
  return HEIGHTS[document.documentElement.dataset['density'] ?? ''] ?? NORMAL;
}

/** The height of a row in the chosen density: the number behind the `--row` token. */
export function useRowHeight(scroller: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(present);
  useEffect(() => {
    const observer = new MutationObserver(() => setHeight(present()));
    observer.observe(document.documentElement, { attributeFilter: ['data-density'] });
    setHeight(present());
    return () => observer.disconnect();
  }, [scroller]);
  return height;
}
