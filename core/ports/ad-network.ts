import type { Json, Result } from '../kernel/result.ts';
import type { Money } from '../kernel/money.ts';
import type { AdFields, AdGroupFields, CampaignFields, DesiredStatus, NetworkId, ObjectLevel } from '../contract/plan-model.ts';

/**
 * One ad network as the rest of the program sees it. Generic code asks `capabilities`, never which network it is.
 * Metrics are a sibling port, so a network offers what it has.
 */
export interface AdNetwork {
  readonly id: NetworkId;
  readonly capabilities: NetworkCapabilities;
  /** Offline and free: what this network would refuse. */
  check(plan: NetworkPlan): readonly PlanProblem[];
  /** At most one remote mutation, marked with the markers of `step.objects`. Never repeats a write by itself. */
  apply(step: PublishStep): Promise<Result<StepEvidence, NetworkFailure>>;
  /** Read only: what became of a step whose answer we never saw. `null`: surely nothing was made as of now. Several with the same marker: all of them, oldest first. */
  find(step: PublishStep): Promise<Result<readonly StepEvidence[] | null, NetworkFailure>>;
  /** Read only: objects as they stand on the network, in neutral form. All pages, or a failure; never a part. */
  read(account: AccountRef, scope: ReadScope): Promise<Result<readonly RemoteObject[], NetworkFailure>>;
  /** Read only: does the token work, what may it do, until when. */
  test(account: AccountRef): Promise<Result<ConnectionReport, NetworkFailure>>;
  /** Accounts that a token (already in the key store under `secretName`) may reach. */
  listAccounts(secretName: string): Promise<Result<readonly RemoteAccount[], NetworkFailure>>;
  /** What is known of the quota now; null while nothing is. */
  rate(account: AccountRef): RateState | null;
}

/** Daily figures per ad. */
export interface MetricsSource {
  readonly id: NetworkId;
  /** Both days inclusive, in the account's time zone. Every page, or a failure. */
  metrics(account: AccountRef, fromDay: string, toDay: string): Promise<Result<readonly MetricRow[], NetworkFailure>>;
}

export interface NetworkCapabilities {
  /** Name shown to people; the only place where it is written. */
  readonly displayName: string;
  readonly apiVersion: string;
  /** `YYYY-MM-DD` when that version stops answering, null while no date is announced. */
  readonly apiVersionEndsOn: string | null;
  readonly documentation: string;
  /** False: plans are drafted, checked and shown for it, accounts and figures are read, and nothing is ever sent. */
  readonly publishes: boolean;
  /** `tree`: a campaign with all its children is one atomic call. `object`: one call an object, creative before ad. */
  readonly creation: 'tree' | 'object';
  /** `object` creation: the calls that make one object of a level, in order; the one named for the level makes the object itself. */
  readonly parts: CreationParts;
  /** What an edited text of a live ad needs: a new creative under the same ad, a new ad in place of the old, or only the ad's own update. */
  readonly textEdit: 'new_creative' | 'replace_ad' | 'in_place';
  /** The picture that an ad carries here, in pixels; null: none is sent. `required`: the network refuses an ad without one. */
  readonly image: { readonly required: boolean; readonly width: number; readonly height: number } | null;
  readonly maxAdsPerAdGroup: number;
  /** Objects in one campaign that one publish may hold. */
  readonly maxObjectsPerCampaign: number;
  readonly text: { readonly headlines: TextLimit; readonly descriptions: TextLimit; readonly primary: TextLimit | null };
  /** Where a network refuses the same primary text from one author twice within a short time: who the author is. Absent where texts may repeat. */
  readonly authorOf?: (account: AccountRef) => string;
  readonly nameMax: number;
  readonly keywords: boolean;
  /** Smallest daily budget by currency, in micros, where the network states one. */
  readonly minimumDailyBudgetMicros: Readonly<Record<string, bigint>>;
  /** Whole multiples that the network can express, in micros of the currency: COP on Meta 1_000_000n. */
  amountStepMicros(currency: string): bigint;
  readonly attributionWindow: string;
  /** Days that the network keeps restating: how far every sync looks back. */
  readonly restatementDays: number;
  /** How long after creation an object may still be missing from listings, in ms: how long a look waits before believing "none". */
  readonly listingLagMs: number;
  /** Requests that may be under way at once against one account. */
  readonly concurrency: number;
  /** What a text limit or any other figure above rests on, for the health screen. */
  readonly factsReadOn: string;
}

