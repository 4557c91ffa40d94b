import type { SimContext } from '../../../simulators/types.ts';
import { addDays, dayNumber } from '../../../../core/kernel/index.ts';
import { dayAt } from '../../account-days.ts';
import { cellsOf, spread, type Cell } from './breakdowns.ts';
import type { Delivery } from './delivery.ts';
import { FIELDS } from './fields.ts';
import { parseFilters, visible } from './lists.ts';
import { unitsPerMajor } from './money-rules.ts';
import { invalid } from './problems.ts';
import { knownShare, reachOf } from '../../../simulators/delivery.ts';
import { draw, roundByChance } from '../../../simulators/draw.ts';
import { parseFields } from './reads.ts';
import { rangeOf, readRange, stretchesOf } from './report-days.ts';
import { scalarText } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';
import { parentOf } from './status.ts';
import type { GraphObject, Store } from './store.ts';

/** Reports of delivery: rows of texts, one per object and stretch of days. */

export interface InsightsContext {
  readonly store: Store;
  readonly sim: SimContext;
  readonly account: SimulatedAccount;
  readonly delivery: Delivery;
}

interface Sums {
  spendUnits: number;
  impressions: number;
  linkClicks: number;
  clicks: number;
  byClick: number;
  byView: number;
  /** Impressions and people by ad set: reach is counted per audience. */
  readonly audiences: Map<string, { impressions: number; people: number }>;
}

/** A share of figures that the network took back, from a day on; written by the fault `restate`. */
interface Restatement {
  readonly id: string;
  readonly accountId: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly keptRatio: number;
}

/** Rows that one synchronous report may hold; more is 1487534. The figure is this simulation's. */
const LARGEST_REPORT = 250_000;
const REMOVED_WINDOWS = new Set(['7d_view', '28d_view']);

/** Rows for an object (or the account) and checked parameters. */
export function insightRows(
  scope: GraphObject | null,
  params: Readonly<Record<string, unknown>>,
  rawFields: unknown,
  context: InsightsContext,
): readonly Record<string, unknown>[] {
  const wanted = parseFields(rawFields, 'AdsInsights').map((selection) => selection.name);
  const { account, sim } = context;
  cellsOf(params['breakdowns'], [account.country], sim.seed, '');
  checkSort(params['sort']);
  const windows = Array.isArray(params['action_attribution_windows']) ? params['action_attribution_windows'].map(String) : [];
  // Gone since 12 January 2026, third-party report (read 2026-11-20).
  for (const window of windows)
    if (REMOVED_WINDOWS.has(window))
      throw invalid(`the attribution window ${window} is no longer available`, { blame: ['action_attribution_windows'] });
  const stretches = Array.isArray(params['time_ranges'])
    ? params['time_ranges'].map((range: unknown) => readRange(range, account, sim.nowMs(), 'time_ranges'))
    : stretchesOf(...rangeOf(params, account, sim.nowMs()), params['time_increment']);
  const level = scalarText(params['level'] ?? scope?.kind ?? 'account');
  if (sim.takeFault('insights', 'restate'))
    restate(context, addDays(dayAt(sim.nowMs(), account.timeZone), -28), dayAt(sim.nowMs(), account.timeZone));
  const filters = parseFilters(params['filtering']);
  const ads = adsOf(scope, context);
  const kept = filters.length === 0 ? ads : visible(ads, { filters, statuses: null, updatedSinceMs: null }, context.store, sim.nowMs());
  if (level === 'ad' && kept.length * stretches.length > LARGEST_REPORT)
    throw invalid('the report is too large; ask for fewer days or run it asynchronously', { subcode: 1487534, title: 'Report too large' });
  const groups = groupBy(kept, level, context);
  const restatements = context.store.books.all<Restatement>('restatement').filter((entry) => entry.accountId === account.remoteId);
  const today = dayAt(sim.nowMs(), account.timeZone);
  const spans = stretches.map(([first, last]) => ({ first, last, days: daysOf(first, last, today) }));
  const key = JSON.stringify([
    account.remoteId,
    scope?.id ?? null,
    params,
    wanted,
    restatements.length,
    context.store.version(),
    Math.floor(sim.nowMs() / 60_000),
  ]);
  return context.delivery.report(key, () =>
    sorted(rowsOf(groups, spans, wanted, windows, restatements, params['breakdowns'], context), params['sort']),
  );
}

