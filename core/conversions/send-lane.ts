import { instantText } from '../kernel/instant.ts';
import { assertNever } from '../kernel/result.ts';
import type { AccountRef, CallContext, Clock, ConversionNetwork, Ids, NetworkFailure, PrivacyLedger, UnitOfWork } from '../ports/index.ts';
import type { BatchRecord, ConversionStore, Going, Settled } from './conversion-store.ts';
import { PASSING_REASONS, verdictOf } from './verdict.ts';

export interface SendDependencies {
  readonly store: ConversionStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly unitOfWork: UnitOfWork;
  readonly ledger: PrivacyLedger;
}

/** One account and what its network takes. */
export interface LaneTarget {
  readonly account: AccountRef;
  readonly network: string;
  readonly clientId: string;
  readonly conversions: ConversionNetwork;
}

export interface LaneResult {
  accepted: number;
  refused: number;
  unsure: number;
  failure: string | null;
}

const JUDGE_PART = 1_000;
/** An id is dropped for so long after the network took it; half an hour of that is left for clocks and slow answers. */
const MARGIN_MS = 1_800_000;
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;
const LOOKED_AT = 20;

/** Puts each outcome of the client where it stands with this account: waiting, or held with the reason. */
export function judgeLane(deps: SendDependencies, lane: LaneTarget): void {
  for (let after = ''; ;) {
    const part = deps.store.toJudge(lane.clientId, lane.account.accountId, PASSING_REASONS, after, JUDGE_PART);
    const last = part.at(-1);
    if (last === undefined) return;
    after = last.id;
    const now = deps.clock.nowMs();
    deps.unitOfWork.transaction(() => {
      for (const outcome of part) {
        const verdict = verdictOf(outcome, lane.account, lane.network, lane.conversions.conversions, now);
        deps.store.judge(lane.account.accountId, lane.network, outcome.id, verdict.state, verdict.state === 'held' ? verdict.reason : null);
      }
    });
  }
}

/**
 * Sends what waits in one account's queue, a batch at a time. The intent is committed before the call and the answer after it; a batch
 * whose answer never came is sent again whole, under the same ids, for as long as the network surely drops what it has; after that
 * nobody but a person may decide.
 */
export async function sendLane(deps: SendDependencies, lane: LaneTarget, context: CallContext): Promise<LaneResult> {
  const result: LaneResult = { accepted: 0, refused: 0, unsure: 0, failure: null };
  for (;;) {
    judgeLane(deps, lane);
    const batch = deps.store.openBatch(lane.account.accountId) ?? newBatch(deps, lane, context);
    if (batch === null) return result;
    if (isTooLate(batch, lane, deps.clock.nowMs())) {
      const rows = deps.store.going(batch.id);
      result.unsure += rows.length;
      settle(deps, { ...batch, state: 'unsure' }, rows.map(unsure), context);
      continue;
    }
    const failure = await tryBatch(deps, lane, batch, result, context);
    if (failure === null) continue;
    result.failure = failure;
    return result;
  }
}

function newBatch(deps: SendDependencies, lane: LaneTarget, context: CallContext): BatchRecord | null {
  const rows = deps.store.queued(lane.account.accountId, lane.conversions.conversions.batchMax);
  if (rows.length === 0) return null;
  const batch: BatchRecord = {
    id: deps.ids.next(),
    clientId: lane.clientId,
    accountId: lane.account.accountId,
    network: lane.network,
    state: 'sending',
    createdAt: deps.clock.nowIso(),
    settledAt: null,
    tries: 0,
    events: rows.length,
    accepted: 0,
    refused: 0,
    failure: null,
    perhapsSentAt: null,
    nextTryAt: null,
    progress: null,
  };
  deps.unitOfWork.durable(() => {
    deps.store.saveBatch(
      batch,
      rows.map(({ outcomeId }) => outcomeId),
    );
    deps.ledger.note(context, 'conversions.send_intended', lane.clientId, { network: lane.network, events: rows.length });
  });
  return batch;
}

/** True when the network may count a repeated event: it had the batch too long ago to remember its ids. */
function isTooLate(batch: BatchRecord, lane: LaneTarget, nowMs: number): boolean {
  const { repeatDropMs } = lane.conversions.conversions;
  if (batch.perhapsSentAt === null || repeatDropMs === null) return false;
  return nowMs - Date.parse(batch.perhapsSentAt) > repeatDropMs - MARGIN_MS;
}

