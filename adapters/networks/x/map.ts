import { canonicalJson, sha256Hex, type Json } from '../../../core/kernel/index.ts';
import type { AdFields, AdGroupFields, CampaignFields, DesiredStatus } from '../../../core/contract/plan-model.ts';
import type { AccountRef, DeliveryStatus } from '../../../core/ports/index.ts';
import type { Values } from './client.ts';
import { dayAt, startOfDayMs, startOfNextDayMs } from '../account-days.ts';
import { parseXTime, xTime } from './days.ts';
import { LIMITS, smallestCoinMicros } from './manifest.ts';
import type { Campaign, Card, LineItem, Post, PromotedPost } from './schemas.ts';

/** Ours ⇄ X's, without a call: names, money, days, statuses, the payload of each object. */

const MARKER = / \[([0-9a-z]{8})\]$/;
/** Of a post: the line item that it was written for, and whether it was set aside. */
const LINE_ITEM = / @([0-9a-z]{1,12})$/;
const SET_ASIDE = '(x) ';

/** `Ventas Bogotá [k3f9q2ma]`. */
export function remoteName(name: string, marker: string): string {
  return `${name} [${marker}]`;
}

export function splitName(remote: string): { readonly name: string; readonly marker: string | null } {
  const match = MARKER.exec(remote);
  return match === null ? { name: remote, marker: null } : { name: remote.slice(0, match.index), marker: match[1] ?? null };
}

/** `Asesor comercial @hwtbm [k3f9q2ma]`: a post has no parent of its own until it is promoted, so its name says it. */
export function postName(name: string, lineItemId: string, marker: string): string {
  return remoteName(`${name} @${lineItemId}`, marker);
}

export interface PostIdentity {
  readonly name: string;
  readonly marker: string | null;
  readonly lineItemId: string | null;
  /** Archived by us: X has no such state for posts. */
  readonly setAside: boolean;
}

export function splitPostName(remote: string): PostIdentity {
  const { name, marker } = splitName(remote);
  const match = LINE_ITEM.exec(name);
  const bare = match === null ? name : name.slice(0, match.index);
  const setAside = marker !== null && bare.startsWith(SET_ASIDE);
  return { name: setAside ? bare.slice(SET_ASIDE.length) : bare, marker, lineItemId: match?.[1] ?? null, setAside };
}

/** The name of a post that is archived. What does not fit is cut from the words, never from the marker. */
export function setAsideName(remote: string): string {
  const { name, marker, lineItemId, setAside } = splitPostName(remote);
  if (marker === null || setAside) return remote;
  const tail = `${lineItemId === null ? '' : ` @${lineItemId}`} [${marker}]`;
  return `${SET_ASIDE}${name}`.slice(0, LIMITS.postName - tail.length) + tail;
}

/**
 * X counts every currency in millionths, as we do. Throws on an amount that its smallest coin cannot express: `check` has
 * refused it long before, and rounding money is never our choice. @see "Currency" (no version stated; read 2026-11-20)
 */
export function toLocalMicro(amountMicros: bigint, currency: string): string {
  if (amountMicros % smallestCoinMicros(currency) !== 0n) throw new Error(`X cannot express ${amountMicros} micros of ${currency}`);
  return amountMicros.toString();
}

export function fromLocalMicro(local: number | null | undefined): bigint | null {
  return local === null || local === undefined || !Number.isSafeInteger(local) ? null : BigInt(local);
}

export function toEntityStatus(status: 'active' | 'paused'): string {
  return status === 'active' ? 'ACTIVE' : 'PAUSED';
}

export function fromEntity(entity: {
  readonly entity_status?: string | null | undefined;
  readonly deleted?: boolean | null | undefined;
}): DesiredStatus {
  if (entity.deleted === true) return 'archived';
  return entity.entity_status === 'ACTIVE' ? 'active' : 'paused';
}

/** The status defaults to ACTIVE, so it is always said. A campaign has neither dates nor places. "Campaigns" (version 12; read 2026-11-20) */
export function campaignValues(fields: CampaignFields, marker: string, fundingInstrumentId: string): Values {
  return {
    funding_instrument_id: fundingInstrumentId,
    name: remoteName(fields.name, marker),
    daily_budget_amount_local_micro: toLocalMicro(fields.dailyBudget.amountMicros, fields.dailyBudget.currency),
    entity_status: 'PAUSED',
  };
}

/** One objective for both goals: what differs is what X aims the bids at. "Line items", goal (version 12; read 2026-11-20) */
export function lineItemValues(
  fields: AdGroupFields,
  marker: string,
  campaignId: string,
  campaign: CampaignFields,
  account: AccountRef,
  nowMs: number,
): Values {
  const applications = campaign.objective === 'applications';
  return {
    campaign_id: campaignId,
    name: remoteName(fields.name, marker),
    objective: 'WEBSITE_CLICKS',
    goal: applications ? 'WEBSITE_CONVERSIONS' : 'LINK_CLICKS',
    ...(applications ? { primary_web_event_tag: account.settings['webEventTagId'] } : {}),
    product_type: 'PROMOTED_TWEETS',
    placements: 'ALL_ON_TWITTER',
    bid_strategy: 'AUTO',
    entity_status: 'PAUSED',
    ...runValues(campaign, account.timeZone, nowMs),
  };
}

