import { ok, type Json, type Result } from '../../../core/kernel/index.ts';
import type { ObjectLevel } from '../../../core/contract/plan-model.ts';
import type { AccountRef, Clock, NetworkFailure, ReadScope, RemoteObject } from '../../../core/ports/index.ts';
import { NAMES, type SnapClient } from './client.ts';
import { creativeFields, deliveryOf, fromMicro, fromSnapStatus, reviewDelivery, splitName } from './map.ts';
import { Ad, AdSquad, Campaign, Creative } from './schemas.ts';
import { dayAt } from '../account-days.ts';
import { parseSnapTime } from './zone.ts';

/** Objects as they stand on Snapchat, in neutral form. */
export interface Reader {
  read(account: AccountRef, scope: ReadScope): Promise<Result<readonly RemoteObject[], NetworkFailure>>;
  one(account: AccountRef, level: ObjectLevel, remoteId: string): Promise<Result<RemoteObject, NetworkFailure>>;
}

const LONGEST_REASON = 300;
const MOST_REASONS = 10;

interface Tree {
  readonly campaigns: readonly Campaign[];
  readonly squads: readonly AdSquad[];
  readonly ads: readonly Ad[];
  readonly creatives: ReadonlyMap<string, Creative>;
}

export function createReader(client: SnapClient, clock: Clock): Reader {
  const base = (account: AccountRef): { secretName: string } => ({ secretName: account.secretName });

  /** Ads and creatives are listed by account, a thousand a page: by squad it would be a call for each, at ten a second. */
  async function treeOf(account: AccountRef, campaignIds: readonly string[] | null): Promise<Result<Tree, NetworkFailure>> {
    const root = `/adaccounts/${account.remoteId}`;
    const wanted = campaignIds === null ? null : new Set(campaignIds);
    const campaigns = await client.all({ ...base(account), path: `${root}/campaigns` }, NAMES.campaign, Campaign);
    if (!campaigns.ok) return campaigns;
    const kept = campaigns.value.filter((campaign) => wanted === null || wanted.has(campaign.id));
    const squads: AdSquad[] = [];
    for (const path of campaignIds === null ? [`${root}/adsquads`] : kept.map((campaign) => `/campaigns/${campaign.id}/adsquads`)) {
      const part = await client.all({ ...base(account), path }, NAMES.ad_group, AdSquad);
      if (!part.ok) return part;
      squads.push(...part.value);
    }
    const ads = await client.all({ ...base(account), path: `${root}/ads` }, NAMES.ad, Ad);
    if (!ads.ok) return ads;
    const creatives = await client.all({ ...base(account), path: `${root}/creatives` }, NAMES.creative, Creative);
    if (!creatives.ok) return creatives;
    const squadIds = new Set(squads.map((squad) => squad.id));
    return ok({
      campaigns: kept,
      squads,
      ads: ads.value.filter((ad) => squadIds.has(ad.ad_squad_id)),
      creatives: new Map(creatives.value.map((creative) => [creative.id, creative])),
    });
  }

  async function read(account: AccountRef, scope: ReadScope): Promise<Result<readonly RemoteObject[], NetworkFailure>> {
    const tree = await treeOf(account, scope.kind === 'campaigns' ? scope.remoteCampaignIds : null);
    if (!tree.ok) return tree;
    const { campaigns, squads, ads, creatives } = tree.value;
    const above = new Map<string, Campaign | AdSquad>([...campaigns, ...squads].map((object) => [object.id, object]));
    const isOn = (id: string | undefined): boolean => id !== undefined && above.get(id)?.status === 'ACTIVE';
    const squadOf = new Map(squads.map((squad) => [squad.id, squad]));
    const objects = [
      ...campaigns.map((campaign) => campaignObject(campaign, account)),
      ...squads.map((squad) => squadObject(squad, isOn(squad.campaign_id))),
      ...ads.map((ad) =>
        adObject(ad, creatives.get(ad.creative_id), isOn(ad.ad_squad_id) && isOn(squadOf.get(ad.ad_squad_id)?.campaign_id)),
      ),
    ];
    return ok(scope.kind === 'all_marked' ? objects.filter((object) => object.marker !== null) : objects);
  }

  async function one(account: AccountRef, level: ObjectLevel, remoteId: string): Promise<Result<RemoteObject, NetworkFailure>> {
    const call = { ...base(account), method: 'GET', path: `/${NAMES[level].plural}/${remoteId}` } as const;
    if (level === 'campaign') {
      const campaign = await client.item(call, NAMES.campaign, Campaign);
      return campaign.ok ? ok(campaignObject(campaign.value.value, account)) : campaign;
    }
    if (level === 'ad_group') {
      const squad = await client.item(call, NAMES.ad_group, AdSquad);
      return squad.ok ? ok(squadObject(squad.value.value, true)) : squad;
    }
    const ad = await client.item(call, NAMES.ad, Ad);
    if (!ad.ok) return ad;
    const creative = await client.item(
      { ...base(account), method: 'GET', path: `/creatives/${ad.value.value.creative_id}` },
      NAMES.creative,
      Creative,
    );
    return creative.ok ? ok(adObject(ad.value.value, creative.value.value, true)) : creative;
  }

  function campaignObject(campaign: Campaign, account: AccountRef): RemoteObject {
    const { name, marker } = splitName(campaign.name);
    const fields: Record<string, Json> = { name, status: fromSnapStatus(campaign.status) };
    const budget = fromMicro(campaign.daily_budget_micro);
    // A campaign whose budget someone took away spends without a cap: that must not read as "unchanged".
    fields['dailyBudget'] = budget === null ? null : { amountMicros: budget.toString(), currency: account.currency };
    const objective = campaign.objective_v2_properties?.objective_v2_type;
    if (objective === 'SALES') fields['objective'] = 'applications';
    if (objective === 'TRAFFIC') fields['objective'] = 'traffic';
    const start = parseSnapTime(campaign.start_time);
    // A start that has come was sent as "now" and says nothing about the day that was planned.
    if (start !== null && start > clock.nowMs()) fields['startDay'] = dayAt(start, account.timeZone);
    const end = parseSnapTime(campaign.end_time);
    fields['endDay'] = end === null ? null : dayAt(end, account.timeZone);
    fields['employment'] = campaign.regulations?.restricted_delivery_signals === true;
    return {
      level: 'campaign',
      remoteId: campaign.id,
      parentRemoteId: null,
      name,
      marker,
      configured: fromSnapStatus(campaign.status),
      delivery: deliveryOf(campaign.status, campaign.delivery_status, campaign.end_time, clock.nowMs()),
      reasons: troubles(campaign.delivery_status),
      fields,
      extraRefs: {},
    };
  }

  function squadObject(squad: AdSquad, parentOn: boolean): RemoteObject {
    const { name, marker } = splitName(squad.name);
    const languages = [...new Set((squad.targeting?.demographics ?? []).flatMap((entry) => entry.languages ?? []))];
    const delivery = deliveryOf(squad.status, squad.delivery_status, squad.end_time, clock.nowMs());
    return {
      level: 'ad_group',
      remoteId: squad.id,
      parentRemoteId: squad.campaign_id,
      name,
      marker,
      configured: fromSnapStatus(squad.status),
      // Of a squad that is on under a campaign that is off the network says only that something is in the way.
      delivery: squad.status === 'ACTIVE' && !parentOn && delivery !== 'ended' ? 'paused' : delivery,
      reasons: troubles(squad.delivery_status),
      fields: { name, status: fromSnapStatus(squad.status), ...(squad.targeting === undefined ? {} : { languages }) },
      extraRefs: {},
    };
  }

  function adObject(ad: Ad, creative: Creative | undefined, parentsOn: boolean): RemoteObject {
    const { name, marker } = splitName(ad.name);
    const configured = fromSnapStatus(ad.status);
    const review = [ad.review_status, creative?.review_status].map(reviewDelivery);
    const reviewed = review.includes('rejected') ? 'rejected' : review.includes('in_review') ? 'in_review' : null;
    const running = deliveryOf(ad.status, ad.delivery_status, undefined, clock.nowMs());
    const words = [
      ...ad.review_status_reasons,
      ...(creative?.review_status === 'REJECTED' ? [creative.review_status_details ?? ''] : []),
      ...troubles(ad.delivery_status),
    ];
    return {
      level: 'ad',
      remoteId: ad.id,
      parentRemoteId: ad.ad_squad_id,
      name,
      marker,
      configured,
      delivery: reviewed ?? (configured === 'active' && !parentsOn ? 'paused' : running),
      reasons: [...new Set(words)]
        .filter((word) => word !== '')
        .slice(0, MOST_REASONS)
        .map((word) => word.slice(0, LONGEST_REASON)),
      fields: { name, status: configured, ...(creative === undefined ? {} : creativeFields(creative)) },
      extraRefs: {
        creative: ad.creative_id,
        ...(creative?.top_snap_media_id === undefined ? {} : { media: creative.top_snap_media_id }),
      },
    };
  }

  return { read, one };
}

function troubles(deliveryStatus: readonly string[]): readonly string[] {
  return deliveryStatus.filter((word) => word.startsWith('INVALID_')).slice(0, MOST_REASONS);
}
