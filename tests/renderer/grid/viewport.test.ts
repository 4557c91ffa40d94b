import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnWindow, scrollToRow, spacerHeight, viewport } from '../../../renderer/ui/grid/viewport.ts';

const base = { rowHeight: 32, height: 640, overscan: 4 };

describe('the window over the rows', () => {
  it('draws the rows in sight and a few around them', () => {
    expect(viewport({ ...base, total: 1000, scrollTop: 3200 })).toMatchObject({ first: 96, count: 28, firstVisible: 100, offset: 96 * 32 });
  });

  it('draws nothing past the last row', () => {
    expect(viewport({ ...base, total: 3, scrollTop: 0 })).toMatchObject({ first: 0, count: 3 });
    expect(viewport({ ...base, total: 0, scrollTop: 0 })).toMatchObject({ first: 0, count: 0 });
  });

  it('never asks the browser for an element taller than it can make', () => {
    expect(spacerHeight(5_000_000, 40)).toBeLessThan(17_000_000);
  });

  it('reaches the first and the last row of five million', () => {
    const total = 5_000_000;
    const bottom = spacerHeight(total, 32) - base.height;
    expect(viewport({ ...base, total, scrollTop: 0 }).first).toBe(0);
    const end = viewport({ ...base, total, scrollTop: bottom });
    expect(end.first + end.count).toBe(total);
  });

  it('covers what the person sees at every scroll position', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, share) => {
        const scrollTop = share * Math.max(0, spacerHeight(total, 32) - base.height);
        const drawn = viewport({ ...base, total, scrollTop });
        const top = drawn.offset;
        const bottom = drawn.offset + drawn.count * 32;
        expect(top).toBeLessThanOrEqual(scrollTop + 1e-6);
        expect(bottom).toBeGreaterThanOrEqual(Math.min(scrollTop + base.height, spacerHeight(total, 32)) - 1e-3);
      }),
    );
  });

  it('brings a row into view with the least movement, and leaves a visible one where it is', () => {
    const input = { total: 1000, rowHeight: 32, height: 640, scrollTop: 3200 };
    expect(scrollToRow(105, input)).toBe(3200);
    expect(scrollToRow(10, input)).toBe(320);
    expect(scrollToRow(200, input)).toBe(201 * 32 - 640);
  });

  it('brings any row of millions into view', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400_000, max: 4_000_000 }),
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, seed, share) => {
          const row = seed % total;
          const scrollTop = share * (spacerHeight(total, 32) - base.height);
          const moved = scrollToRow(row, { total, rowHeight: 32, height: base.height, scrollTop });
          const drawn = viewport({ ...base, total, scrollTop: moved });
          expect(row).toBeGreaterThanOrEqual(drawn.first);
          expect(row).toBeLessThan(drawn.first + drawn.count);
        },
      ),
    );
  });

  it('draws only the columns that meet the window, and keeps the room of the others', () => {
    const widths = [280, 100, 100, 100, 100, 100];
    expect(columnWindow(widths, 1, 150, 200)).toEqual({ first: 2, end: 5, before: 100, after: 100 });
    expect(columnWindow(widths, 1, 0, 5000)).toEqual({ first: 1, end: 6, before: 0, after: 0 });
  });
});
