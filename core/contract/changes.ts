import { z } from 'zod';
import { Money } from '../kernel/money.ts';
import { command, Details, Id, Instant, Nothing, query, Window } from './define.ts';
import { ChangeMark, NetworkId, ObjectLevel } from './plan-model.ts';

/** The bar at the bottom: what would happen if you pressed publish. */
export const ChangeSummary = z.object({
  changes: z.number().int(),
  objects: z.number().int(),
  ads: z.number().int(),
  /** Difference in daily spend allowed, one row a currency; monthly is 30.4 days. */
  daily: z.array(Money),
  monthly: z.array(Money),
  errors: z.number().int(),
  warnings: z.number().int(),
  conflicts: z.number().int(),
  approved: z.number().int(),
  awaitingApproval: z.number().int(),
  remoteCalls: z.array(z.object({ network: NetworkId, calls: z.number().int(), quotaLeft: z.number().int().nullable() })),
  freshness: z.array(z.object({ network: NetworkId, lastReadAt: Instant.nullable() })),
  publishing: z.object({
    running: z.boolean(),
    done: z.number().int(),
    total: z.number().int(),
    unknown: z.number().int(),
    needsPerson: z.number().int(),
  }),
});
export type ChangeSummary = z.infer<typeof ChangeSummary>;

export const ChangeRow = z.object({
  objectId: Id,
  level: ObjectLevel,
  network: NetworkId,
  clientName: z.string(),
  campaignName: z.string(),
  name: z.string(),
  mark: ChangeMark,
  fields: z.number().int(),
  dailyDelta: Money.nullable(),
  errors: z.number().int(),
  warnings: z.number().int(),
  approval: z.enum(['none', 'requested', 'approved', 'void']),
  resetsLearning: z.enum(['yes', 'no', 'unknown']),
});
export type ChangeRow = z.infer<typeof ChangeRow>;

export const FieldDifference = z.object({
  field: z.string(),
  /** What the network last confirmed, what we want, what the network says now. JSON in the neutral form; money as `{amountMicros, currency}`. */
  base: z.json(),
  mine: z.json(),
  theirs: z.json(),
  kind: z.enum(['unchanged', 'mine', 'theirs', 'both_same', 'conflict']),
  author: z.string().nullable(),
  at: Instant.nullable(),
});
export type FieldDifference = z.infer<typeof FieldDifference>;

export const Approval = z.object({
  id: Id,
  contentHash: z.string(),
  state: z.enum(['requested', 'approved', 'rejected', 'void']),
  objects: z.number().int(),
  requestedBy: z.string(),
  requestedAt: Instant,
  decidedBy: z.array(z.string()),
  decidedAt: Instant.nullable(),
  note: z.string().nullable(),
  daily: z.array(Money),
});
export type Approval = z.infer<typeof Approval>;

const Selection = z.union([
  z.strictObject({ all: z.literal(true), clientId: Id.nullable() }),
  z.strictObject({ objectIds: z.array(Id).min(1).max(100_000) }),
]);

