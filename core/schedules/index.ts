export { createSchedules, type SchedulePerformer, type Schedules, type SchedulesDeps } from './schedules.ts';
export type { ExplainedWarning } from './warnings.ts';
export type { ScheduleEvent, ScheduleRow, ScheduleStore } from './schedule-store.ts';
