import { gzipSync } from 'node:zlib';
import { addDays, dayFromNumber, dayNumber } from '../../../../core/kernel/index.ts';
import { knownResults, knownShare, reachOf } from '../../../simulators/delivery.ts';
import type { SimContext, SimReply } from '../../../simulators/types.ts';
import { dayAt, offsetMs } from '../../account-days.ts';
import { parseXTime, reportMidnightMs, xTime } from '../days.ts';
import { invalid, missing, notFound, refuse } from './problems.ts';
import type { Values } from './request.ts';
import { accountOf, type SimulatedXAccount } from './seeds.ts';
import type { Store, XJob } from './store.ts';
import { idsIn, textIn, type Body, type Desk } from './world.ts';
import type { DayFigures, Delivery } from './delivery.ts';

/** Reports: lists of numbers by association and day, null where nothing happened. @see X Ads API, "Analytics" (version 12; read 2026-11-20) */

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const LONGEST_NOW_DAYS = 7;
const LONGEST_LATER_DAYS = 90;
const LONGEST_SEGMENTED_DAYS = 45;
const JOBS_AT_ONCE = 100;
const JOB_MS = 2_000;
const FILE_MS = 48 * HOUR_MS;
/** Final after three days, a few weeks at the very most. */
const FINAL_DAYS = 3;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

function windowOf(desk: Desk, mostDays: number): Window {
  const { values } = desk;
  const fromMs = parseXTime(values['start_time']) ?? 0;
  const toMs = parseXTime(values['end_time']) ?? 0;
  if (fromMs % HOUR_MS !== 0) throw invalid('start_time', 'Times are whole hours');
  if (toMs % HOUR_MS !== 0) throw invalid('end_time', 'Times are whole hours');
  if (toMs <= fromMs) throw refuse(400, 'INVALID_TIME_WINDOW', 'The end must come after the start', 'end_time');
  if (toMs - fromMs > mostDays * DAY_MS) throw refuse(400, 'INVALID_TIME_WINDOW', `A report spans at most ${mostDays} days`, 'end_time');
  // Midnight by the offset that holds today.
  if (textIn(values, 'granularity') === 'DAY')
    for (const [name, ms] of [
      ['start_time', fromMs],
      ['end_time', toMs],
    ] as const)
      if ((ms + offsetMs(desk.sim.nowMs(), desk.account.timeZone)) % DAY_MS !== 0)
        throw invalid(name, 'Days begin at midnight in the time zone of the account');
  return { fromMs, toMs };
}

export function stats(desk: Desk): Body {
  const { call } = desk;
  switch (call.key) {
    case 'GET stats/accounts/:account_id': {
      checkMetrics(desk.values);
      const window = windowOf(desk, LONGEST_NOW_DAYS);
      return { data_type: 'stats', ...report(desk, desk.values, window) };
    }
    case 'GET stats/accounts/:account_id/active_entities':
      return { data: activeEntities(desk, windowOf(desk, LONGEST_LATER_DAYS)) };
    case 'GET stats/accounts/:account_id/reach/campaigns':
    case 'GET stats/accounts/:account_id/reach/funding_instruments':
      return reach(desk, windowOf(desk, LONGEST_LATER_DAYS));
    case 'POST stats/jobs/accounts/:account_id': {
      const segmented = textIn(desk.values, 'segmentation_type');
      windowOf(desk, segmented === null ? LONGEST_LATER_DAYS : LONGEST_SEGMENTED_DAYS);
      if (segmented === 'METROS' && textIn(desk.values, 'country') === null) throw missing('country');
      checkMetrics(desk.values);
      for (const id of idsIn(desk.values, 'entity_ids') ?? []) membersOf(desk, textIn(desk.values, 'entity') ?? '', id);
      const running = desk.store.all('job', desk.account.remoteId).filter((job) => job.readyMs > desk.sim.nowMs());
      if (running.length >= JOBS_AT_ONCE) throw refuse(429, 'TOO_MANY_REQUESTS', 'Too many jobs are running');
      const job: XJob = {
        ...desk.store.birth(desk.account.remoteId, 'long', 0),
        values: desk.values,
        readyMs: desk.sim.nowMs() + JOB_MS,
      };
      desk.store.add('job', job);
      return { data: jobBody(job, desk) };
    }
    default: {
      const ids = idsIn(desk.values, 'job_ids');
      const jobs = desk.store.all('job', desk.account.remoteId).filter((job) => ids === null || ids.has(job.id));
      return { data: jobs.map((job) => jobBody(job, desk)) };
    }
  }
}

