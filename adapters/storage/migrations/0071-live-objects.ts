import type { Migration } from './migration.ts';

/** What is on the networks, by client, level and delivery: the home screen counts it at every opening, over 100,000 ads. */
export const liveObjects: Migration = {
  version: 71,
  name: 'live objects',
  up: (db) =>
    db.exec(`
  CREATE INDEX plan_object_live ON plan_object (client_id, level, delivery, lifecycle, remote_id) WHERE remote_id IS NOT NULL AND lifecycle <> 'archived';
`),
};
