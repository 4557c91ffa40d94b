export { createConversions, type ConversionDependencies, type Conversions } from './conversions.ts';
export { verdictOf, type Verdict } from './verdict.ts';
export { readKind } from './read-outcome.ts';
export type { LaneTarget } from './send-lane.ts';
export type { BatchRecord, ConversionStore, Going, LaneCount, ListedOutcome, OutcomeRecord, SendRow, Settled } from './conversion-store.ts';
