import { canonicalJson, cutAtWord, sha256Hex, type Json } from '../../../core/kernel/index.ts';
import type { AdFields, AdGroupFields, CampaignFields, DesiredStatus } from '../../../core/contract/plan-model.ts';
import type { AccountRef, DeliveryStatus } from '../../../core/ports/index.ts';
import { LIMITS } from './manifest.ts';
import type { Campaign, Creative, Whole } from './schemas.ts';
import { dayAt, startOfDayMs, startOfNextDayMs } from '../account-days.ts';
import { parseSnapTime, snapTime } from './zone.ts';

/** Ours ⇄ Snapchat's, without a call: names, money, days, statuses, the payload of each object. */

const MARKER = / \[([0-9a-z]{8})\]$/;

/** `Ventas Bogotá [k3f9q2ma]`. */
export function remoteName(name: string, marker: string): string {
  return `${name} [${marker}]`;
}

export function splitName(remote: string): { readonly name: string; readonly marker: string | null } {
  const match = MARKER.exec(remote);
  return match === null ? { name: remote, marker: null } : { name: remote.slice(0, match.index), marker: match[1]! };
}

/** Snapchat counts in micros like us; only what JSON cannot carry exactly is a bug. "API patterns", currency (v1; read 2026-11-20) */
export function toMicro(amountMicros: bigint): number {
  const micro = Number(amountMicros);
  if (!Number.isSafeInteger(micro) || micro < 0) throw new Error(`Snapchat cannot be sent ${amountMicros} micros`);
  return micro;
}

/** Null for what is no whole number of micros. */
export function fromMicro(micro: number | undefined): bigint | null {
  return micro === undefined || !Number.isSafeInteger(micro) || micro < 0 ? null : BigInt(micro);
}

export function toSnapStatus(status: 'active' | 'paused'): string {
  return status === 'active' ? 'ACTIVE' : 'PAUSED';
}

export function fromSnapStatus(status: string): DesiredStatus {
  if (status === 'ACTIVE') return 'active';
  return status === 'PAUSED' ? 'paused' : 'archived';
}

/** Campaigns and squads: `VALID`, or one or more reasons that begin with `INVALID_`. "Delivery status" (v1; read 2026-11-20) */
export function deliveryOf(status: string, reasons: readonly string[], endTime: string | undefined, nowMs: number): DeliveryStatus {
  const configured = fromSnapStatus(status);
  if (configured !== 'active') return configured;
  const end = parseSnapTime(endTime);
  if (end !== null && end <= nowMs) return 'ended';
  return reasons.some((reason) => reason.startsWith('INVALID_')) ? 'limited' : 'active';
}

/** Both spellings of the pending state were seen. "Creatives", review status (v1; read 2026-11-20) */
export function reviewDelivery(review: string | undefined): 'in_review' | 'rejected' | null {
  if (review === 'REJECTED') return 'rejected';
  return review === 'PENDING' || review === 'PENDING_REVIEW' ? 'in_review' : null;
}

export const CALL_TO_ACTION: Readonly<Partial<Record<AdFields['callToAction'], string>>> = {
  apply_now: 'APPLY_NOW',
  learn_more: 'LEARN_MORE',
};

export interface RunTimes {
  readonly start_time: string;
  readonly end_time?: string;
}

/** A start that has come is now: nothing says whether one in the past is taken. The end is the last second of the day, in the account's zone. */
export function runTimes(fields: Pick<CampaignFields, 'startDay' | 'endDay'>, timeZone: string, nowMs: number): RunTimes {
  const startMs = fields.startDay > dayAt(nowMs, timeZone) ? startOfDayMs(fields.startDay, timeZone) : nowMs;
  return {
    start_time: snapTime(startMs, timeZone),
    ...(fields.endDay === null ? {} : { end_time: snapTime(startOfNextDayMs(fields.endDay, timeZone) - 1_000, timeZone) }),
  };
}

/** Second of the three declarations of a job ad. "Housing, credit and employment" (v1; read 2026-11-20) */
const DECLARED = { restricted_delivery_signals: true } as const;

export function campaignPayload(fields: CampaignFields, marker: string, account: AccountRef, nowMs: number): Record<string, unknown> {
  return {
    ad_account_id: account.remoteId,
    name: remoteName(fields.name, marker),
    status: 'PAUSED',
    ...runTimes(fields, account.timeZone, nowMs),
    buy_model: 'AUCTION',
    // Leads are spelled in two ways by two clients; sales with a sign-up on the pixel say the same and are spelled in one.
    objective_v2_properties: { objective_v2_type: fields.objective === 'applications' ? 'SALES' : 'TRAFFIC' },
    daily_budget_micro: toMicro(fields.dailyBudget.amountMicros),
    regulations: DECLARED,
  };
}

