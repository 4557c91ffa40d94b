import { addDays, dayFromNumber, dayNumber, err, ok } from '../../../core/kernel/index.ts';
import type { AccountRef, Clock, MetricRow } from '../../../core/ports/index.ts';
import type { Outcome, Values, XClient } from './client.ts';
import { reportMidnightMs, xTime } from './days.ts';
import { rawAnswer } from './failures.ts';
import { ATTRIBUTION } from './manifest.ts';
import { createPosts } from './posts.ts';
import { ActiveEntity, Stats, StatsJob, StatsRow } from './schemas.ts';
import { z } from 'zod';

/** Ids in one report. "Analytics" (version 12; read 2026-11-20) */
const IDS = 20;
/** Days of one synchronous report, and of one that X works out by itself. */
const DAYS_NOW = 7;
const DAYS_LATER = 90;
/** Past this many synchronous reports a background one is quicker than their quota of 250 in 15 minutes. */
const MOST_NOW = 60;
const JOBS_AT_ONCE = 50;
const MOST_POLLS = 200;
/** The first look comes soon, later ones ever more seldom. */
const POLL_MS = 1_000;
const LONGEST_POLL_MS = 15_000;
const METRICS = 'ENGAGEMENT,BILLING,WEB_CONVERSION';
/** Tags of job boards count applications as events of their own; the others belong to shops. */
const CONVERSION = 'conversion_custom';

interface Totals {
  impressions: number;
  clicks: number;
  conversions: number;
  spendMicros: bigint;
}

/** Figures by post and day: X counts by association, and a post that was paused and activated again has had several. */
export function createMetrics(
  client: XClient,
  clock: Clock,
): (account: AccountRef, fromDay: string, toDay: string) => Outcome<readonly MetricRow[]> {
  const posts = createPosts(client);

  function window(account: AccountRef, fromDay: string, toDay: string): { readonly start_time: string; readonly end_time: string } {
    const at = (day: string): string => xTime(reportMidnightMs(day, account.timeZone, clock.nowMs()));
    return { start_time: at(fromDay), end_time: at(addDays(toDay, 1)) };
  }

  function question(account: AccountRef, ids: readonly string[], fromDay: string, toDay: string): Values {
    return {
      entity: 'PROMOTED_TWEET',
      entity_ids: ids.join(','),
      ...window(account, fromDay, toDay),
      granularity: 'DAY',
      metric_groups: METRICS,
      placement: 'ALL_ON_TWITTER',
    };
  }

  const auth = (account: AccountRef): { secretName: string; accountId: string } => ({
    secretName: account.secretName,
    accountId: account.remoteId,
  });

  /** Associations that did anything in those days: the others have nothing but nulls to tell. */
  async function activeIn(account: AccountRef, fromDay: string, toDay: string): Outcome<readonly string[]> {
    const ids = new Set<string>();
    for (const [first, last] of stretches(fromDay, toDay, DAYS_LATER)) {
      const rows = await client.one(
        {
          ...auth(account),
          method: 'GET',
          path: `stats/accounts/${account.remoteId}/active_entities`,
          values: { entity: 'PROMOTED_TWEET', ...window(account, first, last) },
        },
        z.array(ActiveEntity),
      );
      if (!rows.ok) return rows;
      for (const row of rows.value) ids.add(row.entity_id);
    }
    return ok([...ids]);
  }

  async function now(
    account: AccountRef,
    groups: readonly (readonly string[])[],
    fromDay: string,
    toDay: string,
    take: Take,
  ): Outcome<null> {
    for (const [first, last] of stretches(fromDay, toDay, DAYS_NOW)) {
      for (const ids of groups) {
        const answer = await client.call(
          { ...auth(account), method: 'GET', path: `stats/accounts/${account.remoteId}`, values: question(account, ids, first, last) },
          Stats,
        );
        if (!answer.ok) return answer;
        for (const row of answer.value.data) take(row, first);
      }
    }
    return ok(null);
  }

  async function later(
    account: AccountRef,
    groups: readonly (readonly string[])[],
    fromDay: string,
    toDay: string,
    take: Take,
  ): Outcome<null> {
    for (const [first, last] of stretches(fromDay, toDay, DAYS_LATER)) {
      for (let from = 0; from < groups.length; from += JOBS_AT_ONCE) {
        const done = await jobs(account, groups.slice(from, from + JOBS_AT_ONCE), first, last, take);
        if (!done.ok) return done;
      }
    }
    return ok(null);
  }

  async function jobs(account: AccountRef, groups: readonly (readonly string[])[], first: string, last: string, take: Take): Outcome<null> {
    const open = new Set<string>();
    for (const ids of groups) {
      const job = await client.one(
        { ...auth(account), method: 'POST', path: `stats/jobs/accounts/${account.remoteId}`, values: question(account, ids, first, last) },
        StatsJob,
      );
      // A job that may have been started only works for nobody: the reading failed, and no more.
      if (!job.ok) return job.error.kind === 'outcome_unknown' ? err({ kind: 'unavailable', raw: job.error.raw }) : job;
      open.add(job.value.id_str);
    }
    for (let poll = 0; open.size > 0; poll += 1) {
      if (poll === MOST_POLLS) return err({ kind: 'unavailable', raw: rawAnswer(200, null, 'X does not finish its reports', null) });
      await clock.sleep(Math.min(LONGEST_POLL_MS, POLL_MS * (poll + 1)));
      const states = await client.one(
        { ...auth(account), method: 'GET', path: `stats/jobs/accounts/${account.remoteId}`, values: { job_ids: [...open].join(',') } },
        z.array(StatsJob),
      );
      if (!states.ok) return states;
      for (const job of states.value) {
        if (!open.has(job.id_str) || job.status === 'PROCESSING' || job.status === 'QUEUED' || job.status === 'UPLOADING') continue;
        if (job.status !== 'SUCCESS' || typeof job.url !== 'string')
          return err({ kind: 'unavailable', raw: rawAnswer(200, job.status, 'X could not make a report', null) });
        const file = await client.file(account, job.url);
        if (!file.ok) return file;
        const rows = z.object({ data: z.array(StatsRow) }).safeParse(file.value);
        if (!rows.success)
          return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'The report has a shape that this version does not know', null) });
        for (const row of rows.data.data) take(row, first);
        open.delete(job.id_str);
      }
    }
    return ok(null);
  }

  return async function metrics(account, fromDay, toDay) {
    const active = await activeIn(account, fromDay, toDay);
    if (!active.ok) return active;
    if (active.value.length === 0) return ok([]);
    const associations = await posts.associations(account, [], true);
    if (!associations.ok) return associations;
    const postOf = new Map(associations.value.map((row) => [row.id, row.tweet_id]));
    const totals = new Map<string, Totals>();
    const take: Take = (row, firstDay) => {
      const post = postOf.get(row.id);
      if (post !== undefined) addUp(totals, post, row, firstDay);
    };
    const groups = chunks(active.value, IDS);
    const calls = groups.length * stretches(fromDay, toDay, DAYS_NOW).length;
    const read = await (calls > MOST_NOW ? later : now)(account, groups, fromDay, toDay, take);
    if (!read.ok) return read;
    return ok(
      [...totals].map(([key, total]) => {
        const [day = '', adRemoteId = ''] = key.split('|');
        const { impressions, clicks, conversions, spendMicros } = total;
        return {
          adRemoteId,
          day,
          impressions,
          clicks,
          conversions,
          spend: { amountMicros: spendMicros, currency: account.currency },
          attributionWindow: ATTRIBUTION,
        };
      }),
    );
  };
}

