import { describe, expect, it } from 'vitest';
import { planFill, planPaste } from '../../../renderer/ui/grid/edits.ts';
import { groupEdits } from '../../../renderer/ui/grid/group-edits.ts';
import type { GridColumn } from '../../../renderer/ui/grid/types.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}
type Patch = Partial<Omit<Row, 'id'>>;

const columns: readonly GridColumn<Row, Patch>[] = [
  { id: 'id', label: 'Id', width: 80, text: (row) => row.id },
  {
    id: 'name',
    label: 'Nombre',
    width: 80,
    text: (row) => row.name,
    edit: {
      text: (row) => row.name,
      parse: (text) => (text === '' ? { ok: false, message: 'Escriba un nombre.' } : { ok: true, patch: { name: text } }),
    },
  },
  {
    id: 'status',
    label: 'Estado',
    width: 80,
    text: (row) => row.status,
    edit: {
      text: (row) => row.status,
      allowed: (row) => row.id !== 'locked',
      options: [{ value: 'paused', label: 'En pausa' }],
      parse: (text) => (text === 'paused' ? { ok: true, patch: { status: text } } : { ok: false, message: 'No existe.' }),
    },
  },
];
const rows: readonly Row[] = ['a', 'b', 'locked'].map((id) => ({ id, name: id.toUpperCase(), status: 'active' }));
const rowAt = (index: number) => rows[index];

describe('what a paste or a fill would change', () => {
  it('skips columns that cannot be edited and says how many cells it left', () => {
    const planned = planPaste([['x', 'Nuevo']], { top: 0, bottom: 0, left: 0, right: 0 }, columns, 3, rowAt);
    expect(planned.edits.map(({ patch }) => patch)).toEqual([{ name: 'Nuevo' }]);
    expect(planned.skipped).toBe(1);
  });

  it('understands a choice by the words that the screen shows', () => {
    expect(planPaste([['en pausa']], { top: 0, bottom: 0, left: 2, right: 2 }, columns, 3, rowAt).edits[0]?.patch).toEqual({
      status: 'paused',
    });
  });

  it('keeps the reason of the first refused cell', () => {
    const planned = planPaste([['']], { top: 0, bottom: 1, left: 1, right: 1 }, columns, 3, rowAt);
    expect(planned).toMatchObject({ skipped: 2, message: 'Escriba un nombre.', edits: [] });
  });

  it('leaves rows alone where the column is closed, and cells that already say so', () => {
    expect(planPaste([['paused']], { top: 0, bottom: 2, left: 2, right: 2 }, columns, 3, rowAt)).toMatchObject({ skipped: 1 });
    expect(planPaste([['A']], { top: 0, bottom: 0, left: 1, right: 1 }, columns, 3, rowAt)).toMatchObject({ skipped: 0, edits: [] });
  });

  it('fills the first row down over the others', () => {
    expect(planFill(rows[0]!, rows, 1, 1, columns).edits.map(({ row, patch }) => [row.id, patch.name])).toEqual([
      ['b', 'A'],
      ['locked', 'A'],
    ]);
  });

  it('sends rows that get the same values in one command, and the fields of a row together', () => {
    const groups = groupEdits<Row, Patch>([
      { row: rows[0]!, patch: { name: 'X' } },
      { row: rows[1]!, patch: { name: 'X' } },
      { row: rows[2]!, patch: { name: 'X' } },
      { row: rows[2]!, patch: { status: 'paused' } },
    ]);
    expect(groups).toEqual([
      { ids: ['a', 'b'], patch: { name: 'X' } },
      { ids: ['locked'], patch: { name: 'X', status: 'paused' } },
    ]);
  });
});
