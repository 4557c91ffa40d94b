import type { SimContext } from '../../../simulators/types.ts';
import { parseSnapTime } from '../zone.ts';
import { reviewState } from './review.ts';
import { mediaReady } from './rules.ts';
import { accountOf } from './seeds.ts';
import type { SnapObject, Store } from './store.ts';
import { compacted } from './targeting.ts';

/** An object as it is given: what was sent, and what the network adds. */
export function show(object: SnapObject, store: Store, context: SimContext, withPlacement: boolean): Record<string, unknown> {
  const nowMs = context.nowMs();
  const whole: Record<string, unknown> = { id: object.id, ...object.values };
  switch (object.kind) {
    case 'campaign':
      return { ...whole, creation_state: 'PUBLISHED', delivery_status: deliveryStatus(object, store, nowMs) };
    case 'adsquad': {
      // Hidden unless it is asked for. "Ad squads", placement (v1; read 2026-11-20)
      if (!withPlacement) delete whole['placement_v2'];
      return {
        ...whole,
        targeting: compacted(whole['targeting']),
        auto_bid: whole['bid_strategy'] === 'AUTO_BID',
        target_bid: whole['bid_strategy'] === 'TARGET_COST',
        targeting_reach_status: 'VALID',
        delivery_status: deliveryStatus(object, store, nowMs),
      };
    }
    case 'ad':
      return {
        ...whole,
        review_status: reviewState(object, nowMs),
        review_status_reasons: reviewState(object, nowMs) === 'REJECTED' ? (object.reviews.at(-1)?.reasons ?? []) : [],
        delivery_status: deliveryStatus(object, store, nowMs),
      };
    case 'creative': {
      const state = reviewState(object, nowMs);
      // Two spellings of the pending state were seen.
      const word = state === 'PENDING' && context.switchOn('snapchat.pending_review_word') ? 'PENDING_REVIEW' : state;
      return {
        ...whole,
        review_status: word,
        ...(state === 'REJECTED' ? { review_status_details: (object.reviews.at(-1)?.reasons ?? []).join('; ') } : {}),
      };
    }
    case 'media':
      return { ...whole, media_status: mediaStatus(object, nowMs), ...(object.extra['shown'] as Record<string, unknown> | undefined) }; // written by media.ts
    case 'segment':
      return { ...whole, ...segmentState(object, nowMs) };
    case 'lead_generation_form':
      return whole;
  }
}

export function mediaStatus(media: SnapObject, nowMs: number): string {
  if (media.extra['failed'] === true) return 'ERROR';
  if (media.extra['readyMs'] === undefined) return 'PENDING_UPLOAD';
  return mediaReady(media, nowMs) ? 'READY' : 'PROCESSING';
}

/** Matching takes a while, and only part of a list is on the network. Times and shares are this simulation's. */
export const MATCH_MS = 6 * 3_600_000;
const MATCHED = 0.42;
const FEWEST = 1_000;

function segmentState(segment: SnapObject, nowMs: number): Record<string, unknown> {
  const size = typeof segment.extra['members'] === 'number' ? segment.extra['members'] : 0;
  const changedMs = typeof segment.extra['changedMs'] === 'number' ? segment.extra['changedMs'] : null;
  if (segment.values['source_type'] === 'LOOKALIKE')
    return {
      upload_status: 'COMPLETE',
      targetable_status: nowMs - segment.createdMs < MATCH_MS ? 'NOT_READY' : 'READY',
      status: 'ACTIVE',
      approximate_number_users: 400_000,
    };
  if (changedMs === null)
    return { upload_status: 'NO_UPLOAD', targetable_status: 'NOT_READY', status: 'ACTIVE', approximate_number_users: 0 };
  if (nowMs - changedMs < MATCH_MS) return { upload_status: 'PROCESSING', targetable_status: 'NOT_READY', status: 'ACTIVE' };
  const matched = Math.floor(size * MATCHED);
  return {
    upload_status: 'COMPLETE',
    targetable_status: matched < FEWEST ? 'TOO_FEW_USERS' : 'READY',
    status: 'ACTIVE',
    approximate_number_users: matched,
  };
}

/** `VALID`, or what stands in the way. The words after `INVALID_` are this simulation's: only their beginning is documented. */
function deliveryStatus(object: SnapObject, store: Store, nowMs: number): readonly string[] {
  const account = accountOf(object.accountId);
  const troubles: string[] = [];
  if (account === null || account.status !== 'ACTIVE') troubles.push('INVALID_ACCOUNT');
  if (account !== null && account.fundingSourceIds.length === 0) troubles.push('INVALID_FUNDING_SOURCE');
  for (
    let current: SnapObject | null = object;
    current !== null;
    current = current.parentId === null ? null : store.find(current.parentId)
  ) {
    if (current.values['status'] !== 'ACTIVE') troubles.push('INVALID_NOT_EFFECTIVE');
    const end = parseSnapTime(current.values['end_time']);
    if (end !== null && end <= nowMs) troubles.push('INVALID_DATES');
  }
  return troubles.length === 0 ? ['VALID'] : [...new Set(troubles)];
}
