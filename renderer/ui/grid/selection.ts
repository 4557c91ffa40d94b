/** Which rows are chosen: some by id, or all that the filter shows except a few. `all` never lists what it has not read. */
export type RowSelection =
  | { readonly kind: 'some'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'all'; readonly except: ReadonlySet<string> };

export const NOTHING_SELECTED: RowSelection = { kind: 'some', ids: new Set() };
export const ALL_SELECTED: RowSelection = { kind: 'all', except: new Set() };

export function isSelected(selection: RowSelection, id: string): boolean {
  return selection.kind === 'all' ? !selection.except.has(id) : selection.ids.has(id);
}

export function selectedCount(selection: RowSelection, total: number): number {
  return selection.kind === 'all' ? Math.max(0, total - selection.except.size) : selection.ids.size;
}

export function selectOnly(ids: Iterable<string>): RowSelection {
  return { kind: 'some', ids: new Set(ids) };
}

export function toggled(selection: RowSelection, id: string): RowSelection {
  const members = new Set(selection.kind === 'all' ? selection.except : selection.ids);
  if (!members.delete(id)) members.add(id);
  return selection.kind === 'all' ? { kind: 'all', except: members } : { kind: 'some', ids: members };
}

export function withAdded(selection: RowSelection, ids: Iterable<string>): RowSelection {
  if (selection.kind === 'all') {
    const except = new Set(selection.except);
    for (const id of ids) except.delete(id);
    return { kind: 'all', except };
  }
  return { kind: 'some', ids: new Set([...selection.ids, ...ids]) };
}

/** What the box in the header shows. */
export function headerState(selection: RowSelection, total: number): 'none' | 'some' | 'all' {
  const count = selectedCount(selection, total);
  if (count === 0) return 'none';
  return count >= total ? 'all' : 'some';
}
