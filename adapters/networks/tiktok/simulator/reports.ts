import { addDays, dayNumber, isDay } from '../../../../core/kernel/index.ts';
import { knownResults, knownShare, reachOf } from '../../../simulators/delivery.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { dayAt } from '../../account-days.ts';
import type { Delivery } from './delivery.ts';
import { listedPage, shellOf, type Listed } from './lists.ts';
import { missing, refuse, TikTokProblem } from './problems.ts';
import { isObject, listOf, textOf, type Values } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';
import type { SimulatedObject, Store } from './store.ts';

/** Reports of delivery: every value a text. "Run a synchronous report", "Basic reports" (v1.3; read 2026-11-20) */
export interface ReportContext {
  readonly store: Store;
  readonly sim: SimContext;
  readonly account: SimulatedAccount;
  readonly delivery: Delivery;
}

interface Sums {
  spendCents: number;
  impressions: number;
  clicks: number;
  conversions: number;
  audience: number;
}
/** A share of figures that the network took back, from a day on; written by the fault `restate`. */
interface Restatement {
  readonly id: string;
  readonly accountId: string;
  readonly fromDay: string;
  readonly keptRatio: number;
}

const ID_OF_LEVEL: Readonly<Record<string, readonly string[]>> = {
  AUCTION_ADVERTISER: ['advertiser_id'],
  AUCTION_CAMPAIGN: ['campaign_id'],
  AUCTION_ADGROUP: ['adgroup_id'],
  AUCTION_AD: ['ad_id', 'ad_id_v2'],
};
const METRICS: ReadonlySet<string> = new Set([
  'spend',
  'impressions',
  'clicks',
  'ctr',
  'cpc',
  'cpm',
  'reach',
  'frequency',
  'conversion',
  'cost_per_conversion',
  'conversion_rate_v2',
  'result',
  'cost_per_result',
  'campaign_name',
  'adgroup_name',
  'ad_name',
  'currency',
  'campaign_automation_type',
  'video_play_actions',
  'video_watched_2s',
  'video_watched_6s',
  'video_views_p25',
  'video_views_p50',
  'video_views_p75',
  'video_views_p100',
  'engagements',
  'likes',
  'comments',
  'shares',
  'follows',
  'profile_visits',
  'registration',
]);
const FINAL_AFTER_DAYS = 28;
const MOST_RESTATED_DAYS = 28;
const DAYS_WITH_DAY = 30;
const DAYS_WITHOUT = 365;

export function runReport(values: Values, context: ReportContext): Listed {
  const { page: _page, page_size: _size, ...question } = values;
  if (context.sim.takeFault('insights', 'restate')) restate(context);
  const restated = context.store.books.all<Restatement>('restatement').length;
  const minute = Math.floor(context.sim.nowMs() / 60_000);
  const key = JSON.stringify([context.account.remoteId, question, restated, minute, context.store.version()]);
  const rows = context.delivery.report(key, () => reportRows(values, context));
  const page = listedPage(rows, values, 1_000);
  return values['enable_total_metrics'] === true ? { ...page, total_metrics: {} } : page;
}

export function reportRows(values: Values, context: ReportContext): readonly Readonly<Record<string, unknown>>[] {
  const { account } = context;
  const level = textOf(values['data_level']);
  if (level === null) throw missing('data_level');
  const dimensions = listOf(values['dimensions']);
  if (dimensions.length === 0) throw missing('dimensions');
  const idDimension = dimensions.find((dimension) => dimension !== 'stat_time_day') ?? null;
  for (const dimension of dimensions)
    if (dimension !== 'stat_time_day' && ID_OF_LEVEL[level]?.includes(dimension) !== true)
      throw refuse('dimensions', `${dimension} does not go with ${level}.`);
  const metrics = values['metrics'] === undefined ? ['spend', 'impressions'] : listOf(values['metrics']);
  for (const metric of metrics) if (!METRICS.has(metric)) throw refuse('metrics', `${metric} is not a metric of this report.`);
  const byDay = dimensions.includes('stat_time_day');
  const [first, last] = rangeOf(values, byDay, context);
  const ads = adsOf(values, idDimension, context);
  const groups = new Map<string, SimulatedObject[]>();
  for (const ad of ads) {
    const key = keyOf(ad, idDimension);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [ad]);
    else members.push(ad);
  }
  const rows: Readonly<Record<string, unknown>>[] = [];
  const stretches = byDay ? daysOf(first, last).map((day) => [day, day] as const) : [[first, last] as const];
  for (const [key, members] of groups) {
    for (const [from, to] of stretches) {
      const sums = sumsOf(members, from, to, context);
      if (sums.impressions === 0 && sums.spendCents === 0) continue;
      rows.push({
        dimensions: {
          ...(idDimension === null ? {} : { [idDimension]: key }),
          ...(byDay ? { stat_time_day: `${from} 00:00:00` } : {}),
        },
        metrics: Object.fromEntries(metrics.map((metric) => [metric, metricOf(metric, sums, members, account, context)])),
      });
    }
  }
  return rows;
}

