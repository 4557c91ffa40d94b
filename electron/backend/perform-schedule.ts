import type { createPlanning } from '../../core/changes/index.ts';
import { ok, refuse, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { CallContext } from '../../core/ports/index.ts';
import type { PlanStore } from '../../core/plans/plan-store.ts';
import type { Publishing } from '../../core/publishing/index.ts';
import type { SchedulePerformer } from '../../core/schedules/index.ts';

interface Deps {
  readonly planning: Pick<ReturnType<typeof createPlanning>, 'handlers' | 'changeSource'>;
  readonly publishing: Publishing;
  readonly plans: PlanStore;
}

/** Schedules act through the same doors as a person: the plan is edited, checked and published; a pause goes before everything. */
export function createSchedulePerformer({ planning, publishing, plans }: Deps): SchedulePerformer {
  function publish(objectIds: readonly string[], context: CallContext): Result<unknown, Refusal> {
    const selection = { objectIds: [...objectIds] };
    const ready = planning.changeSource.ready(selection, context);
    if (!ready.ok) return ready.error.code === 'changes.nothing_selected' ? ok(null) : ready;
    // The amount was seen when it was scheduled: the content is the same, or this is never reached.
    return atOnce(publishing.handlers.start({ selection, confirmDaily: [...ready.value.daily] }, context));
  }

  return {
    contentHash(objectIds, context) {
      const ready = planning.changeSource.ready({ objectIds: [...objectIds] }, context);
      return ready.ok ? ok(ready.value.contentHash) : ready;
    },
    perform({ action }, context) {
      switch (action.kind) {
        case 'publish': {
          const started = publish(action.objectIds, context);
          return started.ok ? ok({ revert: null }) : started;
        }
        case 'status': {
          const objectIds = action.objectIds.filter((id) => plans.get(id) !== null);
          if (objectIds.length === 0) return refuse('schedules.object_gone');
          const edited = atOnce(planning.handlers.plans.edit({ objectIds, fields: { status: action.status } }, context));
          if (!edited.ok) return edited;
          if (action.status === 'paused') {
            publishing.pauseObjects(objectIds, context);
            return ok({ revert: null });
          }
          const started = publish(objectIds, context);
          return started.ok ? ok({ revert: null }) : started;
        }
        case 'budget': {
          const before = plans.get(action.campaignId);
          if (before?.level !== 'campaign') return refuse('schedules.object_gone');
          const edited = atOnce(
            planning.handlers.plans.edit({ objectIds: [action.campaignId], fields: { dailyBudget: action.dailyBudget } }, context),
          );
          if (!edited.ok) return edited;
          const started = publish([action.campaignId], context);
          if (!started.ok) return started;
          const { dailyBudget } = before.draft;
          return ok({ revert: { kind: 'budget', campaignId: action.campaignId, dailyBudget, revertAt: null } });
        }
      }
    },
  };
}

/** A schedule is taken and done in one transaction, so what it calls must answer at once. */
function atOnce<T>(answer: Result<T, Refusal> | Promise<Result<T, Refusal>>): Result<T, Refusal> {
  if (answer instanceof Promise) throw new Error('A schedule cannot wait inside of a transaction');
  return answer;
}
