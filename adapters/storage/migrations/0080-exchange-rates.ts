import type { Migration } from './migration.ts';

/** Rates that people record: one unit of `from_currency` is worth `rate` units of `to_currency` from `day` on. The rate is decimal text. */
export const exchangeRates: Migration = {
  version: 80,
  name: 'exchange rates',
  up: (db) =>
    db.exec(`
  CREATE TABLE exchange_rate (
    id TEXT PRIMARY KEY,
    from_currency TEXT NOT NULL,
    to_currency TEXT NOT NULL CHECK (to_currency <> from_currency),
    day TEXT NOT NULL,
    rate TEXT NOT NULL,
    source TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (from_currency, to_currency, day)
  ) STRICT;
`),
};
