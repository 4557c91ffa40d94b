import { z } from 'zod';
import { Money } from '../kernel/money.ts';
import { command, Details, Done, Id, Instant, Nothing, query, SortDirection, Window } from './define.ts';
import { Day, PlaceRef } from './plan-model.ts';

export const VacancyState = z.enum(['draft', 'open', 'advertised', 'capped', 'closing', 'closed', 'expired']);
export const Modality = z.enum(['on_site', 'hybrid', 'remote']);
export const SalaryPeriod = z.enum(['hour', 'day', 'week', 'month', 'year']);
/** Job families that group vacancies; `other` when no rule matches the title. Labels live in the catalogue (`roleFamily.*`). */
export const RoleFamily = z.enum([
  'sales',
  'customer_service',
  'administration',
  'accounting',
  'technology',
  'data',
  'engineering',
  'operations',
  'logistics',
  'production',
  'health',
  'education',
  'hospitality',
  'construction',
  'security',
  'cleaning',
  'marketing',
  'human_resources',
  'legal',
  'management',
  'agriculture',
  'maintenance',
  'driving',
  'other',
]);
export const Seniority = z.enum(['trainee', 'junior', 'mid', 'senior', 'lead', 'executive']);

/** The fields a person can see and edit; everything a file can set. */
export const VacancyFields = z.object({
  externalId: z.string().nullable(),
  title: z.string(),
  company: z.string().nullable(),
  roleFamily: RoleFamily,
  seniority: Seniority.nullable(),
  /** Normalised place, null while the text is not understood; the text as written is kept. */
  place: PlaceRef.nullable(),
  placeText: z.string().nullable(),
  modality: Modality.nullable(),
  contractType: z.string().nullable(),
  salaryMin: Money.nullable(),
  salaryMax: Money.nullable(),
  salaryPeriod: SalaryPeriod.nullable(),
  description: z.string(),
  requirements: z.string().nullable(),
  applyUrl: z.string().nullable(),
  opensOn: Day.nullable(),
  closesOn: Day.nullable(),
  positions: z.number().int().nullable(),
  applicantsWanted: z.number().int().nullable(),
  priority: z.number().int(),
});
export type VacancyFields = z.infer<typeof VacancyFields>;
export const VacancyField = z.enum(Object.keys(VacancyFields.shape) as [keyof VacancyFields, ...(keyof VacancyFields)[]]);

/** What a person should look at. `pay_below_minimum` by the country's rules; `link_dead` as the site answered when it was asked last. */
export const VacancyFlag = z.enum(['pay_missing', 'pay_below_minimum', 'place_unknown', 'link_dead']);
export type VacancyFlag = z.infer<typeof VacancyFlag>;

export const Vacancy = z.object({
  id: Id,
  clientId: Id,
  clientName: z.string(),
  state: VacancyState,
  ...VacancyFields.shape,
  ads: z.number().int(),
  problems: z.number().int(),
  flags: z.array(VacancyFlag),
  updatedAt: Instant,
});
export type Vacancy = z.infer<typeof Vacancy>;

export const VacancyFilter = z.strictObject({
  clientId: Id.nullable(),
  text: z.string().max(200),
  states: z.array(VacancyState),
  roleFamilies: z.array(RoleFamily),
  /** Place codes. */
  places: z.array(z.string()),
});
export type VacancyFilter = z.infer<typeof VacancyFilter>;
export const VacancySort = z.strictObject({
  by: z.enum(['title', 'company', 'place', 'state', 'roleFamily', 'closesOn', 'updatedAt', 'salaryMin', 'clientName']),
  direction: SortDirection,
});

/** What a column of the file feeds; `null` = ignored. */
export const ImportTarget = z.enum([
  'externalId',
  'title',
  'company',
  'client',
  'roleFamily',
  'seniority',
  'city',
  'region',
  'country',
  'modality',
  'contractType',
  'salaryMin',
  'salaryMax',
  'salary',
  'salaryPeriod',
  'currency',
  'description',
  'requirements',
  'applyUrl',
  'opensOn',
  'closesOn',
  'positions',
  'applicantsWanted',
  'priority',
  /** Company, rating and city glued into one column, as some job boards export them. */
  'companyAndCity',
]);
export type ImportTarget = z.infer<typeof ImportTarget>;
export const OverwritePolicy = z.enum(['always', 'blanks_only', 'never']);

