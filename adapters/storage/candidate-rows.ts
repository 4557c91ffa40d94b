import { CandidateFeatures, Consent, Purpose } from '../../core/contract/candidates.ts';
import { asSha256, type Sha256Hex } from '../../core/kernel/hashed.ts';
import { money } from '../../core/kernel/money.ts';
import type { CandidateRecord } from '../../core/candidates/index.ts';

/** Columns of a person, in the order of the tables; `candidate`, `candidate_stage` and `candidate_kept` share them. */
export const PERSON_COLUMNS = [
  'id',
  'client_id',
  'identity',
  'experience_years',
  'education',
  'role_family',
  'sector',
  'seniority',
  'salary_micros',
  'salary_currency',
  'place_country',
  'place_code',
  'place_name',
  'place_region',
  'city_text',
  'modality',
  'availability_days',
  'last_activity_on',
  'discipline',
  'relevant_experience',
  'study_mode',
  'company_size',
  'company_type',
  'years_since_job_change',
  'training_hours',
  'city_index',
  'open_to_change',
  'email',
  'email_gmail',
  'phone_digits',
  'phone_e164',
  'document',
  'external',
  'consent',
  'consent_on',
  'purpose',
  'source',
  'content_hash',
  'import_id',
  'imported_at',
  'last_contact_on',
  'audience_on',
] as const;

type Column = (typeof PERSON_COLUMNS)[number];
type FeatureRow = { readonly [C in Column]: string | number | Buffer | null };
export type PersonRow = FeatureRow & { readonly number: number; readonly salary_text: string | null };

export const PERSON_LIST = PERSON_COLUMNS.join(', ');

/** Micros as text: they pass what a double counts exactly. */
export function selectPerson(alias: string): string {
  return `${PERSON_COLUMNS.map((column) => `${alias}.${column}`).join(', ')}, CAST(${alias}.salary_micros AS TEXT) AS salary_text`;
}

/** The same order as `PERSON_COLUMNS`. */
export function valuesOf(record: CandidateRecord): (string | number | bigint | Buffer | null)[] {
  const { features: f, identifiers: hash } = record;
  return [
    record.id,
    record.clientId,
    Buffer.from(record.identity, 'hex'),
    f.experienceYears,
    f.education,
    f.roleFamily,
    f.sector,
    f.seniority,
    f.salaryExpectation?.amountMicros ?? null,
    f.salaryExpectation?.currency ?? null,
    f.place?.country ?? null,
    f.place?.code ?? null,
    f.place?.name ?? null,
    f.place?.region ?? null,
    f.cityText,
    f.modality,
    f.availabilityDays,
    f.lastActivityOn,
    f.discipline,
    bit(f.relevantExperience),
    f.studyMode,
    f.companySize,
    f.companyType,
    f.yearsSinceJobChange,
    f.trainingHours,
    f.cityIndex,
    bit(f.openToChange),
    blob(hash.email),
    blob(hash.emailGmail),
    blob(hash.phoneDigits),
    blob(hash.phoneE164),
    blob(hash.document),
    blob(hash.external),
    record.consent,
    record.consentOn,
    record.purpose,
    record.source,
    record.contentHash,
    record.importId,
    record.importedAt,
    record.lastContactOn,
    record.audienceOn,
  ];
}

export function recordOf(row: PersonRow): CandidateRecord {
  return {
    id: text(row.id),
    clientId: text(row.client_id),
    identity: bytes(row.identity).toString('hex'),
    features: featuresOf(row),
    identifiers: {
      email: hash(row.email),
      emailGmail: hash(row.email_gmail),
      phoneDigits: hash(row.phone_digits),
      phoneE164: hash(row.phone_e164),
      document: hash(row.document),
      external: hash(row.external),
    },
    consent: row.consent === null ? null : Consent.parse(row.consent),
    consentOn: textOrNull(row.consent_on),
    purpose: row.purpose === null ? null : Purpose.parse(row.purpose),
    source: textOrNull(row.source),
    contentHash: text(row.content_hash),
    importId: text(row.import_id),
    importedAt: text(row.imported_at),
    lastContactOn: text(row.last_contact_on),
    audienceOn: textOrNull(row.audience_on),
  };
}

/** The tables' own checks stand behind these values, so a million rows are not parsed one by one. */
export function featuresOf(row: PersonRow): CandidateFeatures {
  return {
    experienceYears: row.experience_years,
    education: row.education,
    roleFamily: row.role_family,
    sector: row.sector,
    seniority: row.seniority,
    salaryExpectation: row.salary_text === null ? null : money(BigInt(row.salary_text), text(row.salary_currency)),
    place:
      row.place_country === null
        ? null
        : { country: row.place_country, code: row.place_code, name: row.place_name ?? '', region: row.place_region },
    cityText: row.city_text,
    modality: row.modality,
    availabilityDays: row.availability_days,
    lastActivityOn: row.last_activity_on,
    discipline: row.discipline,
    relevantExperience: row.relevant_experience === null ? null : row.relevant_experience === 1,
    studyMode: row.study_mode,
    companySize: row.company_size,
    companyType: row.company_type,
    yearsSinceJobChange: row.years_since_job_change,
    trainingHours: row.training_hours,
    cityIndex: row.city_index,
    openToChange: row.open_to_change === null ? null : row.open_to_change === 1,
  } as CandidateFeatures; // only `valuesOf` writes these columns, from a CandidateFeatures
}

export function blob(hex: Sha256Hex | null): Buffer | null {
  return hex === null ? null : Buffer.from(hex, 'hex');
}

function bit(value: boolean | null): number | null {
  return value === null ? null : value ? 1 : 0;
}

function bytes(value: FeatureRow[Column]): Buffer {
  if (!Buffer.isBuffer(value)) throw new Error('A stored hash is not one');
  return value;
}

export function hash(value: FeatureRow[Column]): Sha256Hex | null {
  return value === null ? null : asSha256(bytes(value).toString('hex'));
}

function text(value: FeatureRow[Column]): string {
  if (typeof value !== 'string') throw new Error('A stored text is missing');
  return value;
}

function textOrNull(value: FeatureRow[Column]): string | null {
  return value === null ? null : text(value);
}
