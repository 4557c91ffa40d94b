import BetterSqlite3 from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync } from 'node:fs';
import path from 'node:path';

/** One encrypted connection. Stores keep prepared statements on it; only `UnitOfWork` opens transactions on it. */
export type Database = BetterSqlite3.Database;

export interface DatabaseOptions {
  readonly file: string;
  /** 32 bytes as 64 hex digits: a raw key, so no key derivation runs at open. */
  readonly keyHex: string;
  readonly readOnly?: boolean;
  /** The file must be there and hold something; otherwise a missing or empty one is begun anew. */
  readonly existing?: boolean;
  /** Reads every page and every index before handing the connection over. */
  readonly check?: boolean;
}

/** The file could not be opened as a database. `unreadable`: wrong key, or a first page that is damaged; only who holds the key can tell. */
export class DatabaseProblem extends Error {
  readonly kind: 'missing' | 'unreadable' | 'damaged';
  constructor(kind: DatabaseProblem['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseProblem';
    this.kind = kind;
  }
}

const PAGE_SIZE = 16_384;
const CIPHER = 'aegis';
const ALGORITHM = 'aegis-256';
const BUSY_MS = 5_000;

/**
 * Opens (or makes) the encrypted file.
 *
 * AEGIS-256 authenticates every page, so a changed byte is an error and never data. The `key` pragma must come
 * after the cipher ones and before anything that touches the file.
 * @see SQLite3 Multiple Ciphers 2.4.0, "AEGIS: AES-based Authenticated Encryption" and "SQL pragmas" (tried on 2026-11-21)
 */
export function openDatabase(options: DatabaseOptions): Database {
  if (!/^[0-9a-f]{64}$/.test(options.keyHex)) throw new Error('The database key must be 64 lower-case hex digits');
  const readOnly = options.readOnly ?? false;
  const existing = readOnly || options.existing === true;
  if (existing && !existsSync(options.file)) throw new DatabaseProblem('missing', 'There is no database file');
  if (!readOnly) makePrivate(options.file);
  const start = readStart(options.file);
  // SQLite takes a file cut to a few bytes for a new one.
  if (start === 'cut' || (start === null && existing)) throw new DatabaseProblem('damaged', 'The file was cut short');
  const db = new BetterSqlite3(options.file, { readonly: readOnly, timeout: BUSY_MS });
  try {
    applyKey(db, options.keyHex);
    // The first read proves the key: a wrong one ends here with SQLITE_NOTADB.
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    if (start !== null && start !== saltFor(options.keyHex)) throw new DatabaseProblem('damaged', 'The start of the file was changed');
    applySettings(db, readOnly);
    if (options.check === true) checkDatabase(db);
  } catch (error) {
    db.close();
    throw asProblem(error);
  }
  return db;
}

/** Cipher, page size and raw key, in that order, before anything touches the file. */
export function applyKey(db: Database, keyHex: string): void {
  db.pragma(`cipher='${CIPHER}'`);
  db.pragma(`algorithm='${ALGORITHM}'`);
  // An unknown name is ignored without a word, so ask back.
  if (db.pragma('cipher', { simple: true }) !== CIPHER || db.pragma('algorithm', { simple: true }) !== ALGORITHM) {
    throw new Error(`This SQLite build does not offer ${ALGORITHM}`);
  }
  db.pragma(`page_size=${PAGE_SIZE}`);
  db.pragma(`key="x'${keyHex}${saltFor(keyHex)}'"`);
}

/**
 * The first 16 bytes of the file. With a raw key they take part in nothing, so the cipher would not notice a change
 * there; as we choose them ourselves, we can.
 */
function saltFor(keyHex: string): string {
  return createHash('sha256').update('altavoz salt').update(Buffer.from(keyHex, 'hex')).digest('hex').slice(0, 32);
}

/**
 * Null for a new file, which is empty until its first page is written. Called before SQLite opens the file: closing a
 * second handle would drop the locks that the process holds on it (POSIX, fcntl, "F_SETLK").
 */
function readStart(file: string): string | null {
  const start = Buffer.alloc(16);
  const handle = openSync(file, 'r');
  try {
    const bytes = readSync(handle, start, 0, 16, 0);
    if (bytes === 0) return null;
    return bytes === 16 ? start.toString('hex') : 'cut';
  } finally {
    closeSync(handle);
  }
}

function applySettings(db: Database, readOnly: boolean): void {
  db.pragma('foreign_keys=ON');
  db.pragma('temp_store=MEMORY');
  db.pragma('trusted_schema=OFF');
  db.pragma('cache_size=-32768');
  if (readOnly) {
    db.pragma('query_only=ON');
    return;
  }
  db.pragma('journal_mode=WAL');
  db.pragma('synchronous=NORMAL');
  db.pragma('secure_delete=ON');
  // A log that starts over is cut behind its first commit: old pages behind new headers would look like damage after a kill.
  db.pragma('journal_size_limit=0');
  // macOS answers an ordinary sync before the disk has the bytes. No effect elsewhere.
  db.pragma('fullfsync=ON');
  db.pragma('checkpoint_fullfsync=ON');
}

/** Throws when any page, index or foreign key is wrong. */
export function checkDatabase(db: Database, depth: 'quick' | 'full' = 'quick'): void {
  try {
    const answer = db.pragma(depth === 'full' ? 'integrity_check(1)' : 'quick_check(1)', { simple: true });
    if (answer !== 'ok') throw new DatabaseProblem('damaged', `Integrity check failed: ${String(answer).slice(0, 200)}`);
    if (depth === 'full' && (db.pragma('foreign_key_check') as unknown[]).length > 0) {
      throw new DatabaseProblem('damaged', 'A row refers to one that does not exist');
    }
  } catch (error) {
    throw asProblem(error);
  }
}

/** Sorts SQLite's own codes; anything else is passed on as it came. */
function asProblem(error: unknown): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error;
  if (error.code === 'SQLITE_NOTADB')
    return new DatabaseProblem('unreadable', 'Wrong key, or not a database of this program', { cause: error });
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code.startsWith('SQLITE_IOERR'))
    return new DatabaseProblem('damaged', error.message, { cause: error });
  return error;
}

/** The folder 0700 and the file 0600 before SQLite writes a byte; the -wal and -shm files inherit the mode of the file. */
function makePrivate(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
  else if (process.platform !== 'win32') chmodSync(file, 0o600);
}

/** True for an error that says that no more bytes fit on the disk. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof BetterSqlite3.SqliteError) return error.code === 'SQLITE_FULL';
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
