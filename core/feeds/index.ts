export { createFeeds, type Feeds, type FeedDependencies } from './feeds.ts';
export type { FeedRecord, FeedStore, RunRecord } from './feed-store.ts';
export type { FeedSource, FoundFile, Pulled } from './feed-source.ts';
