import type { SimContext } from '../../../simulators/types.ts';
import { hasEmoji, lengthOf } from '../map.ts';
import { parseScheduleTime } from '../zone.ts';
import { checkAdGroupBudget, checkCampaignBudget } from './minimums.ts';
import { LANGUAGES, LATIN_AMERICA, isOffered, overlapping, placeById } from './places.ts';
import { missing, refuse, TikTokProblem } from './problems.ts';
import { isObject, listOf, textOf, type Values } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';
import type { Kind, SimulatedObject, Store } from './store.ts';
import type { Structure } from '../structure.ts';

/** What TikTok lets through for campaigns and ad groups. Pages "Campaign create", "Ad group create" and their Smart+ twins (v1.3; read 2026-11-20) */
export interface WriteContext {
  readonly store: Store;
  readonly sim: SimContext;
  readonly account: SimulatedAccount;
  readonly operation: string;
}

/** Where postal codes can be chosen. "Ad group create", `zipcode_ids` (v1.3; read 2026-11-20) */
const WITH_ZIP: ReadonlySet<string> = new Set(['US', 'CA', 'BR', 'ID', 'TH', 'VN']);
const DAY_MS = 86_400_000;
/** Reported by a third party for these four from this day on; the switch `tiktok.manual_never_ends` takes it back. */
const MANUAL_ENDS_MS = Date.parse('2027-01-01T00:00:00Z');
const MANUAL_ENDS_FOR: ReadonlySet<string> = new Set(['WEB_CONVERSIONS', 'LEAD_GENERATION', 'APP_PROMOTION', 'PRODUCT_SALES']);
const WITHOUT_DYNAMIC: ReadonlySet<string> = new Set(['REACH', 'VIDEO_VIEWS', 'ENGAGEMENT']);
/** How long TikTok remembers a `request_id`. */
const REQUEST_MEMORY_MS = 10_000;
/** A start a little in the past is a request that took its time. Not stated; this simulation's. */
const START_GRACE_MS = 5 * 60_000;

const NAME_FIELD = { campaign: 'campaign_name', adgroup: 'adgroup_name', ad: 'ad_name' } as const satisfies Record<Kind, string>;

export function checkName(kind: Kind, name: unknown): string {
  const field = NAME_FIELD[kind];
  if (typeof name !== 'string' || name.trim() === '') throw missing(field);
  if (lengthOf(name) > 512) throw refuse(field, 'Longer than maximum length 512.');
  if (hasEmoji(name)) throw refuse(field, 'Emoji are not supported.');
  return name;
}

/** With a `request_id` names may repeat; without one they may not. A repeated `request_id` is refused for ten seconds. */
export function checkRequestId(kind: 'campaign' | 'adgroup', values: Values, parentId: string | null, context: WriteContext): void {
  const { store, account, sim } = context;
  const requestId = textOf(values['request_id']);
  if (requestId === null) {
    const name = values[NAME_FIELD[kind]];
    const taken = store
      .inAccount(account.remoteId, kind)
      .some((object) => object.name === name && object.operation !== 'DELETE' && (parentId === null || object.parentId === parentId));
    if (taken) throw refuse(NAME_FIELD[kind], 'The name is already used.');
    return;
  }
  if (!/^\d{1,19}$/.test(requestId) || BigInt(requestId) > 9_223_372_036_854_775_807n)
    throw refuse('request_id', 'Not a 64-bit integer as a text.');
  const key = `${account.remoteId}/${kind}/${requestId}`;
  const before = store.books.get<{ key: string; atMs: number }>('request', key);
  if (before !== null && sim.nowMs() - before.atMs < REQUEST_MEMORY_MS)
    throw new TikTokProblem(40050, 'Duplicate request: this request_id was used a moment ago');
  store.books.put('request', key, { key, atMs: sim.nowMs() });
}

