import type { Migration } from './migration.ts';

/** Publishes whose first ads went ahead, and what waits for them. */
export const canaryTables: Migration = {
  version: 202,
  name: 'canaries',
  up: (db) =>
    db.exec(`
  CREATE TABLE publish_canary (
    run_id TEXT PRIMARY KEY,
    go_on TEXT NOT NULL CHECK (go_on IN ('after_review', 'on_key')),
    rest TEXT NOT NULL, -- JSON: object ids with the content hash that was approved
    state TEXT NOT NULL CHECK (state IN ('waiting', 'released', 'held')),
    reason TEXT,
    rest_run_id TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX publish_canary_waiting ON publish_canary (state) WHERE state = 'waiting';
`),
};
