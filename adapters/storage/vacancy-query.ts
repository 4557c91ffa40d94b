import type { z } from 'zod';
import type { VacancyFilter, VacancySort } from '../../core/contract/vacancies.ts';
import { fold } from '../../core/kernel/text.ts';

export interface Where {
  /** Empty when everything matches. */
  readonly sql: string;
  readonly values: readonly string[];
}

/** Every condition reads only columns of the index `vacancy_filter`, so that a count never touches the table. */
export function whereOf(filter: z.infer<typeof VacancyFilter>): Where {
  const parts: string[] = [];
  const values: string[] = [];
  const oneOf = (column: string, list: readonly string[]): void => {
    if (list.length === 0) return;
    parts.push(`${column} IN (${list.map(() => '?').join(', ')})`);
    values.push(...list);
  };
  if (filter.clientId !== null) {
    parts.push('v.client_id = ?');
    values.push(filter.clientId);
  }
  oneOf('v.state', filter.states);
  oneOf('v.role_family', filter.roleFamilies);
  if (filter.places.length > 0) {
    const places = filter.places.map((place) => placeCondition(place, values));
    parts.push(`(${places.join(' OR ')})`);
  }
  for (const word of fold(filter.text).split(' ')) {
    if (word === '') continue;
    parts.push('instr(v.search_text, ?) > 0');
    values.push(word);
  }
  return { sql: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

/** `11001` in any country, `CO:11001` in one, `CO` for a country of which no more is known. */
function placeCondition(place: string, values: string[]): string {
  const [country = '', code] = place.includes(':') ? place.split(':') : [null, place];
  if (country === null && /^[A-Z]{2}$/.test(place)) {
    values.push(place);
    return '(v.place_country = ? AND v.place_code IS NULL)';
  }
  if (country === null) {
    values.push(place);
    return 'v.place_code = ?';
  }
  values.push(country, code ?? '');
  return '(v.place_country = ? AND v.place_code = ?)';
}

const SORT_COLUMNS: Readonly<Record<z.infer<typeof VacancySort>['by'], string>> = {
  title: 'v.title_sort',
  company: 'v.company_sort',
  place: 'v.place_name',
  state: 'v.state',
  roleFamily: 'v.role_family',
  closesOn: 'v.closes_on',
  updatedAt: 'v.updated_at',
  salaryMin: 'v.salary_min_micros',
  clientName: 'c.folded_name',
};

export function orderOf(sort: z.infer<typeof VacancySort>): { readonly column: string; readonly sql: string } {
  const direction = sort.direction === 'asc' ? 'ASC' : 'DESC';
  const column = SORT_COLUMNS[sort.by];
  return { column, sql: `ORDER BY ${column} ${direction}, v.number ${direction}` };
}
