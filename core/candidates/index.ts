export { createCandidates, deleteOn, type Candidates } from './candidates.ts';
export { readAnswers } from './read-answers.ts';
export { guessHeader } from './header-guess.ts';
export { identityOf, type ReadCandidate } from './read-row.ts';
export { readConsent } from './values.ts';
export { IMPORT_OBJECT, type ReadPeople, type ReadPreparation } from './imports.ts';
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
