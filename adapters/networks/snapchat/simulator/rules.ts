import type { SimContext } from '../../../simulators/types.ts';
import { parseSnapTime } from '../zone.ts';
import { absent, combination, ItemProblem, missing, wrongValue } from './problems.ts';
import type { SimulatedAccount } from './seeds.ts';
import type { SnapObject, Store } from './store.ts';
import { CREATIVE_TO_AD, OBJECTIVES } from './tables.ts';
import { checkTargeting } from './targeting.ts';
import { isObject, only, textOf, type Values } from './values.ts';

/** What the fields of an object mean together. Called with the whole object as it would stand. */
export interface RuleContext {
  readonly store: Store;
  readonly sim: SimContext;
  readonly account: SimulatedAccount;
  /** Fields that this request sets. */
  readonly sent: Values;
  readonly creating: boolean;
}

const PAST_GRACE_MS = 300_000;

function checkDates(values: Values, context: RuleContext): void {
  const nowMs = context.sim.nowMs();
  const start = parseSnapTime(values['start_time']);
  const end = parseSnapTime(values['end_time']);
  // Whether a start that has passed is taken is not stated.
  if (
    context.sent['start_time'] !== undefined &&
    start !== null &&
    start < nowMs - PAST_GRACE_MS &&
    context.sim.switchOn('snapchat.past_start_refused')
  )
    throw wrongValue('start_time', 'in the future');
  if (context.sent['end_time'] === undefined || end === null) return;
  if (end <= nowMs) throw wrongValue('end_time', 'in the future');
  if (start !== null && end <= start) throw wrongValue('end_time', 'after start_time');
}

/** "Campaigns" (v1; read 2026-11-20) */
export function checkCampaign(values: Values, context: RuleContext): void {
  if (values['ad_account_id'] !== context.account.id) throw combination('ad_account_id is not the account of the path');
  checkDates(values, context);
  const objective = values['objective_v2_properties'];
  if (isObject(objective)) {
    only(objective, ['objective_v2_type', 'promotion_type'], 'objective_v2_properties');
    const type = textOf(objective['objective_v2_type']);
    // Two clients spell the leads objective in two ways.
    const spelled = context.sim.switchOn('snapchat.leads_is_lead_generation') ? 'LEAD_GENERATION' : 'LEADS';
    const words: readonly string[] = OBJECTIVES.map((word) => (word === 'LEADS' ? spelled : word));
    if (!words.includes(type)) throw new ItemProblem('E2002', `objective_v2_type does not know ${type}`);
  }
  const { regulations } = values;
  if (isObject(regulations)) {
    only(regulations, ['restricted_delivery_signals'], 'regulations');
    if (typeof regulations['restricted_delivery_signals'] !== 'boolean') throw wrongValue('restricted_delivery_signals', 'true or false');
  }
  if (values['pacing_level'] === 'CAMPAIGN' && values['daily_budget_micro'] === undefined) throw missing('daily_budget_micro');
}

/** Which goals go with which objective; the table is this simulation's reading of "Ad squads", optimization goals (v1; read 2026-11-20). */
const GOALS: Readonly<Record<string, readonly string[]>> = {
  AWARENESS_AND_ENGAGEMENT: ['IMPRESSIONS', 'SWIPES', 'VIDEO_VIEWS', 'VIDEO_VIEWS_15_SEC', 'USES', 'STORY_OPENS'],
  TRAFFIC: ['SWIPES', 'LANDING_PAGE_VIEW', 'IMPRESSIONS', 'PIXEL_PAGE_VIEW'],
  LEADS: ['LEAD_FORM_SUBMISSIONS', 'PIXEL_SIGNUP', 'PIXEL_PAGE_VIEW', 'SWIPES'],
  SALES: ['PIXEL_SIGNUP', 'PIXEL_PURCHASE', 'PIXEL_PAGE_VIEW', 'PIXEL_ADD_TO_CART'],
  APP_PROMOTION: ['APP_INSTALLS', 'APP_ADD_TO_CART', 'APP_PURCHASE', 'APP_SIGNUP', 'APP_REENGAGE_OPEN', 'APP_REENGAGE_PURCHASE'],
};

