import type { z } from 'zod';
import type {
  CandidateCounts,
  CandidateFeatures,
  CandidateFilter,
  CandidateImportRow,
  CandidateSort,
  CandidateTarget,
  Consent,
  Education,
  PreparationReport,
  Purpose,
  Retention,
} from '../contract/candidates.ts';
import type { Modality, RoleFamily } from '../contract/vacancies.ts';
import type { Sha256Hex } from '../kernel/hashed.ts';
import type { HashedIdentifiers } from './identifiers.ts';
import type { Overwrite } from './overwrite.ts';

export type Counts = z.infer<typeof CandidateCounts>;
export type RowKind = CandidateImportRow['kind'];
export type Reason = CandidateImportRow['reasons'][number];
export type RetentionRule = z.infer<typeof Retention>;

/** A person as kept: features that may be grouped by, identifiers as hashes only, and on what ground they are here. */
export interface CandidateRecord {
  readonly id: string;
  readonly clientId: string;
  /** How this person is found again in the next file: the strongest identifier of the first one, keyed. 32 hex digits. */
  readonly identity: string;
  readonly features: CandidateFeatures;
  readonly identifiers: HashedIdentifiers;
  /** Null where the file does not say: the declaration of the whole file fills it in. */
  readonly consent: z.infer<typeof Consent> | null;
  readonly consentOn: string | null;
  readonly purpose: z.infer<typeof Purpose> | null;
  readonly source: string | null;
  /** Fingerprint of the file row that wrote it last. */
  readonly contentHash: string;
  readonly importId: string;
  readonly importedAt: string;
  /** From which day the hard maximum counts. */
  readonly lastContactOn: string;
  /** The day on which the last audience with this person was confirmed. */
  readonly audienceOn: string | null;
}

export interface KnownCandidate {
  readonly number: number;
  readonly contentHash: string;
  readonly external: Sha256Hex | null;
}

export interface StagedCandidate {
  /** Order in the file, from 1. */
  readonly sequence: number;
  readonly line: number;
  readonly kind: RowKind;
  /** Internal number of the stored person that a changed or unchanged row is about. */
  readonly known: number | null;
  readonly identity: string | null;
  /** The whole person as they will stand; null unless new or changed. */
  readonly record: CandidateRecord | null;
  readonly reason: Reason | null;
}

export interface RememberedMapping {
  readonly columns: readonly { readonly header: string; readonly target: CandidateTarget | null; readonly overwrite: Overwrite }[];
  readonly dateOrder: string | null;
  readonly decimalSeparator: string | null;
}

export interface Defaults {
  readonly consent: z.infer<typeof Consent>;
  readonly purpose: z.infer<typeof Purpose>;
  readonly source: string;
}

export interface ImportRecord {
  readonly importId: string;
  readonly clientId: string;
  readonly at: string;
  readonly actor: string;
  readonly counts: Counts;
  readonly report: PreparationReport;
}

/** Rows of an import that is being looked at: typed values and hashes, never what the file said. Left-overs go at start. */
export interface CandidateStaging {
  append(importNumber: number, rows: readonly StagedCandidate[]): void;
  seen(importNumber: number, identity: string): boolean;
  rows(importNumber: number, kind: RowKind | null, offset: number, limit: number): readonly StagedCandidate[];
  discard(importNumber: number): void;
  discardAll(): void;
}

export interface Facets {
  readonly roleFamilies: readonly { readonly value: z.infer<typeof RoleFamily>; readonly count: number }[];
  readonly educations: readonly { readonly value: z.infer<typeof Education>; readonly count: number }[];
  readonly modalities: readonly { readonly value: z.infer<typeof Modality>; readonly count: number }[];
  readonly consents: readonly { readonly value: z.infer<typeof Consent>; readonly count: number }[];
  readonly places: readonly { readonly code: string; readonly name: string; readonly count: number }[];
}

/** Synchronous; call the writers inside a UnitOfWork transaction. */
export interface CandidateStore {
  list(
    filter: CandidateFilter,
    sort: z.infer<typeof CandidateSort>,
    offset: number,
    limit: number,
  ): { readonly rows: readonly CandidateRecord[]; readonly total: number };
  facets(clientId: string | null): Facets;
  count(clientId: string): number;
  get(number: number): CandidateRecord | null;
  /** The stored person behind a row: by identity, else by e-mail, else by phone. */
  known(clientId: string, identity: string, identifiers: HashedIdentifiers): KnownCandidate | null;
  readonly staging: CandidateStaging;
  /**
   * Moves an import's new and changed rows into the store in a few statements, keeping what they replace for undo, and
   * writes its record. One transaction, opened by the caller.
   */
  apply(importNumber: number, made: ImportRecord, defaults: Defaults): void;
  /** Takes an import back, or does it again, as far as its people still exist. False: what was kept for undo is gone. */
  revert(importId: string): boolean;
  repeat(importId: string): boolean;
  /** Whether what an undo or redo of this import needs is still kept. */
  mayTurn(importId: string): boolean;
  reports(clientId: string | null, limit: number): readonly ImportRecord[];
  remembered(clientId: string): RememberedMapping | null;
  remember(clientId: string, mapping: RememberedMapping): void;
  retention(clientId: string): RetentionRule | null;
  setRetention(clientId: string, rule: RetentionRule): void;
  /** The typed columns that segmentation works on, in order of creation, read in parts. Never an identifier. */
  candidateFeatures(clientId: string): Iterable<CandidateFeatureRow>;
}

/** One person as segmentation sees them. */
export interface CandidateFeatureRow extends CandidateFeatures {
  readonly id: string;
}
