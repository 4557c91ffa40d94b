import { addDays, dayNumber } from '../../../../core/kernel/index.ts';
import { knownResults, knownShare } from '../../../simulators/delivery.ts';
import type { SimContext } from '../../../simulators/types.ts';
import { dayAt, startOfDayMs } from '../../account-days.ts';
import { parseSnapTime, snapTime } from '../zone.ts';
import { REPORT_LAG_MS, type Delivery } from './delivery.ts';
import { allowed, pageOf } from './lists.ts';
import { badRequest, RequestProblem } from './problems.ts';
import type { SnapCall } from './request.ts';
import type { SimulatedAccount } from './seeds.ts';
import type { SnapObject, Store } from './store.ts';
import type { Kind } from './tables.ts';
import { textOf } from './values.ts';

/** Figures of delivery. "Measurement" (v1; read 2026-11-20) */
export interface StatsContext {
  readonly store: Store;
  readonly sim: SimContext;
  readonly account: SimulatedAccount;
  readonly delivery: Delivery;
}

const PARAMETERS = [
  'granularity',
  'fields',
  'start_time',
  'end_time',
  'swipe_up_attribution_window',
  'view_attribution_window',
  'action_report_time',
  'breakdown',
  'omit_empty',
  'conversion_source_types',
  'limit',
  'cursor',
  'async',
  'async_format',
];
const TOTAL_ONLY = ['uniques', 'frequency'];
const FIELDS = [
  'impressions',
  'swipes',
  'spend',
  'conversion_sign_ups',
  'native_leads',
  'video_views',
  'swipe_up_percent',
  ...TOTAL_ONLY,
] as const;
const WINDOWS: Readonly<Record<string, readonly string[]>> = {
  swipe_up_attribution_window: ['1_DAY', '7_DAY', '28_DAY'],
  view_attribution_window: ['none', '1_HOUR', '3_HOUR', '6_HOUR', '1_DAY', '7_DAY', '28_DAY'],
};
const BREAKDOWNS: Readonly<Record<string, Kind>> = { ad: 'ad', adsquad: 'adsquad', campaign: 'campaign' };
const TYPE_WORD: Readonly<Record<string, string>> = { ad: 'AD', adsquad: 'AD_SQUAD', campaign: 'CAMPAIGN', account: 'AD_ACCOUNT' };
const ENTITIES_PER_PAGE = 200;
/** Results go on coming in for about two days. */
const SETTLED_DAYS = 3;

interface Restatement {
  readonly id: string;
  readonly accountId: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly keptRatio: number;
}

interface Sums {
  impressions: number;
  swipes: number;
  spend: number;
  signUps: number;
  leads: number;
}

interface Query {
  readonly total: boolean;
  readonly fields: readonly string[];
  readonly days: readonly string[];
  readonly omitEmpty: boolean;
  readonly restatements: readonly Restatement[];
}

/** Members of the envelope beside its status and id. */
export function answerStats(scope: SnapObject | null, call: SnapCall, context: StatsContext): Record<string, unknown> {
  const query = readQuery(scope, call, context);
  const breakdown = call.query.get('breakdown');
  const word = query.total ? 'total' : 'timeseries';
  const head = headOf(scope, query, context);
  if (breakdown === null) {
    const own = bodyOf(adsUnder(scope, context), query, context);
    return { [`${word}_stats`]: [{ sub_request_status: 'SUCCESS', [`${word}_stat`]: { ...head, ...own } }] };
  }
  const kind = BREAKDOWNS[breakdown];
  if (kind === undefined) throw badRequest(`breakdown does not know ${breakdown}`);
  const { part, next } = pageOf(objectsUnder(scope, kind, context), call, ENTITIES_PER_PAGE);
  const entries = part
    .map((object) => ({
      id: object.id,
      type: TYPE_WORD[kind],
      granularity: head['granularity'],
      ...bodyOf(adsUnder(object, context), query, context),
    }))
    .filter((entry) => !(query.omitEmpty && 'timeseries' in entry && Array.isArray(entry.timeseries) && entry.timeseries.length === 0));
  return {
    [`${word}_stats`]: [{ sub_request_status: 'SUCCESS', [`${word}_stat`]: { ...head, breakdown_stats: { [breakdown]: entries } } }],
    ...(next === null ? {} : { paging: { next_link: next } }),
  };
}

