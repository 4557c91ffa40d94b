import type { AdNetwork, RemoteObject } from '../ports/ad-network.ts';
import { archiveDuplicate, type AnswerDeps } from './clean-up.ts';
import { pauseStep } from './pause.ts';
import { checkFailure, type RunObject, type StepRow } from './journal.ts';
import { differencesOf, duplicatesIn, holdsActivation } from './verify.ts';

/** Readings that may miss an object before a person is asked. */
const MAX_READINGS = 4;

/** Pauses that are sent again before a person is asked. */
const MAX_PAUSES = 3;

/** After an emergency: what still runs is paused again, and a person hears of it when even that does not hold. */
function recordPauseReading(deps: AnswerDeps, step: StepRow, byId: ReadonlyMap<string, RemoteObject>): void {
  const record = deps.plans.get(step.objectIds[0] ?? '');
  if (record === null || record.remoteId === null || byId.get(record.remoteId)?.configured !== 'active') {
    deps.recorder.confirm(step, { refs: [], requestId: null }, 'answered');
    return;
  }
  const failure = checkFailure('publishing.still_active', 'The network took the pause and still says active');
  if (step.failures + 1 >= MAX_PAUSES) return deps.recorder.askPerson(step, failure);
  const again = pauseStep(deps, record, deps.store.nextSequence(step.runId), []);
  deps.recorder.requeue(step, { dueMs: deps.clock.nowMs(), failures: step.failures + 1, failure, waitsReason: null });
  deps.store.addSteps(step.runId, [again]);
  deps.store.need(step.id, again.id, false);
}

/**
 * The campaign as it stands on the network, compared field by field with what was approved. Differences become `theirs`
 * of the object and hold its activation; an object that is missing is read again past the listing lag; a second object
 * with the same marker is archived.
 */
export function recordReading(deps: AnswerDeps, network: AdNetwork, step: StepRow, remote: readonly RemoteObject[]): void {
  const byId = new Map(remote.map((object) => [object.remoteId, object]));
  if (step.purpose === 'pause') return recordPauseReading(deps, step, byId);
  const missing: RunObject[] = [];
  const now = deps.clock.nowMs();
  for (const approved of deps.store.runObjectsOf(step.runId, step.campaignId)) {
    const record = deps.plans.get(approved.objectId);
    if (record === null || record.remoteId === null || record.base?.status === 'archived') continue;
    const found = byId.get(record.remoteId);
    if (found === undefined) {
      missing.push(approved);
      continue;
    }
    const differences = differencesOf(approved.fields, found);
    deps.plans.setTheirs(approved.objectId, Object.fromEntries(differences.map((difference) => [difference.field, difference.theirs])));
    const held = differences.filter(holdsActivation);
    deps.store.setVerdict(step.runId, approved.objectId, held.length === 0 ? 'same' : 'differs');
    if (held.length > 0)
      deps.recorder.note(step, 'readback_differs', {
        object: approved.objectId,
        fields: held.map((difference) => difference.field).join(','),
      });
  }
  for (const group of duplicatesIn(remote).values()) {
    const marker = group[0]?.marker;
    const record = marker === undefined || marker === null ? null : deps.plans.byMarker(marker);
    if (record === null || record.remoteId === null) continue;
    for (const object of group) if (object.remoteId !== record.remoteId) archiveDuplicate(deps, step, record.id, object.remoteId);
  }
  if (missing.length === 0) {
    deps.recorder.confirm(step, { refs: [], requestId: null }, 'answered');
    return;
  }
  const failure = checkFailure('publishing.missing_on_network', 'Objects that were confirmed are not in the listing', {
    missing: missing.length,
  });
  if (step.failures + 1 >= MAX_READINGS) deps.recorder.askPerson(step, failure);
  else
    deps.recorder.requeue(step, {
      dueMs: now + network.capabilities.listingLagMs + 1_000,
      failures: step.failures + 1,
      failure,
      waitsReason: 'listing',
    });
}
