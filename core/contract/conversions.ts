import { z } from 'zod';
import { Consent } from './candidates.ts';
import { command, Details, Done, Id, Instant, query, Window } from './define.ts';
import { Day, NetworkId } from './plan-model.ts';
import { Person } from './privacy.ts';

/** What became of somebody who answered an ad. No network takes an interview; it counts here. */
export const OutcomeKind = z.enum(['application', 'qualified', 'interview', 'hired']);
export type OutcomeKind = z.infer<typeof OutcomeKind>;

/**
 * `held`: may not go, or not yet, and `reason` says why. `sending`: gone, and no answer yet that proves anything. `unsure`: the answer
 * never came and the network would count a second one, so a person decides. `left`: a person decided to leave it.
 */
export const SendState = z.enum(['queued', 'held', 'sending', 'accepted', 'refused', 'unsure', 'left']);
export type SendState = z.infer<typeof SendState>;

export const OutcomeSend = z.object({
  accountId: Id,
  network: NetworkId,
  state: SendState,
  /** Catalogue key of a sentence; null while there is nothing to say. */
  reason: z.string().nullable(),
  settledAt: Instant.nullable(),
});

export const Outcome = z.object({
  id: Id,
  clientId: Id,
  clientName: z.string(),
  vacancyId: Id.nullable(),
  vacancyTitle: z.string().nullable(),
  kind: OutcomeKind,
  occurredAt: Instant,
  /** Whose ad was clicked, where the click id says so. */
  clickNetwork: NetworkId.nullable(),
  hasEmail: z.boolean(),
  hasPhone: z.boolean(),
  consent: Consent,
  source: z.string(),
  recordedAt: Instant,
  /** The last day on which this row may exist. */
  deleteOn: Day,
  sends: z.array(OutcomeSend),
});
export type Outcome = z.infer<typeof Outcome>;

/** One account's queue. */
export const Lane = z.object({
  accountId: Id,
  accountName: z.string(),
  clientId: Id,
  clientName: z.string(),
  network: NetworkId,
  queued: z.number().int(),
  sending: z.number().int(),
  accepted: z.number().int(),
  refused: z.number().int(),
  unsure: z.number().int(),
  /** What is not sent, by reason (catalogue keys). */
  held: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  lastSentAt: Instant.nullable(),
  /** `NetworkFailure` kind of the last try; null when it went well. */
  failure: z.string().nullable(),
  nextTryAt: Instant.nullable(),
});
export type Lane = z.infer<typeof Lane>;

export const Batch = z.object({
  id: Id,
  accountId: Id,
  accountName: z.string(),
  clientName: z.string(),
  network: NetworkId,
  /** `sending`: no answer yet. `failed`: surely nothing went; its events wait in the queue again. */
  state: z.enum(['sending', 'done', 'failed', 'unsure']),
  createdAt: Instant,
  settledAt: Instant.nullable(),
  tries: z.number().int(),
  events: z.number().int(),
  accepted: z.number().int(),
  refused: z.number().int(),
  failure: z.string().nullable(),
  /** What the network says later of a batch that it works through by itself; null where a receipt is the last word. */
  progress: z.object({ state: z.enum(['processing', 'done', 'partly', 'failed']), taken: z.number().int().nullable() }).nullable(),
});
export type Batch = z.infer<typeof Batch>;

/** What a column of the file feeds. `click:meta` is the click id of that network. */
export const OutcomeTarget = z.union([
  z.enum(['kind', 'occurredOn', 'vacancy', 'email', 'phone', 'document', 'externalId', 'country', 'consent', 'source', 'url']),
  z.string().regex(/^click:[a-z]+$/),
]);
export type OutcomeTarget = z.infer<typeof OutcomeTarget>;

/** Said once for a whole file, where the file does not say it row by row. */
export const OutcomeDeclaration = z.strictObject({
  kind: OutcomeKind.nullable(),
  consent: Consent,
  source: z.string().trim().min(1).max(80),
});

export const OutcomeImport = z.object({
  committed: z.boolean(),
  rows: z.number().int(),
  new: z.number().int(),
  duplicate: z.number().int(),
  rejected: z.number().int(),
  columns: z.array(z.object({ column: z.number().int(), header: z.string(), target: OutcomeTarget.nullable() })),
  targets: z.array(OutcomeTarget),
  kinds: z.array(z.object({ kind: OutcomeKind, count: z.number().int() })),
  withoutConsent: z.number().int(),
  /** Line and reason of rows that are not kept; never what the row says. At most 500. */
  rejects: z.array(z.object({ line: z.number().int(), reason: z.string(), details: Details })),
  /** Dates that could be read two ways; empty when none is or the order was given. */
  ambiguousDates: z.array(z.string()),
});
export type OutcomeImport = z.infer<typeof OutcomeImport>;

