import { expect, test } from 'vitest';
import { createMetricStore } from '../../../adapters/storage/metric-store.ts';
import { createResultStore } from '../../../adapters/storage/result-store.ts';
import { createResults } from '../../../core/results/index.ts';
import { scratchDatabase, someone } from './support.ts';

const RANGE = { clientId: null, networks: [], fromDay: '2026-11-01', toDay: '2026-11-30' };
type Kind = 'application' | 'qualified' | 'interview' | 'hired';

/** Two clients: `k` spends pesos at Meta, dollars at Google and both at X; `other` has never spent anything. */
function desk() {
  const { database: db } = scratchDatabase();
  for (const id of ['k', 'other'])
    db.prepare(
      `INSERT INTO client (id, name, folded_name, country, currency, time_zone, monthly_cap_micros, approvals_needed, created_at)
       VALUES (?, ?, ?, 'CO', 'COP', 'America/Bogota', NULL, 0, '2026-11-01T00:00:00.000Z')`,
    ).run(id, id, id);
  const metrics = createMetricStore(db);
  const spends: readonly (readonly [ad: string, network: string, vacancy: string, currency: string, day: string, units: bigint])[] = [
    ['1', 'meta', 'v1', 'COP', '2026-11-10', 900_000n],
    ['2', 'meta', 'v2', 'COP', '2026-11-11', 100_000n],
    ['3', 'google', 'v1', 'USD', '2026-11-12', 50n],
    ['4', 'x', 'v1', 'COP', '2026-11-12', 10_000n],
    ['5', 'x', 'v1', 'USD', '2026-11-12', 5n],
    ['6', 'tiktok', 'v3', 'COP', '2026-09-01', 70_000n],
  ];
  metrics.write(
    spends.map(([ad, network, vacancyId, currency, day, units]) => ({
      ad: { adId: ad, accountId: `${network}/${currency}`, network, clientId: 'k', campaignId: `c${ad}`, vacancyId, currency },
      day,
      impressions: 1000,
      clicks: 10,
      conversionsMillionths: 0,
      spendMicros: units * 1_000_000n,
      isComplete: true,
      isFinal: true,
    })),
    '2026-11-20T00:00:00.000Z',
  );
  const insert =
    db.prepare(`INSERT INTO outcome (id, event_id, client_id, vacancy_id, kind, occurred_at, click_network, consent, source, recorded_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'unknown', 'Prueba', '2026-11-20T00:00:00.000Z')`);
  let n = 0;
  const happened = (kind: Kind, times: number, network: string | null, vacancy: string | null, day = '2026-11-15', client = 'k'): void => {
    for (let each = 0; each < times; each++, n++) insert.run(`o${n}`, `e${n}`, client, vacancy, kind, `${day}T12:00:00.000Z`, network);
  };
  return { happened, ...createResults({ store: createResultStore(db), networkName: (id) => `Red ${id}` }) };
}

test('a hire belongs to the network whose click it carries; what nobody knows divides no spend', async () => {
  const { handlers, happened } = desk();
  happened('qualified', 4, 'meta', 'v1');
  happened('qualified', 1, 'meta', null); // no vacancy: in the network's row, in no vacancy's
  happened('hired', 2, 'meta', 'v1');
  happened('hired', 1, 'google', 'v1');
  happened('hired', 3, null, 'v1'); // nobody knows what brought them
  happened('hired', 1, 'x', 'v1'); // two currencies there: whose spend was it?
  happened('hired', 1, 'meta', 'v1', '2026-11-15', 'other'); // who never spent there
  happened('hired', 5, 'meta', 'v1', '2026-10-31'); // before the range
  happened('hired', 1, 'tiktok', 'v3', '2026-11-30'); // its ads ended long before
  const summary = await handlers.summary(RANGE, someone);
  expect(summary).toMatchObject({
    ok: true,
    value: {
      outcomes: [
        {
          currency: 'COP',
          applications: 0,
          qualified: 5,
          hired: 3,
          costPerApplication: null,
          costPerQualified: { amountMicros: 202_000_000_000n, currency: 'COP' }, // 1 010 000 / 5
          costPerHire: { amountMicros: 336_666_666_667n, currency: 'COP' }, // 1 010 000 / 3
        },
        { currency: 'USD', qualified: 0, hired: 1, costPerQualified: null, costPerHire: { amountMicros: 55_000_000n, currency: 'USD' } },
      ],
      unattributed: [
        { kind: 'qualified', count: 0, of: 5 },
        { kind: 'hired', count: 5, of: 9 },
      ],
    },
  });
  // One network's figures are its own; the unattributed share stays that of all.
  expect(await handlers.summary({ ...RANGE, networks: ['google'] }, someone)).toMatchObject({
    ok: true,
    value: {
      outcomes: [{ currency: 'USD', hired: 1, costPerHire: { amountMicros: 50_000_000n } }],
      unattributed: [{}, { count: 5, of: 9 }],
    },
  });
});

test('rows say it by network, client and vacancy, by campaign nothing, and the file ends with what is unattributed', async () => {
  const { handlers, happened } = desk();
  happened('application', 10, 'meta', 'v1');
  happened('qualified', 4, 'meta', 'v1');
  happened('hired', 2, 'meta', 'v2');
  happened('hired', 1, 'tiktok', 'v3');
  happened('hired', 3, null, 'v1');
  const rows = async (by: 'network' | 'client' | 'vacancy' | 'campaign') => {
    const answer = await handlers.rows({ ...RANGE, by, sort: 'spend', offset: 0, limit: 100 }, someone);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value.rows.map(({ key, outcomes }) => [key, outcomes?.hired ?? null, outcomes?.costPerHire?.amountMicros ?? null]);
  };
  expect(await rows('network')).toEqual([
    ['meta/COP', 2, 500_000_000_000n],
    ['x/COP', 0, null],
    ['google/USD', 0, null],
    ['x/USD', 0, null],
    ['tiktok/COP', 1, 0n], // nothing was spent there in these days, and the hire is not hidden
  ]);
  expect(await rows('client')).toEqual([
    ['k/COP', 3, 336_666_666_667n],
    ['k/USD', 0, null],
  ]);
  expect(await rows('vacancy')).toEqual([
    ['v1/COP', 0, null],
    ['v2/COP', 2, 50_000_000_000n],
    ['v1/USD', 0, null],
    ['v3/COP', 1, 0n],
  ]);
  expect((await rows('campaign')).every(([, hired]) => hired === null)).toBe(true);
  const file = await handlers.export({ ...RANGE, by: 'network', language: 'es' }, someone);
  if (!file.ok) throw new Error(file.error.code);
  const lines = file.value.csv.trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/,costo_por_postulacion_importada,costo_por_calificado,costo_por_contratado$/);
  expect(lines[1]).toBe(
    'Red meta,Red meta,COP,2000,20,0,1000000.00,0.010000,50000.00,500000.00,0.000000,,10,4,2,100000.00,250000.00,500000.00',
  );
  expect(lines.at(-1)).toBe(`sin atribuir${','.repeat(11)},0,0,3,,,`);
  const campaigns = await handlers.export({ ...RANGE, by: 'campaign', language: 'en' }, someone);
  if (!campaigns.ok) throw new Error(campaigns.error.code);
  expect(campaigns.value.csv).not.toContain('unattributed');
});
