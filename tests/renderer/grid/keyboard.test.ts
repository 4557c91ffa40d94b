import { describe, expect, it } from 'vitest';
import { editorIntent, intentOf, nextEditable, rangeOf, type KeyPress } from '../../../renderer/ui/grid/keyboard.ts';

const bounds = { rows: 100, columns: 6, pageRows: 20 };
const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, ctrl: false, shift: false, alt: false, ...held });
const at = (row: number, column: number) => ({ row, column });

describe('the keys of a grid', () => {
  it('walks by cell, by page, to the ends of a line and of the list', () => {
    expect(intentOf(press('ArrowDown'), at(3, 2), bounds)).toEqual({ kind: 'move', to: at(4, 2), extend: false });
    expect(intentOf(press('PageDown'), at(3, 2), bounds)).toMatchObject({ to: at(23, 2) });
    expect(intentOf(press('PageDown'), at(95, 2), bounds)).toMatchObject({ to: at(99, 2) });
    expect(intentOf(press('Home'), at(3, 2), bounds)).toMatchObject({ to: at(3, 0) });
    expect(intentOf(press('End', { ctrl: true }), at(3, 2), bounds)).toMatchObject({ to: at(99, 5) });
  });

  it('goes up into the header from the first row, and no further', () => {
    expect(intentOf(press('ArrowUp'), at(0, 1), bounds)).toMatchObject({ to: at(-1, 1) });
    expect(intentOf(press('ArrowUp'), at(-1, 1), bounds)).toMatchObject({ to: at(-1, 1) });
  });

  it('never takes the header into a range', () => {
    expect(intentOf(press('ArrowUp', { shift: true }), at(0, 1), bounds)).toEqual({ kind: 'move', to: at(0, 1), extend: true });
  });

  it('sorts and resizes in the header, edits in the rows', () => {
    expect(intentOf(press('Enter'), at(-1, 1), bounds)).toEqual({ kind: 'sort' });
    expect(intentOf(press('ArrowRight', { shift: true }), at(-1, 1), bounds)).toEqual({ kind: 'resize', by: 16 });
    expect(intentOf(press('F2'), at(2, 1), bounds)).toEqual({ kind: 'edit', typed: null });
    expect(intentOf(press('F2'), at(-1, 1), bounds)).toBeNull();
  });

  it('begins an edit with the character that was typed, accents included', () => {
    expect(intentOf(press('é'), at(2, 1), bounds)).toEqual({ kind: 'edit', typed: 'é' });
    expect(intentOf(press('F5'), at(2, 1), bounds)).toBeNull();
  });

  it('keeps space, all, fill down and clear apart', () => {
    expect(intentOf(press(' '), at(2, 1), bounds)).toEqual({ kind: 'space' });
    expect(intentOf(press(' ', { shift: true }), at(2, 1), bounds)).toEqual({ kind: 'toggle_row' });
    expect(intentOf(press('a', { ctrl: true }), at(2, 1), bounds)).toEqual({ kind: 'select_all' });
    expect(intentOf(press('d', { ctrl: true }), at(2, 1), bounds)).toEqual({ kind: 'fill_down' });
    expect(intentOf(press('Escape'), at(2, 1), bounds)).toEqual({ kind: 'clear' });
  });

  it('leaves Tab and the shortcuts of the program to the page', () => {
    expect(intentOf(press('Tab'), at(2, 1), bounds)).toBeNull();
    expect(intentOf(press('e', { ctrl: true }), at(2, 1), bounds)).toBeNull();
    expect(intentOf(press('ArrowDown', { alt: true }), at(2, 1), bounds)).toBeNull();
  });

  it('confirms down, up, right and left from the editor, and cancels', () => {
    expect(['Enter', 'Tab', 'Escape', 'a'].map((key) => editorIntent(press(key)))).toEqual(['down', 'right', 'cancel', null]);
    expect(editorIntent(press('Enter', { shift: true }))).toBe('up');
  });

  it('jumps to the next column that can be edited, or stays', () => {
    expect(nextEditable([true, false, false, true], 0, 1)).toBe(3);
    expect(nextEditable([true, false, false, true], 3, 1)).toBe(3);
    expect(nextEditable([true, false, false, true], 3, -1)).toBe(0);
  });

  it('spans a range from wherever it was begun', () => {
    expect(rangeOf(at(5, 3), at(2, 4))).toEqual({ top: 2, bottom: 5, left: 3, right: 4 });
  });
});