/** Ages open upwards from 18, no gender, nothing widened behind our back. Third declaration. "Targeting" (v1; read 2026-11-20) */
export function targetingPayload(geos: readonly Record<string, unknown>[], languages: readonly string[]): Record<string, unknown> {
  return {
    regulated_content: true,
    geos,
    demographics: [{ min_age: '18', ...(languages.length === 0 ? {} : { languages: [...languages] }), operation: 'INCLUDE' }],
    enable_targeting_expansion: false,
    auto_expansion_options: {
      interest_expansion_option: { enabled: false },
      custom_audience_expansion_option: { enabled: false },
    },
  };
}

/**
 * Every squad may spend what its campaign may: the campaign's own daily budget is the cap over all of them, so together they
 * never spend more than was approved, however many there are. "Campaigns", daily budget (v1; read 2026-11-20)
 */
export function squadPayload(
  fields: AdGroupFields,
  marker: string,
  campaign: Campaign,
  targeting: Record<string, unknown>,
  account: AccountRef,
  nowMs: number,
): Record<string, unknown> {
  const applications = campaign.objective_v2_properties?.objective_v2_type === 'SALES';
  const startMs = Math.max(nowMs, parseSnapTime(campaign.start_time) ?? nowMs);
  return {
    campaign_id: campaign.id,
    name: remoteName(fields.name, marker),
    type: 'SNAP_ADS',
    status: 'PAUSED',
    billing_event: 'IMPRESSION',
    optimization_goal: applications ? 'PIXEL_SIGNUP' : 'SWIPES',
    ...(applications ? { pixel_id: account.settings['pixelId'] } : {}),
    bid_strategy: 'AUTO_BID',
    delivery_constraint: 'DAILY_BUDGET',
    pacing_type: 'STANDARD',
    daily_budget_micro: campaign.daily_budget_micro,
    placement_v2: { config: 'AUTOMATIC' },
    targeting,
    start_time: snapTime(startMs, account.timeZone),
    ...(campaign.end_time === undefined ? {} : { end_time: campaign.end_time }),
  };
}

/** Its name says which content it has: after an edit two creatives carry the ad's marker, and only the right one may be taken for a lost answer. */
export function creativeName(fields: AdFields, marker: string): string {
  const { headlines, finalUrl, callToAction, image } = fields;
  const hash = sha256Hex(canonicalJson({ headlines, finalUrl, callToAction, image })).slice(0, 8);
  return remoteName(`${fields.name.slice(0, 340)} #${hash}`, marker);
}

export function brandOf(fields: AdFields): string {
  return cutAtWord(fields.image?.brand ?? '', LIMITS.brand);
}

export function creativePayload(fields: AdFields, marker: string, mediaId: string, account: AccountRef): Record<string, unknown> {
  const profileId = account.settings['profileId'] ?? '';
  const brand = brandOf(fields);
  return {
    ad_account_id: account.remoteId,
    name: creativeName(fields, marker),
    type: 'WEB_VIEW',
    headline: fields.headlines[0] ?? '',
    ...(brand === '' ? {} : { brand_name: brand }),
    call_to_action: CALL_TO_ACTION[fields.callToAction] ?? 'APPLY_NOW',
    top_snap_media_id: mediaId,
    shareable: true,
    web_view_properties: { url: fields.finalUrl },
    ...(profileId === '' ? {} : { profile_properties: { profile_id: profileId } }),
  };
}

export function adPayload(fields: AdFields, marker: string, squadId: string, creativeId: string): Record<string, unknown> {
  return {
    ad_squad_id: squadId,
    creative_id: creativeId,
    name: remoteName(fields.name, marker),
    type: 'REMOTE_WEBPAGE',
    status: 'PAUSED',
  };
}

export function creativeFields(creative: Creative): { readonly [field: string]: Json } {
  const action = Object.entries(CALL_TO_ACTION).find(([, word]) => word === creative.call_to_action)?.[0];
  return {
    headlines: creative.headline === undefined ? [] : [creative.headline],
    finalUrl: creative.web_view_properties?.url ?? '',
    ...(action === undefined ? {} : { callToAction: action }),
  };
}

/** Given by the network and refused, or without meaning, when it is sent back. `auto_bid` and `target_bid` are echoes of the bid strategy. */
const NOT_SENT_BACK: ReadonlySet<string> = new Set([
  'created_at',
  'updated_at',
  'auto_bid',
  'target_bid',
  'delivery_status',
  'creation_state',
  'child_ad_type',
  'targeting_reach_status',
  'review_status',
  'review_status_reasons',
  'review_status_details',
]);

/** The object for a replacement: all that it has, what we do not know included, with the changes; `undefined` takes a field away. */
export function replacement(whole: Whole, changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(whole).filter(([name, value]) => !NOT_SENT_BACK.has(name) && value !== null);
  return Object.fromEntries(Object.entries({ ...Object.fromEntries(kept), ...changes }).filter(([, value]) => value !== undefined));
}

export const mediaName = (sha256: string): string => `altavoz ${sha256}`;
