export { createVacancies, type Vacancies } from './vacancies.ts';
export type { VacancyDependencies } from './dependencies.ts';
export type { FileFacts, FileSource, RawRow, TableWriter, VacancyFileReader } from './file-reader.ts';
export type { ClientFacts } from './import-session.ts';
export { isOpen, mayAdvertiseOn, OPEN_STATES } from './lifecycle.ts';
export type {
  ImportStaging,
  KnownVacancy,
  RecordPatch,
  RememberedMapping,
  RowKind,
  RowResult,
  StagedRow,
  State,
  VacancyRecord,
  VacancyStore,
} from './vacancy-store.ts';
/** What every import reads alike: money, dates and words as people write them. */
export { fingerprint } from './fingerprint.ts';
export { readFamily, readSeniority } from './job-words.ts';
export { dateEvidence, decimalEvidence, isBlank, readDate, readModality, readMoney, type DateOrder, type DecimalMark } from './values.ts';
