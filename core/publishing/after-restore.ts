import type { Money } from '../kernel/money.ts';
import { decodeField } from '../plans/index.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { PlanRecord } from '../plans/plan-store.ts';
import type { PublishingDeps } from './deps.ts';
import { checkFailure } from './journal.ts';
import type { Recorder } from './record.ts';

const BATCH = 500;

/**
 * A restored journal speaks of a past that the networks have left: its open steps may have been carried out since, so
 * none of them is ever sent. What they wanted and the networks do not have is still a difference that can be published.
 */
export function abandonOpen(deps: PublishingDeps, recorder: Recorder, context: CallContext): number {
  const failure = checkFailure('publishing.stopped', 'Given up because the database was restored');
  let abandoned = 0;
  for (const run of deps.store.openRuns()) {
    deps.store.saveRun(run.id, 'stopped', null);
    abandoned += deps.store.stopRun(run.id, failure);
    for (;;) {
      const { steps } = deps.store.steps({
        runId: run.id,
        states: ['sending', 'unknown', 'needs_person'],
        network: null,
        offset: 0,
        limit: BATCH,
      });
      for (const step of steps) recorder.cancel(step, failure);
      abandoned += steps.length;
      if (steps.length < BATCH) break;
    }
    recorder.finishIfDone(run.id);
    deps.audit.append(context, 'publishing.run_abandoned', run.id, {});
  }
  return abandoned;
}

/** Books what the network holds active, no more and no less: the restored book may know neither. */
export function bookWhatRuns(deps: PublishingDeps, campaign: PlanRecord): void {
  if (campaign.level !== 'campaign' || campaign.base === null) return;
  const status = campaign.theirs['status'] ?? campaign.base.status;
  const runs = remoteBudget(campaign);
  const next = { ...runs, amountMicros: status === 'active' ? runs.amountMicros : 0n };
  deps.store.book({
    campaignId: campaign.id,
    accountId: campaign.accountId,
    clientId: campaign.clientId,
    stepId: 'reconcile',
    next,
    at: deps.clock.nowIso(),
  });
}

/** Somebody raised a budget on the network's own pages: what may be spent counts against the caps, whoever allowed it. */
export function bookStrangersRaise(deps: Pick<PublishingDeps, 'store' | 'clock'>, campaign: PlanRecord): void {
  if (campaign.level !== 'campaign' || campaign.base === null || campaign.theirs['dailyBudget'] === undefined) return;
  const booking = deps.store.booking(campaign.id);
  const next = remoteBudget(campaign);
  if (booking === null || booking.booked.amountMicros === 0n || next.amountMicros <= booking.booked.amountMicros) return;
  deps.store.book({ ...booking, stepId: 'sync', next, at: deps.clock.nowIso() });
}

/** What the network was last seen to hold, where that is an amount in the campaign's own currency. */
function remoteBudget(campaign: PlanRecord & { level: 'campaign' }): Money {
  const mine = (campaign.base ?? campaign.draft).dailyBudget;
  const theirs = decodeField('campaign', 'dailyBudget', campaign.theirs['dailyBudget'] ?? null)?.value;
  return isMoney(theirs) && theirs.currency === mine.currency ? theirs : mine;
}

function isMoney(value: unknown): value is Money {
  return (
    typeof value === 'object' && value !== null && 'amountMicros' in value && typeof value.amountMicros === 'bigint' && 'currency' in value
  );
}
