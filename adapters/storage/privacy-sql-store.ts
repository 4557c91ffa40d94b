import { z } from 'zod';
import { RightsLaw, RightsOutcome } from '../../core/contract/privacy.ts';
import type { HashedIdentifiers } from '../../core/candidates/index.ts';
import type { CallContext, Clock, PrivacyLedger } from '../../core/ports/index.ts';
import type { AuditLog } from '../../core/ports/audit-log.ts';
import type { Held, LedgerEvent, PrivacyStore, StoredRequest } from '../../core/privacy/index.ts';
import { blob, recordOf, selectPerson, type PersonRow } from './candidate-rows.ts';
import type { Database } from './database.ts';
import { json } from './values.ts';

interface RequestRow {
  readonly id: string;
  readonly client_id: string | null;
  readonly law: string;
  readonly reference: string;
  readonly received_on: string;
  readonly due_on: string;
  readonly latest_on: string;
  readonly extended: number;
  readonly outcome: string | null;
  readonly answered_at: string | null;
}
interface EventRow {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly client_id: string | null;
  readonly counts: string;
}

/** A hash of any form finds the person: what was typed as a plain address may be kept as the Gmail form of another spelling. */
const MATCH = `(email IN (@email, @gmail) OR email_gmail IN (@email, @gmail) OR phone_e164 = @phone OR document = @document OR external = @external)`;
const EXPIRED = "client_id = @client AND (last_contact_on < @contact OR audience_on < @audience OR consent = 'denied')";

function hashesOf(identifiers: HashedIdentifiers): Record<string, Buffer | null> {
  return {
    email: blob(identifiers.email),
    gmail: blob(identifiers.emailGmail),
    phone: blob(identifiers.phoneE164),
    document: blob(identifiers.document),
    external: blob(identifiers.external),
  };
}

