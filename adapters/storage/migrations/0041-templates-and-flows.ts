import type { Migration } from './migration.ts';

/** Texts with variables, and the rules that turn vacancies into ads. */
export const templatesAndFlows: Migration = {
  version: 41,
  name: 'templates and flows',
  up: (db) =>
    db.exec(`
  CREATE TABLE template (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    fields TEXT NOT NULL, -- JSON
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE flow (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client (id),
    template_id TEXT NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    fields TEXT NOT NULL, -- JSON, money as text
    last_run_at TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (client_id, folded_name)
  ) STRICT;
  CREATE INDEX flow_template ON flow (template_id);
`),
};
