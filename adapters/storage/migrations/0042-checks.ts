import type { Migration } from './migration.ts';

/** What the checks found, by object, and the reasons that people gave for warnings. A reason holds for one content only. */
export const checkProblems: Migration = {
  version: 42,
  name: 'check problems',
  up: (db) =>
    db.exec(`
  CREATE TABLE check_problem (
    n INTEGER NOT NULL REFERENCES plan_object (n) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    field TEXT,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning')),
    code TEXT NOT NULL,
    details TEXT NOT NULL, -- JSON
    source TEXT,
    PRIMARY KEY (n, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX check_problem_code ON check_problem (severity, code);
  CREATE TABLE check_waiver (
    n INTEGER NOT NULL REFERENCES plan_object (n) ON DELETE CASCADE,
    code TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (n, code)
  ) STRICT, WITHOUT ROWID;
`),
};
