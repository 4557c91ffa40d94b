import type { z } from 'zod';
import type { Batch, conversions, Outcome } from '../contract/conversions.ts';
import { hashPerson } from '../privacy/index.ts';
import { DEFAULT_RETENTION, NO_IDENTIFIERS, type HashedIdentifiers, type RetentionRule } from '../candidates/index.ts';
import { addDays, addMonths, isDay } from '../kernel/days.ts';
import { ok, refuse } from '../kernel/result.ts';
import type { CallContext, Handlers } from '../ports/index.ts';
import type { PersonTraces } from '../privacy/index.ts';
import type { ClientFacts } from '../vacancies/index.ts';
import type { BatchRecord, ListedOutcome, OutcomeRecord } from './conversion-store.ts';
import { importOutcomes, type ImportDependencies } from './import-outcomes.ts';
import { momentOf } from './read-outcome.ts';
import { keep, keysOf } from './record-outcome.ts';
import { judgeLane, readProgress, sendLane, type LaneTarget, type SendDependencies } from './send-lane.ts';

export interface ConversionDependencies extends ImportDependencies, Omit<SendDependencies, keyof ImportDependencies> {
  readonly clientFacts: (clientId: string) => ClientFacts | null;
  readonly retention: (clientId: string) => RetentionRule | null;
  /** Accounts that can be reached now, whose network takes conversions. */
  readonly lanes: (clientId: string | null) => readonly (LaneTarget & { readonly accountName: string })[];
  /** False while nothing may be sent: fenced after a restore, or read-only. */
  readonly maySend: () => boolean;
}

export interface Conversions extends Handlers<typeof conversions> {
  readonly traces: PersonTraces;
  /** Every so often: sends what waits and asks how earlier batches went. */
  sendDue(context: CallContext): Promise<void>;
}

const PART = 1_000;

