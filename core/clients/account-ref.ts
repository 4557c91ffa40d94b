import type { AccountRef } from '../ports/index.ts';
import type { AccountRecord, ClientRecord } from './client-store.ts';

/** The account as the networks see it. */
export function accountRef(record: AccountRecord, client: ClientRecord): AccountRef {
  return {
    accountId: record.id,
    remoteId: record.remoteId,
    currency: record.currency,
    timeZone: record.timeZone,
    country: client.fields.country,
    secretName: record.secretName,
    settings: record.settings,
  };
}
