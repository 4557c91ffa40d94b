import type { z } from 'zod';
import type { Batch, OutcomeKind, SendState } from '../contract/conversions.ts';
import type { Consent } from '../contract/candidates.ts';
import type { HashedIdentifiers } from '../candidates/index.ts';
import type { Sha256Hex } from '../kernel/hashed.ts';

/** What happened to one person on one vacancy; identifiers as hashes only. */
export interface OutcomeRecord {
  readonly id: string;
  /** Ours at every network, stable over a restored backup: made of who, what and where, keyed. 32 hex digits. */
  readonly eventId: string;
  readonly clientId: string;
  readonly vacancyId: string | null;
  readonly kind: OutcomeKind;
  readonly occurredAt: string;
  readonly click: { readonly network: string; readonly id: string } | null;
  readonly identifiers: HashedIdentifiers;
  readonly consent: z.infer<typeof Consent>;
  readonly source: string;
  readonly recordedAt: string;
  /** Keyed hashes of each identifier and of the click: how the outcome is known again, and a person found, once the rest is gone. */
  readonly keys: readonly Sha256Hex[];
}

export interface ListedOutcome extends Omit<OutcomeRecord, 'identifiers' | 'keys' | 'click'> {
  readonly vacancyTitle: string | null;
  readonly clickNetwork: string | null;
  readonly hasEmail: boolean;
  readonly hasPhone: boolean;
  readonly sends: readonly SendRow[];
}

export interface SendRow {
  readonly accountId: string;
  readonly network: string;
  readonly state: SendState;
  readonly reason: string | null;
  readonly settledAt: string | null;
}

export interface BatchRecord {
  readonly id: string;
  readonly clientId: string;
  readonly accountId: string;
  readonly network: string;
  readonly state: Batch['state'];
  readonly createdAt: string;
  readonly settledAt: string | null;
  readonly tries: number;
  readonly events: number;
  readonly accepted: number;
  readonly refused: number;
  readonly failure: string | null;
  /** Since when the network may have it; null: it surely has nothing of it. */
  readonly perhapsSentAt: string | null;
  readonly nextTryAt: string | null;
  readonly progress: Batch['progress'];
}

/** A row of a batch on its way: what is sent, and under which outcome it is kept. */
export interface Going {
  readonly outcomeId: string;
  readonly outcome: Omit<OutcomeRecord, 'keys'>;
}

export interface Settled {
  readonly outcomeId: string;
  readonly state: Extract<SendState, 'accepted' | 'refused' | 'unsure' | 'queued'>;
  readonly reason: string | null;
  readonly requestId: string | null;
}

export interface LaneCount {
  readonly accountId: string;
  readonly state: SendState;
  readonly reason: string | null;
  readonly count: number;
}

/** Synchronous; call the writers inside a UnitOfWork transaction. */
export interface ConversionStore {
  /**
   * An outcome with this event id, or of the same client, vacancy and kind (without a vacancy: and day) that shares a key; two ids of the
   * agency are two people.
   */
  known(
    outcome: Pick<OutcomeRecord, 'clientId' | 'vacancyId' | 'kind' | 'occurredAt' | 'keys' | 'eventId'> & {
      readonly external: Sha256Hex | null;
    },
  ): string | null;
  insert(outcome: OutcomeRecord): void;
  /** Only what no network has or may have; false: it stays. */
  remove(id: string): boolean;
  /** Whatever was sent of it: a person's wish comes first. */
  erase(id: string): void;
  get(id: string): OutcomeRecord | null;
  list(
    filter: { readonly clientId: string | null; readonly kind: OutcomeKind | null; readonly state: SendState | null },
    offset: number,
    limit: number,
  ): { readonly rows: readonly ListedOutcome[]; readonly total: number };
  kinds(clientId: string | null): readonly { readonly kind: OutcomeKind; readonly count: number }[];
  laneCounts(clientId: string | null): readonly LaneCount[];
  /** Outcomes whose place in this account's queue may change: never judged, waiting, or held for one of `reasons`. By id, after `afterId`. */
  toJudge(clientId: string, accountId: string, reasons: readonly string[], afterId: string, limit: number): readonly OutcomeRecord[];
  /** Puts an outcome's row in this account's queue, or moves it; rows that are on their way or settled stay. */
  judge(accountId: string, network: string, outcomeId: string, state: 'queued' | 'held', reason: string | null): void;
  queued(accountId: string, limit: number): readonly Going[];
  /** The batch without an answer, if any: one at a time an account. */
  openBatch(accountId: string): BatchRecord | null;
  /** Writes the batch; with `outcomeIds`, puts these rows on their way in it. */
  saveBatch(batch: BatchRecord, outcomeIds?: readonly string[]): void;
  going(batchId: string): readonly Going[];
  settle(batch: BatchRecord, rows: readonly Settled[], at: string | null): void;
  /** Rows of a batch that did not arrive: back to the queue, or left. Returns how many. */
  turn(batchId: string, to: 'queued' | 'left', at: string): number;
  batch(id: string): BatchRecord | null;
  batches(clientId: string | null, offset: number, limit: number): { readonly rows: readonly BatchRecord[]; readonly total: number };
  lastBatch(accountId: string): BatchRecord | null;
  lastSentAt(accountId: string): string | null;
  receipts(
    batchId: string,
    offset: number,
    limit: number,
  ): {
    readonly rows: readonly {
      readonly eventId: string;
      readonly kind: OutcomeKind;
      readonly vacancyTitle: string | null;
      readonly occurredAt: string;
      readonly state: SendState;
      readonly reason: string | null;
      readonly requestId: string | null;
    }[];
    readonly total: number;
  };
  /** Settled batches whose requests the network still works through, with one request id of each request. */
  unfinished(accountId: string, limit: number): readonly { readonly batch: BatchRecord; readonly requestIds: readonly string[] }[];
  saveProgress(batchId: string, progress: Batch['progress']): void;
  /** Outcomes that carry one of these keys. */
  withKeys(keys: readonly Sha256Hex[]): readonly OutcomeRecord[];
  /** All of them in parts, by id. */
  everyone(afterId: string, limit: number): readonly OutcomeRecord[];
  clients(): readonly string[];
  /** Whose hard maximum has passed go; whoever was settled long enough loses hashes and click id and keeps the figure. Returns how many rows changed. */
  expire(clientId: string, limits: { readonly occurredBefore: string; readonly recordedBefore: string }): number;
  /** A vacancy of the client by its id, its external id or its one title. */
  vacancyNamed(clientId: string, text: string): string | null;
}
