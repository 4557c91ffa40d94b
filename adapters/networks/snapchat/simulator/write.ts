import { ItemProblem, missing, wrongValue } from './problems.ts';
import { reviewAd, reviewCreative } from './review.ts';
import { checkForm, checkFormShape } from './forms.ts';
import { checkAd, checkCampaign, checkCreative, checkMedia, checkSegment, checkSquad, type RuleContext } from './rules.ts';
import type { SnapObject, Store } from './store.ts';
import { TABLES, type Kind, type Table } from './tables.ts';
import { isObject, readFields, requireFields, textOf, type Values } from './values.ts';
import type { SimContext } from '../../../simulators/types.ts';
import type { SimulatedAccount } from './seeds.ts';

/** Making, replacing and changing objects, one item at a time; an item is done whole or not at all. */
export interface WriteContext {
  readonly store: Store;
  readonly sim: SimContext;
  readonly account: SimulatedAccount;
  readonly operation: string;
}

const LATE_LISTING_MS = 90_000;
const PARENT_FIELD: Readonly<Partial<Record<Kind, string>>> = { adsquad: 'campaign_id', ad: 'ad_squad_id' };

function checkRules(kind: Kind, values: Values, sent: unknown, creating: boolean, context: WriteContext): void {
  const rules: RuleContext = { ...context, sent: isObject(sent) ? sent : {}, creating };
  if (kind === 'campaign') checkCampaign(values, rules);
  else if (kind === 'adsquad') checkSquad(values, rules);
  else if (kind === 'ad') checkAd(values, rules);
  else if (kind === 'creative') checkCreative(values, rules);
  else if (kind === 'media') checkMedia(values, rules);
  else if (kind === 'segment') checkSegment(values, rules);
  else checkForm(values);
}

/** ARCHIVED was seen on a live client and is in no list. */
function allowingArchived(table: Table, context: WriteContext): Table {
  const { status } = table;
  return status === undefined || !context.sim.switchOn('snapchat.archived_status')
    ? table
    : { ...table, status: { ...status, values: [...(status.values ?? []), 'ARCHIVED'] } };
}

/** Everything but the writing: throws what is wrong with the item. */
export function checkNew(kind: Kind, parent: SnapObject | null, item: unknown, context: WriteContext): Values {
  const table = allowingArchived(TABLES[kind], context);
  if (kind === 'lead_generation_form') checkFormShape(item);
  const values = readFields(table, item);
  requireFields(table, values);
  const parentField = PARENT_FIELD[kind];
  if (parentField !== undefined && values[parentField] !== parent?.id)
    throw new ItemProblem('E1008', `${parentField} is not the parent of the path`);
  checkRules(kind, values, item, true, context);
  return values;
}

export function makeObject(kind: Kind, parent: SnapObject | null, values: Values, context: WriteContext): SnapObject {
  const { sim, store } = context;
  const nowMs = sim.nowMs();
  const object: SnapObject = {
    id: store.newId(kind),
    kind,
    accountId: context.account.id,
    parentId: parent?.id ?? null,
    values: { ...defaults(kind), ...values },
    createdMs: nowMs,
    listedFromMs: sim.takeFault(context.operation, 'late_listing') ? nowMs + LATE_LISTING_MS : nowMs,
    deleted: false,
    history: [[nowMs, textOf(values['status'])]],
    budgets: typeof values['daily_budget_micro'] === 'number' ? [[nowMs, values['daily_budget_micro']]] : [],
    reviews: [],
    extra: {},
  };
  store.add(object);
  if (kind === 'creative') reviewCreative(object, store, sim);
  if (kind === 'ad') reviewAd(object, store, sim);
  const budget = values['daily_budget_micro'];
  if (kind === 'campaign' && typeof budget === 'number' && sim.takeFault(context.operation, 'silent_change'))
    keep(object, { ...object.values, daily_budget_micro: budget + Math.floor(budget / 10) }, context);
  return object;
}

function defaults(kind: Kind): Values {
  if (kind === 'campaign') return { buy_model: 'AUCTION' };
  return kind === 'adsquad' ? { pacing_type: 'STANDARD' } : {};
}

/** PUT: what is left out is cleared, what is required must be there. "API patterns", PUT (v1; read 2026-11-20) */
export function replacedValues(object: SnapObject, item: unknown, context: WriteContext): Values {
  const table = allowingArchived(TABLES[object.kind], context);
  const values = readFields(table, item);
  const kept: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(table)) {
    if (field.fixed !== true) continue;
    const now = object.values[name];
    if (values[name] !== undefined && values[name] !== now) throw new ItemProblem('E2023', `${name} cannot be changed`);
    if (values[name] === undefined && field.required !== true && now !== undefined) kept[name] = now;
  }
  requireFields(table, values);
  checkRules(object.kind, { ...kept, ...values }, item, false, context);
  return { ...kept, ...values };
}

/** PATCH: the fields of its list, nothing else. "API patterns", PATCH (v1, since 2026-05-26; read 2026-11-20) */
export function patchedValues(object: SnapObject, item: unknown, context: WriteContext): Values {
  const table = allowingArchived(TABLES[object.kind], context);
  if (isObject(item))
    for (const [name, value] of Object.entries(item)) {
      if (name === 'id') continue;
      const field = Object.hasOwn(table, name) ? table[name] : undefined;
      if (field !== undefined && field.patch !== true) throw new ItemProblem('E2023', `${name} cannot be changed by PATCH`);
      if (value === null && name !== 'bid_micro') throw wrongValue(name, 'a value: PATCH takes nothing away');
    }
  const sent = readFields(table, item);
  if (Object.keys(sent).length === 0) throw missing('a field to change');
  const values = { ...object.values, ...sent };
  checkRules(object.kind, values, item, false, context);
  return values;
}

export function keep(object: SnapObject, values: Values, context: WriteContext): void {
  const { sim, store } = context;
  const nowMs = sim.nowMs();
  const before = object.values;
  object.values = { ...values };
  const status = textOf(values['status']);
  if (status !== before['status']) object.history = [...object.history, [nowMs, status]];
  const budget = values['daily_budget_micro'];
  if (budget !== before['daily_budget_micro']) object.budgets = [...object.budgets, [nowMs, typeof budget === 'number' ? budget : 0]];
  store.save(object);
  const changed = (name: string): boolean => JSON.stringify(before[name]) !== JSON.stringify(values[name]);
  if (object.kind === 'creative') reviewCreative(object, store, sim);
  if (object.kind === 'ad' && changed('creative_id')) reviewAd(object, store, sim);
  if (object.kind === 'adsquad' && changed('targeting'))
    for (const ad of store.children(object.id, 'ad')) if (!ad.deleted) reviewAd(ad, store, sim);
}

/** Soft: nothing shows it any more, and what it delivered stays. "Campaigns", delete (v1; read 2026-11-20) */
export function removeObject(object: SnapObject, context: WriteContext): void {
  object.deleted = true;
  object.history = [...object.history, [context.sim.nowMs(), 'DELETED']];
  context.store.save(object);
}
