import type { Money } from '../kernel/money.ts';
import { money } from '../kernel/money.ts';
import type { PlanRecord } from '../plans/plan-store.ts';
import { exceedsMonthlyCap, type PublishingDeps } from './deps.ts';
import { checkFailure, type RunObject, type StepFailure, type StepRow } from './journal.ts';

export type ActivationDeps = Pick<PublishingDeps, 'store' | 'plans' | 'changes' | 'facts' | 'clock'>;

export type ActivationVerdict =
  /** These objects may go live now; whatever they may spend is booked. */
  | {
      readonly go: true;
      readonly objectIds: readonly string[];
      readonly held: readonly { readonly objectId: string; readonly failure: StepFailure }[];
    }
  /** None of them may. `ask`: a person can put it right and try again; otherwise the step is over. */
  | { readonly go: false; readonly ask: boolean; readonly failure: StepFailure };

/**
 * The last look before money flows. Runs inside the transaction that also marks the step as sending: what was checked
 * and what was booked are one commit. Each object of a tree is judged alone; a campaign that fails holds all of them.
 */
export function checkActivation(deps: ActivationDeps, step: StepRow): ActivationVerdict {
  const allowed: string[] = [];
  const held: { objectId: string; failure: StepFailure }[] = [];
  let campaign: { readonly record: PlanRecord & { level: 'campaign' }; readonly approved: RunObject } | null = null;
  for (const objectId of step.objectIds) {
    const record = deps.plans.get(objectId);
    const approved = deps.store.runObject(step.runId, objectId);
    if (record === null || approved === null || record.remoteId === null) {
      held.push({ objectId, failure: checkFailure('publishing.not_created', 'The object does not exist on the network') });
      continue;
    }
    const failure = reasonToHold(deps, record, approved);
    if (failure !== null) {
      if (record.level === 'campaign') return { go: false, ask: failure.code === 'publishing.differs', failure };
      held.push({ objectId, failure });
      continue;
    }
    if (record.level === 'campaign') campaign = { record, approved };
    allowed.push(objectId);
  }
  const firstHeld = held[0];
  if (allowed.length === 0)
    return {
      go: false,
      ask: firstHeld?.failure.code === 'publishing.differs',
      failure: firstHeld?.failure ?? checkFailure('publishing.not_created', 'Nothing to activate'),
    };
  if (campaign !== null) {
    if (!hasSomethingToShow(deps, campaign.record, new Set(allowed))) {
      return { go: false, ask: false, failure: checkFailure('publishing.no_active_ad', 'No ad of the campaign is active') };
    }
    if (campaign.approved.level !== 'campaign') throw new Error(`Run object ${campaign.record.id} is stored as ${campaign.approved.level}`);
    const failure = bookBudget(deps, step, campaign.record, campaign.approved.fields.dailyBudget);
    if (failure !== null) return { go: false, ask: true, failure };
  }
  return { go: true, objectIds: allowed, held };
}

function reasonToHold(deps: ActivationDeps, record: PlanRecord, approved: RunObject): StepFailure | null {
  if (deps.changes.contentHashOf(record.id) !== approved.hash)
    return checkFailure('publishing.content_changed', 'The content is no longer what was approved');
  if (approved.verdict === 'differs') return checkFailure('publishing.differs', 'The network holds something else than what was sent');
  if (!deps.facts.mayAdvertise(record.vacancyId)) return checkFailure('publishing.vacancy_closed', 'The vacancy is no longer open');
  if (approved.level !== 'campaign') return null;
  const account = deps.facts.account(record.accountId);
  if (account === null) return checkFailure('publishing.account_not_connected', 'The account is not connected');
  const { startDay, endDay } = approved.fields;
  if (endDay !== null && (endDay < startDay || endDay < deps.clock.today(account.timeZone)))
    return checkFailure('publishing.dates_past', 'The campaign has ended before it starts', { endDay });
  return null;
}

