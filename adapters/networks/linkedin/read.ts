import { ok, type Json, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, NetworkFailure, ReadScope, RemoteObject } from '../../../core/ports/index.ts';
import type { LinkedInClient } from './client.ts';
import { configuredOf, creativeDelivery, deliveryOf, holdsOf, microsOf, objectiveOf, placesOf, splitName, utcDay } from './map.ts';
import { idOf } from './restli.ts';
import { Campaign, CampaignGroup, Creative } from './schemas.ts';

const MOST_REASONS = 10;
const LONGEST_REASON = 300;
const GROUP_STATES = ['ACTIVE', 'PAUSED', 'DRAFT', 'ARCHIVED', 'CANCELED'];
const CAMPAIGN_STATES = [...GROUP_STATES, 'COMPLETED'];

/** Their campaign group is our campaign, their campaign our ad group, their creative our ad. All pages, or a failure. */
export function createReader(
  client: LinkedInClient,
): (account: AccountRef, scope: ReadScope) => Promise<Result<readonly RemoteObject[], NetworkFailure>> {
  return async function read(account, scope) {
    const base = { secretName: account.secretName };
    const root = `/adAccounts/${account.remoteId}`;
    // A search without a filter is refused, so that every state is named. "Campaigns", search (202607; read 2026-11-20)
    const search = (states: readonly string[]) => ({ q: 'search', search: { status: { values: states } } });
    const groups = await client.all({ ...base, path: `${root}/adCampaignGroups`, query: search(GROUP_STATES) }, CampaignGroup);
    if (!groups.ok) return groups;
    const campaigns = await client.all({ ...base, path: `${root}/adCampaigns`, query: search(CAMPAIGN_STATES) }, Campaign);
    if (!campaigns.ok) return campaigns;
    const creatives = await client.all({ ...base, path: `${root}/creatives`, query: { q: 'criteria' } }, Creative);
    if (!creatives.ok) return creatives;

    const wanted = scope.kind === 'campaigns' ? new Set(scope.remoteCampaignIds) : null;
    const keptGroups = groups.value.filter((group) => wanted?.has(group.id) ?? true);
    const groupIds = new Set(keptGroups.map((group) => group.id));
    const keptCampaigns = campaigns.value.filter((campaign) => groupIds.has(idOf(campaign.campaignGroup) ?? ''));
    const campaignIds = new Set(keptCampaigns.map((campaign) => campaign.id));
    const objects = [
      ...keptGroups.map((group) =>
        groupObject(
          group,
          keptCampaigns.filter((campaign) => idOf(campaign.campaignGroup) === group.id),
          account,
        ),
      ),
      ...keptCampaigns.map(campaignObject),
      ...creatives.value.filter((creative) => campaignIds.has(idOf(creative.campaign) ?? '')).map(creativeObject),
    ];
    return ok(scope.kind === 'all_marked' ? objects.filter((object) => object.marker !== null) : objects);
  };
}

function groupObject(group: CampaignGroup, campaigns: readonly Campaign[], account: AccountRef): RemoteObject {
  const { name, marker } = splitName(group.name);
  const configured = configuredOf(group.status);
  const objectives = new Set(campaigns.map((campaign) => objectiveOf(campaign.objectiveType)));
  const [objective] = objectives;
  const daily = dailyOf(campaigns, account.currency);
  const { start, end } = group.runSchedule ?? {};
  const fields: Record<string, Json> = {
    name,
    status: configured,
    ...(start === undefined ? {} : { startDay: utcDay(start) }),
    endDay: end === undefined || end === null ? null : utcDay(end),
    ...(objectives.size === 1 && objective !== null && objective !== undefined ? { objective } : {}),
    ...(daily === null ? {} : { dailyBudget: { amountMicros: daily.toString(), currency: account.currency } }),
  };
  return {
    level: 'campaign',
    remoteId: group.id,
    parentRemoteId: null,
    name,
    marker,
    configured,
    delivery: deliveryOf(group.status, group.servingStatuses),
    reasons: holdsOf(group.servingStatuses).slice(0, MOST_REASONS),
    fields,
    extraRefs: {},
  };
}

/** A group has no daily budget: its campaigns have. Null where one of them has none, or counts in another currency. */
function dailyOf(campaigns: readonly Campaign[], currency: string): bigint | null {
  let total = 0n;
  for (const campaign of campaigns) {
    if (configuredOf(campaign.status) === 'archived') continue;
    const micros = campaign.dailyBudget === undefined ? null : microsOf(campaign.dailyBudget.amount);
    if (micros === null || campaign.dailyBudget?.currencyCode !== currency) return null;
    total += micros;
  }
  return total;
}

function campaignObject(campaign: Campaign): RemoteObject {
  const { name, marker } = splitName(campaign.name);
  const configured = configuredOf(campaign.status);
  const places = placesOf(campaign.targetingCriteria);
  return {
    level: 'ad_group',
    remoteId: campaign.id,
    parentRemoteId: idOf(campaign.campaignGroup),
    name,
    marker,
    configured,
    delivery: deliveryOf(campaign.status, campaign.servingStatuses),
    reasons: holdsOf(campaign.servingStatuses).slice(0, MOST_REASONS),
    fields: {
      name,
      status: configured,
      ...(campaign.locale === undefined ? {} : { languages: [campaign.locale.language] }),
      ...(places === null ? {} : { places: places.map((place) => ({ ...place })) }),
    },
    extraRefs: {},
  };
}

function creativeObject(creative: Creative): RemoteObject {
  const { name, marker } = splitName(creative.name);
  const configured = configuredOf(creative.intendedStatus);
  const told = (creative.review?.rejectionReasons ?? []).map((reason) => (typeof reason === 'string' ? reason : JSON.stringify(reason)));
  return {
    level: 'ad',
    remoteId: idOf(creative.id) ?? creative.id,
    parentRemoteId: idOf(creative.campaign),
    name,
    marker,
    configured,
    delivery: creativeDelivery(creative),
    reasons: [...new Set([...told, ...creative.servingHoldReasons])].slice(0, MOST_REASONS).map((word) => word.slice(0, LONGEST_REASON)),
    // The words stand in a post, which is another product's and another permission's.
    fields: { name, status: configured },
    extraRefs: creative.content?.reference === undefined ? {} : { creative: creative.content.reference },
  };
}
