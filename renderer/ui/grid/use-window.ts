import { useQueries, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { chunks, IDS_PAGE_SIZE, PAGE_SIZE, pagesFor, placeOf, type WindowAnswer } from './pages.ts';

/** One question for a part of a list, as the query cache asks it. */
export interface WindowQuery<Answer> {
  readonly queryKey: QueryKey;
  readonly queryFn: () => Promise<Answer>;
}

export interface WindowSource<Row, Answer = unknown> {
  /** Changes with the filter and the sort: another key is another list. */
  readonly key: string;
  readonly total: number;
  /** The whole first answer: totals and the like. Undefined until it came. */
  readonly head: Answer | undefined;
  readonly status: 'loading' | 'ready' | 'error';
  /** True while the rows on the screen still belong to the question before this one. */
  readonly isPrevious: boolean;
  readonly error: Error | null;
  readonly row: (index: number) => Row | undefined;
  /** Every row that has been read and kept. */
  readonly cached: () => readonly Row[];
  /** Says which rows are in sight; reads what is missing and the next page in the direction of movement. */
  readonly show: (first: number, last: number) => void;
  /** Rows of any part of the list, read where they are not in the cache. */
  readonly readRange: (first: number, last: number) => Promise<readonly Row[]>;
  readonly retry: () => void;
}

interface WindowOptions<Row, Answer> {
  readonly key: string;
  readonly ask: (offset: number, limit: number) => WindowQuery<Answer>;
  readonly pick: (answer: Answer) => WindowAnswer<Row>;
}

const FIRST_PAGE: readonly number[] = [0];

/** A list of any length behind a grid: pages live in the query cache, so a topic that moves refreshes what is in sight. */
export function useGridWindow<Row, Answer>({ key, ask, pick }: WindowOptions<Row, Answer>): WindowSource<Row, Answer> {
  const client = useQueryClient();
  const [wanted, setWanted] = useState<{ readonly key: string; readonly pages: readonly number[] }>({ key, pages: FIRST_PAGE });
  const pages = wanted.key === key ? wanted.pages : FIRST_PAGE;
  const answers = useQueries({
    queries: pages.map((page) => ({ ...ask(page * PAGE_SIZE, PAGE_SIZE), staleTime: Infinity })),
  });

  // A page's answer replaces the one it had; with another key all are replaced once the first real answer is there.
  const book = useRef<{ key: string; pages: Map<number, readonly Row[]>; total: number; head: Answer | undefined }>({
    key: '',
    pages: new Map(),
    total: 0,
    head: undefined,
  });
  const real = answers.map((answer) => answer.data);
  const isFresh = real.some((data) => data !== undefined);
  if (isFresh && book.current.key !== key) book.current = { key, pages: new Map(), total: 0, head: undefined };
  if (book.current.key === key) {
    real.forEach((data, index) => {
      if (data === undefined) return;
      const picked = pick(data);
      const page = pages[index]!;
      book.current.pages.set(page, picked.rows);
      book.current.total = picked.total;
      if (page === 0 || book.current.head === undefined) book.current.head = data;
    });
  }

  const total = book.current.total;
  const seen = useRef(0);
  const show = useCallback(
    (first: number, last: number) => {
      const direction = Math.sign(first - seen.current) as -1 | 0 | 1; // Math.sign of an integer difference
      seen.current = first;
      const next = pagesFor(first, last, book.current.key === key ? book.current.total : null, direction);
      setWanted((before) =>
        before.key === key && next.length === before.pages.length && next.every((page, index) => page === before.pages[index])
          ? before
          : { key, pages: next },
      );
    },
    [key],
  );
  const row = useCallback((index: number) => {
    const { page, slot } = placeOf(index);
    return book.current.pages.get(page)?.[slot];
  }, []);
  const cached = useCallback(() => [...book.current.pages.values()].flat(), []);
  const questions = useRef({ ask, pick });
  questions.current = { ask, pick };
  const readRange = useCallback(
    async (first: number, last: number) => {
      const known: Row[] = [];
      for (let index = first; index <= last; index++) {
        const found = row(index);
        if (found === undefined) break;
        known.push(found);
      }
      if (known.length === last - first + 1) return known;
      const read: Row[] = [];
      // One after the other: the backend answers in milliseconds and a burst would stand before what the eye waits for.
      for (const { offset, limit } of chunks(first, last, IDS_PAGE_SIZE)) {
        const answer = await client.fetchQuery({ ...questions.current.ask(offset, limit), staleTime: 0, gcTime: 0 });
        read.push(...questions.current.pick(answer).rows);
      }
      return read;
    },
    [client, row],
  );

  const failed = answers.find((answer) => answer.error !== null)?.error ?? null;
  const isPrevious = book.current.key !== key && book.current.key !== '';
  const status = failed !== null && !isFresh && book.current.key !== key ? 'error' : book.current.key === '' ? 'loading' : 'ready';
  const stamp = answers.map((answer) => answer.dataUpdatedAt).join(' ');
  return useMemo(
    () => ({
      key,
      total,
      head: book.current.head,
      status,
      isPrevious,
      error: failed,
      row,
      cached,
      show,
      readRange,
      retry: () => answers.forEach((answer) => void answer.refetch()),
    }),
    // `stamp` stands for the answers: rows are read through the book, and a new source is what tells the rows to look again.
    [key, total, status, isPrevious, failed, row, cached, show, readRange, stamp],
  );
}
