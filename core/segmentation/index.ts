export type { CategoryColumn, ClusterEngine, ExploreRequest, ExploreWatch, MixedTable, Trial } from './cluster-engine.ts';
export { adjustedRandIndex } from './rand-index.ts';
export { sampleIndexes, seededRandom, type Random } from './random.ts';
