export { buildVersion, LEAST_PEOPLE, type BuildRequest, type Built } from './build-version.ts';
export { chooseK, STEADY, summarise, type Choice, type TrialSummary } from './choose-k.ts';
export type { CategoryColumn, ClusterEngine, ExploreRequest, ExploreWatch, MixedTable, Trial } from './cluster-engine.ts';
export { compareVersions, type Comparison, type Membership } from './compare.ts';
export { describeSegments, type SegmentTrait } from './describe.ts';
export { encode, type Encoding } from './encode.ts';
export {
  defaultFeatures,
  FEATURES,
  FeatureKey,
  type CandidateFeatures,
  type ChosenFeature,
  type FeatureRow,
  type FeatureValue,
} from './features.ts';
export { featureRows, type CandidateFacts } from './from-candidates.ts';
export { describeInWords, nameSegments, type Say } from './naming.ts';
export { overlapOf, type Overlap } from './overlap.ts';
export { prepare, type FeatureReport, type Prepared, type PreparedColumn } from './prepare.ts';
export { coordinates, principalAxes } from './principal-axes.ts';
export { createTraitGuard, ProtectedTraits, type TraitGuard } from './protected-traits.ts';
export { adjustedRandIndex } from './rand-index.ts';
export { sampleIndexes, seededRandom, type Random } from './random.ts';
export { createSegments, SEGMENT_OBJECT, type Segments, type SegmentsDeps } from './segments.ts';
export { VersionBody, type Members, type SegmentStore, type VersionRecord } from './segment-store.ts';
export { SegmentMedia, suggestFor, type Suggestions } from './suggest.ts';
