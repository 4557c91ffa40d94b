import { describe, expect, it } from 'vitest';
import {
  ALL_SELECTED,
  headerState,
  isSelected,
  NOTHING_SELECTED,
  selectedCount,
  selectOnly,
  toggled,
  withAdded,
} from '../../../renderer/ui/grid/selection.ts';

describe('the selection of rows', () => {
  it('means all that the filter shows without reading them', () => {
    expect(selectedCount(ALL_SELECTED, 100_000)).toBe(100_000);
    expect(isSelected(ALL_SELECTED, 'never read')).toBe(true);
  });

  it('takes a row out of all and puts it back', () => {
    const without = toggled(ALL_SELECTED, 'a');
    expect(isSelected(without, 'a')).toBe(false);
    expect(selectedCount(without, 10)).toBe(9);
    expect(selectedCount(toggled(without, 'a'), 10)).toBe(10);
  });

  it('adds a range to what was chosen', () => {
    expect(selectedCount(withAdded(selectOnly(['a']), ['a', 'b', 'c']), 10)).toBe(3);
    expect(isSelected(withAdded(toggled(ALL_SELECTED, 'b'), ['b']), 'b')).toBe(true);
  });

  it('tells the box of the header none, some and all apart', () => {
    expect(headerState(NOTHING_SELECTED, 3)).toBe('none');
    expect(headerState(selectOnly(['a']), 3)).toBe('some');
    expect(headerState(selectOnly(['a', 'b', 'c']), 3)).toBe('all');
    expect(headerState(ALL_SELECTED, 0)).toBe('none');
  });
});
