import { refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { PublishingDeps } from './deps.ts';
import { checkFailure, PRIORITY, type StepRow } from './journal.ts';
import type { Recorder } from './record.ts';

/** A person's word on a step: look (or try) again, or let it be. Nothing that may have been sent is sent again without a look. */
export function settleStep(
  deps: PublishingDeps,
  recorder: Recorder,
  stepId: string,
  decision: 'look_again' | 'cancel',
  context: CallContext,
): Result<StepRow, Refusal> {
  if (!deps.mayWrite()) return refuse('publishing.fenced');
  return deps.uow.durable(() => {
    const step = deps.store.step(stepId);
    if (step === null) return refuse('publishing.step_not_found');
    if (step.state === 'confirmed' || step.state === 'cancelled' || step.state === 'sending')
      return refuse('publishing.not_settleable', { state: step.state });
    if (decision === 'cancel') {
      if (step.state === 'rejected') return refuse('publishing.not_settleable', { state: step.state });
      recorder.cancel(step, checkFailure('publishing.cancelled_by_person', 'Cancelled by a person'));
    } else if (!lookAgain(deps, recorder, step)) {
      return refuse('publishing.not_settleable', { state: step.state });
    }
    deps.audit.append(context, 'publishing.step_settled', stepId, { decision, was: step.state });
    return { ok: true, value: deps.store.step(stepId) ?? step };
  });
}

function lookAgain(deps: PublishingDeps, recorder: Recorder, step: StepRow): boolean {
  const now = deps.clock.nowMs();
  switch (step.state) {
    case 'unknown':
      return deps.store.save({ ...step, dueMs: now, failures: 0 }, 'unknown');
    case 'needs_person':
      reopenRun(deps, step.runId);
      // A check of ours held it back before it was sent; anything else may have left traces and is looked up.
      if (
        step.failure?.kind === 'check' &&
        step.kind !== 'verify' &&
        step.failure.code !== 'publishing.never_answered' &&
        step.failure.code !== 'publishing.answer_incomplete'
      ) {
        if (step.failure.code === 'publishing.differs') readAgain(deps, step);
        return deps.store.save({ ...step, state: 'planned', dueMs: now, failures: 0, failure: null }, 'needs_person');
      }
      if (step.kind === 'verify' || step.firstSentAt === null)
        return deps.store.save({ ...step, state: 'planned', dueMs: now, failures: 0, failure: null }, 'needs_person');
      return deps.store.save(
        { ...step, state: 'unknown', looks: 0, lookedMs: null, dueMs: now, failures: 0, attempts: 1, waitsReason: 'looking' },
        'needs_person',
      );
    case 'rejected':
      return tryAgain(deps, recorder, step);
    case 'planned':
    case 'leased':
      return deps.store.save({ ...step, dueMs: now }, step.state);
    default:
      return false;
  }
}

/** A refusal was final for what was sent then; after a fix on the network the same step is sent again, with what was cancelled because of it. */
function tryAgain(deps: PublishingDeps, recorder: Recorder, step: StepRow): boolean {
  reopenRun(deps, step.runId);
  if (!deps.store.save({ ...step, state: 'planned', dueMs: deps.clock.nowMs(), failures: 0, failure: null, attempts: 0 }, 'rejected'))
    return false;
  const revived: StepRow[] = [step];
  const queue = [step.id];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const child of deps.store.cancelledBy(id)) {
      if (!deps.store.save({ ...child, state: 'planned', failure: null, cancelledBy: null, dueMs: deps.clock.nowMs() }, 'cancelled'))
        continue;
      revived.push(child);
      queue.push(child.id);
    }
  }
  for (const child of revived) deps.store.recount(child.id);
  recorder.note(step, 'step_tried_again', { revived: revived.length });
  return true;
}

/** An activation that was held by a difference needs a new reading before it is judged again. */
function readAgain(deps: PublishingDeps, step: StepRow): void {
  const id = deps.ids.next();
  deps.store.addSteps(step.runId, [
    {
      id,
      sequence: deps.store.nextSequence(step.runId),
      priority: PRIORITY.normal,
      network: step.network,
      accountId: step.accountId,
      campaignId: step.campaignId,
      kind: 'verify',
      purpose: 'plan',
      objectIds: [step.campaignId],
      level: 'campaign',
      objectName: step.objectName,
      marker: step.marker,
      targetRemoteId: null,
      changedFields: [],
      status: null,
      needs: [],
    },
  ]);
  deps.store.need(step.id, id, true);
}

function reopenRun(deps: PublishingDeps, runId: string): void {
  const run = deps.store.run(runId);
  if (run !== null && run.finishedAt !== null) deps.store.saveRun(runId, 'running', null);
}
