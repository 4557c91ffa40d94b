export { createPlans, withDescendants, type Plans, type PlansDeps } from './plans.ts';
export { createPlanUndoable } from './undo.ts';
export { compareThreeWays, changeState, type DifferenceKind, type FieldDelta } from './three-way.ts';
export { decodeField, encodeFields, FIELD_NAMES, setHash, type AnyFields, type Mark, type WireFields } from './wire.ts';
export { figuresOf } from './figures.ts';
export { hostOf } from './preview.ts';
export type { AdGroupRecord, AdRecord, CampaignRecord, PlanRecord, PlanStore } from './plan-store.ts';
export { repeatedKeys, repeatedTexts, type RepeatOf } from './repeated-texts.ts';
export type { AdText, HeadFilter, NewPlanObject, PlanHead, PlanRepository } from './plan-repository.ts';
export type {
  AccountFacts,
  ClientFact,
  ClientFacts,
  FiguresSource,
  VacancyFact,
  VacancyForAds,
  VacancyOutline,
  VacancySource,
} from './facts.ts';
