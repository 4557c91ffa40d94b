import { addDays, err, microsFromDecimal, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, MetricRow, NetworkFailure } from '../../../core/ports/index.ts';
import type { TikTokClient } from './client.ts';
import { rawAnswer } from './failures.ts';
import { ATTRIBUTION } from './manifest.ts';
import { ReportRow } from './schemas.ts';
import type { Structure } from './structure.ts';
import { askerOf } from './structures.ts';

/** With a day among the dimensions a report spans at most 30 days. "Run a synchronous report" (v1.3; read 2026-11-20) */
const LONGEST_STRETCH_DAYS = 30;
const PAGE = 1_000;

/**
 * One dimension for each way of building: a Smart+ ad reports as `ad_id_v2`, while its `ad_id` is a shell that TikTok made.
 * "Run a synchronous report", examples; the filter keeps the shells out of the first. (v1.3; read 2026-11-20)
 */
const REPORTS: readonly { readonly structure: Structure; readonly dimension: 'ad_id' | 'ad_id_v2'; readonly automation: string }[] = [
  { structure: 'manual', dimension: 'ad_id', automation: 'MANUAL' },
  { structure: 'smart_plus', dimension: 'ad_id_v2', automation: 'UPGRADED_SMART_PLUS' },
];

/** Figures by ad and day, in the account's zone. */
export function createMetrics(client: TikTokClient) {
  async function stretch(
    account: AccountRef,
    from: string,
    to: string,
    report: (typeof REPORTS)[number],
  ): Promise<Result<readonly MetricRow[], NetworkFailure>> {
    const rows = await client.all(
      {
        asker: askerOf(account),
        path: '/report/integrated/get/',
        values: {
          advertiser_id: account.remoteId,
          report_type: 'BASIC',
          data_level: 'AUCTION_AD',
          dimensions: [report.dimension, 'stat_time_day'],
          metrics: ['spend', 'impressions', 'clicks', 'conversion'],
          start_date: from,
          end_date: to,
          // Deleted ads spent too, and are left out unless asked for.
          filtering: [
            { field_name: 'ad_status', filter_type: 'IN', filter_value: '["STATUS_ALL"]' },
            { field_name: 'campaign_automation_type', filter_type: 'IN', filter_value: `["${report.automation}"]` },
          ],
        },
      },
      ReportRow,
      PAGE,
    );
    if (!rows.ok) return rows;
    const metrics: MetricRow[] = [];
    for (const row of rows.value) {
      const metric = metricOf(row, account.currency);
      if (metric === null)
        return err({
          kind: 'unsupported',
          raw: rawAnswer(200, null, 'A row of the report is not in figures', JSON.stringify(row)),
        });
      if (metric.impressions > 0 || metric.clicks > 0 || metric.conversions > 0 || metric.spend.amountMicros > 0n) metrics.push(metric);
    }
    return ok(metrics);
  }

  return async function metrics(
    account: AccountRef,
    fromDay: string,
    toDay: string,
  ): Promise<Result<readonly MetricRow[], NetworkFailure>> {
    const all: MetricRow[] = [];
    for (let from = fromDay; from <= toDay; from = addDays(from, LONGEST_STRETCH_DAYS)) {
      const last = addDays(from, LONGEST_STRETCH_DAYS - 1);
      for (const report of REPORTS) {
        const part = await stretch(account, from, last < toDay ? last : toDay, report);
        if (!part.ok) return part;
        all.push(...part.value);
      }
    }
    return ok(all);
  };
}

/** Null when the row is not in figures: every value is a text. "Basic reports" (v1.3; read 2026-11-20) */
export function metricOf(row: ReportRow, currency: string): MetricRow | null {
  const { ad_id: adId, ad_id_v2: smartId, stat_time_day: day } = row.dimensions;
  const remoteId = smartId ?? adId;
  const spend = microsFromDecimal(textOf(row.metrics['spend']));
  const counts = ['impressions', 'clicks', 'conversion'].map((name) => Number(textOf(row.metrics[name])));
  if (remoteId === undefined || spend === null || counts.some((count) => !Number.isSafeInteger(count) || count < 0)) return null;
  return {
    adRemoteId: remoteId,
    day: day.slice(0, 10),
    impressions: counts[0]!,
    clicks: counts[1]!,
    conversions: counts[2]!,
    spend: { amountMicros: spend, currency },
    attributionWindow: ATTRIBUTION.name,
  };
}

/** What there is nothing to say about comes as a dash. */
function textOf(value: unknown): string {
  return value === undefined || value === null || value === '-' ? '0' : typeof value === 'string' ? value : JSON.stringify(value);
}
