export { createFlows, type Flows, type FlowsDeps } from './flows.ts';
export { formatName, parseName, fittingName } from './naming.ts';
export { SIMULATED_HOST } from './tracking.ts';
export type { FlowStore } from './flow-store.ts';
