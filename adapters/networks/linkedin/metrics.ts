import { addDays, dayNumber, dayFromNumber, err, ok, type Result } from '../../../core/kernel/index.ts';
import { z } from 'zod';
import type { AccountRef, MetricRow, NetworkFailure } from '../../../core/ports/index.ts';
import type { LinkedInClient } from './client.ts';
import { rawAnswer, strange } from './failures.ts';
import { LIMITS, linkedinCapabilities } from './manifest.ts';
import { microsOf } from './map.ts';
import { idOf, urn } from './restli.ts';
import { ReportRow } from './schemas.ts';

/** Without `fields` a report tells impressions and clicks and nothing else. "Reporting" (202607; read 2026-11-20) */
const FIELDS = 'impressions,clicks,costInLocalCurrency,externalWebsiteConversions,oneClickLeads,pivotValues,dateRange';
const Report = z.object({ elements: z.array(ReportRow) });

/** Figures by creative and UTC day. A report has no pages: one that is full is asked again in halves. */
export function createMetrics(
  client: LinkedInClient,
): (account: AccountRef, fromDay: string, toDay: string) => Promise<Result<readonly MetricRow[], NetworkFailure>> {
  return async function metrics(account, fromDay, toDay): Promise<Result<readonly MetricRow[], NetworkFailure>> {
    const report = await reportOf(client, account, fromDay, toDay);
    if (!report.ok) return report;
    if (report.value.length >= LIMITS.reportRows) {
      if (fromDay >= toDay)
        return err({ kind: 'unsupported', raw: rawAnswer(200, null, 'One day has more rows than a report can hold', null) });
      const middle = dayFromNumber(Math.floor((dayNumber(fromDay) + dayNumber(toDay)) / 2));
      const first = await metrics(account, fromDay, middle);
      if (!first.ok) return first;
      const second = await metrics(account, addDays(middle, 1), toDay);
      return second.ok ? ok([...first.value, ...second.value]) : second;
    }
    const rows: MetricRow[] = [];
    for (const entry of report.value) {
      const row = metricOf(entry, account);
      if (row === null) return err(strange(JSON.stringify(entry)));
      if (row.impressions > 0 || row.spend.amountMicros > 0n || row.conversions > 0) rows.push(row);
    }
    return ok(rows);
  };
}

/** Also the question whether the token may read reports at all. */
export async function reportOf(
  client: LinkedInClient,
  account: AccountRef,
  fromDay: string,
  toDay: string,
): Promise<Result<readonly ReportRow[], NetworkFailure>> {
  const answer = await client.one(
    {
      path: '/adAnalytics',
      query: {
        q: 'analytics',
        pivot: 'CREATIVE',
        timeGranularity: 'DAILY',
        dateRange: { start: dateOf(fromDay), end: dateOf(toDay) },
        accounts: [urn('sponsoredAccount', account.remoteId)],
        fields: FIELDS,
      },
      secretName: account.secretName,
    },
    Report,
  );
  return answer.ok ? ok(answer.value.elements) : answer;
}

function dateOf(day: string): { readonly year: number; readonly month: number; readonly day: number } {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return { year, month, day: date };
}

/** Null when the row is not in figures. Conversions on the page and leads of forms are different events: both are applications. */
export function metricOf(row: ReportRow, account: AccountRef): MetricRow | null {
  const adRemoteId = idOf(row.pivotValues[0] ?? '');
  const micros = microsOf(row.costInLocalCurrency);
  const counts = [row.impressions, row.clicks];
  const conversions = row.externalWebsiteConversions + row.oneClickLeads;
  if (adRemoteId === null || micros === null || micros < 0n || !(conversions >= 0)) return null;
  if (counts.some((count) => !Number.isSafeInteger(count) || count < 0)) return null;
  const two = (value: number): string => String(value).padStart(2, '0');
  const { year, month, day } = row.dateRange.start;
  return {
    adRemoteId,
    day: `${year}-${two(month)}-${two(day)}`,
    impressions: row.impressions,
    clicks: row.clicks,
    conversions,
    spend: { amountMicros: micros, currency: account.currency },
    attributionWindow: linkedinCapabilities.attributionWindow,
  };
}
