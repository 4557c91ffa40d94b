import type { Migration } from './migration.ts';

/** Client companies and their ad accounts. Tokens are in the key store; `secret_name` says under which name. */
export const clientsAndAccounts: Migration = {
  version: 20,
  name: 'clients and accounts',
  up: (db) =>
    db.exec(`
  CREATE TABLE client (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL UNIQUE,
    country TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    monthly_cap_micros INTEGER CHECK (monthly_cap_micros >= 0), -- in the client's currency
    approvals_needed INTEGER NOT NULL CHECK (approvals_needed BETWEEN 0 AND 3),
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE account (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client (id),
    network TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    secret_name TEXT NOT NULL, -- empty once disconnected
    settings TEXT NOT NULL,
    connection TEXT NOT NULL,
    scopes TEXT NOT NULL,
    expires_at TEXT,
    last_success_at TEXT,
    last_tested_at TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (network, remote_id)
  ) STRICT;
  CREATE INDEX account_client ON account (client_id);
`),
};
