import type { Schedule, schedules } from '../contract/schedules.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext, Handlers, Undoable } from '../ports/index.ts';
import { resumed } from './aim.ts';
import type { ScheduleRow, Standing } from './schedule-store.ts';
import type { SchedulesDeps } from './schedules.ts';

const OBJECT_TYPE = 'schedule';
const LABELS = { active: 'history.schedule_resumed', paused: 'history.schedule_paused', removed: 'history.schedule_removed' } as const;

type Three = Pick<Handlers<typeof schedules>, 'pause' | 'resume' | 'remove'>;

/** Pausing, resuming and removing: each is one undo step, and none of them loses what a schedule did. */
export function createStandings(
  deps: SchedulesDeps,
  view: (row: ScheduleRow) => Schedule,
): { readonly handlers: Three; readonly undoable: Undoable; began(row: ScheduleRow, context: CallContext): void } {
  const { store, zones, clock } = deps;

  function move(scheduleId: string, standing: Standing, context: CallContext): Result<ScheduleRow, Refusal> {
    const row = store.get(scheduleId);
    if (row === null || row.standing === 'removed') return refuse('schedules.not_found');
    const over = row.state !== 'waiting' && row.state !== 'asking';
    if (over && standing !== 'removed') return refuse('schedules.already_over');
    if (row.standing === standing) return ok(row);
    const next = standing === 'active' ? resumed(zones, row, clock.nowMs()) : { ...row, standing };
    deps.uow.transaction(() => {
      store.save(next);
      record(row.id, row.standing, standing, LABELS[standing], row.name, context);
    });
    deps.topics.moved('schedules', 'history');
    return ok(next);
  }

  function record(id: string, before: Standing, after: Standing, label: string, name: string, context: CallContext): void {
    const group = deps.changeLog.begin(context, label, { name });
    deps.changeLog.record(group, [{ objectType: OBJECT_TYPE, objectId: id, field: 'standing', before, after }]);
  }

  return {
    handlers: {
      pause: ({ scheduleId }, context) => viewed(move(scheduleId, 'paused', context)),
      resume: ({ scheduleId }, context) => viewed(move(scheduleId, 'active', context)),
      remove({ scheduleId }, context) {
        const moved = move(scheduleId, 'removed', context);
        return moved.ok ? ok({ done: true }) : moved;
      },
    },
    began: (row, context) => record(row.id, 'removed', 'active', 'history.schedule_made', row.name, context),
    undoable: {
      objectType: OBJECT_TYPE,
      restore(changes) {
        for (const { objectId, value } of changes) {
          const row = store.get(objectId);
          if (row === null || (value !== 'active' && value !== 'paused' && value !== 'removed')) continue;
          store.save(value === 'active' ? resumed(zones, row, clock.nowMs()) : { ...row, standing: value });
        }
      },
    },
  };

  function viewed(moved: Result<ScheduleRow, Refusal>): Result<Schedule, Refusal> {
    return moved.ok ? ok(view(moved.value)) : moved;
  }
}
