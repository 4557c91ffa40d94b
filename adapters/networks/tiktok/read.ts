import { err, ok, type Json, type Result } from '../../../core/kernel/index.ts';
import type { ObjectLevel } from '../../../core/contract/plan-model.ts';
import type { AccountRef, NetworkFailure, ReadScope, RemoteObject } from '../../../core/ports/index.ts';
import type { z } from 'zod';
import type { TikTokClient } from './client.ts';
import { refusal } from './failures.ts';
import { configuredOf, deliveryOf, fromAmount, fromCallToAction, reasonsOf, splitName } from './map.ts';
import { Ad, AdGroup, Campaign, SmartAd, SmartReviews } from './schemas.ts';
import { ROUTES } from './steps.ts';
import type { Structure } from './structure.ts';
import { askerOf } from './structures.ts';
import { dayAt } from '../account-days.ts';
import { parseScheduleTime } from './zone.ts';

/** Objects as they stand at TikTok, in neutral form: manual ones and Smart+ ones side by side. */
export interface Reader {
  read(account: AccountRef, scope: ReadScope): Promise<Result<readonly RemoteObject[], NetworkFailure>>;
  one(account: AccountRef, structure: Structure, level: ObjectLevel, remoteId: string): Promise<Result<RemoteObject, NetworkFailure>>;
}

/** Deleted objects are left out unless asked for, and a deleted orphan must still be found. "Get campaigns", `primary_status` (v1.3; read 2026-11-20) */
const EVERY_STATUS = 'STATUS_ALL';
/** Smart+ ads come at most 100 a page, everything else up to 1,000. */
const PAGE = { campaign: 1_000, ad_group: 1_000, ad: 100 } as const;
/** More ids in one filter end in 40011. */
const IDS_PER_CALL = 100;
const LONGEST_REASON = 300;
const MOST_REASONS = 10;

interface Tree {
  readonly campaigns: readonly Campaign[];
  readonly adGroups: readonly AdGroup[];
  readonly ads: readonly RemoteObject[];
}
type Filter = Readonly<Record<string, readonly string[]>>;

