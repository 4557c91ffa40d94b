import type { Backup } from '../contract/workspace.ts';
import type { Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';

export type BackupReason = Backup['reason'];
export type BackupFailure = 'not_found' | 'damaged' | 'disk_full' | 'none' | 'newer_file' | 'read_only';

export interface BackupDrill {
  readonly backup: Backup;
  readonly opened: boolean;
  readonly integrity: boolean;
  readonly vacancies: number;
  readonly ads: number;
}

export interface BackupStore {
  /** Newest first. */
  list(): readonly Backup[];
  /** Opens a copy of the newest (or the named) backup, checks every page and row and brings it to today's schema. */
  drill(name: string | null): Result<BackupDrill, BackupFailure>;
  /** Deletes what is older than 30 days, never the newest good one. Returns how many. */
  prune(): number;
}

/** What the backup feature asks of the open workspace. */
export interface BackupKeeper extends BackupStore {
  create(reason: BackupReason, context: CallContext): Promise<Result<Backup, BackupFailure>>;
  /** Closes the workspace, sets its file aside, puts the backup in its place and opens it again, fenced. */
  restore(name: string, context: CallContext): Promise<Result<{ readonly restored: Backup; readonly setAside: string }, BackupFailure>>;
}