function jobBody(job: XJob, desk: Desk): Body {
  const ready = desk.sim.nowMs() >= job.readyMs;
  const { values } = job;
  return {
    start_time: values['start_time'],
    segmentation_type: values['segmentation_type'] ?? null,
    url: ready ? `http://${desk.call.request.headers['host'] ?? ''}/files/${job.accountId}/${job.id}.json.gz` : null,
    id_str: job.id,
    entity_ids: values['entity_ids'],
    end_time: values['end_time'],
    country: values['country'] ?? null,
    placement: values['placement'],
    id: Number(job.id),
    expires_at: ready ? xTime(job.readyMs + FILE_MS) : null,
    account_id: job.accountId,
    status: ready ? 'SUCCESS' : 'PROCESSING',
    granularity: values['granularity'],
    entity: values['entity'],
    created_at: xTime(job.createdMs),
    platform: values['platform'] ?? null,
    updated_at: xTime(job.updatedMs),
    metric_groups: values['metric_groups'],
  };
}

/** A finished report: a packed file without a signature, for two days. */
export function reportFile(path: string, store: Store, sim: SimContext, delivery: Delivery): SimReply {
  const [, accountId = '', id = ''] = /^\/files\/([^/]+)\/(\d+)\.json\.gz$/.exec(path) ?? [];
  const account = accountOf(accountId);
  const job = account === null ? null : store.find('job', accountId, id);
  if (account === null || job === null || sim.nowMs() < job.readyMs || sim.nowMs() > job.readyMs + FILE_MS)
    throw notFound('NOT_FOUND', 'file', path);
  const window = { fromMs: parseXTime(job.values['start_time']) ?? 0, toMs: parseXTime(job.values['end_time']) ?? 0 };
  const body = report({ account, store, sim, delivery, operation: 'report_file' }, job.values, window);
  return { status: 200, headers: { 'content-type': 'application/gzip' }, body: gzipSync(JSON.stringify({ data_type: 'stats', ...body })) };
}

type Reporter = Pick<Desk, 'account' | 'store' | 'sim' | 'delivery' | 'operation'>;

function report(desk: Reporter, values: Values, window: Window): { readonly time_series_length: number; readonly data: readonly Body[] } {
  const { sim, account } = desk;
  if (sim.takeFault(desk.operation, 'restate') || sim.takeFault('insights', 'restate')) {
    const birth = desk.store.birth(account.remoteId, 'short', 0);
    desk.store.add('restatement', { ...birth, fromDay: addDays(dayAt(sim.nowMs(), account.timeZone), -14), keptRatio: 0.9 });
  }
  const groups = Array.isArray(values['metric_groups']) ? values['metric_groups'].map(String) : [];
  const granularity = textIn(values, 'granularity') ?? 'DAY';
  const days = daysOf(window, account, sim.nowMs());
  const length = granularity === 'TOTAL' ? 1 : granularity === 'DAY' ? days.length : Math.round((window.toMs - window.fromMs) / HOUR_MS);
  const entity = textIn(values, 'entity') ?? '';
  const data = [...(idsIn(values, 'entity_ids') ?? [])].map((id) => {
    const members = membersOf(desk, entity, id);
    // Everything here delivers on the timeline; other placements have nothing to tell.
    const shown = values['placement'] === 'ALL_ON_TWITTER' ? members : [];
    const byDay = days.map((day) => sum(desk, shown, day));
    const buckets = granularity === 'TOTAL' ? [total(byDay)] : granularity === 'DAY' ? byDay : hours(byDay, length);
    return { id, id_data: [{ segment: null, metrics: metricsOf(buckets, groups) }] };
  });
  return { time_series_length: length, data };
}

/** Days as the report cuts them. Where the clocks have changed since, a cut is an hour off the day itself; figures go to the day it lies in. */
function daysOf(window: Window, account: SimulatedXAccount, nowMs: number): readonly string[] {
  const first = dayFromNumber(Math.floor((window.fromMs + offsetMs(nowMs, account.timeZone)) / DAY_MS));
  const days: string[] = [];
  for (let day = first; reportMidnightMs(day, account.timeZone, nowMs) < window.toMs; day = addDays(day, 1)) days.push(day);
  return days;
}