export function createReader(client: TikTokClient): Reader {
  function list<T>(account: AccountRef, structure: Structure, level: ObjectLevel, filter: Filter, schema: z.ZodType<T>) {
    return client.all(
      {
        asker: askerOf(account),
        path: `${ROUTES[structure][level].path}/get/`,
        values: { advertiser_id: account.remoteId, filtering: { ...filter, primary_status: EVERY_STATUS } },
      },
      schema,
      PAGE[level],
    );
  }

  async function ads(account: AccountRef, structure: Structure, filter: Filter): Promise<Result<readonly RemoteObject[], NetworkFailure>> {
    if (structure === 'manual') {
      const rows = await list(account, structure, 'ad', filter, Ad);
      return rows.ok ? ok(rows.value.map(adObject)) : rows;
    }
    const rows = await list(account, structure, 'ad', filter, SmartAd);
    if (!rows.ok) return rows;
    const reasons = await reviewsOf(account, rows.value);
    return reasons.ok ? ok(rows.value.map((ad) => smartAdObject(ad, reasons.value.get(ad.smart_plus_ad_id) ?? []))) : reasons;
  }

  async function tree(account: AccountRef, structure: Structure, filter: Filter): Promise<Result<Tree, NetworkFailure>> {
    const campaigns = await list(account, structure, 'campaign', filter, Campaign);
    if (!campaigns.ok) return campaigns;
    if (campaigns.value.length === 0) return ok({ campaigns: [], adGroups: [], ads: [] });
    const adGroups = await list(account, structure, 'ad_group', filter, AdGroup);
    if (!adGroups.ok) return adGroups;
    const found = await ads(account, structure, filter);
    return found.ok ? ok({ campaigns: campaigns.value, adGroups: adGroups.value, ads: found.value }) : found;
  }

  /** Smart+ first: whether the manual lists show Smart+ objects too is not stated, and each is read once. */
  async function both(account: AccountRef, ids: readonly string[] | null): Promise<Result<readonly RemoteObject[], NetworkFailure>> {
    const smart = await tree(account, 'smart_plus', ids === null ? {} : { campaign_ids: ids });
    if (!smart.ok) return smart;
    const seen = new Set(smart.value.campaigns.map((campaign) => campaign.campaign_id));
    const rest = ids?.filter((id) => !seen.has(id)) ?? null;
    if (rest !== null && rest.length === 0) return ok(objectsOf(smart.value, account));
    const manual = await tree(account, 'manual', rest === null ? {} : { campaign_ids: rest });
    if (!manual.ok) return manual;
    const own: Tree = {
      campaigns: manual.value.campaigns.filter((campaign) => !seen.has(campaign.campaign_id)),
      adGroups: manual.value.adGroups.filter((group) => !seen.has(group.campaign_id ?? '')),
      ads: manual.value.ads.filter((ad) => !seen.has(ad.extraRefs['campaign'] ?? '')),
    };
    return ok([...objectsOf(smart.value, account), ...objectsOf(own, account)]);
  }

  async function read(account: AccountRef, scope: ReadScope): Promise<Result<readonly RemoteObject[], NetworkFailure>> {
    if (scope.kind === 'all_marked') {
      const all = await both(account, null);
      return all.ok ? ok(all.value.filter((object) => object.marker !== null)) : all;
    }
    const objects: RemoteObject[] = [];
    for (let from = 0; from < scope.remoteCampaignIds.length; from += IDS_PER_CALL) {
      const part = await both(account, scope.remoteCampaignIds.slice(from, from + IDS_PER_CALL));
      if (!part.ok) return part;
      objects.push(...part.value);
    }
    return ok(objects);
  }

  /** In TikTok's own words, where it has any: manual ads say only their state, Smart+ ads have a review of their own. */
  async function reviewsOf(
    account: AccountRef,
    all: readonly SmartAd[],
  ): Promise<Result<ReadonlyMap<string, readonly string[]>, NetworkFailure>> {
    const reasons = new Map<string, readonly string[]>();
    const troubled = all.filter((ad) => reasonsOf(ad.secondary_status).length > 0).map((ad) => ad.smart_plus_ad_id);
    for (let from = 0; from < troubled.length; from += IDS_PER_CALL) {
      const answer = await client.get(
        {
          asker: askerOf(account),
          path: '/smart_plus/ad/review_info/',
          values: {
            advertiser_id: account.remoteId,
            smart_plus_ad_ids: troubled.slice(from, from + IDS_PER_CALL),
            extra_info_setting: { include_reject_info: true },
          },
        },
        SmartReviews,
      );
      // Without reasons a rejection is still a rejection; anything but a refusal is a failed read.
      if (!answer.ok) return answer.error.kind === 'refused' ? ok(reasons) : answer;
      for (const row of answer.value.value.smart_plus_ad_review_infos ?? []) {
        const words = (row.reject_info ?? []).flatMap((info) => [...(info.reasons ?? []), ...(info.suggestion ? [info.suggestion] : [])]);
        reasons.set(
          row.smart_plus_ad_id,
          words.slice(0, MOST_REASONS).map((text) => text.slice(0, LONGEST_REASON)),
        );
      }
    }
    return ok(reasons);
  }

  async function one(
    account: AccountRef,
    structure: Structure,
    level: ObjectLevel,
    remoteId: string,
  ): Promise<Result<RemoteObject, NetworkFailure>> {
    const filter = { [ROUTES[structure][level].ids]: [remoteId] };
    const found = await (async (): Promise<Result<readonly RemoteObject[], NetworkFailure>> => {
      if (level === 'ad') return ads(account, structure, filter);
      const groups = await list(account, structure, 'ad_group', level === 'campaign' ? { campaign_ids: [remoteId] } : filter, AdGroup);
      if (!groups.ok) return groups;
      if (level === 'ad_group') return ok(groups.value.map(adGroupObject));
      const campaigns = await list(account, structure, 'campaign', filter, Campaign);
      return campaigns.ok ? ok(campaigns.value.map((campaign) => campaignObject(campaign, groups.value, account))) : campaigns;
    })();
    if (!found.ok) return found;
    const object = found.value.find((candidate) => candidate.remoteId === remoteId);
    return object === undefined ? err(refusal('object_missing', null, null, `TikTok does not list ${level} ${remoteId}`)) : ok(object);
  }

  return { read, one };
}

function objectsOf(tree: Tree, account: AccountRef): readonly RemoteObject[] {
  const groups = new Map<string, AdGroup[]>();
  for (const group of tree.adGroups) {
    const siblings = groups.get(group.campaign_id ?? '');
    if (siblings === undefined) groups.set(group.campaign_id ?? '', [group]);
    else siblings.push(group);
  }
  return [
    ...tree.campaigns.map((campaign) => campaignObject(campaign, groups.get(campaign.campaign_id) ?? [], account)),
    ...tree.adGroups.map(adGroupObject),
    ...tree.ads,
  ];
}

