import { ok } from '../../../core/kernel/index.ts';
import type { AccountRef, MetricRow, ReadScope, RemoteObject } from '../../../core/ports/index.ts';
import { identityOf, type Client, type Outcome } from './client.ts';
import { readAd, readAdGroup, readCampaign, readMetrics } from './map-in.ts';
import { AdGroupRow, AdRow, CampaignRow, KeywordRow, MetricsRow } from './schemas.ts';

export const CAMPAIGN_FIELDS =
  'campaign.id, campaign.name, campaign.status, campaign.primary_status, campaign.primary_status_reasons, campaign.start_date_time, campaign.end_date_time, campaign.bidding_strategy_type, campaign.campaign_budget, campaign_budget.id, campaign_budget.amount_micros';
export const AD_GROUP_FIELDS =
  'campaign.id, campaign.status, ad_group.id, ad_group.name, ad_group.status, ad_group.primary_status, ad_group.primary_status_reasons';
export const AD_FIELDS =
  'campaign.id, campaign.status, ad_group.id, ad_group.status, ad_group_ad.resource_name, ad_group_ad.status, ad_group_ad.primary_status, ad_group_ad.primary_status_reasons, ad_group_ad.policy_summary.approval_status, ad_group_ad.policy_summary.review_status, ad_group_ad.policy_summary.policy_topic_entries, ad_group_ad.ad.id, ad_group_ad.ad.final_urls, ad_group_ad.ad.url_custom_parameters, ad_group_ad.ad.responsive_search_ad.headlines, ad_group_ad.ad.responsive_search_ad.descriptions';

/** Campaign ids that fit one condition: Google allows long lists, 20,000 values at most; kept well below. */
const IDS_A_QUERY = 2_000;

/** A text as a GAQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Names that hold `[marker]`: brackets are LIKE's own signs, so each stands in brackets. */
export function markerPattern(marker: string): string {
  return quoted(`%[[]${marker}[]]%`);
}

/** Our objects with everything above and below them that is needed to compare. Removed ones only when asked for by id. */
export async function readObjects(client: Client, account: AccountRef, scope: ReadScope): Promise<Outcome<readonly RemoteObject[]>> {
  const identity = identityOf(account);
  const conditions: string[] = [];
  if (scope.kind === 'all_marked') conditions.push("campaign.status != 'REMOVED'");
  else {
    const ids = scope.remoteCampaignIds.filter((id) => /^\d+$/.test(id));
    if (ids.length === 0) return ok([]);
    for (let at = 0; at < ids.length; at += IDS_A_QUERY) conditions.push(`campaign.id IN (${ids.slice(at, at + IDS_A_QUERY).join(', ')})`);
  }
  const result: RemoteObject[] = [];
  for (const condition of conditions) {
    const campaigns = await client.rows(
      identity,
      account.remoteId,
      `SELECT ${CAMPAIGN_FIELDS} FROM campaign WHERE ${condition} AND campaign.advertising_channel_type = 'SEARCH'`,
      CampaignRow,
    );
    if (!campaigns.ok) return campaigns;
    const groups = await client.rows(identity, account.remoteId, `SELECT ${AD_GROUP_FIELDS} FROM ad_group WHERE ${condition}`, AdGroupRow);
    if (!groups.ok) return groups;
    const keywords = await client.rows(
      identity,
      account.remoteId,
      `SELECT ad_group.id, ad_group_criterion.resource_name, ad_group_criterion.keyword.text, ad_group_criterion.keyword.match_type FROM ad_group_criterion WHERE ${condition} AND ad_group_criterion.type = 'KEYWORD' AND ad_group_criterion.negative = FALSE AND ad_group_criterion.status != 'REMOVED'`,
      KeywordRow,
    );
    if (!keywords.ok) return keywords;
    const ads = await client.rows(identity, account.remoteId, `SELECT ${AD_FIELDS} FROM ad_group_ad WHERE ${condition}`, AdRow);
    if (!ads.ok) return ads;
    const texts = new Map<string, Set<string>>();
    for (const row of keywords.value) {
      const known = texts.get(row.adGroup.id);
      if (known === undefined) texts.set(row.adGroup.id, new Set([row.adGroupCriterion.keyword.text]));
      else known.add(row.adGroupCriterion.keyword.text);
    }
    const gone = (status: string): boolean => scope.kind === 'all_marked' && status === 'REMOVED';
    result.push(...campaigns.value.map((row) => readCampaign(row, account.currency)));
    result.push(
      ...groups.value.filter((row) => !gone(row.adGroup.status)).map((row) => readAdGroup(row, [...(texts.get(row.adGroup.id) ?? [])])),
    );
    result.push(...ads.value.filter((row) => !gone(row.adGroupAd.status) && !gone(row.adGroup.status)).map((row) => readAd(row)));
  }
  if (scope.kind === 'campaigns') return ok(result);
  // "All marked" is what this program made: a whole campaign is kept when it, or anything in it, bears a marker.
  const campaignOfGroup = new Map(
    result.filter((object) => object.level === 'ad_group').map((object) => [object.remoteId, object.parentRemoteId ?? '']),
  );
  const campaignOf = (object: RemoteObject): string =>
    object.level === 'campaign'
      ? object.remoteId
      : object.level === 'ad_group'
        ? (object.parentRemoteId ?? '')
        : (campaignOfGroup.get(object.parentRemoteId ?? '') ?? '');
  const ours = new Set(result.filter((object) => object.marker !== null).map(campaignOf));
  return ok(result.filter((object) => ours.has(campaignOf(object))));
}

export async function readDays(
  client: Client,
  account: AccountRef,
  fromDay: string,
  toDay: string,
  attributionWindow: string,
): Promise<Outcome<readonly MetricRow[]>> {
  const query = `SELECT ad_group.id, ad_group_ad.ad.id, segments.date, metrics.impressions, metrics.clicks, metrics.conversions, metrics.cost_micros FROM ad_group_ad WHERE segments.date BETWEEN ${quoted(fromDay)} AND ${quoted(toDay)}`;
  const rows = await client.rows(identityOf(account), account.remoteId, query, MetricsRow);
  return rows.ok ? ok(rows.value.map((row) => readMetrics(row, account.currency, attributionWindow))) : rows;
}
