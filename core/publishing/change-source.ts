import type { Money } from '../kernel/money.ts';
import type { Refusal, Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { PlanRecord } from '../plans/plan-store.ts';

/** The same shape as the contract's Selection. */
export type Selection = { readonly all: true; readonly clientId: string | null } | { readonly objectIds: readonly string[] };

/** An object of the set without its fields: tens of thousands are held at once, their content is read piece by piece. */
export interface ReadyObject extends Pick<
  PlanRecord,
  'id' | 'level' | 'parentId' | 'clientId' | 'accountId' | 'network' | 'vacancyId' | 'lifecycle'
> {
  readonly campaignId: string;
  /** Name and status of the draft. */
  readonly name: string;
  readonly status: PlanRecord['draft']['status'];
  /** It has a remote id. */
  readonly published: boolean;
}

/** A set of changes that may be published now. */
export interface ReadySet {
  /** Parents before children; parents that were never published are included. */
  readonly objects: readonly ReadyObject[];
  /** SHA-256 over the canonical content of all objects: what an approval signs. */
  readonly contentHash: string;
  /** Content hash by object id: what activation compares again at the last moment. */
  readonly objectHashes: ReadonlyMap<string, string>;
  /** Active daily budget after this publish minus before, one row a currency. */
  readonly daily: readonly Money[];
  readonly approvalId: string | null;
}

/** What publishing asks of the changes feature, which implements it. */
export interface ChangeSource {
  /** Refuses with `changes.*` when something is in the way: errors, unexplained warnings, conflicts, a missing or void approval. */
  ready(selection: Selection, context: CallContext): Result<ReadySet, Refusal>;
  /** Hash of the object's content as it stands now; null when it is gone. */
  contentHashOf(objectId: string): string | null;
}

/** What publishing asks of vacancies, clients and accounts. */
export interface PublishingFacts {
  /** False once the vacancy is closed, expired, filled or capped; true for an object without a vacancy. */
  mayAdvertise(vacancyId: string | null): boolean;
  /** Monthly cap of the client, null without one. */
  monthlyCap(clientId: string): Money | null;
  /** The amount in another currency by the newest recorded rate, rounded up; null where there is none. */
  inCurrency(amount: Money, currency: string): Money | null;
  /** What a client spent a day on average over the last fourteen, one row a currency. Absent: nothing is known. */
  averageDailySpend?(clientId: string): readonly Money[];
  account(accountId: string): import('../ports/ad-network.ts').AccountRef | null;
}
