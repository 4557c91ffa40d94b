import type { Result } from '../kernel/result.ts';
import type { AdNetwork, NetworkFailure, RemoteObject, StepEvidence } from '../ports/ad-network.ts';
import { archiveDuplicate, type AnswerDeps } from './clean-up.ts';
import { coverageOf, isSidePart, ownEvidence } from './evidence.ts';
import { checkFailure, PRIORITY, rawText, type NewStep, type StepFailure, type StepRow } from './journal.ts';
import { backoffMs, MAX_ATTEMPTS, MAX_FAILURES, lookApartMs, nextMove, noneIsCertain, type Phase } from './next-move.ts';
import { recordReading } from './reading.ts';
import { spareTheOthers } from './spare.ts';

/** Shorter waits are not written down. */
const WORTH_A_NOTE_MS = 5_000;

/** What came back for one thing that was under way. */
export type Answer =
  | { readonly phase: 'apply'; readonly step: StepRow; readonly result: Result<StepEvidence, NetworkFailure> }
  | { readonly phase: 'find'; readonly step: StepRow; readonly result: Result<readonly StepEvidence[] | null, NetworkFailure> }
  | { readonly phase: 'read'; readonly step: StepRow; readonly result: Result<readonly RemoteObject[], NetworkFailure> };

/** Turns an answer into rows. `failures`: how many failures of this step are its own, this one included. Runs inside a transaction. */
export function recordAnswer(deps: AnswerDeps, network: AdNetwork, answer: Answer, failures: number): void {
  if (!answer.result.ok) return recordFailure(deps, answer.step, answer.result.error, answer.phase, failures);
  switch (answer.phase) {
    case 'apply':
      return recordEvidence(deps, answer.step, answer.result.value, 'answered');
    case 'find':
      return recordLook(deps, network, answer.step, answer.result.value ?? []);
    case 'read':
      return recordReading(deps, network, answer.step, answer.result.value);
  }
}

function recordEvidence(deps: AnswerDeps, step: StepRow, evidence: StepEvidence, how: 'answered' | 'found'): void {
  const coverage = coverageOf(step, evidence, (objectId) => deps.store.runObject(step.runId, objectId)?.level ?? '');
  const first = step.objectIds[0] ?? '';
  if (coverage.kind === 'nothing' || (coverage.kind === 'part' && coverage.missing.includes(first))) {
    const told = checkFailure('publishing.answer_incomplete', 'The answer does not name what was made');
    if (how === 'found') {
      if (step.failures + 1 >= MAX_FAILURES) deps.recorder.askPerson(step, told);
      else
        deps.store.save({ ...step, failures: step.failures + 1, dueMs: deps.clock.nowMs() + backoffMs(step.failures + 1, 1) }, 'unknown');
      return;
    }
    // "Done", but without the id of what was done: nothing is proven.
    deps.recorder.unknown(step, told);
    return;
  }
  if (coverage.kind === 'part') addMissing(deps, step, coverage.missing);
  deps.recorder.confirm(step, evidence, how);
}

/** Objects of a tree that the answer leaves out are made one by one under the parents that exist, before the reading back. */
function addMissing(deps: AnswerDeps, step: StepRow, missing: readonly string[]): void {
  const makers = new Map<string, string>();
  let sequence = deps.store.nextSequence(step.runId);
  const steps: NewStep[] = [];
  for (const objectId of missing) {
    const approved = deps.store.runObject(step.runId, objectId);
    if (approved === null || approved.level === 'campaign') continue;
    const id = deps.ids.next();
    const parent = approved.parentId === null ? undefined : makers.get(approved.parentId);
    steps.push({
      id,
      sequence: sequence++,
      priority: PRIORITY.normal,
      network: step.network,
      accountId: step.accountId,
      campaignId: step.campaignId,
      kind: approved.level === 'ad_group' ? 'create_ad_group' : 'create_ad',
      purpose: 'plan',
      objectIds: [objectId],
      level: approved.level,
      objectName: approved.fields.name,
      marker: approved.marker,
      targetRemoteId: null,
      changedFields: [],
      status: null,
      needs: parent === undefined ? [] : [{ stepId: parent, hard: true }],
    });
    makers.set(objectId, id);
  }
  deps.store.addSteps(step.runId, steps);
  for (const verify of deps.store.stepsOfObject(step.runId, step.campaignId)) {
    if (verify.kind === 'verify' && verify.state === 'planned') for (const added of steps) deps.store.need(verify.id, added.id, false);
  }
  deps.recorder.note(step, 'tree_incomplete', { missing: steps.length });
}

