import type { z } from 'zod';
import type { Lead, leads, LeadSource } from '../contract/leads.ts';
import { DEFAULT_RETENTION, tombstonesOf, type Candidates, type RetentionRule } from '../candidates/index.ts';
import { addDays, addMonths } from '../kernel/days.ts';
import { ok, refuse } from '../kernel/result.ts';
import type { CallContext, Handlers, Topics } from '../ports/index.ts';
import type { PersonTraces } from '../privacy/index.ts';
import type { ClientFacts } from '../vacancies/index.ts';
import type { LeadRecord, ListedLead } from './lead-store.ts';
import { LOOK_BACK_MS, retrieveLeads, type LeadLane, type RetrieveDependencies } from './retrieve.ts';

export interface LeadDependencies extends RetrieveDependencies {
  readonly topics: Topics;
  readonly clientFacts: (clientId: string) => ClientFacts | null;
  readonly retention: (clientId: string) => RetentionRule | null;
  /** Accounts that can be reached now, whose network hands out leads. */
  readonly lanes: (clientId: string | null) => readonly LeadLane[];
  readonly candidates: Pick<Candidates, 'prepareRead' | 'takeRead'>;
  /** False in a workspace that is open for reading only. */
  readonly mayWrite: () => boolean;
}

export interface Leads extends Handlers<typeof leads> {
  readonly traces: PersonTraces;
  /** Every so often: accounts that a person has fetched from once. */
  retrieveDue(context: CallContext): Promise<void>;
}

/** As long as an import can be undone, what it took may come back here. */
const UNDO_DAYS = 30;
/** Longer than any network keeps a lead, with the overlap of two readings: then no reading finds it any more. */
const ROW_DAYS = 120 + LOOK_BACK_MS / 86_400_000;
const PART = 1_000;

