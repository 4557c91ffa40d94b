import type { Migration } from './migration.ts';

/**
 * Vacancies. The two long texts live apart, so that a sort or a filter over 100,000 rows reads short ones. `search_text`
 * and the `…_sort` columns are folded (no accents, lower case): that is how people compare and search.
 * State, family and place sort over `vacancy_filter`: an index of their own would cost each import more than it saves a sort.
 */
export const vacancyTables: Migration = {
  version: 30,
  name: 'vacancies',
  up: (db) =>
    db.exec(`
  CREATE TABLE vacancy (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES client (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'advertised', 'capped', 'closing', 'closed', 'expired')),
    identity_key TEXT NOT NULL,
    source_hash TEXT, -- of the file row that wrote it last; null when a person made it
    closed_by TEXT CHECK (closed_by IN ('person', 'feed')),
    external_id TEXT,
    title TEXT NOT NULL,
    title_sort TEXT NOT NULL,
    company TEXT,
    company_sort TEXT,
    role_family TEXT NOT NULL,
    seniority TEXT,
    place_country TEXT,
    place_code TEXT, -- null where only the country is known
    place_name TEXT,
    place_region TEXT,
    place_text TEXT,
    modality TEXT CHECK (modality IN ('on_site', 'hybrid', 'remote')),
    contract_type TEXT,
    salary_min_micros INTEGER CHECK (salary_min_micros >= 0),
    salary_min_currency TEXT,
    salary_max_micros INTEGER CHECK (salary_max_micros >= 0),
    salary_max_currency TEXT,
    salary_period TEXT CHECK (salary_period IN ('hour', 'day', 'week', 'month', 'year')),
    apply_url TEXT,
    opens_on TEXT,
    closes_on TEXT,
    positions INTEGER,
    applicants_wanted INTEGER,
    priority INTEGER NOT NULL,
    search_text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE vacancy_text (
    number INTEGER PRIMARY KEY REFERENCES vacancy (number) ON DELETE CASCADE,
    description TEXT NOT NULL,
    requirements TEXT
  ) STRICT;
  CREATE UNIQUE INDEX vacancy_id ON vacancy (id);
  CREATE UNIQUE INDEX vacancy_identity ON vacancy (client_id, identity_key);
  CREATE INDEX vacancy_filter ON vacancy (client_id, state, role_family, place_country, place_code, place_name, search_text);
  CREATE INDEX vacancy_by_title ON vacancy (title_sort, number);
  CREATE INDEX vacancy_by_company ON vacancy (company_sort, number);
  CREATE INDEX vacancy_by_closing ON vacancy (closes_on, number);
  CREATE INDEX vacancy_by_update ON vacancy (updated_at, number);
  CREATE INDEX vacancy_by_salary ON vacancy (salary_min_micros, number);
`),
};
