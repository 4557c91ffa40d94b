import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createWorkspaceManager,
  type WorkspaceManager,
  WorkspaceReadOnly,
  migrations,
  type Migration,
} from '../../../adapters/storage/index.ts';
import type { OpenWorkspace } from '../../../adapters/storage/workspace-session.ts';
import { createIds } from '../../../adapters/system/ids.ts';
import { fixedClock, scratchFolder, someone } from './support.ts';
import { memoryKeyStore } from './memory-key-store.ts';

function machine(
  home = scratchFolder(),
  keyStore = memoryKeyStore(),
  given: { directory?: string; passphrase?: string | null; steps?: readonly Migration[]; whenInUse?: 'refuse' } = {},
) {
  const clock = fixedClock();
  const directory = given.directory ?? path.join(home, 'workspace');
  function manager(): WorkspaceManager {
    const made = createWorkspaceManager({
      directory,
      stateDirectory: path.join(home, 'state'),
      keyStore,
      systemClock: clock,
      clockOf: () => clock,
      ids: createIds(),
      migrations: given.steps ?? migrations,
      programVersion: '0.1.0',
      environmentPassphrase: given.passphrase ?? null,
      whenInUse: given.whenInUse ?? 'read_only',
      scryptCost: 1024,
    });
    onTestFinished(() => made.close());
    return made;
  }
  return { home, directory, keyStore, clock, manager };
}

const live = { kind: 'live', personName: 'Ana', passphrase: null } as const;
const practice = { kind: 'simulated', personName: 'Ana', passphrase: null } as const;

function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => path.join(entry.parentPath, entry.name));
}

