import type { Migration } from './migration.ts';

/**
 * The publishing journal. Nothing here is ever found by scanning a run: ready steps come from a partial index, what a
 * step waits for is a counter, and the tallies of a run are kept as its steps move. Few indexes: each one is paid three times a step.
 */
export const publishingJournal: Migration = {
  version: 50,
  name: 'publishing journal',
  up: (db) =>
    db.exec(`
  CREATE TABLE publish_run (
    id TEXT PRIMARY KEY,
    ordinal INTEGER NOT NULL UNIQUE,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'done', 'done_with_problems')),
    content_hash TEXT NOT NULL,
    approval_id TEXT,
    context TEXT NOT NULL, -- JSON: who acts, through which carrier
    steps INTEGER NOT NULL DEFAULT 0, -- next free sequence
    open_steps INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX publish_run_open ON publish_run (ordinal) WHERE finished_at IS NULL;

  CREATE TABLE publish_object (
    run_id TEXT NOT NULL REFERENCES publish_run (id),
    object_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    campaign_id TEXT NOT NULL,
    parent_id TEXT,
    client_id TEXT NOT NULL,
    vacancy_id TEXT,
    level TEXT NOT NULL,
    marker TEXT NOT NULL,
    hash TEXT NOT NULL, -- what the approval signed
    fields TEXT NOT NULL, -- JSON, money as text
    verdict TEXT CHECK (verdict IN ('same', 'differs')),
    PRIMARY KEY (run_id, object_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX publish_object_campaign ON publish_object (run_id, campaign_id, position);

  CREATE TABLE publish_step (
    ordinal INTEGER PRIMARY KEY, -- order of writing, over all runs
    id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL REFERENCES publish_run (id),
    sequence INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    network TEXT NOT NULL,
    account_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('plan', 'replaced', 'duplicate', 'pause')),
    object_id TEXT NOT NULL, -- the first of object_ids
    object_ids TEXT NOT NULL, -- JSON
    level TEXT NOT NULL,
    object_name TEXT NOT NULL,
    marker TEXT NOT NULL,
    target_remote_id TEXT,
    changed_fields TEXT NOT NULL, -- JSON
    status TEXT,
    state TEXT NOT NULL CHECK (state IN ('planned', 'leased', 'sending', 'confirmed', 'rejected', 'unknown', 'needs_person', 'cancelled')),
    waits INTEGER NOT NULL CHECK (waits >= 0),
    due_ms INTEGER NOT NULL,
    leased_by TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    looks INTEGER NOT NULL DEFAULT 0,
    looked_ms INTEGER,
    first_sent_at TEXT,
    last_sent_ms INTEGER,
    answered_at TEXT,
    request_hash TEXT,
    evidence TEXT, -- JSON
    remote_id TEXT,
    failure TEXT, -- JSON, the network's raw words capped
    waits_reason TEXT,
    cancelled_by TEXT,
    no_resend INTEGER NOT NULL DEFAULT 0 CHECK (no_resend IN (0, 1))
  ) STRICT;
  -- The last two columns make it covering for "when is the next one due".
  CREATE INDEX publish_step_ready ON publish_step (account_id, priority, ordinal, due_ms, network) WHERE state = 'planned' AND waits = 0;
  CREATE INDEX publish_step_look ON publish_step (account_id, network, due_ms) WHERE state = 'unknown';
  CREATE INDEX publish_step_leased ON publish_step (account_id) WHERE state = 'leased';
  CREATE INDEX publish_step_sending ON publish_step (ordinal) WHERE state = 'sending';
  CREATE INDEX publish_step_activation ON publish_step (campaign_id, account_id) WHERE kind = 'set_status' AND status = 'active' AND state IN ('planned', 'leased', 'sending', 'unknown', 'needs_person');
  CREATE INDEX publish_step_pause ON publish_step (object_id) WHERE purpose = 'pause' AND state IN ('planned', 'leased', 'sending', 'unknown', 'needs_person');
  CREATE INDEX publish_step_run_order ON publish_step (run_id, sequence);
  CREATE INDEX publish_step_attention ON publish_step (state, ordinal) WHERE state IN ('unknown', 'needs_person', 'rejected');
  CREATE INDEX publish_step_object ON publish_step (object_id, kind);
  CREATE INDEX publish_step_cancelled_by ON publish_step (cancelled_by) WHERE cancelled_by IS NOT NULL;

  CREATE TABLE publish_need (
    needed_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    hard INTEGER NOT NULL CHECK (hard IN (0, 1)),
    PRIMARY KEY (needed_id, step_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX publish_need_step ON publish_need (step_id);

  -- Steps by state; what is planned, leased or being sent counts as planned, so that sending a step touches no tally.
  CREATE TABLE publish_tally (
    run_id TEXT NOT NULL,
    network TEXT NOT NULL,
    state TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (run_id, network, state)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER publish_step_moved AFTER UPDATE OF state ON publish_step
    WHEN NEW.state <> OLD.state AND NOT (NEW.state IN ('planned', 'leased', 'sending') AND OLD.state IN ('planned', 'leased', 'sending')) BEGIN
    UPDATE publish_tally SET count = count - 1 WHERE run_id = OLD.run_id AND network = OLD.network AND state = CASE WHEN OLD.state IN ('leased', 'sending') THEN 'planned' ELSE OLD.state END;
    INSERT INTO publish_tally VALUES (NEW.run_id, NEW.network, CASE WHEN NEW.state IN ('leased', 'sending') THEN 'planned' ELSE NEW.state END, 1) ON CONFLICT DO UPDATE SET count = count + 1;
    UPDATE publish_run SET open_steps = open_steps + (NEW.state NOT IN ('confirmed', 'rejected', 'cancelled')) - (OLD.state NOT IN ('confirmed', 'rejected', 'cancelled'))
    WHERE id = NEW.run_id AND (NEW.state IN ('confirmed', 'rejected', 'cancelled')) <> (OLD.state IN ('confirmed', 'rejected', 'cancelled'));
  END;

  CREATE TABLE publish_block (
    scope TEXT PRIMARY KEY,
    reason TEXT NOT NULL CHECK (reason IN ('rate_limited', 'auth_expired', 'no_permission', 'unsupported')),
    until_ms INTEGER NOT NULL,
    since TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`),
};
