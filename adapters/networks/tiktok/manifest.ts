import type { Network } from '../../../core/contract/networks.ts';
import type { NetworkCapabilities } from '../../../core/ports/index.ts';

export const TIKTOK = 'tiktok';
export const API_VERSION = 'v1.3';
export const TIKTOK_BASE_URL = 'https://business-api.tiktok.com';
export const SIGN_IN_URL = 'https://business-api.tiktok.com/portal/auth';

/** Our marker in brackets, a space before it. */
export const MARKER_SUFFIX_LENGTH = 11;
/** Campaign, ad group and ad names; characters of Chinese, Japanese and Korean count double, emoji are refused. "Campaign create" (v1.3; read 2026-11-20) */
export const REMOTE_NAME_MAX = 512;
/** "Ad create", `ad_text` (v1.3; read 2026-11-20) */
export const AD_TEXT_MAX = 100;
/** "Ad group create", `location_ids` (v1.3; read 2026-11-20) */
export const MOST_LOCATIONS = 3_000;
/** "Custom audience create" (v1.3; read 2026-11-20) */
export const AUDIENCE_NAME_MAX = 128;

/**
 * Currencies whose amounts we send whole: TikTok takes decimal numbers and says nowhere how many decimals of which currency;
 * a whole amount is one that every reading of that silence takes. ("Campaign create", v1.3; read 2026-11-20)
 */
const WHOLE_UNIT_CURRENCIES: ReadonlySet<string> = new Set([
  'CLP',
  'COP',
  'CRC',
  'HUF',
  'IDR',
  'ISK',
  'JPY',
  'KRW',
  'PYG',
  'TWD',
  'UGX',
  'VND',
]);

export function amountStepMicros(currency: string): bigint {
  return WHOLE_UNIT_CURRENCIES.has(currency) ? 1_000_000n : 10_000n;
}

/**
 * Smallest daily budgets of a campaign, in major units. TikTok states one figure, "more than 50 US dollars or as much in the
 * account's currency" ("Budget", v1.3; read 2026-11-20); the other currencies are ours, with a tenth to spare over the rates of
 * that day, and unconfirmed. A budget that passes here may still be refused with code 40002, whose words name the exact one.
 */
const MINIMUM_DAILY_MAJOR: Readonly<Record<string, bigint>> = {
  USD: 51n,
  EUR: 51n,
  COP: 220_000n,
  ARS: 80_000n,
  CLP: 53_000n,
  MXN: 1_050n,
  PEN: 200n,
  BRL: 300n,
  GBP: 45n,
  CAD: 76n,
};

/** What conversions are counted by, set on every ad group that counts any. "Ad group create", attribution windows (v1.3; read 2026-11-20) */
export const ATTRIBUTION = { click: 'SEVEN_DAYS', view: 'ONE_DAY', name: '7d_click_1d_view' } as const;

export const PLACEMENT = 'PLACEMENT_TIKTOK';
/** Job ads are shown to every adult. "Ad group create", `age_groups` (v1.3; read 2026-11-20) */
export const ADULTS = ['AGE_18_24', 'AGE_25_34', 'AGE_35_44', 'AGE_45_54', 'AGE_55_100'] as const;
/** Countries whose advertisers declare job ads as a special industry. "Special ad categories" (v1.3; read 2026-11-20) */
export const SPECIAL_INDUSTRY_COUNTRIES: ReadonlySet<string> = new Set(['US', 'CA']);

/** Upright picture for in-feed ads: 9:16, 921,600 of at most 3,686,400 pixels. "Upload an image" (v1.3; read 2026-11-20) */
const IMAGE = { required: true, width: 720, height: 1280 } as const;

export const tiktokCapabilities: NetworkCapabilities = {
  displayName: 'TikTok',
  apiVersion: API_VERSION,
  apiVersionEndsOn: null,
  documentation: 'https://business-api.tiktok.com/portal/docs',
  publishes: true,
  creation: 'object',
  parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group'], ad: ['upload_media', 'create_ad'] },
  textEdit: 'in_place',
  image: IMAGE,
  // Third-party figure (read 2026-11-20); TikTok itself speaks of a quota that it works out by account.
  maxAdsPerAdGroup: 20,
  // A hundred ad groups of twenty ads: our own measure, so that one budget is not spread over too many.
  maxObjectsPerCampaign: 2_101,
  text: {
    // In-feed ads have no headline: the name over the text is the identity's.
    headlines: { min: 0, max: 0, length: null, recommended: null },
    descriptions: { min: 0, max: 0, length: null, recommended: null },
    primary: { min: 1, max: 1, length: AD_TEXT_MAX, recommended: null },
  },
  nameMax: REMOTE_NAME_MAX - MARKER_SUFFIX_LENGTH,
  keywords: false,
  minimumDailyBudgetMicros: Object.fromEntries(
    Object.entries(MINIMUM_DAILY_MAJOR).map(([currency, major]) => [currency, major * 1_000_000n]),
  ),
  amountStepMicros,
  attributionWindow: ATTRIBUTION.name,
  // The longest window that TikTok attributes by: a conversion is written back to the day of its click.
  restatementDays: 28,
  // TikTok states no lag; a minute is our grace before "none" is believed.
  listingLagMs: 60_000,
  concurrency: 4,
  factsReadOn: '2026-11-20',
};

/** What a person types to connect; kept as one JSON text. The app is the agency's own: its secret is needed only to list accounts. */
export const credentialFields: Network['credentialFields'] = [
  { name: 'accessToken', secret: true, required: true },
  { name: 'appId', secret: false, required: false },
  { name: 'appSecret', secret: true, required: false },
];
export const settingFields: Network['settingFields'] = [
  { name: 'identityId', required: true },
  { name: 'identityType', required: false },
  { name: 'pixelId', required: false },
  { name: 'musicId', required: false },
  { name: 'accessLevel', required: false },
];
