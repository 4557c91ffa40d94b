export { createPublishing, type Publishing } from './publishing.ts';
export { createScheduler, type Scheduler, type SchedulerDeps } from './scheduler.ts';
export type { AccountDirectory, DirectoryAccount, Fence, PublishingDeps } from './deps.ts';
export type { Canary, CanaryStore } from './canary.ts';
export type { PublishStore, Booking, StepFilter } from './publish-store.ts';
export type * from './journal.ts';
export type { ChangeSource, PublishingFacts, ReadySet, Selection } from './change-source.ts';
export { instantText } from '../kernel/instant.ts';
