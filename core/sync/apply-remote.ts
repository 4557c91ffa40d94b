import { canonicalJson } from '../kernel/canonical.ts';
import type { Json } from '../kernel/result.ts';
import { encodeFields, type PlanRecord, type PlanStore } from '../plans/index.ts';
import type { RemoteObject } from '../ports/ad-network.ts';

export interface RemoteReport {
  readonly statusesChanged: number;
  /** Objects that the network, or someone in its own pages, changed since we last knew. */
  readonly incomingChanges: number;
  /** Remote objects with a marker of ours that the plan ties to another remote id, not archived: left over from a request that arrived late. */
  readonly leftOver: readonly { readonly record: PlanRecord; readonly remoteId: string }[];
  /** Campaigns that the network does not hold active. */
  readonly resting: readonly string[];
}

/**
 * Brings one account's plan up to what the network says. Nothing is overwritten: what differs becomes `theirs`, for a person to
 * judge. `fenced`: nothing is under way, whatever a restored file says. Inside a transaction.
 */
export function applyRemote(
  plans: PlanStore,
  accountId: string,
  remote: readonly RemoteObject[],
  readAt: string,
  fenced: boolean,
): RemoteReport {
  const byId = new Map(remote.map((object) => [object.remoteId, object]));
  const known = new Set<string>();
  const resting: string[] = [];
  let statusesChanged = 0;
  let incomingChanges = 0;
  for (const record of plans.published(accountId)) {
    const remoteId = record.remoteId;
    if (remoteId === null) continue;
    known.add(remoteId);
    const object = byId.get(remoteId);
    // What is being published right now may still be missing from listings.
    if ((record.lifecycle === 'publishing' && !fenced) || (object === undefined && record.lifecycle === 'archived')) continue;
    const delivery = object?.delivery ?? 'archived';
    const reasons = object?.reasons ?? [];
    if (record.delivery !== delivery || canonicalJson(record.deliveryReasons) !== canonicalJson(reasons)) statusesChanged += 1;
    plans.setDelivery(record.id, delivery, reasons, readAt);
    // Gone is no news of what was known, or accepted, to be archived there.
    const gone = record.base?.status === 'archived' ? {} : { status: 'archived' };
    const theirs = object === undefined ? gone : theirsOf(record, object);
    if (canonicalJson(theirs) !== canonicalJson(record.theirs)) {
      plans.setTheirs(record.id, theirs);
      if (Object.keys(theirs).length > 0) incomingChanges += 1;
    }
    if (record.level === 'campaign' && (object === undefined || object.configured !== 'active')) resting.push(record.id);
  }
  const leftOver: { record: PlanRecord; remoteId: string }[] = [];
  for (const object of remote) {
    if (object.marker === null || object.configured === 'archived' || known.has(object.remoteId)) continue;
    const record = plans.byMarker(object.marker);
    if (record !== null && record.level === object.level && record.remoteId !== null && (fenced || record.lifecycle !== 'publishing'))
      leftOver.push({ record, remoteId: object.remoteId });
  }
  return { statusesChanged, incomingChanges, leftOver, resting };
}

/** Fields in which the network stands otherwise than what it last confirmed to us. */
function theirsOf(record: PlanRecord, object: RemoteObject): { readonly [field: string]: Json } {
  if (record.base === null) return {};
  const base = encodeFields(record.base);
  const theirs: Record<string, Json> = {};
  for (const [field, value] of Object.entries(object.fields)) {
    if (field !== 'status' && field in base && canonicalJson(plain(field, value)) !== canonicalJson(plain(field, base[field] ?? null)))
      theirs[field] = value;
  }
  if (object.configured !== record.base.status) theirs['status'] = object.configured;
  return theirs;
}

function plain(field: string, value: Json): Json {
  if (field === 'name' && typeof value === 'string') return value.replace(/\s*\[[a-z2-7]{8}\]$/, '').trim();
  if (Array.isArray(value) && UNORDERED.includes(field)) return (value as readonly Json[]).map((item) => canonicalJson(item)).toSorted(); // Array.isArray loses the element type of a readonly array
  return value;
}
const UNORDERED: readonly string[] = ['countries', 'languages', 'keywords', 'places'];
