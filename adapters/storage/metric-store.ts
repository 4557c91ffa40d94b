import { decimalText } from '../../core/kernel/money.ts';
import type { MetricDay, MetricStore, SyncState } from '../../core/sync/metric-store.ts';
import type { Database } from './database.ts';

interface Sums {
  impressions: number;
  clicks: number;
  conversions: number;
  spend: bigint;
}
interface StoredDay {
  readonly impressions: bigint;
  readonly clicks: bigint;
  readonly conversions_millionths: bigint;
  readonly spend_micros: bigint;
  readonly is_complete: bigint;
  readonly is_final: bigint;
}

/** Figures on SQLite. Sums are moved by differences, collected over the batch, so a day's reading costs its rows and not its history. */
export function createMetricStore(db: Database): MetricStore {
  const readAd = db.prepare<[string], number>('SELECT n FROM metric_ad WHERE ad_id = ?').pluck();
  const insertAd = db.prepare(
    'INSERT INTO metric_ad (ad_id, account_id, network, client_id, campaign_id, vacancy_id, currency) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addTotal = db.prepare(
    'UPDATE metric_ad SET impressions = impressions + ?, clicks = clicks + ?, conversions_millionths = conversions_millionths + ?, spend_micros = spend_micros + ? WHERE n = ?',
  );
  const readDay = db
    .prepare<[number, string], StoredDay>(
      'SELECT impressions, clicks, conversions_millionths, spend_micros, is_complete, is_final FROM metric_day WHERE ad = ? AND day = ?',
    )
    .safeIntegers();
  const writeDay = db.prepare(
    'INSERT OR REPLACE INTO metric_day (ad, day, impressions, clicks, conversions_millionths, spend_micros, is_complete, is_final) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRestatement = db.prepare(
    'INSERT INTO metric_restatement (network, ad_id, day, measure, before, after, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const adder = (table: string, columns: string) =>
    db.prepare(`INSERT INTO ${table} (${columns}, impressions, clicks, conversions_millionths, spend_micros) VALUES (${columns
      .split(',')
      .map(() => '?')
      .join(', ')}, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET impressions = impressions + excluded.impressions, clicks = clicks + excluded.clicks,
        conversions_millionths = conversions_millionths + excluded.conversions_millionths, spend_micros = spend_micros + excluded.spend_micros`);
  const addClient = adder('metric_client_day', 'day, client_id, network, currency');
  const addCampaign = adder('metric_campaign_day', 'day, campaign_id, client_id, network, currency');
  const addVacancy = adder('metric_vacancy_day', 'day, vacancy_id, client_id, network, currency');
  const readState = db.prepare<
    [string],
    {
      account_id: string;
      client_id: string;
      network: string;
      status_read_at: string | null;
      metrics_read_at: string | null;
      metrics_day: string | null;
      attribution_window: string;
    }
  >('SELECT * FROM sync_state WHERE account_id = ?');
  const writeState = db.prepare(
    'INSERT OR REPLACE INTO sync_state (account_id, client_id, network, status_read_at, metrics_read_at, metrics_day, attribution_window) VALUES (@accountId, @clientId, @network, @statusReadAt, @metricsReadAt, @metricsDay, @attributionWindow)',
  );

  /** The ad's row; written once, so figures stay with the campaign and vacancy under which they were earned. */
  function adNumber(day: MetricDay): number {
    const found = readAd.get(day.ad.adId);
    if (found !== undefined) return found;
    const { ad } = day;
    return Number(
      insertAd.run(ad.adId, ad.accountId, ad.network, ad.clientId, ad.campaignId, ad.vacancyId ?? '', ad.currency).lastInsertRowid,
    );
  }

  function keepRestatement(day: MetricDay, before: StoredDay, seenAt: string): boolean {
    const pairs = [
      ['impressions', before.impressions.toString(), day.impressions.toString()],
      ['clicks', before.clicks.toString(), day.clicks.toString()],
      ['conversions', decimalText(before.conversions_millionths, 0), decimalText(BigInt(day.conversionsMillionths), 0)],
      ['spend', decimalText(before.spend_micros), decimalText(day.spendMicros)],
    ] as const;
    const moved = pairs.filter(([, was, is]) => was !== is);
    for (const [measure, was, is] of moved) insertRestatement.run(day.ad.network, day.ad.adId, day.day, measure, was, is, seenAt);
    return moved.length > 0;
  }

  return {
    write(days, seenAt) {
      const clients = new Map<string, { key: readonly string[]; sums: Sums }>();
      const campaigns = new Map<string, { key: readonly string[]; sums: Sums }>();
      const vacancies = new Map<string, { key: readonly string[]; sums: Sums }>();
      let written = 0;
      let restated = 0;
      for (const day of days) {
        const n = adNumber(day);
        const before = readDay.get(n, day.day);
        const delta: Sums = {
          impressions: day.impressions - Number(before?.impressions ?? 0n),
          clicks: day.clicks - Number(before?.clicks ?? 0n),
          conversions: day.conversionsMillionths - Number(before?.conversions_millionths ?? 0n),
          spend: day.spendMicros - (before?.spend_micros ?? 0n),
        };
        const moved = delta.impressions !== 0 || delta.clicks !== 0 || delta.conversions !== 0 || delta.spend !== 0n;
        if (
          before !== undefined &&
          !moved &&
          Number(before.is_complete) === (day.isComplete ? 1 : 0) &&
          Number(before.is_final) === (day.isFinal ? 1 : 0)
        )
          continue;
        if (before !== undefined && before.is_complete === 1n && keepRestatement(day, before, seenAt)) restated += 1;
        writeDay.run(
          n,
          day.day,
          day.impressions,
          day.clicks,
          day.conversionsMillionths,
          day.spendMicros,
          day.isComplete ? 1 : 0,
          day.isFinal ? 1 : 0,
        );
        written += 1;
        if (!moved) continue;
        addTotal.run(delta.impressions, delta.clicks, delta.conversions, delta.spend, n);
        const { clientId, network, currency, campaignId, vacancyId } = day.ad;
        add(clients, [day.day, clientId, network, currency], delta);
        add(campaigns, [day.day, campaignId, clientId, network, currency], delta);
        add(vacancies, [day.day, vacancyId ?? '', clientId, network, currency], delta);
      }
      for (const { key, sums } of clients.values()) addClient.run(...key, sums.impressions, sums.clicks, sums.conversions, sums.spend);
      for (const { key, sums } of campaigns.values()) addCampaign.run(...key, sums.impressions, sums.clicks, sums.conversions, sums.spend);
      for (const { key, sums } of vacancies.values()) addVacancy.run(...key, sums.impressions, sums.clicks, sums.conversions, sums.spend);
      return { written, restated };
    },
    state(accountId) {
      const row = readState.get(accountId);
      if (row === undefined) return null;
      return {
        accountId: row.account_id,
        clientId: row.client_id,
        network: row.network,
        statusReadAt: row.status_read_at,
        metricsReadAt: row.metrics_read_at,
        metricsDay: row.metrics_day,
        attributionWindow: row.attribution_window,
      };
    },
    saveState: (state: SyncState) => void writeState.run(state),
  };
}

function add(into: Map<string, { key: readonly string[]; sums: Sums }>, key: readonly string[], delta: Sums): void {
  const text = key.join('\u0000');
  const found = into.get(text);
  if (found === undefined) {
    into.set(text, { key, sums: { ...delta } });
    return;
  }
  found.sums.impressions += delta.impressions;
  found.sums.clicks += delta.clicks;
  found.sums.conversions += delta.conversions;
  found.sums.spend += delta.spend;
}
