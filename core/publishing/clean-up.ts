import type { PublishingDeps } from './deps.ts';
import { PRIORITY, type NewStep, type StepRow } from './journal.ts';
import type { Recorder } from './record.ts';

/** What writing down an answer needs. */
export type AnswerDeps = Pick<PublishingDeps, 'store' | 'plans' | 'clock' | 'ids' | 'random'> & {
  readonly recorder: Recorder;
  /** When this process first looked for a step and found nothing, by the time that really passes. */
  readonly firstLooks: Map<string, number>;
};

/** Steps that pause, then archive, a remote object that should not exist. Asked twice for the same object, it writes them once. */
export function archiveDuplicate(deps: AnswerDeps, near: StepRow, objectId: string, remoteId: string): void {
  const record = deps.plans.get(objectId);
  if (record === null) return;
  const taken = deps.store
    .stepsOfObject(near.runId, objectId)
    .some((step) => step.targetRemoteId === remoteId && step.state !== 'cancelled' && step.state !== 'rejected');
  if (taken) return;
  const sequence = deps.store.nextSequence(near.runId);
  const common = {
    priority: PRIORITY.duplicate,
    network: near.network,
    accountId: near.accountId,
    campaignId: near.campaignId,
    kind: 'set_status',
    purpose: 'duplicate',
    objectIds: [objectId],
    level: record.level,
    objectName: record.draft.name,
    marker: record.marker,
    targetRemoteId: remoteId,
    changedFields: [],
  } as const;
  const pause: NewStep = { ...common, id: deps.ids.next(), sequence, status: 'paused', needs: [] };
  deps.store.addSteps(near.runId, [
    pause,
    { ...common, id: deps.ids.next(), sequence: sequence + 1, status: 'archived', needs: [{ stepId: pause.id, hard: false }] },
  ]);
  deps.recorder.note(near, 'duplicate_found', { remoteId });
}
