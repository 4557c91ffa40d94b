import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, openSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { applyKey, type Database } from './database.ts';

export interface ScratchFile {
  readonly db: Database;
  /** Closes it and takes it off the disk. */
  remove(): void;
}

/**
 * The same for work of a few pages: never on the disk, so it needs no key, and nothing of it outlives `remove`. Of every
 * *encrypted* connection SQLite keeps some kilobytes after closing (8 KB by 10,000 opened and closed, SQLite3 Multiple
 * Ciphers 2.4.0), which a program that looks at a thousand files a day would notice.
 */
export function openScratchMemory(): ScratchFile {
  const db = new BetterSqlite3(':memory:');
  db.pragma('temp_store=MEMORY');
  db.pragma('trusted_schema=OFF');
  return { db, remove: () => void db.close() };
}

const CACHE_KIB = 4_096;

/**
 * A table file for work that is thrown away: encrypted with a key that lives only in this process, so that what a crash
 * leaves on the disk says nothing to anybody. It needs no journal file and no wiping for the same reason, and it takes no
 * room in the workspace, its backups or its write-ahead log.
 */
export function openScratchFile(file: string): ScratchFile {
  rmSync(file, { force: true });
  closeSync(openSync(file, 'wx', 0o600));
  if (process.platform !== 'win32') chmodSync(file, 0o600);
  const db = new BetterSqlite3(file);
  try {
    applyKey(db, randomBytes(32).toString('hex'));
    // OFF would be refused without a word: better-sqlite3 opens every connection in SQLite's defensive mode.
    db.pragma('journal_mode=MEMORY');
    db.pragma('synchronous=OFF');
    db.pragma('locking_mode=EXCLUSIVE');
    db.pragma('temp_store=MEMORY');
    db.pragma('trusted_schema=OFF');
    db.pragma(`cache_size=-${CACHE_KIB}`);
  } catch (error) {
    db.close();
    rmSync(file, { force: true });
    throw error;
  }
  return {
    db,
    remove() {
      db.close();
      rmSync(file, { force: true, maxRetries: 3 });
    },
  };
}

/** What an earlier run left behind, by the beginning of its names. */
export function removeScratchFiles(beginning: string): void {
  const folder = path.dirname(beginning);
  if (!existsSync(folder)) return;
  const start = path.basename(beginning);
  for (const name of readdirSync(folder)) if (name.startsWith(start)) rmSync(path.join(folder, name), { force: true });
}
