import type { Clock, Undoable } from '../ports/index.ts';
import type { PlanRepository } from './plan-repository.ts';
import { encodeFields, type WireFields } from './wire.ts';

/** How undo and redo reach the plan. */
export function createPlanUndoable(deps: { readonly store: PlanRepository; readonly clock: Clock }): Undoable {
  const { store, clock } = deps;
  return {
    objectType: 'plan_object',

    /** What has reached a network, or is on its way, cannot be undone into nothing. */
    blocked(changes) {
      const gone = changes.filter((change) => change.field === '*' && change.value === null).map((change) => change.objectId);
      return store.heads({ ids: gone }).find((head) => head.published || head.lifecycle !== 'draft')?.id ?? null;
    },

    restore(changes) {
      const now = clock.nowIso();
      const gone: string[] = [];
      const drafts = new Map<string, WireFields>();
      for (const change of changes) {
        if (change.field === '*' && change.value === null) gone.push(change.objectId);
        else if (change.field === '*') store.reinsert(change.objectId, change.value as WireFields, now); // written by snapshot() of the same store
        else {
          const draft = drafts.get(change.objectId) ?? draftOf(store, change.objectId);
          if (draft !== null) drafts.set(change.objectId, { ...draft, [change.field]: change.value });
        }
      }
      store.remove(gone);
      store.setDrafts(
        [...drafts].map(([id, draft]) => ({ id, draft })),
        now,
      );
    },
  };
}

function draftOf(store: PlanRepository, id: string): WireFields | null {
  const record = store.get(id);
  return record === null ? null : encodeFields(record.draft);
}