/** `spend_descending`: a field and a direction. "Insights" (v26.0; read 2026-11-20) */
function checkSort(sort: unknown): void {
  if (!Array.isArray(sort)) return;
  const fields: readonly string[] = FIELDS.AdsInsights;
  for (const order of sort.map(String)) {
    const match = /^([a-z_]+)_(?:a|de)scending$/.exec(order);
    if (match === null || !fields.includes(match[1]!)) throw invalid(`cannot sort by ${order}`, { blame: ['sort'] });
  }
}

function sorted(rows: readonly Record<string, unknown>[], sort: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(sort) || sort.length === 0) return rows;
  const orders = sort
    .map(String)
    .map((order) => ({ field: order.replace(/_(?:a|de)scending$/, ''), sign: order.endsWith('_ascending') ? 1 : -1 }));
  return rows.toSorted((left, right) => {
    for (const { field, sign } of orders) {
      const [one, other] = [scalarText(left[field]), scalarText(right[field])];
      const order = Number.isNaN(Number(one) - Number(other)) ? one.localeCompare(other) : Number(one) - Number(other);
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

/** A day with what its age means for figures that are still open. */
interface AgedDay {
  readonly day: string;
  readonly isFinal: boolean;
  /** 1 on the day itself, near 0 after weeks. */
  readonly open: number;
}

function daysOf(first: string, last: string, today: string): readonly AgedDay[] {
  const days: AgedDay[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    const age = dayNumber(today) - dayNumber(day);
    days.push({ day, isFinal: age >= 28, open: (1 - knownShare(age, 28)) / 0.4 });
  }
  return days;
}

function rowsOf(
  groups: ReadonlyMap<GraphObject | null, GraphObject[]>,
  spans: readonly { readonly first: string; readonly last: string; readonly days: readonly AgedDay[] }[],
  wanted: readonly string[],
  windows: readonly string[],
  restatements: readonly Restatement[],
  breakdowns: unknown,
  context: InsightsContext,
): readonly Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  for (const [target, members] of groups) {
    for (const { first, last, days } of spans) {
      const sums: Sums = { spendUnits: 0, impressions: 0, linkClicks: 0, clicks: 0, byClick: 0, byView: 0, audiences: new Map() };
      for (const day of days) for (const ad of members) addDay(sums, ad, day, restatements, context);
      // A day without delivery has no row. General product knowledge (2026-11-20)
      if (sums.impressions === 0 && sums.spendUnits === 0) continue;
      const cells = cellsOf(breakdowns, countriesOf(target, context), context.sim.seed, target?.id ?? context.account.remoteId);
      if (cells === null) rows.push(rowOf(target, sums, first, last, wanted, windows, context));
      else
        for (const [cell, part] of splitSums(sums, cells))
          // A cell that nobody was shown to has no row.
          if (part.impressions > 0) rows.push({ ...rowOf(target, part, first, last, wanted, windows, context), ...cell.labels });
    }
  }
  return rows;
}

function countriesOf(target: GraphObject | null, { account, store }: InsightsContext): readonly string[] {
  let campaign = target;
  while (campaign !== null && campaign.kind !== 'campaign') campaign = parentOf(campaign, store);
  const declared = campaign?.values['special_ad_category_country'];
  return Array.isArray(declared) && declared.length > 0 ? declared.map(String) : [account.country];
}

/** Parts add up to the whole, and within each clicks stay at or below impressions. */
function splitSums(sums: Sums, cells: readonly Cell[]): readonly (readonly [Cell, Sums])[] {
  const shares = cells.map((cell) => cell.share);
  const impressions = spread(sums.impressions, shares, null);
  const clicks = spread(sums.clicks, shares, impressions);
  const linkClicks = spread(sums.linkClicks, shares, clicks);
  const spend = spread(sums.spendUnits, shares, null);
  const byClick = spread(sums.byClick, shares, null);
  const byView = spread(sums.byView, shares, null);
  return cells.map((cell, index) => [
    cell,
    {
      spendUnits: spend[index]!,
      impressions: impressions[index]!,
      clicks: clicks[index]!,
      linkClicks: linkClicks[index]!,
      byClick: byClick[index]!,
      byView: byView[index]!,
      audiences: new Map(
        [...sums.audiences].map(([adSet, seen]) => [
          adSet,
          { impressions: seen.impressions * cell.share, people: seen.people * cell.share },
        ]),
      ),
    },
  ]);
}

function adsOf(scope: GraphObject | null, context: InsightsContext): readonly GraphObject[] {
  if (scope === null) return context.store.inAccount(context.account.remoteId, 'ad');
  if (scope.kind === 'ad') return [scope];
  if (scope.kind === 'adset') return context.store.children(scope.id, 'ad');
  return context.store.children(scope.id, 'adset').flatMap((adSet) => context.store.children(adSet.id, 'ad'));
}

function groupBy(ads: readonly GraphObject[], level: string, context: InsightsContext): ReadonlyMap<GraphObject | null, GraphObject[]> {
  const groups = new Map<GraphObject | null, GraphObject[]>();
  for (const ad of ads) {
    let target: GraphObject | null = level === 'account' ? null : ad;
    while (target !== null && target.kind !== level) target = parentOf(target, context.store);
    const members = groups.get(target);
    if (members === undefined) groups.set(target, [ad]);
    else members.push(ad);
  }
  return groups;
}

/**
 * Figures go on moving until day 28: a late conversion is written back to the day of its click, and invalid traffic is taken out.
 * "Insights", data freshness (v26.0; read 2026-11-20); how much moves when is this simulation's.
 */
function addDay(
  sums: Sums,
  ad: GraphObject,
  { day, isFinal, open }: AgedDay,
  restatements: readonly Restatement[],
  context: InsightsContext,
): void {
  const campaign = parentOf(parentOf(ad, context.store)!, context.store)!; // an ad has an ad set, an ad set its campaign
  const figures = context.delivery.campaignDay(campaign, day).get(ad.id);
  if (figures === undefined) return;
  let ratio = 1;
  for (const entry of restatements) if (day >= entry.fromDay && day <= entry.toDay) ratio *= entry.keptRatio;
  const seed = context.sim.seed;
  const impressions = Math.round(figures.impressions * ratio * (1 + 0.012 * open));
  sums.impressions += impressions;
  const seenBy = sums.audiences.get(ad.parentId ?? '');
  sums.audiences.set(ad.parentId ?? '', { impressions: (seenBy?.impressions ?? 0) + impressions, people: figures.audience });
  sums.spendUnits += Math.floor(figures.spendUnits * ratio);
  const linkClicks = Math.min(impressions, Math.round(figures.linkClicks * ratio));
  sums.linkClicks += linkClicks;
  sums.clicks += Math.max(linkClicks, Math.min(impressions, Math.round(figures.clicks * ratio)));
  const seen = Math.floor(figures.applications * ratio * (1 - 0.4 * open) + 0.999 * (1 - open));
  const applications = Math.min(figures.applications, isFinal ? Math.round(figures.applications * ratio) : seen);
  const byView = roundByChance(applications * 0.12, draw(seed, 'view through', ad.id, day));
  sums.byView += Math.min(applications, byView);
  sums.byClick += applications - Math.min(applications, byView);
}

function restate(context: InsightsContext, fromDay: string, toDay: string): void {
  const id = String(context.store.books.nextNumber('restatement'));
  context.store.books.put<Restatement>('restatement', id, { id, accountId: context.account.remoteId, fromDay, toDay, keptRatio: 0.94 });
}

/** Spend comes as a decimal text of major units, never of counting units. "Insights" (v26.0; read 2026-11-20) */
function majorText(units: number, currency: string): string {
  return unitsPerMajor(currency) === 1 ? String(units) : (units / 100).toFixed(2);
}

function rowOf(
  target: GraphObject | null,
  sums: Sums,
  first: string,
  last: string,
  wanted: readonly string[],
  windows: readonly string[],
  context: InsightsContext,
): Record<string, unknown> {
  const { account, store } = context;
  const chain = new Map<string, GraphObject>();
  for (let object = target; object !== null; object = parentOf(object, store)) chain.set(object.kind, object);
  const per = (over: number, under: number, digits = 6): string | undefined => (under === 0 ? undefined : (over / under).toFixed(digits));
  const major = sums.spendUnits / unitsPerMajor(account.currency);
  const row: Record<string, unknown> = {};
  for (const name of wanted) {
    const value = ((): unknown => {
      switch (name) {
        case 'account_id':
          return account.remoteId.slice(4);
        case 'account_name':
          return account.name;
        case 'account_currency':
          return account.currency;
        case 'campaign_id':
        case 'adset_id':
        case 'ad_id':
          return chain.get(name.slice(0, -3))?.id;
        case 'campaign_name':
        case 'adset_name':
        case 'ad_name':
          return chain.get(name.slice(0, -5))?.name;
        case 'objective':
          return chain.get('campaign')?.values['objective'];
        case 'optimization_goal':
          return chain.get('adset')?.values['optimization_goal'];
        case 'buying_type':
          return chain.get('campaign')?.values['buying_type'];
        case 'impressions':
          return String(sums.impressions);
        case 'clicks':
          return String(sums.clicks);
        case 'inline_link_clicks':
          return String(sums.linkClicks);
        case 'spend':
          return majorText(sums.spendUnits, account.currency);
        case 'reach':
          return String(reachIn(sums));
        case 'frequency':
          return per(sums.impressions, reachIn(sums));
        case 'ctr':
          return per(sums.clicks * 100, sums.impressions);
        case 'inline_link_click_ctr':
          return per(sums.linkClicks * 100, sums.impressions);
        case 'cpc':
          return per(major, sums.clicks);
        case 'cost_per_inline_link_click':
          return per(major, sums.linkClicks);
        case 'cpm':
          return per(major * 1000, sums.impressions);
        case 'actions':
          return actionsOf(sums, windows);
        case 'cost_per_action_type':
          return actionsOf(sums, [])?.map((action) => ({ action_type: action['action_type'], value: per(major, Number(action['value'])) }));
        default:
          return undefined;
      }
    })();
    if (value !== undefined) row[name] = value;
  }
  return { ...row, date_start: first, date_stop: last };
}

function reachIn(sums: Sums): number {
  return [...sums.audiences.values()].reduce((sum, { impressions, people }) => sum + reachOf(impressions, people), 0);
}

function actionsOf(sums: Sums, windows: readonly string[]): Record<string, string>[] | undefined {
  const actions: Record<string, string>[] = [];
  const add = (type: string, byClick: number, byView: number): void => {
    if (byClick + byView === 0) return;
    const action: Record<string, string> = { action_type: type, value: String(byClick + byView) };
    if (byClick > 0) for (const window of windows) if (window.endsWith('_click')) action[window] = String(byClick);
    if (byView > 0 && windows.includes('1d_view')) action['1d_view'] = String(byView);
    actions.push(action);
  };
  add('link_click', sums.linkClicks, 0);
  add('landing_page_view', Math.floor(sums.linkClicks * 0.86), 0);
  add('submit_application_total', sums.byClick, sums.byView);
  return actions.length === 0 ? undefined : actions;
}
