import type { WorkspaceStatus } from '../contract/workspace.ts';
import type { Refusal, Result } from '../kernel/result.ts';

export interface WorkspaceWish {
  readonly kind: 'simulated' | 'live';
  readonly personName: string;
  readonly passphrase: string | null;
}

export interface WorkspaceFigures {
  readonly clients: number;
  readonly accounts: number;
  readonly vacancies: number;
  readonly campaigns: number;
  readonly ads: number;
  readonly databaseBytes: number;
  readonly schemaVersion: number;
  readonly installationId: string;
  readonly createdAt: string;
}

/** What the workspace feature asks of whoever keeps the folder. */
export interface WorkspaceKeeper {
  status(): Promise<WorkspaceStatus>;
  create(wish: WorkspaceWish): Promise<Result<{ readonly recoveryKey: string }, Refusal>>;
  unlock(given: { readonly passphrase: string | null; readonly recoveryKey: string | null }): Promise<Result<unknown, Refusal>>;
  /** Null while nothing is open. */
  figures(): WorkspaceFigures | null;
}
