import { contentHash } from '../kernel/canonical.ts';
import type { PlanStore } from '../plans/plan-store.ts';
import type { AccountRef, ObjectFields, PlannedObject, PublishStep, StepKind } from '../ports/ad-network.ts';
import { isMaking, isSidePart, mainPart } from './evidence.ts';
import { confirmedFieldsOf, objectFieldsOf, wireFields } from './fields.ts';
import type { StepRow } from './journal.ts';
import type { PublishStore } from './publish-store.ts';

/** What leaves the program for one step: approved content, and the remote ids as they are known at this moment. */
export function buildStep(store: PublishStore, plans: PlanStore, account: AccountRef, row: StepRow): PublishStep {
  if (row.kind === 'verify') throw new Error('A reading is no step of the network');
  const kind: StepKind = row.kind;
  const objects = row.objectIds.map((objectId) => plannedObject(store, plans, row, objectId));
  return {
    id: row.id,
    kind,
    account,
    objects,
    above: objectsAbove(store, plans, row),
    refs: refsOf(plans, row),
    changedFields: row.changedFields,
    status: row.status,
    firstSentAt: row.firstSentAt,
  };
}

function plannedObject(store: PublishStore, plans: PlanStore, row: StepRow, objectId: string): PlannedObject {
  const record = plans.get(objectId);
  const approved = store.runObject(row.runId, objectId);
  const content: ObjectFields | null = approved === null ? (record === null ? null : objectFieldsOf(record)) : bareFields(approved);
  if (content === null) throw new Error(`Step ${row.id} speaks of an object that does not exist`);
  const making = isMaking(row.kind);
  return {
    ...content,
    objectId,
    parentId: approved?.parentId ?? record?.parentId ?? null,
    marker: approved?.marker ?? record?.marker ?? row.marker,
    remoteId: row.targetRemoteId ?? (making && !isSidePart(row.kind) ? null : (record?.remoteId ?? null)),
  };
}

/** Many networks write a campaign's dates, goal or countries on what stands under it. A draft of the day is never sent in their place. */
function objectsAbove(store: PublishStore, plans: PlanStore, row: StepRow): readonly PlannedObject[] {
  const above: PlannedObject[] = [];
  let parentId = plans.get(row.objectIds[0] ?? '')?.parentId ?? null;
  while (parentId !== null) {
    const record = plans.get(parentId);
    if (record === null) throw new Error(`Step ${row.id} stands under an object that does not exist`);
    const approved = store.runObject(row.runId, parentId);
    const content = approved === null ? confirmedFieldsOf(record) : bareFields(approved);
    above.push({ ...content, objectId: parentId, parentId: record.parentId, marker: record.marker, remoteId: record.remoteId });
    parentId = record.parentId;
  }
  return above;
}

/** Leaves out what only the journal needs. */
function bareFields(object: ObjectFields): ObjectFields {
  switch (object.level) {
    case 'campaign':
      return { level: object.level, fields: object.fields };
    case 'ad_group':
      return { level: object.level, fields: object.fields };
    case 'ad':
      return { level: object.level, fields: object.fields };
  }
}

/** Remote ids that the step stands on: its own parts and its parents', as last confirmed. */
function refsOf(plans: PlanStore, row: StepRow): Readonly<Record<string, string>> {
  const refs: Record<string, string> = {};
  let record = plans.get(row.objectIds[0] ?? '');
  const making = isMaking(row.kind);
  const made = mainPart(row);
  while (record !== null) {
    const part = PART[record.level];
    const own = record.id === row.objectIds[0];
    if (own)
      for (const [name, remoteId] of Object.entries(record.remoteRefs))
        // What is being made anew must not be taken for what it stands on; targeting is replaced and needs to know what it replaces.
        if (!(making && name === made && made !== 'targeting')) refs[name] = remoteId;
    if (!own && record.level === 'campaign' && record.remoteRefs['budget'] !== undefined) refs['budget'] = record.remoteRefs['budget'];
    if (own && row.targetRemoteId !== null) refs[part] = row.targetRemoteId;
    else if (record.remoteId !== null && !(own && making && !isSidePart(row.kind))) refs[part] = record.remoteId;
    record = record.parentId === null ? null : plans.get(record.parentId);
  }
  return refs;
}

const PART = { campaign: 'campaign', ad_group: 'adGroup', ad: 'ad' } as const;

/** Hash of what is about to be sent: tells later whether a repeated request was the same one. Holds no account secret. */
export function requestHashOf(step: PublishStep): string {
  return contentHash({
    kind: step.kind,
    account: step.account.remoteId,
    objects: step.objects.map((object) => ({
      id: object.objectId,
      marker: object.marker,
      remoteId: object.remoteId,
      fields: wireFields(object.fields),
    })),
    above: step.above.map((object) => ({ id: object.objectId, fields: wireFields(object.fields) })),
    refs: step.refs,
    changedFields: step.changedFields,
    status: step.status,
  });
}
