/**
 * Answers that we can explain: TikTok's `code` → key under `networkErrors.tiktok`, with a cause and a fix in every language.
 * @see TikTok API for Business, "Appendix, return codes" (v1.3; read 2026-11-20)
 */
export const CATALOGUE: ReadonlyMap<number, string> = new Map([
  [40000, 'invalid_parameter'],
  [40001, 'object_not_allowed'],
  [40002, 'parameter_refused'],
  [40006, 'version_mismatch'],
  [40007, 'object_missing'],
  [40008, 'endpoint_unknown'],
  [40009, 'sandbox_parameter'],
  [40010, 'wrong_domain'],
  [40011, 'too_many_ids'],
  [40013, 'sandbox_account'],
  [40014, 'sandbox_feature'],
  [40051, 'version_unknown'],
  [40052, 'material_present'],
  [40053, 'video_unknown'],
  [40065, 'under_eighteen'],
  [40103, 'refresh_expired'],
  [40107, 'refresh_wrong'],
  [40108, 'grant_type'],
  [40110, 'code_used'],
  [40113, 'app_blocked'],
  [40116, 'signature_wrong'],
  [40117, 'method_not_usable'],
  [40118, 'not_on_allowlist'],
  [40119, 'companies_differ'],
  [40121, 'not_a_creator'],
  [40122, 'creator_region'],
  [40124, 'developer_profile'],
  [40125, 'developer_permission'],
  [40200, 'task_failed'],
  [40300, 'account_missing'],
  [40301, 'account_unmatched'],
  [40502, 'ad_limit'],
  [40700, 'validation_failed'],
  [40900, 'file_signature'],
  [40904, 'image_illegal'],
  [40905, 'file_missing'],
  [40906, 'file_empty'],
  [40907, 'file_too_large'],
  [40908, 'file_type'],
  [40909, 'identifier_type'],
  [40910, 'file_expired'],
  [40911, 'file_name_used'],
  [40912, 'image_url'],
  [40914, 'file_invalid'],
  [40915, 'file_out_of_spec'],
  [41000, 'country_blocked'],
  [41001, 'endpoint_retired'],
  [41002, 'fields_retired'],
]);

/** The sign-in is dead: a person signs in again. */
export const AUTH: ReadonlySet<number> = new Set([40101, 40102, 40103, 40104, 40105, 40106, 40107, 40109, 40112, 40115]);
/** A person must give a right before anything else can go through. */
export const PERMISSION: ReadonlySet<number> = new Set([40001, 40113, 40118, 40119, 40124, 40125]);
/** Quotas; the second is how long to wait where the table of windows does not know better. */
export const THROTTLES: ReadonlyMap<number, { readonly scope: 'account' | 'application'; readonly waitMs: number }> = new Map([
  [40016, { scope: 'account', waitMs: 5_000 }],
  [40100, { scope: 'application', waitMs: 1_000 }],
  [40132, { scope: 'account', waitMs: 5_000 }],
  [40133, { scope: 'account', waitMs: 60_000 }],
]);
/** Nothing was done, and it passes by itself: a video that is being prepared, a task, a write conflict, a file that did not come. */
export const PASSING: ReadonlySet<number> = new Set([40201, 40202, 40901, 40902, 40903, 40913]);
/** TikTok's own breakage: a write may have been carried out before it broke. */
export const BROKEN: ReadonlySet<number> = new Set([50000, 50002, 51305]);
/** Announced maintenance: no call is taken in. */
export const MAINTENANCE = 60001;
/** An earlier call with the same `request_id` was taken in, within its ten seconds: no proof of what became of it. */
export const DUPLICATE = 40050;
export const PARTIAL = 20001;
/** This version of the program can do no better than wait for the next. */
export const UNSUPPORTED: ReadonlySet<number> = new Set([40006, 40008, 40010, 40051, 41001, 41002]);

/** Keys of our own, for refusals that the adapter makes before it writes. */
export const OWN_KEYS = [
  'place_unknown',
  'language_unknown',
  'campaign_unknown',
  'nothing_to_change',
  'objective_fixed',
  'state_mismatch',
  'item_failed',
] as const;
