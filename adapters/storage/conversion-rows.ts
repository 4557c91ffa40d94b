import { Batch, OutcomeKind, SendState } from '../../core/contract/conversions.ts';
import { Consent } from '../../core/contract/candidates.ts';
import type { BatchRecord, OutcomeRecord, SendRow } from '../../core/conversions/index.ts';
import { asSha256, type Sha256Hex } from '../../core/kernel/hashed.ts';
import { blob } from './candidate-rows.ts';

export interface OutcomeRow {
  readonly id: string;
  readonly event_id: string;
  readonly client_id: string;
  readonly vacancy_id: string | null;
  readonly kind: string;
  readonly occurred_at: string;
  readonly click_network: string | null;
  readonly click_id: string | null;
  readonly email: Buffer | null;
  readonly email_gmail: Buffer | null;
  readonly phone_digits: Buffer | null;
  readonly phone_e164: Buffer | null;
  readonly document: Buffer | null;
  readonly external: Buffer | null;
  readonly consent: string;
  readonly source: string;
  readonly recorded_at: string;
}

export interface BatchRow {
  readonly id: string;
  readonly client_id: string;
  readonly account_id: string;
  readonly network: string;
  readonly state: string;
  readonly created_at: string;
  readonly settled_at: string | null;
  readonly tries: number;
  readonly events: number;
  readonly accepted: number;
  readonly refused: number;
  readonly failure: string | null;
  readonly perhaps_sent_at: string | null;
  readonly next_try_at: string | null;
  readonly progress: string | null;
}

export interface SendStored {
  readonly account_id: string;
  readonly network: string;
  readonly state: string;
  readonly reason: string | null;
  readonly settled_at: string | null;
}

export function hashOf(value: Buffer | null): Sha256Hex | null {
  return value === null ? null : asSha256(value.toString('hex'));
}

export function outcomeOf(row: OutcomeRow): Omit<OutcomeRecord, 'keys'> {
  return {
    id: row.id,
    eventId: row.event_id,
    clientId: row.client_id,
    vacancyId: row.vacancy_id,
    kind: OutcomeKind.parse(row.kind),
    occurredAt: row.occurred_at,
    click: row.click_network === null || row.click_id === null ? null : { network: row.click_network, id: row.click_id },
    identifiers: {
      email: hashOf(row.email),
      emailGmail: hashOf(row.email_gmail),
      phoneDigits: hashOf(row.phone_digits),
      phoneE164: hashOf(row.phone_e164),
      document: hashOf(row.document),
      external: hashOf(row.external),
    },
    consent: Consent.parse(row.consent),
    source: row.source,
    recordedAt: row.recorded_at,
  };
}

export function valuesOfOutcome(outcome: OutcomeRecord): Record<string, string | Buffer | null> {
  const { identifiers: hashes } = outcome;
  return {
    id: outcome.id,
    eventId: outcome.eventId,
    clientId: outcome.clientId,
    vacancyId: outcome.vacancyId,
    kind: outcome.kind,
    occurredAt: outcome.occurredAt,
    clickNetwork: outcome.click?.network ?? null,
    clickId: outcome.click?.id ?? null,
    email: blob(hashes.email),
    emailGmail: blob(hashes.emailGmail),
    phoneDigits: blob(hashes.phoneDigits),
    phoneE164: blob(hashes.phoneE164),
    document: blob(hashes.document),
    external: blob(hashes.external),
    consent: outcome.consent,
    source: outcome.source,
    recordedAt: outcome.recordedAt,
  };
}

export function batchOf(row: BatchRow): BatchRecord {
  return {
    id: row.id,
    clientId: row.client_id,
    accountId: row.account_id,
    network: row.network,
    state: Batch.shape.state.parse(row.state),
    createdAt: row.created_at,
    settledAt: row.settled_at,
    tries: row.tries,
    events: row.events,
    accepted: row.accepted,
    refused: row.refused,
    failure: row.failure,
    perhapsSentAt: row.perhaps_sent_at,
    nextTryAt: row.next_try_at,
    progress: row.progress === null ? null : Batch.shape.progress.parse(JSON.parse(row.progress)),
  };
}

export function sendOf(row: SendStored): SendRow {
  return {
    accountId: row.account_id,
    network: row.network,
    state: SendState.parse(row.state),
    reason: row.reason,
    settledAt: row.settled_at,
  };
}
