import { z } from 'zod';
import { ClientFields } from '../contract/clients.ts';
import { Instant } from '../contract/define.ts';
import type { Undoable } from '../ports/change-log.ts';
import { encodeFields, type VacancyCounts } from './clients.ts';
import type { AccountStore, ClientStore } from './client-store.ts';

const Snapshot = z.object({ fields: ClientFields, createdAt: Instant });

/** How undo and redo reach the clients. */
export function createClientUndoable(deps: {
  readonly store: ClientStore;
  readonly accounts: AccountStore;
  readonly vacancies: VacancyCounts;
}): Undoable {
  const { store } = deps;
  return {
    objectType: 'client',
    blocked(changes) {
      const leaned = changes.find(
        (change) =>
          change.field === '*' &&
          change.value === null &&
          (deps.accounts.countOf(change.objectId) > 0 || deps.vacancies.countAll(change.objectId) > 0),
      );
      return leaned?.objectId ?? null;
    },
    restore(changes) {
      for (const { objectId, field, value } of changes) {
        if (field !== '*') {
          const record = store.get(objectId);
          if (record !== null)
            store.update(objectId, ClientFields.decode({ ...encodeFields(record.fields), [field]: value } as z.input<typeof ClientFields>)); // parsed right here
        } else if (value === null) store.remove(objectId);
        else store.insert({ id: objectId, ...Snapshot.parse(value) });
      }
    },
  };
}
