import type { Schedule, ScheduleRun, ScheduleWarning, schedules } from '../contract/schedules.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { Actor, AuditLog, CallContext, ChangeLog, Clock, Handlers, Ids, Topics, Undoable, UnitOfWork, Zones } from '../ports/index.ts';
import { instantText } from '../publishing/index.ts';
import { upcoming, waitingFor } from './aim.ts';
import { firstDay, judge, momentOn, nextDay, wallOn } from './occurrences.ts';
import type { ScheduleEvent, ScheduleRow, ScheduleStore } from './schedule-store.ts';
import { createStandings } from './standing.ts';
import { explainedWith, sameAction, type ExplainedWarning } from './warnings.ts';

/** What puts a budget back, with the reasons that the earlier amount had. */
export interface Revert {
  readonly action: ScheduleRow['action'];
  readonly explained: readonly ExplainedWarning[];
}

/** How a schedule does what it says. Both are called inside the transaction that takes the occurrence. */
export interface SchedulePerformer {
  /** Hash of what a publish of these objects would send now, its warnings explained as given; a refusal when nothing could be published. */
  contentHash(objectIds: readonly string[], explained: readonly ExplainedWarning[], context: CallContext): Result<string, Refusal>;
  /** Throws nothing for a refusal; what it wrote before it refused is rolled back by the caller. */
  perform(row: ScheduleRow, context: CallContext): Result<{ readonly revert: Revert | null }, Refusal>;
  /** The warnings that a refusal was about, while what led to it still stands. Empty: it was about something else. */
  warningsOf(refusal: Refusal, action: ScheduleRow['action']): readonly ScheduleWarning[];
  /** Warnings that doing it now would leave without a reason. What it writes to find out is rolled back by the caller. */
  foresee(action: ScheduleRow['action'], explained: readonly ExplainedWarning[], context: CallContext): readonly ScheduleWarning[];
}

export interface SchedulesDeps {
  readonly store: ScheduleStore;
  readonly performer: SchedulePerformer;
  readonly zones: Zones;
  /** Role that the author of a schedule has today; null when it is gone. */
  readonly roleOf: (actorId: string) => Actor['role'] | null;
  /** Name of an object of a plan; null when it is gone. */
  readonly nameOf: (objectId: string) => string | null;
  readonly uow: UnitOfWork;
  readonly changeLog: ChangeLog;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly topics: Topics;
}

export interface Schedules {
  readonly handlers: Handlers<typeof schedules>;
  readonly undoable: Undoable;
  /** Does what is due now. Called at every start, wake, change of the clock, and every few seconds between. */
  runDue(): { readonly ran: number; readonly asking: number; readonly failed: number };
}

class Undone extends Error {
  readonly refusal: Refusal;
  readonly warnings: readonly ScheduleWarning[];
  constructor(refusal: Refusal, warnings: readonly ScheduleWarning[]) {
    super(refusal.code);
    this.refusal = refusal;
    this.warnings = warnings;
  }
}

/** Ends a rehearsal: everything that it wrote is rolled back. */
class Rehearsed extends Error {}

