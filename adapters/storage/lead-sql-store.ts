import { z } from 'zod';
import { CandidateFeatures, CandidateTarget, Consent, Purpose } from '../../core/contract/candidates.ts';
import { LeadState } from '../../core/contract/leads.ts';
import type { ReadCandidate } from '../../core/candidates/index.ts';
import type { LeadRecord, LeadStore } from '../../core/leads/index.ts';
import { blob } from './candidate-rows.ts';
import { hashOf } from './conversion-rows.ts';
import type { Database } from './database.ts';

/** What is kept of the answers besides the hashes: typed fields, and which they were. */
const Detail = z.object({
  features: CandidateFeatures.partial(),
  filled: z.array(CandidateTarget),
  unreadable: z.array(CandidateTarget),
});

interface LeadRow {
  readonly id: string;
  readonly client_id: string;
  readonly account_id: string;
  readonly network: string;
  readonly remote_id: string;
  readonly created_at: string;
  readonly ad_remote_id: string | null;
  readonly form_remote_id: string | null;
  readonly vacancy_id: string | null;
  /** As shown: a lead whose import stands is taken. */
  readonly shown: string;
  readonly reason: string | null;
  readonly email: Buffer | null;
  readonly email_gmail: Buffer | null;
  readonly phone_digits: Buffer | null;
  readonly phone_e164: Buffer | null;
  readonly document: Buffer | null;
  readonly external: Buffer | null;
  readonly consent: string | null;
  readonly consent_on: string | null;
  readonly purpose: string | null;
  readonly source: string | null;
  readonly features: string | null;
}
type Named = Record<string, string | number | Buffer | null>;

const TAKEN = "EXISTS (SELECT 1 FROM candidate_import i WHERE i.id = l.import_id AND i.state = 'done')";
const SHOWN = `CASE WHEN l.state = 'new' AND ${TAKEN} THEN 'taken' ELSE l.state END`;
const LEAD = `SELECT l.*, ${SHOWN} AS shown FROM lead l`;
const BARE = `email = NULL, email_gmail = NULL, phone_digits = NULL, phone_e164 = NULL, document = NULL, external = NULL,
    consent = NULL, consent_on = NULL, purpose = NULL, source = NULL, features = NULL`;
/** As for candidates: a hash of any form finds the person. */
const MATCH =
  '(email IN (@email, @gmail) OR email_gmail IN (@email, @gmail) OR phone_e164 = @phone OR document = @document OR external = @external)';

