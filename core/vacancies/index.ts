export { createVacancies, type Vacancies } from './vacancies.ts';
export type { VacancyDependencies } from './dependencies.ts';
export type { FileFacts, FileSource, RawRow, TableWriter, VacancyFileReader } from './file-reader.ts';
export type { Proposal } from './imports.ts';
export type { ClientFacts, ImportOrigin } from './import-session.ts';
export { PayRules } from './pay-rules.ts';
export { checkLinks, type LinkProbe, type LinkStore } from './link-check.ts';
export type { Brief } from './duplicates.ts';
export { isOpen, mayAdvertiseOn, OPEN_STATES } from './lifecycle.ts';
export { PARTS } from './vacancy-store.ts';
export type {
  CapFacts,
  ImportStaging,
  KnownVacancy,
  RecordPatch,
  RememberedMapping,
  RowKind,
  RowResult,
  StagedResult,
  StagedRow,
  State,
  VacancyRecord,
  VacancyStore,
} from './vacancy-store.ts';
/** What every import reads alike: money, dates and words as people write them. */
export { fingerprint } from './fingerprint.ts';
export { readFamily, readSeniority } from './job-words.ts';
export { dateEvidence, decimalEvidence, isBlank, readDate, readModality, readMoney, type DateOrder, type DecimalMark } from './values.ts';
