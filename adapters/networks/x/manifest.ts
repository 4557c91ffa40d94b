import type { NetworkCapabilities } from '../../../core/ports/index.ts';
import type { Network } from '../../../core/contract/networks.ts';

export const X = 'x';

/** Version 12 came out on 2022-10-27 and has no announced end. @see X Ads API, "Versioning" (read 2026-11-20) */
export const API_VERSION = '12';

/** Three hosts of the real network; a simulator answers for all of them. */
export interface XUrls {
  /** With the version and a slash at the end. */
  readonly ads: string;
  /** Of OAuth 1.0a and of media upload. */
  readonly api: string;
}
export const X_URLS: XUrls = { ads: `https://ads-api.x.com/${API_VERSION}/`, api: 'https://api.x.com/' };

export function urlsOf(base: string): XUrls {
  return { ads: `${base}/${API_VERSION}/`, api: `${base}/` };
}

/** ` [k3f9q2ma]` at the end of every name. */
export const MARKER_SUFFIX_LENGTH = 11;

/** @see X Ads API references of each object (version 12; read 2026-11-20) */
export const LIMITS = {
  campaignName: 255,
  lineItemName: 255,
  cardName: 80,
  postName: 80,
  mediaName: 100,
  lineItemsPerCampaign: 100,
  locationsPerLineItem: 2_000,
  targetingOperations: 500,
  lineItemOperations: 40,
  associationsPerCall: 50,
  idsPerFilter: 200,
  pageOfMedia: 50,
  pageOfCards: 200,
  page: 1_000,
  cardImageBytes: 3_000_000,
  writesPerMinute: 450,
} as const;

/** A post's name also says which line item it was written for: ` @hwtbm`. Ids are short texts of base 36; the longest seen has eleven. */
const POST_NAME_ROOM = MARKER_SUFFIX_LENGTH + 14;
export const POST_NAME_MAX = LIMITS.postName - POST_NAME_ROOM;

/** Currencies whose smallest coin is not the hundredth. @see X Ads API, "Currency" (no version stated; read 2026-11-20) */
const DECIMALS: Readonly<Record<string, number>> = { VND: 0, KRW: 0, CLP: 0, JPY: 0, KWD: 3, IQD: 3, BHD: 3, TND: 3 };

/** X counts every currency in millionths, the yen too; amounts are whole multiples of the smallest coin. */
export function smallestCoinMicros(currency: string): bigint {
  return 10n ** BigInt(6 - (DECIMALS[currency] ?? 2));
}

/** Colours, ages and sexes are not asked for in job ads; minors are left out everywhere. @see "Targeting criteria", age buckets (version 12; read 2026-11-20) */
export const ADULTS = 'AGE_OVER_18';

/** Languages that can be aimed at and that this program writes in; X's values are ISO codes. */
export const LANGUAGES: readonly string[] = ['es', 'en', 'pt', 'fr', 'de', 'it'];

/** What conversions are counted by: the windows of the tag itself, after a look and after an engagement. */
export const ATTRIBUTION = 'post_view_post_engagement';

export const xCapabilities: NetworkCapabilities = {
  displayName: 'X',
  apiVersion: API_VERSION,
  apiVersionEndsOn: null,
  documentation: 'https://docs.x.com/x-ads-api/introduction',
  publishes: true,
  creation: 'object',
  // The post is the ad; what makes it deliver is its association with a line item, and that is the activation.
  parts: {
    campaign: ['create_campaign'],
    ad_group: ['create_ad_group', 'create_targeting'],
    ad: ['upload_media', 'create_card', 'create_ad'],
  },
  textEdit: 'replace_ad',
  image: { required: true, width: 800, height: 418 },
  maxAdsPerAdGroup: 50,
  // 100 line items a campaign: with at least one ad each, a hundred of both fit.
  maxObjectsPerCampaign: 2 * LIMITS.lineItemsPerCampaign + 1,
  text: {
    // X recommends 70 for the title of a card and states no limit.
    headlines: { min: 1, max: 1, length: null, recommended: 70 },
    descriptions: { min: 0, max: 0, length: null, recommended: null },
    primary: { min: 1, max: 1, length: 280, recommended: null },
  },
  // A post is its user's, and several accounts may post as one user. "Identical post text" is DUPLICATE_TWEET (version 12; read 2026-11-20)
  authorOf: (account) => ((account.settings['asUserId'] ?? '') === '' ? account.accountId : account.settings['asUserId']!),
  nameMax: POST_NAME_MAX,
  keywords: false,
  // X states none: each bill's own rules decide, and X refuses what is below.
  minimumDailyBudgetMicros: {},
  amountStepMicros: smallestCoinMicros,
  attributionWindow: ATTRIBUTION,
  // Spend may move for three days, rarely for fourteen. "Analytics" (version 12; read 2026-11-20)
  restatementDays: 14,
  // X states no lag; a minute is our grace before "none" is believed.
  listingLagMs: 60_000,
  concurrency: 6,
  factsReadOn: '2026-11-20',
};

/** The agency's own app and its user's token, all four; OAuth 1.0a has no other. */
export const credentialFields: Network['credentialFields'] = [
  { name: 'consumerKey', secret: true, required: true },
  { name: 'consumerSecret', secret: true, required: true },
  { name: 'accessToken', secret: true, required: true },
  { name: 'accessTokenSecret', secret: true, required: true },
];
export const settingFields: Network['settingFields'] = [
  { name: 'fundingInstrumentId', required: false },
  { name: 'asUserId', required: false },
  { name: 'webEventTagId', required: false },
  { name: 'pixelId', required: false },
  { name: 'applicationEventId', required: false },
  { name: 'qualifiedApplicationEventId', required: false },
  { name: 'hireEventId', required: false },
];
