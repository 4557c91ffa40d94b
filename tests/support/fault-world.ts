import type { JournalDatabase } from './publishing-database.ts';
import { draftCampaign } from './publishing-plans.ts';
import { createWorld, type Sabotage, type World } from './publishing-world.ts';

export interface FaultWorldOptions {
  readonly journal: JournalDatabase;
  readonly seed?: number;
  readonly networks?: readonly string[];
  readonly creation?: 'tree' | 'object';
  readonly campaigns?: number;
  readonly groups?: number;
  readonly adsPerGroup?: number;
  readonly concurrency?: number;
  readonly sabotage?: Sabotage;
}

/** A world with draft campaigns that are approved and not published yet. */
export function faultWorld(options: FaultWorldOptions): World {
  const ids = options.networks ?? ['net'];
  const world = createWorld({
    seed: options.seed ?? 3,
    journal: options.journal,
    networks: ids.map((id) => ({
      id,
      creation: options.creation ?? ('object' as const),
      textEdit: 'new_creative' as const,
      lagMs: 30_000,
      concurrency: options.concurrency ?? 3,
    })),
    lagChance: 0,
    ...(options.sabotage === undefined ? {} : { sabotage: options.sabotage }),
  });
  for (const id of ids) {
    const currency = world.accounts.get(`account-${id}`)!.account.currency; // the world made one account a network
    for (let campaign = 0; campaign < (options.campaigns ?? 1); campaign += 1)
      for (const record of draftCampaign({
        network: id,
        accountId: `account-${id}`,
        clientId: 'client-1',
        currency,
        budgetMicros: 10_000_000n,
        groups: options.groups ?? 1,
        adsPerGroup: options.adsPerGroup ?? 2,
        nextId: world.nextId,
        marker: world.marker,
        vacancyOf: (ad) => `vacancy-${campaign}-${ad}`,
      }))
        world.plans.put(record);
  }
  world.approveAll();
  return world;
}

/** Six campaigns whose journal's file grows with every step, as it does with the real audit log; here the log is in memory. */
export function growingWorld(journal: JournalDatabase, seed: number): World {
  journal.db.exec('CREATE TABLE IF NOT EXISTS growth (bytes BLOB)');
  const grow = journal.db.prepare('INSERT INTO growth VALUES (zeroblob(2000))');
  return faultWorld({
    journal,
    seed,
    campaigns: 6,
    groups: 2,
    adsPerGroup: 4,
    sabotage: (deps) => ({
      ...deps,
      audit: {
        append(context, action, subject, details) {
          grow.run();
          deps.audit.append(context, action, subject, details);
        },
      },
    }),
  });
}
