import type { SimObject, SimState } from '../../../simulators/types.ts';
import { META_SIMULATED_ACCOUNTS } from './seeds.ts';
import { effectiveStatus } from './status.ts';
import type { GraphObject, Kind, Store } from './store.ts';

const MARKER = / \[([0-9a-z]{8})\]$/;

/** The truth, for whoever judges a publish. */
export function stateOf(store: Store, nowMs: number): SimState {
  const all = (kind: Kind): SimObject[] =>
    META_SIMULATED_ACCOUNTS.flatMap((account) => store.inAccount(account.remoteId, kind))
      .filter((object) => object.status !== 'DELETED')
      .map((object) => describe(object, store, nowMs));
  return { campaigns: all('campaign'), adGroups: all('adset'), ads: all('ad') };
}

function describe(object: GraphObject, store: Store, nowMs: number): SimObject {
  const review = object.review;
  return {
    id: object.id,
    name: object.name,
    configured: plain(object.status),
    status: effectiveStatus(object, store, nowMs) === 'DISAPPROVED' ? 'paused' : hierarchy(object, store),
    marker: MARKER.exec(object.name)?.[1] ?? null,
    parentId: object.parentId,
    review: review === null ? 'none' : nowMs < review.decidedMs ? 'pending' : review.approved ? 'approved' : 'rejected',
  };
}

/** On only when every level above is on too. */
function hierarchy(object: GraphObject, store: Store): SimObject['status'] {
  let status = plain(object.status);
  for (
    let above = object.parentId === null ? null : store.find(object.parentId);
    above !== null;
    above = above.parentId === null ? null : store.find(above.parentId)
  ) {
    const higher = plain(above.status);
    if (higher === 'archived' || (higher === 'paused' && status === 'active')) status = higher;
  }
  return status;
}

function plain(status: GraphObject['status']): SimObject['status'] {
  return status === 'ACTIVE' ? 'active' : status === 'PAUSED' ? 'paused' : 'archived';
}
