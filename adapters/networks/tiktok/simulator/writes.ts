import type { Structure } from '../structure.ts';
import { creativeValues, smartAdValues } from './ads.ts';
import { refuse, TikTokProblem, unknownObject } from './problems.ts';
import { isObject, listOf, type Values } from './request.ts';
import { startReview } from './review.ts';
import { adGroupValues, campaignValues, changedAdGroup, changedCampaign, checkRequestId, type WriteContext } from './rules.ts';
import type { Kind, Operation, SimulatedObject } from './store.ts';

/** Making and changing objects, once the rules have let them through. */

const LATE_LISTING_MS = 45_000;
const ADS_PER_GROUP = 20;
/** One write of a Smart+ ad in about five seconds. "Smart+ ad update" (v1.3; read 2026-11-20) */
const SMART_AD_GAP_MS = 5_000;
const ID_FIELDS: ReadonlySet<string> = new Set([
  'advertiser_id',
  'campaign_id',
  'adgroup_id',
  'ad_id',
  'smart_plus_ad_id',
  'request_id',
  'operation_status',
  'campaign_name',
  'adgroup_name',
  'ad_name',
]);

function make(
  kind: Kind,
  structure: Structure,
  parent: SimulatedObject | null,
  name: string,
  values: Values,
  context: WriteContext,
): SimulatedObject {
  const { store, sim, account } = context;
  const nowMs = sim.nowMs();
  const id = store.newId();
  // Left out it is on: forgetting the switch spends money. "Campaign create", `operation_status` (v1.3; read 2026-11-20)
  const operation: Operation = values['operation_status'] === 'DISABLE' ? 'DISABLE' : 'ENABLE';
  const kept = Object.fromEntries(Object.entries(values).filter(([field]) => !ID_FIELDS.has(field)));
  const object: SimulatedObject = {
    id,
    kind,
    structure,
    accountId: account.remoteId,
    parentId: parent?.id ?? null,
    campaignId: kind === 'campaign' ? id : (parent?.campaignId ?? ''),
    name: name === '' ? id : name,
    operation,
    values: kept,
    createdMs: nowMs,
    modifiedMs: nowMs,
    listedFromMs: sim.takeFault(context.operation, 'late_listing') ? nowMs + LATE_LISTING_MS : nowMs,
    history: [[nowMs, operation]],
    budgets: typeof kept['budget'] === 'number' && kept['budget'] > 0 ? [[nowMs, kept['budget']]] : [],
    reviews: [],
  };
  if (kind === 'ad') startReview(object, sim);
  store.add(object);
  if (kind === 'campaign' && object.budgets.length > 0 && sim.takeFault(context.operation, 'silent_change'))
    setBudget(object, Math.round(object.budgets[0]![1] * 1.1), context);
  return object;
}

/** The network carried one request out twice, as it does when its own layers repeat a call. */
function perhapsTwice(context: WriteContext, again: () => unknown): void {
  if (context.sim.takeFault(context.operation, 'answer_twice')) again();
}

function setBudget(object: SimulatedObject, budget: number, context: WriteContext): void {
  object.values = { ...object.values, budget };
  object.budgets = [...object.budgets, [context.sim.nowMs(), budget]];
  context.store.save(object);
}

export function createCampaign(structure: Structure, values: Values, context: WriteContext): unknown {
  const accepted = campaignValues(values, structure, context);
  checkRequestId('campaign', values, null, context);
  const name = String(values['campaign_name']);
  const campaign = make('campaign', structure, null, name, accepted, context);
  perhapsTwice(context, () => make('campaign', structure, null, name, accepted, context));
  return { ...campaign.values, campaign_id: campaign.id, campaign_name: campaign.name, operation_status: campaign.operation };
}

