import type { ObjectLevel } from '../contract/plan-model.ts';
import { canonicalJson } from '../kernel/canonical.ts';
import type { NetworkCapabilities } from '../ports/ad-network.ts';
import type { PlanRecord } from '../plans/plan-store.ts';
import { changedFields } from './fields.ts';
import { PRIORITY, type JournalKind, type NewStep, type StepNeed } from './journal.ts';

export interface PlanInput {
  /** Campaign ids in the order in which they are worked, and for each whether the network has something of it already. */
  readonly campaigns: ReadonlyMap<string, { readonly published: boolean }>;
  /** The objects of the set in one campaign, parents before children. Asked for again rather than kept: one campaign is in memory at a time. */
  readonly records: (campaignId: string) => readonly PlanRecord[];
  /** Records outside of the set: live parents. */
  readonly find: (id: string) => PlanRecord | null;
  readonly capabilities: (network: string) => NetworkCapabilities;
  readonly newId: () => string;
}

/** Fields of an ad that live in what networks call the creative. */
const TEXT_FIELDS: readonly string[] = ['headlines', 'descriptions', 'primaryText', 'finalUrl', 'callToAction', 'image'];
/** Fields of an ad group that are objects of their own where a network has the `create_targeting` part. */
const TARGETING_FIELDS: readonly string[] = ['places', 'radiusKm', 'languages', 'keywords'];

/**
 * Pure: from what is wanted and what the network can do to ordered steps. Nothing can spend before everything is
 * verified: objects are made paused, read back per campaign, then activated from the leaves up, the campaign last.
 * Pauses and archives go before anything else. Steps come out campaign by campaign as they are asked for.
 */
export function* planSteps(input: PlanInput): Generator<NewStep> {
  let sequence = 0;
  for (const plan of [planEndings, planCampaign]) {
    for (const [campaignId, { published }] of input.campaigns) {
      if (plan === planEndings && !published) continue;
      const records = input.records(campaignId);
      const known = new Map<string, PlanRecord | null>(records.map((record) => [record.id, record]));
      const find = (id: string): PlanRecord | null => {
        if (!known.has(id)) known.set(id, input.find(id));
        return known.get(id) ?? null;
      };
      const steps: Draft[] = [];
      plan(steps, { ...input, find }, campaignId, records);
      for (const step of steps) {
        yield { ...step, sequence };
        sequence += 1;
      }
    }
  }
}

type Draft = Omit<NewStep, 'sequence'>;
type Tools = Pick<PlanInput, 'find' | 'capabilities' | 'newId'>;

function draftStep(input: Tools, campaignId: string, kind: JournalKind, record: PlanRecord, more: Partial<Draft> = {}): Draft {
  return {
    id: input.newId(),
    priority: PRIORITY.normal,
    network: record.network,
    accountId: record.accountId,
    campaignId,
    kind,
    purpose: 'plan',
    objectIds: [record.id],
    level: record.level,
    objectName: record.draft.name,
    marker: record.marker,
    targetRemoteId: null,
    changedFields: [],
    status: null,
    needs: [],
    ...more,
  };
}

function planEndings(steps: Draft[], input: Tools, campaignId: string, records: readonly PlanRecord[]): void {
  const archived = new Set(records.filter((record) => record.draft.status === 'archived').map((record) => record.id));
  for (const record of records) {
    if (record.remoteId === null) continue;
    // What stands under an archived parent goes with it: many networks refuse to touch children of a removed parent.
    const parent = record.parentId === null ? null : input.find(record.parentId);
    if (parent !== null && (archived.has(parent.id) || (parent.parentId !== null && archived.has(parent.parentId)))) continue;
    if (record.draft.status === 'archived' && record.base?.status !== 'archived') {
      steps.push(draftStep(input, campaignId, 'set_status', record, { status: 'archived', priority: PRIORITY.pause }));
    } else if (record.draft.status === 'paused' && record.base?.status === 'active') {
      steps.push(draftStep(input, campaignId, 'set_status', record, { status: 'paused', priority: PRIORITY.pause }));
    }
  }
}

