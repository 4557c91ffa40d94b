import type { z } from 'zod';
import type { OverwritePolicy, VacancyFields } from '../contract/vacancies.ts';
import type { PlaceRef } from '../contract/plan-model.ts';
import { decimalText, type Money } from '../kernel/money.ts';
import type { ReadRow } from './row-draft.ts';
import { familyOf, seniorityOf } from './job-words.ts';
import type { RecordPatch, VacancyRecord } from './vacancy-store.ts';

export type Policies = ReadonlyMap<keyof VacancyFields, z.infer<typeof OverwritePolicy>>;

type FieldValue = VacancyFields[keyof VacancyFields];

/** A vacancy that the store does not know yet, filled with what its title tells where the file is silent. */
export function newFields(row: ReadRow, family: (title: string) => VacancyFields['roleFamily'] = familyOf): VacancyFields {
  const title = row.fields.title ?? '';
  return {
    externalId: null,
    company: null,
    place: null,
    placeText: null,
    modality: null,
    contractType: null,
    salaryMin: null,
    salaryMax: null,
    salaryPeriod: null,
    description: '',
    requirements: null,
    applyUrl: null,
    opensOn: null,
    closesOn: null,
    positions: null,
    applicantsWanted: null,
    priority: 0,
    ...row.fields,
    title,
    roleFamily: row.fields.roleFamily ?? family(title),
    seniority: row.fields.seniority ?? seniorityOf(title),
  };
}

/** What the row changes in a stored vacancy: an empty cell nothing, the erase mark clears, the column's policy decides the rest. */
export function changedFields(record: VacancyRecord, row: ReadRow, policies: Policies): Partial<VacancyFields> {
  const changes: { [field: string]: FieldValue } = {};
  const consider = (field: keyof VacancyFields, value: FieldValue): void => {
    const policy = policies.get(field) ?? 'always';
    if (policy === 'never' || (policy === 'blanks_only' && !isEmpty(record[field]))) return;
    if (!sameValue(record[field], value)) changes[field] = value;
  };
  for (const [field, value] of Object.entries(row.fields)) consider(field as keyof VacancyFields, value); // keys of a VacancyFields partial
  for (const field of row.cleared) consider(field, field === 'description' ? '' : field === 'priority' ? 0 : null);
  const title = changes['title'];
  // A family or level that only came from the old title follows the new one; a person's choice stays.
  if (typeof title === 'string') {
    if (row.fields.roleFamily === undefined && record.roleFamily === familyOf(record.title)) consider('roleFamily', familyOf(title));
    if (row.fields.seniority === undefined && record.seniority === seniorityOf(record.title)) consider('seniority', seniorityOf(title));
  }
  return changes;
}

function isEmpty(value: FieldValue): boolean {
  return value === null || value === '';
}

export function sameValue(left: RecordPatch[keyof RecordPatch], right: RecordPatch[keyof RecordPatch]): boolean {
  if (left === right) return true;
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return (left ?? null) === (right ?? null);
  return readable(left) === readable(right) && codeOf(left) === codeOf(right);
}

function codeOf(value: Money | PlaceRef): string {
  return 'amountMicros' in value ? value.currency : `${value.country}:${value.code ?? ''}`;
}

/** Money and places as a person reads them. */
export function readable(value: RecordPatch[keyof RecordPatch]): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return String(value);
  if ('amountMicros' in value) return `${decimalText(value.amountMicros, 0)} ${value.currency}`;
  return value.region === null ? value.name : `${value.name}, ${value.region}`;
}
