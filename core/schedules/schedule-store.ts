import type { ScheduleAction, ScheduleRule, ScheduleRun, ScheduleWarning, Schedule } from '../contract/schedules.ts';
import type { Day } from '../kernel/days.ts';
import type { Actor } from '../ports/change-log.ts';
import type { ExplainedWarning } from './warnings.ts';

export type Standing = 'active' | 'paused' | 'removed';

export interface ScheduleRow {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly action: ScheduleAction;
  readonly rule: ScheduleRule;
  readonly state: Exclude<Schedule['state'], 'paused'>;
  /** What a person said about it as a whole; only an active one ever happens. */
  readonly standing: Standing;
  /** Day of the rule's calendar that comes next, or that is asked about. */
  readonly pendingDay: Day | null;
  /** After a question: where it goes on. */
  readonly resumeDay: Day | null;
  readonly dueMs: number | null;
  /** Of the zone rules that `dueMs` was computed by. */
  readonly zoneVersion: string;
  /** Hash of what a publish was scheduled for; null for the other kinds. */
  readonly contentHash: string | null;
  /** Warnings that a person accepted for it. */
  readonly explained: readonly ExplainedWarning[];
  /** While it asks about warnings: which; else empty. */
  readonly warnings: readonly ScheduleWarning[];
  readonly author: Actor;
  readonly lastRunAt: string | null;
  readonly lastOutcome: string | null;
}

/** `dueMs` null: from before it was kept. */
export interface ScheduleEvent extends Omit<ScheduleRun, 'dueAt'> {
  readonly scheduleId: string;
  readonly dueMs: number | null;
}

/** Synchronous; writers run inside a UnitOfWork transaction. */
export interface ScheduleStore {
  get(id: string): ScheduleRow | null;
  /** Without removed ones. */
  list(clientId: string | null): readonly ScheduleRow[];
  save(row: ScheduleRow): void;
  /** Active waiting ones whose moment is not after `nowMs`, in the order in which they were due, then made. */
  due(nowMs: number): readonly ScheduleRow[];
  /** Waiting ones that were computed by other zone rules. */
  outdated(zoneVersion: string): readonly ScheduleRow[];
  /** False, and nothing is written, when this day of this schedule was taken before: nothing happens twice. */
  take(scheduleId: string, day: Day, at: string): boolean;
  /** Undoes `take` in the same transaction: what was taken turned out to need a person. */
  giveBack(scheduleId: string, day: Day): void;
  note(event: ScheduleEvent): void;
  /** Newest first. */
  events(scheduleId: string, limit: number): readonly ScheduleEvent[];
}
