import type { z } from 'zod';
import type { privacy, RightsRequest } from '../contract/privacy.ts';
import { deleteOn, DEFAULT_RETENTION, type RetentionRule } from '../candidates/index.ts';
import { addDays, addMonths, dayNumber, isDay } from '../kernel/days.ts';
import { ok, refuse } from '../kernel/result.ts';
import { jsonDetails } from '../kernel/json-data.ts';
import type { CallContext, Clock, Handlers, Ids, Topics } from '../ports/index.ts';
import { dueDates } from './due-dates.ts';
import { forgetAgain, forgetPerson, hashPerson, type ForgetDependencies } from './forget.ts';
import { tombstonesOf } from '../candidates/index.ts';
import type { StoredRequest } from './privacy-store.ts';

export interface PrivacyDependencies extends ForgetDependencies {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly topics: Topics;
  readonly clientFacts: (clientId: string) => { readonly name: string; readonly timeZone: string } | null;
  readonly retention: (clientId: string) => RetentionRule | null;
  /** Sends removals that are owed to networks; resolves when it has tried. */
  readonly sendRemovals: (context: CallContext) => Promise<void>;
}

export interface Privacy extends Handlers<typeof privacy> {
  /** At every start: what a restored backup brought back leaves again. */
  settleForgotten(context: CallContext): number;
  /** Daily: whoever's time is up. Returns how many left. */
  deleteExpired(context: CallContext): number;
}

const BATCH = 2_000;
/** Undo of an import is not worth keeping people's old values for longer. */
const UNDO_DAYS = 30;
const SOON_DAYS = 30;
const HOME_ZONE = 'America/Bogota';
/** An address, a document, a telephone; `2026-00118` is a filing number. */
const PERSONAL = /@|(?:\d[\s.]*){7,}|(?:\d[\s.-]*){10,}/;

