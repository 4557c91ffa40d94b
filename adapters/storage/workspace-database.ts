import { refuse, ok, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { Clock, Ids } from '../../core/ports/index.ts';
import type { KeyStore } from '../keystore/key-store.ts';
import type { createBackups } from './backup.ts';
import { checkDatabase, DatabaseProblem, openDatabase, type Database } from './database.ts';
import { createFacts } from './facts.ts';
import type { WorkspaceLock } from './lock.ts';
import type { MachineStore } from './machine-record.ts';
import type { Migration } from './migrations/migration.ts';
import { migrate, MigrationProblem, pendingMigrations, schemaVersion } from './migrations/runner.ts';
import { keyEntry, type WorkspaceFile } from './workspace-keys.ts';
import { emptyLog, lostCommits, surveyLog } from './write-ahead-log.ts';

export interface WorkspaceDatabaseParts {
  readonly databaseFile: string;
  readonly keyStore: KeyStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly migrations: readonly Migration[];
  readonly backupsFor: (key: Buffer) => ReturnType<typeof createBackups>;
  readonly machineFor: (file: WorkspaceFile, key: Buffer) => MachineStore;
  /** The key was right and the database does not open: what a restore needs is kept. */
  readonly damaged: (file: WorkspaceFile, key: Buffer) => void;
}

const DAY_MS = 86_400_000;

/** The database file of a workspace, before anything is built on it. */
export function createWorkspaceDatabase(parts: WorkspaceDatabaseParts) {
  const { databaseFile, clock, ids, migrations } = parts;

  /** Opens, checks and migrates; on any refusal the file stands as it was, or at the last whole step. */
  function prepare(file: WorkspaceFile, key: Buffer, lock: WorkspaceLock): Result<Database, Refusal> {
    let database: Database | null = null;
    try {
      const log = surveyLog(databaseFile);
      database = openDatabase({ file: databaseFile, keyHex: key.toString('hex'), existing: true });
      const torn = lostCommits(database, log) || (lock.leftLog && log.state === 'missing');
      const pending = pendingMigrations(database, migrations);
      const dueCheck = lock.tookOver || pending.length > 0 || checkIsDue(database);
      if (dueCheck) checkDatabase(database);
      const keeper = parts.backupsFor(key);
      const writing = database;
      migrate(database, migrations, {
        clock: clock,
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
      if (dueCheck) facts.set('checked_at', clock.nowIso());
      if (log.state !== 'missing') emptyLog(database);
      return ok(database);
    } catch (error) {
      database?.close();
      if (error instanceof MigrationProblem)
        return refuse(error.kind === 'newer' ? 'workspace.newer_file' : 'workspace.migration_failed', { step: error.version });
      if (error instanceof DatabaseProblem) {
        parts.damaged(file, key);
        return refuse('workspace.damaged', {
          backup:
            parts
              .backupsFor(key)
              .list()
              .find((backup) => backup.verified)?.name ?? null,
        });
      }
      throw error;
    }
  }

  function checkIsDue(database: Database): boolean {
    const checkedAt = schemaVersion(database) === 0 ? null : createFacts(database).get('checked_at');
    return checkedAt === null || clock.nowMs() - Date.parse(checkedAt) > DAY_MS;
  }

  async function makeFirst(file: WorkspaceFile, key: Buffer, personName: string): Promise<void> {
    if (file.keyProtection === 'key_store') await parts.keyStore.set(keyEntry(file.workspaceId), key.toString('hex'));
    const installationId = ids.next();
    const database = openDatabase({ file: databaseFile, keyHex: key.toString('hex') });
    try {
      migrate(database, migrations, { clock: clock, backup: () => undefined });
      const facts = createFacts(database);
      facts.set('workspace_id', file.workspaceId);
      facts.set('kind', file.kind);
      facts.set('created_at', file.createdAt);
      facts.set('actor', JSON.stringify({ id: ids.next(), name: personName, role: 'admin' }));
      facts.set('installation_id', installationId);
      facts.set('epoch', '1');
      facts.set('checked_at', file.createdAt);
    } finally {
      database.close();
    }
    await parts.machineFor(file, key).write({ installationId, epoch: 1, audit: null });
  }

  function belongsHere(file: string, key: Buffer, workspaceId: string): boolean {
    const database = openDatabase({ file, keyHex: key.toString('hex') });
    try {
      pendingMigrations(database, migrations);
      return createFacts(database).get('workspace_id') === workspaceId;
    } catch (error) {
      if (error instanceof MigrationProblem) return false;
      throw error;
    } finally {
      database.close();
    }
  }

  return { prepare, makeFirst, belongsHere };
}
