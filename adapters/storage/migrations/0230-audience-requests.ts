import type { Migration } from './migration.ts';

/**
 * Requests that a network takes at once and works through later. Whoever such a request takes off a list stays noted as
 * on it until the network says that it is done: a removal that fails there must be told again.
 */
export const audienceRequests: Migration = {
  version: 230,
  name: 'audience requests',
  up: (db) =>
    db.exec(`
  CREATE TABLE audience_request (
    row INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL REFERENCES audience_list (id) ON DELETE CASCADE,
    request_id TEXT NOT NULL, -- the network's own
    operation TEXT NOT NULL CHECK (operation IN ('add', 'remove')),
    members INTEGER NOT NULL CHECK (members > 0),
    sent_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('processing', 'done', 'partly', 'failed')),
    taken INTEGER,
    problems TEXT NOT NULL -- JSON: [{code, count}]
  ) STRICT;
  CREATE INDEX audience_request_list ON audience_request (list_id);
  ALTER TABLE audience_sent ADD COLUMN add_request INTEGER;
  ALTER TABLE audience_sent ADD COLUMN remove_request INTEGER;
  ALTER TABLE audience_owed ADD COLUMN request INTEGER;
`),
};
