import { refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { ReadyObject } from './change-source.ts';
import type { PublishingDeps } from './deps.ts';

/** A publish whose first ads went ahead; the rest waits for what becomes of them. */
export interface Canary {
  readonly runId: string;
  readonly goOn: 'after_review' | 'on_key';
  /** What was approved and still waits, by content hash. */
  readonly rest: readonly { readonly objectId: string; readonly hash: string }[];
  readonly state: 'waiting' | 'released' | 'held';
  /** Code of why it is held. */
  readonly reason: string | null;
  readonly restRunId: string | null;
}

/** Synchronous; writers run inside a UnitOfWork transaction. */
export interface CanaryStore {
  get(runId: string): Canary | null;
  waiting(): readonly Canary[];
  save(canary: Canary): void;
}

/** Five in a hundred, and at least one ad on each network. */
const SHARE_HUNDREDTHS = 5;

/** The networks review it for the first time: what a canary watches before it lets the rest go. */
export function isNewAd(object: ReadyObject): boolean {
  return object.level === 'ad' && !object.published && object.status === 'active';
}

/** The first ads of each network with the parents that they need, and everything that only stops or ends something; the rest waits. */
export function splitCanary(objects: readonly ReadyObject[]): {
  readonly first: readonly ReadyObject[];
  readonly rest: readonly ReadyObject[];
} {
  const byId = new Map(objects.map((record) => [record.id, record]));
  const newAds = new Map<string, ReadyObject[]>();
  for (const record of objects) {
    if (!isNewAd(record)) continue;
    const ads = newAds.get(record.network);
    if (ads === undefined) newAds.set(record.network, [record]);
    else ads.push(record);
  }
  const chosen = new Set(objects.filter((record) => record.status !== 'active').map((record) => record.id));
  for (const ads of newAds.values())
    for (const ad of ads.slice(0, Math.max(1, Math.ceil((ads.length * SHARE_HUNDREDTHS) / 100)))) chosen.add(ad.id);
  for (const id of chosen)
    for (let parent = byId.get(byId.get(id)?.parentId ?? ''); parent !== undefined; parent = byId.get(parent.parentId ?? ''))
      chosen.add(parent.id);
  return { first: objects.filter((record) => chosen.has(record.id)), rest: objects.filter((record) => !chosen.has(record.id)) };
}

export type CanaryVerdict = { readonly kind: 'wait' } | { readonly kind: 'release' } | { readonly kind: 'hold'; readonly reason: string };

/** What became of the first ads, by what the last reading said of them. */
export function judgeCanary(deps: Pick<PublishingDeps, 'store' | 'plans'>, canary: Canary): CanaryVerdict {
  const run = deps.store.run(canary.runId);
  if (run === null) return { kind: 'hold', reason: 'publishing.run_not_found' };
  if (run.finishedAt === null) return { kind: 'wait' };
  if (run.state !== 'done') return { kind: 'hold', reason: 'publishing.canary_failed' };
  const ads = deps.plans
    .getMany(deps.store.runObjectIds(canary.runId))
    .filter((record) => record.level === 'ad' && record.draft.status === 'active');
  if (ads.some((ad) => ad.delivery === 'rejected')) return { kind: 'hold', reason: 'publishing.canary_rejected' };
  if (canary.goOn === 'on_key' || !ads.every((ad) => ad.delivery === 'active' || ad.delivery === 'limited')) return { kind: 'wait' };
  return { kind: 'release' };
}

/** Publishes the rest exactly as it was approved; anything else about it is held for a person. */
export function releaseCanary(
  deps: PublishingDeps,
  canary: Canary,
  start: (objectIds: readonly string[], context: CallContext) => Result<string, Refusal>,
  context: CallContext,
): Result<string | null, Refusal> {
  // The run of the rest and the end of the waiting are one commit: a crash between them would publish the rest twice.
  return deps.uow.durable(() => {
    const waiting = canary.rest.filter(({ objectId }) => deps.plans.get(objectId) !== null);
    const changed = waiting.some(({ objectId, hash }) => deps.changes.contentHashOf(objectId) !== hash);
    const started = changed
      ? refuse('publishing.canary_changed')
      : start(
          waiting.map(({ objectId }) => objectId),
          context,
        );
    const over =
      !started.ok && (started.error.code === 'changes.nothing_selected' || started.error.code === 'publishing.nothing_to_publish');
    if (started.ok || over)
      deps.canaries.save({ ...canary, state: 'released', reason: null, restRunId: started.ok ? started.value : null });
    else deps.canaries.save({ ...canary, state: 'held', reason: started.error.code });
    deps.audit.append(context, started.ok || over ? 'publishing.canary_released' : 'publishing.canary_held', canary.runId, {
      reason: started.ok ? '' : started.error.code,
    });
    return started.ok || !over ? started : { ok: true, value: null };
  });
}
