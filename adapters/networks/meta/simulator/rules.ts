import type { SimContext } from '../../../simulators/types.ts';
import { checkAdSetFields, checkBudgetChanges } from './ad-set-rules.ts';
import { checkAudiences } from './audience-rules.ts';
import { checkFormOf, checkVideoData } from './creatives.ts';
import { holdsImage } from './media.ts';
import { checkDailyBudget, checkLifetimeBudget, checkSpendCap } from './money-rules.ts';
import { invalid, missingObject, permissionProblem } from './problems.ts';
import { isObject, scalarText } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';
import { checkShape } from './shaped.ts';
import { ASSET_FEED, CREATIVE_REFERENCE, FREEDOM, LINK_DATA, MULTI_ADS, PROMOTED_OBJECT } from './shapes.ts';
import type { Configured, GraphObject, Store } from './store.ts';
import { checkTargeting } from './targeting.ts';

/** The conditions on campaigns, ad sets, creatives and ads that no parameter table can say. */

export interface WriteContext {
  readonly store: Store;
  readonly sim: SimContext;
  readonly account: SimulatedAccount;
}

export type Values = Record<string, unknown>;

/** OUTCOME objective → goals that it goes with, and what each needs promoted. "Objective and optimisation" tables (v26.0; read 2026-11-20). */
const GOALS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  OUTCOME_TRAFFIC: { LINK_CLICKS: [], LANDING_PAGE_VIEWS: [], REACH: [], IMPRESSIONS: [] },
  OUTCOME_LEADS: {
    OFFSITE_CONVERSIONS: ['pixel_id', 'custom_event_type'],
    LANDING_PAGE_VIEWS: ['pixel_id', 'custom_event_type'],
    LINK_CLICKS: ['pixel_id', 'custom_event_type'],
    REACH: ['pixel_id', 'custom_event_type'],
    IMPRESSIONS: ['pixel_id', 'custom_event_type'],
    LEAD_GENERATION: ['page_id'],
    QUALITY_LEAD: ['page_id'],
    QUALITY_CALL: ['page_id'],
  },
  OUTCOME_AWARENESS: { REACH: ['page_id'], IMPRESSIONS: ['page_id'], AD_RECALL_LIFT: ['page_id'], THRUPLAY: ['page_id'] },
  OUTCOME_ENGAGEMENT: {
    POST_ENGAGEMENT: [],
    PAGE_LIKES: ['page_id'],
    THRUPLAY: [],
    CONVERSATIONS: ['page_id'],
    LINK_CLICKS: [],
    REACH: [],
    IMPRESSIONS: [],
    OFFSITE_CONVERSIONS: ['pixel_id', 'custom_event_type'],
  },
  OUTCOME_SALES: {
    OFFSITE_CONVERSIONS: ['pixel_id', 'custom_event_type'],
    LANDING_PAGE_VIEWS: ['pixel_id', 'custom_event_type'],
    LINK_CLICKS: ['pixel_id', 'custom_event_type'],
    VALUE: ['pixel_id', 'custom_event_type'],
  },
  OUTCOME_APP_PROMOTION: { APP_INSTALLS: ['application_id'], LINK_CLICKS: ['application_id'] },
};

const LONGEST_NAME = 400;
const LABELS_PER_OBJECT = 50;
export const DAY_MS = 86_400_000;

export function isDryRun(values: Values): boolean {
  const options = values['execution_options'];
  return Array.isArray(options) && options.includes('validate_only');
}

export function checkName(values: Values): void {
  const name = values['name'];
  if (name === undefined) return;
  if (typeof name !== 'string' || name.trim() === '') throw invalid('name cannot be empty', { title: 'Name missing', blame: ['name'] });
  if (name.length > LONGEST_NAME)
    throw invalid(`name has more than ${LONGEST_NAME} characters`, { title: 'Name too long', blame: ['name'] });
}

