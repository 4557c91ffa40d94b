import { z } from 'zod';
import { Money } from '../kernel/money.ts';
import { command, Details, Done, Id, Instant, query } from './define.ts';
import { Day } from './plan-model.ts';

/** Local time, to the minute: `2026-12-01T08:30`. */
export const WallTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/);

export const ScheduleRule = z.strictObject({
  at: WallTime,
  /** IANA name: the wall time is this zone's, wherever the machine travels. */
  timeZone: z.string().max(64),
  repeat: z.enum(['once', 'daily', 'weekdays', 'weekly', 'monthly']),
  /** Last day on which it may still happen; null: for ever. */
  until: Day.nullable(),
  /** Later than this it is asked about, not done. */
  graceMinutes: z.number().int().min(0).max(1440),
});
export type ScheduleRule = z.infer<typeof ScheduleRule>;

export const ScheduleAction = z.discriminatedUnion('kind', [
  /** What is ready among these when the time comes, if it is still what it was when it was scheduled. */
  z.strictObject({ kind: z.literal('publish'), objectIds: z.array(Id).min(1).max(10_000) }),
  z.strictObject({ kind: z.literal('status'), objectIds: z.array(Id).min(1).max(10_000), status: z.enum(['active', 'paused']) }),
  /** `revertAt`: when the amount goes back to what it was. */
  z.strictObject({ kind: z.literal('budget'), campaignId: Id, dailyBudget: Money, revertAt: WallTime.nullable() }),
]);
export type ScheduleAction = z.infer<typeof ScheduleAction>;

/** A warning of the checks, or of the amount (`unusual_amount`), that what is scheduled would trip. Catalogue key `checks.<code>`. */
export const ScheduleWarning = z.object({ objectId: Id, objectName: z.string(), code: z.string(), details: Details });
export type ScheduleWarning = z.infer<typeof ScheduleWarning>;

/** `paused`: a person keeps it from happening; nothing that falls due meanwhile is caught up by itself. */
export const ScheduleState = z.enum(['waiting', 'asking', 'paused', 'done', 'ended', 'cancelled']);
export const Schedule = z.object({
  id: Id,
  clientId: Id,
  name: z.string(),
  action: ScheduleAction,
  /** Name of the first object that it acts on; null when that is gone. */
  subject: z.string().nullable(),
  rule: ScheduleRule,
  state: ScheduleState,
  /** The real moment of the next time; null when there is none. */
  nextAt: Instant.nullable(),
  /** While the state is `asking`: when it should have happened. */
  missedAt: Instant.nullable(),
  /** What an `asking` one asks: its time passed (`missed`), or it came with warnings that nobody had explained (`warnings`). */
  asks: z.enum(['missed', 'warnings']).nullable(),
  /** While it asks about warnings: which. They are explained with `answer`. */
  warnings: z.array(ScheduleWarning),
  /** Warnings that a person accepted for it, with the reason. */
  explained: z.array(z.object({ objectId: Id, code: z.string(), reason: z.string(), by: z.string() })),
  /** This machine must be on: no network keeps the date for us. */
  needsMachine: z.boolean(),
  author: z.string(),
  lastRunAt: Instant.nullable(),
  /** `done`, or the code of why not (`schedules.content_changed`, `changes.not_approved`…). */
  lastOutcome: z.string().nullable(),
});
export type Schedule = z.infer<typeof Schedule>;

/** What became of one time of a schedule. */
export const ScheduleRun = z.object({
  /** Day of the rule's calendar. */
  day: Day,
  /** When it should have happened; null where that was not kept. */
  dueAt: Instant.nullable(),
  at: Instant,
  /** `missed`: too late by its own limit, or (with an outcome) warned about by the checks, so a person was asked. `taken`: from before the outcome was kept. */
  kind: z.enum(['ran', 'failed', 'missed', 'skipped', 'taken']),
  /** Code of why it failed, or why it asked. */
  outcome: z.string().nullable(),
  /** Earlier times that had passed as well and were let go. */
  letGo: z.number().int(),
  /** Who decided; null: the program, by the rule. */
  person: z.string().nullable(),
});
export type ScheduleRun = z.infer<typeof ScheduleRun>;

const Reason = z.string().trim().min(3).max(500);

const fields = { clientId: Id, name: z.string().trim().min(1).max(120), action: ScheduleAction, rule: ScheduleRule };

export const schedules = {
  list: query({ input: z.strictObject({ clientId: Id.nullable() }), output: z.object({ schedules: z.array(Schedule) }) }),
  /** The real moments of a rule, with what the change of clocks does to them. */
  preview: query({
    input: z.strictObject({ rule: ScheduleRule, count: z.number().int().min(1).max(60) }),
    output: z.object({ moments: z.array(z.object({ wall: WallTime, at: Instant, kind: z.enum(['exact', 'gap', 'overlap']) })) }),
  }),
  /**
   * `scheduleId` null makes a new one; an old one stays editable until it is done. Refused with `schedules.warnings_unexplained` when
   * it would trip warnings of the checks that `explanation` does not name: its details carry them (`ScheduleWarning`s).
   */
  save: command({
    role: 'publish',
    input: z.strictObject({
      scheduleId: Id.nullable(),
      ...fields,
      /** The warnings that the person saw, and why they are accepted. */
      explanation: z
        .strictObject({
          reason: Reason,
          warnings: z
            .array(z.strictObject({ objectId: Id, code: z.string().max(100) }))
            .min(1)
            .max(1_000),
        })
        .optional(),
    }),
    output: Schedule,
  }),
  cancel: command({ role: 'publish', input: z.strictObject({ scheduleId: Id }), output: Schedule }),
  /** Newest first. */
  runs: query({
    input: z.strictObject({ scheduleId: Id, limit: z.number().int().min(1).max(200) }),
    output: z.object({ runs: z.array(ScheduleRun) }),
  }),
  pause: command({ role: 'publish', input: z.strictObject({ scheduleId: Id }), output: Schedule }),
  /** Goes on with the next time that is still to come; a single one whose time has passed is asked about. */
  resume: command({ role: 'publish', input: z.strictObject({ scheduleId: Id }), output: Schedule }),
  /** Takes it out of the list; what it did stays in the audit. One undo step, as are pausing and resuming. */
  remove: command({ role: 'publish', input: z.strictObject({ scheduleId: Id }), output: Done }),
  /**
   * One question about everything that was missed: do these now, or let them be. `reason`: why the warnings that some of them ask
   * about are accepted; needed to do those. What comes with still other warnings asks again.
   */
  answer: command({
    role: 'publish',
    input: z.strictObject({ scheduleIds: z.array(Id).min(1).max(10_000), decision: z.enum(['run', 'skip']), reason: Reason.optional() }),
    output: z.object({ ran: z.number().int(), skipped: z.number().int(), failed: z.number().int(), asking: z.number().int() }),
  }),
  /** Does what is due. The background does it by itself; a person's call does no harm. */
  work: command({
    role: 'publish',
    input: z.strictObject({}),
    output: z.object({ ran: z.number().int(), asking: z.number().int(), failed: z.number().int() }),
  }),
};
export const scheduleErrors = [
  'schedules.not_found',
  'schedules.unknown_zone',
  'schedules.in_the_past',
  'schedules.already_over',
  'schedules.not_asking',
  'schedules.warnings_unexplained',
  'schedules.nothing_to_do',
  'schedules.content_changed',
  'schedules.author_lost_right',
  'schedules.object_gone',
] as const;
