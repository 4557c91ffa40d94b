import { statSync } from 'node:fs';
import type { Database } from './database.ts';

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

/** Bytes on the disk, the log of writes included. */
export function databaseBytes(db: Database): number {
  return [db.name, `${db.name}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
