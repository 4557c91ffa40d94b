import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createUnitOfWork,
  migrate,
  migrations,
  openDatabase,
  createSystemClock,
  createIds,
  createAuditLog,
  type Database,
} from '../../adapters/storage/index.ts';
import { createPublishStore } from '../../adapters/storage/publish-store.ts';
import { contentHash } from '../../core/kernel/canonical.ts';
import { ok } from '../../core/kernel/result.ts';
import type { AccountRef, CallContext, UnitOfWork } from '../../core/ports/index.ts';
import { createPublishing, type PublishingDeps } from '../../core/publishing/index.ts';
import { createBooks, createFakeNetwork } from '../support/publishing-network.ts';
import { createMemoryPlans, draftCampaign, readyObjectsOf } from '../support/publishing-plans.ts';
import { publishToSimulator } from './journal-http.ts';
import { compared, median, plain, type BenchOptions, type Row } from './row.ts';

const ROUNDS = 5;
const CAMPAIGNS = 20;
const ADS_PER_GROUP = 10;
/** Commits of the peer in one round. */
const COMMITS = 1_000;
const GROUPED = 100;
const CONTEXT: CallContext = {
  actor: { id: '01890000-0000-7000-8000-000000000001', name: 'Medición', role: 'admin' },
  carrier: 'test',
  taskId: null,
};

/** Steps a second of the publishing journal, beside what the same database commits in the same minute, and over HTTP to a simulator. */
export async function journalBench({ full, say }: BenchOptions): Promise<readonly Row[]> {
  const rounds: { steps: number; perStep: number; single: number; grouped: number }[] = [];
  const campaigns = full ? CAMPAIGNS * 5 : CAMPAIGNS;
  await withDatabase((db) => publishOnce(db, 2));
  for (let round = 0; round < ROUNDS; round++) {
    say(`round ${round + 1} of ${ROUNDS}`);
    const published = await withDatabase((db) => publishOnce(db, campaigns));
    const single = await withDatabase((db) => Promise.resolve(commitsPerSecond(db, 1)));
    const grouped = await withDatabase((db) => Promise.resolve(commitsPerSecond(db, GROUPED)));
    rounds.push({ steps: published.stepsPerSecond, perStep: published.commitsPerStep, single, grouped });
  }
  const bare = rounds.map(({ steps, single }) => ({ ours: steps, theirs: single }));
  return [
    compared('journal: steps with an instant network', 'steps/s', 'one row a synced commit', bare),
    compared(
      'journal: steps with an instant network',
      'steps/s',
      `${GROUPED} rows a synced commit`,
      rounds.map(({ steps, grouped }) => ({ ours: steps, theirs: grouped })),
    ),
    plain('journal: synced commits a step', 'commits', median(rounds.map(({ perStep }) => perStep))),
    plain('journal: synced commits while publishing', 'commits/s', median(rounds.map(({ steps, perStep }) => steps * perStep))),
    ...(await publishToSimulator(full, say)),
  ];
}

/** An encrypted file with every migration of the program, on the disk that temporary files live on. */
async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-bench-'));
  const db = openDatabase({ file: path.join(folder, 'altavoz.db'), keyHex: randomBytes(32).toString('hex') });
  try {
    migrate(db, migrations, { clock: createSystemClock(), backup: () => undefined });
    return await work(db);
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The peer: what a crash-safe record costs on this disk and nothing else. */
function commitsPerSecond(db: Database, rowsEach: number): number {
  db.exec('CREATE TABLE bare (n INTEGER PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO bare (state, body) VALUES (?, ?)');
  const uow = createUnitOfWork(db);
  const body = 'x'.repeat(400);
  const commits = rowsEach === 1 ? COMMITS : COMMITS / 5;
  const began = performance.now();
  for (let n = 0; n < commits; n++)
    uow.durable(() => {
      for (let row = 0; row < rowsEach; row++) insert.run('planned', body);
    });
  return (commits * rowsEach * 1000) / (performance.now() - began);
}

/** One publish of new campaigns, from the journal's first step to the last reading back. */
async function publishOnce(db: Database, campaigns: number): Promise<{ stepsPerSecond: number; commitsPerStep: number }> {
  const clock = createSystemClock();
  const ids = createIds();
  const plans = createMemoryPlans();
  const account: AccountRef = {
    accountId: ids.next(),
    remoteId: 'remote-1',
    currency: 'COP',
    timeZone: 'America/Bogota',
    country: 'CO',
    secretName: 'none',
    settings: {},
  };
  for (let campaign = 0; campaign < campaigns; campaign++) {
    const shape = {
      network: 'double',
      accountId: account.accountId,
      clientId: ids.next(),
      currency: 'COP',
      budgetMicros: 20_000_000_000n,
      groups: 1,
      adsPerGroup: ADS_PER_GROUP,
    };
    for (const record of draftCampaign({ ...shape, nextId: ids.next, marker: ids.marker })) plans.put(record);
  }
  const nothing = (): void => undefined;
  const network = createFakeNetwork({
    id: 'double',
    creation: 'object',
    textEdit: 'new_creative',
    books: createBooks(),
    nowMs: clock.nowMs,
    lagMs: 0,
    lags: () => false,
    fault: () => 'none',
    point: nothing,
    leaves: nothing,
    effected: nothing,
  });
  let commits = 0;
  const inner = createUnitOfWork(db);
  const uow: UnitOfWork = {
    transaction: (work) => inner.transaction(work),
    durable(work) {
      if (!db.inTransaction) commits += 1;
      return inner.durable(work);
    },
  };
  const objects = plans.all();
  const deps: PublishingDeps = {
    store: createPublishStore(db),
    canaries: { get: () => null, waiting: () => [], save: () => undefined },
    plans,
    changes: {
      contentHashOf: plans.contentHashOf,
      ready: () =>
        ok({
          objects: readyObjectsOf(plans, objects),
          contentHash: contentHash(objects.map(({ id }) => id)),
          objectHashes: new Map(objects.map(({ id }) => [id, plans.contentHashOf(id) ?? ''])),
          daily: [],
          approvalId: null,
        }),
    },
    facts: { mayAdvertise: () => true, monthlyCap: () => null, inCurrency: (amount) => amount, account: () => account },
    directory: { accounts: () => [{ account, network: 'double', clientId: 'client', clientName: 'Medición' }] },
    network: () => network,
    uow,
    audit: createAuditLog({ db, clock, sealKey: randomBytes(32) }),
    clock,
    ids,
    topics: { moved: nothing, progress: nothing, cancelled: () => false },
    fence: { isValid: () => true },
    mayWrite: () => true,
    random: Math.random,
  };
  const publishing = createPublishing(deps);
  const started = publishing.handlers.start({ selection: { all: true, clientId: null }, confirmDaily: [] }, CONTEXT);
  const outcome = await started;
  if (!outcome.ok) throw new Error(`The journal refused to start: ${outcome.error.code}`);
  commits = 0;
  const began = performance.now();
  let worked = 0;
  for (;;) {
    const report = await publishing.engine.work();
    worked += report.worked;
    if (report.open === 0) break;
    if (report.waitsUntilMs === null) throw new Error(`${report.open} steps stand still`);
    await clock.sleep(Math.max(1, report.waitsUntilMs - clock.nowMs()));
  }
  return { stepsPerSecond: (worked * 1000) / (performance.now() - began), commitsPerStep: commits / worked };
}