/** Calls that make one object, by level. */
export interface CreationParts {
  readonly campaign: readonly ['create_campaign'];
  /** `create_targeting` where places and languages are objects of their own; it is sent again, whole, when they change. */
  readonly ad_group: readonly ('create_ad_group' | 'create_targeting')[];
  readonly ad: readonly ('upload_media' | 'create_card' | 'create_creative' | 'create_ad')[];
}

export interface TextLimit {
  readonly min: number;
  readonly max: number;
  /** Characters each, null where the network enforces none; `recommended` is a warning. */
  readonly length: number | null;
  readonly recommended: number | null;
}

export interface AccountRef {
  readonly accountId: string;
  /** The network's own id, as it writes it. */
  readonly remoteId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly country: string;
  /** Where the token is kept; the adapter reads it when it needs it. */
  readonly secretName: string;
  /** Network-specific identity that ads need (`pageId` on Meta, `loginCustomerId` on Google). Not secret. */
  readonly settings: { readonly [key: string]: string };
}

/** Fields of one object in neutral form, told apart by level. */
export type ObjectFields =
  | { readonly level: 'campaign'; readonly fields: CampaignFields }
  | { readonly level: 'ad_group'; readonly fields: AdGroupFields }
  | { readonly level: 'ad'; readonly fields: AdFields };

export type PlannedObject = ObjectFields & {
  readonly objectId: string;
  readonly parentId: string | null;
  /** 8 characters; stands at the end of the remote name in square brackets: `Ventas Bogotá [k3f9q2ma]`. */
  readonly marker: string;
  readonly remoteId: string | null;
};

export interface NetworkPlan {
  readonly account: AccountRef;
  readonly objects: readonly PlannedObject[];
  readonly today: string;
}

export interface PlanProblem {
  readonly objectId: string;
  readonly field: string | null;
  readonly severity: 'error' | 'warning';
  /** Catalogue key `checks.<code>`; details fill its placeholders. */
  readonly code: string;
  readonly details: { readonly [key: string]: Json };
}

/**
 * `upload_media` is content-addressed: its objects are all ads that carry the same picture, its evidence names part `media`
 * for each of them, and sending bytes that the account already holds answers with what is there. `create_targeting` makes
 * the places and languages of one ad group, or replaces them whole.
 */
export type StepKind =
  | 'create_tree'
  | 'create_campaign'
  | 'create_ad_group'
  | 'create_targeting'
  | 'upload_media'
  | 'create_card'
  | 'create_creative'
  | 'create_ad'
  | 'update'
  | 'set_status';

/** One remote mutation. Written before the call, answered after it. */
export interface PublishStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly account: AccountRef;
  /** The objects it makes or changes, parents first; one, except in `create_tree` and `upload_media`. */
  readonly objects: readonly PlannedObject[];
  /** What stands over the first of them, nearest first: as approved where the same run holds it, else as the network last confirmed it. */
  readonly above: readonly PlannedObject[];
  /** Remote ids that it stands on: `campaign`, `adGroup`, `creative`, `ad`, `media`, `card`, `targeting`, `budget` where known. */
  readonly refs: { readonly [part: string]: string };
  /** `update`: the fields to set, neutral names. */
  readonly changedFields: readonly string[];
  /** `set_status`: where to. */
  readonly status: DesiredStatus | null;
  /** When the step was first sent (ISO), null before: how `find` knows whether the listing lag has passed. */
  readonly firstSentAt: string | null;
}

export interface RemoteRef {
  readonly objectId: string;
  /** `campaign`, `ad_group`, `ad`, `creative`, `media`, `card`, `targeting` or `budget`. */
  readonly part: string;
  readonly remoteId: string;
}