/** "Ad squads" (v1; read 2026-11-20) */
export function checkSquad(values: Values, context: RuleContext): void {
  const campaign = context.store.find(textOf(values['campaign_id']));
  if (campaign === null || campaign.kind !== 'campaign') throw new ItemProblem('E3003', 'the campaign could not be found');
  checkDates(values, context);
  checkBudget(values);
  checkBid(values);
  const goal = textOf(values['optimization_goal']);
  const properties = campaign.values['objective_v2_properties'];
  const objective = isObject(properties) ? textOf(properties['objective_v2_type']).replace('LEAD_GENERATION', 'LEADS') : '';
  if (objective !== '' && !(GOALS[objective] ?? []).includes(goal))
    throw combination(`optimization_goal ${goal} does not go with ${objective}`);
  if (goal.startsWith('PIXEL_')) {
    if (values['pixel_id'] === undefined) throw missing('pixel_id');
    if (values['pixel_id'] !== context.account.pixelId) throw new ItemProblem('E3003', 'the pixel_id could not be found');
  } else if (values['conversion_window'] !== undefined) throw new ItemProblem('E2899', `conversion_window is not valid for ${goal}`);
  const { placement_v2: placement } = values;
  if (isObject(placement)) {
    only(placement, ['config', 'platforms', 'snapchat_positions', 'inclusion', 'exclusion'], 'placement_v2');
    if (!['AUTOMATIC', 'CUSTOM'].includes(textOf(placement['config'])))
      throw new ItemProblem('E2002', 'placement_v2.config is AUTOMATIC or CUSTOM');
    if (placement['config'] === 'CUSTOM' && placement['platforms'] === undefined) throw missing('placement_v2.platforms');
    // Some setups ask for the chat feed. "Ad squads", placement (v1; read 2026-11-20)
    const positions = placement['snapchat_positions'];
    if (
      context.sim.switchOn('snapchat.feed_required') &&
      placement['config'] === 'CUSTOM' &&
      !(Array.isArray(positions) && positions.includes('FEED'))
    )
      throw new ItemProblem('E21011', 'the chat feed placement is required');
  }
  checkTargeting(values['targeting'], context.sim.switchOn('snapchat.no_colombia'), (id) => {
    const segment = context.store.find(id);
    return segment !== null && segment.kind === 'segment' && segment.accountId === context.account.id && !segment.deleted;
  });
  if (values['ad_scheduling_config'] !== undefined && values['lifetime_budget_micro'] === undefined)
    throw combination('ad_scheduling_config needs a lifetime budget');
}

function checkBudget(values: Values): void {
  const daily = values['daily_budget_micro'] !== undefined;
  const lifetime = values['lifetime_budget_micro'] !== undefined;
  if (daily === lifetime) throw combination('exactly one of daily_budget_micro and lifetime_budget_micro is needed');
  if (lifetime && values['end_time'] === undefined) throw missing('end_time');
  const constraint = values['delivery_constraint'];
  if ((constraint === 'DAILY_BUDGET' && !daily) || (constraint === 'LIFETIME_BUDGET' && !lifetime))
    throw combination('delivery_constraint does not fit the budget');
}

function checkBid(values: Values): void {
  const automatic = values['bid_strategy'] === 'AUTO_BID';
  if (automatic && values['bid_micro'] !== undefined) throw new ItemProblem('E2771', 'bid_micro is not allowed with AUTO_BID');
  if (!automatic && values['bid_micro'] === undefined) throw missing('bid_micro');
}

