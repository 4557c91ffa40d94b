import { canonicalJson, microsFromDecimal, sha256Hex, type Json } from '../../../core/kernel/index.ts';
import type { AdFields, AdGroupFields, CampaignFields, DesiredStatus } from '../../../core/contract/plan-model.ts';
import type { AccountRef, DeliveryStatus, MetricRow } from '../../../core/ports/index.ts';
import { ATTRIBUTION_WINDOWS, currencyOffset, EMPLOYMENT } from './manifest.ts';
import type { Creative, InsightRow } from './schemas.ts';
import { dayAt, lastSecondOfDayMs, startOfDayMs } from '../account-days.ts';
import { graphTime, parseGraphTime } from './zone.ts';

/** Ours ⇄ Meta's, without a call: names, money, days, statuses, the payload of each object. */

const MARKER = / \[([0-9a-z]{8})\]$/;

/** `Ventas Bogotá [k3f9q2ma]`. */
export function remoteName(name: string, marker: string): string {
  return `${name} [${marker}]`;
}

export function splitName(remote: string): { readonly name: string; readonly marker: string | null } {
  const match = MARKER.exec(remote);
  return match === null ? { name: remote, marker: null } : { name: remote.slice(0, match.index), marker: match[1]! };
}

export function markerLabel(marker: string): string {
  return `altavoz-${marker}`;
}

/**
 * Meta counts in 1/offset of a major unit, and the offsets are Meta's own: COP is 1, not 100. Throws on an amount it cannot
 * express: `check` has refused it long before, and rounding money is never our choice.
 * @see Meta Marketing API, "Currency codes" (no version stated; read 2026-11-20)
 */
export function toMetaAmount(amountMicros: bigint, currency: string): number {
  const scaled = amountMicros * currencyOffset(currency);
  if (scaled % 1_000_000n !== 0n) throw new Error(`Meta cannot express ${amountMicros} micros of ${currency}`);
  return Number(scaled / 1_000_000n);
}

/** Budgets come back as texts of the same counting units. */
export function fromMetaAmount(units: string, currency: string): bigint | null {
  if (!/^\d{1,15}$/.test(units)) return null;
  return (BigInt(units) * 1_000_000n) / currencyOffset(currency);
}

const STATUS: Readonly<Record<DesiredStatus, string>> = { active: 'ACTIVE', paused: 'PAUSED', archived: 'ARCHIVED' };

export function toMetaStatus(status: DesiredStatus): string {
  return STATUS[status];
}

export function fromMetaStatus(status: string | undefined): DesiredStatus {
  if (status === 'ACTIVE') return 'active';
  return status === 'PAUSED' ? 'paused' : 'archived';
}

const DELIVERY: Readonly<Record<string, DeliveryStatus>> = {
  ACTIVE: 'active',
  PAUSED: 'paused',
  CAMPAIGN_PAUSED: 'paused',
  ADSET_PAUSED: 'paused',
  PREAPPROVED: 'paused',
  IN_PROCESS: 'in_review',
  PENDING_REVIEW: 'in_review',
  DISAPPROVED: 'rejected',
  WITH_ISSUES: 'limited',
  PENDING_BILLING_INFO: 'limited',
  ARCHIVED: 'archived',
  DELETED: 'archived',
};

export function deliveryOf(effectiveStatus: string | undefined): DeliveryStatus {
  return DELIVERY[effectiveStatus ?? ''] ?? 'unknown';
}

/** Every status in which an object of ours may stand; lists leave archived ones out unless they are asked for. */
export const EVERY_STATUS = [
  'ACTIVE',
  'PAUSED',
  'IN_PROCESS',
  'WITH_ISSUES',
  'CAMPAIGN_PAUSED',
  'ADSET_PAUSED',
  'PENDING_REVIEW',
  'DISAPPROVED',
  'PREAPPROVED',
  'PENDING_BILLING_INFO',
  'ARCHIVED',
] as const;

const CALL_TO_ACTION: Readonly<Record<AdFields['callToAction'], string>> = {
  apply_now: 'APPLY_NOW',
  learn_more: 'LEARN_MORE',
  contact_us: 'CONTACT_US',
};

/**
 * The run of a campaign belongs to its ad sets on Meta, and a campaign's own dates cannot be relied on ("Campaign" reference,
 * v26.0; read 2026-11-20). They are kept on the campaign as labels, where every later ad set finds them.
 */
const FROM = 'altavoz-from-';
const UNTIL = 'altavoz-until-';

export interface CampaignRun {
  readonly startDay: string;
  readonly endDay: string | null;
}

export function campaignLabels(marker: string, run: CampaignRun): readonly { readonly name: string }[] {
  return [
    { name: markerLabel(marker) },
    { name: `${FROM}${run.startDay}` },
    ...(run.endDay === null ? [] : [{ name: `${UNTIL}${run.endDay}` }]),
  ];
}