export function campaignValues(values: Values, context: WriteContext): Values {
  if (values['name'] === undefined) throw invalid('the parameter name is required', { title: 'Missing parameter', blame: ['name'] });
  checkName(values);
  const objective = values['objective'];
  if (objective === undefined) throw invalid('the parameter objective is required', { title: 'Missing parameter', blame: ['objective'] });
  if (!(scalarText(objective) in GOALS))
    throw invalid(`the objective ${scalarText(objective)} can no longer be created`, { title: 'Objective retired', blame: ['objective'] });
  const categories = specialCategories(values);
  const countries = values['special_ad_category_country'];
  if (categories.length > 0 && (!Array.isArray(countries) || countries.length === 0)) {
    throw invalid('special_ad_category_country is required with a special ad category', {
      title: 'Country missing',
      blame: ['special_ad_category_country'],
    });
  }
  const buying = values['buying_type'] ?? 'AUCTION';
  if (buying !== 'AUCTION' && buying !== 'RESERVED') throw invalid('buying_type must be AUCTION or RESERVED', { blame: ['buying_type'] });
  if (buying === 'RESERVED' && categories.length > 0)
    throw invalid('reservation is closed to special ad categories', { blame: ['buying_type'] });
  const hasBudget = values['daily_budget'] !== undefined || values['lifetime_budget'] !== undefined;
  if (values['daily_budget'] !== undefined && values['lifetime_budget'] !== undefined)
    throw invalid('a campaign has one budget', { subcode: 1885621, title: 'Two budgets', blame: ['daily_budget'] });
  // Since v24 a campaign without a budget says whether its ad sets share theirs. "Campaign" reference (v26.0; read 2026-11-20)
  if (!hasBudget && values['is_adset_budget_sharing_enabled'] === undefined)
    throw invalid('is_adset_budget_sharing_enabled must be true or false when the campaign has no budget', {
      title: 'Budget sharing not said',
      blame: ['is_adset_budget_sharing_enabled'],
    });
  if (!hasBudget && values['bid_strategy'] !== undefined)
    throw invalid('bid_strategy on a campaign needs a campaign budget', { blame: ['bid_strategy'] });
  if (typeof values['daily_budget'] === 'number') checkDailyBudget(values['daily_budget'], context.account.currency, 'daily_budget');
  if (typeof values['lifetime_budget'] === 'number') checkLifetimeBudget(values['lifetime_budget'], 1, context.account.currency);
  checkSpendCap(values['spend_cap'], context.account.currency);
  checkShape(values['promoted_object'], PROMOTED_OBJECT, ['promoted_object'], context.sim);
  // Derived from the ad sets: what a caller sends is not relied on. Whether it is kept is not confirmed. "Campaign" reference (v26.0; read 2026-11-20)
  const { start_time: _start, stop_time: _stop, ...kept } = values;
  const times = context.sim.switchOn('meta.campaign_keeps_times')
    ? { start_time: values['start_time'], stop_time: values['stop_time'] }
    : {};
  return {
    ...kept,
    ...times,
    buying_type: buying,
    special_ad_categories: categories,
    ...(hasBudget && values['bid_strategy'] === undefined ? { bid_strategy: 'LOWEST_COST_WITHOUT_CAP' } : {}),
  };
}

/** `[]` and `["NONE"]` say the same. */
function specialCategories(values: Values): string[] {
  const list = values['special_ad_categories'];
  return Array.isArray(list) ? list.map(String).filter((category) => category !== 'NONE') : [];
}

