import { z } from 'zod';
import { CandidateFilter } from './candidates.ts';
import { command, Details, Done, Id, Instant, query } from './define.ts';

/** Who is on a list: whoever matches, a segment, or everybody of several lists. Consent is asked of each person besides. */
export const AudienceDefinition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('filter'), filter: CandidateFilter }),
  /** One segment of a version of the client's segments. */
  z.strictObject({ kind: z.literal('segment'), versionId: Id, index: z.number().int().min(0).max(11) }),
  z.strictObject({ kind: z.literal('union'), audienceIds: z.array(Id).min(2).max(20) }),
]);
export type AudienceDefinition = z.infer<typeof AudienceDefinition>;

/** `planned`: nothing sent. `creating`: sent, and no answer yet that proves it was made; it is looked for before it is sent again. */
export const RemoteListState = z.enum(['planned', 'creating', 'ready', 'removed']);

/** A request that the network took at once and works through later. */
export const AudienceRequest = z.object({
  operation: z.enum(['add', 'remove']),
  members: z.number().int(),
  sentAt: Instant,
  state: z.enum(['processing', 'done', 'partly', 'failed']),
  /** What was taken in the end; null while the network does not say. */
  taken: z.number().int().nullable(),
  /** Why the others were not: codes of the network's catalogue, `unknown` when not catalogued. */
  problems: z.array(z.object({ code: z.string(), count: z.number().int() })),
});

export const RemoteList = z.object({
  listId: Id,
  network: z.string(),
  accountId: Id,
  state: RemoteListState,
  remoteId: z.string().nullable(),
  /** People that the network has been told of and not told to drop. */
  sent: z.number().int(),
  /** What the network says that it matched; null: unknown. */
  matched: z.number().int().nullable(),
  remoteStatus: z.enum(['empty', 'processing', 'ready', 'too_small', 'unknown']),
  /** People that the network must still be told to drop. */
  owedRemovals: z.number().int(),
  /** Of those that were told, people whose removal the network has not confirmed yet. */
  removing: z.number().int(),
  /** Newest first; none where a network's receipt is its last word. */
  requests: z.array(AudienceRequest),
  /** `NetworkFailure` kind of the last try; null when it went well. */
  failure: z.string().nullable(),
  syncedAt: Instant.nullable(),
});

export const Audience = z.object({
  id: Id,
  clientId: Id,
  clientName: z.string(),
  name: z.string(),
  kind: z.enum(['filter', 'segment', 'union']),
  definition: AudienceDefinition,
  createdAt: Instant,
  /** Consented people with an e-mail or a telephone, as of the last count. */
  members: z.number().int(),
  confirmedAt: Instant.nullable(),
  lists: z.array(RemoteList),
});
export type Audience = z.infer<typeof Audience>;

export const SizeGuard = z.object({
  network: z.string(),
  /** Consented people with an identifier that this network takes. */
  usable: z.number().int(),
  /** From 30 % to 70 % of them. */
  expectedFrom: z.number().int(),
  expectedTo: z.number().int(),
  minimum: z.number().int(),
  /** People that one request may carry, and how many requests these take. */
  batchMax: z.number().int(),
  requests: z.number().int(),
  /** Days after which the network drops somebody by itself; null: it does not. */
  retentionDaysMax: z.number().int().nullable(),
  verdict: z.enum(['enough', 'perhaps', 'too_small']),
});

export const audiences = {
  list: query({ input: z.strictObject({ clientId: Id.nullable() }), output: z.object({ audiences: z.array(Audience) }) }),
  /** Who would be on the list and how each network would take it; stores nothing. */
  preview: query({
    input: z.strictObject({ clientId: Id, definition: AudienceDefinition }),
    output: z.object({
      people: z.number().int(),
      /** Left out, by reason: `consent`, `purpose`, `identifier`. */
      leftOut: Details,
      members: z.number().int(),
      /** Of the members, by what a network may know them. */
      identifiers: z.object({ email: z.number().int(), phone: z.number().int(), both: z.number().int() }),
      guards: z.array(SizeGuard),
    }),
  }),
  create: command({
    input: z.strictObject({ clientId: Id, name: z.string().trim().min(1).max(80), definition: AudienceDefinition }),
    output: Audience,
  }),
  /**
   * Makes the list on an account where it is missing, then sends who joined and takes off who left. Follows and stops by
   * its task; what was sent by then stays sent.
   */
  upload: command({
    input: z.strictObject({ audienceId: Id, accountId: Id, acceptSmall: z.boolean() }),
    output: z.object({ added: z.number().int(), removed: z.number().int(), audience: Audience }),
    role: 'publish',
  }),
  /** Counts anew who belongs on the list, and reads from the networks how it stands there. Sends nothing. */
  refresh: command({ input: z.strictObject({ audienceId: Id }), output: Audience }),
  /**
   * The list as a file of hashes in a network's own forms, for its upload page. Counts as handing people over: it is
   * written down, and their time to live begins.
   */
  export: command({
    input: z.strictObject({ audienceId: Id, network: z.string() }),
    output: z.object({ fileName: z.string(), csv: z.string(), people: z.number().int() }),
    role: 'publish',
  }),
  /** Takes the list off the networks and forgets it here. */
  remove: command({ input: z.strictObject({ audienceId: Id }), output: Done, role: 'publish' }),
  /** Exact between own lists; what the networks' audiences share only they could know. */
  overlap: query({
    input: z.strictObject({ audienceIds: z.array(Id).min(2).max(20) }),
    output: z.object({
      lists: z.array(z.object({ audienceId: Id, name: z.string(), members: z.number().int(), onlyHere: z.number().int() })),
      pairs: z.array(z.object({ left: Id, right: Id, shared: z.number().int() })),
      /** Entries of all lists together. */
      entries: z.number().int(),
      unique: z.number().int(),
      /** On two lists or more. */
      shared: z.number().int(),
      overlapRatio: z.number().nullable(),
      /** Unique people for each entry that is paid for. */
      efficiencyRatio: z.number().nullable(),
      suggestUnified: z.boolean(),
      atNetworks: z.literal('unknown'),
    }),
  }),
};

export const audienceErrors = [
  'audiences.not_found',
  'audiences.no_consented_people',
  'audiences.segment_not_found',
  'audiences.other_client',
  'audiences.network_has_none',
  'audiences.account_not_found',
  'audiences.too_small',
  'audiences.network_failed',
  'audiences.fenced',
  'audiences.busy',
  'audiences.cancelled',
] as const;
