import { createMetricStore } from '../../adapters/storage/metric-store.ts';
import { metrics as metricTables } from '../../adapters/storage/migrations/0060-metrics.ts';
import { createSync, type Sync } from '../../core/sync/index.ts';
import { instantText } from '../../core/publishing/index.ts';
import { ok } from '../../core/kernel/result.ts';
import type { AdNetwork, MetricRow, MetricsSource, RemoteObject } from '../../core/ports/ad-network.ts';
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
  sync: Sync;
  /** Reads through the publishing of the day: after a restart there is another. */
  resync(): Sync;
  /** Changes what the network says when it is read. */
  rewrite: ((object: RemoteObject) => RemoteObject) | null;
  /** Remote ids whose name lost its marker: listings of what is marked leave them out. */
  readonly unmarked: Set<string>;
  /** One more draft, not published. */
  addDraft(): void;
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
  const addDraft = (): void => {
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
  };
  addDraft();
  world.approveAll();
  await world.start();
  await world.settle();
  const fake = createFakeNetwork({
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
  const network: AdNetwork = {
    ...fake,
    async read(account, scope) {
      const answer = await fake.read(account, scope);
      if (!answer.ok) return answer;
      const listed = answer.value.flatMap((object): RemoteObject[] => {
        if (!desk.unmarked.has(object.remoteId)) return [object];
        return scope.kind === 'all_marked' ? [] : [{ ...object, marker: null }];
      });
      return ok(desk.rewrite === null ? listed : listed.map(desk.rewrite));
    },
  };
  const desk: Desk = {
    world,
    rows: [],
    asked: [],
    rewrite: null,
    unmarked: new Set(),
    addDraft,
    sync: null as unknown as Sync, // set below
    resync: () => (desk.sync = build()),
  };
  const source: MetricsSource = {
    id: 'net',
    metrics: (_account, from, to) => {
      desk.asked.push(`${from}..${to}`);
      return Promise.resolve(ok(desk.rows));
    },
  };
  const build = (): Sync =>
    createSync({
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
  desk.resync();
  return desk;
}
