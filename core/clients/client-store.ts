import type { ClientFields } from '../contract/clients.ts';
import type { AdAccount } from '../contract/clients.ts';

export interface ClientRecord {
  readonly id: string;
  readonly fields: ClientFields;
  readonly createdAt: string;
}

/** Synchronous; call the writers inside a UnitOfWork transaction. */
export interface ClientStore {
  /** By name. */
  list(): readonly ClientRecord[];
  get(id: string): ClientRecord | null;
  /** The client whose name is spelled alike (case, accents and spaces aside); null when there is none. */
  namedLike(name: string): ClientRecord | null;
  insert(record: ClientRecord): void;
  update(id: string, fields: ClientFields): void;
  remove(id: string): void;
}

/** An ad account as it is kept. `secretName` is empty once it is disconnected. */
export interface AccountRecord extends Omit<AdAccount, 'clientName'> {
  readonly secretName: string;
  readonly createdAt: string;
}

export interface AccountStore {
  list(clientId: string | null): readonly AccountRecord[];
  get(id: string): AccountRecord | null;
  byRemote(network: string, remoteId: string): AccountRecord | null;
  countOf(clientId: string): number;
  /** How many accounts lean on one token: a token may reach several. */
  countBySecret(secretName: string): number;
  save(record: AccountRecord): void;
}
