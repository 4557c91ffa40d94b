import type { VacancyFact, VacancyOutline, VacancySource } from '../../core/plans/index.ts';
import type { VacancyStore } from '../../core/vacancies/index.ts';
import type { Database } from './database.ts';

interface FactRow {
  readonly id: string;
  readonly state: VacancyFact['state'];
  readonly closesOn: string | null;
  readonly hasSalary: number;
}
/** Ids handed to one statement as a JSON array. */
const SLICE = 5_000;
/** Whole records, texts and all, that are in memory at once. */
const RECORDS = 500;

/** What flows, templates and checks ask of the vacancies. */
export function createVacancySource(db: Database, vacancies: Pick<VacancyStore, 'get' | 'getMany' | 'matching'>): VacancySource {
  const facts = db.prepare<[string], FactRow>(
    'SELECT v.id, v.state, v.closes_on AS closesOn, coalesce(v.salary_min_micros, v.salary_max_micros) IS NOT NULL AS hasSalary FROM json_each(?) j JOIN vacancy v ON v.id = j.value',
  );
  function getMany(ids: readonly string[]): ReturnType<VacancyStore['getMany']> {
    const records = new Map(vacancies.getMany(ids).map((record) => [record.id, record]));
    return ids.flatMap((id) => records.get(id) ?? []);
  }

  return {
    matching(filter) {
      const ids = vacancies.matching(filter);
      const outlines: VacancyOutline[] = [];
      for (let from = 0; from < ids.length; from += RECORDS)
        for (const record of getMany(ids.slice(from, from + RECORDS))) outlines.push(outlineOf(record));
      return outlines;
    },
    get: (vacancyId) => vacancies.get(vacancyId),
    getMany,
    facts(vacancyIds) {
      const known = new Map<string, VacancyFact>();
      for (let from = 0; from < vacancyIds.length; from += SLICE) {
        for (const row of facts.iterate(JSON.stringify(vacancyIds.slice(from, from + SLICE))))
          known.set(row.id, { state: row.state, closesOn: row.closesOn, hasSalary: row.hasSalary === 1 });
      }
      return known;
    },
  };
}

function outlineOf(record: VacancyOutline): VacancyOutline {
  const { id, clientId, state, title, roleFamily, place, modality, closesOn } = record;
  return { id, clientId, state, title, roleFamily, place, modality, closesOn };
}