export const changes = {
  summary: query({ input: z.strictObject({ clientId: Id.nullable() }), output: ChangeSummary }),
  list: query({
    input: z.strictObject({
      clientId: Id.nullable(),
      networks: z.array(NetworkId),
      quick: z.enum(['with_errors', 'with_warnings', 'money', 'conflicts', 'awaiting_approval', 'incoming']).nullable(),
      ...Window,
    }),
    output: z.object({ rows: z.array(ChangeRow), total: z.number().int() }),
  }),
  difference: query({ input: z.strictObject({ objectId: Id }), output: z.object({ row: ChangeRow, fields: z.array(FieldDifference) }) }),
  /** Asks for approval over exactly what the selection says now (parents included). */
  requestApproval: command({ input: z.strictObject({ selection: Selection, note: z.string().max(1000).nullable() }), output: Approval }),
  /**
   * What could be published now when everything with errors stays behind (and parents that are left without children).
   * `obstacle`: why even that may not go yet (`changes.warnings_unexplained`, `changes.not_approved`…); null when it may.
   */
  publishable: query({
    input: z.strictObject({ clientId: Id.nullable() }),
    output: z.object({
      objectIds: z.array(Id),
      ads: z.number().int(),
      heldBack: z.number().int(),
      daily: z.array(Money),
      obstacle: z.object({ code: z.string(), details: Details }).nullable(),
    }),
  }),
  approvals: query({ input: Nothing, output: z.object({ approvals: z.array(Approval) }) }),
  /** Signs the hash. Refused when the content is no longer what the hash was taken over, or when the same person asked and the client wants another. */
  approve: command({ role: 'approve', input: z.strictObject({ approvalId: Id, contentHash: z.string() }), output: Approval }),
  reject: command({
    role: 'approve',
    input: z.strictObject({ approvalId: Id, reason: z.string().trim().min(3).max(500) }),
    output: Approval,
  }),
  /** Puts the fields back to what the network last confirmed; new objects are removed. One undo step. */
  revert: command({
    input: z.strictObject({ selection: Selection, field: z.string().nullable() }),
    output: z.object({ reverted: z.number().int() }),
  }),
  /**
   * What the networks, or someone in their own pages, changed without us: what we had is proposed again, as changes that a person
   * sees and publishes. Nothing is sent by this.
   */
  proposeRevert: command({
    input: z.strictObject({ selection: Selection }),
    output: z.object({ objects: z.number().int(), fields: z.number().int() }),
  }),
  /** The other answer to the same: what the networks say now is what we want from here on. One undo step; nothing is sent. */
  acceptIncoming: command({
    input: z.strictObject({ selection: Selection }),
    output: z.object({ objects: z.number().int(), fields: z.number().int() }),
  }),
  /**
   * The opposite of a publish, from what earlier publishes held: drafts to look at and publish. What it made is archived, what it
   * changed goes back. `skipped`: objects of which nothing earlier is known, or that are gone.
   */
  undoPublish: command({
    input: z.strictObject({ runId: Id }),
    output: z.object({ reverted: z.number().int(), archived: z.number().int(), skipped: z.number().int() }),
  }),
  /** Conflict or incoming change: keep mine, or take theirs. */
  resolve: command({
    input: z.strictObject({ objectId: Id, field: z.string(), keep: z.enum(['mine', 'theirs']) }),
    output: z.object({ fields: z.array(FieldDifference) }),
  }),
};
export const changeErrors = [
  'changes.nothing_selected',
  'changes.has_errors',
  'changes.warnings_unexplained',
  'changes.approval_not_found',
  'changes.approval_void',
  'changes.second_person_needed',
  'changes.not_approved',
  'changes.has_conflicts',
  'changes.already_decided',
  'changes.nothing_changed_there',
  'changes.nothing_to_undo',
] as const;

export const StepState = z.enum(['planned', 'leased', 'sending', 'confirmed', 'rejected', 'unknown', 'needs_person', 'cancelled']);
export const Step = z.object({
  id: Id,
  runId: Id,
  sequence: z.number().int(),
  network: NetworkId,
  kind: z.string(),
  objectName: z.string(),
  level: ObjectLevel,
  state: StepState,
  attempts: z.number().int(),
  marker: z.string(),
  remoteId: z.string().nullable(),
  sentAt: Instant.nullable(),
  answeredAt: Instant.nullable(),
  waitsUntil: Instant.nullable(),
  /** What it waits for while it is planned or unknown: `looking`, `listing` or the kind of the last failure. Catalogue keys `publishing.waitsFor.*`. */
  waitsReason: z.string().nullable(),
  failure: z.object({ kind: z.string(), code: z.string().nullable(), message: z.string(), raw: z.string().nullable() }).nullable(),
});
export type Step = z.infer<typeof Step>;
export const Run = z.object({
  id: Id,
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  actor: z.string(),
  state: z.enum(['running', 'waiting', 'done', 'done_with_problems', 'stopped']),
  contentHash: z.string(),
  networks: z.array(
    z.object({
      network: NetworkId,
      total: z.number().int(),
      confirmed: z.number().int(),
      rejected: z.number().int(),
      unknown: z.number().int(),
      needsPerson: z.number().int(),
      cancelled: z.number().int(),
      waitsUntil: Instant.nullable(),
    }),
  ),
  /** Absent: everything went at once. `reason`: code of why the rest is held. */
  canary: z
    .object({
      goOn: z.enum(['after_review', 'on_key']),
      state: z.enum(['waiting', 'released', 'held']),
      rest: z.number().int(),
      reason: z.string().nullable(),
    })
    .optional(),
});
export type Run = z.infer<typeof Run>;
/** When a network will be through. Never earlier than its own count allows, as far as that is known. */
export const NetworkForecast = z.object({
  network: NetworkId,
  calls: z.number().int(),
  /** In the unit of `left`; null where the network gives no count. An upper bound. */
  needed: z.number().int().nullable(),
  left: z
    .object({ count: z.number().int(), limit: z.number().int(), unit: z.enum(['calls', 'operations']), windowMs: z.number().int() })
    .nullable(),
  /** Now, or when the network lets go. */
  startsAt: Instant,
  finishesAt: Instant,
  /** Stretches of `left.windowMs` that it is split over. */
  windows: z.number().int(),
  basis: z.enum(['quota', 'pace']),
});
export type NetworkForecast = z.infer<typeof NetworkForecast>;

