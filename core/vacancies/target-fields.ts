import type { ImportTarget, VacancyFields } from '../contract/vacancies.ts';

/** The fields that a column of the file writes. */
export function fieldsOf(target: ImportTarget): readonly (keyof VacancyFields)[] {
  switch (target) {
    case 'city':
    case 'region':
    case 'country':
      return ['place', 'placeText'];
    case 'companyAndCity':
      return ['company', 'place', 'placeText'];
    case 'salary':
      return ['salaryMin', 'salaryMax', 'salaryPeriod'];
    case 'client':
    case 'currency':
      return [];
    default:
      return [target];
  }
}
