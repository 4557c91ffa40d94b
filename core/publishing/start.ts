import type { Money } from '../kernel/money.ts';
import { refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';
import type { PlanRecord } from '../plans/plan-store.ts';
import { isNewAd, splitCanary, type Canary } from './canary.ts';
import type { ReadySet, Selection } from './change-source.ts';
import { exceedsMonthlyCap, type PublishingDeps } from './deps.ts';
import { objectFieldsOf } from './fields.ts';
import type { NewStep, RunObject } from './journal.ts';
import { campaignOf, planSteps } from './plan.ts';

/** Checks what can be checked before anything is written, then writes the whole journal of the run in one commit. */
export function startRun(
  deps: PublishingDeps,
  selection: Selection,
  confirmed: { readonly daily: readonly Money[]; readonly unusual: boolean },
  context: CallContext,
  canary: Canary['goOn'] | null = null,
): Result<string, Refusal> {
  if (!deps.fence.isValid() || !deps.mayWrite()) return refuse('publishing.fenced');
  const ready = deps.changes.ready(selection, context);
  if (!ready.ok) return ready;
  if (ready.value.objects.length === 0) return refuse('publishing.nothing_to_publish');
  if (!sameAmounts(ready.value.daily, confirmed.daily))
    return refuse('publishing.amount_changed', { daily: ready.value.daily.map(wireMoney), seen: confirmed.daily.map(wireMoney) });
  const unusual = confirmed.unusual ? null : unusualAmount(deps, ready.value);
  if (unusual !== null) return unusual;
  // An edit changes what is live already: no review of a first part would say anything about the rest.
  if (canary !== null && !ready.value.objects.some(isNewAd))
    return refuse('publishing.canary_needs_new_ads', { objects: ready.value.objects.length });
  const obstacle = firstObstacle(deps, ready.value.objects);
  if (obstacle !== null) return obstacle;

  const { first, rest } = canary === null ? { first: ready.value.objects, rest: [] } : splitCanary(ready.value.objects);
  const part: ReadySet = { ...ready.value, objects: first };
  const find = finder(deps, first);
  const steps = planSteps({
    objects: first,
    find,
    capabilities: (id) => deps.network(id)!.capabilities,
    newId: () => deps.ids.next(),
  }); // firstObstacle refused unknown networks
  if (steps.length === 0) return refuse('publishing.nothing_to_publish');
  const runId = deps.ids.next();
  deps.uow.durable(() => {
    writeRun(deps, runId, part, steps, find, context);
    if (canary === null || rest.length === 0) return;
    const waiting = rest.map((record) => ({ objectId: record.id, hash: hashOf(ready.value, record.id) }));
    deps.canaries.save({ runId, goOn: canary, rest: waiting, state: 'waiting', reason: null, restRunId: null });
    deps.audit.append(context, 'publishing.canary_started', runId, { first: first.length, rest: rest.length });
  });
  deps.topics.moved('publishing', 'changes', 'plans');
  return { ok: true, value: runId };
}

/** A zero too many: more than three times what these clients spent a day lately. Without a past there is nothing to compare with. */
function unusualAmount(deps: PublishingDeps, ready: ReadySet): { readonly ok: false; readonly error: Refusal } | null {
  const average = new Map<string, bigint>();
  for (const clientId of new Set(ready.objects.map((record) => record.clientId)))
    for (const spend of deps.facts.averageDailySpend?.(clientId) ?? [])
      average.set(spend.currency, (average.get(spend.currency) ?? 0n) + spend.amountMicros);
  for (const added of ready.daily) {
    const usual = average.get(added.currency) ?? 0n;
    if (usual <= 0n || added.amountMicros <= usual * 3n) continue;
    const monthly = { ...added, amountMicros: (added.amountMicros * 304n) / 10n };
    const past = { amountMicros: usual, currency: added.currency };
    return refuse('publishing.unusual_amount', { daily: wireMoney(added), average: wireMoney(past), monthly: wireMoney(monthly) });
  }
  return null;
}

function writeRun(
  deps: PublishingDeps,
  runId: string,
  ready: ReadySet,
  steps: readonly NewStep[],
  find: (id: string) => PlanRecord | null,
  context: CallContext,
): void {
  const objects: RunObject[] = ready.objects.map((record) => ({
    ...objectFieldsOf(record),
    objectId: record.id,
    parentId: record.parentId,
    campaignId: campaignOf(record, find),
    clientId: record.clientId,
    vacancyId: record.vacancyId,
    marker: record.marker,
    hash: hashOf(ready, record.id),
    verdict: null,
  }));
  const { actor, carrier } = context;
  deps.store.addRun(
    {
      id: runId,
      startedAt: deps.clock.nowIso(),
      finishedAt: null,
      state: 'running',
      contentHash: ready.contentHash,
      approvalId: ready.approvalId,
      context: { actor, carrier },
    },
    objects,
    steps,
  );
  for (const record of ready.objects)
    if (record.remoteId === null && record.draft.status !== 'archived')
      deps.plans.confirm(record.id, { fields: {}, lifecycle: 'publishing' });
  deps.audit.append(context, 'publishing.run_started', runId, {
    objects: objects.length,
    steps: steps.length,
    contentHash: ready.contentHash,
    approvalId: ready.approvalId,
  });
}

function hashOf(ready: ReadySet, objectId: string): string {
  const hash = ready.objectHashes.get(objectId);
  if (hash === undefined) throw new Error(`No content hash was given for object ${objectId}`);
  return hash;
}

function finder(deps: PublishingDeps, objects: readonly PlanRecord[]): (id: string) => PlanRecord | null {
  const known = new Map(objects.map((record) => [record.id, record]));
  return (id) => {
    let record = known.get(id) ?? null;
    if (record === null) {
      record = deps.plans.get(id);
      if (record !== null) known.set(id, record);
    }
    return record;
  };
}

/** What would stop at the last moment anyway is said now: account, vacancy, dates, cap. */
function firstObstacle(deps: PublishingDeps, objects: readonly PlanRecord[]): { readonly ok: false; readonly error: Refusal } | null {
  const extra = new Map<string, Map<string, bigint>>();
  for (const record of objects) {
    const account = deps.facts.account(record.accountId);
    const network = deps.network(record.network);
    if (account === null || network === null)
      return refuse('publishing.account_not_connected', { accountId: record.accountId, network: record.network });
    if (!network.capabilities.publishes) return refuse('publishing.drafts_only', { network: network.capabilities.displayName });
    if (record.draft.status !== 'active') continue;
    if (!deps.facts.mayAdvertise(record.vacancyId))
      return refuse('publishing.vacancy_closed', { objectId: record.id, name: record.draft.name });
    if (record.level !== 'campaign') continue;
    const { endDay, startDay, dailyBudget, name } = record.draft;
    if (endDay !== null && (endDay < startDay || endDay < deps.clock.today(account.timeZone)))
      return refuse('publishing.dates_past', { objectId: record.id, name, endDay });
    const booked = deps.store.booking(record.id)?.booked.amountMicros ?? 0n;
    const byCurrency = extra.get(record.clientId) ?? new Map<string, bigint>();
    byCurrency.set(dailyBudget.currency, (byCurrency.get(dailyBudget.currency) ?? 0n) + dailyBudget.amountMicros - booked);
    extra.set(record.clientId, byCurrency);
  }
  for (const [clientId, byCurrency] of extra) {
    const refusal = capRefusal(deps, clientId, byCurrency);
    if (refusal !== null) return refusal;
  }
  return null;
}

function capRefusal(
  deps: PublishingDeps,
  clientId: string,
  extra: ReadonlyMap<string, bigint>,
): { readonly ok: false; readonly error: Refusal } | null {
  const cap = deps.facts.monthlyCap(clientId);
  if (cap === null) return null;
  for (const [currency, micros] of extra) {
    if (micros <= 0n) continue;
    if (currency !== cap.currency) return refuse('publishing.cap_exceeded', { clientId, currency, cap: wireMoney(cap) });
    const booked = deps.store.bookedByClient(clientId).find((row) => row.currency === currency)?.amountMicros ?? 0n;
    const daily = { amountMicros: booked + micros, currency };
    if (exceedsMonthlyCap(daily, cap))
      return refuse('publishing.cap_exceeded', { clientId, currency, daily: wireMoney(daily), cap: wireMoney(cap) });
  }
  return null;
}

function wireMoney(money: Money): { readonly amountMicros: string; readonly currency: string } {
  return { amountMicros: money.amountMicros.toString(), currency: money.currency };
}

/** Rows of zero do not count: no change in pesos is the same as no row for pesos. */
function sameAmounts(left: readonly Money[], right: readonly Money[]): boolean {
  const text = (rows: readonly Money[]): string =>
    rows
      .filter((row) => row.amountMicros !== 0n)
      .map((row) => `${row.currency}${row.amountMicros}`)
      .toSorted()
      .join();
  return text(left) === text(right);
}
