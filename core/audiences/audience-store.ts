import type { z } from 'zod';
import type { AudienceDefinition, AudienceRequest, RemoteList } from '../contract/audiences.ts';
import type { HashedIdentifiers, CandidateRecord } from '../candidates/index.ts';
import type { Sha256Hex } from '../kernel/hashed.ts';

export interface AudienceRecord {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly definition: AudienceDefinition;
  readonly createdAt: string;
  readonly confirmedAt: string | null;
}

export interface ListRecord {
  readonly id: string;
  readonly audienceId: string;
  readonly accountId: string;
  readonly network: string;
  /** Stands in the remote name: how a list whose answer never came is found. Given before the first call and never changed. */
  readonly marker: string;
  readonly state: z.infer<typeof RemoteList>['state'];
  readonly remoteId: string | null;
  readonly matched: number | null;
  readonly remoteStatus: z.infer<typeof RemoteList>['remoteStatus'];
  readonly failure: string | null;
  readonly syncedAt: string | null;
  /** True once rows of who was sent were deleted by retention: then every forgotten person is taken off, known to be on it or not. */
  readonly unsure: boolean;
}

export type RequestView = z.infer<typeof AudienceRequest>;

/** A request that a network has not answered for yet. */
export interface OpenRequest {
  readonly row: number;
  readonly requestId: string;
  readonly sentAt: string;
}

/** Someone on a list, in no form in particular. */
export interface Member {
  readonly number: number;
  readonly identifiers: HashedIdentifiers;
}

/** What a network was told, in its own forms: enough to take it back. */
export interface SentMember {
  readonly number: number;
  readonly email: Sha256Hex | null;
  readonly phone: Sha256Hex | null;
}

export interface Census {
  readonly people: number;
  readonly noConsent: number;
  readonly otherPurpose: number;
  readonly noIdentifier: number;
  readonly withEmail: number;
  readonly withPhone: number;
  readonly withBoth: number;
  readonly members: number;
}

/** Synchronous; call the writers inside a UnitOfWork transaction. */
export interface AudienceStore {
  list(clientId: string | null): readonly AudienceRecord[];
  get(id: string): AudienceRecord | null;
  insert(record: AudienceRecord): void;
  remove(id: string): void;
  confirm(id: string, at: string, day: string): void;
  /** Puts whoever the definition means, and may be on it, on the list anew. `numbers` for a segment. */
  fill(record: AudienceRecord, segment: Iterable<string> | null): number;
  census(record: Pick<AudienceRecord, 'clientId' | 'definition'>, segment: Iterable<string> | null): Census;
  memberCount(id: string): number;
  lists(audienceId: string): readonly ListRecord[];
  allLists(): readonly ListRecord[];
  saveList(list: ListRecord): void;
  sentCount(listId: string): number;
  /** Everybody on the list, in order of number. */
  members(audienceId: string, afterNumber: number, limit: number): readonly Member[];
  /** How many the network must hear of: who joined, and who must go, the owed ones among them. */
  pending(list: ListRecord): { readonly joining: number; readonly leaving: number };
  /** Members that the network does not know yet, in order of number. */
  toAdd(list: ListRecord, afterNumber: number, limit: number): readonly Member[];
  /** Sent ones who are members no more, and whose removal is not under way. */
  toRemove(list: ListRecord, limit: number): readonly SentMember[];
  /** `request`: the row of the request that added them, null where the receipt was the last word. */
  noteSent(listId: string, members: readonly SentMember[], request: number | null): void;
  forgetSent(listId: string, numbers: readonly number[]): void;
  /** They leave by this request: still on the list until it is settled. */
  noteLeaving(listId: string, numbers: readonly number[], request: number): void;
  owe(listId: string, members: readonly Omit<SentMember, 'number'>[]): void;
  /** Those whose removal is not under way. */
  owed(listId: string, limit: number): readonly (Omit<SentMember, 'number'> & { readonly row: number })[];
  owedCount(listId: string): number;
  settleOwed(rows: readonly number[]): void;
  noteOwedLeaving(rows: readonly number[], request: number): void;
  /** People whose removal a network was told of and has not confirmed. */
  removingCount(listId: string): number;
  /** Writes down a request that the network will answer for later; its row. */
  noteRequest(listId: string, request: Pick<RequestView, 'operation' | 'members' | 'sentAt'> & { readonly requestId: string }): number;
  openRequests(listId: string): readonly OpenRequest[];
  /** Newest first. */
  requests(listId: string, limit: number): readonly RequestView[];
  /**
   * The network's last word. A removal that was not done whole is told again, since who stayed is not known; an addition
   * that failed is sent again, and meanwhile the list counts as one that nobody is sure of.
   */
  settleRequest(row: number, outcome: Pick<RequestView, 'state' | 'taken' | 'problems'>): void;
  /** What this network was told of a person; null when it was not. */
  sentOf(listId: string, number: number): SentMember | null;
  /** Off every list and out of everything sent. */
  dropPerson(number: number): void;
  namesOf(number: number): readonly string[];
  /** People of each list and of each pair, by person: the same e-mail, else the same telephone, else the same row. */
  overlap(audienceIds: readonly string[]): {
    readonly sizes: ReadonlyMap<string, number>;
    readonly onlyHere: ReadonlyMap<string, number>;
    readonly pairs: readonly { readonly left: string; readonly right: string; readonly shared: number }[];
    readonly unique: number;
    readonly shared: number;
  };
  /** True when an uploaded list has people of this import: its undo would strand them at the network. */
  holdsImport(importId: string): boolean;
}

export type Person = Pick<CandidateRecord, 'identifiers'>;
