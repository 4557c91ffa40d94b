import { canonicalJson } from '../kernel/canonical.ts';
import type { Json } from '../kernel/result.ts';
import type { RemoteObject } from '../ports/ad-network.ts';
import { wireFields, type AnyFields } from './fields.ts';

export interface Difference {
  readonly field: string;
  readonly sent: Json;
  readonly theirs: Json;
}

/** Field by field: what was sent against what the network lets us read back. The switch between active and paused is not content. */
export function differencesOf(sent: AnyFields, remote: RemoteObject): readonly Difference[] {
  const mine = wireFields(sent);
  const found: Difference[] = [];
  for (const [field, theirs] of Object.entries(remote.fields)) {
    if (field === 'status' || !(field in mine)) continue;
    const value = mine[field]!; // tested with `in` above
    if (canonicalJson(comparable(field, value)) !== canonicalJson(comparable(field, theirs))) found.push({ field, sent: value, theirs });
  }
  return found;
}

/** Our marker at the end of a name is an address, not content. Lists that networks give back in their own order are compared as sets. */
function comparable(field: string, value: Json): Json {
  if (field === 'name' && typeof value === 'string') return value.replace(/\s*\[[a-z2-7]{8}\]$/, '').trim();
  if (UNORDERED.includes(field) && Array.isArray(value)) return (value as readonly Json[]).map((item) => canonicalJson(item)).toSorted(); // Array.isArray loses the element type of a readonly array
  return value;
}
const UNORDERED: readonly string[] = ['countries', 'languages', 'keywords', 'places'];

/** A name that the network shortened hurts nobody; anything else may spend or say what was not approved. */
export function holdsActivation(difference: Difference): boolean {
  return difference.field !== 'name';
}

/** Remote objects with the same marker on the same level, archived ones left aside. */
export function duplicatesIn(objects: readonly RemoteObject[]): ReadonlyMap<string, readonly RemoteObject[]> {
  const byMarker = new Map<string, RemoteObject[]>();
  for (const object of objects) {
    if (object.marker === null || object.configured === 'archived') continue;
    const key = `${object.level}/${object.marker}`;
    const group = byMarker.get(key);
    if (group === undefined) byMarker.set(key, [object]);
    else group.push(object);
  }
  for (const [key, group] of byMarker) if (group.length < 2) byMarker.delete(key);
  return byMarker;
}
