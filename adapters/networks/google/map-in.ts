import type { z } from 'zod';
import type { DesiredStatus } from '../../../core/contract/plan-model.ts';
import { money } from '../../../core/kernel/money.ts';
import type { DeliveryStatus, MetricRow, RemoteObject } from '../../../core/ports/index.ts';
import { MARKER_PARAMETER } from './manifest.ts';
import type { AdGroupRow, AdRow, CampaignRow, MetricsRow } from './schemas.ts';

const MARKED = /^(.*) \[([a-z0-9]{8})\]$/s;

export function readName(name: string): { readonly plain: string; readonly marker: string | null } {
  const match = MARKED.exec(name);
  return match === null ? { plain: name, marker: null } : { plain: match[1]!, marker: match[2]! };
}

export function configuredOf(status: string, parentRemoved: boolean): DesiredStatus {
  if (parentRemoved || status === 'REMOVED') return 'archived';
  return status === 'ENABLED' ? 'active' : 'paused';
}

/** Google's summary of a campaign or ad group in our words. */
export function deliveryOf(primaryStatus: string, reasons: readonly string[]): DeliveryStatus {
  const because = (...names: string[]): boolean => names.some((name) => reasons.includes(name));
  switch (primaryStatus) {
    case 'REMOVED':
      return 'archived';
    case 'ENDED':
      return 'ended';
    case 'PAUSED':
      return 'paused';
    case 'ELIGIBLE':
    case 'LEARNING':
      return 'active';
    case 'PENDING':
      return because('MOST_ADS_UNDER_REVIEW', 'AD_GROUP_AD_UNDER_REVIEW') ? 'in_review' : 'active';
    case 'LIMITED':
    case 'MISCONFIGURED':
      return 'limited';
    case 'NOT_ELIGIBLE':
      if (because('HAS_ADS_DISAPPROVED', 'AD_GROUP_AD_DISAPPROVED')) return 'rejected';
      if (because('CAMPAIGN_ENDED')) return 'ended';
      return because('AD_GROUPS_PAUSED', 'AD_GROUP_ADS_PAUSED', 'AD_GROUP_PAUSED') ? 'paused' : 'limited';
    default:
      return 'unknown';
  }
}

export function readCampaign(row: z.infer<typeof CampaignRow>, currency: string): RemoteObject {
  const { campaign } = row;
  const { plain, marker } = readName(campaign.name);
  const configured = configuredOf(campaign.status, false);
  const objective =
    campaign.biddingStrategyType === 'TARGET_SPEND'
      ? 'traffic'
      : campaign.biddingStrategyType === 'MAXIMIZE_CONVERSIONS'
        ? 'applications'
        : null;
  const end = campaign.endDateTime.slice(0, 10);
  return {
    level: 'campaign',
    remoteId: campaign.id,
    parentRemoteId: null,
    name: campaign.name,
    marker,
    configured,
    delivery: deliveryOf(campaign.primaryStatus, campaign.primaryStatusReasons),
    reasons: campaign.primaryStatusReasons.slice(0, 20),
    fields: {
      name: plain,
      status: configured,
      ...(row.campaignBudget === undefined ? {} : { dailyBudget: { amountMicros: row.campaignBudget.amountMicros, currency } }),
      ...(objective === null ? {} : { objective }),
      ...(campaign.startDateTime === '' ? {} : { startDay: campaign.startDateTime.slice(0, 10) }),
      // Campaigns without an end carry 2037-12-30 in older versions.
      endDay: end === '' || end >= '2037-12-30' ? null : end,
    },
    extraRefs: row.campaignBudget === undefined ? {} : { budget: row.campaignBudget.id },
  };
}

export function readAdGroup(row: z.infer<typeof AdGroupRow>, keywords: readonly string[]): RemoteObject {
  const { adGroup } = row;
  const { plain, marker } = readName(adGroup.name);
  const configured = configuredOf(adGroup.status, row.campaign.status === 'REMOVED');
  return {
    level: 'ad_group',
    remoteId: adGroup.id,
    parentRemoteId: row.campaign.id,
    name: adGroup.name,
    marker,
    configured,
    delivery: configured === 'archived' ? 'archived' : deliveryOf(adGroup.primaryStatus, adGroup.primaryStatusReasons),
    reasons: adGroup.primaryStatusReasons.slice(0, 20),
    fields: { name: plain, status: configured, keywords: [...keywords] },
    extraRefs: {},
  };
}

export function adMarker(row: z.infer<typeof AdRow>): string | null {
  return row.adGroupAd.ad.urlCustomParameters.find((parameter) => parameter.key === MARKER_PARAMETER)?.value ?? null;
}

/** An ad's name in our model is not kept by Google, so it is not read back; its first headline stands in where a name is shown. */
export function readAd(row: z.infer<typeof AdRow>): RemoteObject {
  const { adGroupAd } = row;
  const headlines = adGroupAd.ad.responsiveSearchAd?.headlines.map((one) => one.text) ?? [];
  const configured = configuredOf(adGroupAd.status, row.campaign.status === 'REMOVED' || row.adGroup.status === 'REMOVED');
  const { approvalStatus, reviewStatus, policyTopicEntries } = adGroupAd.policySummary;
  const rejected = approvalStatus === 'DISAPPROVED';
  const reviewing = reviewStatus === 'REVIEW_IN_PROGRESS' || reviewStatus === 'UNDER_APPEAL';
  const limited = approvalStatus === 'APPROVED_LIMITED' || approvalStatus === 'AREA_OF_INTEREST_ONLY';
  const summary = deliveryOf(adGroupAd.primaryStatus, adGroupAd.primaryStatusReasons);
  return {
    level: 'ad',
    remoteId: `${row.adGroup.id}~${adGroupAd.ad.id}`,
    parentRemoteId: row.adGroup.id,
    name: headlines[0] ?? '',
    marker: adMarker(row),
    configured,
    // Paused ads are reviewed too, and that is what one waits for before switching them on.
    delivery:
      configured === 'archived'
        ? 'archived'
        : rejected
          ? 'rejected'
          : reviewing
            ? 'in_review'
            : limited && summary === 'active'
              ? 'limited'
              : summary,
    reasons: [...policyTopicEntries.map((entry) => `${entry.type}: ${entry.topic}`), ...adGroupAd.primaryStatusReasons].slice(0, 20),
    fields: {
      status: configured,
      headlines,
      descriptions: adGroupAd.ad.responsiveSearchAd?.descriptions.map((one) => one.text) ?? [],
      finalUrl: adGroupAd.ad.finalUrls[0] ?? '',
    },
    extraRefs: {},
  };
}

export function readMetrics(row: z.infer<typeof MetricsRow>, currency: string, attributionWindow: string): MetricRow {
  return {
    adRemoteId: `${row.adGroup.id}~${row.adGroupAd.ad.id}`,
    day: row.segments.date,
    impressions: Number(row.metrics.impressions),
    clicks: Number(row.metrics.clicks),
    conversions: row.metrics.conversions,
    // Already micros of the account's currency: taken as the whole number it is.
    spend: money(BigInt(row.metrics.costMicros), currency),
    attributionWindow,
  };
}
