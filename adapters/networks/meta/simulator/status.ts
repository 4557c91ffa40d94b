import { accountOf } from './seeds.ts';
import type { GraphObject, Store } from './store.ts';

/** On its own level, parents left aside. */
function own(object: GraphObject): string {
  return object.status;
}

/**
 * What an object really does, worked out from itself, its parents and its review. Meta states the values, not which wins:
 * the order here is our modelling choice, and deleted, archived, review, billing, parent, own is the one that reports agree with.
 * @see "Ad" reference, `effective_status` (v26.0; read 2026-11-20)
 */
export function effectiveStatus(object: GraphObject, store: Store, nowMs: number): string {
  switch (object.kind) {
    case 'campaign':
      return own(object);
    case 'creative':
      return object.status === 'DELETED' ? 'DELETED' : 'ACTIVE';
    case 'adset': {
      const campaign = parentOf(object, store);
      const gone = goneWith(object, campaign);
      if (gone !== null) return gone;
      return campaign?.status === 'PAUSED' ? 'CAMPAIGN_PAUSED' : own(object);
    }
    case 'ad': {
      const adSet = parentOf(object, store);
      const campaign = adSet === null ? null : parentOf(adSet, store);
      const gone = goneWith(object, adSet, campaign);
      if (gone !== null) return gone;
      const review = object.review;
      if (review !== null) {
        if (nowMs < review.queuedMs) return 'IN_PROCESS';
        if (nowMs < review.decidedMs) return 'PENDING_REVIEW';
        if (!review.approved) return 'DISAPPROVED';
      }
      if (accountOf(object.accountId)?.hasFunding === false) return 'PENDING_BILLING_INFO';
      if (campaign?.status === 'PAUSED') return 'CAMPAIGN_PAUSED';
      if (adSet?.status === 'PAUSED') return 'ADSET_PAUSED';
      return own(object);
    }
  }
}

export function parentOf(object: GraphObject, store: Store): GraphObject | null {
  return object.parentId === null ? null : store.find(object.parentId);
}

function goneWith(...chain: readonly (GraphObject | null)[]): 'DELETED' | 'ARCHIVED' | null {
  if (chain.some((object) => object?.status === 'DELETED')) return 'DELETED';
  if (chain.some((object) => object?.status === 'ARCHIVED')) return 'ARCHIVED';
  return null;
}
