import type { Money } from '../kernel/money.ts';
import type { PlanStore } from '../plans/plan-store.ts';
import type { AccountRef, AdNetwork } from '../ports/ad-network.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Topics } from '../ports/topics.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { CanaryStore } from './canary.ts';
import type { ChangeSource, PublishingFacts } from './change-source.ts';
import type { PublishStore } from './publish-store.ts';

/** Says whether this installation may still act for this database: false after a restore, on a copy, or once another machine took over. */
export interface Fence {
  isValid(): boolean;
}

/** Accounts as publishing and syncing go through them. */
export interface AccountDirectory {
  /** `clientId` and `network` null: all. Only accounts that are connected or wait to be connected again. */
  accounts(filter: { readonly clientId: string | null; readonly network: string | null }): readonly DirectoryAccount[];
}
export interface DirectoryAccount {
  readonly account: AccountRef;
  readonly network: string;
  readonly clientId: string;
  readonly clientName: string;
}

export interface PublishingDeps {
  readonly store: PublishStore;
  readonly canaries: CanaryStore;
  readonly plans: PlanStore;
  readonly changes: ChangeSource;
  readonly facts: PublishingFacts;
  readonly directory: AccountDirectory;
  /** Null for a network that this program does not know: its steps ask a person. */
  readonly network: (id: string) => AdNetwork | null;
  readonly uow: UnitOfWork;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly topics: Topics;
  readonly fence: Fence;
  /** The one-writer lock: false once another process holds the database. */
  readonly mayWrite: () => boolean;
  /** 0 ≤ x < 1, for the jitter of waits. Not for anything secret. */
  readonly random: () => number;
  /** Ends once the answers that have already reached this machine are handed over, so that they share one commit. Absent: only those of the same moment do. */
  readonly breathe?: () => Promise<void>;
}

/** 30.4 days a month, exactly: daily × 304 ≤ cap × 10. */
export function exceedsMonthlyCap(daily: Money, cap: Money): boolean {
  if (daily.currency !== cap.currency) throw new Error(`Cannot compare ${daily.currency} with a cap in ${cap.currency}`);
  return daily.amountMicros * 304n > cap.amountMicros * 10n;
}
