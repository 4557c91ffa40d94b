import { accessSync, constants, copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makePrivateFolder, syncFolder } from '../keystore/private-file.ts';

export function canWrite(directory: string): boolean {
  try {
    makePrivateFolder(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A restored file takes the place of the one in use, which stays under another name. The workspace must be closed and locked. */
export function putInPlace(incoming: string, databaseFile: string, keptAs: string): void {
  if (existsSync(databaseFile)) keepFile(databaseFile, keptAs);
  for (const suffix of ['-wal', '-shm']) rmSync(databaseFile + suffix, { force: true });
  renameSync(incoming, databaseFile);
  syncFolder(path.dirname(databaseFile));
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

export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}

/** A creation that was cut off leaves a database that nobody has the key of. Kept, in case it is not that. */
export function setOrphanAside(databaseFile: string, nowMs: number): void {
  if (!existsSync(databaseFile)) return;
  const aside = `${databaseFile}.unclaimed-${nowMs}`;
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(databaseFile + suffix)) renameSync(databaseFile + suffix, aside + suffix);
}

/** What SQLite itself complains of: a damaged page, a full disk. */
export function isSqliteTrouble(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_');
}