describe('a new workspace', () => {
  test('keeps its key in the key store and opens again by itself', async () => {
    const { manager, keyStore } = machine();
    const first = manager();
    expect((await first.status()).state).toBe('none');
    expect(must(await first.create(live)).recoveryKey).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(await first.status()).toMatchObject({
      state: 'open',
      keyProtection: 'key_store',
      kind: 'live',
      readOnly: null,
      actor: { name: 'Ana', role: 'admin' },
    });
    expect([...keyStore.entries.keys()].filter((name) => name.endsWith('data-key'))).toHaveLength(1);
    await first.close();
    const second = manager();
    expect((await second.status()).state).toBe('locked');
    expect(must(await second.open()).readOnly).toBeNull();
    expect(second.current()?.fence.reason()).toBeNull();
  });

  test('is refused where one is already', async () => {
    const { manager } = machine();
    const one = manager();
    must(await one.create(live));
    expect(await one.create(live)).toMatchObject({ error: { code: 'workspace.exists' } });
    await one.close();
    expect(await manager().create(live)).toMatchObject({ error: { code: 'workspace.exists' } });
  });

  test.each(['absent', 'locked'] as const)('asks for a passphrase when it is live and the key store is %s', async (state) => {
    const { manager, directory } = machine(undefined, memoryKeyStore(state));
    expect(await manager().create(live)).toEqual({
      ok: false,
      error: { code: 'workspace.passphrase_needed', details: { keyStore: state } },
    });
    expect(existsSync(path.join(directory, 'workspace.json'))).toBe(false);
  });

  test('uses the practice key when it is simulated and there is nothing better', async () => {
    const { manager } = machine(undefined, memoryKeyStore('absent'));
    const one = manager();
    must(await one.create(practice));
    expect((await one.status()).keyProtection).toBe('training');
    await one.close();
    expect(must(await manager().open()).kind).toBe('simulated');
  });

  test('refuses a live database that claims the practice key', async () => {
    const { manager, directory } = machine(undefined, memoryKeyStore('absent'));
    const one = manager();
    must(await one.create(practice));
    await one.close();
    const file = path.join(directory, 'workspace.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"simulated"', '"live"'));
    expect(await manager().open()).toMatchObject({ error: { code: 'workspace.damaged' } });
  });

  test('opens with its passphrase or its recovery key and with no other', async () => {
    const { manager } = machine(undefined, memoryKeyStore('absent'));
    const one = manager();
    const { recoveryKey } = must(await one.create({ ...live, passphrase: 'correcta y larga' }));
    await one.close();
    const two = manager();
    expect(await two.open()).toMatchObject({ error: { code: 'workspace.passphrase_needed' } });
    expect(await two.unlock({ passphrase: 'otra cualquiera', recoveryKey: null })).toMatchObject({
      error: { code: 'workspace.wrong_key' },
    });
    expect(
      await two.unlock({ passphrase: null, recoveryKey: recoveryKey.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    ).toMatchObject({ error: { code: 'workspace.wrong_key' } });
    must(await two.unlock({ passphrase: 'correcta y larga', recoveryKey: null }));
    await two.close();
    must(await two.unlock({ passphrase: null, recoveryKey: recoveryKey.toLowerCase().replaceAll('-', ' ') }));
  });

  test('leaves no key, passphrase or secret in any file, and every file private', async () => {
    const { manager, home } = machine(undefined, memoryKeyStore('absent'));
    const one = manager();
    const { recoveryKey } = must(await one.create({ ...live, passphrase: 'palabra canaria' }));
    await one.current()?.secrets.set('meta/token', 'EAAcanary0123456789');
    expect(await one.current()?.secrets.get('meta/token')).toBe('EAAcanary0123456789');
    must(await one.backups.create('manual', someone));
    const files = allFiles(home);
    for (const file of files) {
      const stats = statSync(file);
      expect([file, (stats.mode & 0o777).toString(8)]).toEqual([file, stats.isDirectory() ? '700' : '600']);
      if (stats.isDirectory()) continue;
      const bytes = readFileSync(file);
      const secrets = ['palabra canaria', 'EAAcanary0123456789', recoveryKey, 'meta/token'];
      expect([file, secrets.filter((secret) => bytes.includes(secret))]).toEqual([file, []]);
    }
    expect(files.map((file) => path.basename(file))).toEqual(
      expect.arrayContaining(['altavoz.db', 'altavoz.db-wal', 'workspace.json', 'vault.json', 'altavoz.lock', 'altavoz.lease']),
    );
    expect(await one.current()?.secrets.delete('meta/token')).toBe(true);
    expect(await one.current()?.secrets.get('meta/token')).toBeNull();
  });
});

describe('a workspace in use', () => {
  test('FM-25: can only be read by the second program', async () => {
    const { manager } = machine();
    const one = manager();
    must(await one.create(live));
    const two = manager();
    const reader = must(await two.open());
    expect((await two.status()).readOnly).toBe('other_process');
    expect(() => reader.unitOfWork.transaction(() => undefined)).toThrow(WorkspaceReadOnly);
    expect(reader.auditLog.verify(null).intact).toBe(true);
    expect(await two.backups.create('manual', someone)).toEqual({ ok: false, error: 'read_only' });
    await two.close();
    await one.close();
    expect(must(await two.open()).readOnly).toBeNull();
  });

  test('refuses the second program that asked for all or nothing', async () => {
    const home = scratchFolder();
    const keyStore = memoryKeyStore();
    must(await machine(home, keyStore).manager().create(live));
    expect(await machine(home, keyStore, { whenInUse: 'refuse' }).manager().open()).toMatchObject({ error: { code: 'workspace.in_use' } });
  });
});

describe('a file that does not agree with its machine', () => {
  test('FM-26: is read-only on another machine until it is moved there, and then fenced until the fence is lifted', async () => {
    const here = machine();
    const one = here.manager();
    const { recoveryKey } = must(await one.create(live));
    const installation = one.current()?.installationId;
    await one.close();
    const there = machine();
    cpSync(here.directory, there.directory, { recursive: true });
    const two = there.manager();
    expect(await two.open()).toMatchObject({ error: { code: 'workspace.passphrase_needed' } });
    must(await two.unlock({ passphrase: null, recoveryKey }));
    expect((await two.status()).readOnly).toBe('other_machine');
    expect(() => two.current()?.unitOfWork.transaction(() => undefined)).toThrow(WorkspaceReadOnly);
    const moved = must(await two.moveHere(someone));
    expect(moved.readOnly).toBeNull();
    expect(moved.installationId).not.toBe(installation);
    expect((await two.status()).readOnly).toBe('fenced');
    moved.unitOfWork.transaction(() => moved.fence.lift(someone));
    await two.close();
    must(await two.open());
    expect((await two.status()).readOnly).toBeNull();
    // The first machine still has its own, which is no longer the only one: nobody can tell it, so it stays as it was.
    must(await one.open());
    expect((await one.status()).readOnly).toBeNull();
  });

  test('FM-31: is fenced when somebody put an older copy of the file back by hand', async () => {
    const { manager, directory, home } = machine();
    const one = manager();
    must(await one.create(live));
    await one.close();
    const copy = path.join(home, 'copy.db');
    copyFileSync(path.join(directory, 'altavoz.db'), copy);
    must(await one.open());
    await one.close();
    copyFileSync(copy, path.join(directory, 'altavoz.db'));
    must(await one.open());
    expect(one.current()?.fence.reason()).toBe('epoch');
    await one.close();
    must(await one.open());
    expect(one.current()?.fence.reason()).toBe('epoch');
  });

  test('is not fenced by a crash between the two counters', async () => {
    const { manager, keyStore } = machine();
    const one = manager();
    must(await one.create(live));
    await one.close();
    const name = [...keyStore.entries.keys()].find((key) => key.endsWith('/machine')) ?? '';
    const record = JSON.parse(keyStore.entries.get(name) ?? '') as { epoch: number };
    keyStore.entries.set(name, JSON.stringify({ ...record, epoch: record.epoch - 1 }));
    must(await one.open());
    expect(one.current()?.fence.reason()).toBeNull();
  });
});

describe('a log of writes that was harmed after a crash', () => {
  /** The folder as a kill leaves it: log not folded in, lease not given back. */
  async function crashed() {
    const here = machine();
    const one = here.manager();
    must(await one.create(live));
    return crashedAfter(here, must(await one.open()), 5);
  }

  function crashedAfter(here: ReturnType<typeof machine>, open: OpenWorkspace, commits: number) {
    for (let i = 0; i < commits; i += 1) open.unitOfWork.durable(() => open.auditLog.append(someone, 'publishing.step_sent', null, { i }));
    const after = machine(undefined, here.keyStore);
    cpSync(here.directory, after.directory, { recursive: true });
    writeFileSync(
      path.join(after.directory, 'altavoz.lease'),
      JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1, startedAt: '1', token: 'dead' }),
    );
    const copied = after.manager();
    return { after, copied, wal: path.join(after.directory, 'altavoz.db-wal') };
  }

  test('is no reason to stop when it is whole', async () => {
    const { copied } = await crashed();
    const open = must(await copied.open());
    expect(open.fence.reason()).toBeNull();
    expect(open.auditLog.head().sequence).toBe(5);
  });

  test('is no reason to stop when the kill came between the header of a frame and its page', async () => {
    const here = machine();
    const one = here.manager();
    must(await one.create(live));
    const first = crashedAfter(here, must(await one.open()), 40);
    const second = crashedAfter(first.after, must(await first.copied.open()), 3);
    const bytes = readFileSync(second.wal);
    const frameBytes = 24 + bytes.readUInt32BE(8);
    let end = 32;
    while (end + frameBytes <= bytes.length && bytes.subarray(end + 8, end + 16).equals(bytes.subarray(16, 24))) end += frameBytes;
    const header = Buffer.alloc(24);
    header.writeUInt32BE(1, 0);
    header.writeUInt32BE(9, 4);
    bytes.copy(header, 8, 16, 24);
    writeFileSync(second.wal, Buffer.concat([bytes.subarray(0, end), header, bytes.subarray(end + 24)]));
    const open = must(await second.copied.open());
    expect(open.fence.reason()).toBeNull();
    expect(open.auditLog.head().sequence).toBe(43);
  });

  test.each([
    ['torn in the middle', (bytes: Buffer) => void (bytes[bytes.length >> 1]! ^= 1)],
    ['changed at its start', (bytes: Buffer) => void (bytes[9]! ^= 1)],
  ])('fences publishing when it is %s', async (_name, harm) => {
    const { copied, wal } = await crashed();
    const bytes = readFileSync(wal);
    harm(bytes);
    writeFileSync(wal, bytes);
    const opened = await copied.open();
    // A log that held the whole database leaves nothing to open; else what is left is old.
    expect(opened.ok ? opened.value.fence.reason() : opened.error.code).toMatch(/^(epoch|workspace\.damaged)$/);
  });

  test('fences publishing when it is gone', async () => {
    const { copied, wal } = await crashed();
    rmSync(wal);
    const opened = await copied.open();
    expect(opened.ok ? opened.value.fence.reason() : opened.error.code).toMatch(/^(epoch|workspace\.damaged)$/);
  });
});

