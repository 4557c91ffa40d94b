import { ok, refuse, type Refusal, type Result } from '../kernel/index.ts';
import { setHash, type ClientFacts, type PlanHead, type PlanRepository } from '../plans/index.ts';
import type { Checks } from '../checks/index.ts';
import type { ChangeSource, ReadySet, Selection } from '../publishing/change-source.ts';
import type { ApprovalStore } from './change-store.ts';
import { dailyOf, pendingIn } from './selection.ts';

export interface ReadyDeps {
  readonly plans: PlanRepository;
  readonly approvals: ApprovalStore;
  readonly checks: Pick<Checks, 'refresh'>;
  readonly clients: ClientFacts;
}

/** The selection with problems up to date, when nothing but an approval may stand in its way. */
export function soundSelection(deps: ReadyDeps, selection: Selection): Result<readonly PlanHead[], Refusal> {
  const first = pendingIn(deps.plans, selection, true);
  if (first.length === 0) return refuse('changes.nothing_selected');
  deps.checks.refresh({ campaignIds: [...new Set(first.map((head) => head.campaignId))] });
  const heads = pendingIn(deps.plans, selection, true);
  const wrong = heads.filter((head) => head.errors > 0);
  if (wrong.length > 0)
    return refuse('changes.has_errors', {
      objects: wrong.length,
      errors: wrong.reduce((sum, head) => sum + head.errors, 0),
      selected: heads.length,
    });
  const conflicts = heads.filter((head) => head.mark === 'conflict');
  if (conflicts.length > 0) return refuse('changes.has_conflicts', { objects: conflicts.length });
  const warned = heads.filter((head) => head.warnings > 0);
  if (warned.length > 0)
    return refuse('changes.warnings_unexplained', {
      objects: warned.length,
      warnings: warned.reduce((sum, head) => sum + head.warnings, 0),
    });
  return ok(heads);
}

export function hashesOf(heads: readonly PlanHead[]): ReadonlyMap<string, string> {
  return new Map(heads.map((head) => [head.id, head.contentHash]));
}

export function createChangeSource(deps: ReadyDeps): ChangeSource {
  const { plans, approvals, clients } = deps;

  /** The approvals that cover the objects of clients that want one; null where none does. */
  function approvalOf(heads: readonly PlanHead[]): Result<string | null, Refusal> {
    const wanting = new Set([...new Set(heads.map((head) => head.clientId))].filter((id) => (clients.get(id)?.approvalsNeeded ?? 0) > 0));
    const needing = heads.filter((head) => wanting.has(head.clientId));
    const voided = needing.filter((head) => head.approval === 'void');
    if (voided.length > 0) return refuse('changes.approval_void', { objects: voided.length });
    const signed = new Map<string, ReadonlyMap<string, string>>();
    for (const head of heads)
      if (head.approvalId !== null && head.approval === 'approved' && !signed.has(head.approvalId))
        signed.set(head.approvalId, approvals.objectHashes(head.approvalId));
    const unsigned = needing.filter(
      (head) => head.approval !== 'approved' || head.approvalId === null || signed.get(head.approvalId)?.get(head.id) !== head.contentHash,
    );
    if (unsigned.length > 0) return refuse('changes.not_approved', { objects: unsigned.length });
    return ok([...signed.keys()][0] ?? null);
  }

  return {
    ready(selection) {
      const sound = soundSelection(deps, selection);
      if (!sound.ok) return sound;
      const approval = approvalOf(sound.value);
      if (!approval.ok) return approval;
      const hashes = hashesOf(sound.value);
      const set: ReadySet = {
        objects: sound.value,
        contentHash: setHash(hashes),
        objectHashes: hashes,
        daily: dailyOf(sound.value),
        approvalId: approval.value,
      };
      return ok(set);
    },
    contentHashOf: (objectId) => plans.heads({ ids: [objectId] })[0]?.contentHash ?? null,
  };
}