/** A campaign without one active ad below it would only wait to spend on the next edit. */
function hasSomethingToShow(deps: ActivationDeps, campaign: PlanRecord, inThisStep: ReadonlySet<string>): boolean {
  return deps.plans.children(campaign.id).some((group) => {
    if (!inThisStep.has(group.id) && group.base?.status !== 'active') return false;
    return deps.plans.children(group.id).some((ad) => inThisStep.has(ad.id) || (ad.remoteId !== null && ad.base?.status === 'active'));
  });
}

/** Books what the campaign may spend a day, unless the client's monthly cap says no. Booking the same amount twice books once. */
export function bookBudget(deps: ActivationDeps, step: StepRow, campaign: PlanRecord, next: Money): StepFailure | null {
  const before = deps.store.booking(campaign.id);
  const cap = deps.facts.monthlyCap(campaign.clientId);
  const grows = before === null || next.amountMicros > before.booked.amountMicros;
  if (cap !== null && grows) {
    const total = clientDaily(deps, campaign.clientId, before?.booked ?? null, next, cap.currency);
    if (total === null) {
      return checkFailure('publishing.rate_missing', 'A rate is missing to compare the budget with the cap', {
        cap: cap.currency,
        budget: next.currency,
      });
    }
    if (exceedsMonthlyCap(total, cap)) {
      return checkFailure('publishing.cap_exceeded', 'The monthly cap of the client would be exceeded', {
        dailyMicros: total.amountMicros.toString(),
        capMicros: cap.amountMicros.toString(),
        currency: cap.currency,
      });
    }
  }
  deps.store.book({
    campaignId: campaign.id,
    accountId: campaign.accountId,
    clientId: campaign.clientId,
    stepId: step.id,
    next,
    at: deps.clock.nowIso(),
  });
  return null;
}

/** Everything that the client has booked a day with this campaign at `next`, in one currency; null where a rate is missing. */
function clientDaily(deps: ActivationDeps, clientId: string, before: Money | null, next: Money, currency: string): Money | null {
  const sums = new Map(deps.store.bookedByClient(clientId).map((row) => [row.currency, row.amountMicros]));
  sums.set(next.currency, (sums.get(next.currency) ?? 0n) - (before?.amountMicros ?? 0n) + next.amountMicros);
  let total = 0n;
  for (const [booked, amountMicros] of sums) {
    const converted = deps.facts.inCurrency(money(amountMicros, booked), currency);
    if (converted === null) return null;
    total += converted.amountMicros;
  }
  return money(total, currency);
}

/** Gives back what a campaign no longer may spend: only once the network has confirmed it. */
export function releaseBudget(deps: ActivationDeps, step: StepRow, campaign: PlanRecord): void {
  releaseBooking(deps, campaign.id, step.id);
}

/** `because`: the step, or `sync` when a reading shows it. */
export function releaseBooking(deps: Pick<ActivationDeps, 'store' | 'clock'>, campaignId: string, because: string): void {
  const before = deps.store.booking(campaignId);
  if (before === null || before.booked.amountMicros === 0n) return;
  deps.store.book({ ...before, stepId: because, next: money(0n, before.booked.currency), at: deps.clock.nowIso() });
}

/** A larger budget that the network refused was booked before it was asked for: back to what the network last confirmed. */
export function unbookRaise(deps: ActivationDeps, step: StepRow): void {
  const campaign = deps.plans.get(step.objectIds[0] ?? '');
  if (campaign?.level !== 'campaign' || campaign.base === null) return;
  const before = deps.store.booking(campaign.id);
  if (before === null || before.booked.amountMicros <= campaign.base.dailyBudget.amountMicros) return;
  deps.store.book({
    campaignId: campaign.id,
    accountId: campaign.accountId,
    clientId: campaign.clientId,
    stepId: step.id,
    next: campaign.base.dailyBudget,
    at: deps.clock.nowIso(),
  });
}
