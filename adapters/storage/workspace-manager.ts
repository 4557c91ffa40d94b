import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { AuditMark } from '../../core/audit/audit-store.ts';
import type { BackupKeeper } from '../../core/backup/backup-store.ts';
import type { WorkspaceStatus } from '../../core/contract/workspace.ts';
import { err, ok, refuse, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { CallContext, Clock, Ids } from '../../core/ports/index.ts';
import type { WorkspaceKeeper } from '../../core/workspace/workspace-port.ts';
import type { KeyStore } from '../keystore/key-store.ts';
import { createKeyStoreSecrets, createRememberedSecrets, createVault } from '../keystore/secrets.ts';
import { SCRYPT_COST } from '../keystore/sealing.ts';
import { createBackups } from './backup.ts';
import { DatabaseProblem, openDatabase, type Database } from './database.ts';
import { createFacts } from './facts.ts';
import { acquireLock, type WorkspaceLock } from './lock.ts';
import { agree, goAhead } from './machine-epoch.ts';
import { createFileMachine, createKeyStoreMachine, signCheckpoint, trustedCheckpoint, type MachineStore } from './machine-record.ts';
import { MigrationProblem, pendingMigrations, schemaVersion } from './migrations/runner.ts';
import type { Migration } from './migrations/migration.ts';
import { figuresOf } from './workspace-counts.ts';
import { createWorkspaceDatabase } from './workspace-database.ts';
import { canWrite, isSqliteTrouble, putInPlace, removeDatabase, setOrphanAside } from './workspace-files.ts';
import { keyEntry, makeKeys, readWorkspaceFile, unlockKey, writeWorkspaceFile, type WorkspaceFile } from './workspace-keys.ts';
import { auditSealKey, buildSession, type OpenWorkspace } from './workspace-session.ts';
import { readOnlyReason, rememberedProbe } from './workspace-standing.ts';

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

  const files = createWorkspaceDatabase({
    databaseFile,
    keyStore,
    clock: options.systemClock,
    ids: options.ids,
    migrations: options.migrations,
    backupsFor,
    machineFor,
    damaged: (file, key) => {
      damaged = { file, key };
    },
  });

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
    const prepared = files.prepare(file, key, lock);
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

  async function step(now: Held): Promise<void> {
    if (now.open.readOnly === null) await goAhead(now.machine, now.open.database);
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
      setOrphanAside(databaseFile, options.systemClock.nowMs());
      await files.makeFirst(made.file, key, wish.personName);
      // Last: a folder without this file holds no workspace.
      writeWorkspaceFile(directory, made.file);
    } finally {
      lock.release();
    }
    const opened = await openWith(made.file, key);
    return opened.ok ? ok({ recoveryKey: made.recoveryKey }) : opened;
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
    if (!files.belongsHere(incoming, key, file.workspaceId)) {
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
      putInPlace(incoming, databaseFile, path.join(keeper.folder, setAside));
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
    figures: () => (held === null ? null : figuresOf(held.open)),
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
