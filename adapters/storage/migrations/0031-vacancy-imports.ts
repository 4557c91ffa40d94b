import type { Migration } from './migration.ts';

/** Rows of imports that are being looked at, thrown away at start; and how each client's columns were mapped. */
export const vacancyImports: Migration = {
  version: 31,
  name: 'vacancy imports',
  up: (db) =>
    db.exec(`
  CREATE TABLE import_row (
    import INTEGER NOT NULL,
    sequence INTEGER NOT NULL, -- order in the file, from 1
    line INTEGER NOT NULL,
    cells TEXT NOT NULL, -- JSON array of text
    problem TEXT,
    repaired INTEGER NOT NULL CHECK (repaired IN (0, 1)),
    PRIMARY KEY (import, sequence)
  ) STRICT;
  CREATE TABLE import_result (
    import INTEGER NOT NULL,
    sequence INTEGER NOT NULL, -- past the last row of the file for vacancies that it no longer names
    kind TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'closed', 'unchanged', 'duplicate', 'rejected')),
    vacancy_id TEXT,
    identity TEXT,
    PRIMARY KEY (import, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX import_result_kind ON import_result (import, kind, sequence);
  CREATE INDEX import_result_identity ON import_result (import, identity) WHERE identity IS NOT NULL;
  CREATE INDEX import_result_vacancy ON import_result (import, vacancy_id) WHERE vacancy_id IS NOT NULL;
  CREATE TABLE import_mapping (
    client_id TEXT PRIMARY KEY REFERENCES client (id),
    mapping TEXT NOT NULL -- JSON
  ) STRICT;
`),
};
