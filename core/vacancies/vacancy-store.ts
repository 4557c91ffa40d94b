import type { z } from 'zod';
import type {
  ImportRow,
  OverwritePolicy,
  ImportTarget,
  RoleFamily,
  VacancyFields,
  VacancyFilter,
  VacancySort,
  VacancyState,
} from '../contract/vacancies.ts';
import type { Json } from '../kernel/result.ts';
import type { Brief } from './duplicates.ts';
import type { RawRow } from './file-reader.ts';

export type State = z.infer<typeof VacancyState>;
export type RowKind = z.infer<typeof ImportRow>['kind'];
export type Counts = { [K in RowKind]: number };

/** A vacancy as it is kept. `ads` and `problems` are not here: they are counted where the ads are. */
export interface VacancyRecord extends VacancyFields {
  readonly id: string;
  readonly clientId: string;
  readonly state: State;
  /** Given at birth: a person may correct the title without losing the thread to the feed. */
  readonly identityKey: string;
  /** Fingerprint of the file row that last wrote it; null when a person made it. */
  readonly sourceHash: string | null;
  /** Who closed it: a feed that no longer names it may open it again, a person's close stands. */
  readonly closedBy: 'person' | 'feed' | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Everything that a change may write and undo may put back. */
export type RecordPatch = { -readonly [K in keyof VacancyFields | 'state' | 'sourceHash' | 'closedBy' | 'updatedAt']?: VacancyRecord[K] };

export interface KnownVacancy {
  readonly id: string;
  readonly state: State;
  readonly sourceHash: string | null;
  readonly closedBy: VacancyRecord['closedBy'];
}

/** Synchronous; call the writers inside a UnitOfWork transaction. */
export interface VacancyStore {
  get(id: string): VacancyRecord | null;
  getMany(ids: readonly string[]): readonly VacancyRecord[];
  insert(record: VacancyRecord): void;
  /** Runs work that inserts about so many vacancies; a large load builds the indexes once, at its end, in the same transaction. */
  bulk<T>(expected: number, work: () => T): T;
  update(id: string, patch: RecordPatch): void;
  remove(id: string): void;
  known(clientId: string, identityKey: string): KnownVacancy | null;
  list(
    filter: VacancyFilter,
    sort: z.infer<typeof VacancySort>,
    offset: number,
    limit: number,
  ): { readonly rows: readonly VacancyRecord[]; readonly total: number };
  /** Ids of everything that matches, in order of creation. */
  matching(filter: VacancyFilter): readonly string[];
  facets(clientId: string | null): {
    readonly states: readonly { readonly value: State; readonly count: number }[];
    readonly roleFamilies: readonly { readonly value: z.infer<typeof RoleFamily>; readonly count: number }[];
    readonly places: readonly { readonly code: string; readonly name: string; readonly count: number }[];
  };
  countOpen(clientId: string): number;
  countAll(clientId: string): number;
  /** Open vacancies as duplicates are looked for. */
  briefs(clientId: string | null): Iterable<Brief>;
  /** Vacancies that a cap may hold or free: capped ones, and live ones with no positions left or with applicants wanted. */
  capped(): readonly CapFacts[];
  /** Open vacancies of a client whose closing date lies before `day`. */
  past(clientId: string, day: string): readonly string[];
  clientsWithVacancies(): readonly string[];
  readonly staging: ImportStaging;
  remembered(clientId: string): RememberedMapping | null;
  remember(clientId: string, mapping: RememberedMapping): void;
}

export interface CapFacts {
  readonly id: string;
  readonly state: State;
  readonly positions: number | null;
  readonly applicantsWanted: number | null;
}

export interface RememberedMapping {
  readonly columns: readonly {
    readonly header: string;
    readonly target: ImportTarget | null;
    readonly overwrite: z.infer<typeof OverwritePolicy>;
  }[];
  readonly dateOrder: string | null;
  readonly decimalSeparator: string | null;
  readonly placeSplit: string | null;
}

export interface StagedRow extends RawRow {
  /** Order in the file, from 1. */
  readonly sequence: number;
}
/** A row that names several places may become several vacancies, at most so many. */
export const PARTS = 1000;

export interface RowResult {
  /** Of the row in the file. */
  readonly sequence: number;
  /** Which of the row's vacancies, from 0. */
  readonly part: number;
  readonly kind: RowKind;
  /** The stored vacancy that a changed, closed or unchanged row is about. */
  readonly vacancyId: string | null;
  readonly identity: string | null;
  /** Fingerprint of what the row says, with the policies it was read under; null for a row that says nothing usable. */
  readonly hash: string | null;
}

export interface StagedResult extends RowResult {
  /** Where to go on after this one. */
  readonly key: number;
  /** Null for a vacancy that the file no longer names. */
  readonly row: StagedRow | null;
}

/** Rows of an import that is being looked at, apart from the vacancies and outside any transaction on them. Left-overs of an earlier run are thrown away at start. */
export interface ImportStaging {
  append(importNumber: number, firstSequence: number, rows: readonly RawRow[]): void;
  rows(importNumber: number, afterSequence: number, limit: number): readonly StagedRow[];
  forgetResults(importNumber: number): void;
  addResults(importNumber: number, results: readonly RowResult[]): void;
  /** True when an earlier row of this import is the same vacancy. */
  seen(importNumber: number, identity: string): boolean;
  /** Adds a `closed` result for each open vacancy of the client that no row names; returns how many. */
  addMissing(importNumber: number, clientId: string, firstSequence: number): number;
  results(importNumber: number, kind: RowKind | null, offset: number, limit: number): readonly StagedResult[];
  /** New, changed and closed rows in order, for writing. */
  work(importNumber: number, afterKey: number, limit: number): readonly StagedResult[];
  discard(importNumber: number): void;
  discardAll(): void;
}

/** The wire form of one field in the change log: money as text, everything else as it is. */
export function fieldToJson(value: RecordPatch[keyof RecordPatch]): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' && 'amountMicros' in value)
    return { amountMicros: value.amountMicros.toString(), currency: value.currency };
  return value;
}

export function recordToJson(record: VacancyRecord): { readonly [field: string]: Json } {
  return {
    ...record,
    place: record.place === null ? null : { ...record.place },
    salaryMin: fieldToJson(record.salaryMin),
    salaryMax: fieldToJson(record.salaryMax),
  };
}