/** Null when the batch is settled; else why it is not. */
async function tryBatch(
  deps: SendDependencies,
  lane: LaneTarget,
  before: BatchRecord,
  result: LaneResult,
  context: CallContext,
): Promise<string | null> {
  const rows = deps.store.going(before.id);
  const { conversions } = lane.conversions;
  const nowMs = deps.clock.nowMs();
  const judged = rows.map((row) => ({ row, verdict: verdictOf(row.outcome, lane.account, lane.network, conversions, nowMs) }));
  const going = judged.flatMap(({ row, verdict }) => (verdict.state === 'queued' ? [{ row, event: verdict.event }] : []));
  if (going.length < rows.length && before.perhapsSentAt === null) {
    giveBack(deps, before, rows, null);
    return null;
  }
  // What grew too old on the way may have arrived all the same, and the network takes no second one: only a person can say.
  const late = judged.flatMap(({ row, verdict }) => (verdict.state === 'held' ? [row] : []));
  if (going.length === 0) {
    result.unsure += late.length;
    settle(deps, { ...before, state: 'unsure' }, late.map(unsure), context);
    return null;
  }
  const perhapsSentAt = before.perhapsSentAt ?? deps.clock.nowIso();
  const batch: BatchRecord = { ...before, perhapsSentAt, tries: before.tries + 1, nextTryAt: null };
  deps.unitOfWork.durable(() => deps.store.saveBatch(batch));
  const answer = await lane.conversions.send(
    lane.account,
    going.map(({ event }) => event),
  );
  if (!answer.ok) {
    const { kind } = answer.error;
    // Somebody's earlier try may have arrived, whatever this one says.
    if (isSurelyNot(answer.error) && before.perhapsSentAt === null) {
      giveBack(deps, batch, rows, answer.error);
      return kind;
    }
    deps.unitOfWork.durable(() =>
      deps.store.saveBatch({ ...batch, failure: kind, nextTryAt: instantText(nowMs + waitMs(answer.error, batch.tries)) }),
    );
    return kind;
  }
  const receipts = new Map(answer.value.map((receipt) => [receipt.eventId, receipt]));
  const settled = going.map(({ row, event }): Settled => {
    const receipt = receipts.get(event.eventId);
    if (receipt === undefined) return unsure(row);
    const { accepted, code, requestId } = receipt;
    return {
      outcomeId: row.outcomeId,
      state: accepted ? 'accepted' : 'refused',
      reason: accepted ? null : `networkErrors.${code ?? 'unknown'}`,
      requestId,
    };
  });
  const all = [...settled, ...late.map(unsure)];
  const count = (state: Settled['state']): number => all.filter((one) => one.state === state).length;
  result.accepted += count('accepted');
  result.refused += count('refused');
  result.unsure += count('unsure');
  settle(
    deps,
    { ...batch, state: count('unsure') > 0 ? 'unsure' : 'done', failure: null, accepted: count('accepted'), refused: count('refused') },
    all,
    context,
  );
  return null;
}

function unsure(row: Going): Settled {
  return { outcomeId: row.outcomeId, state: 'unsure', reason: 'conversions.why.unsure', requestId: null };
}

function settle(deps: SendDependencies, batch: BatchRecord, rows: readonly Settled[], context: CallContext): void {
  const at = deps.clock.nowIso();
  deps.unitOfWork.durable(() => {
    deps.store.settle({ ...batch, settledAt: at, nextTryAt: null }, rows, at);
    const { network, accepted, refused } = batch;
    deps.ledger.note(context, 'conversions.sent', batch.clientId, {
      network,
      accepted,
      refused,
      unsure: rows.filter(({ state }) => state === 'unsure').length,
    });
  });
}

/** Nothing of it went: its rows wait again, and may be judged or taken back meanwhile. */
function giveBack(deps: SendDependencies, batch: BatchRecord, rows: readonly Going[], failure: NetworkFailure | null): void {
  const at = deps.clock.nowIso();
  deps.unitOfWork.durable(() =>
    deps.store.settle(
      {
        ...batch,
        state: 'failed',
        perhapsSentAt: null,
        settledAt: at,
        failure: failure?.kind ?? null,
        nextTryAt: failure === null ? null : instantText(deps.clock.nowMs() + waitMs(failure, batch.tries)),
      },
      rows.map(({ outcomeId }) => ({ outcomeId, state: 'queued', reason: null, requestId: null })),
      null,
    ),
  );
}

/** Failures that prove that no event was taken. `unavailable` does not: some networks answer so to a request that may have arrived. */
function isSurelyNot(failure: NetworkFailure): boolean {
  switch (failure.kind) {
    case 'rate_limited':
    case 'auth_expired':
    case 'no_permission':
    case 'refused':
      return true;
    case 'unavailable':
    case 'outcome_unknown':
    case 'unsupported':
      return false;
    default:
      return assertNever(failure);
  }
}

function waitMs(failure: NetworkFailure, tries: number): number {
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10));
  return failure.kind === 'rate_limited' ? (failure.retryAfterMs ?? backoff) : backoff;
}

/** Asks networks that work through what they took by themselves how it went. Reading only; what fails is asked again next time. */
export async function readProgress(deps: SendDependencies, lane: LaneTarget): Promise<void> {
  const { progress } = lane.conversions;
  if (progress === undefined) return;
  for (const { batch, requestIds } of deps.store.unfinished(lane.account.accountId, LOOKED_AT)) {
    let taken: number | null = 0;
    let state: NonNullable<BatchRecord['progress']>['state'] = 'done';
    for (const requestId of requestIds) {
      const told = await progress(lane.account, requestId);
      if (!told.ok) return;
      taken = taken === null || told.value.taken === null ? null : taken + told.value.taken;
      if (told.value.state === 'processing') state = 'processing';
      else if (state !== 'processing' && told.value.state !== 'done') state = told.value.state;
    }
    deps.unitOfWork.transaction(() => deps.store.saveProgress(batch.id, { state, taken }));
  }
}
