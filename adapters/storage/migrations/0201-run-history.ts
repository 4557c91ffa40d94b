import type { Migration } from './migration.ts';

/** What an object was sent before: undoing a publish asks for every object of it. */
export const runHistory: Migration = {
  version: 201,
  name: 'run history',
  up: (db) => db.exec('CREATE INDEX publish_object_history ON publish_object (object_id, run_id)'),
};
