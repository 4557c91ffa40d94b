import type { Network } from '../../../core/contract/networks.ts';
import type { NetworkCapabilities } from '../../../core/ports/index.ts';

export const GOOGLE = 'google';

/** Where the real network listens. A simulated workspace is given loopback addresses instead. */
export const GOOGLE_URLS = {
  api: 'https://googleads.googleapis.com',
  token: 'https://oauth2.googleapis.com/token',
  consent: 'https://accounts.google.com/o/oauth2/v2/auth',
  dataManager: 'https://datamanager.googleapis.com',
} as const;

/** @see google-ads.md section 2 (read 2026-11-20) */
export const SCOPES = {
  ads: 'https://www.googleapis.com/auth/adwords',
  dataManager: 'https://www.googleapis.com/auth/datamanager',
} as const;

export type ApiVersion = 'v25' | 'v26';
export const DEFAULT_VERSION: ApiVersion = 'v25';
const MINIMUM_DAILY_MAJOR: Readonly<Record<string, bigint>> = {
  USD: 1n,
  EUR: 1n,
  COP: 4_200n,
  ARS: 1_400n,
  CLP: 950n,
  MXN: 20n,
  PEN: 4n,
  BRL: 6n,
};

/** Months are Google's projection, so the first day of the month is taken. @see Google Ads API, "Deprecation and sunset" (read 2026-11-20) */
export const VERSION_ENDS: Readonly<Record<ApiVersion, string>> = { v25: '2027-08-01', v26: '2027-11-01' };

/** @see Google Ads API, "API limits and quotas": operations in one mutate request (v25; read 2026-11-20) */
export const MAX_OPERATIONS = 10_000;

/** @see Google Ads API, "Responsive search ads" (v25; read 2026-11-20); three enabled ads a group and 255 for names come from the product, not the descriptors */
export const LIMITS = {
  headlines: { min: 3, max: 15, length: 30 },
  descriptions: { min: 2, max: 4, length: 90 },
  adsPerGroup: 3,
  name: 255,
  keywordLength: 80,
  keywordWords: 10,
  url: 2_048,
} as const;

/** ` [k3f9q2ma]`: what the marker takes from a name. */
export const MARKER_LENGTH = 11;

/**
 * Operations that a project may run in any 24 hours, by access level; null is without limit. Shared by every account of the project.
 * @see Google Ads API, "Access levels" (read 2026-11-20)
 */
export const DAILY_OPERATIONS: Readonly<Record<string, number | null>> = { test: 15_000, explorer: 2_880, basic: 15_000, standard: null };

/** Currencies that an account may have. @see Google's table of ISO 4217 codes, shared by its ads products (read 2026-11-29), without those that have since ended */
export const CURRENCIES = (
  'AED ARS AUD BGN BND BOB BRL CAD CHF CLP CNY COP CZK DKK EGP EUR FJD GBP HKD HUF IDR ILS INR JPY KES KRW MAD MXN MYR NOK NZD PEN PHP PKR ' +
  'PLN RON RSD SAR SEK SGD THB TRY TWD UAH USD VND ZAR'
).split(' ');

/**
 * Smallest billable step by currency in micros. Google gives it in `currency_constant.billable_unit_micros`; the values for
 * Latin American currencies are not published, so whole units are assumed where cents are not used in trade.
 */
const BILLABLE_UNIT: Readonly<Record<string, bigint>> = {
  COP: 1_000_000n,
  CLP: 1_000_000n,
  PYG: 1_000_000n,
  CRC: 1_000_000n,
  JPY: 1_000_000n,
  KRW: 1_000_000n,
  VND: 1_000_000n,
};

export function billableUnitMicros(currency: string): bigint {
  return BILLABLE_UNIT[currency] ?? 10_000n;
}

/** 2000 + ISO 3166 numeric: the ids of countries as places. Only Colombia's was checked. @see Google Ads API, "Geo targets" (read 2026-11-20) */
export const COUNTRY_PLACES: Readonly<Record<string, string>> = {
  AR: '2032',
  BO: '2068',
  BR: '2076',
  CL: '2152',
  CO: '2170',
  CR: '2188',
  DO: '2214',
  EC: '2218',
  SV: '2222',
  GT: '2320',
  HN: '2340',
  MX: '2484',
  NI: '2558',
  PA: '2591',
  PY: '2600',
  PE: '2604',
  PR: '2630',
  ES: '2724',
  US: '2840',
  UY: '2858',
  VE: '2862',
};

/** @see Google Ads API, "Language codes" (read 2026-11-20) */
export const LANGUAGES: Readonly<Record<string, string>> = { es: '1003', en: '1000', pt: '1014' };

/** Custom parameter that carries an ad's marker. Letters and digits only, sixteen at most. */
export const MARKER_PARAMETER = 'avz';
/** Goes behind every landing address; Google fills the braces in. */
export const FINAL_URL_SUFFIX = `utm_source=google&utm_medium=cpc&utm_campaign={campaignid}&utm_content={creative}&${MARKER_PARAMETER}={_${MARKER_PARAMETER}}`;

export function googleCapabilities(version: ApiVersion): NetworkCapabilities {
  return {
    displayName: 'Google Ads',
    apiVersion: version,
    apiVersionEndsOn: VERSION_ENDS[version],
    documentation: 'https://developers.google.com/google-ads/api/docs/start',
    publishes: true,
    creation: 'tree',
    parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group'], ad: ['create_creative', 'create_ad'] },
    image: null,
    textEdit: 'replace_ad',
    maxAdsPerAdGroup: LIMITS.adsPerGroup,
    // Each ad group brings its keywords twice (phrase and exact): 6,000 real vacancies in groups of one made 10,279 operations of
    // a tree of 2,000 objects. At 1,500 a tree stays well under 10,000; `check` still counts them.
    maxObjectsPerCampaign: 1_500,
    text: {
      headlines: { ...LIMITS.headlines, recommended: null },
      descriptions: { ...LIMITS.descriptions, recommended: null },
      primary: null,
    },
    nameMax: LIMITS.name - MARKER_LENGTH,
    keywords: true,
    // Google publishes no table of minimum daily budgets: it answers BUDGET_BELOW_PER_DAY_MINIMUM with the figure. These floors
    // are ours, about one dollar a day, so that a split never makes a campaign that is bound to be refused.
    minimumDailyBudgetMicros: Object.fromEntries(
      Object.entries(MINIMUM_DAILY_MAJOR).map(([currency, major]) => [currency, major * 1_000_000n]),
    ),
    amountStepMicros: billableUnitMicros,
    // Default click look-back of a conversion action.
    attributionWindow: '30d_click',
    restatementDays: 30,
    // A new campaign is usually listed at once; the grace is ours, the unique name is the guard.
    listingLagMs: 30_000,
    // One writer a tree: two of them get CONCURRENT_MODIFICATION.
    concurrency: 1,
    factsReadOn: '2026-11-20',
  };
}

/** What the key store keeps under an account's secret name: these fields as one JSON object. */
export const credentialFields: Network['credentialFields'] = [
  { name: 'clientId', secret: false, required: true },
  { name: 'clientSecret', secret: true, required: false },
  { name: 'refreshToken', secret: true, required: true },
  { name: 'loginCustomerId', secret: false, required: false },
];

export const settingFields: Network['settingFields'] = [
  { name: 'loginCustomerId', required: false },
  { name: 'accessLevel', required: false },
  { name: 'conversionActionId', required: false },
  { name: 'qualifiedConversionActionId', required: false },
  { name: 'hireConversionActionId', required: false },
];