export function adSetValues(values: Values, campaign: GraphObject, existing: GraphObject | null, context: WriteContext): Values {
  checkName(values);
  const whole: Values = { ...existing?.values, ...values };
  const creating = existing === null;
  for (const required of ['optimization_goal', 'billing_event', 'targeting'] as const) {
    if (whole[required] === undefined)
      throw invalid(`the parameter ${required} is required`, { title: 'Missing parameter', blame: [required] });
  }
  const goals = GOALS[String(campaign.values['objective'])] ?? {};
  const needs = goals[String(whole['optimization_goal'])];
  if (needs === undefined)
    throw invalid(`${String(whole['optimization_goal'])} does not go with the objective ${String(campaign.values['objective'])}`, {
      title: 'Goal and objective disagree',
      blame: ['optimization_goal'],
    });
  const promoted = isObject(whole['promoted_object']) ? whole['promoted_object'] : {};
  for (const need of needs)
    if (promoted[need] === undefined)
      throw invalid(`promoted_object.${need} is required`, { title: 'Promoted object incomplete', blame: ['promoted_object', need] });
  if (promoted['pixel_id'] !== undefined && promoted['pixel_id'] !== context.account.settings.pixelId)
    throw invalid('this account cannot use that pixel', { title: 'Pixel not available', blame: ['promoted_object', 'pixel_id'] });
  if (['LEAD_GENERATION', 'QUALITY_LEAD'].includes(String(whole['optimization_goal'])) && whole['destination_type'] !== 'ON_AD')
    throw invalid('instant forms need destination_type ON_AD', { blame: ['destination_type'] });
  checkAdSetFields(values, whole, campaign, context);
  checkBids(whole, campaign);
  if (existing !== null) checkBudgetChanges(existing, values, context.sim.nowMs());
  checkSchedule(values, whole, campaign, creating, context);
  const targeting = values['targeting'];
  let kept: Values = values;
  if (isObject(targeting)) {
    const seen = checkTargeting(targeting, {
      categories: specialCategories(campaign.values),
      countries: asStrings(campaign.values['special_ad_category_country']),
    });
    checkAudiences(targeting, whole, specialCategories(campaign.values), context);
    const { reachesEurope, ...shown } = seen;
    // Ads that reach the EU name who benefits and who pays. "Digital Services Act" (v26.0; read 2026-11-20)
    if (reachesEurope === true && [whole['dsa_beneficiary'], whole['dsa_payor']].some((name) => scalarText(name).trim() === ''))
      throw invalid('dsa_beneficiary and dsa_payor are required in the EU', {
        subcode: 3858152,
        title: 'Beneficiary and payer missing',
        blame: ['dsa_beneficiary'],
      });
    kept = { ...values, targeting: shown };
  }
  return creating ? { attribution_spec: [{ event_type: 'CLICK_THROUGH', window_days: 1 }], ...kept } : kept;
}

export function asStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function checkBids(whole: Values, campaign: GraphObject): void {
  const strategy =
    whole['bid_strategy'] ??
    campaign.values['bid_strategy'] ??
    (whole['bid_amount'] === undefined ? 'LOWEST_COST_WITHOUT_CAP' : 'LOWEST_COST_WITH_BID_CAP');
  const capped = strategy === 'LOWEST_COST_WITH_BID_CAP' || strategy === 'COST_CAP';
  if (capped && whole['bid_amount'] === undefined)
    throw invalid('bid_amount is required with this bid strategy', { title: 'Bid missing', blame: ['bid_amount'] });
  if (strategy === 'LOWEST_COST_WITHOUT_CAP' && whole['bid_amount'] !== undefined)
    throw invalid('bid_amount is not allowed without a cap', { blame: ['bid_amount'] });
  if (strategy === 'LOWEST_COST_WITH_MIN_ROAS' && whole['bid_constraints'] === undefined)
    throw invalid('bid_constraints is required with a minimum return', { blame: ['bid_constraints'] });
}

