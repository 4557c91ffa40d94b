import { checkDailyBudget, checkLifetimeBudget, checkSpendCap } from './money-rules.ts';
import { invalid } from './problems.ts';
import { isObject } from './request.ts';
import { startReview } from './review.ts';
import { adSetValues, checkName, creativeOf, DAY_MS, isDryRun, labelIds, newStatus, type Values, type WriteContext } from './rules.ts';
import { effectiveStatus, parentOf } from './status.ts';
import type { Configured, GraphObject, Kind, Store } from './store.ts';

/** Making and changing objects, once the rules have let them through. */

const LATE_LISTING_MS = 90_000;

export interface NewObject {
  readonly kind: Kind;
  readonly operation: string;
  readonly parent: GraphObject | null;
  readonly values: Values;
  readonly labels: string[];
}

export function makeObject(input: NewObject, context: WriteContext): GraphObject {
  const { sim, store, account } = context;
  const nowMs = sim.nowMs();
  const {
    name,
    status: _status,
    execution_options: _options,
    adlabels: _labels,
    campaign_id: _campaign,
    adset_id: _adSet,
    ...kept
  } = input.values;
  const status = newStatus(input.values, true);
  const object: GraphObject = {
    id: store.newId(),
    kind: input.kind,
    accountId: account.remoteId,
    parentId: input.parent?.id ?? null,
    values: kept,
    name: typeof name === 'string' ? name : '',
    status,
    createdMs: nowMs,
    updatedMs: nowMs,
    labelIds: input.labels,
    listedFromMs: sim.takeFault(input.operation, 'late_listing') ? nowMs + LATE_LISTING_MS : nowMs,
    history: [[nowMs, status]],
    budgets: [],
    review: null,
  };
  const budget = kept['daily_budget'];
  const lifetime = kept['lifetime_budget'];
  if (typeof budget === 'number') object.budgets.push([nowMs, budget]);
  // A lifetime budget is spread evenly over the run; without an end yet, over a month.
  else if (typeof lifetime === 'number')
    object.budgets.push([
      nowMs,
      Math.floor(lifetime / (typeof kept['end_time'] === 'number' ? Math.max(1, Math.ceil((kept['end_time'] - nowMs) / DAY_MS)) : 30)),
    ]);
  store.add(object);
  if (object.kind === 'campaign' && typeof budget === 'number' && sim.takeFault(input.operation, 'silent_change'))
    setBudget(object, budget + Math.max(1, Math.floor(budget / 10)), nowMs, store);
  return object;
}

export function setBudget(object: GraphObject, units: number, nowMs: number, store: Store): void {
  object.values = { ...object.values, daily_budget: units };
  object.budgets = [...object.budgets, [nowMs, units]];
  store.save(object);
}

export function beginReview(ad: GraphObject, context: WriteContext): void {
  const creative = isObject(ad.values['creative']) ? context.store.find(String(ad.values['creative']['creative_id'])) : null;
  if (ad.review !== null) ad.earlierReviews = [...(ad.earlierReviews ?? []), ad.review];
  ad.review = startReview(ad, creative, context.sim);
  context.store.save(ad);
}

/** A later look at an ad that was approved: it stops at once. */
export function rejectReview(ad: GraphObject, context: WriteContext): void {
  const nowMs = context.sim.nowMs();
  if (ad.review !== null) ad.earlierReviews = [...(ad.earlierReviews ?? []), ad.review];
  ad.review = {
    startedMs: nowMs,
    queuedMs: nowMs,
    decidedMs: nowMs,
    approved: false,
    feedback: { DISCRIMINATION: 'Una nueva revisión rechazó el anuncio (falla pedida).' },
  };
  context.store.save(ad);
}

