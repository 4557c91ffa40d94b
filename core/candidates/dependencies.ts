import type { AuditLog, ChangeLog, Clock, Ids, PrivacyLedger, Topics, UnitOfWork } from '../ports/index.ts';
import type { Sha256Hex } from '../kernel/hashed.ts';
import type { Places } from '../places/index.ts';
import type { ClientFacts, VacancyFileReader } from '../vacancies/index.ts';
import type { CandidateStore } from './candidate-store.ts';
import type { IdentifierHasher } from './identifiers.ts';

export interface CandidateDependencies {
  readonly store: CandidateStore;
  readonly places: Places;
  readonly reader: VacancyFileReader;
  readonly hasher: IdentifierHasher;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly audit: AuditLog;
  readonly ledger: PrivacyLedger;
  readonly topics: Topics;
  /** Null for a client that does not exist. */
  readonly clientFacts: (clientId: string) => ClientFacts | null;
  /** True while people of this import are on a network's list: undo would leave them there. */
  readonly isOnLists: (importId: string) => boolean;
  /** People who asked to be forgotten: later files may not bring them back. */
  readonly forgotten: { readonly size: number; has(tombstone: Sha256Hex): boolean };
}
