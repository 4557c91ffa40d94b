import type { AdNetwork } from '../ports/ad-network.ts';
import { recordAnswer, type Answer } from './answers.ts';
import type { Breaker } from './breaker.ts';
import { claimJobs, type Hand, type Job } from './claim.ts';
import type { AnswerDeps } from './clean-up.ts';
import type { PublishingDeps } from './deps.ts';
import { concerns, needsSignIn } from './journal.ts';

export interface AccountWorkerDeps extends PublishingDeps {
  readonly recorder: AnswerDeps['recorder'];
  readonly firstLooks: AnswerDeps['firstLooks'];
}

export interface AccountWork {
  readonly accountId: string;
  readonly network: AdNetwork;
  readonly breaker: Breaker;
  /** Names this worker's leases. */
  readonly owner: string;
  /** Looked at before every commit: once false, nothing more is written or sent. */
  readonly mayContinue: () => boolean;
  /** Nothing new is begun while false; what is under way is still written down. */
  readonly mayStart: () => boolean;
  readonly progressed: (count: number) => void;
}

/**
 * Works through one account until nothing is due. Answers that came in and the intents of the requests that follow them
 * are one durable commit, so the disk is waited for once per wave and not once per step.
 */
export async function workAccount(deps: AccountWorkerDeps, work: AccountWork): Promise<void> {
  const hand: Hand = { owner: work.owner, leased: [] };
  const underWay = new Map<string, Promise<void>>();
  const answers: Answer[] = [];
  /** How many answers the network had given to anyone when a step last failed: a step that fails alone is its own problem. */
  const answersAtFailure = new Map<string, number>();
  let wake: () => void = () => undefined;
  let broken: { readonly cause: unknown } | null = null;

  try {
    while (work.mayContinue()) {
      if (broken !== null) break;
      const jobs = turn();
      for (const job of jobs) {
        underWay.set(job.step.id, send(job));
        work.breaker.started();
      }
      if (underWay.size === 0 && answers.length === 0 && broken === null) break;
      if (answers.length === 0 && broken === null) await new Promise<void>((resolve) => (wake = resolve));
      // Answers that arrive in the same breath share one commit.
      if (deps.breathe === undefined) for (let i = 0; i < 4; i++) await Promise.resolve();
      else await deps.breathe();
    }
    if (broken !== null) throw brokenAdapter(broken);
  } finally {
    // Whatever ended the work, requests that left are waited for, so that no second worker meets them in flight.
    await Promise.all(underWay.values());
    if (work.mayContinue()) {
      deps.uow.transaction(() => {
        while (answers.length > 0) record(answers.shift()!); // the length was just tested
        deps.store.unlease(work.accountId, work.owner);
      });
    }
  }

  function turn(): readonly Job[] {
    const capacity = capacityNow();
    if (answers.length === 0 && capacity === 0) return [];
    return deps.uow.durable(() => {
      work.progressed(answers.length);
      while (answers.length > 0) record(answers.shift()!); // the length was just tested
      const account = deps.facts.account(work.accountId);
      const free = capacityNow();
      if (account === null || free === 0) return [];
      return claimJobs(deps, work.network, account, hand, free, new Set(underWay.keys()));
    });
  }

  function capacityNow(): number {
    if (!work.mayStart()) return 0;
    const now = deps.clock.nowMs();
    const here = { accountId: work.accountId, network: work.network.id };
    const blocked = deps.store.blocks().some((block) => concerns(block, here) && (block.untilMs > now || needsSignIn(block)));
    if (blocked || !deps.fence.isValid()) return 0;
    const allowed = work.breaker.allows(now);
    if (allowed === 'none') return 0;
    const free = Math.max(0, work.network.capabilities.concurrency - underWay.size);
    return allowed === 'one' ? Math.min(1, free) : free;
  }

  function record(answer: Answer): void {
    let failures = 0;
    if (!answer.result.ok) {
      const before = answersAtFailure.get(answer.step.id);
      const alone = before === undefined || work.breaker.answers() !== before;
      answersAtFailure.set(answer.step.id, work.breaker.answers());
      failures = answer.step.failures + (alone ? 1 : 0);
    }
    recordAnswer(deps, work.network, answer, failures);
  }

  async function send(job: Job): Promise<void> {
    try {
      const answer = await ask(job);
      countForBreaker(answer);
      answers.push(answer);
    } catch (cause) {
      // An adapter that throws is broken; its step stays in `sending`, so the next work looks it up.
      broken ??= { cause };
    } finally {
      underWay.delete(job.step.id);
      wake();
    }
  }

  async function ask(job: Job): Promise<Answer> {
    switch (job.phase) {
      case 'apply':
        return { phase: 'apply', step: job.step, result: await work.network.apply(job.request) };
      case 'find':
        return { phase: 'find', step: job.step, result: await work.network.find(job.request) };
      case 'read':
        return {
          phase: 'read',
          step: job.step,
          result: await work.network.read(job.account, { kind: 'campaigns', remoteCampaignIds: [job.remoteCampaignId] }),
        };
    }
  }

  function countForBreaker(answer: Answer): void {
    const kind = answer.result.ok ? null : answer.result.error.kind;
    if (kind === 'unavailable' || kind === 'outcome_unknown') work.breaker.failed(deps.clock.nowMs(), deps.random());
    else work.breaker.succeeded();
  }
}

/** The cause goes through untouched: whoever catches it wants the adapter's own stack. */
function brokenAdapter(broken: { readonly cause: unknown }): unknown {
  return broken.cause;
}