/** A change of any object but a creative. Refused as a whole, or made as a whole. */
export function changeObject(object: GraphObject, values: Values, context: WriteContext, operation: string): void {
  const { store, sim } = context;
  const nowMs = sim.nowMs();
  if (object.status === 'DELETED') throw invalid('a deleted object cannot be changed', { title: 'Object deleted' });
  const { name, status, execution_options: _options, adlabels, ...rest } = values;
  const archived = object.status === 'ARCHIVED';
  if (archived && (Object.keys(rest).length > 0 || (status !== undefined && status !== 'DELETED' && status !== 'ARCHIVED')))
    throw invalid('an archived object can only be renamed or deleted', { title: 'Object archived' });
  checkName(values);
  let kept: Values = rest;
  if (object.kind === 'campaign') kept = changedCampaign(object, rest, context);
  if (object.kind === 'adset') kept = adSetValues(rest, parentOf(object, store)!, object, context); // an ad set always has its campaign
  if (object.kind === 'ad') checkChangedAd(object, values, context);
  const dry = isDryRun(values);
  const labels = adlabels === undefined ? object.labelIds : labelIds(values, context, dry);
  if (dry) return;
  if (object.kind === 'ad' && status === 'ACTIVE' && sim.takeFault(operation, 'silent_change')) return; // answered as done, and not done
  if (object.kind === 'adset' && kept['targeting'] !== undefined)
    object.targetings = [...(object.targetings ?? [[object.createdMs, object.values['targeting']]]), [nowMs, kept['targeting']]];
  object.values = { ...object.values, ...kept };
  if (typeof name === 'string') object.name = name;
  object.labelIds = labels;
  if (typeof status === 'string' && status !== object.status) setStatus(object, status as Configured, nowMs); // the enum of the parameter table
  if (typeof kept['daily_budget'] === 'number') object.budgets = [...object.budgets, [nowMs, kept['daily_budget']]];
  else object.updatedMs = nowMs; // budget changes do not move updated_time. "Campaign" reference (v26.0; read 2026-11-20)
  store.save(object);
  if (object.kind === 'ad' && rest['creative'] !== undefined) beginReview(object, context);
  if (object.kind === 'adset' && rest['targeting'] !== undefined)
    for (const ad of store.children(object.id, 'ad')) beginReview(ad, context);
}

export function setStatus(object: GraphObject, status: Configured, nowMs: number): void {
  object.status = status;
  object.history = [...object.history, [nowMs, status]];
  object.updatedMs = nowMs;
}

function changedCampaign(object: GraphObject, values: Values, context: WriteContext): Values {
  for (const budget of ['daily_budget', 'lifetime_budget'] as const)
    if (values[budget] !== undefined && object.values[budget] === undefined)
      throw invalid(`this campaign has no ${budget} to change`, { subcode: 1885621, title: 'Budget on another level', blame: [budget] });
  if (typeof values['daily_budget'] === 'number') checkDailyBudget(values['daily_budget'], context.account.currency, 'daily_budget');
  if (typeof values['lifetime_budget'] === 'number') checkLifetimeBudget(values['lifetime_budget'], 1, context.account.currency);
  checkSpendCap(values['spend_cap'], context.account.currency);
  if (values['objective'] !== undefined && values['objective'] !== object.values['objective'])
    throw invalid('the objective of a campaign cannot change', { blame: ['objective'] });
  const { start_time: _start, stop_time: _stop, ...kept } = values;
  return kept;
}

function checkChangedAd(ad: GraphObject, values: Values, context: WriteContext): void {
  const status = effectiveStatus(ad, context.store, context.sim.nowMs());
  // Third-party report (read 2026-11-20): a disapproved ad cannot be switched on, it takes a new creative.
  if (status === 'DISAPPROVED' && values['status'] === 'ACTIVE' && values['creative'] === undefined && ad.status !== 'ACTIVE')
    throw invalid('a disapproved ad cannot be enabled', { subcode: 2490427, title: 'Ad disapproved', blame: ['status'] });
  if (values['creative'] !== undefined) creativeOf(values, context);
}