export function campaignValues(values: Values, structure: Structure, context: WriteContext): Values {
  const { account, sim } = context;
  const objective = String(values['objective_type']);
  const mode = textOf(values['budget_mode']);
  checkName('campaign', values['campaign_name']);
  if (
    structure === 'manual' &&
    MANUAL_ENDS_FOR.has(objective) &&
    sim.nowMs() >= MANUAL_ENDS_MS &&
    !sim.switchOn('tiktok.manual_never_ends')
  )
    throw refuse('objective_type', `Manual campaigns can no longer be created for ${objective}; use Smart+.`);
  if (mode === null) throw missing('budget_mode');
  if (values['budget_optimize_on'] === true && mode !== 'BUDGET_MODE_TOTAL' && mode !== 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET')
    throw refuse('budget_mode', 'Campaign budget optimization takes BUDGET_MODE_TOTAL or BUDGET_MODE_DYNAMIC_DAILY_BUDGET.');
  if (mode === 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET' && WITHOUT_DYNAMIC.has(objective))
    throw new TikTokProblem(40118, `budget_mode: dynamic daily budgets for ${objective} are open to allowlisted advertisers only`);
  if (mode !== 'BUDGET_MODE_INFINITE') {
    if (typeof values['budget'] !== 'number') throw missing('budget');
    checkCampaignBudget(values['budget'], account.currency, sim.switchOn('tiktok.high_minimums'));
  }
  if (listOf(values['special_industries']).length > 0 && account.country !== 'US' && account.country !== 'CA')
    throw new TikTokProblem(40118, 'special_industries: open to advertisers registered in the United States and Canada');
  return values;
}

export function changedCampaign(object: SimulatedObject, values: Values, context: WriteContext): void {
  if (values['campaign_name'] !== undefined) checkName('campaign', values['campaign_name']);
  if (typeof values['budget'] === 'number') {
    if (object.values['budget_mode'] === 'BUDGET_MODE_INFINITE') throw refuse('budget', 'The campaign has no budget of its own.');
    checkCampaignBudget(values['budget'], context.account.currency, context.sim.switchOn('tiktok.high_minimums'));
  }
  const before = listOf(object.values['special_industries']);
  const after = values['special_industries'];
  // Can be emptied, never added to. "Special ad categories" (v1.3; read 2026-11-20)
  if (after !== undefined && listOf(after).some((industry) => !before.includes(industry)))
    throw refuse('special_industries', 'Can be emptied only.');
}

const GOALS: Readonly<Record<string, readonly string[]>> = {
  TRAFFIC: ['CLICK', 'TRAFFIC_LANDING_PAGE_VIEW'],
  WEB_CONVERSIONS: ['CONVERT', 'VALUE', 'CLICK', 'TRAFFIC_LANDING_PAGE_VIEW'],
  LEAD_GENERATION: ['LEAD_GENERATION', 'CONVERSATION', 'CLICK'],
  REACH: ['REACH'],
  VIDEO_VIEWS: ['ENGAGED_VIEW'],
  ENGAGEMENT: ['CLICK'],
};
const BILLING: Readonly<Record<string, string>> = {
  CLICK: 'CPC',
  REACH: 'CPM',
  ENGAGED_VIEW: 'CPV',
  CONVERT: 'OCPM',
  VALUE: 'OCPM',
  LEAD_GENERATION: 'OCPM',
  CONVERSATION: 'OCPM',
  TRAFFIC_LANDING_PAGE_VIEW: 'OCPM',
};
const PROMOTION: Readonly<Record<string, readonly string[]>> = {
  TRAFFIC: ['WEBSITE'],
  WEB_CONVERSIONS: ['WEBSITE'],
  LEAD_GENERATION: [
    'LEAD_GENERATION',
    'LEAD_GEN_CLICK_TO_TT_DIRECT_MESSAGE',
    'LEAD_GEN_CLICK_TO_SOCIAL_MEDIA_APP_MESSAGE',
    'LEAD_GEN_CLICK_TO_CALL',
  ],
};

export function adGroupValues(values: Values, campaign: SimulatedObject, structure: Structure, context: WriteContext): Values {
  const { account } = context;
  const objective = String(campaign.values['objective_type']);
  checkName('adgroup', values['adgroup_name']);
  const promotion = textOf(values['promotion_type']);
  const promotions = PROMOTION[objective];
  if (promotions !== undefined) {
    if (promotion === null) throw missing('promotion_type');
    if (!promotions.includes(promotion)) throw refuse('promotion_type', `Does not go with ${objective}.`);
  }
  const placementType = textOf(values['placement_type']) ?? 'PLACEMENT_TYPE_NORMAL';
  if (placementType === 'PLACEMENT_TYPE_NORMAL' && listOf(values['placements']).length === 0) throw missing('placements');
  checkGoal(values, objective, account);
  checkSchedule(values, null, context);
  if (typeof values['budget'] === 'number' && values['budget'] < 0) throw refuse('budget', 'Must not be negative.');
  if (structure === 'manual') checkOwnBudget(values, campaign, context);
  checkBid(values, campaign);
  checkAudience(audienceOf(values, structure), campaign, context, true);
  return { ...values, placement_type: placementType };
}

export function changedAdGroup(object: SimulatedObject, values: Values, campaign: SimulatedObject, context: WriteContext): void {
  if (values['adgroup_name'] !== undefined) checkName('adgroup', values['adgroup_name']);
  if (['schedule_type', 'schedule_start_time', 'schedule_end_time', 'dayparting'].some((field) => values[field] !== undefined))
    checkSchedule(values, object, context);
  checkChangedMoney(object, values, campaign, context);
  const spec = values['targeting_spec'];
  checkAudience(isObject(spec) ? spec : values, campaign, context, isObject(spec));
}

/** What stands after the change is held to what a creation is held to. */
function checkChangedMoney(object: SimulatedObject, values: Values, campaign: SimulatedObject, context: WriteContext): void {
  const { budget } = values;
  if (typeof budget === 'number' && budget < 0) throw refuse('budget', 'Must not be negative.');
  const after = { ...object.values, ...values };
  if (typeof budget === 'number' && object.structure === 'manual') checkOwnBudget(after, campaign, context);
  for (const field of ['bid_price', 'conversion_bid_price'])
    if (values[field] !== undefined) {
      if (Number(values[field]) <= 0) throw refuse(field, 'Must be above zero.');
      checkBid(after, campaign);
    }
}

function audienceOf(values: Values, structure: Structure): Values {
  if (structure === 'manual') return values;
  return isObject(values['targeting_spec']) ? values['targeting_spec'] : {};
}

function checkGoal(values: Values, objective: string, account: SimulatedAccount): void {
  const goal = String(values['optimization_goal']);
  if (GOALS[objective]?.includes(goal) !== true) throw refuse('optimization_goal', `Does not go with ${objective}.`);
  if (values['billing_event'] !== BILLING[goal]) throw refuse('billing_event', `${goal} is billed by ${BILLING[goal] ?? 'nothing'}.`);
  if (goal !== 'CONVERT' && goal !== 'VALUE') return;
  if (textOf(values['pixel_id']) === null) throw missing('pixel_id');
  if (values['pixel_id'] !== account.settings.pixelId) throw refuse('pixel_id', 'The pixel does not belong to this advertiser.');
  if (values['optimization_event'] === undefined) throw missing('optimization_event');
}

function checkSchedule(values: Values, before: SimulatedObject | null, context: WriteContext): void {
  const type = textOf(values['schedule_type']) ?? textOf(before?.values['schedule_type']);
  const startText = values['schedule_start_time'];
  const startMs = parseScheduleTime(startText ?? before?.values['schedule_start_time']);
  if (startMs === null) throw refuse('schedule_start_time', 'Must be YYYY-MM-DD HH:MM:SS.');
  if (startText !== undefined && startMs < context.sim.nowMs() - START_GRACE_MS)
    throw refuse('schedule_start_time', 'Must not lie in the past.');
  const dayparting = values['dayparting'];
  // Seven days of forty-eight half hours.
  if (dayparting !== undefined && !/^[01]{336}$/.test(String(dayparting))) throw refuse('dayparting', 'Must be 336 characters of 0 and 1.');
  if (type !== 'SCHEDULE_START_END') return;
  const endText = values['schedule_end_time'] ?? before?.values['schedule_end_time'];
  if (endText === undefined) throw missing('schedule_end_time');
  const endMs = parseScheduleTime(endText);
  if (endMs === null) throw refuse('schedule_end_time', 'Must be YYYY-MM-DD HH:MM:SS.');
  if (endMs <= startMs || endMs <= context.sim.nowMs()) throw refuse('schedule_end_time', 'Must be later than the start and than now.');
}

/** Where the campaign holds the budget the ad group takes it from there, whatever it says itself. */
function checkOwnBudget(values: Values, campaign: SimulatedObject, context: WriteContext): void {
  if (campaign.values['budget_optimize_on'] === true) return;
  const mode = values['budget_mode'];
  if (mode === 'BUDGET_MODE_INFINITE') throw refuse('budget_mode', 'An ad group needs a budget unless its campaign has one.');
  if (mode === 'BUDGET_MODE_TOTAL' && values['schedule_type'] !== 'SCHEDULE_START_END')
    throw refuse('schedule_type', 'BUDGET_MODE_TOTAL needs SCHEDULE_START_END.');
  const spanMs = (parseScheduleTime(values['schedule_end_time']) ?? 0) - (parseScheduleTime(values['schedule_start_time']) ?? 0);
  const days = mode === 'BUDGET_MODE_TOTAL' ? Math.max(1, Math.ceil(spanMs / DAY_MS)) : 1;
  checkAdGroupBudget(Number(values['budget']), days, context.account.currency, context.sim.switchOn('tiktok.high_minimums'));
}

function checkBid(values: Values, campaign: SimulatedObject): void {
  if (values['bid_type'] !== 'BID_TYPE_CUSTOM') return;
  const field = values['billing_event'] === 'OCPM' ? 'conversion_bid_price' : 'bid_price';
  const bid = values[field];
  if (typeof bid !== 'number') throw missing(field);
  if (bid <= 0) throw refuse(field, 'Must be above zero.');
  const budget = campaign.values['budget_optimize_on'] === true ? campaign.values['budget'] : values['budget'];
  if (typeof budget === 'number' && bid >= budget) throw refuse(field, 'Must be below the budget.');
}

function checkAudience(audience: Values, campaign: SimulatedObject, context: WriteContext, whole: boolean): void {
  const { sim } = context;
  const ids = listOf(audience['location_ids']);
  if (audience['location_ids'] !== undefined || whole) {
    if (ids.length === 0 && listOf(audience['zipcode_ids']).length === 0) throw missing('location_ids');
    if (ids.length > 3_000) throw new TikTokProblem(40011, 'location_ids: at most 3000');
    for (const id of ids) {
      const place = placeById(id);
      if (place === null || !isOffered(place, sim.switchOn('tiktok.few_cities'))) throw refuse('location_ids', `${id} cannot be targeted.`);
    }
    const overlap = overlapping(ids);
    if (overlap !== null) throw refuse('location_ids', `${overlap[0]} holds ${overlap[1]}: locations may not overlap.`);
  }
  for (const code of listOf(audience['languages']))
    if (!LANGUAGES.some((language) => language.code === code)) throw refuse('languages', `${code} is not offered.`);
  for (const field of ['audience_ids', 'excluded_audience_ids'])
    for (const id of listOf(audience[field]))
      if (context.store.books.get<{ accountId: string }>('audience', id)?.accountId !== context.account.remoteId)
        throw refuse(field, `${id} does not exist.`);
  const zips = listOf(audience['zipcode_ids']);
  const zipped = ids.map((id) => placeById(id)?.country ?? '').find((country) => !WITH_ZIP.has(country));
  if (zips.length > 0 && zipped !== undefined) throw refuse('zipcode_ids', `Not offered in ${zipped}.`);
  const ages = listOf(audience['age_groups']);
  const countries = new Set(ids.map((id) => placeById(id)?.country ?? ''));
  if (ages.includes('AGE_13_17') && [...countries].some((country) => LATIN_AMERICA.has(country)))
    throw refuse('age_groups', 'AGE_13_17 is not available for these locations.');
  if (listOf(campaign.values['special_industries']).length === 0) return;
  if (ages.includes('AGE_13_17') || (ages.length > 0 && ages.length < 5))
    throw refuse('age_groups', 'Special industries: 18 and over, as one block.');
  if (audience['gender'] !== undefined && audience['gender'] !== 'GENDER_UNLIMITED')
    throw refuse('gender', 'Not available for special industries.');
  for (const field of ['zipcode_ids', 'interest_keyword_ids', 'device_price_ranges', 'excluded_audience_ids'])
    if (listOf(audience[field]).length > 0) throw refuse(field, 'Not available for special industries.');
}