function rangeOf(values: Values, byDay: boolean, context: ReportContext): readonly [string, string] {
  const today = dayAt(context.sim.nowMs(), context.account.timeZone);
  if (values['query_lifetime'] === true) {
    if (byDay) throw refuse('query_lifetime', 'Does not go with stat_time_day.');
    return [addDays(today, -DAYS_WITHOUT), today];
  }
  const [from, to] = [textOf(values['start_date']), textOf(values['end_date'])];
  if (from === null) throw missing('start_date');
  if (to === null) throw missing('end_date');
  if (!isDay(from) || !isDay(to) || to < from) throw refuse('start_date', 'Must be YYYY-MM-DD and not after end_date.');
  const days = dayNumber(to) - dayNumber(from) + 1;
  const most = byDay ? DAYS_WITH_DAY : DAYS_WITHOUT;
  if (days > most) throw refuse('end_date', `The time range may not exceed ${most} days.`);
  return [from, to];
}

function daysOf(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Deleted ads are left out unless the filter asks for all. A Smart+ ad is a row of `ad_id_v2`; its `ad_id` is a shell that TikTok made. */
function adsOf(values: Values, idDimension: string | null, context: ReportContext): readonly SimulatedObject[] {
  const filters = Array.isArray(values['filtering']) ? values['filtering'].filter(isObject) : [];
  let all = false;
  let kept = context.store.inAccount(context.account.remoteId, 'ad');
  for (const filter of filters) {
    const wanted = jsonList(filter['filter_value']);
    switch (filter['field_name']) {
      case 'ad_status':
        all = wanted.includes('STATUS_ALL');
        break;
      case 'campaign_automation_type':
        kept = kept.filter((ad) => wanted.includes(automationOf(ad)));
        break;
      case 'campaign_ids':
        kept = kept.filter((ad) => wanted.includes(ad.campaignId));
        break;
      case 'adgroup_ids':
        kept = kept.filter((ad) => wanted.includes(ad.parentId ?? ''));
        break;
      case 'ad_ids':
        kept = kept.filter((ad) => wanted.includes(keyOf(ad, idDimension)));
        break;
      default:
        throw refuse('filtering', `${String(filter['field_name'])} is not a filter of this report.`);
    }
  }
  return all ? kept : kept.filter((ad) => ad.operation !== 'DELETE');
}

function jsonList(text: unknown): readonly string[] {
  try {
    const value: unknown = JSON.parse(String(text));
    if (Array.isArray(value)) return value.map(String);
  } catch {
    // Answered below: with IN a JSON list is the only form.
  }
  throw refuse('filtering', 'filter_value must be a JSON list as a text.');
}

function automationOf(ad: SimulatedObject): string {
  return ad.structure === 'smart_plus' ? 'UPGRADED_SMART_PLUS' : 'MANUAL';
}

function keyOf(ad: SimulatedObject, dimension: string | null): string {
  switch (dimension) {
    case 'ad_id':
      return ad.structure === 'smart_plus' ? shellOf(ad) : ad.id;
    case 'ad_id_v2':
      return ad.id;
    case 'adgroup_id':
      return ad.parentId ?? '';
    case 'campaign_id':
      return ad.campaignId;
    default:
      return ad.accountId;
  }
}

/** Late conversions are written back to the day of their click until they are final; how much comes when is this simulation's. */
function sumsOf(ads: readonly SimulatedObject[], from: string, to: string, context: ReportContext): Sums {
  const today = dayNumber(dayAt(context.sim.nowMs(), context.account.timeZone));
  const restatements = context.store.books.all<Restatement>('restatement').filter((entry) => entry.accountId === context.account.remoteId);
  const sums: Sums = { spendCents: 0, impressions: 0, clicks: 0, conversions: 0, audience: 0 };
  for (const day of daysOf(from, to)) {
    let ratio = 1;
    for (const entry of restatements) if (day >= entry.fromDay) ratio *= entry.keptRatio;
    const share = knownShare(today - dayNumber(day), FINAL_AFTER_DAYS);
    for (const ad of ads) {
      const figures = context.delivery.campaignDay(context.store.find(ad.campaignId)!, day).get(ad.id); // an ad always has its campaign
      if (figures === undefined) continue;
      sums.spendCents += Math.floor(figures.spendCents * ratio);
      sums.impressions += Math.round(figures.impressions * ratio);
      sums.clicks += Math.min(Math.round(figures.impressions * ratio), Math.round(figures.clicks * ratio));
      sums.conversions += knownResults(context.sim.seed, [ad.id, day], figures.conversions, ratio * share);
      sums.audience = Math.max(sums.audience, figures.audience);
    }
  }
  return sums;
}

function restate(context: ReportContext): void {
  const id = String(context.store.books.nextNumber('restatement'));
  const fromDay = addDays(dayAt(context.sim.nowMs(), context.account.timeZone), -MOST_RESTATED_DAYS);
  context.store.books.put<Restatement>('restatement', id, { id, accountId: context.account.remoteId, fromDay, keptRatio: 0.94 });
}

function metricOf(
  metric: string,
  sums: Sums,
  members: readonly SimulatedObject[],
  account: SimulatedAccount,
  context: ReportContext,
): string {
  const per = (over: number, under: number): string => (under === 0 ? '0.00' : (over / under).toFixed(2));
  const spend = sums.spendCents / 100;
  const reach = reachOf(sums.impressions, sums.audience);
  switch (metric) {
    case 'spend':
      return spend.toFixed(2);
    case 'impressions':
      return String(sums.impressions);
    case 'clicks':
      return String(sums.clicks);
    case 'conversion':
    case 'result':
      return String(sums.conversions);
    case 'ctr':
      return per(sums.clicks * 100, sums.impressions);
    case 'cpc':
      return per(spend, sums.clicks);
    case 'cpm':
      return per(spend * 1000, sums.impressions);
    case 'reach':
      return String(reach);
    case 'frequency':
      return per(sums.impressions, reach);
    case 'cost_per_conversion':
    case 'cost_per_result':
      return per(spend, sums.conversions);
    case 'conversion_rate_v2':
      return per(sums.conversions * 100, sums.impressions);
    case 'engagements':
      return String(sums.clicks);
    // Pictures play nothing, and nobody here likes, follows or shares.
    case 'video_play_actions':
    case 'video_watched_2s':
    case 'video_watched_6s':
    case 'video_views_p25':
    case 'video_views_p50':
    case 'video_views_p75':
    case 'video_views_p100':
    case 'likes':
    case 'comments':
    case 'shares':
    case 'follows':
    case 'profile_visits':
    case 'registration':
      return '0';
    case 'currency':
      return account.currency;
    case 'campaign_automation_type':
      return members[0] === undefined ? '-' : automationOf(members[0]);
    default: {
      const kind = metric.replace('_name', '');
      const ad = members[0];
      const object = kind === 'ad' ? ad : context.store.find((kind === 'adgroup' ? ad?.parentId : ad?.campaignId) ?? '');
      return object?.name ?? '-';
    }
  }
}

/** The sandbox answers with figures of its own, of twelve days in 2020, whatever is asked. "Sandbox" (v1.3; read 2026-11-20) */
export function sandboxReport(values: Values): Listed {
  const metrics = values['metrics'] === undefined ? ['spend', 'impressions'] : listOf(values['metrics']);
  const rows = daysOf('2020-12-08', '2020-12-19').map((day, index) => ({
    dimensions: { stat_time_day: `${day} 00:00:00`, ad_id: '1700000000000000001' },
    metrics: Object.fromEntries(metrics.map((metric) => [metric, String((index + 1) * 10)])),
  }));
  return listedPage(rows, values, 1_000);
}

interface Task {
  readonly id: string;
  readonly accountId: string;
  readonly createdMs: number;
  readonly values: Values;
}
const TASK_MS = 20_000;

/** Background reports: asked for, asked about, fetched. "Create an asynchronous report task" (v1.3; read 2026-11-20) */
export function createTask(values: Values, context: ReportContext): unknown {
  reportRows(values, context);
  const id = context.store.newId();
  const task: Task = { id, accountId: context.account.remoteId, createdMs: context.sim.nowMs(), values };
  context.store.books.put('task', id, task);
  return { task_id: id };
}

export function checkTask(values: Values, context: ReportContext): unknown {
  const age = context.sim.nowMs() - taskOf(values, context).createdMs;
  return { status: age < TASK_MS / 4 ? 'QUEUING' : age < TASK_MS ? 'PROCESSING' : 'SUCCESS', message: '' };
}

export function downloadTask(values: Values, context: ReportContext): string {
  const task = taskOf(values, context);
  if (context.sim.nowMs() - task.createdMs < TASK_MS) throw new TikTokProblem(40201, 'task_id: the task is not finished');
  const rows = reportRows(task.values, context).map((row) => ({ ...(row['dimensions'] as object), ...(row['metrics'] as object) })); // rows of this file
  const names = Object.keys(rows[0] ?? {});
  return [names.join(','), ...rows.map((row) => Object.values(row).map(String).join(','))].join('\n');
}

function taskOf(values: Values, context: ReportContext): Task {
  const task = context.store.books.get<Task>('task', String(values['task_id']));
  if (task?.accountId !== context.account.remoteId) throw new TikTokProblem(40007, 'task_id: does not exist');
  return task;
}
