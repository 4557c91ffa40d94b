import { fold } from '../../core/kernel/text.ts';
import { Vacancy } from '../../core/contract/vacancies.ts';
import { Money } from '../../core/kernel/money.ts';
import type { RecordPatch, VacancyRecord } from '../../core/vacancies/index.ts';

/** A row as selected by `RECORD_COLUMNS`; micros as text, because they pass what a double counts exactly. */
export interface VacancyRow {
  readonly number: number;
  readonly id: string;
  readonly client_id: string;
  readonly state: string;
  readonly identity_key: string;
  readonly source_hash: string | null;
  readonly closed_by: 'person' | 'feed' | null;
  readonly external_id: string | null;
  readonly title: string;
  readonly company: string | null;
  readonly role_family: string;
  readonly seniority: string | null;
  readonly place_country: string | null;
  readonly place_code: string | null;
  readonly place_name: string | null;
  readonly place_region: string | null;
  readonly place_text: string | null;
  readonly modality: string | null;
  readonly contract_type: string | null;
  readonly salary_min_micros: string | null;
  readonly salary_min_currency: string | null;
  readonly salary_max_micros: string | null;
  readonly salary_max_currency: string | null;
  readonly salary_period: string | null;
  readonly apply_url: string | null;
  readonly opens_on: string | null;
  readonly closes_on: string | null;
  readonly positions: number | null;
  readonly applicants_wanted: number | null;
  readonly priority: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly description: string;
  readonly requirements: string | null;
}

export const RECORD_COLUMNS = `v.number, v.id, v.client_id, v.state, v.identity_key, v.source_hash, v.closed_by, v.external_id, v.title, v.company, v.role_family, v.seniority,
  v.place_country, v.place_code, v.place_name, v.place_region, v.place_text, v.modality, v.contract_type,
  CAST(v.salary_min_micros AS TEXT) AS salary_min_micros, v.salary_min_currency, CAST(v.salary_max_micros AS TEXT) AS salary_max_micros, v.salary_max_currency, v.salary_period,
  v.apply_url, v.opens_on, v.closes_on, v.positions, v.applicants_wanted, v.priority, v.created_at, v.updated_at, t.description, t.requirements`;

const { state: State, roleFamily: Family, seniority: Level, modality: Mode, salaryPeriod: Period } = Vacancy.shape;

export function recordOf(row: VacancyRow): VacancyRecord {
  return {
    id: row.id,
    clientId: row.client_id,
    state: State.parse(row.state),
    identityKey: row.identity_key,
    sourceHash: row.source_hash,
    closedBy: row.closed_by,
    externalId: row.external_id,
    title: row.title,
    company: row.company,
    roleFamily: Family.parse(row.role_family),
    seniority: Level.parse(row.seniority),
    place:
      row.place_country === null || row.place_name === null
        ? null
        : { code: row.place_code, name: row.place_name, region: row.place_region, country: row.place_country },
    placeText: row.place_text,
    modality: Mode.parse(row.modality),
    contractType: row.contract_type,
    salaryMin: moneyOf(row.salary_min_micros, row.salary_min_currency),
    salaryMax: moneyOf(row.salary_max_micros, row.salary_max_currency),
    salaryPeriod: Period.parse(row.salary_period),
    description: row.description,
    requirements: row.requirements,
    applyUrl: row.apply_url,
    opensOn: row.opens_on,
    closesOn: row.closes_on,
    positions: row.positions,
    applicantsWanted: row.applicants_wanted,
    priority: row.priority,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function moneyOf(micros: string | null, currency: string | null): Money | null {
  return micros === null || currency === null ? null : { amountMicros: BigInt(micros), currency };
}

type Cell = string | number | bigint | null;

/** Columns of `vacancy` that a patch writes, the derived ones included; `search_text` needs the whole record and is the caller's. */
export function columnsOf(patch: RecordPatch): { [column: string]: Cell } {
  const columns: { [column: string]: Cell } = {};
  const put = (column: string, value: Cell | undefined): void => {
    if (value !== undefined) columns[column] = value;
  };
  put('state', patch.state);
  put('source_hash', patch.sourceHash);
  put('closed_by', patch.closedBy);
  put('updated_at', patch.updatedAt);
  put('external_id', patch.externalId);
  put('title', patch.title);
  if (patch.title !== undefined) put('title_sort', sortKey(patch.title));
  put('company', patch.company);
  if (patch.company !== undefined) put('company_sort', patch.company === null ? null : sortKey(patch.company));
  put('role_family', patch.roleFamily);
  put('seniority', patch.seniority);
  if (patch.place !== undefined) {
    put('place_country', patch.place?.country ?? null);
    put('place_code', patch.place?.code ?? null);
    put('place_name', patch.place?.name ?? null);
    put('place_region', patch.place?.region ?? null);
  }
  put('place_text', patch.placeText);
  put('modality', patch.modality);
  put('contract_type', patch.contractType);
  if (patch.salaryMin !== undefined) {
    put('salary_min_micros', patch.salaryMin?.amountMicros ?? null);
    put('salary_min_currency', patch.salaryMin?.currency ?? null);
  }
  if (patch.salaryMax !== undefined) {
    put('salary_max_micros', patch.salaryMax?.amountMicros ?? null);
    put('salary_max_currency', patch.salaryMax?.currency ?? null);
  }
  put('salary_period', patch.salaryPeriod);
  put('apply_url', patch.applyUrl);
  put('opens_on', patch.opensOn);
  put('closes_on', patch.closesOn);
  put('positions', patch.positions);
  put('applicants_wanted', patch.applicantsWanted);
  put('priority', patch.priority);
  return columns;
}

/** Every column of a new row of `vacancy`, in the order of `insertValues`. */
export const INSERT_COLUMNS = `id, client_id, identity_key, state, source_hash, closed_by, external_id, title, title_sort, company, company_sort, role_family, seniority,
  place_country, place_code, place_name, place_region, place_text, modality, contract_type, salary_min_micros, salary_min_currency, salary_max_micros,
  salary_max_currency, salary_period, apply_url, opens_on, closes_on, positions, applicants_wanted, priority, search_text, created_at, updated_at`;

export function insertValues(record: VacancyRecord): Cell[] {
  const { place, salaryMin, salaryMax } = record;
  return [
    record.id,
    record.clientId,
    record.identityKey,
    record.state,
    record.sourceHash,
    record.closedBy,
    record.externalId,
    record.title,
    sortKey(record.title),
    record.company,
    record.company === null ? null : sortKey(record.company),
    record.roleFamily,
    record.seniority,
    place?.country ?? null,
    place?.code ?? null,
    place?.name ?? null,
    place?.region ?? null,
    record.placeText,
    record.modality,
    record.contractType,
    salaryMin?.amountMicros ?? null,
    salaryMin?.currency ?? null,
    salaryMax?.amountMicros ?? null,
    salaryMax?.currency ?? null,
    record.salaryPeriod,
    record.applyUrl,
    record.opensOn,
    record.closesOn,
    record.positions,
    record.applicantsWanted,
    record.priority,
    searchText(record),
    record.createdAt,
    record.updatedAt,
  ];
}

const SORT_LENGTH = 60;

function sortKey(text: string): string {
  return fold(text).slice(0, SORT_LENGTH);
}

export function searchText(record: Pick<VacancyRecord, 'title' | 'company' | 'placeText' | 'externalId'>): string {
  return fold([record.title, record.company, record.placeText, record.externalId].filter((part) => part !== null).join(' ')).slice(0, 240);
}
