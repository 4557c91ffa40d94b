import type { Migration } from './migration.ts';

/** Rows of imports that are being looked at live in a scratch file of their own: here they were written, wiped and logged twice. */
export const importScratch: Migration = {
  version: 100,
  name: 'import scratch',
  up: (db) => db.exec('DROP TABLE import_result; DROP TABLE import_row'),
};
