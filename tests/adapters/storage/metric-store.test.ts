import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMetricStore } from '../../../adapters/storage/metric-store.ts';
import { createHomeStore } from '../../../adapters/storage/home-store.ts';
import { createResultStore } from '../../../adapters/storage/result-store.ts';
import { createResults } from '../../../core/results/index.ts';
import { createHome } from '../../../core/home/index.ts';
import type { MetricDay } from '../../../core/sync/index.ts';
import { scratchDatabase, someone } from './support.ts';

function day(ad: number, date: string, clicks: number, more: Partial<MetricDay> = {}): MetricDay {
  return {
    ad: {
      adId: `ad-${ad}`,
      accountId: 'acc',
      network: ad % 2 === 0 ? 'meta' : 'google',
      clientId: 'k',
      campaignId: `campaign-${ad % 3}`,
      vacancyId: `v-${ad % 5}`,
      currency: 'COP',
    },
    day: date,
    impressions: clicks * 100,
    clicks,
    conversionsMillionths: clicks * 100_000,
    spendMicros: BigInt(clicks) * 1_000_000n,
    isComplete: true,
    isFinal: false,
    ...more,
  };
}
const RANGE = { clientId: null, networks: [], fromDay: '2026-11-01', toDay: '2026-11-30' };

test('sums kept by differences always equal the sum of the days', () => {
  const { database: db } = scratchDatabase();
  const store = createMetricStore(db);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 10, max: 28 }), fc.nat(500)), { maxLength: 40 }), (rows) => {
      store.write(
        rows.map(([ad, date, clicks]) => day(ad, `2026-11-${date}`, clicks)),
        '2026-11-30T00:00:00.000Z',
      );
      const base = db
        .prepare(
          'SELECT coalesce(sum(clicks), 0), coalesce(sum(spend_micros), 0), coalesce(sum(conversions_millionths), 0) FROM metric_day',
        )
        .raw()
        .get();
      for (const table of ['metric_client_day', 'metric_campaign_day', 'metric_vacancy_day', 'metric_ad']) {
        expect({
          table,
          sums: db
            .prepare(
              `SELECT coalesce(sum(clicks), 0), coalesce(sum(spend_micros), 0), coalesce(sum(conversions_millionths), 0) FROM ${table}`,
            )
            .raw()
            .get(),
        }).toEqual({ table, sums: base });
      }
    }),
    { numRuns: 30 },
  );
});

test('a figure of a finished day that changes is kept with old and new; a growing day is not', () => {
  const { database: db } = scratchDatabase();
  const store = createMetricStore(db);
  const results = createResultStore(db);
  expect(store.write([day(1, '2026-11-10', 5), day(1, '2026-11-11', 5, { isComplete: false })], '2026-11-11T12:00:00.000Z')).toEqual({
    written: 2,
    restated: 0,
  });
  expect(store.write([day(1, '2026-11-10', 5), day(1, '2026-11-11', 9)], '2026-11-12T12:00:00.000Z')).toEqual({ written: 1, restated: 0 });
  expect(store.write([day(1, '2026-11-10', 6)], '2026-11-13T12:00:00.000Z')).toEqual({ written: 1, restated: 1 });
  expect(results.restatements(0, 10)).toMatchObject({
    total: 4,
    rows: [
      { measure: 'spend', before: '5.00', after: '6.00' },
      { measure: 'conversions', before: '0.5', after: '0.6' },
      { measure: 'clicks', before: '5', after: '6' },
      { measure: 'impressions' },
    ],
  });
});

