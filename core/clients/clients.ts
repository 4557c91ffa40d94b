import { ClientFields, type Client, type clients } from '../contract/clients.ts';
import { ok, refuse, type Json, type Refusal, type Result } from '../kernel/result.ts';
import type { ChangeLog, Clock, FieldChange, Handlers, Ids, Topics, UnitOfWork } from '../ports/index.ts';
import type { AccountStore, ClientRecord, ClientStore } from './client-store.ts';

/** What clients ask of vacancies. */
export interface VacancyCounts {
  countAll(clientId: string): number;
  countOpen(clientId: string): number;
}

export interface ClientsOptions {
  readonly store: ClientStore;
  readonly accounts: AccountStore;
  readonly vacancies: VacancyCounts;
  readonly unitOfWork: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly ids: Ids;
  /** True for an IANA name that this machine knows. */
  readonly isTimeZone: (name: string) => boolean;
}

export function createClients(options: ClientsOptions): Handlers<typeof clients> {
  const { store, changeLog, unitOfWork, topics } = options;

  function toClient(record: ClientRecord): Client {
    return {
      id: record.id,
      ...record.fields,
      vacancies: options.vacancies.countAll(record.id),
      openVacancies: options.vacancies.countOpen(record.id),
      accounts: options.accounts.countOf(record.id),
      createdAt: record.createdAt,
    };
  }

  function problemOf(fields: ClientFields, ownId: string | null): Result<never, Refusal> | null {
    const alike = store.namedLike(fields.name);
    if (alike !== null && alike.id !== ownId) return refuse('clients.name_taken', { name: alike.fields.name });
    if (!options.isTimeZone(fields.timeZone)) return refuse('clients.time_zone_unknown', { timeZone: fields.timeZone });
    const cap = fields.monthlyCap;
    if (cap !== null && cap.currency !== fields.currency)
      return refuse('clients.cap_currency', { cap: cap.currency, currency: fields.currency });
    return null;
  }

  return {
    list: () => ok({ clients: store.list().map(toClient) }),
    get(input) {
      const record = store.get(input.clientId);
      return record === null ? refuse('clients.not_found') : ok(toClient(record));
    },
    create(input, context) {
      const problem = problemOf(input.fields, null);
      if (problem !== null) return problem;
      const record: ClientRecord = { id: options.ids.next(), fields: input.fields, createdAt: options.clock.nowIso() };
      unitOfWork.transaction(() => {
        store.insert(record);
        const group = changeLog.begin(context, 'history.client_created', { name: record.fields.name });
        changeLog.record(group, [{ objectType: 'client', objectId: record.id, field: '*', before: null, after: snapshot(record) }]);
      });
      topics.moved('clients', 'history', 'audit');
      return ok(toClient(record));
    },
    update(input, context) {
      const before = store.get(input.clientId);
      if (before === null) return refuse('clients.not_found');
      const fields: ClientFields = { ...before.fields, ...given(input.fields) };
      const problem = problemOf(fields, before.id);
      if (problem !== null) return problem;
      const changes = fieldChanges(before, fields);
      if (changes.length > 0) {
        unitOfWork.transaction(() => {
          store.update(before.id, fields);
          changeLog.record(changeLog.begin(context, 'history.client_updated', { name: fields.name }), changes);
        });
        topics.moved('clients', 'history', 'audit');
      }
      return ok(toClient({ ...before, fields }));
    },
  };
}

/** A member that is there and undefined is no wish to change anything. */
function given(fields: { readonly [K in keyof ClientFields]?: ClientFields[K] | undefined }): Partial<ClientFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function encodeFields(fields: ClientFields): { readonly [field: string]: Json } {
  return ClientFields.encode(fields);
}

export function snapshot(record: ClientRecord): Json {
  return { fields: encodeFields(record.fields), createdAt: record.createdAt };
}

function fieldChanges(before: ClientRecord, fields: ClientFields): readonly FieldChange[] {
  const old = encodeFields(before.fields);
  return Object.entries(encodeFields(fields))
    .filter(([field, value]) => JSON.stringify(old[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({ objectType: 'client', objectId: before.id, field, before: old[field] ?? null, after: value }));
}
