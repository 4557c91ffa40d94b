import type { AccountRef, AdNetwork, PublishStep } from '../ports/ad-network.ts';
import { bookBudget, checkActivation } from './activation.ts';
import { buildStep, requestHashOf } from './build-step.ts';
import type { PublishingDeps } from './deps.ts';
import { checkFailure, type StepFailure, type StepRow } from './journal.ts';
import type { Recorder } from './record.ts';

/** One request that may leave now: its intent is committed with the transaction that made it. */
export type Job =
  | { readonly phase: 'apply'; readonly step: StepRow; readonly request: PublishStep }
  | { readonly phase: 'find'; readonly step: StepRow; readonly request: PublishStep }
  | { readonly phase: 'read'; readonly step: StepRow; readonly account: AccountRef; readonly remoteCampaignId: string };

export type ClaimDeps = Pick<PublishingDeps, 'store' | 'plans' | 'changes' | 'facts' | 'clock' | 'ids'> & { readonly recorder: Recorder };

/** Steps taken from the queue but not sent yet; the journal knows them as leased, so losing this list loses nothing. */
export interface Hand {
  readonly owner: string;
  leased: StepRow[];
}

/** Fills up to `capacity` requests for one account, looks before new writes. Runs inside the durable transaction that the requests wait for. */
export function claimJobs(
  deps: ClaimDeps,
  network: AdNetwork,
  account: AccountRef,
  hand: Hand,
  capacity: number,
  underWay: ReadonlySet<string>,
): readonly Job[] {
  const jobs: Job[] = [];
  const now = deps.clock.nowMs();
  for (const step of deps.store.dueLooks(account.accountId, now, capacity + underWay.size)) {
    if (jobs.length >= capacity) return jobs;
    if (underWay.has(step.id)) continue;
    jobs.push({ phase: 'find', step, request: buildStep(deps.store, deps.plans, account, step) });
  }
  while (jobs.length < capacity) {
    if (hand.leased.length === 0)
      hand.leased = [...deps.store.lease(account.accountId, now, Math.max(capacity, network.capabilities.concurrency) * 2, hand.owner)];
    const step = hand.leased.shift();
    if (step === undefined) return jobs;
    const job = intend(deps, account, step);
    if (job !== null) jobs.push(job);
  }
  return jobs;
}

/** Checks what must hold at the last moment and marks the step as sending. Null: nothing is to be sent for it. */
function intend(deps: ClaimDeps, account: AccountRef, step: StepRow): Job | null {
  const nowMs = deps.clock.nowMs();
  const nowIso = deps.clock.nowIso();
  const sending: StepRow = {
    ...step,
    state: 'sending',
    attempts: step.attempts + 1,
    firstSentAt: step.firstSentAt ?? nowIso,
    lastSentMs: nowMs,
    looks: 0,
    lookedMs: null,
    waitsReason: null,
  };
  if (step.kind === 'verify') {
    const remoteCampaignId = deps.plans.get(step.campaignId)?.remoteId ?? null;
    if (remoteCampaignId === null) {
      deps.recorder.cancel(step, checkFailure('publishing.not_created', 'The campaign does not exist on the network'));
      return null;
    }
    return deps.store.save(sending, 'leased') ? { phase: 'read', step: sending, account, remoteCampaignId } : null;
  }
  // Someone may have stopped it, or an emergency taken it back, since it was leased.
  if (deps.store.step(step.id)?.state !== 'leased') return null;
  let checked = sending;
  if (step.kind === 'set_status' && step.status === 'active') {
    const verdict = checkActivation(deps, step);
    if (!verdict.go) {
      if (verdict.ask) deps.recorder.askPerson(step, verdict.failure);
      else deps.recorder.cancel(step, verdict.failure);
      return null;
    }
    for (const held of verdict.held) holdBack(deps, step, held.objectId, held.failure);
    checked = { ...sending, objectIds: verdict.objectIds };
  }
  const budget = step.kind === 'update' ? bookRaise(deps, step) : null;
  if (budget !== null) {
    deps.recorder.askPerson(step, budget);
    return null;
  }
  const request = buildStep(deps.store, deps.plans, account, checked);
  const intent: StepRow = { ...checked, requestHash: requestHashOf(request) };
  if (!deps.store.save(intent, 'leased')) return null;
  deps.recorder.note(intent, 'step_sent', { attempt: intent.attempts, hash: intent.requestHash ?? '' });
  return { phase: 'apply', step: intent, request };
}

/** An object that may not go live with the rest of its tree gets a step of its own, so that the run shows it and a person can act on it. */
function holdBack(deps: ClaimDeps, step: StepRow, objectId: string, failure: StepFailure): void {
  const record = deps.plans.get(objectId);
  // What was never made has the step that failed to make it.
  if (record === null || failure.code === 'publishing.not_created') return;
  const id = deps.ids.next();
  deps.store.addSteps(step.runId, [
    {
      id,
      sequence: deps.store.nextSequence(step.runId),
      priority: step.priority,
      network: step.network,
      accountId: step.accountId,
      campaignId: step.campaignId,
      kind: 'set_status',
      purpose: 'plan',
      objectIds: [objectId],
      level: record.level,
      objectName: record.draft.name,
      marker: record.marker,
      targetRemoteId: null,
      changedFields: [],
      status: 'active',
      needs: [],
    },
  ]);
  const own = deps.store.step(id);
  if (own === null) throw new Error(`Step ${id} was just written`);
  if (failure.code === 'publishing.differs') deps.recorder.askPerson(own, failure);
  else deps.recorder.cancel(own, failure);
}

/** A larger budget of a campaign that may be spending is booked before it is asked for. */
function bookRaise(deps: ClaimDeps, step: StepRow): ReturnType<typeof bookBudget> {
  const objectId = step.objectIds[0] ?? '';
  const approved = deps.store.runObject(step.runId, objectId);
  const record = deps.plans.get(objectId);
  const booking = deps.store.booking(objectId);
  if (approved?.level !== 'campaign' || record === null || !step.changedFields.includes('dailyBudget')) return null;
  if (booking === null || booking.booked.amountMicros === 0n || approved.fields.dailyBudget.amountMicros <= booking.booked.amountMicros)
    return null;
  return bookBudget(deps, step, record, approved.fields.dailyBudget);
}
