export { createChecks, type Checks, type ChecksDeps } from './checks.ts';
export { compileRules, type RuleFiles, type Rules } from './rules.ts';
export type { CheckStore, SpendHistory } from './check-store.ts';
export type { Found } from './found.ts';
