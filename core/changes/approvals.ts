import type { Approval, changes } from '../contract/changes.ts';
import { ok, refuse } from '../kernel/index.ts';
import { setHash } from '../plans/index.ts';
import type { AuditLog, Clock, Handlers, Ids, Topics, UnitOfWork } from '../ports/index.ts';
import { hashesOf, soundSelection, type ReadyDeps } from './ready.ts';
import { dailyOf } from './selection.ts';

export interface ApprovalsDeps extends ReadyDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly audit: AuditLog;
  readonly topics: Topics;
}

/** Approvals that lists show; older ones stay in the audit log. */
const LISTED = 200;

export function createApprovals(
  deps: ApprovalsDeps,
): Pick<Handlers<typeof changes>, 'requestApproval' | 'approvals' | 'approve' | 'reject'> {
  const { approvals, plans, clients, clock, ids, unitOfWork, audit, topics } = deps;

  function current(id: string): Approval {
    return approvals.get(id)!.approval;
  }

  /** True while every object still says what the approval was taken over. */
  function stillHolds(id: string): boolean {
    const signed = approvals.objectHashes(id);
    const now = new Map(plans.heads({ ids: [...signed.keys()] }).map((head) => [head.id, head.contentHash]));
    return [...signed].every(([objectId, hash]) => now.get(objectId) === hash);
  }

  return {
    requestApproval(input, context) {
      const sound = soundSelection(deps, input.selection);
      if (!sound.ok) return sound;
      const heads = sound.value;
      const objectHashes = hashesOf(heads);
      const needed = Math.max(1, ...[...new Set(heads.map((head) => head.clientId))].map((id) => clients.get(id)?.approvalsNeeded ?? 0));
      const id = ids.next();
      unitOfWork.transaction(() => {
        // A new request over the same objects takes the place of an older one.
        for (const older of new Set(
          heads.flatMap((head) => (head.approvalId !== null && head.approval !== 'void' ? [head.approvalId] : [])),
        ))
          approvals.setState(older, 'void', clock.nowIso());
        approvals.create({
          id,
          contentHash: setHash(objectHashes),
          needed,
          requestedById: context.actor.id,
          requestedBy: context.actor.name,
          requestedAt: clock.nowIso(),
          note: input.note,
          daily: dailyOf(heads),
          objectHashes,
        });
        audit.append(context, 'changes.approval_requested', id, { objects: heads.length, contentHash: setHash(objectHashes) });
      });
      topics.moved('changes', 'plans', 'audit');
      return ok(current(id));
    },

    approvals: () => ok({ approvals: [...approvals.list(LISTED)] }),

    approve(input, context) {
      const stored = approvals.get(input.approvalId);
      if (stored === null) return refuse('changes.approval_not_found');
      if (stored.approval.state === 'void') return refuse('changes.approval_void', { objects: stored.approval.objects });
      if (stored.approval.state !== 'requested') return refuse('changes.already_decided', { state: stored.approval.state });
      if (input.contentHash !== stored.approval.contentHash || !stillHolds(input.approvalId)) {
        unitOfWork.transaction(() => approvals.setState(input.approvalId, 'void', clock.nowIso()));
        topics.moved('changes', 'plans');
        return refuse('changes.approval_void', { objects: stored.approval.objects });
      }
      const asked = [...approvals.objectHashes(input.approvalId).keys()];
      const wantsAnother = [...new Set(plans.heads({ ids: asked }).map((head) => head.clientId))].some(
        (id) => (clients.get(id)?.approvalsNeeded ?? 0) > 0,
      );
      if (wantsAnother && context.actor.id === stored.requestedById)
        return refuse('changes.second_person_needed', { needed: stored.needed });
      if (stored.signedBy.includes(context.actor.id)) return refuse('changes.second_person_needed', { needed: stored.needed });
      unitOfWork.transaction(() => {
        const at = clock.nowIso();
        approvals.sign(input.approvalId, context.actor, 'approved', null, at);
        if (stored.signedBy.length + 1 >= stored.needed) approvals.setState(input.approvalId, 'approved', at);
        audit.append(context, 'changes.approved', input.approvalId, {
          contentHash: stored.approval.contentHash,
          objects: stored.approval.objects,
          signatures: stored.signedBy.length + 1,
          needed: stored.needed,
        });
      });
      topics.moved('changes', 'plans', 'audit');
      return ok(current(input.approvalId));
    },

    reject(input, context) {
      const stored = approvals.get(input.approvalId);
      if (stored === null) return refuse('changes.approval_not_found');
      if (stored.approval.state === 'void') return refuse('changes.approval_void', { objects: stored.approval.objects });
      if (stored.approval.state !== 'requested') return refuse('changes.already_decided', { state: stored.approval.state });
      unitOfWork.transaction(() => {
        const at = clock.nowIso();
        approvals.sign(input.approvalId, context.actor, 'rejected', input.reason, at);
        approvals.setState(input.approvalId, 'rejected', at);
        audit.append(context, 'changes.rejected', input.approvalId, { objects: stored.approval.objects, reason: input.reason });
      });
      topics.moved('changes', 'plans', 'audit');
      return ok(current(input.approvalId));
    },
  };
}