export function createPrivacy(deps: PrivacyDependencies): Privacy {
  const { store, clock } = deps;
  const ruleOf = (clientId: string): RetentionRule => deps.retention(clientId) ?? DEFAULT_RETENTION;
  const nameOf = (clientId: string | null): string => (clientId === null ? '' : (deps.clientFacts(clientId)?.name ?? ''));

  function view(request: StoredRequest): z.infer<typeof RightsRequest> {
    return {
      ...request,
      clientName: nameOf(request.clientId),
      state: request.answeredAt === null ? 'open' : 'answered',
      daysLeft: dayNumber(request.dueOn) - dayNumber(clock.today(HOME_ZONE)),
    };
  }

  /** Days before which a client's people have had their time; `ahead` looks into the future. */
  function limits(clientId: string, ahead = 0) {
    const today = addDays(clock.today(deps.clientFacts(clientId)?.timeZone ?? HOME_ZONE), ahead);
    const rule = ruleOf(clientId);
    return { contact: addMonths(today, -rule.maxMonths), audience: addDays(today, -rule.daysAfterAudience) };
  }

  function deleteExpired(context: CallContext): number {
    let deleted = deps.traces.reduce((sum, place) => sum + place.expire(context), 0);
    for (const clientId of store.clients()) {
      const { contact, audience } = limits(clientId);
      let gone = 0;
      for (;;) {
        const numbers = store.expired(clientId, contact, audience, BATCH);
        if (numbers.length === 0) break;
        deps.unitOfWork.transaction(() => {
          store.erase(numbers);
          gone += numbers.length;
          if (numbers.length < BATCH) deps.ledger.note(context, 'privacy.retention_deleted', clientId, { candidates: gone });
        });
        if (numbers.length < BATCH) break;
      }
      deleted += gone;
    }
    const before = addDays(clock.nowIso().slice(0, 10), -UNDO_DAYS);
    const dropped = deps.unitOfWork.transaction(() => store.dropUndo(before));
    if (deleted + dropped > 0) {
      store.wipe();
      deps.topics.moved('candidates', 'privacy', 'audiences', 'conversions', 'leads');
    }
    return deleted;
  }

  function change(requestId: string, context: CallContext, action: string, next: (request: StoredRequest) => StoredRequest) {
    const request = store.request(requestId);
    if (request === null) return refuse('privacy.request_not_found');
    if (request.answeredAt !== null) return refuse('privacy.request_closed');
    const changed = next(request);
    deps.unitOfWork.transaction(() => {
      store.saveRequest(changed);
      deps.ledger.note(context, action, request.clientId, { law: request.law, outcome: changed.outcome ?? '' });
    });
    deps.topics.moved('privacy');
    return ok(view(changed));
  }

  return {
    find({ person }, context) {
      const typed = hashPerson(deps.hasher, person);
      if (typed === null) return refuse('privacy.identifier_unreadable', { kind: person.kind });
      const held = store.holders(typed);
      deps.unitOfWork.transaction(() => deps.ledger.note(context, 'privacy.looked_up', null, { candidates: held.length }));
      return ok({
        traces: deps.traces.flatMap((place) =>
          place.of(typed).map(({ kind, clientId, at, consent, source, deleteOn: until }) => ({
            kind,
            clientName: nameOf(clientId),
            at,
            consent,
            source,
            deleteOn: until,
          })),
        ),
        forgotten: tombstonesOf(deps.hasher, typed).some((mark) => deps.forgotten.has(mark)),
        people: held.map(({ number, record }) => ({
          clientName: nameOf(record.clientId),
          ...record.features,
          consent: record.consent ?? ('unknown' as const),
          purpose: record.purpose ?? ('unknown' as const),
          source: record.source ?? '',
          importedAt: record.importedAt,
          deleteOn: deleteOn(record, ruleOf(record.clientId)),
          audiences: [...deps.lists.namesOf(number)],
        })),
      });
    },

    async forget({ person }, context) {
      const typed = hashPerson(deps.hasher, person);
      if (typed === null) return refuse('privacy.identifier_unreadable', { kind: person.kind });
      const outcome = forgetPerson(deps, typed, context);
      deps.topics.moved('candidates', 'privacy', 'audiences', 'history', 'conversions', 'leads');
      if (outcome.removals > 0) await deps.sendRemovals(context);
      return ok({ ...outcome });
    },

    overview({ clientId }) {
      const soon = (clientId === null ? store.clients() : [clientId]).reduce((sum, id) => {
        const { contact, audience } = limits(id, SOON_DAYS);
        return sum + store.leaving(id, contact, audience);
      }, 0);
      const open = store.requests().filter((request) => request.answeredAt === null);
      const today = clock.today(HOME_ZONE);
      return ok({
        ...store.counts(clientId),
        forgottenMarks: deps.forgotten.size,
        openRequests: open.length,
        overdueRequests: open.filter(({ dueOn }) => dueOn < today).length,
        leavingSoon: soon,
      });
    },

    ledger({ clientId, offset, limit }) {
      const { events, total } = store.ledger(clientId, offset, limit);
      return ok({
        events: events.map((event) => ({ ...event, counts: jsonDetails(event.counts), clientName: nameOf(event.clientId) })),
        total,
      });
    },

    dueDate({ law, receivedOn }) {
      return isDay(receivedOn) ? ok(dueDates(law, receivedOn)) : refuse('privacy.day_invalid');
    },

    requests() {
      return ok({ requests: store.requests().map(view) });
    },

    openRequest({ clientId, law, receivedOn, reference }, context) {
      if (clientId !== null && deps.clientFacts(clientId) === null) return refuse('clients.not_found', { clientId });
      if (!isDay(receivedOn) || receivedOn > clock.today(HOME_ZONE)) return refuse('privacy.day_invalid');
      // A filing number is asked for, and people paste what they have at hand.
      if (PERSONAL.test(reference)) return refuse('privacy.reference_personal');
      const request: StoredRequest = {
        id: deps.ids.next(),
        clientId,
        law,
        reference,
        receivedOn,
        ...dueDates(law, receivedOn),
        extended: false,
        outcome: null,
        answeredAt: null,
      };
      deps.unitOfWork.transaction(() => {
        store.saveRequest(request);
        deps.ledger.note(context, 'privacy.request_opened', clientId, { law, due: request.dueOn });
      });
      deps.topics.moved('privacy');
      return ok(view(request));
    },

    extendRequest({ requestId }, context) {
      if (store.request(requestId)?.extended === true) return refuse('privacy.request_already_extended');
      return change(requestId, context, 'privacy.request_extended', (request) => ({ ...request, extended: true, dueOn: request.latestOn }));
    },

    answerRequest({ requestId, outcome }, context) {
      return change(requestId, context, 'privacy.request_answered', (request) => ({ ...request, outcome, answeredAt: clock.nowIso() }));
    },

    runRetention(_input, context) {
      return ok({ deleted: deleteExpired(context) });
    },

    async sendRemovals(_input, context) {
      await deps.sendRemovals(context);
      return ok({ done: true as const });
    },

    settleForgotten: (context) => forgetAgain(deps, context),
    deleteExpired,
  };
}
