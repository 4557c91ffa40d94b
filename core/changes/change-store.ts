import type { Approval, ChangeRow } from '../contract/changes.ts';
import type { Input } from '../contract/define.ts';
import type { changes } from '../contract/changes.ts';
import type { Money } from '../kernel/index.ts';
import type { WireFields } from '../plans/index.ts';

export interface PendingCounts {
  readonly changes: number;
  readonly objects: number;
  readonly ads: number;
  readonly daily: readonly Money[];
  readonly errors: number;
  readonly warnings: number;
  readonly conflicts: number;
  readonly approved: number;
  readonly awaitingApproval: number;
  readonly networks: readonly {
    readonly network: string;
    readonly newCampaigns: number;
    readonly newAdGroups: number;
    readonly newAds: number;
    readonly edits: number;
  }[];
}
export type ListedChange = Omit<ChangeRow, 'resetsLearning'> & {
  readonly draft: WireFields;
  readonly base: WireFields | null;
  readonly theirs: WireFields;
};

export interface ChangeStore {
  /** From counters that triggers keep: does not grow with the plan. */
  counts(clientId: string | null): PendingCounts;
  list(input: Input<(typeof changes)['list']>): { readonly rows: readonly ListedChange[]; readonly total: number };
  one(objectId: string): ListedChange | null;
}

export interface NewApproval {
  readonly id: string;
  readonly contentHash: string;
  readonly needed: number;
  readonly requestedById: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly note: string | null;
  readonly daily: readonly Money[];
  readonly objectHashes: ReadonlyMap<string, string>;
}
export interface StoredApproval {
  readonly approval: Approval;
  readonly needed: number;
  readonly requestedById: string;
  readonly signedBy: readonly string[];
}
/** Writers run inside a UnitOfWork transaction and keep the objects' own approval column in step. */
export interface ApprovalStore {
  create(approval: NewApproval): void;
  get(id: string): StoredApproval | null;
  list(limit: number): readonly Approval[];
  sign(
    id: string,
    signer: { readonly id: string; readonly name: string },
    decision: 'approved' | 'rejected',
    reason: string | null,
    at: string,
  ): void;
  setState(id: string, state: Approval['state'], decidedAt: string | null): void;
  /** The hashes that the approval was taken over, by object. */
  objectHashes(id: string): ReadonlyMap<string, string>;
}
