import type { Migration } from './migration.ts';

/** What is known of each network's quota, so that a restart does not forget how much of it is used. */
export const rateState: Migration = {
  version: 70,
  name: 'rate state',
  up: (db) =>
    db.exec(`
  CREATE TABLE rate_state (
    scope TEXT PRIMARY KEY, -- network/application or network/account/<id>
    state TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`),
};