export function createAdGroup(structure: Structure, values: Values, context: WriteContext): unknown {
  const campaign = living(values['campaign_id'], 'campaign', structure, context);
  const accepted = adGroupValues(values, campaign, structure, context);
  checkRequestId('adgroup', values, campaign.id, context);
  const name = String(values['adgroup_name']);
  const group = make('adgroup', structure, campaign, name, accepted, context);
  perhapsTwice(context, () => make('adgroup', structure, campaign, name, accepted, context));
  return { ...group.values, adgroup_id: group.id, campaign_id: campaign.id, adgroup_name: group.name, operation_status: group.operation };
}

export function createAds(values: Values, context: WriteContext): unknown {
  const group = living(values['adgroup_id'], 'adgroup', 'manual', context);
  const creatives = (values['creatives'] as readonly Values[]).map((creative) => creativeValues(creative, context)); // required list of objects of the table
  if (creatives.length < 1 || creatives.length > 20) throw refuse('creatives', 'Length must be between 1 and 20.');
  checkRoom(group, creatives.length, context);
  const ads = creatives.map((creative) => make('ad', 'manual', group, String(creative['ad_name']), creative, context));
  perhapsTwice(context, () => creatives.map((creative) => make('ad', 'manual', group, String(creative['ad_name']), creative, context)));
  return { ad_ids: ads.map((ad) => ad.id), need_audit: true, creatives: ads.map((ad) => ({ ad_id: ad.id, ad_name: ad.name })) };
}

export function createSmartAd(values: Values, context: WriteContext): unknown {
  const group = living(values['adgroup_id'], 'adgroup', 'smart_plus', context);
  const accepted = smartAdValues(values, context);
  checkRoom(group, 1, context);
  const name = String(values['ad_name']);
  const ad = make('ad', 'smart_plus', group, name, accepted, context);
  perhapsTwice(context, () => make('ad', 'smart_plus', group, name, accepted, context));
  return { ...ad.values, smart_plus_ad_id: ad.id, ad_name: ad.name, operation_status: ad.operation };
}

function checkRoom(group: SimulatedObject, more: number, context: WriteContext): void {
  const held = context.store.children(group.id).filter((ad) => ad.operation !== 'DELETE').length;
  if (held + more > ADS_PER_GROUP) throw new TikTokProblem(40502, `The ad group holds ${held} ads and takes ${ADS_PER_GROUP}`);
}

function living(id: unknown, kind: Kind, structure: Structure, context: WriteContext): SimulatedObject {
  const object = own(String(id), kind, structure, context);
  if (object === null) throw unknownObject(kind, String(id));
  if (object.operation === 'DELETE') throw refuse(`${kind}_id`, `${kind} ${object.id} is deleted.`);
  return object;
}
function own(id: string, kind: Kind, structure: Structure, context: WriteContext): SimulatedObject | null {
  const object = context.store.find(id);
  return object?.kind === kind && object.structure === structure && object.accountId === context.account.remoteId ? object : null;
}

export function updateCampaign(structure: Structure, values: Values, context: WriteContext): unknown {
  const campaign = living(values['campaign_id'], 'campaign', structure, context);
  changedCampaign(campaign, values, context);
  keep(campaign, values, context);
  if (typeof values['budget'] === 'number') setBudget(campaign, values['budget'], context);
  return { campaign_id: campaign.id };
}

export function updateAdGroup(structure: Structure, values: Values, context: WriteContext): unknown {
  const group = living(values['adgroup_id'], 'adgroup', structure, context);
  changedAdGroup(group, values, context.store.find(group.campaignId)!, context); // an ad group always has its campaign
  keep(group, values, context);
  return { adgroup_id: group.id };
}

export function updateAds(values: Values, context: WriteContext): unknown {
  const group = living(values['adgroup_id'], 'adgroup', 'manual', context);
  const patch = values['patch_update'] === true;
  const changes = (values['creatives'] as readonly Values[]).map((creative) => {
    // required list of objects of the table
    const ad = living(creative['ad_id'], 'ad', 'manual', context);
    if (ad.parentId !== group.id) throw refuse('adgroup_id', `Ad ${ad.id} stands in another ad group.`);
    // Without `patch_update` what is left out is taken away.
    creativeValues(patch ? { ...ad.values, ad_name: ad.name, ...creative } : creative, context);
    return { ad, creative };
  });
  for (const { ad, creative } of changes) {
    if (!patch) ad.values = {};
    rewrite(ad, creative, context);
  }
  return { ad_ids: changes.map(({ ad }) => ad.id), need_audit: true };
}