const Scope = { clientId: Id.nullable(), accountId: Id.nullable() };

export const conversions = {
  overview: query({
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({
      outcomes: z.array(z.object({ kind: OutcomeKind, count: z.number().int() })),
      lanes: z.array(Lane),
    }),
  }),
  list: query({
    input: z.strictObject({ clientId: Id.nullable(), kind: OutcomeKind.nullable(), state: SendState.nullable(), ...Window }),
    output: z.object({ rows: z.array(Outcome), total: z.number().int() }),
  }),
  /** One outcome by hand. Identifiers are hashed on arrival; never stored, logged or answered back. */
  record: command({
    input: z.strictObject({
      clientId: Id,
      /** Its id, its external id or its one exact title. */
      vacancy: z.string().trim().min(1).max(300).nullable(),
      kind: OutcomeKind,
      occurredOn: Day,
      click: z.strictObject({ network: NetworkId, id: z.string().trim().min(1).max(500) }).nullable(),
      person: z.array(Person).max(4),
      consent: Consent,
      source: z.string().trim().min(1).max(80),
    }),
    output: z.object({ id: Id, isNew: z.boolean() }),
  }),
  /** Reads a file; with `commit` it also keeps what is new, in one transaction. The file is read each time: nothing raw of it is kept. */
  importFile: command({
    input: z.strictObject({
      clientId: Id,
      source: z.union([z.strictObject({ path: z.string().min(1) }), z.strictObject({ name: z.string().min(1), base64: z.string() })]),
      declaration: OutcomeDeclaration,
      columns: z.array(z.strictObject({ column: z.number().int().min(0), target: OutcomeTarget.nullable() })).nullable(),
      dateOrder: z.enum(['dmy', 'mdy']).nullable(),
      commit: z.boolean(),
    }),
    output: OutcomeImport,
  }),
  /** Takes one back that no network has or may have. */
  remove: command({ input: z.strictObject({ outcomeId: Id }), output: Done }),
  /** Sends what may be sent, now; runs by itself every hour. */
  send: command({
    input: z.strictObject(Scope),
    output: z.object({
      accepted: z.number().int(),
      refused: z.number().int(),
      unsure: z.number().int(),
      waiting: z.number().int(),
      failures: z.array(z.object({ accountId: Id, network: NetworkId, kind: z.string() })),
    }),
    role: 'publish',
  }),
  batches: query({
    input: z.strictObject({ clientId: Id.nullable(), ...Window }),
    output: z.object({ rows: z.array(Batch), total: z.number().int() }),
  }),
  /** Row by row what the network said. */
  receipts: query({
    input: z.strictObject({ batchId: Id, ...Window }),
    output: z.object({
      rows: z.array(
        z.object({
          eventId: z.string(),
          kind: OutcomeKind,
          vacancyTitle: z.string().nullable(),
          occurredAt: Instant,
          state: SendState,
          reason: z.string().nullable(),
          requestId: z.string().nullable(),
        }),
      ),
      total: z.number().int(),
    }),
  }),
  /** `again`: what the batch did not deliver waits in the queue once more, under the same event ids. `leave`: nothing more is sent of it. */
  settleBatch: command({
    input: z.strictObject({ batchId: Id, decision: z.enum(['again', 'leave']) }),
    output: z.object({ events: z.number().int() }),
    role: 'publish',
  }),
};

export const conversionErrors = [
  'conversions.not_found',
  'conversions.already_sent',
  'conversions.batch_not_found',
  'conversions.batch_settled',
  'conversions.nobody',
  'conversions.identifier_unreadable',
  'conversions.consent_denied',
  'conversions.person_forgotten',
  'conversions.vacancy_not_found',
  'conversions.day_invalid',
  'conversions.click_unknown',
  'conversions.no_kind',
  'conversions.no_date_column',
  'conversions.no_identifier_column',
  'conversions.dates_ambiguous',
  'conversions.mapping_repeated',
  'conversions.cancelled',
  'conversions.too_many_rows',
  'conversions.fenced',
] as const;