export function runFromLabels(labels: readonly { readonly name?: string | undefined }[]): CampaignRun | null {
  const find = (prefix: string): string | null =>
    labels.find((label) => label.name?.startsWith(prefix))?.name?.slice(prefix.length) ?? null;
  const startDay = find(FROM);
  return startDay === null ? null : { startDay, endDay: find(UNTIL) };
}

/** Vacancies always declare EMPLOYMENT: required in the US, Canada and Europe, allowed everywhere. "Special ad category" (v26.0; read 2026-11-20) */
export function campaignPayload(fields: CampaignFields, marker: string): Record<string, unknown> {
  return {
    name: remoteName(fields.name, marker),
    objective: fields.objective === 'applications' ? 'OUTCOME_LEADS' : 'OUTCOME_TRAFFIC',
    buying_type: 'AUCTION',
    special_ad_categories: [EMPLOYMENT.category],
    special_ad_category_country: [...fields.countries],
    daily_budget: toMetaAmount(fields.dailyBudget.amountMicros, fields.dailyBudget.currency),
    bid_strategy: 'LOWEST_COST_WITHOUT_CAP',
    status: 'PAUSED',
    adlabels: campaignLabels(marker, fields),
  };
}

/** What an ad set takes from its campaign. */
export interface CampaignFacts {
  readonly objective: string;
  readonly countries: readonly string[];
  readonly run: CampaignRun;
}

export interface Geo {
  readonly countries: readonly string[];
  readonly regions: readonly string[];
  readonly cities: readonly string[];
}

/** Ages as the category fixes them, no genders, the audience flag said aloud. "Special ad category" and "Targeting" (v26.0; read 2026-11-20) */
export function targetingPayload(geo: Geo, radiusKm: number | null, locales: readonly number[]): Record<string, unknown> {
  const radius = radiusKm === null ? {} : { radius: radiusKm, distance_unit: 'kilometer' };
  return {
    geo_locations: {
      ...(geo.countries.length === 0 ? {} : { countries: [...geo.countries] }),
      ...(geo.regions.length === 0 ? {} : { regions: geo.regions.map((key) => ({ key })) }),
      ...(geo.cities.length === 0 ? {} : { cities: geo.cities.map((key) => ({ key, ...radius })) }),
    },
    age_min: EMPLOYMENT.ageMin,
    age_max: EMPLOYMENT.ageMax,
    ...(locales.length === 0 ? {} : { locales: [...locales] }),
    targeting_automation: { advantage_audience: 0 },
  };
}

export function adSetPayload(
  fields: AdGroupFields,
  marker: string,
  campaignId: string,
  facts: CampaignFacts,
  targeting: Record<string, unknown>,
  account: AccountRef,
  nowMs: number,
): Record<string, unknown> {
  const applications = facts.objective === 'OUTCOME_LEADS';
  return {
    name: remoteName(fields.name, marker),
    campaign_id: campaignId,
    optimization_goal: applications ? 'OFFSITE_CONVERSIONS' : 'LINK_CLICKS',
    billing_event: 'IMPRESSIONS',
    destination_type: 'WEBSITE',
    targeting,
    status: 'PAUSED',
    adlabels: [{ name: markerLabel(marker) }],
    ...runPayload(facts.run, account.timeZone, nowMs),
    ...(applications
      ? {
          promoted_object: { pixel_id: account.settings['pixelId'], custom_event_type: 'SUBMIT_APPLICATION' },
          attribution_spec: [
            { event_type: 'CLICK_THROUGH', window_days: 7 },
            { event_type: 'VIEW_THROUGH', window_days: 1 },
          ],
        }
      : {}),
  };
}

/** A start that has come is left out: Meta then starts at once. The end is the last second of the day, in the account's zone. */
export function runPayload(run: CampaignRun, timeZone: string, nowMs: number): Record<string, string> {
  return {
    ...(run.startDay > dayAt(nowMs, timeZone) ? { start_time: graphTime(startOfDayMs(run.startDay, timeZone), timeZone) } : {}),
    ...(run.endDay === null ? {} : { end_time: graphTime(lastSecondOfDayMs(run.endDay, timeZone), timeZone) }),
  };
}

export function endDayOf(endTime: string | undefined, timeZone: string): string | null {
  const ms = parseGraphTime(endTime);
  return ms === null ? null : dayAt(ms, timeZone);
}

/**
 * The creative of an ad. Several texts go as variants of one ad, beside the first of each. Its name says which content it has:
 * after an edit two creatives carry the ad's marker, and only the right one may be taken for the answer that was lost.
 */
