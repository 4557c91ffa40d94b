import type { DesiredStatus, NetworkId, ObjectLevel } from '../contract/plan-model.ts';
import type { Json } from '../kernel/result.ts';
import type { ObjectFields, RawAnswer, StepEvidence, StepKind } from '../ports/ad-network.ts';
import type { CallContext } from '../ports/change-log.ts';

/** `verify` reads a campaign back; it changes nothing remote and is therefore no StepKind of the network port. */
export type JournalKind = StepKind | 'verify';

export type StepState = 'planned' | 'leased' | 'sending' | 'confirmed' | 'rejected' | 'unknown' | 'needs_person' | 'cancelled';

/** Why a step exists. Only `plan` steps say what the plan object became; the others act on remote objects directly. */
export type StepPurpose = 'plan' | 'replaced' | 'duplicate' | 'pause';

export const PRIORITY = { emergency: 0, pause: 1, duplicate: 2, normal: 5 } as const;

/** Lower goes first. Order among equals is the order in which steps were written. */
export type Priority = (typeof PRIORITY)[keyof typeof PRIORITY];

/** Why a step did not go through: the network's words (`kind` of NetworkFailure) or a check of ours (`kind` `check`). */
export interface StepFailure {
  readonly kind: string;
  /** Catalogue code: `publishing.vacancy_closed`, or the network's own under `networkErrors`. */
  readonly code: string | null;
  readonly message: string;
  readonly field: string | null;
  readonly raw: string | null;
}

/** One row of the journal. */
export interface StepRow {
  readonly id: string;
  readonly runId: string;
  readonly sequence: number;
  readonly priority: number;
  readonly network: NetworkId;
  readonly accountId: string;
  readonly campaignId: string;
  readonly kind: JournalKind;
  readonly purpose: StepPurpose;
  /** Parents first; the first one names the step. */
  readonly objectIds: readonly string[];
  readonly level: ObjectLevel;
  readonly objectName: string;
  readonly marker: string;
  /** Acts on this remote object instead of the one that the plan knows: a duplicate, or an ad that was replaced. */
  readonly targetRemoteId: string | null;
  readonly changedFields: readonly string[];
  readonly status: DesiredStatus | null;
  readonly state: StepState;
  /** Steps that must be settled before this one: kept as a counter so that nothing is ever scanned. */
  readonly waits: number;
  /** Not before this moment, in ms of the clock. */
  readonly dueMs: number;
  readonly leasedBy: string | null;
  /** Times it was sent. */
  readonly attempts: number;
  /** Failures in a row that say something about this step and not about the whole network. */
  readonly failures: number;
  /** Clean looks in a row that found nothing, since it was last sent. */
  readonly looks: number;
  readonly lookedMs: number | null;
  readonly firstSentAt: string | null;
  readonly lastSentMs: number | null;
  readonly answeredAt: string | null;
  readonly requestHash: string | null;
  readonly evidence: StepEvidence | null;
  readonly remoteId: string | null;
  readonly failure: StepFailure | null;
  readonly waitsReason: string | null;
  /** The step whose end ended this one. */
  readonly cancelledBy: string | null;
  /** Stopped, or overtaken by an emergency pause: may be looked up, is never sent again. */
  readonly noResend: boolean;
}

export type NewStep = Pick<
  StepRow,
  | 'id'
  | 'sequence'
  | 'priority'
  | 'network'
  | 'accountId'
  | 'campaignId'
  | 'kind'
  | 'purpose'
  | 'objectIds'
  | 'level'
  | 'objectName'
  | 'marker'
  | 'targetRemoteId'
  | 'changedFields'
  | 'status'
> & { readonly needs: readonly StepNeed[] };

/** `hard`: when the needed step fails, this one is cancelled. Otherwise it only waits until the other is settled either way. */
export interface StepNeed {
  readonly stepId: string;
  readonly hard: boolean;
}

/** What was approved, word for word: steps are built from this, never from the draft of the day. */
export type RunObject = ObjectFields & {
  readonly objectId: string;
  readonly parentId: string | null;
  readonly campaignId: string;
  readonly clientId: string;
  readonly vacancyId: string | null;
  readonly marker: string;
  /** Content hash that the approval signed. */
  readonly hash: string;
  /** How the reading back ended; null before. */
  readonly verdict: 'same' | 'differs' | null;
};

export type RunState = 'running' | 'stopped' | 'done' | 'done_with_problems';

export interface RunRow {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly state: RunState;
  readonly contentHash: string;
  readonly approvalId: string | null;
  readonly context: Pick<CallContext, 'actor' | 'carrier'>;
}

export interface Tally {
  readonly runId: string;
  readonly network: NetworkId;
  readonly state: StepState;
  readonly count: number;
}

/** A whole account or network that waits: quota, sign-in, permission. Survives a restart. */
export interface Block {
  /** `account/<id>` or `network/<id>`. */
  readonly scope: string;
  readonly reason: 'rate_limited' | 'auth_expired' | 'no_permission' | 'unsupported';
  readonly untilMs: number;
  readonly since: string;
}

/** A block that ends only once a test of the sign-in went well, however late it is. */
export function needsSignIn(block: Block): boolean {
  return block.reason === 'auth_expired' || block.reason === 'no_permission';
}

export function concerns(block: Block, account: { readonly accountId: string; readonly network: NetworkId }): boolean {
  return block.scope === `account/${account.accountId}` || block.scope === `network/${account.network}`;
}

export const OPEN_STATES: readonly StepState[] = ['planned', 'leased', 'sending', 'unknown', 'needs_person'];
export const SETTLED_STATES: readonly StepState[] = ['confirmed', 'rejected', 'cancelled'];

export function isSettled(state: StepState): boolean {
  return SETTLED_STATES.includes(state);
}

/** The network's raw words, capped: 4 KB is what the port promises, and a journal must not grow by what a stranger sends. */
export function rawText(raw: RawAnswer): string {
  return JSON.stringify({
    status: raw.status,
    code: raw.code,
    message: raw.message.slice(0, 1000),
    body: raw.body?.slice(0, 3000) ?? null,
  });
}

export function checkFailure(code: string, message: string, details: { readonly [key: string]: Json } = {}): StepFailure {
  return { kind: 'check', code, message, field: null, raw: Object.keys(details).length === 0 ? null : JSON.stringify(details) };
}
