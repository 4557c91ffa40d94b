/** A list of any length is read in pages of this many rows. Two screens of rows; the contract allows a thousand. */
export const PAGE_SIZE = 200;
/** How many ids one question brings when a selection has to be spelled out. */
export const IDS_PAGE_SIZE = 1000;

export interface WindowAnswer<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** Pages that hold rows `first…last`, and the neighbour that the eye will reach next. */
export function pagesFor(first: number, last: number, total: number | null, direction: -1 | 0 | 1): readonly number[] {
  const lastRow = total === null ? Math.max(first, last) : Math.min(last, Math.max(0, total - 1));
  const from = Math.floor(Math.max(0, Math.min(first, lastRow)) / PAGE_SIZE);
  const to = Math.floor(Math.max(0, lastRow) / PAGE_SIZE);
  const pages: number[] = [];
  for (let page = from; page <= to; page++) pages.push(page);
  const next = direction < 0 ? from - 1 : to + 1;
  const exists = next >= 0 && total !== null && next * PAGE_SIZE < total;
  if (exists && direction !== 0) pages.push(next);
  return pages;
}

export function placeOf(index: number): { readonly page: number; readonly slot: number } {
  return { page: Math.floor(index / PAGE_SIZE), slot: index % PAGE_SIZE };
}

/** Offsets of the questions that bring rows `first…last`, each at most `size` long. */
export function chunks(first: number, last: number, size: number): readonly { readonly offset: number; readonly limit: number }[] {
  const result = [];
  for (let offset = first; offset <= last; offset += size) result.push({ offset, limit: Math.min(size, last - offset + 1) });
  return result;
}
