import { ok, type Json, type Result } from '../../../core/kernel/index.ts';
import type { ObjectLevel } from '../../../core/contract/plan-model.ts';
import type { AccountRef, Clock, NetworkFailure, ReadScope, RemoteObject } from '../../../core/ports/index.ts';
import type { MetaClient } from './client.ts';
import { creativeFields, deliveryOf, endDayOf, EVERY_STATUS, fromMetaAmount, fromMetaStatus, runFromLabels, splitName } from './map.ts';
import { Ad, AdSet, Campaign, Reviewed, type Creative } from './schemas.ts';
import { accountPath } from './steps.ts';
import { dayAt } from '../account-days.ts';
import { parseGraphTime } from './zone.ts';

/** Objects as they stand at Meta, in neutral form. */
export interface Reader {
  read(account: AccountRef, scope: ReadScope): Promise<Result<readonly RemoteObject[], NetworkFailure>>;
  one(account: AccountRef, level: ObjectLevel, remoteId: string): Promise<Result<RemoteObject, NetworkFailure>>;
}

const CAMPAIGN_FIELDS =
  'id,name,status,effective_status,objective,daily_budget,special_ad_categories,special_ad_category_country,adlabels,created_time';
const AD_SET_FIELDS = 'id,name,status,effective_status,campaign_id,start_time,end_time,created_time,targeting';
const AD_FIELDS = 'id,name,status,effective_status,adset_id,campaign_id,created_time,creative{id,name,object_story_spec,asset_feed_spec}';
const PAGE = 200;
/** Ids in one filter: long enough to be quick, short enough for an address. */
const IDS_PER_CALL = 50;
const LONGEST_REASON = 300;
const MOST_REASONS = 10;

