import type { Migration } from './migration.ts';

/**
 * Daily figures per ad, and sums of them by day that screens read: a range of days is one range of a table. `day` is the
 * ad account's local date. Conversions are counted in millionths, because networks credit parts of one.
 */
export const metrics: Migration = {
  version: 60,
  name: 'metrics',
  up: (db) =>
    db.exec(`
  CREATE TABLE metric_ad (
    n INTEGER PRIMARY KEY,
    ad_id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL,
    network TEXT NOT NULL,
    client_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    vacancy_id TEXT NOT NULL, -- empty for an ad without one
    currency TEXT NOT NULL,
    impressions INTEGER NOT NULL DEFAULT 0, -- of all days
    clicks INTEGER NOT NULL DEFAULT 0,
    conversions_millionths INTEGER NOT NULL DEFAULT 0,
    spend_micros INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE metric_day (
    ad INTEGER NOT NULL REFERENCES metric_ad (n),
    day TEXT NOT NULL,
    impressions INTEGER NOT NULL CHECK (impressions >= 0),
    clicks INTEGER NOT NULL CHECK (clicks >= 0),
    conversions_millionths INTEGER NOT NULL CHECK (conversions_millionths >= 0),
    spend_micros INTEGER NOT NULL CHECK (spend_micros >= 0),
    is_complete INTEGER NOT NULL CHECK (is_complete IN (0, 1)), -- the day was over when it was read
    is_final INTEGER NOT NULL CHECK (is_final IN (0, 1)), -- networks restate recent days
    PRIMARY KEY (ad, day)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE metric_client_day (
    day TEXT NOT NULL, client_id TEXT NOT NULL, network TEXT NOT NULL, currency TEXT NOT NULL,
    impressions INTEGER NOT NULL, clicks INTEGER NOT NULL, conversions_millionths INTEGER NOT NULL, spend_micros INTEGER NOT NULL,
    PRIMARY KEY (day, client_id, network, currency)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE metric_campaign_day (
    day TEXT NOT NULL, campaign_id TEXT NOT NULL, client_id TEXT NOT NULL, network TEXT NOT NULL, currency TEXT NOT NULL,
    impressions INTEGER NOT NULL, clicks INTEGER NOT NULL, conversions_millionths INTEGER NOT NULL, spend_micros INTEGER NOT NULL,
    PRIMARY KEY (day, campaign_id, client_id, network, currency)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE metric_vacancy_day (
    day TEXT NOT NULL, vacancy_id TEXT NOT NULL, client_id TEXT NOT NULL, network TEXT NOT NULL, currency TEXT NOT NULL,
    impressions INTEGER NOT NULL, clicks INTEGER NOT NULL, conversions_millionths INTEGER NOT NULL, spend_micros INTEGER NOT NULL,
    PRIMARY KEY (day, vacancy_id, client_id, network, currency)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE metric_restatement (
    ordinal INTEGER PRIMARY KEY,
    network TEXT NOT NULL,
    ad_id TEXT NOT NULL,
    day TEXT NOT NULL,
    measure TEXT NOT NULL CHECK (measure IN ('impressions', 'clicks', 'conversions', 'spend')),
    before TEXT NOT NULL, -- decimal text; money in major units
    after TEXT NOT NULL,
    seen_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE sync_state (
    account_id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    network TEXT NOT NULL,
    status_read_at TEXT,
    metrics_read_at TEXT,
    metrics_day TEXT, -- the account's own date when the figures were read: that day is not over
    attribution_window TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`),
};