describe('backups', () => {
  test('FM-31: bring the old state back, set the new one aside and fence publishing', async () => {
    const { manager, directory } = machine();
    const one = manager();
    must(await one.create(live));
    const note = (action: string) => one.current()?.unitOfWork.transaction(() => one.current()?.auditLog.append(someone, action, null, {}));
    note('a.first');
    const made = must(await one.backups.create('manual', someone));
    note('a.second');
    const seen: (string | null)[] = [];
    one.onChange((open) => seen.push(open?.workspaceId ?? null));
    const restored = must(await one.backups.restore(made.name, someone));
    expect(seen).toEqual([null, one.current()?.workspaceId]);
    expect([...(one.current()?.auditLog.all() ?? [])].map((row) => row.action)).toEqual(['a.first', 'backup.restored']);
    expect(one.current()?.fence.reason()).toBe('restored');
    expect((await one.status()).readOnly).toBe('fenced');
    const aside = one.backups.list().find((backup) => backup.name === restored.setAside);
    expect(aside).toMatchObject({ reason: 'before_restore', verified: true });
    expect(one.current()?.auditLog.verify(await one.auditCheckpoint()).intact).toBe(true);
    // And back again: what was set aside is a backup like any other.
    must(await one.backups.restore(restored.setAside, someone));
    expect([...(one.current()?.auditLog.all() ?? [])].map((row) => row.action)).toContain('a.second');
    expect(readdirSync(directory).filter((name) => /incoming|drill|partial/.test(name))).toEqual([]);
  });

  test('are refused when their bytes have changed, and are marked', async () => {
    const { manager, directory } = machine();
    const one = manager();
    must(await one.create(live));
    const made = must(await one.backups.create('manual', someone));
    const file = path.join(directory, 'backups', made.name);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
    expect(one.backups.drill(made.name)).toMatchObject({
      ok: true,
      value: { opened: false, integrity: false, backup: { verified: false } },
    });
    expect(one.backups.list().map((backup) => backup.verified)).toEqual([false]);
    expect(one.backups.drill(null)).toEqual({ ok: false, error: 'none' });
    expect(await one.backups.restore('none.db', someone)).toEqual({ ok: false, error: 'not_found' });
  });

  test('FM-23: save a workspace whose database was damaged', async () => {
    const { manager, directory } = machine();
    const one = manager();
    must(await one.create(live));
    const made = must(await one.backups.create('manual', someone));
    await one.close();
    const file = path.join(directory, 'altavoz.db');
    const bytes = readFileSync(file);
    bytes.fill(0, 0, 20_000);
    writeFileSync(file, bytes);
    expect(await one.open()).toEqual({ ok: false, error: { code: 'workspace.damaged', details: { backup: made.name } } });
    const restored = must(await one.backups.restore(made.name, someone));
    expect(one.current()?.fence.reason()).toBe('restored');
    expect(one.backups.list().find((backup) => backup.name.startsWith(restored.setAside.slice(0, 19)))).toMatchObject({ verified: false });
  });

  test('are made once a day and go after thirty days, the newest excepted', async () => {
    const { manager, clock } = machine();
    const one = manager();
    must(await one.create(live));
    await one.maintain();
    await one.maintain();
    expect(one.backups.list()).toHaveLength(1);
    clock.advance(40 * 86_400_000);
    expect(one.backups.prune()).toBe(0);
    await one.maintain();
    expect(one.backups.list()).toHaveLength(1);
    expect(one.backups.drill(null)).toMatchObject({ ok: true, value: { opened: true, integrity: true, vacancies: 0, ads: 0 } });
    expect(await one.auditCheckpoint()).toMatchObject({ sequence: 2 });
  });
});