function recordLook(deps: AnswerDeps, network: AdNetwork, step: StepRow, found: readonly StepEvidence[]): void {
  const now = deps.clock.nowMs();
  const own = ownEvidence(deps.store, deps.plans, step, found);
  const oldest = own[0];
  if (oldest !== undefined) {
    for (const extra of own.slice(1)) addCleanUp(deps, step, extra);
    recordEvidence(deps, step, oldest, 'found');
    return;
  }
  const passed = deps.clock.monotonicMs?.() ?? now;
  // Looks of a process that is gone do not count: how long ago they were, only its clock could say.
  const first = step.looks === 0 ? undefined : deps.firstLooks.get(step.id);
  if (first === undefined) deps.firstLooks.set(step.id, passed);
  const looked = { ...step, looks: first === undefined ? 1 : step.looks + 1, lookedMs: step.lookedMs ?? now, failures: 0 };
  const lagMs = network.capabilities.listingLagMs;
  const waitedMs = passed - (first ?? passed);
  if (!noneIsCertain(looked.looks, waitedMs, lagMs)) {
    deps.store.save({ ...looked, dueMs: now + Math.max(1, lookApartMs(lagMs) - waitedMs) }, 'unknown');
    return;
  }
  deps.firstLooks.delete(step.id);
  deps.recorder.note(step, 'step_not_found', { looks: looked.looks });
  if (step.attempts >= MAX_ATTEMPTS)
    deps.recorder.askPerson(looked, checkFailure('publishing.never_answered', 'Sent several times, never answered, never found'));
  else deps.recorder.requeue(looked, { dueMs: now, failures: 0, failure: step.failure, waitsReason: null });
}

/** More than one object answers to the marker: the oldest stays, the others are paused and archived by steps of their own. */
function addCleanUp(deps: AnswerDeps, step: StepRow, extra: StepEvidence): void {
  if (isSidePart(step.kind)) return; // a picture, a card or a creative on its own shows nothing and spends nothing
  const ref = extra.refs.find((candidate) => candidate.objectId === step.objectIds[0] && candidate.part === step.level);
  if (ref !== undefined) archiveDuplicate(deps, step, step.objectIds[0] ?? '', ref.remoteId);
}

export function stepFailure(failure: NetworkFailure): StepFailure {
  const refused = failure.kind === 'refused' ? failure : null;
  return {
    kind: failure.kind,
    code: refused?.code ?? null,
    message: failure.raw.message.slice(0, 500),
    field: refused?.problems.find((problem) => problem.field !== null)?.field ?? null,
    raw: rawText(failure.raw),
  };
}

function recordFailure(deps: AnswerDeps, step: StepRow, failure: NetworkFailure, phase: Phase, failures: number): void {
  const now = deps.clock.nowMs();
  const told = stepFailure(failure);
  const move = nextMove(failure, phase, failures, deps.random());
  const again = (dueMs: number, waitsReason: string): void => {
    // A quota says nothing about the step: whatever waits its turn has neither failed nor been tried.
    const waits = failure.kind === 'rate_limited';
    const count = waits ? step.failures : failures;
    const untried = waits && phase === 'apply' ? { ...step, attempts: Math.max(0, step.attempts - 1) } : step;
    if (phase === 'find') deps.store.save({ ...step, dueMs, failures: count, waitsReason }, 'unknown');
    else deps.recorder.requeue(untried, { dueMs, failures: count, failure: told, waitsReason });
  };
  const block = (scope: string, reason: 'rate_limited' | 'auth_expired' | 'no_permission' | 'unsupported', ms: number): void => {
    deps.store.setBlock({ scope, reason, untilMs: now + ms, since: deps.clock.nowIso() });
    // A pause of a second or two is the pace that a network asks for, and no news.
    if (ms >= WORTH_A_NOTE_MS) deps.recorder.note(step, 'account_waits', { reason, scope });
  };
  switch (move.move) {
    case 'wait':
      if (move.scope === 'step') return again(now + move.ms, failure.kind);
      block(move.scope === 'network' ? `network/${step.network}` : `account/${step.accountId}`, 'rate_limited', move.ms);
      return again(now, failure.kind);
    case 'look_up':
      return deps.recorder.unknown(step, told);
    case 'sign_in':
      block(`account/${step.accountId}`, move.reason, move.probeMs);
      return again(now, failure.kind);
    case 'reject':
      // A refused pause or clean-up leaves something spending that nobody wants: that is for a person, not for the archive.
      if (step.purpose !== 'plan') return deps.recorder.askPerson(step, told);
      if (phase === 'apply' && spareTheOthers(deps, step, failure, told)) return undefined;
      return deps.recorder.reject(step, told);
    case 'ask_person_and_wait':
      block(`account/${step.accountId}`, 'unsupported', move.ms);
      return deps.recorder.askPerson(step, told);
    case 'ask_person':
      return deps.recorder.askPerson(step, told);
  }
}
