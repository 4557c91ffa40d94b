import { describe, expect, it } from 'vitest';
import { chunks, PAGE_SIZE, pagesFor, placeOf } from '../../../renderer/ui/grid/pages.ts';

describe('the pages of a long list', () => {
  it('asks for the pages in sight, and for the next one in the direction of movement', () => {
    expect(pagesFor(10, 40, 100_000, 0)).toEqual([0]);
    expect(pagesFor(10, 40, 100_000, 1)).toEqual([0, 1]);
    expect(pagesFor(PAGE_SIZE * 3 - 5, PAGE_SIZE * 3 + 20, 100_000, -1)).toEqual([2, 3, 1]);
  });

  it('asks for no page that does not exist', () => {
    expect(pagesFor(0, 40, 30, 1)).toEqual([0]);
    expect(pagesFor(0, 40, 0, 1)).toEqual([0]);
    expect(pagesFor(0, 40, null, 1)).toEqual([0]);
    expect(pagesFor(500, 600, 100, 1)).toEqual([0]);
  });

  it('finds a row in its page', () => {
    expect(placeOf(PAGE_SIZE * 2 + 7)).toEqual({ page: 2, slot: 7 });
  });

  it('spells a range out in questions that the contract allows', () => {
    expect(chunks(0, 2499, 1000)).toEqual([
      { offset: 0, limit: 1000 },
      { offset: 1000, limit: 1000 },
      { offset: 2000, limit: 500 },
    ]);
    expect(chunks(0, -1, 1000)).toEqual([]);
  });
});
