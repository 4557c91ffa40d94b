import { z } from 'zod';
import { CandidateCounts, CandidateTarget, Consent, Declaration } from './candidates.ts';
import { command, Id, Instant, query, Window } from './define.ts';
import { Day, NetworkId } from './plan-model.ts';

/** `new`: waits here. `taken`: is a candidate. `left_out`: is not kept, and `reason` says why. `discarded`: a person did not want it. */
export const LeadState = z.enum(['new', 'taken', 'left_out', 'discarded']);
export type LeadState = z.infer<typeof LeadState>;

/** One answer to a lead form. Its identifiers are hashes by now; what the form asked besides and is not on the list of candidates' fields is gone. */
export const Lead = z.object({
  id: Id,
  clientId: Id,
  clientName: z.string(),
  network: NetworkId,
  accountId: Id,
  createdAt: Instant,
  vacancyId: Id.nullable(),
  vacancyTitle: z.string().nullable(),
  /** The network's own number of the form. */
  form: z.string().nullable(),
  hasEmail: z.boolean(),
  hasPhone: z.boolean(),
  /** Other fields that were kept. */
  fields: z.array(CandidateTarget),
  /** What the form itself says; `unknown` until it is declared. */
  consent: Consent,
  state: LeadState,
  reason: z.string().nullable(),
  /** The last day on which this row may exist. */
  deleteOn: Day,
});
export type Lead = z.infer<typeof Lead>;

export const LeadSource = z.object({
  accountId: Id,
  accountName: z.string(),
  clientId: Id,
  clientName: z.string(),
  network: NetworkId,
  /** How far back the network keeps them. */
  retentionDays: z.number().int(),
  /** Null before the first time; from then on they are fetched every hour. */
  retrievedAt: Instant.nullable(),
  fresh: z.number().int(),
  /** `NetworkFailure` kind of the last try; null when it went well. */
  failure: z.string().nullable(),
  /** Catalogue code under `networkErrors` of a refusal. */
  failureCode: z.string().nullable(),
});
export type LeadSource = z.infer<typeof LeadSource>;

export const leads = {
  sources: query({ input: z.strictObject({ clientId: Id.nullable() }), output: z.object({ sources: z.array(LeadSource) }) }),
  list: query({
    input: z.strictObject({ clientId: Id.nullable(), state: LeadState.nullable(), ...Window }),
    output: z.object({ rows: z.array(Lead), total: z.number().int() }),
  }),
  /** Fetches what came since the last time, with days of overlap for late ones; a lead is kept once. */
  retrieve: command({
    input: z.strictObject({ clientId: Id.nullable(), accountId: Id.nullable() }),
    output: z.object({
      read: z.number().int(),
      added: z.number().int(),
      leftOut: z.number().int(),
      failures: z.array(z.object({ accountId: Id, network: NetworkId, kind: z.string() })),
    }),
  }),
  /** What taking the client's new leads would do to its candidates; changes nothing. */
  prepare: query({
    input: z.strictObject({ clientId: Id }),
    output: z.object({
      leads: z.number().int(),
      counts: CandidateCounts,
      /** What the forms do not say and a person must say once. */
      missingDeclarations: z.array(z.enum(['source', 'purpose', 'consent'])),
      consents: z.object({ granted: z.number().int(), denied: z.number().int(), unknown: z.number().int() }),
    }),
  }),
  /** Hands the client's new leads to its candidates: one transaction, one undo step. */
  take: command({ input: z.strictObject({ clientId: Id, declaration: Declaration }), output: CandidateCounts }),
  /** Not wanted: what is known of these people goes at once, and they are not fetched again. */
  discard: command({ input: z.strictObject({ leadIds: z.array(Id).min(1).max(1000) }), output: z.object({ discarded: z.number().int() }) }),
};

export const leadErrors = ['leads.nothing_new', 'leads.no_account', 'leads.account_not_found'] as const;