export function createLeads(deps: LeadDependencies): Leads {
  const { store } = deps;
  const ruleOf = (clientId: string): RetentionRule => deps.retention(clientId) ?? DEFAULT_RETENTION;
  const nameOf = (clientId: string): string => deps.clientFacts(clientId)?.name ?? '';
  const deleteOn = (lead: Pick<LeadRecord, 'clientId' | 'createdAt'>): string =>
    addMonths(lead.createdAt.slice(0, 10), ruleOf(lead.clientId).maxMonths);
  const busy = new Set<string>();

  function view(lead: ListedLead): z.infer<typeof Lead> {
    const { id, clientId, network, accountId, createdAt, vacancyId, vacancyTitle, state, reason, read } = lead;
    return {
      id,
      clientId,
      network,
      accountId,
      createdAt,
      vacancyId,
      vacancyTitle,
      state,
      reason,
      clientName: nameOf(clientId),
      form: lead.formRemoteId,
      hasEmail: read !== null && read.identifiers.email !== null,
      hasPhone: read !== null && read.identifiers.phoneE164 !== null,
      fields: read?.filled.filter((field) => field !== 'email' && field !== 'phone') ?? [],
      consent: read?.consent ?? 'unknown',
      deleteOn: deleteOn(lead),
    };
  }

  function sourceView(lane: LeadLane): z.infer<typeof LeadSource> {
    const { accountId } = lane.account;
    const source = store.source(accountId);
    return {
      accountId,
      accountName: lane.accountName,
      clientId: lane.clientId,
      clientName: nameOf(lane.clientId),
      network: lane.network,
      retentionDays: lane.leads.leadRetentionDays,
      retrievedAt: source?.retrievedAt ?? null,
      fresh: store.freshCount(accountId),
      failure: source?.failure ?? null,
      failureCode: source?.failureCode ?? null,
    };
  }

  async function retrieveAll(lanes: readonly LeadLane[], context: CallContext) {
    const sum = { read: 0, added: 0, leftOut: 0, failures: [] as { accountId: string; network: string; kind: string }[] };
    await Promise.all(
      lanes.map(async (lane) => {
        const { accountId } = lane.account;
        const client = deps.clientFacts(lane.clientId);
        if (client === null || busy.has(accountId)) return;
        busy.add(accountId);
        try {
          const done = await retrieveLeads(deps, lane, client, context);
          sum.read += done.read;
          sum.added += done.added;
          sum.leftOut += done.leftOut;
          if (done.failure !== null) sum.failures.push({ accountId, network: lane.network, kind: done.failure });
        } finally {
          busy.delete(accountId);
        }
      }),
    );
    deps.topics.moved('leads', 'privacy');
    return sum;
  }

  /** With the order of the leads for a line, as a file's rows have one. */
  function peopleOf(waiting: readonly LeadRecord[]) {
    return waiting.flatMap(({ read }, index) => (read === null ? [] : [{ ...read, line: index + 1 }]));
  }

  return {
    sources: ({ clientId }) => ok({ sources: deps.lanes(clientId).map(sourceView) }),

    list({ clientId, state, offset, limit }) {
      const { rows, total } = store.list({ clientId, state }, offset, limit);
      return ok({ rows: rows.map(view), total });
    },

    async retrieve({ clientId, accountId }, context) {
      const lanes = deps.lanes(clientId).filter((lane) => accountId === null || lane.account.accountId === accountId);
      if (lanes.length === 0) return refuse(accountId === null ? 'leads.no_account' : 'leads.account_not_found');
      return ok(await retrieveAll(lanes, context));
    },

    prepare({ clientId }) {
      const waiting = store.fresh(clientId);
      const prepared = deps.candidates.prepareRead({ clientId, rows: peopleOf(waiting) });
      if (prepared === null) return refuse('clients.not_found', { clientId });
      return ok({ leads: waiting.length, ...prepared });
    },

    take({ clientId, declaration }, context) {
      if (deps.clientFacts(clientId) === null) return refuse('clients.not_found', { clientId });
      const waiting = store.fresh(clientId);
      if (waiting.length === 0) return refuse('leads.nothing_new');
      const counts = deps.candidates.takeRead({ clientId, rows: peopleOf(waiting), declaration }, context, (importId) => {
        store.take(
          waiting.map(({ id }) => id),
          importId,
        );
        deps.ledger.note(context, 'leads.taken', clientId, { leads: waiting.length });
      });
      deps.topics.moved('leads', 'privacy');
      return counts === null ? refuse('clients.not_found', { clientId }) : ok(counts);
    },

    discard({ leadIds }, context) {
      const discarded = deps.unitOfWork.transaction(() => {
        const gone = store.discard(leadIds);
        if (gone > 0) deps.ledger.note(context, 'leads.discarded', null, { leads: gone });
        return gone;
      });
      deps.topics.moved('leads', 'privacy');
      return ok({ discarded });
    },

    async retrieveDue(context) {
      if (!deps.mayWrite()) return;
      // The first time is a person's: nobody's data is fetched that nobody asked for.
      const begun = deps.lanes(null).filter((lane) => (store.source(lane.account.accountId)?.retrievedAt ?? null) !== null);
      if (begun.length > 0) await retrieveAll(begun, context);
    },

    traces: {
      of: (identifiers) =>
        store.holders(identifiers).flatMap((lead) =>
          lead.read === null
            ? []
            : [
                {
                  kind: 'lead' as const,
                  clientId: lead.clientId,
                  identifiers: lead.read.identifiers,
                  at: lead.createdAt,
                  consent: lead.read.consent ?? ('unknown' as const),
                  source: lead.read.source ?? '',
                  deleteOn: deleteOn(lead),
                },
              ],
        ),
      erase(identifiers) {
        const held = store.holders(identifiers);
        for (const { id } of held) store.forget(id);
        return held.length;
      },
      eraseForgotten(isForgotten) {
        let gone = 0;
        for (let after = ''; ;) {
          const part = store.everyone(after, PART);
          const last = part.at(-1);
          if (last === undefined) return gone;
          after = last.id;
          for (const { id, read } of part) {
            if (read === null || !tombstonesOf(deps.hasher, read.identifiers).some(isForgotten)) continue;
            store.forget(id);
            gone += 1;
          }
        }
      },
      expire(context) {
        let changed = 0;
        for (const clientId of store.clients()) {
          const today = deps.clock.today(deps.clientFacts(clientId)?.timeZone ?? 'America/Bogota');
          const limits = {
            createdBefore: addMonths(today, -ruleOf(clientId).maxMonths),
            takenBefore: addDays(today, -UNDO_DAYS),
            rowsBefore: addDays(today, -ROW_DAYS),
          };
          changed += deps.unitOfWork.transaction(() => {
            const rows = store.expire(clientId, limits);
            if (rows > 0) deps.ledger.note(context, 'leads.expired', clientId, { leads: rows });
            return rows;
          });
        }
        return changed;
      },
    },
  };
}
