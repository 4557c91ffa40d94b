import type { Dimension, GroupSums, ResultRange, ResultStore, Sums } from '../../core/results/result-store.ts';
import type { Database } from './database.ts';
import { createResultOutcomes } from './result-outcomes.ts';

/** `key` is what rows are told apart by, `join` where their label comes from. */
const DIMENSIONS: Readonly<
  Record<Dimension, { readonly table: string; readonly key: string; readonly label: string; readonly join: string }>
> = {
  network: { table: 'metric_client_day', key: 'm.network', label: 'm.network', join: '' },
  client: { table: 'metric_client_day', key: 'm.client_id', label: 'c.name', join: 'LEFT JOIN client c ON c.id = m.client_id' },
  campaign: {
    table: 'metric_campaign_day',
    key: 'm.campaign_id',
    label: 'p.name',
    join: 'LEFT JOIN plan_object p ON p.id = m.campaign_id',
  },
  vacancy: { table: 'metric_vacancy_day', key: 'm.vacancy_id', label: 'v.title', join: 'LEFT JOIN vacancy v ON v.id = m.vacancy_id' },
  role_family: {
    table: 'metric_vacancy_day',
    key: "coalesce(v.role_family, '')",
    label: 'v.role_family',
    join: 'LEFT JOIN vacancy v ON v.id = m.vacancy_id',
  },
  city: {
    table: 'metric_vacancy_day',
    key: "coalesce(v.place_country || '/' || coalesce(v.place_code, v.place_name), '')",
    label: 'v.place_name',
    join: 'LEFT JOIN vacancy v ON v.id = m.vacancy_id',
  },
};
/** Sums per day and inner key first, so that the label is looked up once a row and not once a day. */
const SUMS =
  'sum(m.impressions) AS impressions, sum(m.clicks) AS clicks, sum(m.conversions_millionths) AS conversions, sum(m.spend_micros) AS spend, m.currency AS currency';

interface SumRow {
  readonly impressions: bigint;
  readonly clicks: bigint;
  readonly conversions: bigint;
  readonly spend: bigint;
  readonly currency: string;
}

/** Screens read the daily sums only; their size is days × campaigns, whatever the number of ads. */
export function createResultStore(db: Database): ResultStore {
  const readTotal = db
    .prepare<[string], SumRow>(
      'SELECT impressions, clicks, conversions_millionths AS conversions, spend_micros AS spend, currency FROM metric_ad WHERE ad_id = ?',
    )
    .safeIntegers();
  const countRestatements = db.prepare<[], number>('SELECT count(*) FROM metric_restatement').pluck();
  const readRestatements = db.prepare<
    [number, number],
    { network: string; adName: string; day: string; measure: string; before: string; after: string; seenAt: string }
  >(`
    SELECT r.network, coalesce(p.name, '') AS adName, r.day, r.measure, r.before, r.after, r.seen_at AS seenAt
    FROM metric_restatement r LEFT JOIN plan_object p ON p.id = r.ad_id ORDER BY r.ordinal DESC LIMIT ? OFFSET ?`);

  return {
    ...createResultOutcomes(db),
    totals(range) {
      const { condition, values } = conditionOf(range);
      return db
        .prepare<unknown[], SumRow>(`SELECT ${SUMS} FROM metric_client_day m WHERE ${condition} GROUP BY m.currency ORDER BY spend DESC`)
        .safeIntegers()
        .all(...values)
        .map(toSums);
    },
    byDay(range) {
      const { condition, values } = conditionOf(range);
      const rows = db
        .prepare<unknown[], SumRow & { day: string; network: string }>(
          `SELECT m.day AS day, m.network AS network, ${SUMS} FROM metric_client_day m WHERE ${condition} GROUP BY m.day, m.network, m.currency`,
        )
        .safeIntegers()
        .all(...values);
      return rows.map((row) => ({ ...toSums(row), day: row.day, network: row.network }));
    },
    groups(range, by) {
      const { table, key, label, join } = DIMENSIONS[by];
      const { condition, values } = conditionOf(range);
      const rows = db
        .prepare<unknown[], SumRow & { key: string; label: string | null; network: string | null }>(`
        SELECT ${key} AS key, max(${label}) AS label, CASE WHEN min(m.network) = max(m.network) THEN max(m.network) END AS network, ${SUMS}
        FROM ${inner(table, by, condition)} m ${join} GROUP BY 1, m.currency`)
        .safeIntegers()
        .all(...values);
      return rows.map((row): GroupSums => ({ ...toSums(row), key: row.key, label: row.label ?? '', network: row.network }));
    },
    groupDays(range, by, keys) {
      const { table, key, join } = DIMENSIONS[by];
      const { condition, values } = conditionOf(range);
      const rows = db
        .prepare<unknown[], SumRow & { key: string; day: string }>(`
        SELECT ${key} AS key, m.day AS day, ${SUMS} FROM ${table} m ${join}
        WHERE ${condition} AND ${key} IN (SELECT value FROM json_each(?)) GROUP BY 1, m.day, m.currency`)
        .safeIntegers()
        .all(...values, JSON.stringify(keys));
      return rows.map((row) => ({ ...toSums(row), key: row.key, day: row.day }));
    },
    restatements: (offset, limit) => ({ rows: readRestatements.all(limit, offset), total: countRestatements.get() ?? 0 }),
    sources(range) {
      const where: string[] = ['1'];
      const values: string[] = [];
      if (range.clientId !== null) {
        where.push('client_id = ?');
        values.push(range.clientId);
      }
      if (range.networks.length > 0) {
        where.push('network IN (SELECT value FROM json_each(?))');
        values.push(JSON.stringify(range.networks));
      }
      return db
        .prepare<unknown[], { network: string; attributionWindow: string; readAt: string | null; metricsDay: string | null }>(
          `SELECT network, attribution_window AS attributionWindow, metrics_read_at AS readAt, metrics_day AS metricsDay FROM sync_state WHERE ${where.join(' AND ')}`,
        )
        .all(...values);
    },
    adTotals(adIds) {
      const found = new Map<string, Sums>();
      for (const adId of adIds) {
        const row = readTotal.get(adId);
        if (row !== undefined) found.set(adId, toSums(row));
      }
      return found;
    },
  };
}

/** The range's sums per own key of the table: far fewer rows for the join than days have. */
function inner(table: string, by: Dimension, condition: string): string {
  const own = by === 'network' || by === 'client' ? 'client_id' : by === 'campaign' ? 'campaign_id' : 'vacancy_id';
  return `(SELECT m.${own}, m.network, m.currency, sum(m.impressions) AS impressions, sum(m.clicks) AS clicks, sum(m.conversions_millionths) AS conversions_millionths, sum(m.spend_micros) AS spend_micros
    FROM ${table} m WHERE ${condition} GROUP BY m.${own}, m.network, m.currency)`;
}

function conditionOf(range: ResultRange): { readonly condition: string; readonly values: readonly string[] } {
  const where = ['m.day BETWEEN ? AND ?'];
  const values = [range.fromDay, range.toDay];
  if (range.clientId !== null) {
    where.push('m.client_id = ?');
    values.push(range.clientId);
  }
  if (range.networks.length > 0) {
    where.push('m.network IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(range.networks));
  }
  return { condition: where.join(' AND '), values };
}

function toSums(row: SumRow): Sums {
  return {
    impressions: Number(row.impressions),
    clicks: Number(row.clicks),
    conversionsMillionths: Number(row.conversions),
    spendMicros: row.spend,
    currency: row.currency,
  };
}
