import type { Migration } from './migration.ts';

/**
 * Lists of people and what the networks know of them. The trigger sees every way in which a person can go: what is left
 * of them here goes along, and a list that had them is marked, so that a later wish to be forgotten still reaches it.
 */
export const audienceTables: Migration = {
  version: 122,
  name: 'audiences',
  up: (db) =>
    db.exec(`
  CREATE TABLE audience (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client (id),
    name TEXT NOT NULL,
    definition TEXT NOT NULL, -- JSON
    created_at TEXT NOT NULL,
    confirmed_at TEXT
  ) STRICT;
  CREATE TABLE audience_member (
    audience_id TEXT NOT NULL REFERENCES audience (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    PRIMARY KEY (audience_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX audience_member_number ON audience_member (number);
  CREATE TABLE audience_list (
    id TEXT PRIMARY KEY,
    audience_id TEXT NOT NULL REFERENCES audience (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL,
    network TEXT NOT NULL,
    marker TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('planned', 'creating', 'ready', 'removed')),
    remote_id TEXT,
    matched INTEGER,
    remote_status TEXT NOT NULL,
    failure TEXT,
    synced_at TEXT,
    unsure INTEGER NOT NULL DEFAULT 0 CHECK (unsure IN (0, 1)),
    CHECK (state <> 'ready' OR remote_id IS NOT NULL)
  ) STRICT;
  CREATE INDEX audience_list_audience ON audience_list (audience_id);
  CREATE TABLE audience_sent (
    list_id TEXT NOT NULL REFERENCES audience_list (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    email BLOB CHECK (length(email) = 32), -- in the form that the network got
    phone BLOB CHECK (length(phone) = 32),
    PRIMARY KEY (list_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX audience_sent_number ON audience_sent (number);
  CREATE TABLE audience_owed (
    row INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL REFERENCES audience_list (id) ON DELETE CASCADE,
    email BLOB CHECK (length(email) = 32), -- kept until the network dropped the person, then gone
    phone BLOB CHECK (length(phone) = 32)
  ) STRICT;
  CREATE INDEX audience_owed_list ON audience_owed (list_id);
  CREATE TRIGGER candidate_leaves_lists AFTER DELETE ON candidate BEGIN
    DELETE FROM audience_member WHERE number = OLD.number;
    UPDATE audience_list SET unsure = 1 WHERE id IN (SELECT list_id FROM audience_sent WHERE number = OLD.number);
    DELETE FROM audience_sent WHERE number = OLD.number;
  END;
`),
};