export function updateSmartAd(values: Values, context: WriteContext): unknown {
  const ad = living(values['smart_plus_ad_id'], 'ad', 'smart_plus', context);
  checkGap(ad, context);
  smartAdValues({ ...ad.values, ad_name: ad.name, ...values }, context);
  rewrite(ad, values, context);
  return { smart_plus_ad_id: ad.id };
}

/** A changed ad is reviewed again; a new name alone is not content. */
function rewrite(ad: SimulatedObject, values: Values, context: WriteContext): void {
  const before = JSON.stringify(ad.values);
  keep(ad, values, context);
  if (JSON.stringify(ad.values) === before) return;
  startReview(ad, context.sim);
  context.store.save(ad);
}

function checkGap(ad: SimulatedObject, context: WriteContext): void {
  if (context.sim.nowMs() - ad.modifiedMs < SMART_AD_GAP_MS)
    throw new TikTokProblem(40016, 'Too frequent: a Smart+ ad takes one write in five seconds');
}

function keep(object: SimulatedObject, values: Values, context: WriteContext): void {
  const name = values[`${object.kind}_name`];
  if (typeof name === 'string') object.name = name;
  object.values = { ...object.values, ...Object.fromEntries(Object.entries(values).filter(([field]) => !ID_FIELDS.has(field))) };
  if (values['schedule_type'] === 'SCHEDULE_FROM_NOW') delete object.values['schedule_end_time'];
  object.modifiedMs = context.sim.nowMs();
  context.store.save(object);
}

/** Each id by itself: what can be done is done, and 20001 says that something was not. (v1.3; read 2026-11-20) */
export function setStatuses(kind: Kind, structure: Structure, field: string, values: Values, context: WriteContext): unknown {
  const ids = listOf(values[field]);
  if (ids.length === 0) throw refuse(field, 'Shorter than minimum length 1.');
  if (ids.length > (structure === 'smart_plus' ? 20 : 100)) throw new TikTokProblem(40011, `${field}: too many ids`);
  const operation = values['operation_status'] as Operation; // required enum of the table
  const done: string[] = [];
  const failed: { id: string; message: string }[] = [];
  const partial = context.sim.takeFault(context.operation, 'partial');
  for (const id of ids) {
    const object = own(id, kind, structure, context);
    if (object === null || partial) failed.push({ id, message: object === null ? `${id} does not exist` : 'Internal error on this item' });
    else if (object.operation === 'DELETE' && operation !== 'DELETE') failed.push({ id, message: `${id} is deleted` });
    else {
      if (kind === 'ad' && structure === 'smart_plus') checkGap(object, context);
      setStatus(object, operation, context);
      done.push(id);
    }
  }
  if (done.length === 0 && !partial) throw new TikTokProblem(40007, `${field}: ${failed[0]?.message ?? ''}`);
  const data = { [field]: done, status: operation, ...(failed.length === 0 ? {} : { failed_list: failed }) };
  if (failed.length > 0) throw new TikTokProblem(20001, 'Partial success', data);
  return data;
}

function setStatus(object: SimulatedObject, operation: Operation, context: WriteContext): void {
  // Answered as done, and not done.
  if (object.kind === 'ad' && operation === 'ENABLE' && context.sim.takeFault(context.operation, 'silent_change')) return;
  if (object.operation !== operation) {
    object.operation = operation;
    object.history = [...object.history, [context.sim.nowMs(), operation]];
  }
  object.modifiedMs = context.sim.nowMs();
  context.store.save(object);
}

/** Places of an ad group, wherever its way of building keeps them. */
export function targetingOf(group: SimulatedObject): Values {
  const spec = group.values['targeting_spec'];
  return isObject(spec) ? spec : group.values;
}
