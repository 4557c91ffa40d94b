import { createHash } from 'node:crypto';
import type { Clock } from '../../../core/ports/clock.ts';
import type { Database } from '../database.ts';
import type { Migration } from './migration.ts';

/** Why the schema could not be brought to this program's; nothing was changed, or what was done before it stands whole. */
export class MigrationProblem extends Error {
  readonly kind: 'newer' | 'edited' | 'failed';
  readonly version: number;
  constructor(kind: MigrationProblem['kind'], version: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationProblem';
    this.kind = kind;
    this.version = version;
  }
}

export interface MigrationOptions {
  readonly clock: Clock;
  /** Called once, before the first change to a file that already holds data; throwing stops the migration. */
  readonly backup: () => void;
}

interface Applied {
  readonly version: number;
  readonly hash: string;
}

/** Marks the file as ours: "ALTV". */
const APPLICATION_ID = 0x414c5456;

/** What is still to be applied. Reads only; throws `newer` or `edited` on a file that this program must not touch. */
export function pendingMigrations(db: Database, migrations: readonly Migration[]): readonly Migration[] {
  assertOrdered(migrations);
  const applied = readApplied(db);
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const row of applied) {
    const migration = known.get(row.version);
    if (migration === undefined)
      throw new MigrationProblem('newer', row.version, `The file holds schema step ${row.version}, which this program does not know`);
    if (migrationHash(migration) !== row.hash)
      throw new MigrationProblem('edited', row.version, `Schema step ${row.version} is not the one that was applied to this file`);
  }
  const done = new Set(applied.map((row) => row.version));
  return migrations.filter((migration) => !done.has(migration.version));
}

/** Brings the file to this program's schema: each step and its mark in one transaction. Returns the steps applied. */
export function migrate(db: Database, migrations: readonly Migration[], options: MigrationOptions): readonly number[] {
  const pending = pendingMigrations(db, migrations);
  if (pending.length === 0) return [];
  if (readApplied(db).length > 0) options.backup();
  db.pragma('synchronous=FULL');
  try {
    for (const migration of pending) apply(db, migration, options.clock.nowIso());
  } finally {
    db.pragma('synchronous=NORMAL');
  }
  return pending.map((migration) => migration.version);
}

function apply(db: Database, migration: Migration, appliedAt: string): void {
  const step = db.transaction(() => {
    db.exec(
      'CREATE TABLE IF NOT EXISTS schema_step (version INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
    );
    migration.up(db);
    db.prepare('INSERT INTO schema_step (version, name, hash, applied_at) VALUES (?, ?, ?, ?)').run(
      migration.version,
      migration.name,
      migrationHash(migration),
      appliedAt,
    );
    db.pragma(`application_id=${APPLICATION_ID}`);
    db.pragma(`user_version=${schemaVersion(db)}`);
    if ((db.pragma('foreign_key_check') as unknown[]).length > 0) throw new Error('The step leaves rows that refer to nothing');
  });
  try {
    step.immediate();
  } catch (error) {
    throw new MigrationProblem('failed', migration.version, `Schema step ${migration.version} (${migration.name}) failed`, {
      cause: error,
    });
  }
}

/** Highest step in the file; 0 for an empty one. */
export function schemaVersion(db: Database): number {
  return Math.max(0, ...readApplied(db).map((row) => row.version));
}

/**
 * SHA-256 of the SQL with runs of white space folded. Over the SQL and not over the function's source, because the
 * built program and the one run from source hold the same SQL in different JavaScript.
 */
export function migrationHash(migration: Migration): string {
  const hash = createHash('sha256');
  migration.up({ exec: (sql) => hash.update(`${sql.replace(/\s+/g, ' ').trim()}\n`) });
  return hash.digest('hex');
}

function readApplied(db: Database): readonly Applied[] {
  const exists = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_step'").get();
  if (exists === undefined) return [];
  return db.prepare<[], Applied>('SELECT version, hash FROM schema_step ORDER BY version').all();
}

function assertOrdered(migrations: readonly Migration[]): void {
  for (const [index, migration] of migrations.entries()) {
    const before = migrations[index - 1];
    if (before !== undefined && before.version >= migration.version)
      throw new Error(`Migration ${migration.version} must come before ${before.version}`);
  }
}
