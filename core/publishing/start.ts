import type { Money } from '../kernel/money.ts';
import { refuse, type Refusal, type Result } from '../kernel/result.ts';
import type { CallContext } from '../ports/change-log.ts';
import { isNewAd, splitCanary, type Canary } from './canary.ts';
import type { ReadyObject, ReadySet, Selection } from './change-source.ts';
import { exceedsMonthlyCap, type PublishingDeps } from './deps.ts';
import { objectFieldsOf } from './fields.ts';
import type { NewStep, RunObject } from './journal.ts';
import { planSteps, type PlanInput } from './plan.ts';

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
  const steps = planSteps({ ...readByCampaign(deps, first), newId: () => deps.ids.next() });
  // Steps are worked out while they are written; whether there is one is known before anything is.
  const opening = steps.next();
  if (opening.done === true) return refuse('publishing.nothing_to_publish');
  const runId = deps.ids.next();
  deps.uow.durable(() => {
    writeRun(deps, runId, part, chain(opening.value, steps), context);
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

function writeRun(deps: PublishingDeps, runId: string, ready: ReadySet, steps: Iterable<NewStep>, context: CallContext): void {
  const { actor, carrier } = context;
  const written = deps.store.addRun(
    {
      id: runId,
      startedAt: deps.clock.nowIso(),
      finishedAt: null,
      state: 'running',
      contentHash: ready.contentHash,
      approvalId: ready.approvalId,
      context: { actor, carrier },
    },
    runObjects(deps, ready),
    steps,
  );
  for (const object of ready.objects)
    if (!object.published && object.status !== 'archived') deps.plans.confirm(object.id, { fields: {}, lifecycle: 'publishing' });
  deps.audit.append(context, 'publishing.run_started', runId, {
    objects: written.objects,
    steps: written.steps,
    contentHash: ready.contentHash,
    approvalId: ready.approvalId,
  });
}

/** One record is in memory at a time. */
function* runObjects(deps: PublishingDeps, ready: ReadySet): Generator<RunObject> {
  for (const { id, campaignId } of ready.objects) {
    const record = deps.plans.get(id);
    if (record === null) continue;
    yield {
      ...objectFieldsOf(record),
      objectId: record.id,
      parentId: record.parentId,
      campaignId,
      clientId: record.clientId,
      vacancyId: record.vacancyId,
      marker: record.marker,
      hash: hashOf(ready, record.id),
      verdict: null,
    };
  }
}

function* chain<T>(first: T, rest: Iterable<T>): Generator<T> {
  yield first;
  yield* rest;
}

function hashOf(ready: ReadySet, objectId: string): string {
  const hash = ready.objectHashes.get(objectId);
  if (hash === undefined) throw new Error(`No content hash was given for object ${objectId}`);
  return hash;
}

/** What steps are made of, read from the plan one campaign at a time. Every network of the objects is known. */
export function readByCampaign(deps: PublishingDeps, objects: readonly ReadyObject[]): Omit<PlanInput, 'newId'> {
  const campaigns = new Map<string, { published: boolean; readonly ids: string[] }>();
  for (const { id, campaignId, published } of objects) {
    const campaign = campaigns.get(campaignId);
    if (campaign === undefined) campaigns.set(campaignId, { published, ids: [id] });
    else {
      campaign.ids.push(id);
      campaign.published ||= published;
    }
  }
  return {
    campaigns,
    records(campaignId) {
      const ids = campaigns.get(campaignId)?.ids ?? [];
      const found = new Map(deps.plans.getMany(ids).map((record) => [record.id, record]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    find: (id) => deps.plans.get(id),
    capabilities: (id) => deps.network(id)!.capabilities,
  };
}

/** What would stop at the last moment anyway is said now: account, vacancy, dates, cap. */
function firstObstacle(deps: PublishingDeps, objects: readonly ReadyObject[]): { readonly ok: false; readonly error: Refusal } | null {
  const extra = new Map<string, Map<string, bigint>>();
  // A vacancy has an ad on each network, an account thousands: each is read once.
  const accountOf = remembered(deps.facts.account);
  const mayAdvertise = remembered(deps.facts.mayAdvertise);
  for (const object of objects) {
    const account = accountOf(object.accountId);
    const network = deps.network(object.network);
    if (account === null || network === null)
      return refuse('publishing.account_not_connected', { accountId: object.accountId, network: object.network });
    if (!network.capabilities.publishes) return refuse('publishing.drafts_only', { network: network.capabilities.displayName });
    if (object.status !== 'active') continue;
    if (!mayAdvertise(object.vacancyId)) return refuse('publishing.vacancy_closed', { objectId: object.id, name: object.name });
    const record = object.level === 'campaign' ? deps.plans.get(object.id) : null;
    if (record?.level !== 'campaign') continue;
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

function remembered<K, V>(ask: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as V; // a value that was put there below
    const value = ask(key);
    known.set(key, value);
    return value;
  };
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
