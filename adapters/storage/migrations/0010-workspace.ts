import type { Migration } from './migration.ts';

/** Facts of the workspace itself, one row each: its id, kind, installation, epoch, fence. */
export const workspaceFacts: Migration = {
  version: 10,
  name: 'workspace facts',
  up: (db) =>
    db.exec(`
  CREATE TABLE workspace_fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`),
};
