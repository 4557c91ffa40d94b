import { describe, expect, it } from 'vitest';
import { arranged, DEFAULT_LAYOUT, parseLayout, resized, widthOf, withMoved, withShown } from '../../../renderer/ui/grid/layout.ts';

const columns = [
  { id: 'name', width: 200, pinned: true },
  { id: 'a', width: 100 },
  { id: 'b', width: 100 },
  { id: 'late', width: 100, hiddenAtFirst: true },
];
const ids = (layout = DEFAULT_LAYOUT) => arranged(columns, layout).map(({ id }) => id);

describe('the columns as a person arranged them', () => {
  it('hides what starts hidden and never the pinned one', () => {
    expect(ids()).toEqual(['name', 'a', 'b']);
    expect(ids(withShown(DEFAULT_LAYOUT, columns[0]!, false))).toContain('name');
    expect(ids(withShown(DEFAULT_LAYOUT, columns[3]!, true))).toEqual(['name', 'a', 'b', 'late']);
  });

  it('moves a column past its neighbour and keeps the pinned one first', () => {
    expect(ids(withMoved(DEFAULT_LAYOUT, columns, 'b', -1))).toEqual(['name', 'b', 'a']);
    expect(ids(withMoved(DEFAULT_LAYOUT, columns, 'a', -1))).toEqual(['name', 'a', 'b']);
  });

  it('keeps a width inside what can be read', () => {
    expect(widthOf(columns[1]!, resized(DEFAULT_LAYOUT, columns[1]!, 3))).toBe(56);
    expect(widthOf(columns[1]!, resized(DEFAULT_LAYOUT, columns[1]!, 333.4))).toBe(333);
  });

  it('starts afresh from a remembered text that is not a layout', () => {
    expect(parseLayout('{nonsense')).toEqual(DEFAULT_LAYOUT);
    expect(parseLayout('{"widths":{"a":"wide"},"hidden":"all"}')).toEqual(DEFAULT_LAYOUT);
  });
});
