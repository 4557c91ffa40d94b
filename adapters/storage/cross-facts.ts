import type { Database } from './database.ts';

/** What one feature asks about the rows of another, read in one place so that no feature reads another's tables. */
export interface CrossFacts {
  /** Ads that are not archived, and their open errors and warnings, by vacancy. */
  adCounts(vacancyIds: readonly string[]): ReadonlyMap<string, { readonly ads: number; readonly problems: number }>;
  /** Conversions of all days and networks, by vacancy. */
  applicants(): ReadonlyMap<string, number>;
  /** Who set each field of an object last, newest first. */
  edits(objectId: string): readonly { readonly field: string; readonly author: string; readonly at: string }[];
  /** Every marker that was ever given. */
  markers(): readonly string[];
}

export function createCrossFacts(db: Database): CrossFacts {
  // The plus keeps SQLite from reading every ad by its level where the two hundred vacancies are found by their own index.
  const counts = db.prepare<[string], { vacancy_id: string; ads: number; problems: number }>(`
    SELECT vacancy_id, count(*) AS ads, sum(errors + warnings) AS problems FROM plan_object
    WHERE vacancy_id IN (SELECT value FROM json_each(?)) AND +level = 'ad' AND lifecycle <> 'archived' GROUP BY vacancy_id`);
  const applicants = db.prepare<[], { vacancy_id: string; millionths: number }>(
    "SELECT vacancy_id, sum(conversions_millionths) AS millionths FROM metric_ad WHERE vacancy_id <> '' GROUP BY vacancy_id",
  );
  const edits = db.prepare<[string], { field: string; author: string; at: string }>(`
    SELECT c.field, g.actor_name AS author, g.at FROM change_log c JOIN change_group g ON g.sequence = c.group_sequence
    WHERE c.object_id = ? ORDER BY c.sequence DESC LIMIT 200`);
  const markers = db.prepare<[], string>('SELECT marker FROM plan_object').pluck();
  return {
    adCounts: (ids) => new Map(counts.all(JSON.stringify(ids)).map((row) => [row.vacancy_id, { ads: row.ads, problems: row.problems }])),
    applicants: () => new Map(applicants.all().map((row) => [row.vacancy_id, row.millionths / 1_000_000])),
    edits: (objectId) => edits.all(objectId),
    markers: () => markers.all(),
  };
}