test('results add up the same however they are grouped, and never over currencies', async () => {
  const { database: db } = scratchDatabase();
  const store = createMetricStore(db);
  const { handlers, figures } = createResults({ store: createResultStore(db), networkName: (id) => `Red ${id}` });
  const usd = day(10, '2026-11-12', 7);
  store.write(
    [...Array.from({ length: 10 }, (_, ad) => day(ad, `2026-11-1${ad}`, ad + 1)), { ...usd, ad: { ...usd.ad, currency: 'USD' } }],
    '2026-11-20T00:00:00.000Z',
  );
  const summary = await handlers.summary(RANGE, someone);
  expect(summary).toMatchObject({
    ok: true,
    value: {
      totals: [
        { clicks: 55, spend: { amountMicros: 55_000_000n, currency: 'COP' }, ctr: 0.01 },
        { clicks: 7, spend: { currency: 'USD' } },
      ],
      previous: [],
    },
  });
  for (const by of ['network', 'client', 'campaign', 'vacancy', 'role_family', 'city'] as const) {
    const rows = await handlers.rows({ ...RANGE, by, sort: 'spend', offset: 0, limit: 100 }, someone);
    if (!rows.ok) throw new Error(rows.error.code);
    expect({ by, clicks: rows.value.rows.reduce((sum, row) => sum + row.figures.clicks, 0) }).toEqual({ by, clicks: 62 });
    expect({
      by,
      millionths: Math.round(1_000_000 * rows.value.rows.reduce((sum, row) => sum + row.daily.reduce((a, b) => a + b, 0), 0)),
    }).toEqual({ by, millionths: 62_000_000 });
  }
  const series = await handlers.series({ ...RANGE, measure: 'clicks' }, someone);
  expect(series).toMatchObject({ ok: true, value: { days: { length: 30 } } });
  expect(figures.totals(['ad-4', 'nobody'])).toEqual(
    new Map([['ad-4', { impressions: 500, clicks: 5, conversions: 0.5, spend: { amountMicros: 5_000_000n, currency: 'COP' } }]]),
  );
  expect(await handlers.summary({ ...RANGE, fromDay: '2026-12-01' }, someone)).toMatchObject({
    ok: false,
    error: { code: 'results.range_reversed' },
  });
  expect(await handlers.summary({ ...RANGE, fromDay: '2020-01-01' }, someone)).toMatchObject({
    ok: false,
    error: { code: 'results.range_too_long' },
  });
  const exported = await handlers.export({ ...RANGE, by: 'network', language: 'es' }, someone);
  expect(exported).toMatchObject({ ok: true, value: { fileName: 'resultados-network-2026-11-01-2026-11-30.csv' } });
});

test('home counts over an empty workspace, shows pacing once there is spend, and finds by folded text', async () => {
  const { database: db, clock } = scratchDatabase();
  db.exec(`INSERT INTO client (id, name, folded_name, country, currency, time_zone, monthly_cap_micros, approvals_needed, created_at)
    VALUES ('k', 'Café Ñandú', 'cafe nandu', 'CO', 'COP', 'America/Bogota', 500000000, 0, '2026-11-01T00:00:00.000Z')`);
  const { handlers } = createHome({ store: createHomeStore(db), clock, timeZone: () => 'America/Bogota', versionEnds: () => [] });
  expect(await handlers.overview({ clientId: null }, someone)).toMatchObject({
    ok: true,
    value: { attention: [], closingSoon: [], pacing: [], live: { ads: 0 } },
  });
  createMetricStore(db).write([day(1, '2026-11-10', 210)], '2026-11-11T00:00:00.000Z');
  expect(await handlers.overview({ clientId: 'k' }, someone)).toMatchObject({
    ok: true,
    value: {
      pacing: [
        {
          clientName: 'Café Ñandú',
          spent: { amountMicros: 210_000_000n },
          cap: { amountMicros: 500_000_000n },
          dayOfMonth: 21,
          daysInMonth: 30,
          projected: { amountMicros: 300_000_000n },
        },
      ],
    },
  });
  expect(await handlers.search({ text: 'ÑANDU', limit: 5 }, someone)).toMatchObject({
    ok: true,
    value: { hits: [{ kind: 'client', id: 'k', title: 'Café Ñandú' }] },
  });
});
