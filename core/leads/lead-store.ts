import type { LeadState } from '../contract/leads.ts';
import type { HashedIdentifiers, ReadCandidate } from '../candidates/index.ts';

/** One answer to a lead form, as it is kept. */
export interface LeadRecord {
  readonly id: string;
  readonly clientId: string;
  readonly accountId: string;
  readonly network: string;
  readonly remoteId: string;
  readonly createdAt: string;
  readonly adRemoteId: string | null;
  readonly formRemoteId: string | null;
  readonly vacancyId: string | null;
  readonly state: LeadState;
  /** Catalogue key of why it is left out. */
  readonly reason: string | null;
  /** Null once nothing of the person is kept here. */
  readonly read: ReadCandidate | null;
}

export interface ListedLead extends LeadRecord {
  readonly vacancyTitle: string | null;
}

export interface SourceRecord {
  readonly accountId: string;
  readonly clientId: string;
  readonly retrievedAt: string | null;
  readonly failure: string | null;
  readonly failureCode: string | null;
}

/** Synchronous; call the writers inside a UnitOfWork transaction. */
export interface LeadStore {
  source(accountId: string): SourceRecord | null;
  saveSource(source: SourceRecord): void;
  /** False when this account's lead is known by the network's id, whatever became of it. */
  insert(lead: LeadRecord): boolean;
  list(
    filter: { readonly clientId: string | null; readonly state: LeadState | null },
    offset: number,
    limit: number,
  ): { readonly rows: readonly ListedLead[]; readonly total: number };
  /** A client's leads that wait, oldest first. */
  fresh(clientId: string): readonly LeadRecord[];
  freshCount(accountId: string): number;
  take(leadIds: readonly string[], importId: string): void;
  /** Nothing of these people stays. Returns how many waited. */
  discard(leadIds: readonly string[]): number;
  vacancyOfAd(accountId: string, adRemoteId: string): string | null;
  holders(identifiers: HashedIdentifiers): readonly LeadRecord[];
  everyone(afterId: string, limit: number): readonly LeadRecord[];
  /** The row stays without anything of the person, so that the next reading does not bring them back. */
  forget(id: string): void;
  clients(): readonly string[];
  /**
   * Before `createdBefore` nothing of a person stays; of a taken lead, none after `takenBefore` either: undo is past. Bare rows that no
   * reading reaches back to (`rowsBefore`) go whole. Returns how many rows changed.
   */
  expire(clientId: string, limits: { readonly createdBefore: string; readonly takenBefore: string; readonly rowsBefore: string }): number;
}
