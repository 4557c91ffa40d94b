import { z } from 'zod';
import { Money } from '../kernel/money.ts';
import { command, Details, Done, Id, Instant, Nothing, query, SortDirection, Window } from './define.ts';
import { Day, PlaceRef } from './plan-model.ts';
import { Modality, OverwritePolicy, RoleFamily, Seniority } from './vacancies.ts';

/** Ascending. `specialist` is the one-year postgraduate title of Latin America. */
export const Education = z.enum([
  'none',
  'primary',
  'secondary',
  'technical',
  'technologist',
  'bachelor',
  'specialist',
  'master',
  'doctorate',
]);
export const StudyMode = z.enum(['none', 'part_time', 'full_time']);
/** Employees of the present or last employer; named by the lower bound. */
export const CompanySize = z.enum(['1', '10', '50', '100', '500', '1000', '5000', '10000']);
export const Consent = z.enum(['granted', 'denied', 'unknown']);
/** What the person authorised the data for. */
export const Purpose = z.enum(['job_offers', 'talent_pool', 'marketing', 'other', 'unknown']);

/** Everything about a person that segmentation may see; null is unknown. Free of identifiers by construction. */
export const CandidateFeatures = z.object({
  experienceYears: z.number().min(0).max(80).nullable(),
  education: Education.nullable(),
  roleFamily: RoleFamily.nullable(),
  sector: z.string().nullable(),
  seniority: Seniority.nullable(),
  /** A month. */
  salaryExpectation: Money.nullable(),
  place: PlaceRef.nullable(),
  /** The city as the file says it, kept because not every city is in the tables. */
  cityText: z.string().nullable(),
  modality: Modality.nullable(),
  /** Days until the person can begin; 0 is at once. */
  availabilityDays: z.number().int().min(0).max(3650).nullable(),
  lastActivityOn: Day.nullable(),
  discipline: z.string().nullable(),
  relevantExperience: z.boolean().nullable(),
  studyMode: StudyMode.nullable(),
  companySize: CompanySize.nullable(),
  companyType: z.string().nullable(),
  yearsSinceJobChange: z.number().min(0).max(80).nullable(),
  trainingHours: z.number().min(0).max(100_000).nullable(),
  /** A development index of the city, 0…1. */
  cityIndex: z.number().nullable(),
  openToChange: z.boolean().nullable(),
});
export type CandidateFeatures = z.infer<typeof CandidateFeatures>;
export const CandidateFeature = z.enum(Object.keys(CandidateFeatures.shape) as [keyof CandidateFeatures, ...(keyof CandidateFeatures)[]]);

export const Candidate = z.object({
  id: Id,
  clientId: Id,
  clientName: z.string(),
  ...CandidateFeatures.shape,
  consent: Consent,
  purpose: Purpose,
  source: z.string(),
  /** Which identifiers are kept, as hashes only. */
  hasEmail: z.boolean(),
  hasPhone: z.boolean(),
  hasDocument: z.boolean(),
  importedAt: Instant,
  /** The last day on which this row may exist. */
  deleteOn: Day,
});
export type Candidate = z.infer<typeof Candidate>;

export const CandidateFilter = z.strictObject({
  clientId: Id.nullable(),
  roleFamilies: z.array(RoleFamily),
  educations: z.array(Education),
  modalities: z.array(Modality),
  consents: z.array(Consent),
  /** Place codes (`CO:11001`). */
  places: z.array(z.string()),
});
export type CandidateFilter = z.infer<typeof CandidateFilter>;
export const CandidateSort = z.strictObject({
  by: z.enum([
    'importedAt',
    'experienceYears',
    'education',
    'roleFamily',
    'salaryExpectation',
    'place',
    'lastActivityOn',
    'consent',
    'deleteOn',
  ]),
  direction: SortDirection,
});

/** What a column of the file feeds; a column that feeds nothing is not kept. */
export const CandidateTarget = z.enum([
  'externalId',
  'email',
  'phone',
  'document',
  'experience',
  'education',
  'roleFamily',
  'sector',
  'seniority',
  'salaryExpectation',
  'currency',
  'city',
  'region',
  'country',
  'modality',
  'availability',
  'lastActivity',
  'discipline',
  'relevantExperience',
  'studyMode',
  'companySize',
  'companyType',
  'jobChange',
  'trainingHours',
  'cityIndex',
  'openToChange',
  'consent',
  'consentOn',
  'purpose',
  'source',
]);
export type CandidateTarget = z.infer<typeof CandidateTarget>;

/** Traits that no job ad may turn on; their columns are refused, never read into anything. */
export const ProtectedTrait = z.enum([
  'age',
  'sex',
  'marital_status',
  'family',
  'origin',
  'ethnicity',
  'religion',
  'disability',
  'health',
  'sexual_orientation',
  'union_or_party',
  'social_stratum',
  'photo',
  'criminal_record',
]);
export type ProtectedTrait = z.infer<typeof ProtectedTrait>;

export const CandidateColumn = z.object({
  column: z.number().int(),
  header: z.string(),
  target: CandidateTarget.nullable(),
  /** 0…1; null when remembered or chosen by a person. */
  confidence: z.number().nullable(),
  /** `refused`: a protected trait. `dropped`: personal or free text that is not needed, or not understood. */
  verdict: z.enum(['kept', 'refused', 'dropped']),
  trait: ProtectedTrait.nullable(),
  /** What the column does to somebody who is here already and has a value. A refused consent counts whatever it says. */
  overwrite: OverwritePolicy,
  dropReason: z.enum(['name', 'address', 'free_text', 'cv', 'link', 'not_needed']).nullable(),
  /** Identifiers appear as their shape only (`aaaa9@aaa.aa`); columns that are not kept show nothing. */
  samples: z.array(z.string()),
});

