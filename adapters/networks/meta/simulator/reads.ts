import { graphTime } from '../zone.ts';
import type { Delivery } from './delivery.ts';
import { DEFAULT_FIELDS, EXPANDED_EDGES, FIELDS, type NodeName } from './fields.ts';
import { GraphProblem, invalid } from './problems.ts';
import { fromJson, isObject, scalarText } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';
import { effectiveStatus, parentOf } from './status.ts';
import type { GraphObject, Kind, Store } from './store.ts';

/** Field expansion: `id,name,creative{id,name}`, `adsets.limit(5){name}`. */
export interface Selection {
  readonly name: string;
  readonly limit: number | null;
  readonly inner: readonly Selection[] | null;
}

export interface ReadContext {
  readonly store: Store;
  readonly nowMs: number;
  readonly account: SimulatedAccount;
  readonly delivery: Delivery;
}

export const NODE_OF: Readonly<Record<Kind, NodeName>> = { campaign: 'Campaign', adset: 'AdSet', ad: 'Ad', creative: 'AdCreative' };
const selections = new Map<string, readonly Selection[]>();

/** `fields` as text or as a JSON list; absent means the node's default. */
export function parseFields(raw: unknown, node: NodeName): readonly Selection[] {
  const value = fromJson(raw);
  const text = Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : '';
  if (text === '') return (DEFAULT_FIELDS[node] ?? ['id']).map((name) => ({ name, limit: null, inner: null }));
  const key = `${node}|${text}`;
  const known = selections.get(key);
  if (known !== undefined) return known;
  const parsed = parseSelections(text);
  checkSelections(parsed, node);
  if (selections.size > 500) selections.clear();
  selections.set(key, parsed);
  return parsed;
}

function parseSelections(text: string): readonly Selection[] {
  let at = 0;
  // "Marketing API error codes", 2500 (v26.0; read 2026-11-20)
  const syntax = (): Error =>
    new GraphProblem({ message: `Syntax error in fields near position ${at}`, type: 'OAuthException', code: 2500, is_transient: false });
  function list(): Selection[] {
    const found: Selection[] = [];
    for (;;) {
      const match = /^\s*([a-z0-9_]+)/.exec(text.slice(at));
      if (match === null) throw syntax();
      at += match[0].length;
      let limit: number | null = null;
      for (
        let modifier = /^\.([a-z_]+)\(([^)]*)\)/.exec(text.slice(at));
        modifier !== null;
        modifier = /^\.([a-z_]+)\(([^)]*)\)/.exec(text.slice(at))
      ) {
        if (modifier[1] === 'limit') limit = Number(modifier[2]);
        at += modifier[0].length;
      }
      let inner: Selection[] | null = null;
      if (text[at] === '{') {
        at += 1;
        inner = list();
        if (text[at] !== '}') throw syntax();
        at += 1;
      }
      found.push({ name: match[1]!, limit, inner });
      while (text[at] === ' ') at += 1;
      if (text[at] !== ',') return found;
      at += 1;
    }
  }
  const parsed = list();
  if (at !== text.length) throw syntax();
  return parsed;
}

/** Objects inside an object that are nodes of their own. */
const INNER_NODES: Readonly<Record<string, Readonly<Record<string, NodeName>>>> = {
  Ad: { adset: 'AdSet', campaign: 'Campaign', creative: 'AdCreative' },
  AdSet: { campaign: 'Campaign' },
};

function checkSelections(parsed: readonly Selection[], node: NodeName): void {
  const known: readonly string[] = FIELDS[node];
  for (const { name, inner } of parsed) {
    const edge = own(EXPANDED_EDGES[node], name);
    // One unknown field fails the whole call. "Graph API overview, reading" (v26.0; read 2026-11-20)
    if (edge === undefined && !known.includes(name)) throw invalid(`tried accessing nonexisting field (${name}) on node type (${node})`);
    const next = edge ?? own(INNER_NODES[node], name);
    if (inner === null) continue;
    if (next !== undefined) checkSelections(inner, next);
    // As seen: a plain value has nothing to open. Third-party report (read 2026-11-20)
    else if (!STRUCTURED.has(name)) throw invalid(`subfields are not supported by ${name}`);
  }
}