export interface StepEvidence {
  readonly refs: readonly RemoteRef[];
  /** Request id or trace that the network gave, for support. */
  readonly requestId: string | null;
}

export type ReadScope = { readonly kind: 'all_marked' } | { readonly kind: 'campaigns'; readonly remoteCampaignIds: readonly string[] };

export type DeliveryStatus = 'active' | 'paused' | 'in_review' | 'rejected' | 'limited' | 'ended' | 'archived' | 'unknown';

export interface RemoteObject {
  readonly level: ObjectLevel;
  readonly remoteId: string;
  readonly parentRemoteId: string | null;
  readonly name: string;
  /** From the brackets at the end of the name; null when it is not ours. */
  readonly marker: string | null;
  readonly configured: DesiredStatus;
  readonly delivery: DeliveryStatus;
  /** The network's own words for a rejection or limitation, size-capped. */
  readonly reasons: readonly string[];
  /** The neutral fields that this network lets us read back; compared with what was sent. Same encoding as PlanObject fields. */
  readonly fields: { readonly [field: string]: Json };
  readonly extraRefs: { readonly [part: string]: string };
}

/** Named for what we do next. The switch over it is exhaustive. */
export type NetworkFailure =
  | {
      readonly kind: 'rate_limited';
      readonly retryAfterMs: number | null;
      readonly scope: 'account' | 'application';
      readonly raw: RawAnswer;
    }
  /** Surely nothing changed: no connection was made, or the answer proves it. */
  | {
      readonly kind: 'unavailable';
      readonly raw: RawAnswer;
      /** Times that it is sent before a person is asked, where the network calls permanent what is seen to pass; absent: as often as usual. */
      readonly triesMax?: number;
    }
  /** The request left and no answer that proves an outcome came back. Only a look can tell. */
  | { readonly kind: 'outcome_unknown'; readonly raw: RawAnswer }
  | { readonly kind: 'auth_expired'; readonly raw: RawAnswer }
  | { readonly kind: 'no_permission'; readonly missing: string | null; readonly raw: RawAnswer }
  | {
      readonly kind: 'refused';
      /** Catalogue key under `networkErrors`, `unknown` when the code is not catalogued. */
      readonly code: string;
      readonly problems: readonly { readonly objectId: string | null; readonly field: string | null }[];
      readonly raw: RawAnswer;
    }
  /** The API version is dead, or the network's answer cannot be understood: waits for an update of the program. */
  | { readonly kind: 'unsupported'; readonly raw: RawAnswer };

/** The network's own words, one click away; at most 4 KB, tokens removed where it is made. */
export interface RawAnswer {
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string;
  readonly body: string | null;
}

export interface ConnectionReport {
  readonly scopes: readonly { readonly name: string; readonly granted: boolean; readonly disables: readonly string[] }[];
  readonly expiresAt: string | null;
  readonly accountStatus: 'ok' | 'disabled' | 'no_payment_method' | 'unknown';
  readonly currency: string;
  readonly timeZone: string;
}

export interface RemoteAccount {
  readonly remoteId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  /** Settings without which it does not open, where the listing shows them (`loginCustomerId` on Google). */
  readonly settings?: { readonly [key: string]: string };
}

export interface RateLeft {
  readonly count: number;
  readonly limit: number;
  readonly unit: 'calls' | 'operations';
  readonly windowMs: number;
}

export interface RateState {
  /** 0 free … 1 blocked. */
  readonly usedRatio: number;
  readonly source: 'headers' | 'table';
  readonly blockedUntil: string | null;
  /** Where the network counts in whole numbers: what is left of `limit` in a sliding window. Absent: only the ratio is known. */
  readonly left?: RateLeft;
  readonly detail: { readonly [key: string]: Json };
}

export interface MetricRow {
  readonly adRemoteId: string;
  /** In the account's time zone. */
  readonly day: string;
  readonly impressions: number;
  readonly clicks: number;
  /** Applications that the network attributes, by `attributionWindow`; may be fractional. */
  readonly conversions: number;
  readonly spend: Money;
  readonly attributionWindow: string;
}
