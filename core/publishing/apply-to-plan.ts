import { money } from '../kernel/money.ts';
import type { StepEvidence } from '../ports/ad-network.ts';
import type { PlanRecord } from '../plans/plan-store.ts';
import { releaseBudget } from './activation.ts';
import type { PublishingDeps } from './deps.ts';
import { mainPart } from './evidence.ts';
import { pickFields } from './fields.ts';
import type { StepRow } from './journal.ts';

type Deps = Pick<PublishingDeps, 'store' | 'plans' | 'clock' | 'changes' | 'facts'>;

/** Tells the plan what the network confirmed, in the transaction of the outcome. Steps on duplicates and replaced ads are not about the plan's object. */
export function applyToPlan(deps: Deps, step: StepRow, evidence: StepEvidence): void {
  if (step.purpose === 'duplicate' || step.purpose === 'replaced') return;
  switch (step.kind) {
    case 'create_tree':
    case 'create_campaign':
    case 'create_ad_group':
    case 'create_ad':
      return created(deps, step, evidence);
    case 'create_targeting':
    case 'upload_media':
    case 'create_card':
    case 'create_creative':
      return partMade(deps, step, evidence);
    case 'update':
      return updated(deps, step, evidence);
    case 'set_status':
      return statusSet(deps, step);
    case 'verify':
      return;
  }
}

function created(deps: Deps, step: StepRow, evidence: StepEvidence): void {
  const refs = refsByObject(evidence);
  for (const objectId of step.objectIds) {
    const approved = deps.store.runObject(step.runId, objectId);
    const own = refs.get(objectId);
    const remoteId = approved === null ? undefined : own?.get(approved.level);
    // A part of a tree that was not made has no remote id; a follow-up step makes it.
    if (approved === null || own === undefined || remoteId === undefined) continue;
    const others = Object.fromEntries([...own].filter(([part]) => part !== approved.level));
    // Whatever was asked for, it was made paused: the wish to be active stays open until its activation is confirmed.
    deps.plans.confirm(objectId, { fields: { ...approved.fields, status: 'paused' }, remoteId, remoteRefs: others });
  }
}

function partMade(deps: Deps, step: StepRow, evidence: StepEvidence): void {
  const part = mainPart(step);
  const refs = refsByObject(evidence);
  for (const objectId of step.objectIds) {
    const made = refs.get(objectId)?.get(part);
    if (made === undefined) continue;
    const approved = deps.store.runObject(step.runId, objectId);
    const record = deps.plans.get(objectId);
    // Places that were replaced on an object that lives are confirmed with it; those of a new one are confirmed by its creation.
    const fields =
      step.kind === 'create_targeting' && approved !== null && record !== null && record.base !== null
        ? pickFields(approved.fields, step.changedFields)
        : {};
    deps.plans.confirm(objectId, { fields, remoteRefs: { [part]: made } });
  }
}

function updated(deps: Deps, step: StepRow, evidence: StepEvidence): void {
  const objectId = step.objectIds[0] ?? '';
  const approved = deps.store.runObject(step.runId, objectId);
  const record = deps.plans.get(objectId);
  if (approved === null || record === null) return;
  const own = refsByObject(evidence).get(objectId);
  const remoteRefs = Object.fromEntries([...(own ?? [])].filter(([part]) => part !== approved.level));
  deps.plans.confirm(objectId, { fields: pickFields(approved.fields, step.changedFields), remoteRefs });
  if (approved.level !== 'campaign' || !step.changedFields.includes('dailyBudget')) return;
  const booking = deps.store.booking(objectId);
  if (booking === null || booking.booked.amountMicros === 0n) return;
  // A smaller budget frees money only now that the network holds it.
  deps.store.book({
    campaignId: objectId,
    accountId: record.accountId,
    clientId: record.clientId,
    stepId: step.id,
    next: money(approved.fields.dailyBudget.amountMicros, approved.fields.dailyBudget.currency),
    at: deps.clock.nowIso(),
  });
}

function statusSet(deps: Deps, step: StepRow): void {
  const status = step.status;
  if (status === null) throw new Error(`Step ${step.id} sets no status`);
  for (const objectId of step.objectIds) {
    const record = deps.plans.get(objectId);
    if (record === null) continue;
    deps.plans.confirm(objectId, { fields: { status }, lifecycle: status === 'archived' ? 'archived' : 'live' });
    if (status === 'active') continue;
    if (record.level === 'campaign') releaseBudget(deps, step, record);
    if (status === 'archived') archiveBelow(deps, record);
  }
}

/** What stands under an archived object is gone with it. */
function archiveBelow(deps: Deps, record: PlanRecord): void {
  for (const child of deps.plans.children(record.id)) {
    if (child.remoteId === null) continue;
    deps.plans.confirm(child.id, { fields: { status: 'archived' }, lifecycle: 'archived' });
    archiveBelow(deps, child);
  }
}

function refsByObject(evidence: StepEvidence): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const byObject = new Map<string, Map<string, string>>();
  for (const ref of evidence.refs) {
    let own = byObject.get(ref.objectId);
    if (own === undefined) byObject.set(ref.objectId, (own = new Map()));
    own.set(ref.part, ref.remoteId);
  }
  return byObject;
}