function readQuery(scope: SnapObject | null, call: SnapCall, context: StatsContext): Query {
  allowed(call, PARAMETERS);
  const { query } = call;
  const granularity = query.get('granularity') ?? 'TOTAL';
  if (!['TOTAL', 'DAY', 'LIFETIME'].includes(granularity)) throw badRequest(`granularity ${granularity} is not simulated`);
  const fields = (query.get('fields') ?? 'spend').split(',').map((field) => field.trim());
  for (const field of fields)
    if (!(FIELDS as readonly string[]).includes(field)) throw new RequestProblem(400, 'E2002', `fields does not know ${field}`);
  // Of an account only its spend, unless it is broken down.
  if (scope === null && query.get('breakdown') === null && fields.some((field) => field !== 'spend'))
    throw new RequestProblem(400, 'E1008', 'an ad account tells only spend');
  const total = granularity !== 'DAY';
  if (!total && fields.some((field) => TOTAL_ONLY.includes(field)))
    throw new RequestProblem(400, 'E1008', `${TOTAL_ONLY.join(' and ')} need TOTAL`);
  for (const [name, words] of Object.entries(WINDOWS)) {
    const given = query.get(name);
    if (given !== null && !words.includes(given)) throw new RequestProblem(400, 'E2002', `${name} does not know ${given}`);
  }
  const { account, sim, store } = context;
  if (sim.takeFault('insights', 'restate')) restate(context);
  return {
    total,
    fields,
    days: granularity === 'LIFETIME' ? lifetime(scope, context) : daysBetween(query, total, account),
    omitEmpty: query.get('omit_empty') === 'true',
    restatements: store.books.all<Restatement>('restatement').filter((entry) => entry.accountId === account.id),
  };
}

/** Bounds on the edges of days in the account's own zone; the end is outside. */
function daysBetween(query: URLSearchParams, total: boolean, account: SimulatedAccount): readonly string[] {
  const start = parseSnapTime(query.get('start_time'));
  const end = parseSnapTime(query.get('end_time'));
  if (start === null || end === null || end <= start) throw badRequest('start_time and end_time are required, in that order');
  const [first, afterLast] = [dayAt(start, account.timezone), dayAt(end, account.timezone)];
  if (!total && (startOfDayMs(first, account.timezone) !== start || startOfDayMs(afterLast, account.timezone) !== end))
    throw badRequest(`start_time and end_time must be the beginning of a day in ${account.timezone}`);
  const days: string[] = [];
  for (let day = first; day < afterLast || (total && day === afterLast && days.length === 0); day = addDays(day, 1)) days.push(day);
  return days;
}

function lifetime(scope: SnapObject | null, context: StatsContext): readonly string[] {
  const { account, sim, store } = context;
  const bornMs =
    scope?.createdMs ?? Math.min(sim.nowMs(), ...store.inAccount(account.id, 'campaign').map((campaign) => campaign.createdMs));
  const days: string[] = [];
  for (let day = dayAt(bornMs, account.timezone); day <= dayAt(sim.nowMs(), account.timezone); day = addDays(day, 1)) days.push(day);
  return days;
}

function objectsUnder(scope: SnapObject | null, kind: Kind, context: StatsContext): readonly SnapObject[] {
  const all = context.store.inAccount(context.account.id, kind);
  return scope === null ? all : all.filter((object) => isUnder(object, scope, context.store));
}

function isUnder(object: SnapObject, scope: SnapObject, store: Store): boolean {
  for (let current: SnapObject | null = object; current !== null; current = current.parentId === null ? null : store.find(current.parentId))
    if (current.id === scope.id) return true;
  return false;
}

function adsUnder(scope: SnapObject | null, context: StatsContext): readonly SnapObject[] {
  return scope?.kind === 'ad' ? [scope] : objectsUnder(scope, 'ad', context);
}

