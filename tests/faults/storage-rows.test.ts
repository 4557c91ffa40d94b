import { copyFileSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { isDiskFull, openDatabase } from '../../adapters/storage/database.ts';
import { createWorkspaceManager, migrations, type WorkspaceManager } from '../../adapters/storage/index.ts';
import { createUnitOfWork } from '../../adapters/storage/unit-of-work.ts';
import { createIds } from '../../adapters/system/ids.ts';
import type { KeyStore } from '../../adapters/keystore/key-store.ts';
import { memoryKeyStore } from '../adapters/storage/memory-key-store.ts';
import { fixedClock, scratchFolder, someone } from '../adapters/storage/support.ts';
import { faultWorld, growingWorld } from '../support/fault-world.ts';
import { openJournalDatabase } from '../support/publishing-database.ts';
import { judge } from '../support/publishing-judge.ts';
import { createRandom } from '../support/publishing-random.ts';
import type { World } from '../support/publishing-world.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const journal = openJournalDatabase();
afterAll(() => journal.close());

test('FM-22: a disk that fills up at any moment lets nothing leave without a stored intent, and publishing goes on when there is room', async () => {
  // What a file may grow by stands for what a disk has left: SQLite answers both with the same refusal.
  const fill = (pages: number | null): void => {
    const now = Number(journal.db.pragma('page_count', { simple: true }));
    journal.db.pragma(`max_page_count=${pages === null ? 1_073_741_823 : now + pages}`);
  };
  for (let seed = 1; seed <= (NIGHTLY ? 500 : 12); seed += 1) {
    const random = createRandom(seed);
    const world = growingWorld(journal, seed);
    await world.start();
    let full = 0;
    let writesWhenFull = 0;
    journal.db.exec('CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)');
    const takeTheRest = (): void => {
      // Free pages inside of the file would be used first: they are taken as well.
      try {
        for (;;) journal.db.exec('INSERT INTO ballast VALUES (zeroblob(12000))');
      } catch (cause) {
        if (!isDiskFull(cause)) throw cause;
      }
    };
    let calls = 0;
    const at = 1 + random.int(40);
    world.fault = () => {
      calls += 1;
      if (calls === at) {
        fill(0);
        takeTheRest();
      }
      return 'none';
    };
    for (let round = 0; round < 200; round += 1) {
      try {
        const report = await world.publishing.engine.work();
        if (report.waitsUntilMs === null) break;
        world.nowMs = Math.max(world.nowMs + 1, report.waitsUntilMs);
      } catch (cause) {
        if (!isDiskFull(cause)) throw cause;
        full += 1;
        if (full === 1) writesWhenFull = world.books.writes.length;
        // Tried again and again while it is full, nothing more leaves.
        expect(world.books.writes.length).toBe(writesWhenFull);
        if (full < 3) continue;
        fill(null);
        journal.db.exec('DELETE FROM ballast');
      }
    }
    fill(null);
    journal.db.exec('DROP TABLE ballast; DROP TABLE growth');
    const settled = await world.settle();
    expect({ seed, violations: judge(world, settled) }).toEqual({ seed, violations: [] });
    expect(full).toBeGreaterThan(0);
  }
  expect(journal.db.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('FM-24: whatever the last unsynced bytes of the log were, everything that was said to be durable is there', () => {
  const folder = scratchFolder();
  const file = path.join(folder, 'a.db');
  const keyHex = 'ab'.repeat(32);
  const db = openDatabase({ file, keyHex });
  onTestFinished(() => void db.close());
  db.exec('CREATE TABLE step (n INTEGER PRIMARY KEY, durable INTEGER NOT NULL, text TEXT NOT NULL) STRICT');
  db.pragma('wal_checkpoint(TRUNCATE)');
  const uow = createUnitOfWork(db);
  const random = createRandom(24);
  const wal = `${file}-wal`;
  const insert = db.prepare('INSERT INTO step (durable, text) VALUES (?, ?)');
  let synced = 0;
  let durable = 0;
  for (let cut = 0; cut < (NIGHTLY ? 1_000 : 60); cut += 1) {
    const write = (isDurable: number): void => void insert.run(isDurable, 'x'.repeat(random.int(4_000)));
    if (random.chance(0.5)) {
      uow.durable(() => write(1));
      durable += 1;
      synced = statSync(wal).size;
    } else uow.transaction(() => write(0));
    const copy = path.join(folder, `cut-${cut}.db`);
    copyFileSync(file, copy);
    copyFileSync(wal, `${copy}-wal`);
    const whole = statSync(wal).size;
    truncateSync(`${copy}-wal`, synced + random.int(whole - synced + 1));
    const after = openDatabase({ file: copy, keyHex });
    expect(after.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(after.prepare('SELECT count(*) FROM step WHERE durable = 1').pluck().get()).toBe(durable);
    after.close();
  }
});

interface Home {
  readonly manager: WorkspaceManager;
  readonly keyStore: ReturnType<typeof memoryKeyStore>;
}

function home(directory: string, keyStore = memoryKeyStore(), other?: KeyStore): Home {
  const clock = fixedClock();
  const manager = createWorkspaceManager({
    directory,
    stateDirectory: path.join(scratchFolder(), 'state'),
    keyStore: other ?? keyStore,
    systemClock: clock,
    clockOf: () => clock,
    ids: createIds(),
    migrations,
    programVersion: '0.1.0',
    environmentPassphrase: null,
    whenInUse: 'refuse',
    scryptCost: 1024,
  });
  onTestFinished(() => manager.close());
  return { manager, keyStore };
}
const live = { kind: 'live', personName: 'Ana', passphrase: null } as const;

test('FM-26: two homes that take turns on one folder are never both its owner, and whoever moves in is fenced first', async () => {
  const directory = path.join(scratchFolder(), 'workspace');
  const homes = [home(directory), home(directory)] as const;
  const made = await homes[0].manager.create(live);
  if (!made.ok) throw new Error(made.error.code);
  let owner = 0;
  const random = createRandom(26);
  for (let turn = 0; turn < (NIGHTLY ? 200 : 24); turn += 1) {
    const who = random.int(2);
    const { manager } = homes[who]!; // there are two
    const other = homes[1 - who]!.manager;
    const opened = await manager.unlock({ passphrase: null, recoveryKey: made.value.recoveryKey });
    if (other.current() !== null) expect(opened).toMatchObject({ ok: false, error: { code: 'workspace.in_use' } });
    else {
      if (!opened.ok) throw new Error('Nobody holds it, and it does not open');
      expect(manager.current()?.readOnly).toBe(who === owner ? null : 'other_machine');
      if (who !== owner && random.chance(0.5)) {
        const moved = await manager.moveHere(someone);
        if (!moved.ok) throw new Error(moved.error.code);
        expect(moved.value.readOnly).toBeNull();
        expect(moved.value.fence.reason()).toBe('moved');
        owner = who;
      }
    }
    const writers = homes.filter((one) => one.manager.current()?.readOnly === null);
    expect(writers.length).toBeLessThanOrEqual(1);
    if (random.chance(0.7)) await manager.close();
  }
}, 120_000);

test('FM-27: a key store that is locked, gone or another one opens nothing and writes no secret anywhere, and works again once it answers', async () => {
  const directory = path.join(scratchFolder(), 'workspace');
  const { manager, keyStore } = home(directory);
  const made = await manager.create(live);
  if (!made.ok) throw new Error(made.error.code);
  const secret = 'token-canary-7f3a9c';
  await manager.current()!.secrets.set('meta/canary', secret); // it was just made
  await manager.close();
  for (const state of ['locked', 'absent'] as const) {
    keyStore.state = state;
    expect(await manager.open()).toMatchObject({ ok: false, error: { code: 'workspace.passphrase_needed', details: { keyStore: state } } });
    // The recovery key opens it without the store, to read: nothing can be published that the store does not vouch for.
    expect(await manager.unlock({ passphrase: null, recoveryKey: made.value.recoveryKey })).toMatchObject({ ok: true });
    expect(manager.current()?.readOnly).toBe('other_machine');
    await manager.close();
  }
  const stranger = home(directory, memoryKeyStore());
  expect(await stranger.manager.open()).toMatchObject({ ok: false, error: { code: 'workspace.passphrase_needed' } });
  keyStore.state = 'available';
  const again = await manager.open();
  expect(again.ok && (await again.value.secrets.get('meta/canary'))).toBe(secret);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(path.join(entry.parentPath, entry.name));
    expect(bytes.includes(secret), entry.name).toBe(false);
  }
});

test('FM-34: nothing is being sent any more when an update is told that it may begin, and work goes on when it does not', async () => {
  // Its clock stands still while it waits, so that patience never ends.
  const world: World = faultWorld({
    journal,
    adsPerGroup: 6,
    sabotage: (deps) => ({ ...deps, clock: { ...deps.clock, sleep: () => new Promise(() => undefined) } }),
  });
  let calls = 0;
  let safe: Promise<boolean> = Promise.resolve(false);
  world.fault = () => {
    calls += 1;
    if (calls === 4) safe = world.publishing.engine.safePoint(60_000);
    return 'none';
  };
  await world.start();
  await world.publishing.engine.work();
  expect(await safe).toBe(true);
  expect(world.store.sending()).toEqual([]);
  const sent = world.books.writes.length;
  await world.publishing.engine.work();
  expect(world.books.writes.length).toBe(sent);
  world.publishing.engine.goOn();
  const settled = await world.settle();
  expect(judge(world, settled)).toEqual([]);
  expect(world.books.writes.length).toBeGreaterThan(sent);
});
