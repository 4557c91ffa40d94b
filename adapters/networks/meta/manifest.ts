import type { NetworkCapabilities } from '../../../core/ports/index.ts';
import type { Network } from '../../../core/contract/networks.ts';

export const META = 'meta';

/**
 * Marketing API versions live far shorter than Graph ones: on 2026-11-20 only v25.0 and v26.0 answer ads calls.
 * @see Meta, "Marketing API changelog and versions" (v26.0, 29 July 2026; read 2026-11-20)
 */
export const API_VERSION = 'v26.0';
export const FALLBACK_VERSION = 'v25.0';
export const META_BASE_URL = 'https://graph.facebook.com';
export const META_VIDEO_URL = 'https://graph-video.facebook.com';
export const META_DIALOG_URL = 'https://www.facebook.com';

/**
 * Currencies that Meta counts in whole units; every other one has two decimals, three-decimal ones included.
 * The list is Meta's own and parts from ISO 4217: COP and CRC are here.
 * @see Meta Marketing API, "Currency codes" (no version stated; read 2026-11-20)
 */
const WHOLE_UNIT_CURRENCIES: ReadonlySet<string> = new Set(['CLP', 'COP', 'CRC', 'HUF', 'ISK', 'IDR', 'JPY', 'KRW', 'PYG', 'TWD', 'VND']);

/** Currencies that an ad account may have. Meta Marketing API, "Currency codes" and the list of the account's settings (no version stated; general knowledge, 2026-11-20). */
export const ACCOUNT_CURRENCIES: readonly string[] =
  'AED ARS AUD BDT BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GTQ HKD HNL HUF IDR ILS INR ISK JPY KES KRW LKR MOP MXN MYR NGN NIO NOK NZD PEN PHP PKR PLN PYG QAR RON SAR SEK SGD THB TRY TWD USD UYU VND ZAR'.split(
    ' ',
  );

/** How many of Meta's counting units make one major unit. */
export function currencyOffset(currency: string): 1n | 100n {
  return WHOLE_UNIT_CURRENCIES.has(currency) ? 1n : 100n;
}

/** Our marker in brackets, a space before it. */
export const MARKER_SUFFIX_LENGTH = 11;
/** "Ad set" reference, `name`: at most 400 characters (v26.0; read 2026-11-20). Campaigns and ads are held to the same. */
export const REMOTE_NAME_MAX = 400;

/** Ads must reach at least this far around a city, in km. @see "Targeting, special ad categories" and "Location targeting" (v26.0; read 2026-11-20) */
export const CITY_RADIUS_KM = { least: 17, most: 80, leastUnitedStatesAndCanada: 25 } as const;

/** EMPLOYMENT leaves no room in age: 18 to 65 and over, both always. @see "Special ad category" (v26.0; read 2026-11-20) */
export const EMPLOYMENT = { category: 'EMPLOYMENT', ageMin: 18, ageMax: 65 } as const;

/** How far ahead of its end an ad set with a daily budget must start. @see "Ad set" reference, `daily_budget` (v26.0; read 2026-11-20) */
export const SHORTEST_DAILY_RUN_MS = 86_400_000;

/** Pixels of the picture that an ad carries. */
export const PICTURE = { width: 1080, height: 1080 } as const;

/** What conversions are counted by in every figure we read. */
export const ATTRIBUTION_WINDOWS = ['7d_click', '1d_view'] as const;

/**
 * Floors that Meta quotes as about one dollar a day; each account's exact one comes from `minimum_budgets`, and Meta
 * refuses what is below. Kept slightly low, so that the check never refuses what Meta would take.
 * Third-party figures (read 2026-11-20).
 */
const MINIMUM_DAILY_MAJOR: Readonly<Record<string, bigint>> = {
  USD: 1n,
  EUR: 1n,
  COP: 4_000n,
  ARS: 1_450n,
  CLP: 950n,
  MXN: 19n,
  PEN: 4n,
  BRL: 6n,
  PYG: 7_400n,
  CRC: 510n,
  UYU: 40n,
};

export function metaCapabilities(apiVersion: string): NetworkCapabilities {
  return {
    displayName: 'Meta',
    apiVersion,
    apiVersionEndsOn: null,
    documentation: 'https://developers.facebook.com/docs/marketing-apis',
    publishes: true,
    creation: 'object',
    parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group'], ad: ['upload_media', 'create_creative', 'create_ad'] },
    // Square, as every feed takes it. "Ads guide, image" (no version stated; read 2026-11-20)
    image: { required: false, ...PICTURE },
    textEdit: 'new_creative',
    maxAdsPerAdGroup: 50,
    // Past 70 ad sets Meta freezes some changes of the campaign's budget; 70 × 50 ads and their ad sets.
    maxObjectsPerCampaign: 3_571,
    text: {
      // Meta enforces no length in feeds; the figures are where the display cuts. Instagram captions end at 2,200.
      headlines: { min: 1, max: 5, length: 255, recommended: 40 },
      descriptions: { min: 0, max: 5, length: 255, recommended: 30 },
      primary: { min: 1, max: 1, length: 2_200, recommended: 125 },
    },
    nameMax: REMOTE_NAME_MAX - MARKER_SUFFIX_LENGTH,
    keywords: false,
    minimumDailyBudgetMicros: Object.fromEntries(
      Object.entries(MINIMUM_DAILY_MAJOR).map(([currency, major]) => [currency, major * 1_000_000n]),
    ),
    amountStepMicros: (currency) => 1_000_000n / currencyOffset(currency),
    attributionWindow: ATTRIBUTION_WINDOWS.join('_'),
    restatementDays: 28,
    // Meta states no lag; two minutes are our grace before "none" is believed, longer than the simulation hides anything.
    listingLagMs: 120_000,
    concurrency: 6,
    factsReadOn: '2026-11-20',
  };
}

/** What a person types to connect. The token is best a system user's: it does not die when an employee leaves. */
export const credentialFields: Network['credentialFields'] = [{ name: 'accessToken', secret: true, required: true }];
export const settingFields: Network['settingFields'] = [
  { name: 'pageId', required: true },
  { name: 'pixelId', required: false },
  { name: 'instagramUserId', required: false },
];
