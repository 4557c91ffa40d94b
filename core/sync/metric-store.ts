import type { NetworkId } from '../contract/plan-model.ts';

/** Where an ad's figures belong. */
export interface MetricAd {
  readonly adId: string;
  readonly accountId: string;
  readonly network: NetworkId;
  readonly clientId: string;
  readonly campaignId: string;
  readonly vacancyId: string | null;
  readonly currency: string;
}

export interface MetricDay {
  readonly ad: MetricAd;
  readonly day: string;
  readonly impressions: number;
  readonly clicks: number;
  /** Networks credit parts of a conversion. */
  readonly conversionsMillionths: number;
  readonly spendMicros: bigint;
  readonly isComplete: boolean;
  readonly isFinal: boolean;
}

export interface SyncState {
  readonly accountId: string;
  readonly clientId: string;
  readonly network: NetworkId;
  readonly statusReadAt: string | null;
  readonly metricsReadAt: string | null;
  /** The account's own date at that reading. */
  readonly metricsDay: string | null;
  readonly attributionWindow: string;
}

/** Synchronous; writers run inside a UnitOfWork transaction. */
export interface MetricStore {
  /** Sets each ad's day to what the network says now, moves the sums by the difference, and keeps old and new of a day that was complete before. */
  write(days: readonly MetricDay[], seenAt: string): { readonly written: number; readonly restated: number };
  state(accountId: string): SyncState | null;
  saveState(state: SyncState): void;
}
