import type { Migration } from './migration.ts';

/**
 * Answers to lead forms on their way to the candidates. What the form said of identifiers is hashed, and what is no field of candidates is
 * gone. A lead is taken while the import that took it stands: an undone one leaves it new again. A row without hashes stays until the
 * network itself has forgotten the lead, so that the overlap of two readings brings nobody back.
 */
export const leadTables: Migration = {
  version: 221,
  name: 'leads',
  up: (db) =>
    db.exec(`
  CREATE TABLE lead (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client (id),
    account_id TEXT NOT NULL,
    network TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ad_remote_id TEXT,
    form_remote_id TEXT,
    vacancy_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('new', 'left_out', 'discarded')),
    reason TEXT,
    import_id TEXT, -- of the candidates' import that took it
    email BLOB CHECK (length(email) = 32),
    email_gmail BLOB CHECK (length(email_gmail) = 32),
    phone_digits BLOB CHECK (length(phone_digits) = 32),
    phone_e164 BLOB CHECK (length(phone_e164) = 32),
    document BLOB CHECK (length(document) = 32),
    external BLOB CHECK (length(external) = 32),
    consent TEXT CHECK (consent IN ('granted', 'denied', 'unknown')),
    consent_on TEXT,
    purpose TEXT,
    source TEXT,
    features TEXT, -- JSON of typed fields; null once the row is bare
    UNIQUE (account_id, remote_id)
  ) STRICT;
  CREATE INDEX lead_client ON lead (client_id, state, created_at);
  CREATE INDEX lead_import ON lead (import_id) WHERE import_id IS NOT NULL;
  CREATE INDEX lead_email ON lead (email) WHERE email IS NOT NULL;
  CREATE INDEX lead_phone ON lead (phone_e164) WHERE phone_e164 IS NOT NULL;
  CREATE TABLE lead_source (
    account_id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    retrieved_at TEXT, -- of the last reading that came to its end
    failure TEXT,
    failure_code TEXT
  ) STRICT, WITHOUT ROWID;
`),
};
