export { accountRef } from './account-ref.ts';
export { createAccounts, type AccountsOptions } from './accounts.ts';
export { createPendingCredentials, type PendingCredentials } from './pending-credentials.ts';
export { createClients, type ClientsOptions, type VacancyCounts } from './clients.ts';
export { createClientUndoable } from './client-undo.ts';
export type { AccountRecord, AccountStore, ClientRecord, ClientStore } from './client-store.ts';
