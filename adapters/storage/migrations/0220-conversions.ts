import type { Migration } from './migration.ts';

/**
 * Outcomes of vacancies and what networks were told of them. As for candidates, the checks on length let only hashes in. A key is the
 * mark that the person would leave when forgotten, so that a row is found, and known again, once its hashes are gone.
 */
export const conversionTables: Migration = {
  version: 220,
  name: 'conversions',
  up: (db) =>
    db.exec(`
  CREATE TABLE outcome (
    id TEXT PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES client (id),
    vacancy_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('application', 'qualified', 'interview', 'hired')),
    occurred_at TEXT NOT NULL,
    click_network TEXT,
    click_id TEXT, -- the network's own; gone with the hashes
    email BLOB CHECK (length(email) = 32),
    email_gmail BLOB CHECK (length(email_gmail) = 32),
    phone_digits BLOB CHECK (length(phone_digits) = 32),
    phone_e164 BLOB CHECK (length(phone_e164) = 32),
    document BLOB CHECK (length(document) = 32),
    external BLOB CHECK (length(external) = 32),
    consent TEXT NOT NULL CHECK (consent IN ('granted', 'denied', 'unknown')),
    source TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    bare INTEGER NOT NULL DEFAULT 0 CHECK (bare IN (0, 1)) -- hashes and click were taken off when their time was up
  ) STRICT;
  CREATE INDEX outcome_client ON outcome (client_id, kind, occurred_at);
  CREATE TABLE outcome_key (
    key BLOB NOT NULL CHECK (length(key) = 32),
    outcome_id TEXT NOT NULL REFERENCES outcome (id) ON DELETE CASCADE,
    PRIMARY KEY (key, outcome_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX outcome_key_outcome ON outcome_key (outcome_id);
  CREATE TABLE conversion_batch (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    network TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sending', 'done', 'failed', 'unsure')),
    created_at TEXT NOT NULL,
    settled_at TEXT,
    tries INTEGER NOT NULL,
    events INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    failure TEXT,
    perhaps_sent_at TEXT, -- since when the network may have it; null: it surely has nothing of it
    next_try_at TEXT,
    progress TEXT -- JSON
  ) STRICT;
  CREATE INDEX conversion_batch_account ON conversion_batch (account_id, created_at);
  CREATE UNIQUE INDEX conversion_batch_open ON conversion_batch (account_id) WHERE state = 'sending'; -- one at a time
  CREATE TABLE conversion_send (
    account_id TEXT NOT NULL,
    outcome_id TEXT NOT NULL REFERENCES outcome (id) ON DELETE CASCADE,
    network TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'held', 'sending', 'accepted', 'refused', 'unsure', 'left')),
    reason TEXT,
    batch_id TEXT REFERENCES conversion_batch (id),
    request_id TEXT,
    settled_at TEXT,
    PRIMARY KEY (account_id, outcome_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX conversion_send_state ON conversion_send (account_id, state, outcome_id);
  CREATE INDEX conversion_send_outcome ON conversion_send (outcome_id);
  CREATE INDEX conversion_send_batch ON conversion_send (batch_id) WHERE batch_id IS NOT NULL;
`),
};
