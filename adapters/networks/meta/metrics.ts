import { addDays, dayNumber, err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, MetricRow, NetworkFailure } from '../../../core/ports/index.ts';
import type { MetaClient } from './client.ts';
import { rawAnswer } from './failures.ts';
import { ATTRIBUTION_WINDOWS } from './manifest.ts';
import { metricOf } from './map.ts';
import { InsightRow } from './schemas.ts';
import { accountPath } from './steps.ts';

const LONGEST_STRETCH_DAYS = 31;
const PAGE = 500;

/**
 * Figures by ad and day. Asked for in months, and in halves where Meta finds a month too large (100/1487534): the synchronous
 * report of few days is quicker than a background one, and its failure says at once what it is.
 */
export function createMetrics(
  client: MetaClient,
): (account: AccountRef, fromDay: string, toDay: string) => Promise<Result<readonly MetricRow[], NetworkFailure>> {
  async function stretch(account: AccountRef, since: string, until: string): Promise<Result<readonly MetricRow[], NetworkFailure>> {
    const rows = await client.all(
      {
        path: `${accountPath(account.remoteId)}/insights`,
        params: {
          level: 'ad',
          time_increment: 1,
          time_range: { since, until },
          fields: 'ad_id,impressions,clicks,spend,actions,account_currency',
          action_attribution_windows: ATTRIBUTION_WINDOWS,
          limit: PAGE,
        },
        secretName: account.secretName,
        accountId: account.remoteId,
      },
      InsightRow,
    );
    if (!rows.ok) {
      const tooLarge = rows.error.kind === 'refused' && rows.error.code === 'meta.report_too_large';
      if (!tooLarge || since === until) return rows;
      const middle = addDays(since, Math.floor((dayNumber(until) - dayNumber(since)) / 2));
      const first = await stretch(account, since, middle);
      if (!first.ok) return first;
      const second = await stretch(account, addDays(middle, 1), until);
      return second.ok ? ok([...first.value, ...second.value]) : second;
    }
    const metrics: MetricRow[] = [];
    for (const row of rows.value) {
      const metric =
        row.account_currency === undefined || row.account_currency === account.currency ? metricOf(row, account.currency) : null;
      if (metric === null)
        return err({
          kind: 'unsupported',
          raw: rawAnswer(200, null, 'A row of the report is not in figures of this account', JSON.stringify(row)),
        });
      metrics.push(metric);
    }
    return ok(metrics);
  }

  return async function metrics(account, fromDay, toDay) {
    const all: MetricRow[] = [];
    for (let since = fromDay; since <= toDay; since = addDays(since, LONGEST_STRETCH_DAYS)) {
      const last = addDays(since, LONGEST_STRETCH_DAYS - 1);
      const part = await stretch(account, since, last < toDay ? last : toDay);
      if (!part.ok) return part;
      all.push(...part.value);
    }
    return ok(all);
  };
}