function headOf(scope: SnapObject | null, query: Query, context: StatsContext): Record<string, unknown> {
  const { account, sim } = context;
  const at = (ms: number): string => snapTime(ms, account.timezone);
  const processed = sim.nowMs() - REPORT_LAG_MS;
  return {
    id: scope?.id ?? account.id,
    type: TYPE_WORD[scope?.kind ?? 'account'],
    granularity: query.total ? 'TOTAL' : 'DAY',
    start_time: at(startOfDayMs(query.days[0] ?? dayAt(sim.nowMs(), account.timezone), account.timezone)),
    end_time: at(startOfDayMs(addDays(query.days.at(-1) ?? dayAt(sim.nowMs(), account.timezone), 1), account.timezone)),
    finalized_data_end_time: at(processed - 2 * 86_400_000),
    conversion_data_processed_end_time: at(processed),
  };
}

function bodyOf(ads: readonly SnapObject[], query: Query, context: StatsContext): Record<string, unknown> {
  const { account } = context;
  if (query.total) {
    const sums = nothing();
    for (const day of query.days) addDay(sums, ads, day, query, context);
    return { stats: statsOf(sums, query.fields) };
  }
  const timeseries: Record<string, unknown>[] = [];
  for (const day of query.days) {
    const sums = nothing();
    addDay(sums, ads, day, query, context);
    if (query.omitEmpty && sums.impressions === 0 && sums.spend === 0) continue;
    timeseries.push({
      start_time: snapTime(startOfDayMs(day, account.timezone), account.timezone),
      end_time: snapTime(startOfDayMs(addDays(day, 1), account.timezone), account.timezone),
      stats: statsOf(sums, query.fields),
    });
  }
  return { timeseries };
}

function nothing(): Sums {
  return { impressions: 0, swipes: 0, spend: 0, signUps: 0, leads: 0 };
}

function addDay(sums: Sums, ads: readonly SnapObject[], day: string, query: Query, context: StatsContext): void {
  const { store, delivery, sim, account } = context;
  const age = dayNumber(dayAt(sim.nowMs(), account.timezone)) - dayNumber(day);
  let ratio = 1;
  for (const entry of query.restatements) if (day >= entry.fromDay && day <= entry.toDay) ratio *= entry.keptRatio;
  for (const ad of ads) {
    const squad = store.find(ad.parentId ?? '');
    const campaign = store.find(squad?.parentId ?? '');
    const figures = campaign === null ? undefined : delivery.campaignDay(campaign, day).get(ad.id);
    if (figures === undefined) continue;
    sums.impressions += Math.round(figures.impressions * ratio);
    sums.swipes += Math.round(figures.swipes * ratio);
    sums.spend += Math.floor(figures.spendMicro * ratio);
    const results = knownResults(sim.seed, [ad.id, day], figures.results, ratio * knownShare(age, SETTLED_DAYS));
    if (textOf(ad.values['type']) === 'LEAD_GENERATION') sums.leads += results;
    else sums.signUps += results;
  }
}

function statsOf(sums: Sums, fields: readonly string[]): Record<string, number> {
  const uniques = Math.max(sums.impressions > 0 ? 1 : 0, Math.round(sums.impressions * 0.71));
  const whole: Record<string, number> = {
    impressions: sums.impressions,
    swipes: sums.swipes,
    spend: sums.spend,
    conversion_sign_ups: sums.signUps,
    native_leads: sums.leads,
    video_views: 0,
    swipe_up_percent: sums.impressions === 0 ? 0 : sums.swipes / sums.impressions,
    uniques,
    frequency: uniques === 0 ? 0 : sums.impressions / uniques,
  };
  return Object.fromEntries(fields.map((field) => [field, whole[field] ?? 0]));
}

/** The fault `restate`: the network takes invalid traffic of four weeks back. */
function restate(context: StatsContext): void {
  const { store, account, sim } = context;
  const id = String(store.books.nextNumber('restatement'));
  const toDay = dayAt(sim.nowMs(), account.timezone);
  store.books.put<Restatement>('restatement', id, { id, accountId: account.id, fromDay: addDays(toDay, -28), toDay, keptRatio: 0.94 });
}
