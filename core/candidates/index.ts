export { createCandidates, deleteOn, type Candidates } from './candidates.ts';
export { IMPORT_OBJECT } from './imports.ts';
export { FEATURES } from './merge.ts';
export { DEFAULT_RETENTION } from './stage-file.ts';
export {
  hashDocument,
  hashEmail,
  hashExternal,
  hashPhone,
  inForm,
  NO_IDENTIFIERS,
  normalForm,
  tombstonesOf,
  type HashedIdentifiers,
  type IdentifierHasher,
} from './identifiers.ts';
export type { CandidateDependencies } from './dependencies.ts';
export type {
  CandidateFeatureRow,
  CandidateRecord,
  CandidateStaging,
  CandidateStore,
  Counts,
  Defaults,
  Facets,
  ImportRecord,
  KnownCandidate,
  Reason,
  RememberedMapping,
  RetentionRule,
  RowKind,
  StagedCandidate,
} from './candidate-store.ts';