function membersOf({ store, account }: Reporter, entity: string, id: string): readonly string[] {
  const accountId = account.remoteId;
  const under = (lineItemId: string): string[] => store.under('promoted', lineItemId).map((row) => row.id);
  switch (entity) {
    case 'PROMOTED_TWEET':
      if (store.find('promoted', accountId, id) === null) throw notFound('PROMOTED_TWEET_NOT_FOUND', 'promoted_tweet', id);
      return [id];
    case 'LINE_ITEM':
      if (store.find('line_item', accountId, id) === null) throw notFound('LINE_ITEM_NOT_FOUND', 'line_item', id);
      return under(id);
    case 'CAMPAIGN':
      if (store.find('campaign', accountId, id) === null) throw notFound('CAMPAIGN_NOT_FOUND', 'campaign', id);
      return store.under('line_item', id).flatMap((item) => under(item.id));
    case 'ACCOUNT':
      if (id !== accountId) throw refuse(403, 'ACCOUNT_NOT_FOUND', `The account (${id}) was not found`, 'entity_ids');
      return store.all('promoted', accountId).map((row) => row.id);
    case 'FUNDING_INSTRUMENT':
      if (id !== account.funding?.id) throw notFound('FUNDING_INSTRUMENT_NOT_FOUND', 'funding_instrument', id);
      return store.all('promoted', accountId).map((row) => row.id);
    default:
      // Promoted accounts have no address of their own here, so none exists.
      throw notFound('PROMOTED_ACCOUNT_NOT_FOUND', 'promoted_account', id);
  }
}

/** Conversions of apps are asked for by themselves. "Analytics", metric groups (version 12; read 2026-11-20) */
function checkMetrics(values: Values): void {
  const groups = Array.isArray(values['metric_groups']) ? values['metric_groups'] : [];
  if (groups.length > 1 && groups.includes('MOBILE_CONVERSION'))
    throw refuse(400, 'EXCLUSIVE_PARAMETERS', 'MOBILE_CONVERSION is asked for alone', 'metric_groups');
}

/** Different people and how often each was reached, over the whole window. */
function reach(desk: Desk, window: Window): Body {
  const byCampaign = desk.call.key.endsWith('/campaigns');
  const days = daysOf(window, desk.account, desk.sim.nowMs());
  const data = [...(idsIn(desk.values, byCampaign ? 'campaign_ids' : 'funding_instrument_ids') ?? [])].map((id) => {
    const members = membersOf(desk, byCampaign ? 'CAMPAIGN' : 'FUNDING_INSTRUMENT', id);
    const { impressions } = total(days.map((day) => sum(desk, members, day)));
    const people = reachOf(impressions, REACHABLE);
    return { id, total_audience_reach: people, average_frequency: people === 0 ? 0 : impressions / people };
  });
  return { data_type: 'reach_and_frequency', data };
}
/** People whom one account can reach at all; this simulation's. */
const REACHABLE = 400_000;

const NONE: DayFigures = { spendMicros: 0, impressions: 0, clicks: 0, results: 0 };

function sum(desk: Reporter, members: readonly string[], day: string): DayFigures {
  const { store, account, sim, delivery } = desk;
  const age = dayNumber(dayAt(sim.nowMs(), account.timeZone)) - dayNumber(day);
  const kept = store
    .all('restatement', account.remoteId)
    .filter((entry) => day >= entry.fromDay)
    .reduce((ratio, entry) => ratio * entry.keptRatio, 1);
  const share = knownShare(age, FINAL_DAYS) * kept;
  let all = NONE;
  for (const id of members) {
    const row = store.find('promoted', account.remoteId, id);
    const item = row === null ? null : store.find('line_item', account.remoteId, row.lineItemId);
    const campaign = item === null ? null : store.find('campaign', account.remoteId, item.campaignId);
    const figures = campaign === null ? undefined : delivery.campaignDay(campaign, day).get(id);
    if (figures !== undefined) all = plus(all, { ...figures, results: knownResults(sim.seed, [id, day], figures.results, share) });
  }
  return {
    spendMicros: Math.floor(all.spendMicros * kept),
    impressions: Math.floor(all.impressions * kept),
    clicks: Math.floor(all.clicks * kept),
    results: all.results,
  };
}

