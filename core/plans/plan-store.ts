import type { AdFields, AdGroupFields, CampaignFields, NetworkId, ObjectLevel } from '../contract/plan-model.ts';
import type { Json } from '../kernel/result.ts';
import type { DeliveryStatus } from '../ports/ad-network.ts';

interface Common<L extends ObjectLevel, F> {
  readonly id: string;
  readonly level: L;
  readonly parentId: string | null;
  readonly clientId: string;
  readonly accountId: string;
  readonly network: NetworkId;
  readonly vacancyId: string | null;
  readonly flowId: string | null;
  /** Given at birth and never changed: names the remote object. */
  readonly marker: string;
  readonly lifecycle: 'draft' | 'publishing' | 'live' | 'archived';
  /** What we want: mine. */
  readonly draft: F;
  /** What the network last confirmed, null before the first publish: the base of every difference. */
  readonly base: F | null;
  /** Fields that the network says are otherwise than `base`, as last read (wire form); empty when it agrees. */
  readonly theirs: { readonly [field: string]: Json };
  readonly remoteId: string | null;
  /** Other remote ids that belong to it: `budget`, `creative`. */
  readonly remoteRefs: { readonly [part: string]: string };
  readonly delivery: DeliveryStatus | 'none';
  readonly deliveryReasons: readonly string[];
  readonly deliveryReadAt: string | null;
  /** Goes up by one with every change to `draft`; "set to N if version is V". */
  readonly version: number;
  readonly updatedAt: string;
}
export type CampaignRecord = Common<'campaign', CampaignFields>;
export type AdGroupRecord = Common<'ad_group', AdGroupFields>;
export type AdRecord = Common<'ad', AdFields>;
export type PlanRecord = CampaignRecord | AdGroupRecord | AdRecord;

/** What publishing and syncing need of the plan. Synchronous; call the writers inside a UnitOfWork transaction. */
export interface PlanStore {
  get(id: string): PlanRecord | null;
  getMany(ids: readonly string[]): readonly PlanRecord[];
  children(parentId: string): readonly PlanRecord[];
  /** The campaign and everything under it, parents first. */
  tree(campaignId: string): readonly PlanRecord[];
  /** Everything of an account that has a remote id. */
  published(accountId: string): readonly PlanRecord[];
  byMarker(marker: string): PlanRecord | null;
  /** The network confirmed this much: `base` becomes the confirmed fields (merged over the old base), remote ids are kept, lifecycle moves. */
  confirm(
    id: string,
    confirmed: {
      readonly fields: Partial<CampaignFields & AdGroupFields & AdFields>;
      readonly remoteId?: string;
      readonly remoteRefs?: Readonly<Record<string, string>>;
      readonly lifecycle?: PlanRecord['lifecycle'];
    },
  ): void;
  setTheirs(id: string, theirs: PlanRecord['theirs']): void;
  setDelivery(id: string, delivery: PlanRecord['delivery'], reasons: readonly string[], readAt: string): void;
}
