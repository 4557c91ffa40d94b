import type { Migration } from '../../../../adapters/storage/migrations/migration.ts';

/** Steps that take a while and each leave two tables that must agree. */
export const killSteps: readonly Migration[] = Array.from({ length: 12 }, (_, index) => ({
  version: (index + 1) * 10,
  name: `step ${index}`,
  up: (db) => {
    db.exec(`CREATE TABLE left_${index} (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT`);
    db.exec(
      `INSERT INTO left_${index} WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 4000) SELECT n, hex(randomblob(40)) FROM c`,
    );
    db.exec(`CREATE TABLE right_${index} AS SELECT * FROM left_${index}`);
  },
}));
