import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import { makePrivateFolder, readTextFile, writePrivateFile } from '../keystore/private-file.ts';

/** The right to write to a workspace. */
export interface WorkspaceLock {
  /** True when the last holder ended without letting go: the file deserves a check. */
  readonly tookOver: boolean;
  /** True when whoever ended like that had the database open: its write-ahead log must still lie beside the file. */
  readonly leftLog: boolean;
  /** Says that the write-ahead log exists from now on, or may go from now on. */
  keepsLog(exists: boolean): void;
  /** Throws `LockLost` when somebody else holds the lease by now: this machine slept, or the folder was shared. */
  assertHeld(): void;
  release(): void;
}

export class LockLost extends Error {
  constructor() {
    super('Another program took this workspace over');
    this.name = 'LockLost';
  }
}

export interface LockOptions {
  readonly heartbeatMs?: number;
  readonly staleMs?: number;
  readonly host?: string;
}

const HEARTBEAT_MS = 5_000;
const STALE_MS = 60_000;

const Lease = z.object({
  host: z.string(),
  pid: z.number().int(),
  startedAt: z.string().nullable(),
  token: z.string(),
  log: z.boolean().default(true),
});
type Lease = z.infer<typeof Lease>;

/**
 * Null when somebody else holds it.
 *
 * Two guards. The operating system's file lock, taken through SQLite because Node offers none: it vanishes with
 * the process, whatever ended it. And a lease that is renewed every five seconds, for folders shared between
 * machines, where file locks are not to be trusted, and against a deleted lock file.
 */
export function acquireLock(directory: string, options: LockOptions = {}): WorkspaceLock | null {
  makePrivateFolder(directory);
  const held = lockFile(path.join(directory, 'altavoz.lock'));
  if (held === null) return null;
  const leaseFile = path.join(directory, 'altavoz.lease');
  const host = options.host ?? hostname();
  const before = readLease(leaseFile);
  if (before !== null && isAlive(before, leaseFile, host, options.staleMs ?? STALE_MS)) {
    held.close();
    return null;
  }
  const leftLog = before?.log ?? false;
  // A holder that dies before it opens the database leaves behind what it found.
  const lease: Lease = { host, pid: process.pid, startedAt: startOf(process.pid), token: randomBytes(16).toString('hex'), log: leftLog };
  const renew = () => writePrivateFile(leaseFile, JSON.stringify(lease));
  renew();
  return hold({ held, leaseFile, lease, renew, tookOver: before !== null, leftLog, heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS });
}

interface Holding {
  readonly held: BetterSqlite3.Database;
  readonly leaseFile: string;
  readonly lease: Lease;
  readonly renew: () => void;
  readonly tookOver: boolean;
  readonly leftLog: boolean;
  readonly heartbeatMs: number;
}

function hold(holding: Holding): WorkspaceLock {
  const { held, leaseFile, lease, renew, heartbeatMs } = holding;
  let seenAt = performance.now();
  let lost = false;

  function look(): void {
    lost ||= readLease(leaseFile)?.token !== lease.token;
    seenAt = performance.now();
  }

  const timer = setInterval(() => {
    look();
    if (lost) return;
    try {
      renew();
    } catch {
      // A full disk: the lease grows old and another machine may take over, which the next look finds out.
    }
  }, heartbeatMs);
  timer.unref();

  function keepsLog(exists: boolean): void {
    look();
    if (lost) return;
    lease.log = exists;
    renew();
  }
  /** A process that ends by itself without closing still has its connections closed, which takes the log away. */
  function leaving(): void {
    try {
      keepsLog(false);
    } catch {
      // A full disk: the next start asks for the log, and for a reading of the networks.
    }
  }
  process.once('exit', leaving);

  return {
    tookOver: holding.tookOver,
    leftLog: holding.leftLog,
    keepsLog,
    assertHeld() {
      if (!lost && performance.now() - seenAt > heartbeatMs * 2) look();
      if (lost) throw new LockLost();
    },
    release() {
      clearInterval(timer);
      process.removeListener('exit', leaving);
      if (readLease(leaseFile)?.token === lease.token) rmSync(leaseFile, { force: true });
      if (held.open) held.close();
      lost = true;
    },
  };
}

/** An exclusive transaction on an empty database holds the system's lock until the process ends. */
function lockFile(file: string): BetterSqlite3.Database | null {
  if (!existsSync(file)) {
    try {
      closeSync(openSync(file, 'wx', 0o600));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  const db = new BetterSqlite3(file, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}

function readLease(file: string): Lease | null {
  const text = readTextFile(file);
  if (text === null) return null;
  try {
    return Lease.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function isAlive(lease: Lease, file: string, host: string, staleMs: number): boolean {
  if (lease.host === host) {
    // Our own process asks twice only after the file lock was let go: an earlier manager that never released.
    return lease.pid !== process.pid && isRunning(lease.pid) && (lease.startedAt === null || startOf(lease.pid) === lease.startedAt);
  }
  // Both times come from the file system that is shared, so the machines' clocks need not agree with it.
  return sharedNowMs(file) - statSync(file).mtimeMs < staleMs;
}

/** The clock of the file system that holds the folder. */
function sharedNowMs(file: string): number {
  const probe = `${file}.${randomBytes(6).toString('hex')}.now`;
  closeSync(openSync(probe, 'wx', 0o600));
  const now = statSync(probe).mtimeMs;
  rmSync(probe, { force: true });
  return now;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process began, in ticks since boot: tells it from a later one with the same number. Null where the system does not say. */
function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22 of proc(5); the second one, in brackets, may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
