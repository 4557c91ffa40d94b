import { z } from 'zod';
import { objectFieldsFromWire } from '../../core/publishing/fields.ts';
import type { RunObject, RunRow, StepFailure, StepRow, StepState } from '../../core/publishing/journal.ts';
import type { StepEvidence } from '../../core/ports/ad-network.ts';
import { json } from './values.ts';

/** Columns of publish_step as SQLite gives them. */
export interface StoredStep {
  readonly ordinal: number;
  readonly id: string;
  readonly run_id: string;
  readonly sequence: number;
  readonly priority: number;
  readonly network: string;
  readonly account_id: string;
  readonly campaign_id: string;
  readonly kind: string;
  readonly purpose: string;
  readonly object_ids: string;
  readonly level: string;
  readonly object_name: string;
  readonly marker: string;
  readonly target_remote_id: string | null;
  readonly changed_fields: string;
  readonly status: string | null;
  readonly state: string;
  readonly waits: number;
  readonly due_ms: number;
  readonly leased_by: string | null;
  readonly attempts: number;
  readonly failures: number;
  readonly looks: number;
  readonly looked_ms: number | null;
  readonly first_sent_at: string | null;
  readonly last_sent_ms: number | null;
  readonly answered_at: string | null;
  readonly request_hash: string | null;
  readonly evidence: string | null;
  readonly remote_id: string | null;
  readonly failure: string | null;
  readonly waits_reason: string | null;
  readonly cancelled_by: string | null;
  readonly no_resend: number;
}

const Evidence: z.ZodType<StepEvidence> = z.object({
  refs: z.array(z.object({ objectId: z.string(), part: z.string(), remoteId: z.string() })),
  requestId: z.string().nullable(),
});
const Failure: z.ZodType<StepFailure> = z.object({
  kind: z.string(),
  code: z.string().nullable(),
  message: z.string(),
  field: z.string().nullable(),
  raw: z.string().nullable(),
});
const Context: z.ZodType<RunRow['context']> = z.object({
  actor: z.object({ id: z.string(), name: z.string(), role: z.enum(['view', 'edit', 'approve', 'publish', 'admin']) }),
  carrier: z.enum(['desktop', 'server', 'cli', 'mcp', 'scheduler', 'test']),
});

export function toStep(row: StoredStep): StepRow {
  return {
    id: row.id,
    runId: row.run_id,
    sequence: row.sequence,
    priority: row.priority,
    network: row.network,
    accountId: row.account_id,
    campaignId: row.campaign_id,
    kind: row.kind as StepRow['kind'], // written from a StepRow only; `purpose` and `state` are checked by the table too
    purpose: row.purpose as StepRow['purpose'],
    objectIds: json.texts(row.object_ids),
    level: row.level as StepRow['level'], // as above
    objectName: row.object_name,
    marker: row.marker,
    targetRemoteId: row.target_remote_id,
    changedFields: json.texts(row.changed_fields),
    status: row.status as StepRow['status'], // as above
    state: row.state as StepState, // as above
    waits: row.waits,
    dueMs: row.due_ms,
    leasedBy: row.leased_by,
    attempts: row.attempts,
    failures: row.failures,
    looks: row.looks,
    lookedMs: row.looked_ms,
    firstSentAt: row.first_sent_at,
    lastSentMs: row.last_sent_ms,
    answeredAt: row.answered_at,
    requestHash: row.request_hash,
    evidence: row.evidence === null ? null : Evidence.parse(JSON.parse(row.evidence)),
    remoteId: row.remote_id,
    failure: row.failure === null ? null : Failure.parse(JSON.parse(row.failure)),
    waitsReason: row.waits_reason,
    cancelledBy: row.cancelled_by,
    noResend: row.no_resend === 1,
  };
}

export interface StoredRun {
  readonly id: string;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly state: string;
  readonly content_hash: string;
  readonly approval_id: string | null;
  readonly context: string;
}

export function toRun(row: StoredRun): RunRow {
  return {
    id: row.id,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    state: row.state as RunRow['state'], // checked by the table
    contentHash: row.content_hash,
    approvalId: row.approval_id,
    context: Context.parse(JSON.parse(row.context)),
  };
}

export interface StoredObject {
  readonly object_id: string;
  readonly campaign_id: string;
  readonly parent_id: string | null;
  readonly client_id: string;
  readonly vacancy_id: string | null;
  readonly level: string;
  readonly marker: string;
  readonly hash: string;
  readonly fields: string;
  readonly verdict: string | null;
}

export function toRunObject(row: StoredObject): RunObject {
  const level = row.level as RunObject['level']; // written from a RunObject only
  return {
    ...objectFieldsFromWire(level, JSON.parse(row.fields)),
    objectId: row.object_id,
    campaignId: row.campaign_id,
    parentId: row.parent_id,
    clientId: row.client_id,
    vacancyId: row.vacancy_id,
    marker: row.marker,
    hash: row.hash,
    verdict: row.verdict as RunObject['verdict'], // checked by the table
  };
}
