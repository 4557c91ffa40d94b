import type { GridEdit, GridRowData } from './types.ts';

export interface EditGroup<Patch> {
  readonly ids: readonly string[];
  readonly patch: Patch;
}

/** Edits of one row become one patch; rows that get the same patch become one command, so a fill down is one undo step. */
export function groupEdits<Row extends GridRowData, Patch extends object>(
  edits: readonly GridEdit<Row, Patch>[],
): readonly EditGroup<Patch>[] {
  const byRow = new Map<string, Patch>();
  for (const { row, patch } of edits) byRow.set(row.id, { ...(byRow.get(row.id) ?? patch), ...patch });
  const groups = new Map<string, { ids: string[]; patch: Patch }>();
  for (const [id, patch] of byRow) {
    const key = JSON.stringify(patch, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ids: [id], patch });
    else group.ids.push(id);
  }
  return [...groups.values()];
}
