import type { Migration } from './migration.ts';

/**
 * Segmentations of a client's candidates. A version never changes once kept; which one counts, and names that people gave, do.
 * Members are ids and labels only, 4096 to a row: a million people are 17 MB instead of a million rows.
 */
export const segmentVersions: Migration = {
  version: 140,
  name: 'segments',
  up: (db) =>
    db.exec(`
  CREATE TABLE segment_version (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client (id),
    number INTEGER NOT NULL CHECK (number > 0),
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    candidates INTEGER NOT NULL,
    body TEXT NOT NULL, -- JSON
    UNIQUE (client_id, number)
  ) STRICT;
  CREATE TABLE segment_current (
    client_id TEXT PRIMARY KEY REFERENCES client (id),
    version_id TEXT NOT NULL REFERENCES segment_version (id)
  ) STRICT;
  CREATE TABLE segment_name (
    version_id TEXT NOT NULL REFERENCES segment_version (id),
    segment INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (version_id, segment)
  ) STRICT;
  CREATE TABLE segment_members (
    version_id TEXT NOT NULL REFERENCES segment_version (id),
    part INTEGER NOT NULL,
    ids BLOB NOT NULL, -- 16 bytes each
    labels BLOB NOT NULL CHECK (length(ids) = 16 * length(labels)), -- one byte each
    PRIMARY KEY (version_id, part)
  ) STRICT;
`),
};
