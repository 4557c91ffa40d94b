import type { NetworkId } from '../contract/plan-model.ts';
import type { Money } from '../kernel/money.ts';
import type { WorkSum } from './forecast.ts';
import type { Block, NewStep, RunObject, RunRow, StepRow, StepState, Tally } from './journal.ts';

export interface StepFilter {
  readonly runId: string | null;
  readonly states: readonly StepState[];
  readonly network: NetworkId | null;
  readonly offset: number;
  readonly limit: number;
}

/** Daily budget that is booked for one campaign: what it may spend at most as far as we know. */
export interface Booking {
  readonly campaignId: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly booked: Money;
}

/** The journal's port. Synchronous; writers run inside a UnitOfWork transaction. Everything is found by index, nothing by scanning a run. */
export interface PublishStore {
  /** Reads both to their end, one by one, and says how many there were. */
  addRun(run: RunRow, objects: Iterable<RunObject>, steps: Iterable<NewStep>): { readonly objects: number; readonly steps: number };
  /** Steps that came up while running: follow-ups, clean-ups, second readings. A needed step that is settled already is not waited for. */
  addSteps(runId: string, steps: readonly NewStep[]): void;
  run(id: string): RunRow | null;
  runs(limit: number): readonly RunRow[];
  openRuns(): readonly RunRow[];
  saveRun(id: string, state: RunRow['state'], finishedAt: string | null): void;
  tallies(runIds: readonly string[]): readonly Tally[];
  /** What the open runs, up to this one or all, still have to send by itself: no step that waits for a person. Read only. */
  workLeft(upToRunId: string | null): ReadonlyMap<NetworkId, readonly WorkSum[]>;
  /** Steps of a run that are not settled; kept, not counted. */
  openSteps(runId: string): number;
  nextSequence(runId: string): number;

  runObject(runId: string, objectId: string): RunObject | null;
  runObjectsOf(runId: string, campaignId: string): readonly RunObject[];
  runObjectIds(runId: string): readonly string[];
  setVerdict(runId: string, objectId: string, verdict: RunObject['verdict']): void;

  step(id: string): StepRow | null;
  steps(filter: StepFilter): { readonly steps: readonly StepRow[]; readonly total: number };
  /** Steps of one object in a run. */
  stepsOfObject(runId: string, objectId: string): readonly StepRow[];
  /** Open activations (`set_status` to active) under these campaigns, in any run. */
  openActivations(campaignIds: readonly string[]): readonly StepRow[];
  /** Campaigns of the account with an activation that is not settled, their own or of something below them. */
  activatingCampaigns(accountId: string): readonly string[];
  /** Pauses of this object that are not settled. */
  openPauses(objectId: string): number;
  /** Steps on this very remote object that are not settled. */
  openOnRemote(objectId: string, remoteId: string): number;
  /** Writes every mutable column but `waits` and `noResend`, which others may move meanwhile; false (and nothing written) when the row is no longer in `expected`. */
  save(step: StepRow, expected: StepState): boolean;

  /** Takes up to `limit` planned steps of the account that wait for nothing and are due; they become `leased` by `owner`. */
  lease(accountId: string, nowMs: number, limit: number, owner: string): readonly StepRow[];
  /** Gives leased steps back; `owner` null: whoever took them. */
  unlease(accountId: string | null, owner: string | null): number;
  /** Rows left in `sending` by a process that is gone. */
  sending(): readonly StepRow[];
  /** Unknown steps whose look is due. */
  dueLooks(accountId: string, nowMs: number, limit: number): readonly StepRow[];
  /** Accounts with a step that could move by itself, and when the first one is due. */
  openAccounts(): readonly { readonly accountId: string; readonly network: NetworkId; readonly nextDueMs: number }[];
  nextDueMs(accountId: string): number | null;
  /** After a clock that was set back: no step waits longer than `latestMs`. */
  clampDue(latestMs: number): void;
  /** These may still be looked up, never sent again. */
  forbidResend(stepIds: readonly string[]): void;
  /** Planned and leased steps of the run become cancelled; sending and unknown ones are never sent again. */
  stopRun(runId: string, failure: StepRow['failure']): number;

  dependents(stepId: string): readonly { readonly stepId: string; readonly hard: boolean }[];
  /** One needed step fewer, for the dependents of this one (`soft`: only those that need it softly). */
  release(stepId: string, which: 'all' | 'soft'): void;
  /** Steps that were cancelled because this one failed. */
  cancelledBy(stepId: string): readonly StepRow[];
  need(stepId: string, neededId: string, hard: boolean): void;
  /** Counts again what a step waits for: after it was brought back. */
  recount(stepId: string): void;

  /** Remote ids of this part that earlier steps of the object confirmed: they are never evidence for another step. */
  knownRemoteIds(objectId: string, part: string, exceptStepId: string): readonly string[];

  blocks(): readonly Block[];
  setBlock(block: Block): void;
  clearBlock(scope: string): void;

  booking(campaignId: string): Booking | null;
  /** Moves the booked amount to `next` by a pair of entries that add up to zero; nothing when it is there already. */
  book(entry: {
    readonly campaignId: string;
    readonly accountId: string;
    readonly clientId: string;
    readonly stepId: string;
    readonly next: Money;
    readonly at: string;
  }): void;
  /** Booked daily total of a client, one row a currency. */
  bookedByClient(clientId: string): readonly Money[];
  bookedByAccount(accountId: string): readonly Money[];
}