function planCampaign(steps: Draft[], input: Tools, campaignId: string, all: readonly PlanRecord[]): void {
  const records = all.filter((record) => record.draft.status !== 'archived');
  const first = records[0];
  if (first === undefined) return;
  const capabilities = input.capabilities(first.network);
  /** The step that makes an object; absent for one that is live already. */
  const makers = new Map<string, string>();
  const before: StepNeed[] = [];
  /** What a new object needs besides itself before it may deliver. */
  const completions = new Map<string, readonly StepNeed[]>();
  /** The uploads of this campaign, by picture; each grows by the ads that carry it. */
  const uploads = new Map<string, { readonly id: string; readonly objectIds: string[] }>();
  const replaced = new Set<PlanRecord>();
  const add = (step: Draft): void => {
    steps.push(step);
    before.push({ stepId: step.id, hard: false });
  };
  const parentNeed = (record: PlanRecord): StepNeed[] => {
    const maker = record.parentId === null ? undefined : makers.get(record.parentId);
    return maker === undefined ? [] : [{ stepId: maker, hard: true }];
  };

  const fresh = records.filter((record) => record.remoteId === null);
  let single: readonly PlanRecord[] = fresh;
  const newCampaign = fresh.find((record) => record.level === 'campaign');
  if (capabilities.creation === 'tree' && newCampaign !== undefined) {
    // Parents come first, so any beginning of the list is a whole tree; what exceeds the limit is added to it object by object.
    const inTree = byLevel(fresh).slice(0, Math.max(1, capabilities.maxObjectsPerCampaign));
    const tree = draftStep(input, campaignId, 'create_tree', newCampaign, { objectIds: inTree.map((record) => record.id) });
    add(tree);
    for (const record of inTree) makers.set(record.id, tree.id);
    single = fresh.filter((record) => !makers.has(record.id));
  }
  for (const record of byLevel(single)) addCreation(record);
  for (const record of records) if (record.remoteId !== null) addUpdate(record);

  const toActivate = records.filter(
    (record) => record.draft.status === 'active' && (record.remoteId === null || record.base?.status !== 'active' || replaced.has(record)),
  );
  if (before.length === 0 && toActivate.length === 0) return;
  const root = input.find(campaignId) ?? first;
  const campaignMaker = makers.get(campaignId);
  const verify = draftStep(input, campaignId, 'verify', root, {
    needs:
      campaignMaker === undefined
        ? before
        : [...before.filter((need) => need.stepId !== campaignMaker), { stepId: campaignMaker, hard: true }],
  });
  steps.push(verify);
  const verified: StepNeed = { stepId: verify.id, hard: true };

  const swaps = new Map<string, StepNeed>();
  for (const record of replaced) {
    const swap = draftStep(input, campaignId, 'set_status', record, {
      purpose: 'replaced',
      status: 'archived',
      targetRemoteId: record.remoteId,
      needs: [verified, { stepId: makers.get(record.id)!, hard: true }],
    }); // `replaced` is filled together with its maker
    steps.push(swap);
    swaps.set(record.id, { stepId: swap.id, hard: true });
  }
  if (capabilities.creation === 'tree') activateTree();
  else activateObjects();

  function addCreation(record: PlanRecord): void {
    let needs = parentNeed(record);
    const kinds = capabilities.creation === 'tree' ? [CREATE[record.level]] : capabilities.parts[record.level];
    for (const kind of kinds) {
      if (kind === 'upload_media') {
        needs = [...needs, ...uploadOf(record)];
        continue;
      }
      const own = makers.get(record.id);
      const step = draftStep(input, campaignId, kind, record, {
        needs: own === undefined ? needs : [{ stepId: own, hard: true }],
      });
      add(step);
      if (kind === CREATE[record.level]) makers.set(record.id, step.id);
      else if (own === undefined) needs = [...needs, { stepId: step.id, hard: true }];
      else completions.set(record.id, [...(completions.get(record.id) ?? []), { stepId: step.id, hard: true }]);
    }
  }

  /** One upload for every ad of the campaign that carries the same picture. */
  function uploadOf(record: PlanRecord): StepNeed[] {
    if (record.level !== 'ad' || record.draft.image === null) return [];
    const key = canonicalJson(record.draft.image);
    const known = uploads.get(key);
    if (known !== undefined) {
      known.objectIds.push(record.id);
      return [{ stepId: known.id, hard: true }];
    }
    const step = { ...draftStep(input, campaignId, 'upload_media', record), objectIds: [record.id] };
    uploads.set(key, step);
    add(step);
    return [{ stepId: step.id, hard: true }];
  }

  function addUpdate(record: PlanRecord): void {
    const changed = changedFields(record);
    if (changed.length === 0) return;
    const textChanged = record.level === 'ad' && changed.some((field) => TEXT_FIELDS.includes(field));
    if (textChanged && capabilities.textEdit === 'replace_ad') {
      addCreation(record);
      replaced.add(record);
      return;
    }
    let needs: StepNeed[] = [];
    if (textChanged && capabilities.parts.ad.includes('upload_media') && changed.includes('image')) needs = uploadOf(record);
    if (textChanged && capabilities.textEdit === 'new_creative') {
      for (const kind of capabilities.parts.ad) {
        if (kind === 'upload_media' || kind === 'create_ad') continue;
        const part = draftStep(input, campaignId, kind, record, { needs });
        add(part);
        needs = [...needs, { stepId: part.id, hard: true }];
      }
    }
    const apart = record.level === 'ad_group' && capabilities.parts.ad_group.includes('create_targeting') ? TARGETING_FIELDS : [];
    const targeting = changed.filter((field) => apart.includes(field));
    if (targeting.length > 0) add(draftStep(input, campaignId, 'create_targeting', record, { changedFields: targeting }));
    const others = changed.filter((field) => !apart.includes(field));
    if (others.length > 0) add(draftStep(input, campaignId, 'update', record, { changedFields: others, needs }));
  }

  function activationNeeds(record: PlanRecord): StepNeed[] {
    const maker = makers.get(record.id);
    const swap = swaps.get(record.id);
    return [
      verified,
      ...(maker === undefined ? [] : [{ stepId: maker, hard: true }]),
      ...(completions.get(record.id) ?? []),
      ...(swap === undefined ? [] : [swap]),
    ];
  }

  /** Leaves first: with the campaign last, nothing delivers until its last step. */
  function activateObjects(): void {
    const everything: StepNeed[] = [];
    const under = new Map<string, StepNeed[]>();
    for (const level of ['ad', 'ad_group', 'campaign'] as const) {
      for (const record of toActivate) {
        if (record.level !== level) continue;
        const children = level === 'campaign' ? everything : (under.get(record.id) ?? []);
        const step = draftStep(input, campaignId, 'set_status', record, {
          status: 'active',
          needs: [...activationNeeds(record), ...children],
        });
        steps.push(step);
        const need: StepNeed = { stepId: step.id, hard: false };
        everything.push(need);
        if (record.parentId === null) continue;
        const siblings = under.get(record.parentId);
        if (siblings === undefined) under.set(record.parentId, [need]);
        else siblings.push(need);
      }
    }
  }

  function activateTree(): void {
    if (toActivate.length === 0) return;
    const size = Math.max(1, capabilities.maxObjectsPerCampaign);
    const ordered = byLevel(toActivate);
    const earlier: StepNeed[] = [];
    // Cut from the end, so that the part with the campaign is the last one sent.
    for (let end = ordered.length; end > 0; end -= size) {
      const part = ordered.slice(Math.max(0, end - size), end);
      const partSwaps = part.flatMap((record) => swaps.get(record.id) ?? []);
      const step = draftStep(input, campaignId, 'set_status', part[0]!, {
        status: 'active',
        objectIds: part.map((record) => record.id),
        needs: [verified, ...partSwaps, ...earlier],
      }); // `end` is above zero, so the part has an element
      steps.push(step);
      earlier.push({ stepId: step.id, hard: false });
    }
  }
}

const CREATE = { campaign: 'create_campaign', ad_group: 'create_ad_group', ad: 'create_ad' } as const satisfies Record<
  ObjectLevel,
  JournalKind
>;
const LEVEL_ORDER = { campaign: 0, ad_group: 1, ad: 2 } as const satisfies Record<ObjectLevel, number>;

/** Parents first; stable, so the order of the draft is kept inside a level. */
function byLevel(records: readonly PlanRecord[]): readonly PlanRecord[] {
  return records.toSorted((a, b) => LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level]);
}