/** A campaign has no dates of its own: they are what its ad groups say, and where those disagree the later end spends. */
function campaignObject(campaign: Campaign, groups: readonly AdGroup[], account: AccountRef): RemoteObject {
  const { name, marker } = splitName(campaign.campaign_name);
  const configured = configuredOf(campaign.operation_status, campaign.secondary_status);
  const fields: Record<string, Json> = { name, status: configured };
  const amount = campaign.budget === null || campaign.budget === undefined ? null : fromAmount(campaign.budget);
  if (amount !== null) fields['dailyBudget'] = { amountMicros: amount.toString(), currency: account.currency };
  if (campaign.objective_type === 'TRAFFIC') fields['objective'] = 'traffic';
  if (campaign.objective_type === 'WEB_CONVERSIONS') fields['objective'] = 'applications';
  if (campaign.special_industries?.includes('EMPLOYMENT') === true) fields['employment'] = true;
  const live = groups.filter((group) => configuredOf(group.operation_status, group.secondary_status) !== 'archived');
  if (live.length > 0) fields['endDay'] = endDayOf(live, account.timeZone);
  return {
    level: 'campaign',
    remoteId: campaign.campaign_id,
    parentRemoteId: null,
    name,
    marker,
    configured,
    delivery: deliveryOf(campaign.secondary_status),
    reasons: reasonsOf(campaign.secondary_status),
    fields,
    extraRefs: {},
  };
}

function endDayOf(groups: readonly AdGroup[], timeZone: string): string | null {
  const ends = groups.map((group) => (group.schedule_type === 'SCHEDULE_FROM_NOW' ? null : parseScheduleTime(group.schedule_end_time)));
  return ends.includes(null) ? null : dayAt(Math.max(...ends.map((end) => end ?? 0)), timeZone);
}

function adGroupObject(group: AdGroup): RemoteObject {
  const { name, marker } = splitName(group.adgroup_name);
  const configured = configuredOf(group.operation_status, group.secondary_status);
  const languages = group.languages ?? group.targeting_spec?.languages ?? null;
  return {
    level: 'ad_group',
    remoteId: group.adgroup_id,
    parentRemoteId: group.campaign_id ?? null,
    name,
    marker,
    configured,
    delivery: deliveryOf(group.secondary_status),
    reasons: reasonsOf(group.secondary_status),
    fields: { name, status: configured, ...(languages === null ? {} : { languages }) },
    extraRefs: {},
  };
}

function adObject(ad: Ad): RemoteObject {
  const texts = content(ad.ad_text, ad.landing_page_url, ad.call_to_action);
  return anyAd(ad, ad.ad_id, texts, ad.image_ids?.[0], reasonsOf(ad.secondary_status));
}

function smartAdObject(ad: SmartAd, review: readonly string[]): RemoteObject {
  const texts = content(
    ad.ad_text_list?.[0]?.ad_text,
    ad.landing_page_url_list?.[0]?.landing_page_url,
    ad.call_to_action_list?.[0]?.call_to_action,
  );
  const image = ad.creative_list?.[0]?.creative_info?.image_info?.[0]?.web_uri;
  return anyAd(ad, ad.smart_plus_ad_id, texts, image, review.length > 0 ? review : reasonsOf(ad.secondary_status));
}

function content(text: string | null | undefined, url: string | null | undefined, action: string | null | undefined): Record<string, Json> {
  const callToAction = fromCallToAction(action);
  return {
    ...(text === null || text === undefined ? {} : { primaryText: text }),
    ...(url === null || url === undefined ? {} : { finalUrl: url }),
    ...(callToAction === null ? {} : { callToAction }),
  };
}

function anyAd(
  ad: Pick<Ad, 'ad_name' | 'adgroup_id' | 'campaign_id' | 'operation_status' | 'secondary_status'>,
  remoteId: string,
  texts: Record<string, Json>,
  image: string | undefined,
  reasons: readonly string[],
): RemoteObject {
  const { name, marker } = splitName(ad.ad_name);
  const configured = configuredOf(ad.operation_status, ad.secondary_status);
  return {
    level: 'ad',
    remoteId,
    parentRemoteId: ad.adgroup_id ?? null,
    name,
    marker,
    configured,
    delivery: deliveryOf(ad.secondary_status),
    reasons,
    fields: { name, status: configured, ...texts },
    extraRefs: { ...(image === undefined ? {} : { media: image }), ...(ad.campaign_id ? { campaign: ad.campaign_id } : {}) },
  };
}