/** "Creatives" (v1; read 2026-11-20) */
export function checkCreative(values: Values, context: RuleContext): void {
  if (values['ad_account_id'] !== context.account.id) throw combination('ad_account_id is not the account of the path');
  if (values['top_snap_media_id'] === undefined) throw missing('top_snap_media_id');
  const media = context.store.find(textOf(values['top_snap_media_id']));
  if (media === null || media.kind !== 'media' || media.accountId !== context.account.id)
    throw new ItemProblem('E3003', 'top_snap_media_id could not be found');
  if (!mediaReady(media, context.sim.nowMs())) throw combination('top_snap_media_id is not READY');
  const brand = textOf(values['brand_name']);
  if (brand.length > (context.sim.switchOn('snapchat.brand_25') ? 25 : 32)) throw wrongValue('brand_name', 'shorter');
  const profile = values['profile_properties'];
  if (isObject(profile)) only(profile, ['profile_id'], 'profile_properties');
  if (isObject(profile) && profile['profile_id'] !== context.account.profileId)
    throw new ItemProblem('E3003', 'profile_id could not be found');
  if (!isObject(profile) && context.sim.switchOn('snapchat.profile_required'))
    throw new ItemProblem('E2652', 'profile_id is required for this account');
  const needsHeadline = values['type'] === 'WEB_VIEW' || values['type'] === 'LEAD_GENERATION';
  if (needsHeadline && textOf(values['headline']).trim() === '') throw missing('headline');
  if (values['type'] === 'WEB_VIEW') {
    const view = values['web_view_properties'];
    if (!isObject(view)) throw missing('web_view_properties');
    only(view, ['url', 'allow_snap_javascript_sdk', 'use_immersive_mode', 'deep_link_urls', 'block_preload'], 'web_view_properties');
    for (const flag of ['allow_snap_javascript_sdk', 'use_immersive_mode', 'block_preload'])
      if (view[flag] !== undefined && typeof view[flag] !== 'boolean') throw wrongValue(`web_view_properties.${flag}`, 'true or false');
    const url = textOf(view['url']);
    if (!/^https:\/\/[^\s/]+\.[^\s]+$/.test(url) || url.length > 2_048)
      throw wrongValue('web_view_properties.url', 'an https address of at most 2048 characters');
  }
  if (values['type'] === 'LEAD_GENERATION') {
    const form = context.store.find(textOf(values['lead_generation_form_id']));
    if (form === null || form.kind !== 'lead_generation_form') throw new ItemProblem('E3003', 'lead_generation_form_id could not be found');
  }
}

export function mediaReady(media: SnapObject, nowMs: number): boolean {
  const readyMs = media.extra['readyMs'];
  return typeof readyMs === 'number' && readyMs <= nowMs && media.extra['failed'] !== true;
}

/** "Ads": the type follows from the creative's (v1; read 2026-11-20) */
export function checkAd(values: Values, context: RuleContext): void {
  const creative = context.store.find(textOf(values['creative_id']));
  if (creative === null || creative.kind !== 'creative' || creative.deleted || creative.accountId !== context.account.id)
    throw new ItemProblem('E3003', 'creative_id could not be found');
  const expected = CREATIVE_TO_AD[textOf(creative.values['type'])];
  if (expected !== values['type'])
    throw combination(`the ad type ${textOf(values['type'])} does not fit a creative of type ${textOf(creative.values['type'])}`);
}

export function checkMedia(values: Values, context: RuleContext): void {
  if (values['ad_account_id'] !== context.account.id) throw combination('ad_account_id is not the account of the path');
}

/** "Audiences" (v1; read 2026-11-20) */
export function checkSegment(values: Values, context: RuleContext): void {
  if (values['ad_account_id'] !== context.account.id) throw combination('ad_account_id is not the account of the path');
  if (values['source_type'] !== 'LOOKALIKE') return;
  const spec = values['creation_spec'];
  if (!isObject(spec)) throw missing('creation_spec');
  only(spec, ['seed_segment_id', 'country', 'type'], 'creation_spec');
  const seed = context.store.find(textOf(spec['seed_segment_id']));
  if (seed === null || seed.kind !== 'segment') throw new ItemProblem('E3003', 'seed_segment_id could not be found');
  if (!['SIMILARITY', 'BALANCE', 'REACH'].includes(textOf(spec['type'])))
    throw new ItemProblem('E2002', 'creation_spec.type does not know that word');
  if (typeof values['retention_in_days'] === 'number' && values['retention_in_days'] > 180)
    throw wrongValue('retention_in_days', 'at most 180 for a lookalike');
}

export function parentOrAbsent(store: Store, id: string, kind: SnapObject['kind'], account: SimulatedAccount | null): SnapObject {
  const parent = store.find(id);
  if (parent === null || parent.kind !== kind || (account !== null && parent.accountId !== account.id)) throw absent(kind);
  return parent;
}
