import { isRemoved, type Session } from './session.ts';
import { nameOf, type Row } from './store.ts';
import { draw } from '../../../simulators/draw.ts';
import { textAt, type Fields, type Value } from './values.ts';

export interface Topic {
  readonly topic: string;
  readonly type: string;
  readonly evidence: string;
}

/**
 * What the check at creation finds. The topics are Google's kind of words; which phrases trip them is not published,
 * so this world has a short list of its own (google-ads.md sections 9 and 17.8).
 */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\b(casino|apuestas)\b/iu, 'GAMBLING'],
  [/\b(marihuana|cannabis)\b/iu, 'RECREATIONAL_DRUGS'],
  [/\barmas\b/iu, 'WEAPONS'],
  [/([!?¡¿*])\1|[★☆✔➤]/u, 'PUNCTUATION_AND_SYMBOLS'],
];

export function findTopics(lines: readonly string[]): Topic[] {
  const found: Topic[] = [];
  for (const [pattern, topic] of FORBIDDEN) {
    const line = lines.find((candidate) => pattern.test(candidate));
    if (line !== undefined) found.push({ topic, type: 'PROHIBITED', evidence: line });
  }
  return found;
}

function topicEntries(topics: readonly Topic[]): Value[] {
  return topics.map((topic): Fields => ({ topic: topic.topic, type: topic.type, evidences: [{ textList: { texts: [topic.evidence] } }] }));
}

export function policyFinding(topics: readonly Topic[]): Fields {
  return { policyFindingDetails: { policyTopicEntries: topicEntries(topics) } };
}

/** Usually under one business day (google-ads.md section 9): here 20 minutes to 3 hours, and one in a hundred refused. */
export function reviewPlan(
  session: Pick<Session, 'seed' | 'nowMs' | 'rejectAll'>,
  adId: string,
): { readonly reviewedAtMs: number; readonly rejected: boolean } {
  const minutes = 20 + Math.floor(draw(session.seed, 'review', adId) * 160);
  return { reviewedAtMs: session.nowMs + minutes * 60_000, rejected: session.rejectAll || draw(session.seed, 'verdict', adId) < 0.01 };
}

export type Verdict = 'pending' | 'approved' | 'rejected';

export function verdictOf(row: Row, nowMs: number): Verdict {
  if (row.reviewedAtMs === undefined || nowMs < row.reviewedAtMs) return 'pending';
  return row.rejected === true ? 'rejected' : 'approved';
}

export function policySummary(row: Row, nowMs: number): Fields {
  const verdict = verdictOf(row, nowMs);
  if (verdict === 'pending') return { policyTopicEntries: [], reviewStatus: 'REVIEW_IN_PROGRESS' };
  if (verdict === 'approved') return { policyTopicEntries: [], reviewStatus: 'REVIEWED', approvalStatus: 'APPROVED' };
  return {
    policyTopicEntries: topicEntries([
      { topic: 'EMPLOYMENT_UNRELIABLE_CLAIMS', type: 'PROHIBITED', evidence: textAt(row.resource, 'ad.finalUrls') },
    ]),
    reviewStatus: 'REVIEWED',
    approvalStatus: 'DISAPPROVED',
  };
}

/** The parents of an ad or ad group, as they stand now. */
export interface Standing {
  readonly nowMs: number;
  readonly today: string;
  get(name: string): Row | null;
  children(parent: string, collection: 'adGroups' | 'adGroupAds' | 'adGroupCriteria'): readonly Row[];
}

interface Primary {
  readonly primaryStatus: string;
  readonly primaryStatusReasons: string[];
}

function ended(campaign: Row, today: string): boolean {
  const end = textAt(campaign.resource, 'endDateTime').slice(0, 10);
  return end !== '' && end < today;
}

function pending(campaign: Row, today: string): boolean {
  return textAt(campaign.resource, 'startDateTime').slice(0, 10) > today;
}

