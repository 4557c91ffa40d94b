export { createSync, type Sync } from './sync.ts';
export type { SyncDeps } from './deps.ts';
export type { MetricAd, MetricDay, MetricStore, SyncState } from './metric-store.ts';
