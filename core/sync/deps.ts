import type { PlanRecord, PlanStore } from '../plans/index.ts';
import type { AdNetwork, MetricsSource } from '../ports/ad-network.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Topics } from '../ports/topics.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { AccountDirectory } from '../publishing/index.ts';
import type { MetricStore } from './metric-store.ts';

export interface SyncDeps {
  readonly directory: AccountDirectory;
  readonly plans: PlanStore;
  readonly metrics: MetricStore;
  readonly network: (id: string) => AdNetwork | null;
  /** Null for a network without figures. */
  readonly metricsSource: (network: string) => MetricsSource | null;
  readonly uow: UnitOfWork;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly topics: Topics;
  /** What publishing does with a reading: gives back budgets of campaigns that rest, archives what is left over. */
  readonly publishing: {
    campaignRests(campaignId: string): void;
    archiveLeftOver(record: PlanRecord, remoteId: string, context: CallContext): void;
    /** After a restore: nothing that was open is sent any more, and exactly what runs is booked. Inside a transaction. */
    abandonOpen(context: CallContext): number;
    bookWhatRuns(campaign: PlanRecord): void;
    bookStrangersRaise(campaign: PlanRecord): void;
  };
  /** Up after a restored backup: comes down once everything on every network has been read and is known here. */
  readonly fence: { reason(): string | null; lift(context: CallContext): void };
}