export function createLeadStore(db: Database): LeadStore {
  const source = db.prepare<
    [string],
    { accountId: string; clientId: string; retrievedAt: string | null; failure: string | null; failureCode: string | null }
  >(
    'SELECT account_id AS accountId, client_id AS clientId, retrieved_at AS retrievedAt, failure, failure_code AS failureCode FROM lead_source WHERE account_id = ?',
  );
  const saveSource = db.prepare(`INSERT INTO lead_source (account_id, client_id, retrieved_at, failure, failure_code)
    VALUES (@accountId, @clientId, @retrievedAt, @failure, @failureCode) ON CONFLICT (account_id) DO UPDATE SET
      client_id = excluded.client_id, retrieved_at = excluded.retrieved_at, failure = excluded.failure, failure_code = excluded.failure_code`);
  const insert = db.prepare(`INSERT INTO lead (id, client_id, account_id, network, remote_id, created_at, ad_remote_id, form_remote_id,
      vacancy_id, state, reason, email, email_gmail, phone_digits, phone_e164, document, external, consent, consent_on, purpose, source, features)
    VALUES (@id, @clientId, @accountId, @network, @remoteId, @createdAt, @adRemoteId, @formRemoteId, @vacancyId, @state, @reason,
      @email, @emailGmail, @phoneDigits, @phoneE164, @document, @external, @consent, @consentOn, @purpose, @source, @features)
    ON CONFLICT (account_id, remote_id) DO NOTHING`);
  const WHERE = `(@client IS NULL OR l.client_id = @client) AND (@state IS NULL OR ${SHOWN} = @state)`;
  const listed = db.prepare<
    [Named],
    LeadRow & { readonly title: string | null }
  >(`SELECT l.*, ${SHOWN} AS shown, v.title AS title FROM lead l
    LEFT JOIN vacancy v ON v.id = l.vacancy_id WHERE ${WHERE} ORDER BY l.created_at DESC, l.id DESC LIMIT @limit OFFSET @offset`);
  const counted = db.prepare<[Named], number>(`SELECT count(*) FROM lead l WHERE ${WHERE}`).pluck();
  const fresh = db.prepare<[string], LeadRow>(
    `${LEAD} WHERE l.client_id = ? AND l.state = 'new' AND l.features IS NOT NULL AND NOT ${TAKEN} ORDER BY l.created_at, l.id`,
  );
  const freshCount = db
    .prepare<[string], number>(`SELECT count(*) FROM lead l WHERE l.account_id = ? AND l.state = 'new' AND NOT ${TAKEN}`)
    .pluck();
  const take = db.prepare('UPDATE lead SET import_id = ? WHERE id = ?');
  const discard = db.prepare(`UPDATE lead AS l SET state = 'discarded', ${BARE} WHERE l.id = ? AND l.state = 'new' AND NOT ${TAKEN}`);
  const vacancyOfAd = db
    .prepare<[string, string], string | null>("SELECT vacancy_id FROM plan_object WHERE account_id = ? AND remote_id = ? AND level = 'ad'")
    .pluck();
  const holders = db.prepare<[Named], LeadRow>(`${LEAD} WHERE ${MATCH} ORDER BY l.id`);
  const everyone = db.prepare<[string, number], LeadRow>(`${LEAD} WHERE l.id > ? ORDER BY l.id LIMIT ?`);
  const forget = db.prepare(`UPDATE lead SET state = 'left_out', reason = 'candidates.drop.forgotten', ${BARE} WHERE id = ?`);
  const clients = db.prepare<[], string>('SELECT id FROM client WHERE EXISTS (SELECT 1 FROM lead l WHERE l.client_id = client.id)').pluck();
  const tooOld = db.prepare('DELETE FROM lead WHERE client_id = ? AND substr(created_at, 1, 10) < ? AND substr(created_at, 1, 10) < ?');
  const strip = db.prepare(`UPDATE lead AS l SET state = CASE WHEN ${TAKEN} THEN l.state ELSE 'left_out' END,
      reason = CASE WHEN ${TAKEN} THEN l.reason ELSE 'candidates.drop.too_old' END, ${BARE}
    WHERE l.client_id = @client AND l.features IS NOT NULL AND (substr(l.created_at, 1, 10) < @created OR EXISTS
      (SELECT 1 FROM candidate_import i WHERE i.id = l.import_id AND i.state = 'done' AND substr(i.at, 1, 10) < @taken))`);
  const dropRows = db.prepare('DELETE FROM lead WHERE client_id = ? AND features IS NULL AND substr(created_at, 1, 10) < ?');

  return {
    source: (accountId) => source.get(accountId) ?? null,
    saveSource(record) {
      saveSource.run({ ...record });
    },
    insert: (lead) => insert.run(valuesOf(lead)).changes > 0,
    list({ clientId, state }, offset, limit) {
      const values = { client: clientId, state };
      const rows = listed.all({ ...values, offset, limit }).map((row) => ({ ...leadOf(row), vacancyTitle: row.title }));
      return { rows, total: counted.get(values) ?? 0 };
    },
    fresh: (clientId) => fresh.all(clientId).map(leadOf),
    freshCount: (accountId) => freshCount.get(accountId) ?? 0,
    take(leadIds, importId) {
      for (const id of leadIds) take.run(importId, id);
    },
    discard: (leadIds) => leadIds.reduce((sum, id) => sum + discard.run(id).changes, 0),
    vacancyOfAd: (accountId, adRemoteId) => vacancyOfAd.get(accountId, adRemoteId) ?? null,
    holders: (identifiers) =>
      holders
        .all({
          email: blob(identifiers.email),
          gmail: blob(identifiers.emailGmail),
          phone: blob(identifiers.phoneE164),
          document: blob(identifiers.document),
          external: blob(identifiers.external),
        })
        .map(leadOf),
    everyone: (after, limit) => everyone.all(after, limit).map(leadOf),
    forget(id) {
      forget.run(id);
    },
    clients: () => clients.all(),
    expire: (client, { createdBefore, takenBefore, rowsBefore }) =>
      strip.run({ client, created: createdBefore, taken: takenBefore }).changes +
      tooOld.run(client, createdBefore, rowsBefore).changes +
      dropRows.run(client, rowsBefore).changes,
  };
}

function valuesOf(lead: LeadRecord): Named {
  const { read, ...row } = lead;
  const hashes = read?.identifiers;
  return {
    ...row,
    email: blob(hashes?.email ?? null),
    emailGmail: blob(hashes?.emailGmail ?? null),
    phoneDigits: blob(hashes?.phoneDigits ?? null),
    phoneE164: blob(hashes?.phoneE164 ?? null),
    document: blob(hashes?.document ?? null),
    external: blob(hashes?.external ?? null),
    consent: read?.consent ?? null,
    consentOn: read?.consentOn ?? null,
    purpose: read?.purpose ?? null,
    source: read?.source ?? null,
    features:
      read === null
        ? null
        : JSON.stringify(z.encode(Detail, { features: { ...read.features }, filled: [...read.filled], unreadable: [...read.unreadable] })),
  };
}

function leadOf(row: LeadRow): LeadRecord {
  return {
    id: row.id,
    clientId: row.client_id,
    accountId: row.account_id,
    network: row.network,
    remoteId: row.remote_id,
    createdAt: row.created_at,
    adRemoteId: row.ad_remote_id,
    formRemoteId: row.form_remote_id,
    vacancyId: row.vacancy_id,
    state: LeadState.parse(row.shown),
    reason: row.reason,
    read: readOf(row),
  };
}

function readOf(row: LeadRow): ReadCandidate | null {
  if (row.features === null) return null;
  const detail = Detail.parse(JSON.parse(row.features));
  return {
    line: 1,
    ...detail,
    features: detail.features as ReadCandidate['features'], // only `valuesOf` writes the column, and JSON knows no undefined
    identifiers: {
      email: hashOf(row.email),
      emailGmail: hashOf(row.email_gmail),
      phoneDigits: hashOf(row.phone_digits),
      phoneE164: hashOf(row.phone_e164),
      document: hashOf(row.document),
      external: hashOf(row.external),
    },
    consent: row.consent === null ? null : Consent.parse(row.consent),
    consentOn: row.consent_on,
    purpose: row.purpose === null ? null : Purpose.parse(row.purpose),
    source: row.source,
    reason: null,
  };
}
