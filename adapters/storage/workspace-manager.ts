import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, linkSync, copyFileSync, renameSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import type { AuditMark } from '../../core/audit/audit-store.ts';
import type { BackupKeeper } from '../../core/backup/backup-store.ts';
import type { WorkspaceStatus } from '../../core/contract/workspace.ts';
import { err, ok, refuse, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { CallContext, Clock, Ids } from '../../core/ports/index.ts';
import type { WorkspaceKeeper } from '../../core/workspace/workspace-port.ts';
import type { KeyStore, KeyStoreState } from '../keystore/key-store.ts';
import { makePrivateFolder, syncFolder } from '../keystore/private-file.ts';
import { createKeyStoreSecrets, createRememberedSecrets, createVault } from '../keystore/secrets.ts';
import { SCRYPT_COST } from '../keystore/sealing.ts';
import { createBackups } from './backup.ts';
import { checkDatabase, DatabaseProblem, openDatabase, type Database } from './database.ts';
import { createFacts, type Facts } from './facts.ts';
import { acquireLock, type WorkspaceLock } from './lock.ts';
import { createFileMachine, createKeyStoreMachine, signCheckpoint, trustedCheckpoint, type MachineStore } from './machine-record.ts';
import { migrate, MigrationProblem, pendingMigrations, schemaVersion } from './migrations/runner.ts';
import type { Migration } from './migrations/migration.ts';
import { lostCommits, surveyLog } from './write-ahead-log.ts';
import { countObjects, databaseBytes } from './workspace-counts.ts';
import { keyEntry, makeKeys, readWorkspaceFile, unlockKey, writeWorkspaceFile, type WorkspaceFile } from './workspace-keys.ts';
import { auditSealKey, buildSession, type OpenWorkspace } from './workspace-session.ts';

export interface WorkspaceManagerOptions {
  readonly directory: string;
  /** This machine's own folder, outside of the workspace: where a live workspace without key store is remembered. */
  readonly stateDirectory: string;
  readonly keyStore: KeyStore;
  readonly systemClock: Clock;
  /** The clock that a workspace lives on: the simulators' for a simulated one. */
  readonly clockOf: (kind: 'simulated' | 'live') => Clock;
  readonly ids: Ids;
  readonly migrations: readonly Migration[];
  readonly programVersion: string;
  /** ALTAVOZ_PASSPHRASE, for the command line and unattended work. */
  readonly environmentPassphrase: string | null;
  /** What a second program on the same workspace gets. */
  readonly whenInUse: 'read_only' | 'refuse';
  readonly scryptCost?: number;
}

export interface WorkspaceManager extends WorkspaceKeeper {
  /** Opens with what the machine offers by itself: key store, environment, practice key. */
  open(): Promise<Result<OpenWorkspace, Refusal>>;
  current(): OpenWorkspace | null;
  /** Called with every newly opened workspace, and with null before one closes: whoever built on it starts anew. */
  onChange(listener: (open: OpenWorkspace | null) => void): void;
  readonly backups: BackupKeeper;
  /** What the key store remembers of the audit chain. */
  auditCheckpoint(): Promise<AuditMark | null>;
  /** Daily backup, pruning and audit checkpoint, where due. Call after the start and every hour. */
  maintain(): Promise<void>;
  /** Makes this machine the home of a workspace that was copied here: new identity, fenced until the remote state is read. */
  moveHere(context: CallContext): Promise<Result<OpenWorkspace, Refusal>>;
  close(): Promise<void>;
}

/** A file in use: everything that ends with it. */
interface Held {
  readonly open: OpenWorkspace;
  readonly key: Buffer;
  readonly lock: WorkspaceLock | null;
  readonly machine: MachineStore;
}

const DAY_MS = 86_400_000;
/** Below this much free space nothing new is accepted: the write-ahead log alone may need 64 MB. */
const LEAST_FREE_BYTES = 96 * 1024 * 1024;

export function createWorkspaceManager(options: WorkspaceManagerOptions): WorkspaceManager {
  const { directory, keyStore } = options;
  const databaseFile = path.join(directory, 'altavoz.db');
  const listeners: ((open: OpenWorkspace | null) => void)[] = [];
  let held: Held | null = null;
  /** Key of a workspace whose database does not open: what a restore needs. */
  let damaged: { readonly file: WorkspaceFile; readonly key: Buffer } | null = null;

  const probe = rememberedProbe(keyStore);

  function announce(open: OpenWorkspace | null): void {
    for (const listener of listeners) listener(open);
  }

  function backupsFor(key: Buffer) {
    return createBackups({ directory, keyHex: key.toString('hex'), clock: options.systemClock, migrations: options.migrations });
  }

  function machineFor(file: WorkspaceFile, key: Buffer): MachineStore {
    if (file.keyProtection === 'key_store') return createKeyStoreMachine(keyStore, file.workspaceId);
    // A practice workspace spends nobody's money: it may move freely, its memory goes along.
    const folder = file.kind === 'simulated' ? directory : options.stateDirectory;
    return createFileMachine(path.join(folder, `${file.workspaceId}.machine`), key);
  }

  async function unlock(given: {
    readonly passphrase: string | null;
    readonly recoveryKey: string | null;
  }): Promise<Result<OpenWorkspace, Refusal>> {
    if (held !== null) return ok(held.open);
    const file = readWorkspaceFile(directory);
    if (file === null) return refuse('workspace.not_found');
    const outcome = await unlockKey(file, {
      keyStore,
      passphrase: given.passphrase ?? options.environmentPassphrase,
      recoveryKey: given.recoveryKey,
    });
    if (outcome.kind === 'wrong') return refuse('workspace.wrong_key');
    if (outcome.kind === 'needed') return refuse('workspace.passphrase_needed');
    if (outcome.kind === 'key_store_silent') return refuse('workspace.passphrase_needed', { keyStore: await keyStore.probe() });
    if (outcome.byRecovery && file.keyProtection === 'key_store' && (await keyStore.probe()) === 'available') {
      await keyStore.set(keyEntry(file.workspaceId), outcome.key.toString('hex'));
    }
    return openWith(file, outcome.key);
  }

  async function openWith(file: WorkspaceFile, key: Buffer): Promise<Result<OpenWorkspace, Refusal>> {
    const lock = acquireLock(directory);
    if (lock === null) return options.whenInUse === 'refuse' ? refuse('workspace.in_use') : openReader(file, key);
    let opened: Result<Held, Refusal>;
    try {
      opened = await openWriter(file, key, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
    if (!opened.ok) {
      lock.release();
      return opened;
    }
    held = opened.value;
    damaged = null;
    announce(held.open);
    return ok(held.open);
  }

  async function openWriter(file: WorkspaceFile, key: Buffer, lock: WorkspaceLock): Promise<Result<Held, Refusal>> {
    const prepared = prepareDatabase(file, key, lock);
    if (!prepared.ok) return prepared;
    const database = prepared.value;
    try {
      const machine = machineFor(file, key);
      const facts = createFacts(database);
      const standing = await agree(facts, machine, database);
      lock.keepsLog(true);
      const open = sessionOf(file, key, database, standing === 'other_machine' ? 'other_machine' : null, () => lock.assertHeld());
      return ok({ open, key, lock, machine });
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Opens, checks and migrates; on any refusal the file stands as it was, or at the last whole step. */
  function prepareDatabase(file: WorkspaceFile, key: Buffer, lock: WorkspaceLock): Result<Database, Refusal> {
    let database: Database | null = null;
    try {
      const log = surveyLog(databaseFile);
      database = openDatabase({ file: databaseFile, keyHex: key.toString('hex'), existing: true });
      const torn = lostCommits(database, log) || (lock.leftLog && log.state === 'missing');
      const pending = pendingMigrations(database, options.migrations);
      const dueCheck = lock.tookOver || pending.length > 0 || checkIsDue(database);
      if (dueCheck) checkDatabase(database);
      const keeper = backupsFor(key);
      const writing = database;
      migrate(database, options.migrations, {
        clock: options.systemClock,
        backup: () => {
          const made = keeper.create(writing, 'before_migration');
          if (!made.ok) throw new Error(`No backup could be made: ${made.error}`);
        },
      });
      const facts = createFacts(database);
      // The folder's file is not protected: the database says what this workspace is.
      const sameWorkspace = facts.get('workspace_id') === file.workspaceId && facts.get('kind') === file.kind;
      if (!sameWorkspace || (file.kind === 'live' && file.keyProtection === 'training'))
        throw new DatabaseProblem('damaged', 'The database belongs to another workspace');
      // A program that was cut off leaves its log behind; a log that is gone or torn may have held a step that was sent.
      if (torn) facts.set('fence', facts.get('fence') ?? 'epoch');
      if (dueCheck) facts.set('checked_at', options.systemClock.nowIso());
      return ok(database);
    } catch (error) {
      database?.close();
      if (error instanceof MigrationProblem)
        return refuse(error.kind === 'newer' ? 'workspace.newer_file' : 'workspace.migration_failed', { step: error.version });
      if (error instanceof DatabaseProblem) {
        damaged = { file, key };
        return refuse('workspace.damaged', {
          backup:
            backupsFor(key)
              .list()
              .find((backup) => backup.verified)?.name ?? null,
        });
      }
      throw error;
    }
  }

  function checkIsDue(database: Database): boolean {
    const checkedAt = schemaVersion(database) === 0 ? null : createFacts(database).get('checked_at');
    return checkedAt === null || options.systemClock.nowMs() - Date.parse(checkedAt) > DAY_MS;
  }

  async function openReader(file: WorkspaceFile, key: Buffer): Promise<Result<OpenWorkspace, Refusal>> {
    const database = openDatabase({ file: databaseFile, keyHex: key.toString('hex'), readOnly: true });
    try {
      // Stores of this program cannot read another schema, and a reader must not migrate.
      if (pendingMigrations(database, options.migrations).length > 0) {
        database.close();
        return refuse('workspace.in_use');
      }
      const open = sessionOf(file, key, database, 'other_process', () => undefined);
      held = { open, key, lock: null, machine: machineFor(file, key) };
      announce(open);
      return ok(open);
    } catch (error) {
      database.close();
      if (error instanceof MigrationProblem)
        return refuse(error.kind === 'newer' ? 'workspace.newer_file' : 'workspace.migration_failed', { step: error.version });
      throw error;
    }
  }

  function sessionOf(
    file: WorkspaceFile,
    key: Buffer,
    database: Database,
    readOnly: OpenWorkspace['readOnly'],
    assertHeld: () => void,
  ): OpenWorkspace {
    const secrets =
      file.keyProtection === 'key_store'
        ? createKeyStoreSecrets(keyStore, file.workspaceId)
        : createVault(path.join(directory, 'vault.json'), key);
    return buildSession({
      directory,
      keyProtection: file.keyProtection,
      database,
      key,
      readOnly,
      assertHeld,
      secrets: createRememberedSecrets(secrets),
      clock: options.clockOf(file.kind),
      ids: options.ids,
    });
  }

  /**
   * Database and machine must agree on who this is and how far it had come; both go one ahead at every opening, after
   * every backup and at closing. A file that is behind was put back from a copy; one that is ahead by one is what a
   * crash between the two writes leaves.
   */
  async function agree(facts: Facts, machine: MachineStore, database: Database): Promise<'here' | 'other_machine'> {
    // A key store that does not answer cannot say that this is the workspace's machine: it can be read, and moved here later.
    const remembered = await machine.read().catch(() => null);
    if (remembered === null || remembered.installationId !== facts.get('installation_id')) return 'other_machine';
    const epoch = Number(facts.get('epoch') ?? 0);
    if (epoch !== remembered.epoch && epoch !== remembered.epoch + 1) facts.set('fence', facts.get('fence') ?? 'epoch');
    // First level, then go ahead: two kills at this very place would otherwise look like a jump of two.
    if (epoch === remembered.epoch + 1) await machine.write({ ...remembered, epoch });
    await advance(facts, machine, database, Math.max(epoch, remembered.epoch));
    return 'here';
  }

  async function advance(facts: Facts, machine: MachineStore, database: Database, from: number): Promise<void> {
    const remembered = await machine.read();
    if (remembered === null) return;
    database.pragma('synchronous=FULL');
    facts.set('epoch', String(from + 1));
    database.pragma('synchronous=NORMAL');
    await machine.write({ ...remembered, epoch: from + 1 });
  }

  async function step(now: Held): Promise<void> {
    if (now.open.readOnly !== null) return;
    const facts = createFacts(now.open.database);
    await advance(facts, now.machine, now.open.database, Number(facts.get('epoch') ?? 0));
  }

  async function create(wish: Parameters<WorkspaceKeeper['create']>[0]): Promise<Result<{ readonly recoveryKey: string }, Refusal>> {
    if (held !== null || readWorkspaceFile(directory) !== null) return refuse('workspace.exists');
    if (!canWrite(directory)) return refuse('workspace.directory_not_writable');
    const passphrase = wish.passphrase ?? options.environmentPassphrase;
    const key = randomBytes(32);
    const createdAt = options.systemClock.nowIso();
    const made = await makeKeys(key, {
      workspaceId: options.ids.next(),
      kind: wish.kind,
      createdAt,
      passphrase,
      keyStoreAvailable: passphrase === null && (await keyStore.probe()) === 'available',
      scryptCost: options.scryptCost ?? SCRYPT_COST,
    });
    if (made === null) return refuse('workspace.passphrase_needed', { keyStore: await keyStore.probe() });
    const lock = acquireLock(directory);
    if (lock === null) return refuse('workspace.in_use');
    try {
      // Whoever was first may have finished while we waited for the key store.
      if (readWorkspaceFile(directory) !== null) return refuse('workspace.exists');
      setOrphanAside();
      await firstDatabase(made.file, key, wish.personName);
      // Last: a folder without this file holds no workspace.
      writeWorkspaceFile(directory, made.file);
    } finally {
      lock.release();
    }
    const opened = await openWith(made.file, key);
    return opened.ok ? ok({ recoveryKey: made.recoveryKey }) : opened;
  }

  async function firstDatabase(file: WorkspaceFile, key: Buffer, personName: string): Promise<void> {
    if (file.keyProtection === 'key_store') await keyStore.set(keyEntry(file.workspaceId), key.toString('hex'));
    const installationId = options.ids.next();
    const database = openDatabase({ file: databaseFile, keyHex: key.toString('hex') });
    try {
      migrate(database, options.migrations, { clock: options.systemClock, backup: () => undefined });
      const facts = createFacts(database);
      facts.set('workspace_id', file.workspaceId);
      facts.set('kind', file.kind);
      facts.set('created_at', file.createdAt);
      facts.set('actor', JSON.stringify({ id: options.ids.next(), name: personName, role: 'admin' }));
      facts.set('installation_id', installationId);
      facts.set('epoch', '1');
      facts.set('checked_at', file.createdAt);
    } finally {
      database.close();
    }
    await machineFor(file, key).write({ installationId, epoch: 1, audit: null });
  }

  /** A creation that was cut off leaves a database that nobody has the key of. Kept, in case it is not that. */
  function setOrphanAside(): void {
    if (!existsSync(databaseFile)) return;
    const aside = `${databaseFile}.unclaimed-${options.systemClock.nowMs()}`;
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(databaseFile + suffix)) renameSync(databaseFile + suffix, aside + suffix);
  }

  async function close(): Promise<void> {
    const now = held;
    if (now === null) return;
    announce(null);
    held = null;
    try {
      await step(now);
    } finally {
      // Closing takes the log away; a kill between that and the release must not look like a log that somebody removed.
      try {
        now.lock?.keepsLog(false);
      } catch {
        // A full disk: closing goes on, and only a kill within it would ask for a reading at the next start.
      }
      now.open.database.close();
      now.lock?.release();
    }
  }

  async function restore(name: string, context: CallContext): ReturnType<BackupKeeper['restore']> {
    const key = held?.key ?? damaged?.key;
    const file = readWorkspaceFile(directory);
    if (key === undefined || file === null) return err('read_only');
    if (held !== null && held.open.readOnly !== null) return err('read_only');
    const keeper = backupsFor(key);
    const incoming = `${databaseFile}.incoming`;
    const staged = keeper.stage(name, incoming);
    if (!staged.ok) return staged;
    if (!belongsHere(incoming, key, file.workspaceId)) {
      removeDatabase(incoming);
      return err('newer_file');
    }
    const machine = held?.machine ?? machineFor(file, key);
    const version = held === null ? 0 : schemaVersion(held.open.database);
    const setAside = keeper.freeName('before_restore', version, held === null ? 'damaged' : 'db');
    await closeForRestore();
    const lock = acquireLock(directory);
    if (lock === null) return err('read_only');
    try {
      if (existsSync(databaseFile)) keepFile(databaseFile, path.join(keeper.folder, setAside));
      for (const suffix of ['-wal', '-shm']) rmSync(databaseFile + suffix, { force: true });
      renameSync(incoming, databaseFile);
      syncFolder(directory);
    } finally {
      lock.release();
    }
    const opened = await openWith(file, key);
    if (!opened.ok) throw new Error(`The restored backup does not open: ${opened.error.code}`);
    const open = opened.value;
    if (open.readOnly !== null) return ok({ restored: staged.value, setAside });
    open.unitOfWork.durable(() => {
      createFacts(open.database).set('fence', 'restored');
      open.auditLog.append(context, 'backup.restored', null, { name, setAside });
    });
    await remember(machine, open, key);
    return ok({ restored: staged.value, setAside });
  }

  /** As `close`, and a damaged file must not stop it: its pages are kept as they are. */
  async function closeForRestore(): Promise<void> {
    try {
      await close();
    } catch (error) {
      if (!(error instanceof DatabaseProblem) && !isSqliteTrouble(error)) throw error;
    }
  }

  function belongsHere(file: string, key: Buffer, workspaceId: string): boolean {
    const database = openDatabase({ file, keyHex: key.toString('hex') });
    try {
      pendingMigrations(database, options.migrations);
      return createFacts(database).get('workspace_id') === workspaceId;
    } catch (error) {
      if (error instanceof MigrationProblem) return false;
      throw error;
    } finally {
      database.close();
    }
  }

  async function remember(machine: MachineStore, open: OpenWorkspace, key: Buffer): Promise<void> {
    const record = await machine.read();
    if (record === null) return;
    await machine.write({ ...record, audit: signCheckpoint(open.auditLog.head(), options.systemClock.nowIso(), auditSealKey(key)) });
  }

  const backups: BackupKeeper = {
    list: () => (held === null && damaged === null ? [] : backupsFor(keyInUse()).list()),
    drill: (name) => backupsFor(keyInUse()).drill(name),
    prune: () => backupsFor(keyInUse()).prune(),
    async create(reason, context) {
      const now = held;
      if (now === null || now.open.readOnly !== null) return err('read_only');
      const made = backupsFor(now.key).create(now.open.database, reason);
      if (!made.ok) return made;
      // From here on the copy is behind, so that putting it back shows.
      await step(now);
      now.open.unitOfWork.transaction(() => now.open.auditLog.append(context, 'backup.created', null, { name: made.value.name, reason }));
      return made;
    },
    restore,
  };

  function keyInUse(): Buffer {
    const key = held?.key ?? damaged?.key;
    if (key === undefined) throw new Error('No workspace is unlocked');
    return key;
  }

  return {
    backups,
    open: () => unlock({ passphrase: null, recoveryKey: null }),
    unlock,
    create,
    close,
    current: () => held?.open ?? null,
    onChange: (listener) => void listeners.push(listener),
    figures() {
      if (held === null) return null;
      const { database, installationId, createdAt } = held.open;
      return {
        ...countObjects(database),
        databaseBytes: databaseBytes(database),
        schemaVersion: schemaVersion(database),
        installationId,
        createdAt,
      };
    },
    async status() {
      const file = readWorkspaceFile(directory);
      const open = held?.open ?? null;
      return {
        state: open !== null ? 'open' : file === null ? 'none' : 'locked',
        directory,
        workspaceId: file?.workspaceId ?? null,
        kind: file?.kind ?? null,
        keyProtection: file?.keyProtection ?? null,
        obstacle: null,
        readOnly: open === null ? null : readOnlyReason(open, directory),
        actor: open?.actor ?? null,
        programVersion: options.programVersion,
        keyStore: await probe(),
        now: (open?.clock ?? options.systemClock).nowIso(),
      } satisfies WorkspaceStatus;
    },
    async auditCheckpoint() {
      if (held === null) return null;
      return trustedCheckpoint(await held.machine.read().catch(() => null), auditSealKey(held.key));
    },
    async maintain() {
      const now = held;
      if (now === null || now.open.readOnly !== null) return;
      const newest = backupsFor(now.key)
        .list()
        .find((backup) => backup.reason === 'daily' && backup.verified);
      if (newest !== undefined && options.systemClock.nowMs() - Date.parse(newest.createdAt) < DAY_MS) return;
      await backups.create('daily', { actor: now.open.actor, carrier: 'scheduler', taskId: null });
      backupsFor(now.key).prune();
      await remember(now.machine, now.open, now.key);
    },
    async moveHere(context) {
      const now = held;
      if (now === null) return refuse('workspace.not_open');
      if (now.open.readOnly !== 'other_machine') return ok(now.open);
      const file = readWorkspaceFile(directory);
      if (file === null) return refuse('workspace.not_found');
      const installationId = options.ids.next();
      const facts = createFacts(now.open.database);
      await now.machine.write({ installationId, epoch: Number(facts.get('epoch') ?? 0), audit: null });
      facts.set('fence', 'moved');
      facts.set('installation_id', installationId);
      await close();
      const opened = await openWith(file, now.key);
      if (opened.ok && opened.value.readOnly === null)
        opened.value.unitOfWork.durable(() => opened.value.auditLog.append(context, 'workspace.moved_here', null, { installationId }));
      return opened;
    },
  };
}

function readOnlyReason(open: OpenWorkspace, directory: string): WorkspaceStatus['readOnly'] {
  if (open.readOnly !== null) return open.readOnly;
  if (open.fence.reason() !== null) return 'fenced';
  const disk = statfsSync(directory);
  return disk.bavail * disk.bsize < LEAST_FREE_BYTES ? 'disk_full' : null;
}

/** A probe writes to the key store, so screens that ask often get the last answer: a minute old when it is there, a few seconds when it is not. */
function rememberedProbe(keyStore: KeyStore): () => Promise<KeyStoreState> {
  let last: { readonly state: KeyStoreState; readonly at: number } | null = null;
  return async () => {
    const fresh = last !== null && performance.now() - last.at < (last.state === 'available' ? 60_000 : 3_000);
    if (last === null || !fresh) last = { state: await keyStore.probe(), at: performance.now() };
    return last.state;
  };
}

function canWrite(directory: string): boolean {
  try {
    makePrivateFolder(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A second name for the same bytes, or a copy where the disk has no such thing: there is never a moment without a file. */
function keepFile(from: string, to: string): void {
  makePrivateFolder(path.dirname(to));
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}

function isSqliteTrouble(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_');
}
