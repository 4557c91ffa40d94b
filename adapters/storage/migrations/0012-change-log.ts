import type { Migration } from './migration.ts';

/**
 * What changed, field by field, in groups that are undone together. Author and installation are the group's:
 * one person does one thing. Rows of a group lie between `first_change` and `last_change`.
 */
export const changeLog: Migration = {
  version: 12,
  name: 'change log',
  up: (db) =>
    db.exec(`
  CREATE TABLE change_group (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    label_key TEXT NOT NULL,
    label_values TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    carrier TEXT NOT NULL,
    installation_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'undo', 'redo')),
    reverses INTEGER REFERENCES change_group (sequence), -- the edit that an undo or redo is about
    state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped')), -- dropped: undone, and a newer edit took redo away
    object_types TEXT NOT NULL, -- JSON array, sorted
    first_change INTEGER, -- null while nothing was recorded
    last_change INTEGER,
    settled_upto INTEGER -- last change of the undo or redo that moved it last; what came later is news
  ) STRICT;
  CREATE INDEX change_group_stack ON change_group (state, sequence) WHERE kind = 'edit';
  CREATE TABLE change_log (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    group_sequence INTEGER NOT NULL REFERENCES change_group (sequence),
    hlc TEXT NOT NULL, -- hybrid logical clock: orders rows of several installations
    object_type TEXT NOT NULL,
    object_id TEXT NOT NULL,
    field TEXT NOT NULL, -- '*': the whole object
    before TEXT, -- JSON; null is JSON null
    after TEXT
  ) STRICT;
  CREATE INDEX change_log_object ON change_log (object_id, sequence);
`),
};
