export { createSchedules, type SchedulePerformer, type Schedules, type SchedulesDeps } from './schedules.ts';
export type { ScheduleRow, ScheduleStore } from './schedule-store.ts';
