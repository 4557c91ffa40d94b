export { createChanges, type Changes, type ChangesDeps, type ChangeSurroundings } from './changes.ts';
export { createPlanning, type PlanningDeps } from './planning.ts';
export type { RunHistory } from './take-back.ts';
export type { ApprovalStore, ChangeStore } from './change-store.ts';
