import type { Migration } from './migration.ts';

/** Typed values and hashes of one person; three tables hold them: as they stand, as staged by an import, as kept for undo. */
const PERSON = `
    id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    identity BLOB NOT NULL, -- 16 bytes: the strongest identifier of the first file, hashed with the client
    experience_years REAL,
    education TEXT,
    role_family TEXT,
    sector TEXT,
    seniority TEXT,
    salary_micros INTEGER CHECK (salary_micros >= 0),
    salary_currency TEXT,
    place_country TEXT,
    place_code TEXT,
    place_name TEXT,
    place_region TEXT,
    city_text TEXT,
    modality TEXT,
    availability_days INTEGER,
    last_activity_on TEXT,
    discipline TEXT,
    relevant_experience INTEGER CHECK (relevant_experience IN (0, 1)),
    study_mode TEXT,
    company_size TEXT,
    company_type TEXT,
    years_since_job_change REAL,
    training_hours REAL,
    city_index REAL,
    open_to_change INTEGER CHECK (open_to_change IN (0, 1)),
    email BLOB CHECK (length(email) = 32), -- SHA-256 of the networks' forms; never the thing itself
    email_gmail BLOB CHECK (length(email_gmail) = 32),
    phone_digits BLOB CHECK (length(phone_digits) = 32),
    phone_e164 BLOB CHECK (length(phone_e164) = 32),
    document BLOB CHECK (length(document) = 32), -- keyed with the workspace's key, as the next one
    external BLOB CHECK (length(external) = 32),
    consent TEXT CHECK (consent IN ('granted', 'denied', 'unknown')),
    consent_on TEXT,
    purpose TEXT,
    source TEXT,
    content_hash TEXT NOT NULL,
    import_id TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    last_contact_on TEXT NOT NULL,
    audience_on TEXT`;

/**
 * Candidates. No column can hold a name, an address, a telephone or a free text: the checks on length let only hashes in.
 * E-mail and telephone are found by the first eight bytes of their hash, which keeps a million of them in the cache.
 */
export const candidateTables: Migration = {
  version: 120,
  name: 'candidates',
  up: (db) =>
    db.exec(`
  CREATE TABLE candidate (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: undo may bring an old one back
    ${PERSON},
    FOREIGN KEY (client_id) REFERENCES client (id)
  ) STRICT;
  CREATE UNIQUE INDEX candidate_identity ON candidate (identity);
  CREATE INDEX candidate_email ON candidate (substr(email, 1, 8)) WHERE email IS NOT NULL;
  CREATE INDEX candidate_phone ON candidate (substr(phone_e164, 1, 8)) WHERE phone_e164 IS NOT NULL;
  CREATE INDEX candidate_filter ON candidate (client_id, role_family, education, modality, consent, place_country, place_code, place_name);
  CREATE INDEX candidate_contact ON candidate (client_id, last_contact_on);
  CREATE INDEX candidate_audience ON candidate (audience_on) WHERE audience_on IS NOT NULL;
  CREATE TABLE candidate_stage (
    import INTEGER NOT NULL,
    sequence INTEGER NOT NULL, -- order in the file, from 1
    line INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'unchanged', 'duplicate', 'rejected')),
    known INTEGER, -- number of the stored person that the row is about
    row_identity BLOB,
    reason TEXT, -- JSON: a code and figures, nothing of the file
    ${PERSON.replaceAll(' NOT NULL', '')},
    PRIMARY KEY (import, sequence)
  ) STRICT;
  CREATE INDEX candidate_stage_kind ON candidate_stage (import, kind, sequence);
  CREATE INDEX candidate_stage_identity ON candidate_stage (import, row_identity) WHERE row_identity IS NOT NULL;
  CREATE TABLE candidate_kept (
    of_import TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('before', 'after')),
    number INTEGER NOT NULL,
    ${PERSON},
    PRIMARY KEY (of_import, side, number)
  ) STRICT;
  CREATE TABLE candidate_import (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client (id),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('done', 'undone')),
    turnable INTEGER NOT NULL CHECK (turnable IN (0, 1)), -- what undo or redo needs is still kept
    counts TEXT NOT NULL, -- JSON
    report TEXT NOT NULL -- JSON: counts by column and reason
  ) STRICT;
  CREATE INDEX candidate_import_client ON candidate_import (client_id, at);
  CREATE TABLE candidate_mapping (
    client_id TEXT PRIMARY KEY REFERENCES client (id),
    mapping TEXT NOT NULL -- JSON
  ) STRICT;
  CREATE TABLE candidate_retention (
    client_id TEXT PRIMARY KEY REFERENCES client (id),
    days_after_audience INTEGER NOT NULL CHECK (days_after_audience BETWEEN 1 AND 730),
    max_months INTEGER NOT NULL CHECK (max_months BETWEEN 1 AND 24)
  ) STRICT;
`),
};
