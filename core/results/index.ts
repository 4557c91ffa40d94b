export { createResults, type Results, type ResultsDeps } from './results.ts';
export { figuresFrom } from './figures.ts';
export { csvText } from './csv.ts';
export type { Dimension, GroupSums, Measure, ResultRange, ResultStore, Sums } from './result-store.ts';
