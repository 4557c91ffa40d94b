import type { Input, Output } from '../contract/define.ts';
import type { NetworkId, ObjectLevel } from '../contract/plan-model.ts';
import type { plans } from '../contract/plans.ts';
import type { PlanRecord, PlanStore } from './plan-store.ts';
import type { Mark, WireFields } from './wire.ts';

/** A new object before the store works out its mark, hash and money. */
export type NewPlanObject = Omit<
  PlanRecord,
  'base' | 'theirs' | 'remoteId' | 'remoteRefs' | 'delivery' | 'deliveryReasons' | 'deliveryReadAt' | 'version' | 'lifecycle' | 'draft'
> & {
  readonly draft: WireFields;
  /** Which group of its flow it stands for; null for an object that no flow made. */
  readonly flowKey: string | null;
};

/** The columns that rules, marks and selections need, without the JSON. */
export interface PlanHead {
  readonly id: string;
  readonly level: ObjectLevel;
  readonly parentId: string | null;
  readonly campaignId: string;
  readonly clientId: string;
  readonly accountId: string;
  readonly network: NetworkId;
  readonly vacancyId: string | null;
  readonly flowId: string | null;
  readonly flowKey: string | null;
  readonly name: string;
  readonly status: 'active' | 'paused' | 'archived';
  readonly lifecycle: PlanRecord['lifecycle'];
  readonly mark: Mark;
  readonly published: boolean;
  readonly errors: number;
  /** Warnings without a reason. */
  readonly warnings: number;
  readonly contentHash: string;
  readonly textHash: string | null;
  /** What the object looked like to the last check; null before the first. */
  readonly checkedKey: string | null;
  readonly approvalId: string | null;
  readonly approval: 'none' | 'requested' | 'approved' | 'void';
  readonly dailyBudgetMicros: bigint | null;
  readonly dailyDeltaMicros: bigint;
  readonly currency: string;
}

export interface AdText {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly primaryText: string;
  /** The network does not have these words of it yet. */
  readonly fresh: boolean;
}

export interface HeadFilter {
  readonly clientId?: string | null;
  readonly campaignIds?: readonly string[];
  readonly ids?: readonly string[];
  readonly flowId?: string;
  /** Only what differs from the network: new, edited, removed, conflict. */
  readonly pendingOnly?: boolean;
}

export type PlanListInput = Input<(typeof plans)['list']>;
export type PlanListOutput = Output<(typeof plans)['list']>;
export type PlanTreeInput = Input<(typeof plans)['tree']>;
export type PlanTreeOutput = Output<(typeof plans)['tree']>;

/** Everything that the planning features ask of the store. Writers run inside a UnitOfWork transaction. */
export interface PlanRepository extends PlanStore {
  insert(objects: readonly NewPlanObject[]): void;
  /** Sets drafts, raises versions, and voids every approval that covered one of the objects. */
  setDrafts(changes: readonly { readonly id: string; readonly draft: WireFields }[], updatedAt: string): void;
  /** Moves base and theirs without a network call: taking the network's value in a conflict. */
  setBase(id: string, base: WireFields, theirs: WireFields): void;
  /** Puts a removed object back as the change log remembers it. */
  reinsert(id: string, snapshot: WireFields, updatedAt: string): void;
  remove(ids: readonly string[]): void;
  /** The object as the change log keeps it, to bring it back. */
  snapshot(id: string): WireFields | null;
  heads(filter: HeadFilter): readonly PlanHead[];
  list(input: PlanListInput, today: string): PlanListOutput;
  tree(campaignId: string): readonly PlanRecord[];
  treeNodes(input: PlanTreeInput): PlanTreeOutput;
  clientName(clientId: string): string;
  /** Vacancies that have an ad on the network which is not archived, with the flow that made it. */
  advertised(network: NetworkId, clientId: string): ReadonlyMap<string, string | null>;
  /** What the ads of a network say that are not archived, oldest first. */
  adTexts(network: NetworkId): readonly AdText[];
  /** Ads that have a remote object. */
  publishedAdIds(): readonly string[];
  setFigures(
    rows: readonly {
      readonly adId: string;
      readonly impressions: number;
      readonly clicks: number;
      readonly conversions: number;
      readonly spendMicros: bigint;
      readonly currency: string;
    }[],
  ): void;
}
