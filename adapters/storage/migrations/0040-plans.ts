import type { Migration } from './migration.ts';

/**
 * Campaigns, ad groups and ads. `plan_object` is narrow, for grids and sums over 100,000 rows; what is read one object
 * at a time lies in `plan_content`. `plan_count` is kept by triggers, so that the change bar never scans.
 */
export const planObjects: Migration = {
  version: 40,
  name: 'plan objects',
  up: (db) =>
    db.exec(`
  CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    content_hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'rejected', 'void')),
    objects INTEGER NOT NULL,
    needed INTEGER NOT NULL, -- persons who must sign
    requested_by_id TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    decided_at TEXT,
    note TEXT,
    daily TEXT NOT NULL -- JSON, one amount a currency
  ) STRICT;
  CREATE TABLE approval_signature (
    approval_id TEXT NOT NULL REFERENCES approval (id),
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected')),
    reason TEXT,
    at TEXT NOT NULL,
    PRIMARY KEY (approval_id, actor_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE approval_object (
    approval_id TEXT NOT NULL REFERENCES approval (id),
    object_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    PRIMARY KEY (approval_id, object_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE plan_object (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    level TEXT NOT NULL CHECK (level IN ('campaign', 'ad_group', 'ad')),
    parent_id TEXT,
    campaign_id TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES client (id),
    account_id TEXT NOT NULL,
    network TEXT NOT NULL,
    vacancy_id TEXT,
    flow_id TEXT,
    flow_key TEXT, -- the group of the flow that it stands for
    marker TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    status TEXT NOT NULL,
    lifecycle TEXT NOT NULL CHECK (lifecycle IN ('draft', 'publishing', 'live', 'archived')),
    mark TEXT NOT NULL CHECK (mark IN ('none', 'new', 'edited', 'removed', 'conflict', 'incoming')),
    change_count INTEGER NOT NULL,
    changed_fields INTEGER NOT NULL,
    incoming_fields INTEGER NOT NULL,
    currency TEXT NOT NULL, -- empty below a campaign
    daily_budget_micros INTEGER,
    daily_delta_micros INTEGER NOT NULL,
    errors INTEGER NOT NULL DEFAULT 0,
    warnings INTEGER NOT NULL DEFAULT 0, -- without a reason
    delivery TEXT NOT NULL DEFAULT 'none',
    delivery_read_at TEXT,
    remote_id TEXT,
    content_hash TEXT NOT NULL,
    text_hash TEXT, -- of what an ad says; null elsewhere
    checked_key TEXT, -- what the object looked like to the last check
    approval_id TEXT REFERENCES approval (id),
    approval TEXT NOT NULL DEFAULT 'none' CHECK (approval IN ('none', 'requested', 'approved', 'void')),
    version INTEGER NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX plan_object_name ON plan_object (level, folded_name);
  CREATE INDEX plan_object_updated ON plan_object (level, updated_at);
  CREATE INDEX plan_object_client ON plan_object (client_id, level, network);
  CREATE INDEX plan_object_parent ON plan_object (parent_id);
  CREATE INDEX plan_object_campaign ON plan_object (campaign_id, level);
  CREATE INDEX plan_object_vacancy ON plan_object (vacancy_id, network) WHERE vacancy_id IS NOT NULL;
  CREATE INDEX plan_object_flow ON plan_object (flow_id, network) WHERE flow_id IS NOT NULL;
  CREATE INDEX plan_object_remote ON plan_object (account_id, remote_id) WHERE remote_id IS NOT NULL;
  CREATE INDEX plan_object_pending ON plan_object (client_id, network) WHERE mark <> 'none';
  CREATE INDEX plan_object_errors ON plan_object (campaign_id, parent_id, errors) WHERE errors > 0;
  CREATE INDEX plan_object_text ON plan_object (account_id, text_hash) WHERE text_hash IS NOT NULL;
  CREATE INDEX plan_object_approval ON plan_object (approval_id) WHERE approval_id IS NOT NULL;

  CREATE TABLE plan_content (
    n INTEGER PRIMARY KEY REFERENCES plan_object (n) ON DELETE CASCADE,
    draft TEXT NOT NULL,
    base TEXT,
    theirs TEXT NOT NULL,
    remote_refs TEXT NOT NULL,
    delivery_reasons TEXT NOT NULL
  ) STRICT;

  CREATE TABLE plan_figure (
    n INTEGER PRIMARY KEY REFERENCES plan_object (n) ON DELETE CASCADE,
    impressions INTEGER NOT NULL,
    clicks INTEGER NOT NULL,
    conversions REAL NOT NULL,
    spend_micros INTEGER NOT NULL,
    currency TEXT NOT NULL
  ) STRICT;

  CREATE TABLE plan_count (
    client_id TEXT NOT NULL,
    network TEXT NOT NULL,
    level TEXT NOT NULL,
    mark TEXT NOT NULL,
    approval TEXT NOT NULL,
    currency TEXT NOT NULL,
    objects INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    daily_delta_micros INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    published INTEGER NOT NULL,
    PRIMARY KEY (client_id, network, level, mark, approval, currency)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER plan_object_counted AFTER INSERT ON plan_object BEGIN
    INSERT INTO plan_count VALUES (NEW.client_id, NEW.network, NEW.level, NEW.mark, NEW.approval, NEW.currency, 1, NEW.change_count, NEW.daily_delta_micros, NEW.errors, NEW.warnings, NEW.remote_id IS NOT NULL)
    ON CONFLICT DO UPDATE SET objects = objects + 1, changes = changes + NEW.change_count, daily_delta_micros = daily_delta_micros + NEW.daily_delta_micros,
      errors = errors + NEW.errors, warnings = warnings + NEW.warnings, published = published + (NEW.remote_id IS NOT NULL);
  END;
  CREATE TRIGGER plan_object_discounted AFTER DELETE ON plan_object BEGIN
    UPDATE plan_count SET objects = objects - 1, changes = changes - OLD.change_count, daily_delta_micros = daily_delta_micros - OLD.daily_delta_micros,
      errors = errors - OLD.errors, warnings = warnings - OLD.warnings, published = published - (OLD.remote_id IS NOT NULL)
    WHERE client_id = OLD.client_id AND network = OLD.network AND level = OLD.level AND mark = OLD.mark AND approval = OLD.approval AND currency = OLD.currency;
  END;
  CREATE TRIGGER plan_object_recounted AFTER UPDATE OF mark, change_count, daily_delta_micros, errors, warnings, approval, remote_id, currency ON plan_object BEGIN
    UPDATE plan_count SET objects = objects - 1, changes = changes - OLD.change_count, daily_delta_micros = daily_delta_micros - OLD.daily_delta_micros,
      errors = errors - OLD.errors, warnings = warnings - OLD.warnings, published = published - (OLD.remote_id IS NOT NULL)
    WHERE client_id = OLD.client_id AND network = OLD.network AND level = OLD.level AND mark = OLD.mark AND approval = OLD.approval AND currency = OLD.currency;
    INSERT INTO plan_count VALUES (NEW.client_id, NEW.network, NEW.level, NEW.mark, NEW.approval, NEW.currency, 1, NEW.change_count, NEW.daily_delta_micros, NEW.errors, NEW.warnings, NEW.remote_id IS NOT NULL)
    ON CONFLICT DO UPDATE SET objects = objects + 1, changes = changes + NEW.change_count, daily_delta_micros = daily_delta_micros + NEW.daily_delta_micros,
      errors = errors + NEW.errors, warnings = warnings + NEW.warnings, published = published + (NEW.remote_id IS NOT NULL);
  END;
`),
};
