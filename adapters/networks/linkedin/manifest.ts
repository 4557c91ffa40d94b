import type { Network } from '../../../core/contract/networks.ts';
import type { NetworkCapabilities } from '../../../core/ports/index.ts';

export const LINKEDIN = 'linkedin';
export const LINKEDIN_BASE_URL = 'https://api.linkedin.com';

/** Sent with every request; there is no version without it. "Versioning" (202607; read 2026-11-20) */
export const API_VERSION = '202607';
export const PROTOCOL = '2.0.0';

/** ` [k3f9q2ma]`: what the marker takes from a name. */
const MARKER_LENGTH = 11;
/**
 * Names are those of campaign groups, the only ones with a stated length; texts and pictures are common knowledge that no page
 * confirms. "Campaign groups", "Creatives", "Search" (202607; read 2026-11-20)
 */
export const LIMITS = {
  name: 100,
  headline: 200,
  headlineShown: 70,
  text: 600,
  textShown: 150,
  pageSize: 1_000,
  /** A report has no pages; this is the most rows that it was seen to hold. */
  reportRows: 15_000,
} as const;

/** Interface languages that this program offers and LinkedIn has, ISO 639-1. "Targeting", locales (202607; read 2026-11-20) */
export const LANGUAGES: ReadonlySet<string> = new Set(['es', 'en', 'pt', 'fr', 'de', 'it']);

/** Countries whose id is confirmed; all others, and every town, are looked up on the network. "Targeting", geo (202607; read 2026-11-20) */
export const COUNTRIES: ReadonlyMap<string, string> = new Map([
  ['CO', 'urn:li:geo:100876405'],
  ['US', 'urn:li:geo:103644278'],
]);

export const linkedinCapabilities: NetworkCapabilities = {
  displayName: 'LinkedIn',
  apiVersion: API_VERSION,
  apiVersionEndsOn: '2027-07-15',
  documentation: 'https://learn.microsoft.com/linkedin/marketing/',
  publishes: false,
  creation: 'object',
  parts: { campaign: ['create_campaign'], ad_group: ['create_ad_group'], ad: ['upload_media', 'create_creative', 'create_ad'] },
  textEdit: 'new_creative',
  image: { required: true, width: 1200, height: 627 },
  // 100 creatives a campaign, 15 of them active. "Limits" (202607; read 2026-11-20)
  maxAdsPerAdGroup: 15,
  maxObjectsPerCampaign: 2_000,
  text: {
    headlines: { min: 1, max: 1, length: LIMITS.headline, recommended: LIMITS.headlineShown },
    descriptions: { min: 0, max: 0, length: null, recommended: null },
    primary: { min: 1, max: 1, length: LIMITS.text, recommended: LIMITS.textShown },
  },
  nameMax: LIMITS.name - MARKER_LENGTH,
  keywords: false,
  // Ranges come from `adBudgetPricing`, by account and targeting; none is stated.
  minimumDailyBudgetMicros: {},
  amountStepMicros: () => 10_000n,
  // Each conversion rule of an account has windows of its own.
  attributionWindow: 'per_conversion_rule',
  // Results are revised for days; how many is not stated.
  restatementDays: 30,
  listingLagMs: 60_000,
  concurrency: 2,
  factsReadOn: '2026-11-20',
};

/** A token of the agency's own app, pasted; it lives 60 days. "Authentication" (202607; read 2026-11-20) */
export const credentialFields: Network['credentialFields'] = [{ name: 'accessToken', secret: true, required: true }];
export const settingFields: Network['settingFields'] = [{ name: 'organizationId', required: true }];
