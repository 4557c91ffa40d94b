import { addDays, err, ok, type Result } from '../../../core/kernel/index.ts';
import type { AccountRef, MetricRow, NetworkFailure } from '../../../core/ports/index.ts';
import type { SnapClient } from './client.ts';
import { rawAnswer } from './failures.ts';
import { ATTRIBUTION, LIMITS, snapchatCapabilities } from './manifest.ts';
import { fromMicro } from './map.ts';
import { DayStats, type Stats } from './schemas.ts';
import { dayAt, startOfDayMs, startOfNextDayMs } from '../account-days.ts';
import { parseSnapTime, snapTime } from './zone.ts';

const WINDOW = snapchatCapabilities().attributionWindow;

/**
 * Figures by ad and day. Without a breakdown an account tells its spend and nothing else; the bounds sit on the edges of days
 * in the account's own zone, or the call is refused. "Measurement" (v1; read 2026-11-20)
 */
export function createMetrics(
  client: SnapClient,
): (account: AccountRef, fromDay: string, toDay: string) => Promise<Result<readonly MetricRow[], NetworkFailure>> {
  return async function metrics(account, fromDay, toDay) {
    const rows: MetricRow[] = [];
    for (let first = fromDay; first <= toDay; first = addDays(first, LIMITS.statsDays)) {
      const lastOfPart = addDays(first, LIMITS.statsDays - 1);
      const last = lastOfPart < toDay ? lastOfPart : toDay;
      const parts = await client.all(
        {
          path: `/adaccounts/${account.remoteId}/stats`,
          query: {
            granularity: 'DAY',
            breakdown: 'ad',
            fields: 'impressions,swipes,spend,conversion_sign_ups,native_leads',
            start_time: snapTime(startOfDayMs(first, account.timeZone), account.timeZone),
            end_time: snapTime(startOfNextDayMs(last, account.timeZone), account.timeZone),
            swipe_up_attribution_window: ATTRIBUTION.swipe,
            view_attribution_window: ATTRIBUTION.view,
            omit_empty: 'true',
          },
          secretName: account.secretName,
        },
        { plural: 'timeseries_stats', singular: 'timeseries_stat' },
        DayStats,
        null,
      );
      if (!parts.ok) return parts;
      for (const ad of parts.value.flatMap((part) => part.breakdown_stats.ad)) {
        for (const entry of ad.timeseries) {
          const row = metricOf(ad.id, entry.start_time, entry.stats, account);
          if (row === null)
            return err({
              kind: 'unsupported',
              raw: rawAnswer(200, null, 'A row of the report is not in figures of this account', JSON.stringify(entry)),
            });
          if (row.impressions > 0 || row.spend.amountMicros > 0n || row.conversions > 0) rows.push(row);
        }
      }
    }
    return ok(rows);
  };
}

/** Null when the row is not in figures. Sign-ups on the pixel and leads of forms are different events, so both are applications. */
export function metricOf(adId: string, startTime: string, stats: Stats, account: AccountRef): MetricRow | null {
  const startMs = parseSnapTime(startTime);
  const spend = fromMicro(stats.spend);
  const counts = [stats.impressions, stats.swipes];
  const conversions = stats.conversion_sign_ups + stats.native_leads;
  if (startMs === null || spend === null || counts.some((count) => !Number.isSafeInteger(count) || count < 0) || !(conversions >= 0))
    return null;
  return {
    adRemoteId: adId,
    day: dayAt(startMs, account.timeZone),
    impressions: stats.impressions,
    clicks: stats.swipes,
    conversions,
    spend: { amountMicros: spend, currency: account.currency },
    attributionWindow: WINDOW,
  };
}