/** Status and reasons computed from children, parents and dates (google-ads.md sections 9 and 17.8). */
export function campaignPrimary(row: Row, standing: Standing): Primary {
  if (isRemoved(row)) return { primaryStatus: 'REMOVED', primaryStatusReasons: ['CAMPAIGN_REMOVED'] };
  if (ended(row, standing.today)) return { primaryStatus: 'ENDED', primaryStatusReasons: ['CAMPAIGN_ENDED'] };
  if (row.resource['status'] === 'PAUSED') return { primaryStatus: 'PAUSED', primaryStatusReasons: ['CAMPAIGN_PAUSED'] };
  if (pending(row, standing.today)) return { primaryStatus: 'PENDING', primaryStatusReasons: ['CAMPAIGN_PENDING'] };
  const groups = standing.children(nameOf(row), 'adGroups').filter((group) => !isRemoved(group));
  if (groups.length === 0) return { primaryStatus: 'NOT_ELIGIBLE', primaryStatusReasons: ['NO_AD_GROUPS'] };
  const active = groups.filter((group) => group.resource['status'] === 'ENABLED');
  if (active.length === 0) return { primaryStatus: 'NOT_ELIGIBLE', primaryStatusReasons: ['AD_GROUPS_PAUSED'] };
  const ads = active.flatMap((group) => standing.children(nameOf(group), 'adGroupAds')).filter((ad) => !isRemoved(ad));
  if (ads.length === 0) return { primaryStatus: 'NOT_ELIGIBLE', primaryStatusReasons: ['NO_AD_GROUP_ADS'] };
  const running = ads.filter((ad) => ad.resource['status'] === 'ENABLED');
  if (running.length === 0) return { primaryStatus: 'NOT_ELIGIBLE', primaryStatusReasons: ['AD_GROUP_ADS_PAUSED'] };
  const verdicts = running.map((ad) => verdictOf(ad, standing.nowMs));
  if (verdicts.every((verdict) => verdict === 'rejected'))
    return { primaryStatus: 'NOT_ELIGIBLE', primaryStatusReasons: ['HAS_ADS_DISAPPROVED'] };
  if (verdicts.filter((verdict) => verdict === 'pending').length * 2 > verdicts.length)
    return { primaryStatus: 'PENDING', primaryStatusReasons: ['MOST_ADS_UNDER_REVIEW'] };
  if (verdicts.includes('rejected')) return { primaryStatus: 'LIMITED', primaryStatusReasons: ['HAS_ADS_DISAPPROVED'] };
  const switchedOnMs = row.history.findLast((entry) => entry[1] === 'ENABLED')?.[0] ?? row.createdMs;
  // A strategy learns for some days after it starts (section 17.9; the length is not published).
  if (standing.nowMs - switchedOnMs < 3 * 86_400_000)
    return { primaryStatus: 'LEARNING', primaryStatusReasons: ['BIDDING_STRATEGY_LEARNING'] };
  return { primaryStatus: 'ELIGIBLE', primaryStatusReasons: [] };
}

function parentReason(campaign: Row | null, today: string): readonly [string, string] | null {
  if (campaign === null || isRemoved(campaign)) return ['REMOVED', 'CAMPAIGN_REMOVED'];
  if (ended(campaign, today)) return ['NOT_ELIGIBLE', 'CAMPAIGN_ENDED'];
  if (campaign.resource['status'] === 'PAUSED') return ['PAUSED', 'CAMPAIGN_PAUSED'];
  return pending(campaign, today) ? ['PENDING', 'CAMPAIGN_PENDING'] : null;
}

export function adGroupPrimary(row: Row, standing: Standing): Primary {
  if (isRemoved(row)) return { primaryStatus: 'REMOVED', primaryStatusReasons: ['AD_GROUP_REMOVED'] };
  const reasons: string[] = [];
  let status = 'ELIGIBLE';
  const parent = parentReason(standing.get(textAt(row.resource, 'campaign')), standing.today);
  if (parent !== null) {
    status = parent[0];
    reasons.push(parent[1]);
  }
  if (row.resource['status'] === 'PAUSED') {
    status = 'PAUSED';
    reasons.push('AD_GROUP_PAUSED');
  }
  const ads = standing.children(nameOf(row), 'adGroupAds').filter((ad) => !isRemoved(ad));
  if (ads.length === 0) {
    if (status === 'ELIGIBLE') status = 'NOT_ELIGIBLE';
    reasons.push('NO_AD_GROUP_ADS');
  } else if (ads.every((ad) => verdictOf(ad, standing.nowMs) === 'rejected')) {
    if (status === 'ELIGIBLE') status = 'NOT_ELIGIBLE';
    reasons.push('HAS_ADS_DISAPPROVED');
  }
  const keywords = standing
    .children(nameOf(row), 'adGroupCriteria')
    .filter((criterion) => !isRemoved(criterion) && criterion.resource['keyword'] !== undefined);
  if (keywords.length === 0) {
    if (status === 'ELIGIBLE') status = 'NOT_ELIGIBLE';
    reasons.push('NO_KEYWORDS');
  }
  return { primaryStatus: status, primaryStatusReasons: reasons };
}

export function adPrimary(row: Row, standing: Standing): Primary {
  if (isRemoved(row)) return { primaryStatus: 'REMOVED', primaryStatusReasons: ['AD_GROUP_AD_REMOVED'] };
  const group = standing.get(textAt(row.resource, 'adGroup'));
  const reasons: string[] = [];
  let status = 'ELIGIBLE';
  const verdict = verdictOf(row, standing.nowMs);
  if (verdict === 'pending') {
    status = 'PENDING';
    reasons.push('AD_GROUP_AD_UNDER_REVIEW');
  }
  const parent = parentReason(group === null ? null : standing.get(textAt(group.resource, 'campaign')), standing.today);
  if (parent !== null) {
    status = parent[0];
    reasons.push(parent[1]);
  }
  if (group !== null && isRemoved(group)) {
    status = 'REMOVED';
    reasons.push('AD_GROUP_REMOVED');
  } else if (group?.resource['status'] === 'PAUSED') {
    status = 'PAUSED';
    reasons.push('AD_GROUP_PAUSED');
  }
  if (row.resource['status'] === 'PAUSED') {
    status = 'PAUSED';
    reasons.push('AD_GROUP_AD_PAUSED');
  }
  if (verdict === 'rejected') {
    status = 'NOT_ELIGIBLE';
    reasons.push('AD_GROUP_AD_DISAPPROVED');
  }
  return { primaryStatus: status, primaryStatusReasons: reasons };
}