describe('schema', () => {
  const extra: Migration = { version: 900, name: 'extra', up: (db) => db.exec('CREATE TABLE extra (id TEXT PRIMARY KEY) STRICT') };

  test('backs up before it changes a file with data', async () => {
    const home = scratchFolder();
    const keyStore = memoryKeyStore();
    const old = machine(home, keyStore).manager();
    must(await old.create(live));
    await old.close();
    const fresh = machine(home, keyStore, { steps: [...migrations, extra] }).manager();
    must(await fresh.open());
    expect(fresh.backups.list().map((backup) => backup.reason)).toEqual(['before_migration']);
    await fresh.close();
    // The older program refuses the newer file and leaves it as it is.
    const before = readFileSync(path.join(home, 'workspace', 'altavoz.db'));
    expect(await machine(home, keyStore).manager().open()).toEqual({
      ok: false,
      error: { code: 'workspace.newer_file', details: { step: 900 } },
    });
    expect(readFileSync(path.join(home, 'workspace', 'altavoz.db')).equals(before)).toBe(true);
  });

  test('keeps the old file when a step fails', async () => {
    const home = scratchFolder();
    const keyStore = memoryKeyStore();
    const old = machine(home, keyStore).manager();
    must(await old.create(live));
    await old.close();
    const broken: Migration = {
      version: 901,
      name: 'broken',
      up: (db) => db.exec('CREATE TABLE half (id TEXT); INSERT INTO nowhere VALUES (1)'),
    };
    expect(
      await machine(home, keyStore, { steps: [...migrations, broken] })
        .manager()
        .open(),
    ).toMatchObject({ error: { code: 'workspace.migration_failed', details: { step: 901 } } });
    const open = must(await machine(home, keyStore).manager().open());
    expect(open.database.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'half'").pluck().get()).toBe(0);
  });
});

describe('leftovers', () => {
  test('of a creation that was cut off do not stop the next one', async () => {
    const { manager, directory } = machine();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(directory, 'altavoz.db'), 'half');
    must(await manager().create(live));
    expect(readdirSync(directory).some((name) => name.includes('unclaimed'))).toBe(true);
  });

  test('a folder without its database is called damaged, not made anew', async () => {
    const { manager, directory } = machine();
    const one = manager();
    must(await one.create(live));
    await one.close();
    rmSync(path.join(directory, 'altavoz.db'));
    expect(await one.open()).toMatchObject({ error: { code: 'workspace.damaged' } });
    expect(existsSync(path.join(directory, 'altavoz.db'))).toBe(false);
  });
});
