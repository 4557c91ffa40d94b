import type { Migration } from './migration.ts';

/** What was done to people's data, in counts; who asked for what and until when; and the marks of who was forgotten. */
export const privacyTables: Migration = {
  version: 121,
  name: 'privacy',
  up: (db) =>
    db.exec(`
  CREATE TABLE forgotten (
    mark BLOB PRIMARY KEY CHECK (length(mark) = 32) -- keyed hash of a hash; the list beside the database has it too
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE privacy_event (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    client_id TEXT,
    counts TEXT NOT NULL -- JSON
  ) STRICT;
  CREATE INDEX privacy_event_client ON privacy_event (client_id, sequence);
  CREATE TRIGGER privacy_event_stays BEFORE UPDATE ON privacy_event BEGIN SELECT RAISE(ABORT, 'The privacy ledger is append-only'); END;
  CREATE TRIGGER privacy_event_remains BEFORE DELETE ON privacy_event BEGIN SELECT RAISE(ABORT, 'The privacy ledger is append-only'); END;
  CREATE TABLE rights_request (
    id TEXT PRIMARY KEY,
    client_id TEXT REFERENCES client (id),
    law TEXT NOT NULL CHECK (law IN ('co_query', 'co_claim', 'gdpr', 'ccpa')),
    reference TEXT NOT NULL,
    received_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    latest_on TEXT NOT NULL,
    extended INTEGER NOT NULL CHECK (extended IN (0, 1)),
    outcome TEXT,
    answered_at TEXT
  ) STRICT;
`),
};
