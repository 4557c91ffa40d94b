import { copyFileSync, mkdtempSync, openSync, closeSync, fsyncSync, readdirSync, renameSync, rmSync, statSync, chmodSync } from 'node:fs';
import path from 'node:path';
import type { Backup } from '../../core/contract/workspace.ts';
import type { BackupFailure, BackupReason, BackupStore } from '../../core/backup/backup-store.ts';
import { err, ok, type Result } from '../../core/kernel/result.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { makePrivateFolder, syncFolder } from '../keystore/private-file.ts';
import { checkDatabase, DatabaseProblem, isDiskFull, openDatabase, type Database } from './database.ts';
import { migrate, MigrationProblem, schemaVersion } from './migrations/runner.ts';
import type { Migration } from './migrations/migration.ts';
import { countObjects } from './workspace-counts.ts';

export interface BackupOptions {
  readonly directory: string;
  readonly keyHex: string;
  /** The machine's clock: a practice workspace moves its own ahead by months, which must not delete backups. */
  readonly clock: Clock;
  readonly migrations: readonly Migration[];
}

const KEEP_DAYS = 30;
const DAY_MS = 86_400_000;
const NAME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z\.(daily|manual|before_migration|before_restore)\.v(\d+)\.(db|damaged)$/;

/** Copies of the whole file, encrypted with the workspace's key, in its `backups` folder. The name says all that the list shows. */
export function createBackups(options: BackupOptions): BackupStore & {
  create(db: Database, reason: BackupReason): Result<Backup, BackupFailure>;
  /** A verified copy of a backup beside the database, ready to take its place. */
  stage(name: string, target: string): Result<Backup, BackupFailure>;
  freeName(reason: BackupReason, version: number, kind: 'db' | 'damaged'): string;
  readonly folder: string;
} {
  const folder = path.join(options.directory, 'backups');

  function list(): readonly Backup[] {
    makePrivateFolder(folder);
    return readdirSync(folder)
      .map((name) => describe(folder, name))
      .filter((backup) => backup !== null)
      .toSorted((a, b) => (a.name < b.name ? 1 : -1));
  }

  function freeName(reason: BackupReason, version: number, kind: 'db' | 'damaged'): string {
    const taken = new Set(list().map((backup) => backup.name.slice(0, 19)));
    let at = options.clock.nowMs();
    // Two in one millisecond would share a name.
    while (taken.has(stampOf(at))) at += 1;
    return `${stampOf(at)}.${reason}.v${version}.${kind}`;
  }

  function create(db: Database, reason: BackupReason): Result<Backup, BackupFailure> {
    makePrivateFolder(folder);
    const name = freeName(reason, schemaVersion(db), 'db');
    const partial = path.join(folder, `${name}.partial`);
    try {
      // VACUUM INTO takes an empty file, and this way it is private from its first byte.
      closeSync(openSync(partial, 'wx', 0o600));
      db.prepare('VACUUM INTO ?').run(partial);
      syncFile(partial);
      verifyFile(partial, options.keyHex);
      renameSync(partial, path.join(folder, name));
      syncFolder(folder);
    } catch (error) {
      rmSync(partial, { force: true });
      if (isDiskFull(error)) return err('disk_full');
      if (error instanceof DatabaseProblem) return err('damaged');
      throw error;
    }
    return found(folder, name);
  }

  function stage(name: string, target: string): Result<Backup, BackupFailure> {
    const backup = list().find((one) => one.name === name);
    if (backup === undefined) return err('not_found');
    try {
      rmSync(target, { force: true });
      copyFileSync(path.join(folder, name), target);
      chmodSync(target, 0o600);
      syncFile(target);
      verifyFile(target, options.keyHex);
      return ok(backup);
    } catch (error) {
      rmSync(target, { force: true });
      if (isDiskFull(error)) return err('disk_full');
      if (!(error instanceof DatabaseProblem)) throw error;
      if (name.endsWith('.db')) renameSync(path.join(folder, name), path.join(folder, name.replace(/\.db$/, '.damaged')));
      return err('damaged');
    }
  }

  return {
    folder,
    list,
    freeName,
    create,
    stage,
    drill(name) {
      const chosen = name ?? list().find((backup) => backup.verified)?.name;
      if (chosen === undefined) return err('none');
      const scratch = mkdtempSync(path.join(options.directory, 'drill-'));
      try {
        const file = path.join(scratch, 'altavoz.db');
        const staged = stage(chosen, file);
        if (!staged.ok) {
          const backup = list().find((one) => one.name.slice(0, 19) === chosen.slice(0, 19));
          return staged.error === 'damaged' && backup !== undefined
            ? ok({ backup, opened: false, integrity: false, vacancies: 0, ads: 0 })
            : staged;
        }
        return ok({ backup: staged.value, opened: true, integrity: true, ...walkToToday(file, options) });
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
    prune() {
      const limit = stampOf(options.clock.nowMs() - KEEP_DAYS * DAY_MS);
      const backups = list();
      const newest = backups.find((backup) => backup.verified)?.name;
      // The newest good one stays however old it is.
      const old = backups.filter((backup) => backup.name < limit && backup.name !== newest);
      for (const backup of old) rmSync(path.join(folder, backup.name), { force: true });
      return old.length;
    },
  };
}

/** A restore also brings an old backup to today's schema, so the drill does too. */
function walkToToday(file: string, options: BackupOptions): { readonly vacancies: number; readonly ads: number } {
  const db = openDatabase({ file, keyHex: options.keyHex });
  try {
    migrate(db, options.migrations, { clock: options.clock, backup: () => undefined });
    const counts = countObjects(db);
    return { vacancies: counts.vacancies, ads: counts.ads };
  } catch (error) {
    // A backup of a newer program opens and is whole; only its contents are not ours to count.
    if (error instanceof MigrationProblem && error.kind === 'newer') return { vacancies: 0, ads: 0 };
    throw error;
  } finally {
    db.close();
  }
}

function verifyFile(file: string, keyHex: string): void {
  const db = openDatabase({ file, keyHex, readOnly: true });
  try {
    checkDatabase(db, 'full');
  } finally {
    db.close();
  }
}

function found(folder: string, name: string): Result<Backup, BackupFailure> {
  const backup = describe(folder, name);
  return backup === null ? err('not_found') : ok(backup);
}

function describe(folder: string, name: string): Backup | null {
  const match = NAME.exec(name);
  const stats = match === null ? undefined : statSync(path.join(folder, name), { throwIfNoEntry: false });
  if (match === null || stats === undefined) return null;
  const [year, month, day, hour, minute, second, ms] = match.slice(1, 8);
  return {
    name,
    createdAt: `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`,
    bytes: stats.size,
    reason: match[8] as BackupReason, // the pattern lists exactly these words
    verified: match[10] === 'db',
    schemaVersion: Number(match[9]),
  };
}

/** `20261121T014218123Z`: sorts as time and is a file name everywhere. */
function stampOf(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:.]/g, '');
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
