import type { z } from 'zod';
import type { CandidateFilter, CandidateSort } from '../../core/contract/candidates.ts';
import { Education } from '../../core/contract/candidates.ts';

export interface Where {
  readonly sql: string;
  readonly values: readonly string[];
}

/** Every condition is answered by the `candidate_filter` index alone. */
export function whereOf(filter: CandidateFilter): Where {
  const parts: string[] = [];
  const values: string[] = [];
  const among = (column: string, list: readonly string[]): void => {
    if (list.length === 0) return;
    parts.push(`${column} IN (${list.map(() => '?').join(', ')})`);
    values.push(...list);
  };
  if (filter.clientId !== null) {
    parts.push('c.client_id = ?');
    values.push(filter.clientId);
  }
  among('c.role_family', filter.roleFamilies);
  among('c.education', filter.educations);
  among('c.modality', filter.modalities);
  among("coalesce(c.consent, 'unknown')", filter.consents);
  among("c.place_country || coalesce(':' || c.place_code, '')", filter.places);
  return { sql: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

const LADDER = `CASE c.education ${Education.options.map((level, index) => `WHEN '${level}' THEN ${index}`).join(' ')} END`;
const SORTS: Readonly<Record<z.infer<typeof CandidateSort>['by'], string>> = {
  // Numbers are given in order of import.
  importedAt: 'c.number',
  experienceYears: 'c.experience_years',
  education: LADDER,
  roleFamily: 'c.role_family',
  salaryExpectation: 'c.salary_micros',
  place: 'coalesce(c.place_name, c.city_text)',
  lastActivityOn: 'c.last_activity_on',
  consent: 'c.consent',
  deleteOn: 'coalesce(c.audience_on, c.last_contact_on)',
};

/** Unknown values come last whichever way one looks. */
export function orderOf(sort: z.infer<typeof CandidateSort>): string {
  const direction = sort.direction === 'asc' ? 'ASC' : 'DESC';
  if (sort.by === 'importedAt') return `ORDER BY c.number ${direction}`;
  const column = SORTS[sort.by];
  return `ORDER BY ${column} ${direction} NULLS LAST, c.number ${direction}`;
}
