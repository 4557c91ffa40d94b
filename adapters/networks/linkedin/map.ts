import { dayFromNumber, microsFromDecimal } from '../../../core/kernel/index.ts';
import type { DesiredStatus, PlaceRef } from '../../../core/contract/plan-model.ts';
import type { DeliveryStatus } from '../../../core/ports/index.ts';
import { COUNTRIES } from './manifest.ts';
import type { Campaign, Creative } from './schemas.ts';

/** LinkedIn's words in ours, without a call: names, money, days, states. */

const MARKER = / \[([0-9a-z]{8})\]$/;

export function splitName(remote: string): { readonly name: string; readonly marker: string | null } {
  const match = MARKER.exec(remote);
  return match === null ? { name: remote, marker: null } : { name: remote.slice(0, match.index), marker: match[1]! };
}

/** Decimal text, or a number in reports, of more decimals than money has: what is beyond a millionth is dropped. Null: no amount. */
export function microsOf(amount: string | number): bigint | null {
  return microsFromDecimal(String(amount).replace(/(\.\d{6})\d+$/, '$1'));
}

/** Every day of LinkedIn is one of UTC. "Reporting", "Campaigns" (202607; read 2026-11-20) */
export function utcDay(ms: number): string {
  return dayFromNumber(Math.floor(ms / 86_400_000));
}

export function configuredOf(status: string): DesiredStatus {
  if (status === 'ACTIVE' || status === 'COMPLETED') return 'active';
  return status === 'PAUSED' || status === 'DRAFT' ? 'paused' : 'archived';
}

/** Groups and campaigns. `RUNNABLE`, or what holds it back. "Campaigns", serving statuses (202607; read 2026-11-20) */
export function deliveryOf(status: string, serving: readonly string[]): DeliveryStatus {
  if (status === 'COMPLETED') return 'ended';
  const configured = configuredOf(status);
  if (configured !== 'active') return configured;
  if (serving.some((word) => word === 'CAMPAIGN_END_DATE_HOLD' || word === 'CAMPAIGN_GROUP_END_DATE_HOLD')) return 'ended';
  if (serving.includes('STOPPED') || serving.includes('CAMPAIGN_GROUP_STATUS_HOLD')) return 'paused';
  return serving.includes('RUNNABLE') ? 'active' : 'limited';
}

export function holdsOf(serving: readonly string[]): readonly string[] {
  return serving.filter((word) => word !== 'RUNNABLE');
}

/** A draft has no review yet. "Creatives", review and serving hold reasons (202607; read 2026-11-20) */
export function creativeDelivery(creative: Creative): DeliveryStatus {
  const configured = configuredOf(creative.intendedStatus);
  const review = creative.review?.status;
  const holds = creative.servingHoldReasons;
  if (configured === 'archived') return 'archived';
  if (review === 'REJECTED' || holds.includes('REJECTED')) return 'rejected';
  if (review === 'PENDING' || review === 'NEEDS_REVIEW') return 'in_review';
  if (configured === 'paused') return 'paused';
  if (creative.isServing) return 'active';
  if (holds.some((word) => word === 'CAMPAIGN_END_DATE_HOLD' || word === 'CAMPAIGN_GROUP_END_DATE_HOLD')) return 'ended';
  return holds.some((word) => ['STOPPED', 'CAMPAIGN_STOPPED', 'CAMPAIGN_GROUP_STATUS_HOLD'].includes(word)) ? 'paused' : 'limited';
}

/** Newer pages write the plural; both are read. Null: an aim that this program has no word for. */
export function objectiveOf(objectiveType: string | undefined): 'traffic' | 'applications' | null {
  const singular = objectiveType?.replace(/S$/, '');
  if (singular === 'WEBSITE_VISIT') return 'traffic';
  return singular === 'WEBSITE_CONVERSION' || singular === 'JOB_APPLICANT' ? 'applications' : null;
}

/** The places of a campaign, when all of them are ones that we can name; null otherwise: a part would be another audience. */
export function placesOf(criteria: Campaign['targetingCriteria']): readonly PlaceRef[] | null {
  const urns = (criteria?.include?.and ?? []).flatMap((part) => part.or['urn:li:adTargetingFacet:locations'] ?? []);
  const names = new Map([...COUNTRIES].map(([country, urn]) => [urn, country]));
  const places = urns.flatMap((urn): PlaceRef[] => {
    const country = names.get(urn);
    return country === undefined ? [] : [{ code: null, name: country, region: null, country }];
  });
  return urns.length > 0 && places.length === urns.length ? places : null;
}
