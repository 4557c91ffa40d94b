import type { Migration } from './migration.ts';

/** Watched folders and job boards, and what came of each look that found something. Header values live in the key store. */
export const feedTables: Migration = {
  version: 101,
  name: 'feeds',
  up: (db) =>
    db.exec(`
  CREATE TABLE feed (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client (id),
    fields TEXT NOT NULL, -- JSON
    secret_name TEXT NOT NULL,
    last_looked_at TEXT,
    trouble TEXT, -- JSON: code and details of the last failure
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE feed_run (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    feed_id TEXT NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    mark TEXT NOT NULL,
    found_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'imported', 'unchanged', 'dismissed', 'refused', 'superseded')),
    counts TEXT, -- JSON
    held TEXT CHECK (held IN ('shrink', 'question')),
    refusal TEXT -- JSON
  ) STRICT;
  CREATE INDEX feed_run_file ON feed_run (feed_id, file_name, sequence);
`),
};