export const ColumnMapping = z.strictObject({
  /** Position in the file, 0-based. */
  column: z.number().int().min(0),
  target: ImportTarget.nullable(),
  overwrite: OverwritePolicy,
});
export type ColumnMapping = z.infer<typeof ColumnMapping>;

export const ImportColumn = z.object({
  column: z.number().int(),
  header: z.string(),
  target: ImportTarget.nullable(),
  /** 0…1; null when remembered or chosen by a person. */
  confidence: z.number().nullable(),
  samples: z.array(z.string()),
  overwrite: OverwritePolicy,
});

export const ImportQuestion = z.object({
  column: z.number().int(),
  kind: z.enum(['date_order', 'decimal_separator', 'place_split']),
  /** As found in the file, at most five. */
  examples: z.array(z.string()),
  options: z.array(z.string()),
  answer: z.string().nullable(),
});

/** What the file was found to be, by its content. `xml` is a job feed, `web` a page with schema.org postings in it. */
export const ImportFormat = z.enum(['csv', 'xlsx', 'json', 'json-lines', 'xml', 'web']);
export type ImportFormat = z.infer<typeof ImportFormat>;

export const ImportPreview = z.object({
  importId: Id,
  fileName: z.string(),
  clientId: Id,
  format: ImportFormat,
  encoding: z.string(),
  /** Empty where the format has none. */
  separator: z.string(),
  headerRow: z.boolean(),
  rows: z.number().int(),
  columns: z.array(ImportColumn),
  questions: z.array(ImportQuestion),
  counts: z.object({
    new: z.number().int(),
    changed: z.number().int(),
    closed: z.number().int(),
    unchanged: z.number().int(),
    duplicate: z.number().int(),
    rejected: z.number().int(),
  }),
  /** True when the file would close more than 30 % of the client's open vacancies: a person must say so. */
  shrinkHeld: z.boolean(),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const ImportRow = z.object({
  /** Line of the file on which the row starts, 1-based. */
  line: z.number().int(),
  kind: z.enum(['new', 'changed', 'closed', 'unchanged', 'duplicate', 'rejected']),
  title: z.string().nullable(),
  placeText: z.string().nullable(),
  company: z.string().nullable(),
  /** Field by field; `before` null for a new vacancy. Money and places as text for reading. */
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  /** Catalogue codes `import.reject.*` with the column that caused each; empty unless rejected. */
  reasons: z.array(z.object({ code: z.string(), column: z.number().int().nullable(), details: Details })),
  /** Repairs that were made while reading (`import.note.*`): glued columns split, place understood, text re-encoded. */
  notes: z.array(z.string()),
});
export type ImportRow = z.infer<typeof ImportRow>;

export const vacancies = {
  list: query({
    input: z.strictObject({ filter: VacancyFilter, sort: VacancySort, ...Window }),
    output: z.object({ rows: z.array(Vacancy), total: z.number().int() }),
  }),
  get: query({ input: z.strictObject({ vacancyId: Id }), output: Vacancy }),
  facets: query({
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({
      states: z.array(z.object({ value: VacancyState, count: z.number().int() })),
      roleFamilies: z.array(z.object({ value: RoleFamily, count: z.number().int() })),
      places: z.array(z.object({ code: z.string(), name: z.string(), count: z.number().int() })),
    }),
  }),
  create: command({ input: z.strictObject({ clientId: Id, fields: VacancyFields.partial().required({ title: true }) }), output: Vacancy }),
  /** Sets the same fields on many vacancies: one undo step. */
  update: command({
    input: z.strictObject({ vacancyIds: z.array(Id).min(1).max(100_000), fields: VacancyFields.partial() }),
    output: z.object({ changed: z.number().int(), skipped: z.number().int() }),
  }),
  close: command({
    input: z.strictObject({ vacancyIds: z.array(Id).min(1).max(100_000) }),
    output: z.object({ changed: z.number().int(), skipped: z.number().int() }),
  }),
  reopen: command({
    input: z.strictObject({ vacancyIds: z.array(Id).min(1).max(100_000) }),
    output: z.object({ changed: z.number().int(), skipped: z.number().int() }),
  }),

  /** Vacancies that look like one written twice: same client, company and place, alike in title and text. */
  duplicates: query({
    input: z.strictObject({ clientId: Id.nullable(), similarity: z.number().min(0.5).max(1), limit: z.number().int().min(1).max(500) }),
    output: z.object({
      groups: z.array(z.object({ similarity: z.number(), keepId: Id, vacancies: z.array(Vacancy) })),
      total: z.number().int(),
    }),
  }),
  /** One stays and takes what it lacks from the others, which close. One undo step. */
  merge: command({
    input: z.strictObject({ keepId: Id, mergeIds: z.array(Id).min(1).max(500) }),
    output: z.object({ changed: z.number().int(), skipped: z.number().int() }),
  }),

  /**
   * Reads a file and answers with the difference it would make; nothing is written to the vacancies.
   * `source` is a path (desktop, command line) or the text of a file dropped into a browser window, base64.
   */
  openImport: command({
    input: z.strictObject({
      clientId: Id,
      source: z.union([z.strictObject({ path: z.string().min(1) }), z.strictObject({ name: z.string().min(1), base64: z.string() })]),
      /** Vacancies of this client that the file does not name become closed. Off unless the file is a whole feed. */
      closeMissing: z.boolean(),
    }),
    output: ImportPreview,
  }),
  getImport: query({ input: z.strictObject({ importId: Id }), output: ImportPreview }),
  /** New mapping or answers; the difference is worked out again. Remembered for the client when committed. */
  setImportMapping: command({
    input: z.strictObject({
      importId: Id,
      columns: z.array(ColumnMapping),
      answers: z.array(z.strictObject({ column: z.number().int(), answer: z.string() })),
      closeMissing: z.boolean(),
    }),
    output: ImportPreview,
  }),
  importRows: query({
    input: z.strictObject({ importId: Id, kind: ImportRow.shape.kind.nullable(), ...Window }),
    output: z.object({ rows: z.array(ImportRow), total: z.number().int() }),
  }),
  /** One transaction, one undo step. */
  commitImport: command({
    input: z.strictObject({ importId: Id, acceptShrink: z.boolean() }),
    output: z.object({
      new: z.number().int(),
      changed: z.number().int(),
      closed: z.number().int(),
      unchanged: z.number().int(),
      duplicate: z.number().int(),
      rejected: z.number().int(),
    }),
  }),
  discardImport: command({ input: z.strictObject({ importId: Id }), output: Done }),
  /** The rejected rows as CSV with a reason column; imports again once fixed. */
  importRejects: query({
    input: z.strictObject({ importId: Id, language: z.enum(['es', 'en']) }),
    output: z.object({ fileName: z.string(), csv: z.string() }),
  }),
  importTargets: query({ input: Nothing, output: z.object({ targets: z.array(ImportTarget) }) }),
};

export const vacancyErrors = [
  'vacancies.not_found',
  'vacancies.file_not_found',
  'vacancies.file_not_readable',
  'vacancies.file_empty',
  'vacancies.file_too_large',
  'vacancies.file_not_text',
  'vacancies.file_old_excel',
  'vacancies.file_workbook_broken',
  'vacancies.file_bomb',
  'vacancies.file_json_broken',
  'vacancies.file_xml_broken',
  'vacancies.file_xml_entities',
  'vacancies.file_no_records',
  'vacancies.import_not_found',
  'vacancies.title_column_missing',
  'vacancies.mapping_repeated',
  'vacancies.shrink_not_accepted',
  'vacancies.question_unanswered',
  'vacancies.merge_mixed',
  'vacancies.field_invalid',
  'vacancies.cancelled',
] as const;
