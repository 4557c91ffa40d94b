import type { Migration } from './migration.ts';

/** What a range of days asks of outcomes without reading any row, and in which currencies a client has spent at a network. */
export const outcomeDays: Migration = {
  version: 260,
  name: 'outcome-days',
  up: (db) =>
    db.exec(`
  CREATE INDEX outcome_day ON outcome (occurred_at, client_id, click_network, kind, vacancy_id);
  CREATE INDEX metric_client_currency ON metric_client_day (client_id, network, currency);
`),
};