type Take = (row: StatsRow, firstDay: string) => void;

/** A list that is null, or a null in it, is a zero. Clicks are those on the address. */
function addUp(totals: Map<string, Totals>, post: string, row: StatsRow, firstDay: string): void {
  for (const { metrics } of row.id_data) {
    const impressions = series(metrics['impressions']);
    const clicks = series(metrics['url_clicks']);
    const spend = series(metrics['billed_charge_local_micro']);
    const tag = metrics[CONVERSION];
    const viewed = series(member(tag, 'post_view'));
    const engaged = series(member(tag, 'post_engagement'));
    const length = Math.max(impressions.length, clicks.length, spend.length, viewed.length, engaged.length);
    for (let index = 0; index < length; index += 1) {
      const add = {
        impressions: impressions[index] ?? 0,
        clicks: clicks[index] ?? 0,
        conversions: (viewed[index] ?? 0) + (engaged[index] ?? 0),
        spendMicros: BigInt(Math.round(spend[index] ?? 0)),
      };
      if (add.impressions === 0 && add.clicks === 0 && add.conversions === 0 && add.spendMicros === 0n) continue;
      const key = `${dayFromNumber(dayNumber(firstDay) + index)}|${post}`;
      const before = totals.get(key) ?? { impressions: 0, clicks: 0, conversions: 0, spendMicros: 0n };
      totals.set(key, {
        impressions: before.impressions + add.impressions,
        clicks: before.clicks + add.clicks,
        conversions: before.conversions + add.conversions,
        spendMicros: before.spendMicros + add.spendMicros,
      });
    }
  }
}

function series(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map((entry) => (typeof entry === 'number' && Number.isFinite(entry) ? entry : 0)) : [];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : null; // tested with `in`
}

function stretches(fromDay: string, toDay: string, days: number): readonly (readonly [string, string])[] {
  const parts: (readonly [string, string])[] = [];
  for (let first = fromDay; first <= toDay; first = addDays(first, days)) {
    const last = addDays(first, days - 1);
    parts.push([first, last < toDay ? last : toDay]);
  }
  return parts;
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
