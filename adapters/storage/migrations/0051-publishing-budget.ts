import type { Migration } from './migration.ts';

/**
 * Booked daily budgets, double entry: every movement takes from one side what it gives to the other, in micros of one
 * currency. `budget_balance` is the running sum of the entries of a campaign; entries are never changed.
 */
export const publishingBudget: Migration = {
  version: 51,
  name: 'publishing budget',
  up: (db) =>
    db.exec(`
  CREATE TABLE budget_entry (
    ordinal INTEGER PRIMARY KEY,
    movement INTEGER NOT NULL, -- two entries a movement, adding up to zero
    side TEXT NOT NULL CHECK (side IN ('booked', 'free')),
    step_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_micros INTEGER NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX budget_entry_campaign ON budget_entry (campaign_id);
  CREATE TRIGGER budget_entry_kept BEFORE UPDATE ON budget_entry BEGIN SELECT raise(ABORT, 'budget entries are never changed'); END;
  CREATE TRIGGER budget_entry_stays BEFORE DELETE ON budget_entry BEGIN SELECT raise(ABORT, 'budget entries are never removed'); END;

  CREATE TABLE budget_balance (
    campaign_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    booked_micros INTEGER NOT NULL CHECK (booked_micros >= 0)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX budget_balance_client ON budget_balance (client_id, currency);
  CREATE INDEX budget_balance_account ON budget_balance (account_id, currency);
`),
};