export function createReader(client: MetaClient, clock: Clock): Reader {
  const auth = (account: AccountRef): { secretName: string; accountId: string } => ({
    secretName: account.secretName,
    accountId: account.remoteId,
  });

  async function read(account: AccountRef, scope: ReadScope): Promise<Result<readonly RemoteObject[], NetworkFailure>> {
    if (scope.kind === 'all_marked') return readWith(account, null);
    const objects: RemoteObject[] = [];
    for (let from = 0; from < scope.remoteCampaignIds.length; from += IDS_PER_CALL) {
      const part = await readWith(account, scope.remoteCampaignIds.slice(from, from + IDS_PER_CALL));
      if (!part.ok) return part;
      objects.push(...part.value);
    }
    return ok(objects);
  }

  async function readWith(
    account: AccountRef,
    campaignIds: readonly string[] | null,
  ): Promise<Result<readonly RemoteObject[], NetworkFailure>> {
    const path = accountPath(account.remoteId);
    const params = (fields: string, field: string): Record<string, unknown> => ({
      fields,
      limit: PAGE,
      effective_status: EVERY_STATUS,
      ...(campaignIds === null ? {} : { filtering: [{ field, operator: 'IN', value: campaignIds }] }),
    });
    const campaigns = await client.all({ ...auth(account), path: `${path}/campaigns`, params: params(CAMPAIGN_FIELDS, 'id') }, Campaign);
    if (!campaigns.ok) return campaigns;
    const adSets = await client.all({ ...auth(account), path: `${path}/adsets`, params: params(AD_SET_FIELDS, 'campaign.id') }, AdSet);
    if (!adSets.ok) return adSets;
    const ads = await client.all({ ...auth(account), path: `${path}/ads`, params: params(AD_FIELDS, 'campaign.id') }, Ad);
    if (!ads.ok) return ads;
    const reasons = await reasonsOf(account, ads.value);
    if (!reasons.ok) return reasons;
    const setsOf = new Map<string, AdSet[]>();
    for (const adSet of adSets.value) {
      const siblings = setsOf.get(adSet.campaign_id ?? '') ?? [];
      siblings.push(adSet);
      setsOf.set(adSet.campaign_id ?? '', siblings);
    }
    const all = [
      ...campaigns.value.map((campaign) => campaignObject(campaign, setsOf.get(campaign.id) ?? [], account)),
      ...adSets.value.map((adSet) => adSetObject(adSet)),
      ...ads.value.map((ad) => adObject(ad, reasons.value.get(ad.id) ?? [])),
    ];
    return ok(campaignIds === null ? all.filter((object) => object.marker !== null) : all);
  }

  /** In a call of its own, and only for ads that have something to say: a field that Meta renames fails its whole call. */
  async function reasonsOf(
    account: AccountRef,
    ads: readonly Ad[],
  ): Promise<Result<ReadonlyMap<string, readonly string[]>, NetworkFailure>> {
    const reasons = new Map<string, readonly string[]>();
    const troubled = ads
      .filter((ad) => ['DISAPPROVED', 'WITH_ISSUES', 'PENDING_BILLING_INFO'].includes(ad.effective_status ?? ''))
      .map((ad) => ad.id);
    for (let from = 0; from < troubled.length; from += IDS_PER_CALL) {
      const rows = await client.all(
        {
          ...auth(account),
          path: `${accountPath(account.remoteId)}/ads`,
          params: {
            fields: 'id,ad_review_feedback,issues_info',
            limit: PAGE,
            effective_status: EVERY_STATUS,
            filtering: [{ field: 'id', operator: 'IN', value: troubled.slice(from, from + IDS_PER_CALL) }],
          },
        },
        Reviewed,
      );
      // Without reasons a rejection is still a rejection; anything but a refused field is a failed read.
      if (!rows.ok) return rows.error.kind === 'refused' ? ok(reasons) : rows;
      for (const row of rows.value) {
        const review = Object.entries(row.ad_review_feedback?.global ?? {}).map(([policy, words]) => `${policy}: ${words}`);
        const issues = (row.issues_info ?? []).map((issue) => issue.error_message ?? issue.error_summary ?? '');
        reasons.set(
          row.id,
          [...review, ...issues]
            .filter((words) => words !== '')
            .slice(0, MOST_REASONS)
            .map((words) => words.slice(0, LONGEST_REASON)),
        );
      }
    }
    return ok(reasons);
  }

  async function one(account: AccountRef, level: ObjectLevel, remoteId: string): Promise<Result<RemoteObject, NetworkFailure>> {
    const call = { ...auth(account), method: 'GET', path: remoteId } as const;
    if (level === 'ad') {
      const ad = await client.call({ ...call, params: { fields: AD_FIELDS } }, Ad);
      return ad.ok ? ok(adObject(ad.value.value, [])) : ad;
    }
    if (level === 'ad_group') {
      const adSet = await client.call({ ...call, params: { fields: AD_SET_FIELDS } }, AdSet);
      return adSet.ok ? ok(adSetObject(adSet.value.value)) : adSet;
    }
    const campaign = await client.call({ ...call, params: { fields: CAMPAIGN_FIELDS } }, Campaign);
    if (!campaign.ok) return campaign;
    const sets = await client.all({ ...auth(account), path: `${remoteId}/adsets`, params: { fields: AD_SET_FIELDS, limit: PAGE } }, AdSet);
    return sets.ok ? ok(campaignObject(campaign.value.value, sets.value, account)) : sets;
  }

  function campaignObject(campaign: Campaign, adSets: readonly AdSet[], account: AccountRef): RemoteObject {
    const { name, marker } = splitName(campaign.name);
    const configured = fromMetaStatus(campaign.status);
    const units = campaign.daily_budget === undefined ? null : fromMetaAmount(campaign.daily_budget, account.currency);
    const run = runFromLabels(campaign.adlabels ?? []);
    const live = adSets.filter((adSet) => fromMetaStatus(adSet.status) !== 'archived');
    const ends = new Set(live.map((adSet) => endDayOf(adSet.end_time, account.timeZone)));
    // Meta's truth is on the ad sets. Where they disagree among themselves or with the label, the later one spends.
    const endDay =
      ends.size === 0
        ? (run?.endDay ?? null)
        : ends.has(null)
          ? null
          : [...ends].reduce((left, right) => ((left ?? '') > (right ?? '') ? left : right));
    const fields: Record<string, Json> = { name, status: configured };
    if (units !== null) fields['dailyBudget'] = { amountMicros: units.toString(), currency: account.currency };
    if (campaign.objective === 'OUTCOME_LEADS') fields['objective'] = 'applications';
    if (campaign.objective === 'OUTCOME_TRAFFIC') fields['objective'] = 'traffic';
    if (run !== null) {
      fields['startDay'] = startDayOf(run.startDay, live, account.timeZone);
      fields['endDay'] = endDay;
    }
    if (campaign.special_ad_category_country !== undefined) fields['countries'] = campaign.special_ad_category_country;
    fields['employment'] = campaign.special_ad_categories?.includes('EMPLOYMENT') ?? false;
    const over = live.length > 0 && live.every((adSet) => hasEnded(adSet));
    return {
      level: 'campaign',
      remoteId: campaign.id,
      parentRemoteId: null,
      name,
      marker,
      configured,
      delivery: over && configured === 'active' ? 'ended' : deliveryOf(campaign.effective_status),
      reasons: [],
      fields,
      extraRefs: {},
    };
  }

  function hasEnded(adSet: AdSet): boolean {
    const end = parseGraphTime(adSet.end_time);
    return end !== null && end <= clock.nowMs();
  }

  /** Until it has begun Meta's truth is on the ad sets: of days that differ the earlier one spends. After that only the label knows the day. */
  function startDayOf(labelled: string, live: readonly AdSet[], timeZone: string): string {
    const starts = live.map((adSet) => parseGraphTime(adSet.start_time));
    const ahead = starts.filter((start) => start !== null && start > clock.nowMs());
    if (ahead.length === 0 || ahead.length < starts.length) return labelled;
    return [labelled, ...ahead.map((start) => dayAt(start ?? 0, timeZone))].toSorted()[0] ?? labelled;
  }

  function adSetObject(adSet: AdSet): RemoteObject {
    const { name, marker } = splitName(adSet.name);
    const configured = fromMetaStatus(adSet.status);
    const fields: Record<string, Json> = { name, status: configured };
    const cities = adSet.targeting?.geo_locations?.cities ?? [];
    const radii = new Set(cities.map((city) => (city.distance_unit === 'kilometer' ? (city.radius ?? null) : null)));
    // Only where every city agrees and none is in miles: anything else is no radius of ours.
    if (cities.length > 0 && radii.size === 1 && cities.every((city) => city.radius === undefined || city.distance_unit === 'kilometer'))
      fields['radiusKm'] = [...radii][0]!;
    return {
      level: 'ad_group',
      remoteId: adSet.id,
      parentRemoteId: adSet.campaign_id ?? null,
      name,
      marker,
      configured,
      delivery: hasEnded(adSet) && configured === 'active' ? 'ended' : deliveryOf(adSet.effective_status),
      reasons: [],
      fields,
      extraRefs: {},
    };
  }

  function adObject(ad: Ad, reasons: readonly string[]): RemoteObject {
    const { name, marker } = splitName(ad.name);
    const configured = fromMetaStatus(ad.status);
    const fields = { name, status: configured, ...(ad.creative === undefined ? {} : creativeFields(ad.creative)) };
    return {
      level: 'ad',
      remoteId: ad.id,
      parentRemoteId: ad.adset_id ?? null,
      name,
      marker,
      configured,
      delivery: deliveryOf(ad.effective_status),
      reasons,
      fields,
      // A picture cannot be turned back into its recipe: which bytes the ad carries is told by their hash, and not as a field.
      extraRefs: ad.creative === undefined ? {} : { creative: ad.creative.id, ...mediaOf(ad.creative) },
    };
  }

  return { read, one };
}

function mediaOf(creative: Creative): { readonly media?: string } {
  const hash = creative.object_story_spec?.link_data?.image_hash;
  return hash === undefined ? {} : { media: hash };
}
