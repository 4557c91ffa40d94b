import type { AuditLog, ChangeLog, Clock, Ids, Topics, UnitOfWork } from '../ports/index.ts';
import type { Json } from '../kernel/result.ts';
import type { Places } from '../places/index.ts';
import type { TableWriter, VacancyFileReader } from './file-reader.ts';
import type { ClientFacts, ImportOrigin } from './import-session.ts';
import type { PayRules } from './pay-rules.ts';
import type { RememberedMapping, VacancyStore } from './vacancy-store.ts';

export interface VacancyDependencies {
  readonly store: VacancyStore;
  readonly places: Places;
  readonly payRules: PayRules;
  readonly reader: VacancyFileReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly audit: AuditLog;
  readonly topics: Topics;
  /** Null for a client that does not exist. */
  readonly clientFacts: (clientId: string) => ClientFacts | null;
  /** A sentence of the catalogue, for a file that leaves the program (`import.reject.title_missing`). */
  readonly say: (language: 'es' | 'en', key: string, values: { readonly [name: string]: Json }) => string;
  /** An import that a watched folder or a job board brought has been written; called inside its transaction. */
  readonly importSettled: (origin: ImportOrigin, columns: RememberedMapping['columns']) => void;
  /** Apply links that answered that they are gone, of these. */
  readonly deadLinks: (urls: readonly string[]) => ReadonlySet<string>;
  /** Applicants that the networks have counted so far, by vacancy. */
  readonly applicants: () => ReadonlyMap<string, number>;
  /** Ads of each vacancy and their open problems, counted where the ads are kept. Absent vacancies have none. */
  readonly adCounts: (vacancyIds: readonly string[]) => ReadonlyMap<string, { readonly ads: number; readonly problems: number }>;
}