/** Names come from outside: `constructor` is no field. */
function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Fields that hold objects of no node of their own: they may be opened, and what they lack is left out. */
const STRUCTURED: ReadonlySet<string> = new Set([
  'ad_review_feedback',
  'actions',
  'adlabels',
  'adset_schedule',
  'asset_feed_spec',
  'attribution_spec',
  'bid_constraints',
  'call_to_action',
  'contextual_multi_ads',
  'cost_per_action_type',
  'degrees_of_freedom_spec',
  'delivery_status',
  'field_data',
  'funding_source_details',
  'issues_info',
  'learning_stage_info',
  'lookalike_spec',
  'object_story_spec',
  'operation_status',
  'promoted_object',
  'questions',
  'status',
  'targeting',
  'tracking_specs',
]);

/** Only what was asked for, and `id` always; what has no value is left out, as Graph does. */
export function project(object: GraphObject, wanted: readonly Selection[], context: ReadContext): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const selection of wanted) {
    const value = fieldOf(object, selection, context);
    if (value !== undefined) shown[selection.name] = value;
  }
  shown['id'] = object.id;
  return shown;
}

function fieldOf(object: GraphObject, selection: Selection, context: ReadContext): unknown {
  const { store, nowMs, account } = context;
  const time = (ms: unknown): string | undefined => (typeof ms === 'number' ? graphTime(ms, account.timeZone) : undefined);
  const ids = (id: string): readonly Selection[] => selection.inner ?? [{ name: id, limit: null, inner: null }];
  const edge = EXPANDED_EDGES[NODE_OF[object.kind]]?.[selection.name];
  if (edge !== undefined) return expandEdge(object, selection, context);
  switch (selection.name) {
    case 'id':
      return object.id;
    case 'name':
      return object.name;
    case 'account_id':
      return object.accountId.slice(4);
    case 'status':
      return object.kind === 'creative' ? effectiveStatus(object, store, nowMs) : object.status;
    case 'configured_status':
      return object.status;
    case 'effective_status':
      return effectiveStatus(object, store, nowMs);
    case 'created_time':
      return time(object.createdMs);
    case 'updated_time':
      return time(object.updatedMs);
    case 'adlabels':
      return object.labelIds.length === 0 ? undefined : object.labelIds.map((id) => ({ id, name: store.label(id)?.name ?? '' }));
    case 'start_time':
      return object.kind === 'campaign'
        ? time(object.values['start_time'] ?? edgeOfRun(object, store, 'start_time'))
        : time(object.values['start_time'] ?? object.createdMs);
    case 'stop_time':
      return time(object.values['stop_time'] ?? edgeOfRun(object, store, 'end_time'));
    case 'end_time':
      return time(object.values['end_time']);
    case 'daily_budget':
    case 'lifetime_budget':
    case 'spend_cap':
      // Objects give budgets back as texts of counting units. "Campaign" reference (v26.0; read 2026-11-20)
      return object.values[selection.name] === undefined ? undefined : scalarText(object.values[selection.name]);
    case 'budget_remaining':
      return object.values['daily_budget'] === undefined ? undefined : scalarText(object.values['daily_budget']);
    case 'special_ad_category':
      return (object.values['special_ad_categories'] as readonly string[])[0] ?? 'NONE'; // `campaignValues` writes the list
    case 'campaign_id':
      return object.kind === 'adset' ? object.parentId : parentOf(object, store)?.parentId;
    case 'adset_id':
      return object.parentId;
    case 'campaign': {
      const above = object.kind === 'adset' ? parentOf(object, store) : parentOf(parentOf(object, store)!, store); // an ad has its ad set
      return above === null ? undefined : project(above, ids('id'), context);
    }
    case 'adset': {
      const above = parentOf(object, store);
      return above === null ? undefined : project(above, ids('id'), context);
    }
    case 'creative': {
      const creative = creativeIdOf(object) === null ? null : store.find(creativeIdOf(object)!);
      return creative === null ? undefined : project(creative, ids('id'), context);
    }
    case 'ad_review_feedback':
      return effectiveStatus(object, store, nowMs) === 'DISAPPROVED' ? { global: object.review?.feedback ?? {} } : undefined;
    case 'issues_info':
      return effectiveStatus(object, store, nowMs) === 'PENDING_BILLING_INFO'
        ? [
            {
              error_code: 1_815_091,
              error_summary: 'Payment method missing',
              error_message: 'Add a payment method so that this ad can run.',
              error_type: 'HARD_ERROR',
              level: 'AD',
            },
          ]
        : undefined;
    case 'learning_stage_info':
      return learningStage(object, context);
    case 'object_type':
      return 'SHARE';
    case 'call_to_action_type': {
      const story = object.values['object_story_spec'];
      const link = isObject(story) ? story['link_data'] : undefined;
      const action = isObject(link) ? link['call_to_action'] : undefined;
      return isObject(action) ? action['type'] : undefined;
    }
    default:
      return narrowed(object.values[selection.name], selection.inner);
  }
}

