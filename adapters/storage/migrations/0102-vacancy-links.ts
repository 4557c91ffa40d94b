import type { Migration } from './migration.ts';

/** What an apply link answered when it was asked last. By address: a hundred cities share one. */
export const vacancyLinks: Migration = {
  version: 102,
  name: 'vacancy links',
  up: (db) =>
    db.exec(`
  CREATE TABLE vacancy_link (
    url TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('alive', 'dead', 'unknown')),
    asked_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`),
};
