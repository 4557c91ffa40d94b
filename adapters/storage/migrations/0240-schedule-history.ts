import type { Migration } from './migration.ts';

/** What became of each time of a schedule, and schedules that a person paused or removed without losing their past. */
export const scheduleHistory: Migration = {
  version: 240,
  name: 'schedule-history',
  up: (db) =>
    db.exec(`
  ALTER TABLE schedule ADD COLUMN standing TEXT NOT NULL DEFAULT 'active' CHECK (standing IN ('active', 'paused', 'removed'));
  DROP INDEX schedule_due;
  CREATE INDEX schedule_due ON schedule (due_ms, ordinal) WHERE state = 'waiting' AND standing = 'active';

  CREATE TABLE schedule_event (
    ordinal INTEGER PRIMARY KEY,
    schedule_id TEXT NOT NULL REFERENCES schedule (id),
    day TEXT NOT NULL,
    due_ms INTEGER, -- null: from before this was kept
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ran', 'failed', 'missed', 'skipped', 'taken')), -- taken: from before the outcome was kept
    outcome TEXT, -- code of why it failed
    let_go INTEGER NOT NULL CHECK (let_go >= 0), -- earlier times that had passed as well
    person TEXT -- who decided; null: the program, by the rule
  ) STRICT;
  CREATE INDEX schedule_event_of ON schedule_event (schedule_id, ordinal);
  INSERT INTO schedule_event (schedule_id, day, at, kind, let_go) SELECT schedule_id, day, at, 'taken', 0 FROM schedule_run ORDER BY at;
`),
};