/** About fifty results end the learning; two weeks without them end it badly. "Learning phase" help page (read 2026-11-20) */
function learningStage(adSet: GraphObject, { delivery, nowMs }: ReadContext): { readonly status: string; readonly conversions: number } {
  const conversions = delivery.resultsSoFar(adSet);
  const old = nowMs - adSet.createdMs > 14 * 86_400_000;
  return { status: conversions >= 50 ? 'SUCCESS' : old ? 'FAIL' : 'LEARNING', conversions };
}

export function creativeIdOf(ad: GraphObject): string | null {
  const spec = ad.values['creative'];
  if (!isObject(spec)) return null;
  return String(spec['creative_id'] ?? spec['id']);
}

/** A campaign's run is that of its ad sets: the earliest start, the latest end where all have one. "Campaign" reference (v26.0; read 2026-11-20) */
function edgeOfRun(campaign: GraphObject, store: Store, field: 'start_time' | 'end_time'): number | undefined {
  const sets = store.children(campaign.id, 'adset').filter((adSet) => adSet.status !== 'DELETED');
  if (sets.length === 0) return undefined;
  if (field === 'start_time')
    return Math.min(...sets.map((adSet) => (adSet.values['start_time'] as number | undefined) ?? adSet.createdMs)); // datetimes are kept as ms
  const ends = sets.map((adSet) => adSet.values['end_time']);
  return ends.every((end): end is number => typeof end === 'number') ? Math.max(...ends) : undefined;
}

function narrowed(value: unknown, inner: readonly Selection[] | null): unknown {
  if (inner === null || !isObject(value)) return value;
  return Object.fromEntries(
    inner.filter(({ name }) => value[name] !== undefined).map(({ name, inner: deeper }) => [name, narrowed(value[name], deeper)]),
  );
}

function expandEdge(object: GraphObject, selection: Selection, context: ReadContext): unknown {
  const wanted = selection.inner ?? [{ name: 'id', limit: null, inner: null }];
  const members = childrenOn(object, selection.name, context.store).filter(
    (child) => child.status !== 'DELETED' && child.listedFromMs <= context.nowMs,
  );
  return { data: members.slice(0, selection.limit ?? 25).map((child) => project(child, wanted, context)) };
}

/** Members of an edge of an object, whatever their status. */
export function childrenOn(object: GraphObject, edge: string, store: Store): readonly GraphObject[] {
  if (object.kind === 'campaign' && edge === 'adsets') return store.children(object.id, 'adset');
  if (object.kind === 'campaign' && edge === 'ads')
    return store.children(object.id, 'adset').flatMap((adSet) => store.children(adSet.id, 'ad'));
  if (object.kind === 'adset' && edge === 'ads') return store.children(object.id, 'ad');
  const ads = object.kind === 'ad' ? [object] : store.children(object.id, 'ad');
  const ids = new Set(ads.map(creativeIdOf));
  return [...ids].flatMap((id) => (id === null ? [] : (store.find(id) ?? [])));
}
