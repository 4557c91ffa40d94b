import { refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { Canary } from './canary.ts';
import type { PublishingDeps } from './deps.ts';

/** A person keeps the rest of a publish where it is, whatever its review says: only a person lets it go after that. */
export function holdCanary(
  deps: Pick<PublishingDeps, 'canaries' | 'uow' | 'audit' | 'topics'>,
  runId: string,
  context: CallContext,
): Result<Canary, Refusal> {
  const canary = deps.canaries.get(runId);
  if (canary === null) return refuse('publishing.canary_not_found');
  if (canary.state !== 'waiting') return refuse('publishing.canary_not_waiting');
  const held: Canary = { ...canary, state: 'held', reason: 'publishing.canary_stopped' };
  deps.uow.transaction(() => {
    deps.canaries.save(held);
    deps.audit.append(context, 'publishing.canary_held', runId, { reason: held.reason });
  });
  deps.topics.moved('publishing', 'changes');
  return { ok: true, value: held };
}