function checkSchedule(values: Values, whole: Values, campaign: GraphObject, creating: boolean, context: WriteContext): void {
  const ownBudget = values['daily_budget'] !== undefined || values['lifetime_budget'] !== undefined;
  const wholeBudget = whole['daily_budget'] !== undefined || whole['lifetime_budget'] !== undefined;
  const above = campaign.values['daily_budget'] !== undefined || campaign.values['lifetime_budget'] !== undefined;
  // Exactly one level has the budget. "Ad set" reference (v26.0; read 2026-11-20)
  if (above && ownBudget)
    throw invalid('the campaign already has a budget', { subcode: 1885621, title: 'Budget on two levels', blame: ['daily_budget'] });
  if (!above && !wholeBudget)
    throw invalid('neither the campaign nor the ad set has a budget', { subcode: 1885621, title: 'No budget', blame: ['daily_budget'] });
  if (whole['daily_budget'] !== undefined && whole['lifetime_budget'] !== undefined)
    throw invalid('an ad set has one budget', { subcode: 1885621, title: 'Two budgets', blame: ['lifetime_budget'] });
  if (typeof values['daily_budget'] === 'number') checkDailyBudget(values['daily_budget'], context.account.currency, 'daily_budget');
  const now = context.sim.nowMs();
  const start = typeof whole['start_time'] === 'number' ? whole['start_time'] : now;
  const end = whole['end_time'];
  const lifetime = whole['lifetime_budget'] ?? campaign.values['lifetime_budget'];
  if (lifetime !== undefined && typeof end !== 'number')
    throw invalid('end_time is required with a lifetime budget', { title: 'End missing', blame: ['end_time'] });
  if (typeof values['lifetime_budget'] === 'number' && typeof end === 'number')
    checkLifetimeBudget(values['lifetime_budget'], Math.ceil((end - start) / DAY_MS), context.account.currency);
  if (typeof end !== 'number') return;
  if (creating || values['end_time'] !== undefined) {
    if (end <= now) throw invalid('end_time has passed', { title: 'End in the past', blame: ['end_time'] });
    if (end <= start) throw invalid('end_time comes before start_time', { title: 'Dates out of order', blame: ['end_time'] });
    // A daily budget asks for a run of more than a day. "Ad set" reference, `daily_budget` (v26.0; read 2026-11-20)
    if (creating && lifetime === undefined && end - start < DAY_MS)
      throw invalid('a daily budget needs a run of more than 24 hours', { title: 'Run too short', blame: ['end_time'] });
  }
}

export function checkCreative(values: Values, context: WriteContext): void {
  const { sim } = context;
  if (values['object_story_id'] !== undefined) {
    if (!/^\d+_\d+$/.test(scalarText(values['object_story_id'])))
      throw invalid('object_story_id is <page>_<post>', { title: 'Wrong value', blame: ['object_story_id'] });
    return;
  }
  checkShape(values['contextual_multi_ads'], MULTI_ADS, ['contextual_multi_ads'], sim);
  checkShape(values['degrees_of_freedom_spec'], FREEDOM, ['degrees_of_freedom_spec'], sim);
  checkShape(values['asset_feed_spec'], ASSET_FEED, ['asset_feed_spec'], sim);
  const feed = values['asset_feed_spec'];
  if (isObject(feed) && Array.isArray(feed['images']))
    for (const image of feed['images'] as readonly unknown[])
      // Array.isArray was just asked
      checkImage(isObject(image) ? image['hash'] : undefined, context, ['asset_feed_spec', 'images']);
  const story = values['object_story_spec'];
  if (!isObject(story)) throw invalid('object_story_spec is required', { title: 'Creative incomplete', blame: ['object_story_spec'] });
  for (const key of Object.keys(story))
    if (!['page_id', 'instagram_user_id', 'link_data', 'video_data', 'photo_data'].includes(key))
      throw invalid(`object_story_spec has no field ${key}`, { blame: ['object_story_spec', key] });
  if (story['page_id'] === undefined)
    throw invalid('page_id is required', { title: 'Page missing', blame: ['object_story_spec', 'page_id'] });
  if (scalarText(story['page_id']) !== context.account.settings.pageId)
    throw permissionProblem(10, 'The token may not advertise for this Page');
  // Third-party report (read 2026-11-20): an Instagram account that is not connected.
  if (story['instagram_user_id'] !== undefined)
    throw invalid('the Instagram account is not connected to this ad account', {
      subcode: 1815199,
      title: 'Instagram account not usable',
      blame: ['object_story_spec', 'instagram_user_id'],
    });
  const told = ['link_data', 'video_data', 'photo_data'].filter((key) => story[key] !== undefined);
  if (told.length > 1)
    throw invalid(`object_story_spec takes one of ${told.join(', ')}`, { title: 'Creative ambiguous', blame: ['object_story_spec'] });
  const link = story['link_data'];
  if (isObject(link)) {
    const address = link['link'];
    if (typeof address !== 'string' || !/^https?:\/\/[^\s/]+\.[^\s]+/.test(address))
      throw invalid('link_data.link must be a web address', {
        subcode: 2446383,
        title: 'Destination missing',
        blame: ['object_story_spec', 'link_data', 'link'],
      });
    checkShape(link, LINK_DATA, ['object_story_spec', 'link_data'], sim);
    if (link['image_hash'] !== undefined) checkImage(link['image_hash'], context, ['object_story_spec', 'link_data', 'image_hash']);
    checkFormOf(link['call_to_action'], context);
    if (typeof link['message'] === 'string' && link['message'].length > 2_200)
      throw invalid('the text is longer than an Instagram caption may be', {
        title: 'Text too long',
        blame: ['object_story_spec', 'link_data', 'message'],
      });
  } else if (isObject(story['video_data'])) {
    checkVideoData(story['video_data'], context);
  } else if (!isObject(story['photo_data'])) {
    throw invalid('object_story_spec needs link_data, video_data or photo_data', {
      title: 'Creative incomplete',
      blame: ['object_story_spec'],
    });
  }
}