export function creativePayload(fields: AdFields, marker: string, account: AccountRef, imageHash: string | null): Record<string, unknown> {
  const action = CALL_TO_ACTION[fields.callToAction];
  const [headline = ''] = fields.headlines;
  const [description] = fields.descriptions;
  const story = {
    page_id: account.settings['pageId'] ?? '',
    ...(account.settings['instagramUserId'] === undefined ? {} : { instagram_user_id: account.settings['instagramUserId'] }),
    link_data: {
      link: fields.finalUrl,
      message: fields.primaryText,
      name: headline,
      ...(description === undefined ? {} : { description }),
      ...(imageHash === null ? {} : { image_hash: imageHash }),
      call_to_action: { type: action, value: { link: fields.finalUrl } },
    },
  };
  const variants = fields.headlines.length > 1 || fields.descriptions.length > 1;
  const feed = {
    ...(imageHash === null ? {} : { images: [{ hash: imageHash }], ad_formats: ['SINGLE_IMAGE'] }),
    titles: fields.headlines.map((text) => ({ text })),
    ...(fields.descriptions.length === 0 ? {} : { descriptions: fields.descriptions.map((text) => ({ text })) }),
    bodies: [{ text: fields.primaryText }],
    link_urls: [{ website_url: fields.finalUrl }],
    call_to_action_types: [action],
    optimization_type: 'DEGREES_OF_FREEDOM',
  };
  return {
    name: creativeName(fields, marker),
    object_story_spec: story,
    ...(variants ? { asset_feed_spec: feed } : {}),
    // Meta may opt a creative in to showing beside other advertisers' ads; the ad is to be shown as it was approved.
    contextual_multi_ads: { enroll_status: 'OPT_OUT' },
    adlabels: [{ name: markerLabel(marker) }],
  };
}

export function creativeName(fields: AdFields, marker: string): string {
  const { headlines, descriptions, primaryText, finalUrl, callToAction, image } = fields;
  const hash = sha256Hex(canonicalJson({ headlines, descriptions, primaryText, finalUrl, callToAction, image })).slice(0, 8);
  return remoteName(`${fields.name.slice(0, 360)} #${hash}`, marker);
}

export function adPayload(fields: AdFields, marker: string, adSetId: string, creativeId: string): Record<string, unknown> {
  return {
    name: remoteName(fields.name, marker),
    adset_id: adSetId,
    creative: { creative_id: creativeId },
    status: 'PAUSED',
    adlabels: [{ name: markerLabel(marker) }],
  };
}

export function creativeFields(creative: Creative): { readonly [field: string]: Json } {
  const link = creative.object_story_spec?.link_data;
  if (link === undefined) return {};
  const titles = creative.asset_feed_spec?.titles?.map((title) => title.text);
  const descriptions = creative.asset_feed_spec?.descriptions?.map((description) => description.text);
  const action = Object.entries(CALL_TO_ACTION).find(([, type]) => type === link.call_to_action?.type)?.[0];
  return {
    headlines: titles ?? (link.name === undefined ? [] : [link.name]),
    descriptions: descriptions ?? (link.description === undefined ? [] : [link.description]),
    primaryText: link.message ?? '',
    finalUrl: link.link ?? '',
    ...(action === undefined ? {} : { callToAction: action }),
  };
}

/** Finished applications. Third-party name (read 2026-11-20); the pixel's own name and plain leads are read where it is absent, never added to it. */
const APPLICATION_ACTIONS: readonly string[] = [
  'submit_application_total',
  'offsite_conversion.fb_pixel_submit_application',
  'submit_application',
];

/** Null when the row is not in figures. Spend is a decimal of major units: never divided by the offset. "Insights" (v26.0; read 2026-11-20) */
export function metricOf(row: InsightRow, currency: string): MetricRow | null {
  const spend = microsFromDecimal(row.spend);
  const counts = [row.impressions, row.clicks].map(Number);
  if (spend === null || counts.some((count) => !Number.isSafeInteger(count) || count < 0)) return null;
  const action = APPLICATION_ACTIONS.map((type) => row.actions?.find((entry) => entry.action_type === type)).find(
    (entry) => entry !== undefined,
  );
  const windowed = action?.['7d_click'] !== undefined || action?.['1d_view'] !== undefined;
  const conversions =
    action === undefined ? 0 : windowed ? Number(action['7d_click'] ?? '0') + Number(action['1d_view'] ?? '0') : Number(action.value);
  if (!Number.isFinite(conversions)) return null;
  return {
    adRemoteId: row.ad_id,
    day: row.date_start,
    impressions: counts[0]!,
    clicks: counts[1]!,
    conversions,
    spend: { amountMicros: spend, currency },
    attributionWindow: ATTRIBUTION_WINDOWS.join('_'),
  };
}
