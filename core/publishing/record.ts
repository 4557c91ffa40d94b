import type { StepEvidence } from '../ports/ad-network.ts';
import type { CallContext } from '../ports/change-log.ts';
import { releaseBudget, unbookRaise } from './activation.ts';
import { applyToPlan } from './apply-to-plan.ts';
import type { PublishingDeps } from './deps.ts';
import { mainRemoteId } from './evidence.ts';
import { checkFailure, isSettled, type RunRow, type StepFailure, type StepRow, type StepState } from './journal.ts';

/** Writes outcomes. Every function runs inside a transaction: the outcome, what it sets free and the audit record are one commit. */
export interface Recorder {
  confirm(step: StepRow, evidence: StepEvidence, how: 'answered' | 'found'): void;
  reject(step: StepRow, failure: StepFailure): void;
  cancel(step: StepRow, failure: StepFailure): void;
  /** To be sent (or read) again at `dueMs`; cancelled when the run was stopped meanwhile. */
  requeue(step: StepRow, change: Pick<StepRow, 'dueMs' | 'failures' | 'failure' | 'waitsReason'>): void;
  /** The request left and nothing proves what became of it. */
  unknown(step: StepRow, failure: StepFailure | null): void;
  askPerson(step: StepRow, failure: StepFailure): void;
  note(step: StepRow, action: string, details?: Record<string, string | number>): void;
  finishIfDone(runId: string): void;
}

export type RecorderDeps = Pick<PublishingDeps, 'store' | 'plans' | 'audit' | 'clock' | 'changes' | 'facts'>;

export function createRecorder(deps: RecorderDeps): Recorder {
  const { store } = deps;
  /** The actor of a run never changes, so it is read once. */
  const contexts = new Map<string, CallContext>();

  function contextOf(runId: string): CallContext {
    let context = contexts.get(runId);
    if (context === undefined) {
      const run = store.run(runId);
      if (run === null) throw new Error(`Run ${runId} does not exist`);
      context = { ...run.context, taskId: null };
      if (contexts.size > 100) contexts.clear();
      contexts.set(runId, context);
    }
    return context;
  }

  function note(step: StepRow, action: string, details: Record<string, string | number> = {}): void {
    deps.audit.append(contextOf(step.runId), `publishing.${action}`, step.id, {
      kind: step.kind,
      object: step.objectIds[0] ?? '',
      network: step.network,
      ...details,
    });
  }

  /** Moves a step to its end; false when somebody else moved it first. */
  function settle(step: StepRow, state: StepState, change: Partial<StepRow>): StepRow | null {
    const next: StepRow = { ...step, answeredAt: deps.clock.nowIso(), leasedBy: null, waitsReason: null, ...change, state };
    return store.save(next, step.state) ? next : null;
  }

  function cancelDependents(from: StepRow, failure: StepFailure): void {
    const queue = [from.id];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      store.release(id, 'soft');
      for (const dependent of store.dependents(id)) {
        if (!dependent.hard) continue;
        const step = store.step(dependent.stepId);
        if (step === null || isSettled(step.state) || step.state === 'sending' || step.state === 'unknown') continue;
        if (!store.save({ ...step, state: 'cancelled', failure, cancelledBy: from.id, leasedBy: null, waitsReason: null }, step.state))
          continue;
        note(step, 'step_cancelled', { code: failure.code ?? failure.kind, because: from.id });
        queue.push(step.id);
      }
    }
  }

  /** A campaign that surely did not go live must not keep its budget booked. */
  function releaseAfterFailure(step: StepRow): void {
    if (step.kind === 'update' && step.changedFields.includes('dailyBudget')) return unbookRaise(deps, step);
    if (step.kind !== 'set_status' || step.status !== 'active' || step.purpose !== 'plan') return;
    for (const objectId of step.objectIds) {
      const record = deps.plans.get(objectId);
      if (record?.level === 'campaign' && record.base?.status !== 'active') releaseBudget(deps, step, record);
    }
  }

  const recorder: Recorder = {
    note,
    confirm(step, evidence, how) {
      const remoteId = mainRemoteId(step, evidence) ?? step.remoteId;
      if (settle(step, 'confirmed', { evidence, remoteId, failure: null }) === null) return;
      applyToPlan(deps, step, evidence);
      store.release(step.id, 'all');
      note(step, 'step_confirmed', { how, remoteId: remoteId ?? '' });
      recorder.finishIfDone(step.runId);
    },
    reject(step, failure) {
      if (settle(step, 'rejected', { failure }) === null) return;
      releaseAfterFailure(step);
      note(step, 'step_rejected', { code: failure.code ?? failure.kind });
      cancelDependents(step, checkFailure('publishing.parent_failed', 'A step that this one stands on failed'));
      recorder.finishIfDone(step.runId);
    },
    cancel(step, failure) {
      // What may have been sent may have worked: only a step that surely did nothing gives its budget back.
      const surelyNothing = step.state === 'planned' || step.state === 'leased' || step.state === 'rejected';
      if (settle(step, 'cancelled', { failure }) === null) return;
      if (surelyNothing) releaseAfterFailure(step);
      note(step, 'step_cancelled', { code: failure.code ?? failure.kind });
      cancelDependents(step, failure);
      recorder.finishIfDone(step.runId);
    },
    requeue(step, change) {
      const current = store.step(step.id);
      if (current === null) return;
      if (current.noResend) {
        // To be sent again means that it surely did nothing so far.
        if (store.save({ ...step, state: 'planned' }, current.state)) {
          recorder.cancel({ ...step, state: 'planned' }, checkFailure('publishing.stopped', 'Stopped before it was sent again'));
        }
        return;
      }
      if (!store.save({ ...step, state: 'planned', leasedBy: null, looks: 0, lookedMs: null, ...change }, current.state)) return;
      note(step, 'step_waits', { code: change.failure?.code ?? change.failure?.kind ?? 'none' });
    },
    unknown(step, failure) {
      if (
        !store.save(
          {
            ...step,
            state: 'unknown',
            leasedBy: null,
            looks: 0,
            lookedMs: null,
            failures: 0,
            dueMs: deps.clock.nowMs(),
            failure,
            waitsReason: 'looking',
          },
          step.state,
        )
      )
        return;
      note(step, 'step_unknown');
    },
    askPerson(step, failure) {
      if (!store.save({ ...step, state: 'needs_person', leasedBy: null, failure, waitsReason: null }, step.state)) return;
      note(step, 'step_needs_person', { code: failure.code ?? failure.kind });
      recorder.finishIfDone(step.runId);
    },
    finishIfDone(runId) {
      if (store.openSteps(runId) > 0) return;
      const run = store.run(runId);
      if (run === null || run.finishedAt !== null) return;
      const problems = store.tallies([runId]).some((tally) => tally.state !== 'confirmed' && tally.count > 0);
      const state: RunRow['state'] = run.state === 'stopped' ? 'stopped' : problems ? 'done_with_problems' : 'done';
      store.saveRun(runId, state, deps.clock.nowIso());
      for (const objectId of store.runObjectIds(runId)) {
        const record = deps.plans.get(objectId);
        if (record?.lifecycle === 'publishing')
          deps.plans.confirm(objectId, { fields: {}, lifecycle: record.remoteId === null ? 'draft' : 'live' });
      }
      deps.audit.append(contextOf(runId), 'publishing.run_finished', runId, { state });
    },
  };
  return recorder;
}