/** What a person says once for a whole file, where the file itself does not say it row by row. */
export const Declaration = z.strictObject({ source: z.string().trim().min(1).max(80), purpose: Purpose, consent: Consent });

export const PreparationReport = z.object({
  rows: z.number().int(),
  kept: z.number().int(),
  /** Rows that are not kept, by reason (`candidates.drop.*`). */
  dropped: z.array(z.object({ reason: z.string(), rows: z.number().int() })),
  /** Kept rows in which a field has no value, and cells that could not be read. */
  fields: z.array(z.object({ target: CandidateTarget, filled: z.number().int(), missing: z.number().int(), unreadable: z.number().int() })),
  refusedTraits: z.array(ProtectedTrait),
  droppedColumns: z.number().int(),
  consents: z.object({ granted: z.number().int(), denied: z.number().int(), unknown: z.number().int() }),
});
export type PreparationReport = z.infer<typeof PreparationReport>;

export const CandidateCounts = z.object({
  new: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.number().int(),
});

export const CandidateImport = z.object({
  importId: Id,
  clientId: Id,
  fileName: z.string(),
  encoding: z.string(),
  separator: z.string(),
  headerRow: z.boolean(),
  rows: z.number().int(),
  columns: z.array(CandidateColumn),
  questions: z.array(
    z.object({
      column: z.number().int(),
      kind: z.enum(['date_order', 'decimal_separator']),
      examples: z.array(z.string()),
      options: z.array(z.string()),
      answer: z.string().nullable(),
    }),
  ),
  /** What the file does not say row by row and a person must say once. */
  missingDeclarations: z.array(z.enum(['source', 'purpose', 'consent'])),
  declaration: Declaration.nullable(),
  counts: CandidateCounts,
  report: PreparationReport,
});
export type CandidateImport = z.infer<typeof CandidateImport>;

export const CandidateImportRow = z.object({
  line: z.number().int(),
  kind: z.enum(['new', 'changed', 'unchanged', 'duplicate', 'rejected']),
  /** Features only: text for reading, `before` null for a new person. */
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  reasons: z.array(z.object({ code: z.string(), column: z.number().int().nullable(), details: Details })),
});
export type CandidateImportRow = z.infer<typeof CandidateImportRow>;

export const Retention = z.strictObject({
  /** Days after an audience with the person is confirmed. */
  daysAfterAudience: z.number().int().min(1).max(730),
  /** Months after the last contact, whatever happens. */
  maxMonths: z.number().int().min(1).max(24),
});

export const candidates = {
  list: query({
    input: z.strictObject({ filter: CandidateFilter, sort: CandidateSort, ...Window }),
    output: z.object({ rows: z.array(Candidate), total: z.number().int() }),
  }),
  facets: query({
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({
      roleFamilies: z.array(z.object({ value: RoleFamily, count: z.number().int() })),
      educations: z.array(z.object({ value: Education, count: z.number().int() })),
      modalities: z.array(z.object({ value: Modality, count: z.number().int() })),
      consents: z.array(z.object({ value: Consent, count: z.number().int() })),
      places: z.array(z.object({ code: z.string(), name: z.string(), count: z.number().int() })),
    }),
  }),
  /** Reads a file and answers with the difference and the preparation report; identifiers are hashed while reading. */
  openImport: command({
    input: z.strictObject({
      clientId: Id,
      source: z.union([z.strictObject({ path: z.string().min(1) }), z.strictObject({ name: z.string().min(1), base64: z.string() })]),
      declaration: Declaration.nullable(),
    }),
    output: CandidateImport,
  }),
  getImport: query({ input: z.strictObject({ importId: Id }), output: CandidateImport }),
  /** New mapping, answers or declaration: the file is read again, since nothing raw of it was kept. */
  setImportMapping: command({
    input: z.strictObject({
      importId: Id,
      columns: z.array(
        z.strictObject({
          column: z.number().int().min(0),
          target: CandidateTarget.nullable(),
          /** Left out: stays as it is. */
          overwrite: OverwritePolicy.optional(),
        }),
      ),
      answers: z.array(z.strictObject({ column: z.number().int(), answer: z.string() })),
      declaration: Declaration.nullable(),
    }),
    output: CandidateImport,
  }),
  importRows: query({
    input: z.strictObject({ importId: Id, kind: CandidateImportRow.shape.kind.nullable(), ...Window }),
    output: z.object({ rows: z.array(CandidateImportRow), total: z.number().int() }),
  }),
  /** One transaction, one undo step. */
  commitImport: command({ input: z.strictObject({ importId: Id }), output: CandidateCounts }),
  discardImport: command({ input: z.strictObject({ importId: Id }), output: Done }),
  importTargets: query({ input: Nothing, output: z.object({ targets: z.array(CandidateTarget) }) }),
  /** Preparation reports of what was imported, newest first. */
  reports: query({
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({
      reports: z.array(
        z.object({
          importId: Id,
          clientId: Id,
          clientName: z.string(),
          at: Instant,
          actor: z.string(),
          counts: CandidateCounts,
          report: PreparationReport,
        }),
      ),
    }),
  }),
  getRetention: query({ input: z.strictObject({ clientId: Id }), output: Retention }),
  setRetention: command({ input: z.strictObject({ clientId: Id, retention: Retention }), output: Retention, role: 'admin' }),
};

export const candidateErrors = [
  'candidates.import_not_found',
  'candidates.no_identifier_column',
  'candidates.mapping_repeated',
  'candidates.column_protected',
  'candidates.question_unanswered',
  'candidates.declaration_missing',
  'candidates.file_changed',
  'candidates.cancelled',
] as const;
