import { z } from 'zod';
import { CandidateFeatures, Consent, Purpose } from './candidates.ts';
import { command, Details, Done, Id, Instant, Nothing, query, Window } from './define.ts';
import { Day } from './plan-model.ts';

/** Somebody as they name themselves. Hashed on arrival; never stored, logged or answered back. */
export const Person = z.strictObject({
  kind: z.enum(['email', 'phone', 'document', 'externalId']),
  value: z.string().min(1).max(300),
  /** ISO 3166 alpha-2: whose numbers and documents a bare number is. */
  country: z.string().regex(/^[A-Z]{2}$/),
});

/** Whose law gives how long. Law 1581 of Colombia tells a question (consulta) from a claim (reclamo). */
export const RightsLaw = z.enum(['co_query', 'co_claim', 'gdpr', 'ccpa']);
export type RightsLaw = z.infer<typeof RightsLaw>;
export const RightsOutcome = z.enum(['erased', 'access_given', 'corrected', 'consent_withdrawn', 'not_found', 'rejected']);

export const RightsRequest = z.object({
  id: Id,
  clientId: Id.nullable(),
  clientName: z.string(),
  law: RightsLaw,
  /** The agency's own filing number; never a person's name or number. */
  reference: z.string(),
  receivedOn: Day,
  dueOn: Day,
  /** The last day if the extension is used; equal to `dueOn` once it is. */
  latestOn: Day,
  extended: z.boolean(),
  state: z.enum(['open', 'answered']),
  outcome: RightsOutcome.nullable(),
  answeredAt: Instant.nullable(),
  /** Days until `dueOn` in Bogotá; negative when it has passed. */
  daysLeft: z.number().int(),
});
export type RightsRequest = z.infer<typeof RightsRequest>;

export const privacy = {
  /** Everything kept about one person, for a request of access. A command: its answer is not for a cache. */
  find: command({
    input: z.strictObject({ person: Person }),
    output: z.object({
      forgotten: z.boolean(),
      people: z.array(
        z.object({
          clientName: z.string(),
          ...CandidateFeatures.shape,
          consent: Consent,
          purpose: Purpose,
          source: z.string(),
          importedAt: Instant,
          deleteOn: Day,
          audiences: z.array(z.string()),
        }),
      ),
      /** Rows about the person in other places: outcomes of vacancies, answers to lead forms. */
      traces: z.array(
        z.object({
          kind: z.enum(['outcome', 'lead']),
          clientName: z.string(),
          at: Instant,
          consent: Consent,
          source: z.string(),
          deleteOn: Day,
        }),
      ),
    }),
  }),
  /** Erases a person everywhere, for good, and keeps later files and restored backups from bringing them back. No undo. */
  forget: command({
    input: z.strictObject({ person: Person }),
    output: z.object({
      candidates: z.number().int(),
      removals: z.number().int(),
      /** Rows about the person in other places. */
      traces: z.number().int(),
      alreadyForgotten: z.boolean(),
    }),
  }),
  overview: query({
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({
      people: z.number().int(),
      withConsent: z.number().int(),
      /** Marks of people who were forgotten; one person leaves up to five. */
      forgottenMarks: z.number().int(),
      openRequests: z.number().int(),
      overdueRequests: z.number().int(),
      /** People whose last day falls within 30 days. */
      leavingSoon: z.number().int(),
    }),
  }),
  ledger: query({
    input: z.strictObject({ clientId: Id.nullable(), ...Window }),
    output: z.object({
      events: z.array(
        z.object({
          sequence: z.number().int(),
          at: Instant,
          actor: z.string(),
          action: z.string(),
          clientId: Id.nullable(),
          clientName: z.string(),
          counts: Details,
        }),
      ),
      total: z.number().int(),
    }),
  }),
  dueDate: query({
    input: z.strictObject({ law: RightsLaw, receivedOn: Day }),
    output: z.object({ dueOn: Day, latestOn: Day }),
  }),
  requests: query({ input: Nothing, output: z.object({ requests: z.array(RightsRequest) }) }),
  openRequest: command({
    input: z.strictObject({ clientId: Id.nullable(), law: RightsLaw, receivedOn: Day, reference: z.string().trim().min(1).max(40) }),
    output: RightsRequest,
  }),
  extendRequest: command({ input: z.strictObject({ requestId: Id }), output: RightsRequest }),
  answerRequest: command({ input: z.strictObject({ requestId: Id, outcome: RightsOutcome }), output: RightsRequest }),
  /** Deletes whoever's time is up; runs by itself every day. */
  runRetention: command({ input: Nothing, output: z.object({ deleted: z.number().int() }), role: 'admin' }),
  /** Sends what is still owed to the networks: members to take off lists. */
  sendRemovals: command({ input: Nothing, output: Done }),
};

export const privacyErrors = [
  'privacy.identifier_unreadable',
  'privacy.reference_personal',
  'privacy.request_not_found',
  'privacy.request_closed',
  'privacy.request_already_extended',
  'privacy.day_invalid',
] as const;
