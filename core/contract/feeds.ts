import { z } from 'zod';
import { command, Details, Done, Id, Instant, query } from './define.ts';
import { ImportPreview, ImportTarget, OverwritePolicy } from './vacancies.ts';

/** How a job board hands over its pages. `page`: `?page=1, 2, 3…` until one is empty. `link`: the answer says where the next is. */
export const FeedPaging = z.enum(['none', 'page', 'link']);

export const FeedHeader = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/),
  /** Null in an answer, always: values live in the key store. Null in a command keeps the one that is there. */
  value: z.string().max(4_000).nullable(),
});

/** Which column feeds which field, by the names that the feed uses; empty leaves it to the guess and to what the client's last import taught. */
export const FeedColumn = z.strictObject({ header: z.string().min(1), target: ImportTarget.nullable(), overwrite: OverwritePolicy });

export const FeedSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('http'),
    url: z.string().regex(/^https?:\/\/[^\s]+$/),
    paging: FeedPaging,
    headers: z.array(FeedHeader).max(20),
  }),
]);
export type FeedSettings = z.infer<typeof FeedSettings>;

export const FeedFields = z.strictObject({
  clientId: Id,
  name: z.string().min(1).max(120),
  settings: FeedSettings,
  columns: z.array(FeedColumn).max(400),
  /** Each file or pull is everything the client has: what it does not name closes. */
  wholeFeed: z.boolean(),
  everyMinutes: z.number().int().min(1).max(1_440),
  enabled: z.boolean(),
});
export type FeedFields = z.infer<typeof FeedFields>;

/** `proposed` waits for a person; the others are settled. `superseded`: newer content came before anybody looked. */
export const FeedRunState = z.enum(['proposed', 'imported', 'unchanged', 'dismissed', 'refused', 'superseded']);

export const FeedRun = z.object({
  id: Id,
  feedId: Id,
  fileName: z.string(),
  foundAt: Instant,
  state: FeedRunState,
  /** The import that waits, to be opened in the import screen; null until the program has read it (again). */
  importId: Id.nullable(),
  counts: ImportPreview.shape.counts.nullable(),
  /** Held because it would close too much, or because something must be answered first. */
  held: z.enum(['shrink', 'question']).nullable(),
  refusal: z.object({ code: z.string(), details: Details }).nullable(),
});
export type FeedRun = z.infer<typeof FeedRun>;

export const Feed = z.object({
  id: Id,
  clientName: z.string(),
  ...FeedFields.shape,
  /** Null before the first look. */
  lastLookedAt: Instant.nullable(),
  /** Why the last look failed; null when it did not. */
  trouble: z.object({ code: z.string(), details: Details }).nullable(),
  waiting: z.number().int(),
});
export type Feed = z.infer<typeof Feed>;

export const feeds = {
  list: query({ input: z.strictObject({ clientId: Id.nullable() }), output: z.object({ feeds: z.array(Feed) }) }),
  /** Newest first; those that wait before the settled ones. */
  runs: query({
    input: z.strictObject({ feedId: Id.nullable(), limit: z.number().int().min(1).max(200) }),
    output: z.object({ runs: z.array(FeedRun) }),
  }),
  create: command({ role: 'admin', input: z.strictObject({ fields: FeedFields }), output: Feed }),
  update: command({ role: 'admin', input: z.strictObject({ feedId: Id, fields: FeedFields }), output: Feed }),
  remove: command({ role: 'admin', input: z.strictObject({ feedId: Id }), output: Done }),
  /** Looks now, whatever the interval; answers with the run that came of it, or null when nothing is new. */
  look: command({ input: z.strictObject({ feedId: Id }), output: z.object({ run: FeedRun.nullable() }) }),
  /** Says no to a proposal: the same content is not proposed again. */
  dismiss: command({ input: z.strictObject({ runId: Id }), output: Done }),
};

export const feedErrors = [
  'feeds.not_found',
  'feeds.name_taken',
  'feeds.folder_missing',
  'feeds.unreachable',
  'feeds.not_allowed',
  'feeds.redirected',
  'feeds.too_large',
  'feeds.answer_strange',
  'feeds.simulated_only',
] as const;
