import type { PlanStore } from '../plans/plan-store.ts';
import type { StepEvidence } from '../ports/ad-network.ts';
import type { JournalKind, StepRow } from './journal.ts';
import type { PublishStore } from './publish-store.ts';

/** What a step makes besides the object itself. */
const PART_MADE: Readonly<Partial<Record<JournalKind, string>>> = {
  create_targeting: 'targeting',
  upload_media: 'media',
  create_card: 'card',
  create_creative: 'creative',
};

/** True for steps that make something which belongs to an object and is not the object. */
export function isSidePart(kind: JournalKind): boolean {
  return PART_MADE[kind] !== undefined;
}

export function isMaking(kind: JournalKind): boolean {
  return kind.startsWith('create_') || kind === 'upload_media';
}

export type Coverage =
  | { readonly kind: 'whole' }
  /** Some objects of a tree have no remote id in the answer. */
  | { readonly kind: 'part'; readonly missing: readonly string[] }
  | { readonly kind: 'nothing' };

/** Whether an answer proves what it should: each object that the step makes, with the part it is made as. */
export function coverageOf(step: StepRow, evidence: StepEvidence, levelOf: (objectId: string) => string): Coverage {
  if (step.kind === 'update' || step.kind === 'set_status' || step.kind === 'verify') return { kind: 'whole' };
  const present = new Set(evidence.refs.filter((ref) => ref.remoteId !== '').map((ref) => `${ref.objectId}/${ref.part}`));
  const missing = step.objectIds.filter((objectId) => !present.has(`${objectId}/${PART_MADE[step.kind] ?? levelOf(objectId)}`));
  if (missing.length === 0) return { kind: 'whole' };
  return missing.length === step.objectIds.length ? { kind: 'nothing' } : { kind: 'part', missing };
}

/**
 * Drops what cannot come from this step: remote objects that carry the same marker because an earlier step made them
 * (the ad that is being replaced, the creative before the edit).
 */
export function ownEvidence(store: PublishStore, plans: PlanStore, step: StepRow, found: readonly StepEvidence[]): readonly StepEvidence[] {
  if (!isMaking(step.kind)) return found;
  const part = mainPart(step);
  // The same bytes, or the same places, may be answered with what is there already: that is what was asked for.
  if (part === 'media' || part === 'targeting') return found;
  const objectId = step.objectIds[0] ?? '';
  const known = new Set(store.knownRemoteIds(objectId, part, step.id));
  const record = plans.get(objectId);
  if (record !== null) {
    const held = isSidePart(step.kind) ? record.remoteRefs[part] : record.remoteId;
    if (held !== undefined && held !== null) known.add(held);
  }
  return found.filter(
    (evidence) => !evidence.refs.some((ref) => ref.objectId === objectId && ref.part === part && known.has(ref.remoteId)),
  );
}

/** The part that a creating step is named for. */
export function mainPart(step: StepRow): string {
  return PART_MADE[step.kind] ?? step.level;
}

/** Remote id that stands for the step in lists. */
export function mainRemoteId(step: StepRow, evidence: StepEvidence): string | null {
  const part = mainPart(step);
  return (evidence.refs.find((ref) => ref.objectId === step.objectIds[0] && ref.part === part) ?? evidence.refs[0])?.remoteId ?? null;
}
