import { createMetricStore } from '../../adapters/storage/metric-store.ts';
import { metrics as metricTables } from '../../adapters/storage/migrations/0060-metrics.ts';
import { createSync, type Sync } from '../../core/sync/index.ts';
import { instantText } from '../../core/publishing/index.ts';
import { ok } from '../../core/kernel/result.ts';
import type { MetricRow, MetricsSource } from '../../core/ports/ad-network.ts';
import { openJournalDatabase, type JournalDatabase } from './publishing-database.ts';
import { createFakeNetwork } from './publishing-network.ts';
import { draftCampaign } from './publishing-plans.ts';
import { createWorld, type World } from './publishing-world.ts';

export function openSyncJournal(): JournalDatabase {
  const journal = openJournalDatabase();
  metricTables.up(journal.db);
  return journal;
}

/** A world with one published campaign, and the reading back of it. */
export interface Desk {
  readonly world: World;
  readonly sync: Sync;
  rows: MetricRow[];
  readonly asked: string[];
}

export async function published(journal: JournalDatabase, seed = 9, adsPerGroup = 2): Promise<Desk> {
  journal.db.exec(
    'DELETE FROM metric_day; DELETE FROM metric_ad; DELETE FROM metric_client_day; DELETE FROM metric_campaign_day; DELETE FROM metric_vacancy_day; DELETE FROM metric_restatement; DELETE FROM sync_state',
  );
  const world = createWorld({
    seed,
    journal,
    networks: [{ id: 'net', creation: 'object', textEdit: 'new_creative', lagMs: 30_000 }],
    lagChance: 0,
  });
  for (const record of draftCampaign({
    network: 'net',
    accountId: 'account-net',
    clientId: 'client-1',
    currency: 'COP',
    budgetMicros: 10_000_000n,
    groups: 1,
    adsPerGroup,
    nextId: world.nextId,
    marker: world.marker,
  }))
    world.plans.put(record);
  world.approveAll();
  await world.start();
  await world.settle();
  const network = createFakeNetwork({
    id: 'net',
    creation: 'object',
    textEdit: 'new_creative',
    books: world.books,
    nowMs: () => world.nowMs,
    lagMs: 30_000,
    lags: () => false,
    fault: () => 'none',
    point: () => undefined,
    leaves: () => undefined,
    effected: () => undefined,
  });
  const desk: Desk = { world, rows: [], asked: [], sync: null as unknown as Sync }; // set below
  const source: MetricsSource = {
    id: 'net',
    metrics: (_account, from, to) => {
      desk.asked.push(`${from}..${to}`);
      return Promise.resolve(ok(desk.rows));
    },
  };
  const sync = createSync({
    directory: {
      accounts: () =>
        [...world.accounts.values()].map(({ account, network: id }) => ({
          account,
          network: id,
          clientId: 'client-1',
          clientName: 'Cliente de prueba',
        })),
    },
    plans: world.plans,
    metrics: createMetricStore(journal.db),
    network: () => network,
    metricsSource: () => source,
    uow: journal.uow,
    audit: { append: (_context, action, subject) => void world.audit.push({ action, subject }) },
    clock: {
      nowMs: () => world.nowMs,
      nowIso: () => instantText(world.nowMs),
      today: () => instantText(world.nowMs).slice(0, 10),
      sleep: () => Promise.resolve(),
    },
    topics: { moved: () => undefined, progress: () => undefined, cancelled: () => false },
    publishing: world.publishing,
    fence: {
      reason: () => (world.fenced ? 'restored' : null),
      lift: () => void (world.fenced = false),
    },
  });
  return Object.assign(desk, { sync });
}