export function createPrivacyStore(db: Database): PrivacyStore {
  const PERSON = `SELECT c.number, ${selectPerson('c')} FROM candidate c`;
  const holders = db.prepare<[Record<string, Buffer | null>], PersonRow>(`${PERSON} WHERE ${MATCH} ORDER BY c.number`);
  const part = db.prepare<[number, number], PersonRow>(`${PERSON} WHERE c.number > ? ORDER BY c.number LIMIT ?`);
  const eraseOne = db.prepare('DELETE FROM candidate WHERE number = ?');
  const eraseKept = db.prepare('DELETE FROM candidate_kept WHERE number = ?');
  const eraseStaged = db.prepare('DELETE FROM candidate_stage WHERE known = ?');
  const eraseKeptTraces = db.prepare(`DELETE FROM candidate_kept WHERE ${MATCH}`);
  const eraseStagedTraces = db.prepare(`DELETE FROM candidate_stage WHERE ${MATCH}`);
  const hasKept = db.prepare('SELECT 1 FROM candidate_kept LIMIT 1');
  const hasStaged = db.prepare('SELECT 1 FROM candidate_stage LIMIT 1');
  const limits = (client: string, contact: string, audience: string) => ({ client, contact, audience });
  const expired = db
    .prepare<[Record<string, string | number>], number>(`SELECT number FROM candidate WHERE ${EXPIRED} LIMIT @limit`)
    .pluck();
  const leaving = db.prepare<[Record<string, string>], number>(`SELECT count(*) FROM candidate WHERE ${EXPIRED}`).pluck();
  const clients = db
    .prepare<[], string>('SELECT id FROM client WHERE EXISTS (SELECT 1 FROM candidate c WHERE c.client_id = client.id)')
    .pluck();
  const oldUndo = db.prepare<[string], string>('SELECT id FROM candidate_import WHERE turnable = 1 AND at < ?').pluck();
  const unturn = db.prepare('UPDATE candidate_import SET turnable = 0 WHERE id = ?');
  const dropKept = db.prepare('DELETE FROM candidate_kept WHERE of_import = ?');
  const COUNTS = "SELECT count(*) AS people, coalesce(sum(consent = 'granted'), 0) AS withConsent FROM candidate";
  const counts = db.prepare<[], { people: number; withConsent: number }>(COUNTS);
  const countsOf = db.prepare<[string], { people: number; withConsent: number }>(`${COUNTS} WHERE client_id = ?`);
  const events = db.prepare<[{ client: string | null; limit: number; offset: number }], EventRow>(
    'SELECT * FROM privacy_event WHERE @client IS NULL OR client_id = @client OR client_id IS NULL ORDER BY sequence DESC LIMIT @limit OFFSET @offset',
  );
  const eventCount = db
    .prepare<[{ client: string | null }], number>(
      'SELECT count(*) FROM privacy_event WHERE @client IS NULL OR client_id = @client OR client_id IS NULL',
    )
    .pluck();
  const requests = db.prepare<[], RequestRow>('SELECT * FROM rights_request ORDER BY answered_at IS NOT NULL, due_on, id');
  const request = db.prepare<[string], RequestRow>('SELECT * FROM rights_request WHERE id = ?');
  const save =
    db.prepare(`INSERT INTO rights_request (id, client_id, law, reference, received_on, due_on, latest_on, extended, outcome, answered_at)
    VALUES (@id, @clientId, @law, @reference, @receivedOn, @dueOn, @latestOn, @extended, @outcome, @answeredAt)
    ON CONFLICT (id) DO UPDATE SET due_on = excluded.due_on, extended = excluded.extended, outcome = excluded.outcome, answered_at = excluded.answered_at`);

  const heldOf = (row: PersonRow): Held => ({ number: row.number, record: recordOf(row) });

  return {
    holders: (identifiers) => holders.all(hashesOf(identifiers)).map(heldOf),
    everyone: (afterNumber, limit) => part.all(afterNumber, limit).map(heldOf),
    erase(numbers) {
      const kept = hasKept.get() !== undefined;
      const staged = hasStaged.get() !== undefined;
      let gone = 0;
      for (const number of numbers) {
        gone += eraseOne.run(number).changes;
        if (kept) eraseKept.run(number);
        if (staged) eraseStaged.run(number);
      }
      return gone;
    },
    eraseTraces(identifiers) {
      if (hasKept.get() !== undefined) eraseKeptTraces.run(hashesOf(identifiers));
      if (hasStaged.get() !== undefined) eraseStagedTraces.run(hashesOf(identifiers));
    },
    expired: (client, contact, audience, limit) => expired.all({ ...limits(client, contact, audience), limit }),
    clients: () => clients.all(),
    dropUndo(before) {
      const old = oldUndo.all(before);
      for (const id of old) {
        unturn.run(id);
        dropKept.run(id);
      }
      return old.length;
    },
    counts: (clientId) => (clientId === null ? counts.get() : countsOf.get(clientId)) ?? { people: 0, withConsent: 0 },
    leaving: (client, contact, audience) => leaving.get(limits(client, contact, audience)) ?? 0,
    ledger(client, offset, limit) {
      return { events: events.all({ client, offset, limit }).map(eventOf), total: eventCount.get({ client }) ?? 0 };
    },
    requests: () => requests.all().map(requestOf),
    request(id) {
      const row = request.get(id);
      return row === undefined ? null : requestOf(row);
    },
    saveRequest(one) {
      save.run({ ...one, extended: one.extended ? 1 : 0 });
    },
    wipe() {
      // Deleted rows are zeroed in the pages (`secure_delete`); their last copy is in the log until it is written back.
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
  };
}

export function createPrivacyLedger(db: Database, clock: Clock, audit: AuditLog): PrivacyLedger {
  const add = db.prepare('INSERT INTO privacy_event (at, actor, action, client_id, counts) VALUES (?, ?, ?, ?, ?)');
  return {
    note(context: CallContext, action, clientId, counts) {
      add.run(clock.nowIso(), context.actor.name, action, clientId, JSON.stringify(counts));
      audit.append(context, action, clientId, counts);
    },
  };
}

function eventOf(row: EventRow): LedgerEvent {
  return {
    sequence: row.sequence,
    at: row.at,
    actor: row.actor,
    action: row.action,
    clientId: row.client_id,
    counts: json.object(row.counts),
  };
}

function requestOf(row: RequestRow): StoredRequest {
  return {
    id: row.id,
    clientId: row.client_id,
    law: RightsLaw.parse(row.law),
    reference: row.reference,
    receivedOn: row.received_on,
    dueOn: row.due_on,
    latestOn: row.latest_on,
    extended: row.extended === 1,
    outcome: z.nullable(RightsOutcome).parse(row.outcome),
    answeredAt: row.answered_at,
  };
}
