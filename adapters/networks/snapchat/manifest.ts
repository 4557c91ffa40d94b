import type { Network } from '../../../core/contract/networks.ts';
import type { NetworkCapabilities } from '../../../core/ports/index.ts';

export const SNAPCHAT = 'snapchat';

/** Where the real network listens. A simulated workspace is given one loopback address for all of them. */
export const SNAPCHAT_URLS = {
  api: 'https://adsapi.snapchat.com',
  accounts: 'https://accounts.snapchat.com',
  conversions: 'https://tr.snapchat.com',
} as const;

/** The version is part of every path; none has an announced end. "Versions" (v1; read 2026-11-20) */
export const API_VERSION = 'v1';

/**
 * Redirects must be registered and https. Nothing listens here: the person copies the address that the browser ends at.
 * "Authentication" (v1; read 2026-11-20); tools use an address of this machine the same way.
 */
export const REDIRECT_URI = 'https://127.0.0.1/altavoz';
export const SCOPES = ['snapchat-marketing-api', 'snapchat-offline-conversions-api'] as const;

/** ` [k3f9q2ma]`: what the marker takes from a name. */
export const MARKER_LENGTH = 11;
/** @see "Campaigns", "Ad squads", "Creatives" (v1; read 2026-11-20) */
export const LIMITS = {
  name: 375,
  headline: 34,
  /** 32 by the reference, 25 by other pages of the same documentation: nobody refuses 25. */
  brand: 25,
  url: 2_048,
  campaignDailyMicro: 20_000_000n,
  squadDailyMicro: 5_000_000n,
  imageBytes: 5 * 1024 * 1024,
  videoBytes: 1024 * 1024 * 1024,
  /** Above this, an upload goes in parts. "Media" (v1; read 2026-11-20) */
  singleUploadBytes: 32 * 1024 * 1024,
  listPage: 1_000,
  /** `granularity=DAY`: a connector that is in use asks for no more at once (third party; read 2026-11-20). */
  statsDays: 30,
} as const;

/** @see "Ad accounts", currency (v1; read 2026-11-20): COP and every other currency of Latin America are missing */
export const CURRENCIES = ['AUD', 'CAD', 'DKK', 'EUR', 'GBP', 'NOK', 'SEK', 'USD'] as const;

/** 20 requests a second for an app, 10 for a token; we use four fifths of the smaller. "Rate limits" (v1; read 2026-11-20) */
export const REQUESTS_PER_SECOND = 8;

/** What conversions are counted by in every figure we read: the default of an ad squad. */
export const ATTRIBUTION = { swipe: '28_DAY', view: '1_DAY' } as const;

/** Languages of `demographics` that this program offers, ISO 639-1. "Targeting", languages (v1; read 2026-11-20) */
export const LANGUAGES: ReadonlySet<string> = new Set(['es', 'en', 'pt', 'fr', 'de', 'it']);

export function snapchatCapabilities(): NetworkCapabilities {
  return {
    displayName: 'Snapchat',
    apiVersion: API_VERSION,
    apiVersionEndsOn: null,
    documentation: 'https://developers.snap.com/marketing-api/Ads-API/introduction',
    publishes: true,
    creation: 'object',
    parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group'], ad: ['upload_media', 'create_creative', 'create_ad'] },
    textEdit: 'new_creative',
    image: { required: true, width: 1080, height: 1920 },
    // None is documented for either; ours keep one campaign readable in one go.
    maxAdsPerAdGroup: 50,
    maxObjectsPerCampaign: 2_000,
    text: {
      headlines: { min: 1, max: 1, length: LIMITS.headline, recommended: null },
      // There is no text but the headline: everything else is in the picture.
      descriptions: { min: 0, max: 0, length: null, recommended: null },
      primary: null,
    },
    nameMax: LIMITS.name - MARKER_LENGTH,
    keywords: false,
    // The reference states one figure in micros, whatever the currency.
    minimumDailyBudgetMicros: Object.fromEntries(CURRENCIES.map((currency) => [currency, LIMITS.campaignDailyMicro])),
    // Micros are sent as they are; a hundredth keeps budgets to what people write.
    amountStepMicros: () => 10_000n,
    attributionWindow: '28d_swipe_1d_view',
    // A swipe may be followed by its result for 28 days, and results go on moving for about two more.
    restatementDays: 30,
    // No lag is stated; two minutes are our grace before "none" is believed, longer than the simulation hides anything.
    listingLagMs: 120_000,
    // Eight a second for a whole token: more hands would only stand in line.
    concurrency: 2,
    factsReadOn: '2026-11-20',
  };
}

/** What a person types to connect; the key store keeps it as one JSON object, with the refresh tokens that came since. */
export const credentialFields: Network['credentialFields'] = [
  { name: 'clientId', secret: false, required: true },
  { name: 'clientSecret', secret: true, required: true },
  { name: 'refreshToken', secret: true, required: true },
  { name: 'conversionsToken', secret: true, required: false },
];
export const settingFields: Network['settingFields'] = [
  { name: 'profileId', required: false },
  { name: 'pixelId', required: false },
  { name: 'placeTargeting', required: false },
];
