import type { NetworkFailure } from '../ports/ad-network.ts';
import type { AnswerDeps } from './clean-up.ts';
import { checkFailure, PRIORITY, type NewStep, type RunObject, type StepFailure, type StepRow } from './journal.ts';

/**
 * A network that makes a whole campaign in one request refuses all of it for one ad. Where it names the ads, and nothing
 * else, the tree is sent again without them: each gets a step of its own that says why it was refused, and the others go on.
 * False: the refusal is about more than some ads. Runs inside the transaction of the answer.
 */
export function spareTheOthers(deps: AnswerDeps, step: StepRow, failure: NetworkFailure, told: StepFailure): boolean {
  if (step.kind !== 'create_tree' || failure.kind !== 'refused' || failure.problems.length === 0) return false;
  const approved = new Map<string, RunObject>();
  for (const objectId of step.objectIds) {
    const object = deps.store.runObject(step.runId, objectId);
    if (object !== null) approved.set(objectId, object);
  }
  const blamed = new Set<string>();
  for (const { objectId } of failure.problems) {
    if (objectId === null || approved.get(objectId)?.level !== 'ad') return false;
    blamed.add(objectId);
  }
  const alive = new Set<string>();
  for (const [objectId, object] of approved)
    if (object.level === 'ad' && !blamed.has(objectId) && object.parentId !== null) alive.add(object.parentId);
  if (alive.size === 0) return false;
  const emptied = new Set(
    [...approved].filter(([objectId, object]) => object.level === 'ad_group' && !alive.has(objectId)).map(([objectId]) => objectId),
  );
  const rest = step.objectIds.filter((objectId) => !blamed.has(objectId) && !emptied.has(objectId));
  deps.recorder.requeue({ ...step, objectIds: rest }, { dueMs: deps.clock.nowMs(), failures: 0, failure: null, waitsReason: null });
  for (const objectId of blamed) deps.recorder.reject(ownStep(deps, step, approved.get(objectId)!), told); // every blamed one was found above
  const alone = checkFailure('publishing.parent_failed', 'Every ad of the group was refused');
  for (const objectId of emptied) deps.recorder.cancel(ownStep(deps, step, approved.get(objectId)!), alone); // taken from the same map
  deps.recorder.note(step, 'tree_spared', { refused: blamed.size, objects: rest.length });
  return true;
}

function ownStep(deps: AnswerDeps, near: StepRow, object: RunObject): StepRow {
  const id = deps.ids.next();
  const step: NewStep = {
    id,
    sequence: deps.store.nextSequence(near.runId),
    priority: PRIORITY.normal,
    network: near.network,
    accountId: near.accountId,
    campaignId: near.campaignId,
    kind: object.level === 'ad' ? 'create_ad' : 'create_ad_group',
    purpose: 'plan',
    objectIds: [object.objectId],
    level: object.level,
    objectName: object.fields.name,
    marker: object.marker,
    targetRemoteId: null,
    changedFields: [],
    status: null,
    needs: [],
  };
  deps.store.addSteps(near.runId, [step]);
  const own = deps.store.step(id);
  if (own === null) throw new Error(`Step ${id} was just written`);
  return own;
}
