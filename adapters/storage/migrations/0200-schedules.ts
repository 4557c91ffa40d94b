import type { Migration } from './migration.ts';

/** Things to be done at a wall time of a zone. `schedule_run` holds every occurrence that was taken: its key is why nothing happens twice. */
export const scheduleTables: Migration = {
  version: 200,
  name: 'schedules',
  up: (db) =>
    db.exec(`
  CREATE TABLE schedule (
    ordinal INTEGER PRIMARY KEY, -- order of making; due ones of the same moment go by it
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL,
    name TEXT NOT NULL,
    action TEXT NOT NULL, -- JSON
    rule TEXT NOT NULL, -- JSON
    state TEXT NOT NULL CHECK (state IN ('waiting', 'asking', 'done', 'ended', 'cancelled')),
    pending_day TEXT,
    resume_day TEXT,
    due_ms INTEGER,
    zone_version TEXT NOT NULL, -- of the rules that due_ms was computed by
    content_hash TEXT,
    author TEXT NOT NULL, -- JSON
    last_run_at TEXT,
    last_outcome TEXT
  ) STRICT;
  CREATE INDEX schedule_due ON schedule (due_ms, ordinal) WHERE state = 'waiting';
  CREATE INDEX schedule_client ON schedule (client_id, ordinal);

  CREATE TABLE schedule_run (
    schedule_id TEXT NOT NULL REFERENCES schedule (id),
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (schedule_id, day)
  ) STRICT, WITHOUT ROWID;
`),
};