/** A start that has come is the present moment; an end is the first instant after its day. Without an end X takes none, as its own example does. */
export function runValues(
  run: Pick<CampaignFields, 'startDay' | 'endDay'>,
  timeZone: string,
  nowMs: number,
): { readonly start_time: string; readonly end_time?: string } {
  return {
    start_time: xTime(Math.max(startOfDayMs(run.startDay, timeZone), nowMs)),
    ...(run.endDay === null ? {} : { end_time: xTime(startOfNextDayMs(run.endDay, timeZone)) }),
  };
}

/** The day that a run begins on, where it was set to one: a start at any other moment was "at once". */
export function startDayOf(startTime: string | null | undefined, timeZone: string): string | null {
  const ms = parseXTime(startTime);
  if (ms === null) return null;
  const day = dayAt(ms, timeZone);
  return startOfDayMs(day, timeZone) === ms ? day : null;
}

/** The last day that a run holds. */
export function endDayOf(endTime: string | null | undefined, timeZone: string): string | null {
  const ms = parseXTime(endTime);
  return ms === null ? null : dayAt(ms - 1000, timeZone);
}

/** A website card; it has no call to action of its own. "Cards" (version 12; read 2026-11-20) */
export function cardBody(fields: AdFields, marker: string, mediaKey: string): object {
  return {
    name: cardName(fields, marker),
    components: [
      { type: 'MEDIA', media_key: mediaKey },
      { type: 'DETAILS', title: fields.headlines[0] ?? '', destination: { type: 'WEBSITE', url: fields.finalUrl } },
    ],
  };
}

/** Says which content the card has: after an edit two cards carry the ad's marker, and only the right one answers for the lost one. */
export function cardName(fields: AdFields, marker: string): string {
  const { headlines, finalUrl, image } = fields;
  const hash = sha256Hex(canonicalJson({ headlines, finalUrl, image })).slice(0, 8);
  const tail = ` #${hash} [${marker}]`;
  return `${fields.name.slice(0, LIMITS.cardName - tail.length)}${tail}`;
}

/** Promoted only, never on the profile. "Tweets", nullcast (version 12; read 2026-11-20) */
export function postValues(fields: AdFields, marker: string, lineItemId: string, userId: string, cardUri: string): Values {
  return {
    as_user_id: userId,
    text: fields.primaryText,
    card_uri: cardUri,
    nullcast: true,
    name: postName(fields.name, lineItemId, marker),
    trim_user: true,
  };
}

/** X adds the address of a card to the text that it gives back. */
export function postText(post: Post): string | null {
  const text = post.full_text ?? post.text;
  return text === null || text === undefined ? null : text.replace(/\s*https:\/\/t\.co\/\w+$/, '');
}

export function cardFields(card: Card): { readonly [field: string]: Json } {
  const details = card.components?.find((component) => component.type === 'DETAILS');
  if (details === undefined) return {};
  return {
    ...(typeof details.title === 'string' ? { headlines: [details.title] } : {}),
    ...(typeof details.destination?.url === 'string' ? { finalUrl: details.destination.url } : {}),
  };
}

/** Whether a campaign delivers, and why not. The reasons are X's words. "Campaigns", servable (version 12; read 2026-11-20) */
export function campaignDelivery(campaign: Campaign, lineItems: readonly LineItem[], nowMs: number): DeliveryStatus {
  const configured = fromEntity(campaign);
  if (configured !== 'active') return configured;
  const living = lineItems.filter((item) => item.deleted !== true);
  if (living.length > 0 && living.every((item) => hasEnded(item, nowMs))) return 'ended';
  if (campaign.servable === false) return (campaign.reasons_not_servable ?? []).includes('PAUSED_BY_ADVERTISER') ? 'paused' : 'limited';
  return 'active';
}

export function lineItemDelivery(item: LineItem, campaign: Campaign | undefined, nowMs: number): DeliveryStatus {
  const configured = campaign?.deleted === true ? 'archived' : fromEntity(item);
  if (configured !== 'active') return configured;
  if (hasEnded(item, nowMs)) return 'ended';
  return campaign?.entity_status === 'ACTIVE' ? 'active' : 'paused';
}

/** A post that is promoted nowhere cannot deliver. The set of review states is not stated: what is neither yes nor no is still under review. */
export function postDelivery(association: PromotedPost | undefined, parent: DeliveryStatus, setAside: boolean): DeliveryStatus {
  if (setAside || parent === 'archived') return 'archived';
  if (association === undefined) return 'paused';
  if (association.approval_status === 'REJECTED') return 'rejected';
  if (association.approval_status !== 'ACCEPTED') return 'in_review';
  return parent;
}

function hasEnded(item: LineItem, nowMs: number): boolean {
  const end = parseXTime(item.end_time);
  return end !== null && end <= nowMs;
}

/** What X counts of a post: light letters one, others two, an address always 23. Platform rule, not in the Ads pages (read 2026-11-20) */
export function weightedLength(text: string): number {
  const withoutAddresses = text.replace(/https?:\/\/\S+/g, '');
  const addresses = (text.match(/https?:\/\/\S+/g) ?? []).length;
  let weight = addresses * 23;
  for (const letter of withoutAddresses.normalize('NFC')) {
    const code = letter.codePointAt(0) ?? 0;
    weight += code <= 4351 || (code >= 8192 && code <= 8205) || (code >= 8208 && code <= 8223) || (code >= 8242 && code <= 8247) ? 1 : 2;
  }
  return weight;
}