function checkImage(hash: unknown, context: WriteContext, blame: readonly string[]): void {
  if (!holdsImage(context.store, context.account.remoteId, hash))
    throw invalid('no image of this account has that hash', { title: 'Image not found', blame });
}

/** Label ids for `[{"name"}]` or `[{"id"}]`; unknown names are made on the spot. "Ad labels" (v26.0; read 2026-11-20) */
export function labelIds(values: Values, context: WriteContext, dry: boolean): string[] {
  const list = values['adlabels'];
  if (!Array.isArray(list)) return [];
  if (list.length > LABELS_PER_OBJECT) throw invalid(`an object takes ${LABELS_PER_OBJECT} labels`, { blame: ['adlabels'] });
  return list.map((entry) => {
    if (isObject(entry) && typeof entry['id'] === 'string') {
      if (context.store.label(entry['id']) === null) throw missingObject(entry['id']);
      return entry['id'];
    }
    if (!isObject(entry) || typeof entry['name'] !== 'string' || entry['name'] === '')
      throw invalid('a label needs a name or an id', { blame: ['adlabels'] });
    const known = context.store.labelNamed(context.account.remoteId, entry['name']);
    if (known !== null) return known.id;
    return dry ? '0' : context.store.addLabel(context.account.remoteId, entry['name'], context.sim.nowMs()).id;
  });
}

export function newStatus(values: Values, creating: boolean): Configured {
  const status = values['status'];
  if (status === undefined) return 'ACTIVE';
  if (creating && status !== 'ACTIVE' && status !== 'PAUSED') throw invalid('a new object is ACTIVE or PAUSED', { blame: ['status'] });
  return status as Configured; // the enum of the parameter table
}

/** The creative that an ad names; it must exist in the same account. */
export function creativeOf(values: Values, context: WriteContext): GraphObject {
  const spec = values['creative'];
  checkShape(spec, CREATIVE_REFERENCE, ['creative'], context.sim);
  const id = isObject(spec) ? (spec['creative_id'] ?? spec['id']) : undefined;
  if (id === undefined) throw invalid('creative.creative_id is required', { title: 'Creative missing', blame: ['creative'] });
  const creative = context.store.find(scalarText(id));
  if (creative === null || creative.kind !== 'creative' || creative.accountId !== context.account.remoteId)
    throw missingObject(scalarText(id));
  return creative;
}