export const publishing = {
  /**
   * Before a publish: how long it takes behind what is under way, and what would go first with a canary (null: there is nothing to
   * hold back). `canary`: the times are of the first part alone. Refused as the start would be.
   */
  forecast: query({
    input: z.strictObject({ selection: Selection, canary: z.boolean() }),
    output: z.object({
      networks: z.array(NetworkForecast),
      finishesAt: Instant.nullable(),
      canary: z.object({ ads: z.number().int(), restAds: z.number().int(), restObjects: z.number().int() }).nullable(),
    }),
  }),
  /** While a publish runs: when what is open of it, and of those before it, will be through. Empty once nothing moves by itself. */
  finish: query({
    input: z.strictObject({ runId: Id }),
    output: z.object({ networks: z.array(NetworkForecast), finishesAt: Instant.nullable() }),
  }),
  /** Publishes what is approved (or needs no approval). Checks errors, approval, caps and dates first; writes the journal; the scheduler does the rest. `confirmAmount`: the daily total the person saw, refused when it no longer holds. */
  start: command({
    role: 'publish',
    input: z.strictObject({
      selection: Selection,
      confirmDaily: z.array(Money),
      /** The person saw that it is more than three times what the last fourteen days spent, and the month in words. */
      confirmUnusual: z.boolean().optional(),
      /** Five ads in a hundred go first; the others after their review is good, or when a person says so. */
      canary: z.enum(['after_review', 'on_key']).optional(),
    }),
    output: Run,
  }),
  /** Publishes what waits behind a canary, as it was approved; also after it was held. The answer is the run of the rest. */
  releaseCanary: command({ role: 'publish', input: z.strictObject({ runId: Id }), output: Run }),
  /** Keeps what waits behind a canary where it is: nothing of it goes by itself any more. */
  holdCanary: command({ role: 'publish', input: z.strictObject({ runId: Id }), output: Run }),
  runs: query({ input: z.strictObject({ limit: z.number().int().min(1).max(100) }), output: z.object({ runs: z.array(Run) }) }),
  run: query({ input: z.strictObject({ runId: Id }), output: Run }),
  steps: query({
    input: z.strictObject({ runId: Id.nullable(), states: z.array(StepState), network: NetworkId.nullable(), ...Window }),
    output: z.object({ steps: z.array(Step), total: z.number().int() }),
  }),
  /** Works through what is due now and answers when nothing is left to do before `waitsUntil`. */
  work: command({
    role: 'publish',
    input: Nothing,
    output: z.object({ worked: z.number().int(), open: z.number().int(), waitsUntil: Instant.nullable() }),
  }),
  /** A person says what became of a step that could not be looked up, or that a rejected step shall be tried again after a fix. */
  settle: command({ role: 'publish', input: z.strictObject({ stepId: Id, decision: z.enum(['look_again', 'cancel']) }), output: Step }),
  /** No further step is sent; what is under way is answered or becomes unknown. */
  stop: command({ role: 'publish', input: z.strictObject({ runId: Id }), output: Run }),
  /** Pauses everything live of a client, a network or all: first in the queue. */
  emergencyPause: command({
    role: 'publish',
    input: z.strictObject({ clientId: Id.nullable(), network: NetworkId.nullable() }),
    output: z.object({ objects: z.number().int(), run: Run.nullable() }),
  }),
};
export const publishingErrors = [
  'publishing.run_not_found',
  'publishing.step_not_found',
  'publishing.amount_changed',
  'publishing.unusual_amount',
  'publishing.canary_not_found',
  'publishing.canary_not_waiting',
  'publishing.canary_changed',
  'publishing.canary_needs_new_ads',
  'publishing.cap_exceeded',
  'publishing.rate_missing',
  'publishing.fenced',
  'publishing.vacancy_closed',
  'publishing.dates_past',
  'publishing.nothing_to_publish',
  'publishing.not_settleable',
  'publishing.account_not_connected',
] as const;
