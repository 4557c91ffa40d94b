import { parseScheduleTime } from '../zone.ts';
import { accountOf } from './seeds.ts';
import type { Review, SimulatedObject, Store } from './store.ts';

/** `secondary_status`: what an object really does, from itself, its parents, its review and its account. Values (v1.3; read 2026-11-20); which one wins is this simulation's order. */
export function secondaryOf(object: SimulatedObject, store: Store, nowMs: number): string {
  const account = accountOf(object.accountId);
  const punished = account?.status === 'STATUS_LIMIT';
  const campaign = object.kind === 'campaign' ? object : store.find(object.campaignId);
  switch (object.kind) {
    case 'campaign':
      if (object.operation === 'DELETE') return 'CAMPAIGN_STATUS_DELETE';
      if (punished) return 'ADVERTISER_ACCOUNT_PUNISH';
      return object.operation === 'ENABLE' ? 'CAMPAIGN_STATUS_ENABLE' : 'CAMPAIGN_STATUS_DISABLE';
    case 'adgroup': {
      if (object.operation === 'DELETE') return 'ADGROUP_STATUS_DELETE';
      if (campaign?.operation === 'DELETE') return 'ADGROUP_STATUS_CAMPAIGN_DELETE';
      if (punished) return 'ADVERTISER_ACCOUNT_PUNISH';
      if (isOver(object, nowMs)) return 'ADGROUP_STATUS_TIME_DONE';
      if (campaign?.operation === 'DISABLE') return 'ADGROUP_STATUS_CAMPAIGN_DISABLE';
      if (object.operation === 'DISABLE') return 'ADGROUP_STATUS_DISABLE';
      if (account !== null && account.balance <= 0) return 'ADGROUP_STATUS_BALANCE_EXCEED';
      return hasStarted(object, nowMs) ? 'ADGROUP_STATUS_DELIVERY_OK' : 'ADGROUP_STATUS_NOT_START';
    }
    case 'ad': {
      const group = store.find(object.parentId ?? '');
      if (object.operation === 'DELETE') return 'AD_STATUS_DELETE';
      if (group?.operation === 'DELETE') return 'AD_STATUS_ADGROUP_DELETE';
      if (campaign?.operation === 'DELETE') return 'AD_STATUS_CAMPAIGN_DELETE';
      if (punished) return 'ADVERTISER_ACCOUNT_PUNISH';
      const review = object.reviews.at(-1);
      if (review !== undefined && nowMs < review.decidedMs) return review.again ? 'AD_STATUS_REAUDIT' : 'AD_STATUS_AUDIT';
      if (review !== undefined && !review.approved) return 'AD_STATUS_AUDIT_DENY';
      if (group !== null && isOver(group, nowMs)) return 'AD_STATUS_DONE';
      if (campaign?.operation === 'DISABLE') return 'AD_STATUS_CAMPAIGN_DISABLE';
      if (group?.operation === 'DISABLE') return 'AD_STATUS_ADGROUP_DISABLE';
      if (object.operation === 'DISABLE') return 'AD_STATUS_DISABLE';
      if (account !== null && account.balance <= 0) return 'AD_STATUS_BALANCE_EXCEED';
      return group !== null && !hasStarted(group, nowMs) ? 'AD_STATUS_NOT_START' : 'AD_STATUS_DELIVERY_OK';
    }
  }
}

export function primaryOf(secondary: string): string {
  if (secondary.endsWith('DELETE')) return 'STATUS_DELETE';
  if (secondary.endsWith('DELIVERY_OK') || secondary === 'CAMPAIGN_STATUS_ENABLE') return 'STATUS_DELIVERY_OK';
  if (secondary.endsWith('DISABLE')) return 'STATUS_DISABLE';
  return secondary.endsWith('DONE') ? 'STATUS_TIME_DONE' : 'STATUS_NOT_DELIVERY';
}

function isOver(group: SimulatedObject, nowMs: number): boolean {
  const [, endMs] = runOf(group);
  return nowMs >= endMs;
}
function hasStarted(group: SimulatedObject, nowMs: number): boolean {
  return nowMs >= runOf(group)[0];
}

/** Start and end of an ad group, in ms. */
export function runOf(group: SimulatedObject): readonly [number, number] {
  const end = group.values['schedule_type'] === 'SCHEDULE_START_END' ? parseScheduleTime(group.values['schedule_end_time']) : null;
  return [parseScheduleTime(group.values['schedule_start_time']) ?? 0, end ?? Number.MAX_SAFE_INTEGER];
}

export function reviewStateOf(review: Review | undefined, nowMs: number): 'none' | 'pending' | 'approved' | 'rejected' {
  if (review === undefined) return 'none';
  if (nowMs < review.decidedMs) return 'pending';
  return review.approved ? 'approved' : 'rejected';
}
