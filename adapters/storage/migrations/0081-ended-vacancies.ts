import type { Migration } from './migration.ts';

/** Vacancies that no ad should run for: the home screen looks for ads of theirs at every opening, over 100,000 vacancies. */
export const endedVacancies: Migration = {
  version: 81,
  name: 'ended vacancies',
  up: (db) =>
    db.exec(`
  CREATE INDEX vacancy_ended ON vacancy (client_id, id, state) WHERE state IN ('closed', 'expired', 'capped');
`),
};