export function createSchedules(deps: SchedulesDeps): Schedules {
  const { store, zones, clock } = deps;
  const standings = createStandings(deps, view);

  function view(row: ScheduleRow): Schedule {
    const at = row.dueMs === null ? null : instantText(row.dueMs);
    const open = row.state === 'waiting' || row.state === 'asking';
    const state = open && row.standing === 'paused' ? 'paused' : row.state;
    return {
      id: row.id,
      clientId: row.clientId,
      name: row.name,
      action: row.action,
      subject: deps.nameOf(row.action.kind === 'budget' ? row.action.campaignId : (row.action.objectIds[0] ?? '')),
      rule: row.rule,
      state,
      nextAt: state === 'waiting' ? at : null,
      missedAt: state === 'asking' ? at : null,
      asks: state !== 'asking' ? null : row.warnings.length > 0 ? 'warnings' : 'missed',
      warnings: state === 'asking' ? [...row.warnings] : [],
      explained: row.explained.map(({ objectId, code, reason, actor }) => ({ objectId, code, reason, by: actor.name })),
      needsMachine: true,
      author: row.author.name,
      lastRunAt: row.lastRunAt,
      lastOutcome: row.lastOutcome,
    };
  }

  /** One time of a schedule and what became of it, as it stands now. */
  function event(row: ScheduleRow, day: string, what: Pick<ScheduleEvent, 'kind'> & Partial<ScheduleEvent>): ScheduleEvent {
    const dueMs = momentOn(zones, row.rule, day).ms;
    return { scheduleId: row.id, day, dueMs, at: clock.nowIso(), outcome: null, letGo: 0, person: null, ...what };
  }

  function contextOf(row: ScheduleRow): CallContext {
    return { actor: row.author, carrier: 'scheduler', taskId: null };
  }

  /** Takes the occurrence and does it, both or neither; a refusal takes it and does nothing. Warnings that nobody explained are asked about. */
  function occur(
    row: ScheduleRow,
    day: string,
    next: string | null,
    how: { readonly letGo: number; readonly person: string | null },
  ): 'ran' | 'failed' | 'asking' | 'taken' {
    const context = contextOf(row);
    return deps.uow.durable(() => {
      const at = clock.nowIso();
      if (!store.take(row.id, day, at)) {
        store.save(waitingFor(zones, row, next));
        return 'taken';
      }
      const undone = attempt(row, context);
      if (undone !== null && undone.warnings.length > 0) {
        const { warnings, refusal } = undone;
        store.giveBack(row.id, day); // nothing was done: the answer of a person takes it
        store.save({ ...row, state: 'asking', pendingDay: day, resumeDay: next, dueMs: momentOn(zones, row.rule, day).ms, warnings });
        store.note(event(row, day, { kind: 'missed', outcome: refusal.code, ...how }));
        deps.audit.append(context, 'schedules.warned', row.id, { day, warnings: warnings.length });
        return 'asking';
      }
      const outcome = undone === null ? 'done' : undone.refusal.code;
      const kind = outcome === 'done' ? 'ran' : 'failed';
      store.note(event(row, day, { kind, outcome: kind === 'ran' ? null : outcome, ...how }));
      const ended = outcome === 'schedules.author_lost_right';
      const after = waitingFor(zones, { ...row, lastRunAt: at, lastOutcome: outcome }, ended ? null : next);
      store.save(ended ? { ...after, state: 'ended' } : after);
      deps.audit.append(context, outcome === 'done' ? 'schedules.ran' : 'schedules.failed', row.id, { day, outcome });
      return outcome === 'done' ? 'ran' : 'failed';
    });
  }

  /** Null when it was done; else why not, and nothing of it is left. */
  function attempt(row: ScheduleRow, context: CallContext): Undone | null {
    try {
      deps.uow.transaction(() => {
        const refusal = perform(row, context);
        if (refusal !== null) throw new Undone(refusal, deps.performer.warningsOf(refusal, row.action));
      });
      return null;
    } catch (cause) {
      if (cause instanceof Undone) return cause;
      throw cause;
    }
  }

  /** Does it as if its time had come, reads what would be warned about, and takes everything back. */
  function foresee(
    action: ScheduleRow['action'],
    explained: readonly ExplainedWarning[],
    context: CallContext,
  ): readonly ScheduleWarning[] {
    if (action.kind === 'status' && action.status === 'paused') return []; // a pause asks nothing
    let found: readonly ScheduleWarning[] = [];
    try {
      // A publish that is rehearsed writes as durably as a real one, until it is taken back.
      deps.uow.durable(() => {
        found = deps.performer.foresee(action, explained, context);
        throw new Rehearsed();
      });
    } catch (cause) {
      if (!(cause instanceof Rehearsed)) throw cause;
    }
    return found;
  }

  function perform(row: ScheduleRow, context: CallContext): Refusal | null {
    const role = deps.roleOf(row.author.id);
    if (role !== 'publish' && role !== 'admin') return { code: 'schedules.author_lost_right', details: {} };
    if (row.action.kind === 'publish') {
      const now = deps.performer.contentHash(row.action.objectIds, row.explained, context);
      if (!now.ok) return now.error;
      if (now.value !== row.contentHash) return { code: 'schedules.content_changed', details: {} };
    }
    const done = deps.performer.perform(row, context);
    if (!done.ok) return done.error;
    if (done.value.revert !== null && row.action.kind === 'budget' && row.action.revertAt !== null) {
      const rule = { ...row.rule, at: row.action.revertAt, repeat: 'once', until: null } as const;
      const { action, explained } = done.value.revert;
      const back = { ...row, id: deps.ids.next(), action, explained, rule, contentHash: null, lastRunAt: null, lastOutcome: null };
      store.save(waitingFor(zones, back, firstDay(rule)));
    }
    return null;
  }

  function runDue(): { ran: number; asking: number; failed: number } {
    const count = { ran: 0, asking: 0, failed: 0 };
    const nowMs = clock.nowMs();
    const outdated = store.outdated(zones.version);
    if (outdated.length > 0)
      deps.uow.transaction(() => {
        for (const row of outdated) store.save(waitingFor(zones, row, row.pendingDay));
      });
    for (const row of store.due(nowMs)) {
      if (row.pendingDay === null) continue;
      const verdict = judge(zones, row.rule, row.pendingDay, nowMs);
      if (verdict.kind === 'wait') continue;
      if (verdict.kind === 'run') {
        const occurred = occur(row, verdict.day, verdict.next, { letGo: verdict.missed, person: null });
        if (occurred !== 'taken') count[occurred] += 1;
        continue;
      }
      deps.uow.transaction(() => {
        store.save({ ...row, state: 'asking', pendingDay: verdict.day, resumeDay: verdict.next, dueMs: verdict.dueMs, warnings: [] });
        store.note(event(row, verdict.day, { kind: 'missed', letGo: verdict.missed }));
        deps.audit.append(contextOf(row), 'schedules.missed', row.id, { day: verdict.day, before: verdict.missed });
      });
      count.asking += 1;
    }
    // One announcement for all of them: a hundred missed schedules are one question.
    if (count.ran + count.asking + count.failed > 0) deps.topics.moved('schedules', 'changes', 'publishing', 'home');
    return count;
  }

  const handlers: Handlers<typeof schedules> = {
    list: (input) => ok({ schedules: store.list(input.clientId).map(view) }),
    preview(input) {
      if (!zones.known(input.rule.timeZone)) return refuse('schedules.unknown_zone', { timeZone: input.rule.timeZone });
      const moments = [];
      for (let day = firstDay(input.rule); day !== null && moments.length < input.count; day = nextDay(input.rule, day)) {
        const { ms, kind } = momentOn(zones, input.rule, day);
        moments.push({ wall: wallOn(input.rule, day), at: instantText(ms), kind });
      }
      return ok({ moments });
    },
    save(input, context) {
      if (!zones.known(input.rule.timeZone)) return refuse('schedules.unknown_zone', { timeZone: input.rule.timeZone });
      const before = input.scheduleId === null ? null : store.get(input.scheduleId);
      if (input.scheduleId !== null && (before === null || before.standing === 'removed')) return refuse('schedules.not_found');
      if (before !== null && before.state !== 'waiting' && before.state !== 'asking') return refuse('schedules.already_over');
      const day = upcoming(zones, input.rule, clock.nowMs());
      if (day === null) return refuse('schedules.in_the_past', { at: input.rule.at, timeZone: input.rule.timeZone });
      let explained = before !== null && sameAction(before.action, input.action) ? before.explained : [];
      if (input.explanation !== undefined)
        explained = explainedWith(explained, input.explanation.warnings, input.explanation.reason, context.actor);
      let contentHash: string | null = null;
      if (input.action.kind === 'publish') {
        const hash = deps.performer.contentHash(input.action.objectIds, [], context);
        if (!hash.ok) return hash;
        contentHash = hash.value;
      } else {
        const warnings = foresee(input.action, explained, context);
        if (warnings.length > 0) return refuse('schedules.warnings_unexplained', { count: warnings.length, warnings: [...warnings] });
      }
      const { clientId, name, action, rule } = input;
      const row = waitingFor(
        zones,
        {
          id: before?.id ?? deps.ids.next(),
          clientId,
          name,
          action,
          rule,
          state: 'waiting',
          pendingDay: day,
          resumeDay: null,
          dueMs: null,
          zoneVersion: zones.version,
          contentHash,
          explained,
          warnings: [],
          author: context.actor,
          lastRunAt: before?.lastRunAt ?? null,
          lastOutcome: before?.lastOutcome ?? null,
          standing: before?.standing ?? 'active',
        },
        day,
      );
      deps.uow.transaction(() => {
        store.save(row);
        if (before === null) standings.began(row, context);
        deps.audit.append(context, 'schedules.saved', row.id, {
          kind: action.kind,
          at: rule.at,
          timeZone: rule.timeZone,
          repeat: rule.repeat,
        });
      });
      deps.topics.moved('schedules', 'history');
      return ok(view(row));
    },
    cancel(input, context) {
      const row = store.get(input.scheduleId);
      if (row === null) return refuse('schedules.not_found');
      if (row.state !== 'waiting' && row.state !== 'asking') return refuse('schedules.already_over');
      const cancelled: ScheduleRow = { ...row, state: 'cancelled', pendingDay: null, resumeDay: null, dueMs: null };
      deps.uow.transaction(() => {
        store.save(cancelled);
        deps.audit.append(context, 'schedules.cancelled', row.id, {});
      });
      deps.topics.moved('schedules');
      return ok(view(cancelled));
    },
    ...standings.handlers,
    runs(input) {
      if (store.get(input.scheduleId) === null) return refuse('schedules.not_found');
      return ok({ runs: store.events(input.scheduleId, input.limit).map(runView) });
    },
    answer(input, context) {
      const rows = input.scheduleIds.map((id) => store.get(id));
      if (rows.some((row) => row === null || row.state !== 'asking' || row.standing !== 'active' || row.pendingDay === null))
        return refuse('schedules.not_asking');
      const { reason } = input;
      const open = rows.flatMap((row) => row?.warnings ?? []);
      if (input.decision === 'run' && open.length > 0 && reason === undefined)
        return refuse('schedules.warnings_unexplained', { count: open.length, warnings: open });
      const count = { ran: 0, skipped: 0, failed: 0, asking: 0 };
      for (const row of rows) {
        if (row?.pendingDay == null) continue; // refused above
        if (input.decision === 'run') {
          const explained = reason === undefined ? row.explained : explainedWith(row.explained, row.warnings, reason, context.actor);
          const occurred = occur({ ...row, explained }, row.pendingDay, row.resumeDay, { letGo: 0, person: context.actor.name });
          if (occurred !== 'taken') count[occurred] += 1;
          continue;
        }
        const { pendingDay } = row;
        deps.uow.transaction(() => {
          store.take(row.id, pendingDay, clock.nowIso());
          store.note(event(row, pendingDay, { kind: 'skipped', person: context.actor.name }));
          store.save(waitingFor(zones, { ...row, lastOutcome: 'skipped' }, row.resumeDay));
          deps.audit.append(context, 'schedules.skipped', row.id, { day: pendingDay });
        });
        count.skipped += 1;
      }
      deps.topics.moved('schedules', 'changes', 'publishing', 'home');
      return ok(count);
    },
    work: () => ok(runDue()),
  };

  return { handlers, undoable: standings.undoable, runDue };
}

function runView({ scheduleId: _schedule, dueMs, ...event }: ScheduleEvent): ScheduleRun {
  return { ...event, dueAt: dueMs === null ? null : instantText(dueMs) };
}
