import { statSync } from 'node:fs';
import type { WorkspaceFigures } from '../../core/workspace/workspace-port.ts';
import type { Database } from './database.ts';
import { schemaVersion } from './migrations/runner.ts';
import type { OpenWorkspace } from './workspace-session.ts';

export interface ObjectCounts {
  readonly clients: number;
  readonly accounts: number;
  readonly vacancies: number;
  readonly campaigns: number;
  readonly ads: number;
}

/** What a workspace holds; a table that the file does not have counts as empty, because old backups are counted too. */
export function countObjects(db: Database): ObjectCounts {
  return {
    clients: count(db, 'client', ''),
    accounts: count(db, 'account', ''),
    vacancies: count(db, 'vacancy', ''),
    campaigns: count(db, 'plan_object', "WHERE level = 'campaign'"),
    ads: count(db, 'plan_object', "WHERE level = 'ad'"),
  };
}

function count(db: Database, table: string, where: string): number {
  const exists = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table) !== undefined;
  return exists ? (db.prepare<[], number>(`SELECT count(*) FROM ${table} ${where}`).pluck().get() ?? 0) : 0;
}

/** What an open workspace holds, and how much room it takes. */
export function figuresOf({ database, installationId, createdAt }: OpenWorkspace): WorkspaceFigures {
  return {
    ...countObjects(database),
    databaseBytes: databaseBytes(database),
    schemaVersion: schemaVersion(database),
    installationId,
    createdAt,
  };
}

/** Bytes on the disk, the log of writes included. */
function databaseBytes(db: Database): number {
  return [db.name, `${db.name}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
