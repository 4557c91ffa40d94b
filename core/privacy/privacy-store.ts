import type { z } from 'zod';
import type { RightsLaw, RightsOutcome } from '../contract/privacy.ts';
import type { CandidateRecord, HashedIdentifiers } from '../candidates/index.ts';
import type { Sha256Hex } from '../kernel/hashed.ts';
import type { Json } from '../kernel/result.ts';

/** A stored person and where they are. */
export interface Held {
  readonly number: number;
  readonly record: CandidateRecord;
}

export interface LedgerEvent {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly clientId: string | null;
  readonly counts: { readonly [key: string]: Json };
}

export interface StoredRequest {
  readonly id: string;
  readonly clientId: string | null;
  readonly law: RightsLaw;
  readonly reference: string;
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly latestOn: string;
  readonly extended: boolean;
  readonly outcome: z.infer<typeof RightsOutcome> | null;
  readonly answeredAt: string | null;
}

/** Synchronous; call the writers inside a UnitOfWork transaction. */
export interface PrivacyStore {
  /** Everyone who carries one of these hashes, whatever the client. */
  holders(identifiers: HashedIdentifiers): readonly Held[];
  /** All people in parts, in order. */
  everyone(afterNumber: number, limit: number): readonly Held[];
  /** Takes people out of everything: as they stand, as staged, as kept for undo. Returns how many stood. */
  erase(numbers: readonly number[]): number;
  /** Staged rows and undo copies that carry one of these hashes and belong to nobody who stands. */
  eraseTraces(identifiers: HashedIdentifiers): void;
  /** Numbers of a client's people whose last day is before `today`. */
  expired(clientId: string, contactBefore: string, audienceBefore: string, limit: number): readonly number[];
  clients(): readonly string[];
  /** Undo copies of imports made before this instant go, and with them the undo. Returns how many imports. */
  dropUndo(before: string): number;
  counts(clientId: string | null): { readonly people: number; readonly withConsent: number };
  leaving(clientId: string, contactBefore: string, audienceBefore: string): number;
  ledger(clientId: string | null, offset: number, limit: number): { readonly events: readonly LedgerEvent[]; readonly total: number };
  requests(): readonly StoredRequest[];
  request(id: string): StoredRequest | null;
  saveRequest(request: StoredRequest): void;
  /** Pushes what was erased out of the write-ahead log. Outside of a transaction. */
  wipe(): void;
}

/** People who were forgotten, as keyed hashes; kept in the database *and* beside it, so that an old backup cannot lose them. */
export interface ForgottenList {
  readonly size: number;
  has(mark: Sha256Hex): boolean;
  /** Durable when it returns, before anything is erased: a crash in between is made good at the next start. */
  add(marks: readonly Sha256Hex[]): void;
  /** Inside a transaction: what the list beside the database knows is now known here too. */
  settle(): void;
  /** True when the database lacks marks of the list beside it: a backup was put back, or a crash came in between. */
  isBehind(): boolean;
}
