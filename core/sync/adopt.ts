import { decodeField, type PlanRecord, type PlanStore } from '../plans/index.ts';
import type { RemoteObject } from '../ports/ad-network.ts';

/**
 * After a restored backup the file may not know of objects that are live. Each one carries our marker: it is adopted as it stands,
 * never published again. Answers how many marked objects nobody here knows; while there are any, the fence stays up.
 * Inside a transaction.
 */
export function adoptRemote(plans: PlanStore, remote: readonly RemoteObject[]): { readonly adopted: number; readonly unknown: number } {
  let adopted = 0;
  let unknown = 0;
  for (const object of remote) {
    if (object.marker === null || object.configured === 'archived') continue;
    const record = plans.byMarker(object.marker);
    if (record === null || record.level !== object.level) unknown += 1;
    else if (record.remoteId === null) {
      // What the network does not let us read back, or tells in a form that we do not know, is taken to be what we wanted.
      const fields = { ...record.draft, ...readable(record, object), status: object.configured };
      plans.confirm(record.id, { fields, remoteId: object.remoteId, remoteRefs: object.extraRefs, lifecycle: 'live' });
      adopted += 1;
    }
  }
  return { adopted, unknown };
}

function readable(record: PlanRecord, object: RemoteObject): { readonly [field: string]: unknown } {
  const found: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(object.fields)) {
    const plain = field === 'name' && typeof value === 'string' ? value.replace(/\s*\[[a-z2-7]{8}\]$/, '') : value;
    const decoded = decodeField(record.level, field, plain);
    if (decoded !== null) found[field] = decoded.value;
  }
  return found;
}