function plus(left: DayFigures, right: DayFigures): DayFigures {
  return {
    spendMicros: left.spendMicros + right.spendMicros,
    impressions: left.impressions + right.impressions,
    clicks: left.clicks + right.clicks,
    results: left.results + right.results,
  };
}

function total(days: readonly DayFigures[]): DayFigures {
  return days.reduce(plus, NONE);
}

/** A day's figures, spread evenly over its hours: whole numbers that add up to it. */
function hours(days: readonly DayFigures[], length: number): readonly DayFigures[] {
  const part = (value: number, hour: number): number => Math.floor((value * (hour + 1)) / 24) - Math.floor((value * hour) / 24);
  return Array.from({ length }, (_, index) => {
    const day = days[Math.floor(index / 24)] ?? NONE;
    const hour = index % 24;
    return {
      spendMicros: part(day.spendMicros, hour),
      impressions: part(day.impressions, hour),
      clicks: part(day.clicks, hour),
      results: part(day.results, hour),
    };
  });
}

const ENGAGEMENT = [
  'tweets_send',
  'qualified_impressions',
  'follows',
  'app_clicks',
  'retweets',
  'likes',
  'card_engagements',
  'poll_card_vote',
  'replies',
  'carousel_swipes',
  'unfollows',
];
const WEB = ['conversion_purchases', 'conversion_sign_ups', 'conversion_site_visits', 'conversion_downloads'];
const VIDEO = ['video_total_views', 'video_views_25', 'video_views_50', 'video_views_75', 'video_views_100', 'video_cta_clicks'];

function metricsOf(buckets: readonly DayFigures[], groups: readonly string[]): Body {
  /** A list of zeros is told as null. */
  const list = (of: (figures: DayFigures) => number): readonly number[] | null => {
    const values = buckets.map(of);
    return values.every((value) => value === 0) ? null : values;
  };
  const nulls = (names: readonly string[]): Body => Object.fromEntries(names.map((name) => [name, null]));
  const viewed = list((figures) => Math.floor(figures.results * 0.2));
  const engaged = list((figures) => figures.results - Math.floor(figures.results * 0.2));
  return {
    ...(groups.includes('ENGAGEMENT')
      ? {
          ...nulls(ENGAGEMENT),
          impressions: list((figures) => figures.impressions),
          engagements: list((figures) => figures.clicks + Math.floor(figures.clicks * 0.3)),
          clicks: list((figures) => figures.clicks + Math.floor(figures.clicks * 0.2)),
          url_clicks: list((figures) => figures.clicks),
        }
      : {}),
    ...(groups.includes('BILLING')
      ? { billed_engagements: list((figures) => figures.clicks), billed_charge_local_micro: list((figures) => figures.spendMicros) }
      : {}),
    ...(groups.includes('VIDEO') ? nulls(VIDEO) : {}),
    ...(groups.includes('WEB_CONVERSION')
      ? {
          ...nulls(WEB),
          conversion_custom:
            viewed === null && engaged === null
              ? null
              : { post_view: viewed, post_engagement: engaged, assisted: null, order_quantity: null },
        }
      : {}),
  };
}

function activeEntities(desk: Desk, window: Window): readonly Body[] {
  const { store, account, sim, delivery } = desk;
  const entity = textIn(desk.values, 'entity') ?? '';
  const days = daysOf(window, account, sim.nowMs());
  const found = new Map<string, { first: string; last: string }>();
  for (const campaign of store.all('campaign', account.remoteId)) {
    for (const day of days) {
      for (const id of delivery.campaignDay(campaign, day).keys()) {
        const row = store.find('promoted', account.remoteId, id);
        const name = entity === 'PROMOTED_TWEET' ? id : entity === 'LINE_ITEM' ? (row?.lineItemId ?? '') : campaign.id;
        const before = found.get(name);
        found.set(name, { first: before?.first ?? day, last: day });
      }
    }
  }
  return [...found].map(([id, { first, last }]) => ({
    entity_id: id,
    activity_start_time: xTime(reportMidnightMs(first, account.timeZone, sim.nowMs())),
    activity_end_time: xTime(reportMidnightMs(addDays(last, 1), account.timeZone, sim.nowMs())),
    placements: ['ALL_ON_TWITTER'],
  }));
}