export function createConversions(deps: ConversionDependencies): Conversions {
  const { store, clock } = deps;
  const ruleOf = (clientId: string): RetentionRule => deps.retention(clientId) ?? DEFAULT_RETENTION;
  const nameOf = (clientId: string): string => deps.clientFacts(clientId)?.name ?? '';
  const deleteOn = (outcome: Pick<OutcomeRecord, 'clientId' | 'occurredAt'>): string =>
    addMonths(outcome.occurredAt.slice(0, 10), ruleOf(outcome.clientId).maxMonths);
  /** Accounts whose queue is being worked on: two at once would send one batch twice. */
  const busy = new Set<string>();

  function view(row: ListedOutcome): z.infer<typeof Outcome> {
    const { eventId: _eventId, ...shown } = row;
    return { ...shown, clientName: nameOf(row.clientId), deleteOn: deleteOn(row), sends: row.sends.map((send) => ({ ...send })) };
  }

  function batchView(batch: BatchRecord): z.infer<typeof Batch> {
    const { id, accountId, network, state, createdAt, settledAt, tries, events, accepted, refused, failure, progress } = batch;
    return {
      id,
      accountId,
      network,
      state,
      createdAt,
      settledAt,
      tries,
      events,
      accepted,
      refused,
      failure,
      progress,
      accountName: deps.lanes(batch.clientId).find((lane) => lane.account.accountId === accountId)?.accountName ?? '',
      clientName: nameOf(batch.clientId),
    };
  }

  async function sendAll(lanes: readonly LaneTarget[], context: CallContext, only: (lane: LaneTarget) => boolean) {
    const sum = { accepted: 0, refused: 0, unsure: 0, failures: [] as { accountId: string; network: string; kind: string }[] };
    await Promise.all(
      lanes.map(async (lane) => {
        const { accountId } = lane.account;
        if (busy.has(accountId) || !only(lane)) return;
        busy.add(accountId);
        try {
          const result = await sendLane(deps, lane, context);
          sum.accepted += result.accepted;
          sum.refused += result.refused;
          sum.unsure += result.unsure;
          if (result.failure !== null) sum.failures.push({ accountId, network: lane.network, kind: result.failure });
          await readProgress(deps, lane);
        } finally {
          busy.delete(accountId);
        }
      }),
    );
    deps.topics.moved('conversions', 'privacy');
    return sum;
  }

  /** New outcomes take their place in every queue at once, so that what cannot be sent says why before anybody sends. */
  function judge(clientId: string): void {
    for (const lane of deps.lanes(clientId)) judgeLane(deps, lane);
    deps.topics.moved('conversions', 'privacy');
  }

  return {
    overview({ clientId }) {
      const counts = store.laneCounts(clientId);
      return ok({
        outcomes: [...store.kinds(clientId)],
        lanes: deps.lanes(clientId).map((lane) => {
          const own = counts.filter(({ accountId }) => accountId === lane.account.accountId);
          const of = (state: string): number => own.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0);
          const last = store.lastBatch(lane.account.accountId);
          return {
            accountId: lane.account.accountId,
            accountName: lane.accountName,
            clientId: lane.clientId,
            clientName: nameOf(lane.clientId),
            network: lane.network,
            queued: of('queued'),
            sending: of('sending'),
            accepted: of('accepted'),
            refused: of('refused'),
            unsure: of('unsure'),
            held: own.flatMap(({ state, reason, count }) => (state === 'held' && reason !== null ? [{ reason, count }] : [])),
            lastSentAt: store.lastSentAt(lane.account.accountId),
            failure: last?.failure ?? null,
            nextTryAt: last?.nextTryAt ?? null,
          };
        }),
      });
    },

    list({ clientId, kind, state, offset, limit }) {
      const { rows, total } = store.list({ clientId, kind, state }, offset, limit);
      return ok({ rows: rows.map(view), total });
    },

    record(input, context) {
      const client = deps.clientFacts(input.clientId);
      if (client === null) return refuse('clients.not_found', { clientId: input.clientId });
      const vacancyId = input.vacancy === null ? null : store.vacancyNamed(input.clientId, input.vacancy);
      if (input.vacancy !== null && vacancyId === null) return refuse('conversions.vacancy_not_found');
      if (!isDay(input.occurredOn) || input.occurredOn > clock.today(client.timeZone)) return refuse('conversions.day_invalid');
      if (input.click !== null && !deps.clicks.has(input.click.network)) return refuse('conversions.click_unknown');
      if (input.consent === 'denied') return refuse('conversions.consent_denied');
      if (input.click === null && input.person.length === 0) return refuse('conversions.nobody');
      let identifiers: HashedIdentifiers = NO_IDENTIFIERS;
      for (const person of input.person) {
        const hashes = hashPerson(deps.hasher, person);
        if (hashes === null) return refuse('conversions.identifier_unreadable', { kind: person.kind });
        const known = Object.entries(hashes).filter(([, hash]) => hash !== null);
        identifiers = { ...identifiers, ...Object.fromEntries(known) };
      }
      const now = clock.nowIso();
      const { clientId, kind, click, consent, source } = input;
      const read = { kind, vacancyId, click, consent, source, identifiers, occurredAt: momentOf(input.occurredOn, now) };
      const kept = deps.unitOfWork.transaction(() => {
        const done = keep(deps, clientId, read, now);
        if (done.kind === 'new') deps.ledger.note(context, 'conversions.recorded', clientId, { kind });
        return done;
      });
      if (kept.kind === 'forgotten') return refuse('conversions.person_forgotten');
      judge(clientId);
      return ok({ id: kept.id, isNew: kept.kind === 'new' });
    },

    async importFile(input, context) {
      const client = deps.clientFacts(input.clientId);
      if (client === null) return refuse('clients.not_found', { clientId: input.clientId });
      const answer = await importOutcomes(deps, client, input, context);
      if (answer.ok && answer.value.committed) judge(input.clientId);
      return answer;
    },

    remove({ outcomeId }, context) {
      const outcome = store.get(outcomeId);
      if (outcome === null) return refuse('conversions.not_found');
      const gone = deps.unitOfWork.transaction(() => {
        if (!store.remove(outcomeId)) return false;
        deps.ledger.note(context, 'conversions.removed', outcome.clientId, { kind: outcome.kind });
        return true;
      });
      if (!gone) return refuse('conversions.already_sent');
      deps.topics.moved('conversions', 'privacy');
      return ok({ done: true as const });
    },

    async send({ clientId, accountId }, context) {
      if (!deps.maySend()) return refuse('conversions.fenced');
      const lanes = deps.lanes(clientId).filter((lane) => accountId === null || lane.account.accountId === accountId);
      const now = clock.nowIso();
      // Who presses the button need not wait for the next hour; only a network's own "too many" is waited out.
      const sum = await sendAll(lanes, context, (lane) => {
        const last = store.lastBatch(lane.account.accountId);
        return last === null || last.failure !== 'rate_limited' || last.nextTryAt === null || last.nextTryAt <= now;
      });
      const ids = new Set(lanes.map((lane) => lane.account.accountId));
      const waiting = store
        .laneCounts(clientId)
        .reduce((left, one) => left + (ids.has(one.accountId) && (one.state === 'queued' || one.state === 'sending') ? one.count : 0), 0);
      return ok({ ...sum, waiting });
    },

    batches({ clientId, offset, limit }) {
      const { rows, total } = store.batches(clientId, offset, limit);
      return ok({ rows: rows.map(batchView), total });
    },

    receipts({ batchId, offset, limit }) {
      if (store.batch(batchId) === null) return refuse('conversions.batch_not_found');
      const { rows, total } = store.receipts(batchId, offset, limit);
      return ok({ rows: rows.map((row) => ({ ...row })), total });
    },

    settleBatch({ batchId, decision }, context) {
      const batch = store.batch(batchId);
      if (batch === null) return refuse('conversions.batch_not_found');
      if (batch.state === 'sending' || batch.state === 'failed') return refuse('conversions.batch_settled');
      const events = deps.unitOfWork.durable(() => {
        const turned = store.turn(batchId, decision === 'again' ? 'queued' : 'left', clock.nowIso());
        store.saveBatch({ ...batch, state: 'done' });
        deps.ledger.note(context, 'conversions.decided', batch.clientId, { network: batch.network, decision, events: turned });
        return turned;
      });
      deps.topics.moved('conversions', 'privacy');
      return ok({ events });
    },

    async sendDue(context) {
      if (!deps.maySend()) return;
      const now = clock.nowIso();
      const lanes = deps.lanes(null).filter((lane) => {
        const next = store.lastBatch(lane.account.accountId)?.nextTryAt ?? null;
        return next === null || next <= now;
      });
      await sendAll(lanes, context, () => true);
    },

    traces: {
      of: (identifiers) =>
        store.withKeys(keysOf(deps.hasher, identifiers)).map((outcome) => ({
          kind: 'outcome' as const,
          clientId: outcome.clientId,
          identifiers: outcome.identifiers,
          at: outcome.occurredAt,
          consent: outcome.consent,
          source: outcome.source,
          deleteOn: deleteOn(outcome),
        })),
      erase(identifiers) {
        const rows = store.withKeys(keysOf(deps.hasher, identifiers));
        for (const { id } of rows) store.erase(id);
        return rows.length;
      },
      eraseForgotten(isForgotten) {
        let gone = 0;
        for (let after = ''; ;) {
          const part = store.everyone(after, PART);
          const last = part.at(-1);
          if (last === undefined) return gone;
          after = last.id;
          for (const { id, keys } of part) {
            if (!keys.some(isForgotten)) continue;
            store.erase(id);
            gone += 1;
          }
        }
      },
      expire(context) {
        let changed = 0;
        for (const clientId of store.clients()) {
          const today = clock.today(deps.clientFacts(clientId)?.timeZone ?? 'America/Bogota');
          const rule = ruleOf(clientId);
          const limits = {
            occurredBefore: addMonths(today, -rule.maxMonths),
            recordedBefore: addDays(today, -rule.daysAfterAudience),
          };
          changed += deps.unitOfWork.transaction(() => {
            const rows = store.expire(clientId, limits);
            if (rows > 0) deps.ledger.note(context, 'conversions.expired', clientId, { outcomes: rows });
            return rows;
          });
        }
        return changed;
      },
    },
  };
}
