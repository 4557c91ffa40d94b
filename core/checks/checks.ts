import type { checks } from '../contract/plans.ts';
import { ok, refuse } from '../kernel/index.ts';
import type { AuditLog, CallContext, Handlers, Topics } from '../ports/index.ts';
import { createCheckRunner, type CheckScope, type RunChecksDeps } from './run-checks.ts';

export interface ChecksDeps extends RunChecksDeps {
  readonly audit: AuditLog;
  readonly topics: Topics;
}
export interface Checks {
  readonly handlers: Handlers<typeof checks>;
  /** Brings the problems of these campaigns up to date; costs nothing where nothing changed. */
  refresh(scope: CheckScope): void;
}

export function createChecks(deps: ChecksDeps): Checks {
  const { store, topics, unitOfWork, clock, audit } = deps;
  const run = createCheckRunner(deps);

  const handlers: Handlers<typeof checks> = {
    run(input, context: CallContext) {
      run({ clientId: input.clientId }, (done, total) => {
        topics.progress(context.taskId, 'check', done, total);
        return topics.cancelled(context.taskId);
      });
      topics.moved('checks', 'plans', 'changes');
      return ok({ ...store.totals(input.clientId) });
    },
    list: (input) => ok(store.list(input)),
    waive(input, context) {
      // An error cannot be explained away: law and networks do not read reasons.
      if (input.code !== null && store.errorsAmong(input.objectIds, input.code) > 0)
        return refuse('checks.not_waivable', { code: input.code });
      const waived = unitOfWork.transaction(() => {
        const count = store.waive(input.objectIds, input.code, input.reason, context.actor.id, clock.nowIso());
        if (count > 0)
          audit.append(context, 'checks.waived', input.objectIds.length === 1 ? (input.objectIds[0] ?? null) : null, {
            objects: input.objectIds.length,
            code: input.code,
            reason: input.reason,
            warnings: count,
          });
        return count;
      });
      topics.moved('checks', 'plans', 'changes', 'audit');
      return ok({ waived });
    },
  };
  return { handlers, refresh: (scope) => run(scope) };
}
