import type { createPlanning } from '../../core/changes/index.ts';
import { jsonDetails } from '../../core/kernel/json-data.ts';
import type { ScheduleAction } from '../../core/contract/schedules.ts';
import { ok, refuse, type Refusal, type Result } from '../../core/kernel/result.ts';
import type { CallContext } from '../../core/ports/index.ts';
import type { PlanStore } from '../../core/plans/plan-store.ts';
import type { Publishing } from '../../core/publishing/index.ts';
import type { ExplainedWarning, SchedulePerformer } from '../../core/schedules/index.ts';

interface Deps {
  readonly planning: Pick<ReturnType<typeof createPlanning>, 'handlers' | 'changeSource' | 'openWarnings'>;
  readonly publishing: Publishing;
  readonly plans: PlanStore;
}

/** Warnings that a question names; a person explains them together. */
const MOST = 200;
const UNEXPLAINED = 'changes.warnings_unexplained';
const UNUSUAL = 'publishing.unusual_amount';
/** Reasons for these are reasons for an amount far above what was spent lately. */
const ABOUT_AMOUNT: readonly string[] = ['unusual_amount', 'budget_far_above_usual'];

/** Schedules act through the same doors as a person: the plan is edited, checked and published; a pause goes before everything. */
export function createSchedulePerformer({ planning, publishing, plans }: Deps): SchedulePerformer {
  /** What is ready, once the reasons that were given for its warnings are written down, each in the name of who gave it. */
  function readied(objectIds: readonly string[], explained: readonly ExplainedWarning[], context: CallContext) {
    const selection = { objectIds: [...objectIds] };
    const first = planning.changeSource.ready(selection, context);
    if (first.ok || first.error.code !== UNEXPLAINED || explained.length === 0) return first;
    for (const { objectId, code, reason, actor } of explained)
      atOnce(planning.handlers.checks.waive({ objectIds: [objectId], code, reason }, { ...context, actor }));
    return planning.changeSource.ready(selection, context);
  }

  function publish(objectIds: readonly string[], explained: readonly ExplainedWarning[], context: CallContext): Result<unknown, Refusal> {
    const selection = { objectIds: [...objectIds] };
    const ready = readied(objectIds, explained, context);
    if (!ready.ok) return ready.error.code === 'changes.nothing_selected' ? ok(null) : ready;
    // The amount was seen when it was scheduled: the content is the same, or this is never reached.
    const confirmUnusual = explained.some(({ code }) => ABOUT_AMOUNT.includes(code));
    return atOnce(publishing.handlers.start({ selection, confirmDaily: [...ready.value.daily], confirmUnusual }, context));
  }

  /** Reasons that the amount before had: it goes back to that amount with them. */
  function reasonsFor(campaignId: string, context: CallContext): readonly ExplainedWarning[] {
    const listed = atOnce(
      planning.handlers.checks.list({ clientId: null, objectId: campaignId, severity: 'warning', offset: 0, limit: MOST }, context),
    );
    if (!listed.ok) return [];
    return listed.value.problems.flatMap(({ objectId, code, waivedReason }) =>
      waivedReason === null ? [] : [{ objectId, code, reason: waivedReason, actor: context.actor }],
    );
  }

  const performer: SchedulePerformer = {
    contentHash(objectIds, explained, context) {
      const ready = readied(objectIds, explained, context);
      return ready.ok ? ok(ready.value.contentHash) : ready;
    },
    warningsOf(refusal, action) {
      const objectIds = action.kind === 'budget' ? [action.campaignId] : action.objectIds;
      if (refusal.code === UNEXPLAINED)
        return planning
          .openWarnings({ objectIds }, MOST)
          .map(({ objectId, objectName, code, details }) => ({ objectId, objectName, code, details }));
      const first = objectIds[0] ?? '';
      return refusal.code === UNUSUAL
        ? [
            {
              objectId: first,
              objectName: plans.get(first)?.draft.name ?? '',
              code: 'unusual_amount',
              details: jsonDetails(refusal.details),
            },
          ]
        : [];
    },
    foresee(action, explained, context) {
      const done = act(action, explained, context);
      return done.ok ? [] : performer.warningsOf(done.error, action);
    },
    perform: ({ action, explained }, context) => act(action, explained, context),
  };
  return performer;

  function act(
    action: ScheduleAction,
    explained: readonly ExplainedWarning[],
    context: CallContext,
  ): ReturnType<SchedulePerformer['perform']> {
    switch (action.kind) {
      case 'publish': {
        const started = publish(action.objectIds, explained, context);
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
        const started = publish(objectIds, explained, context);
        return started.ok ? ok({ revert: null }) : started;
      }
      case 'budget': {
        const before = plans.get(action.campaignId);
        if (before?.level !== 'campaign') return refuse('schedules.object_gone');
        const reasons = reasonsFor(action.campaignId, context);
        const edited = atOnce(
          planning.handlers.plans.edit({ objectIds: [action.campaignId], fields: { dailyBudget: action.dailyBudget } }, context),
        );
        if (!edited.ok) return edited;
        const started = publish([action.campaignId], explained, context);
        if (!started.ok) return started;
        const { dailyBudget } = before.draft;
        return ok({
          revert: { action: { kind: 'budget', campaignId: action.campaignId, dailyBudget, revertAt: null }, explained: reasons },
        });
      }
    }
  }
}

/** A schedule is taken and done in one transaction, so what it calls must answer at once. */
function atOnce<T>(answer: Result<T, Refusal> | Promise<Result<T, Refusal>>): Result<T, Refusal> {
  if (answer instanceof Promise) throw new Error('A schedule cannot wait inside of a transaction');
  return answer;
}
