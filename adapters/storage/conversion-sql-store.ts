import type BetterSqlite3 from 'better-sqlite3';
import { OutcomeKind, SendState } from '../../core/contract/conversions.ts';
import type { BatchRecord, ConversionStore, OutcomeRecord } from '../../core/conversions/index.ts';
import { asSha256 } from '../../core/kernel/hashed.ts';
import { fold } from '../../core/kernel/text.ts';
import { blob } from './candidate-rows.ts';
import { batchOf, hashOf, outcomeOf, sendOf, valuesOfOutcome, type BatchRow, type OutcomeRow, type SendStored } from './conversion-rows.ts';
import type { Database } from './database.ts';

type Named = Record<string, string | number | Buffer | null>;
type ListedRow = OutcomeRow & { readonly title: string | null };
interface ReceiptRow {
  readonly eventId: string;
  readonly kind: string;
  readonly vacancyTitle: string | null;
  readonly occurredAt: string;
  readonly state: string;
  readonly reason: string | null;
  readonly requestId: string | null;
}

/** States in which a network has an event, or may have it. */
const GONE = "('sending', 'accepted', 'unsure', 'left')";
const OF_CLIENT = '(@client IS NULL OR o.client_id = @client)';

export function createConversionStore(db: Database): ConversionStore {
  const insert = db.prepare(`INSERT INTO outcome (id, event_id, client_id, vacancy_id, kind, occurred_at, click_network, click_id,
      email, email_gmail, phone_digits, phone_e164, document, external, consent, source, recorded_at)
    VALUES (@id, @eventId, @clientId, @vacancyId, @kind, @occurredAt, @clickNetwork, @clickId,
      @email, @emailGmail, @phoneDigits, @phoneE164, @document, @external, @consent, @source, @recordedAt)`);
  const addKey = db.prepare('INSERT OR IGNORE INTO outcome_key (key, outcome_id) VALUES (?, ?)');
  const keysOf = db.prepare<[string], Buffer>('SELECT key FROM outcome_key WHERE outcome_id = ?').pluck();
  const byEvent = db.prepare<[string], string>('SELECT id FROM outcome WHERE event_id = ?').pluck();
  const byKey = db.prepare<[Named], { id: string; external: Buffer | null }>(`SELECT o.id, o.external FROM outcome_key k
    JOIN outcome o ON o.id = k.outcome_id WHERE k.key = @key AND o.client_id = @client AND o.kind = @kind AND o.vacancy_id IS @vacancy
      AND (@vacancy IS NOT NULL OR substr(o.occurred_at, 1, 10) = @day) ORDER BY o.id`);
  const byId = db.prepare<[string], OutcomeRow>('SELECT * FROM outcome WHERE id = ?');
  const remove = db.prepare(
    `DELETE FROM outcome WHERE id = @id AND NOT EXISTS (SELECT 1 FROM conversion_send s WHERE s.outcome_id = @id AND s.state IN ${GONE})`,
  );
  const erase = db.prepare('DELETE FROM outcome WHERE id = ?');
  const WHERE = `${OF_CLIENT} AND (@kind IS NULL OR o.kind = @kind)
    AND (@state IS NULL OR EXISTS (SELECT 1 FROM conversion_send s WHERE s.outcome_id = o.id AND s.state = @state))`;
  const listed = db.prepare<[Named], ListedRow>(`SELECT o.*, v.title AS title FROM outcome o LEFT JOIN vacancy v ON v.id = o.vacancy_id
    WHERE ${WHERE} ORDER BY o.occurred_at DESC, o.id DESC LIMIT @limit OFFSET @offset`);
  const counted = db.prepare<[Named], number>(`SELECT count(*) FROM outcome o WHERE ${WHERE}`).pluck();
  const sendsOf = db.prepare<[string], SendStored>(
    'SELECT account_id, network, state, reason, settled_at FROM conversion_send WHERE outcome_id = ? ORDER BY network, account_id',
  );
  const kinds = db.prepare<[Named], { kind: string; count: number }>(
    `SELECT o.kind, count(*) AS count FROM outcome o WHERE ${OF_CLIENT} GROUP BY o.kind`,
  );
  const lanes = db.prepare<[Named], { accountId: string; state: string; reason: string | null; count: number }>(
    `SELECT s.account_id AS accountId, s.state, s.reason, count(*) AS count FROM conversion_send s JOIN outcome o ON o.id = s.outcome_id
     WHERE ${OF_CLIENT} GROUP BY 1, 2, 3 ORDER BY count DESC`,
  );
  const toJudge = db.prepare<[Named], OutcomeRow>(`SELECT o.* FROM outcome o
    LEFT JOIN conversion_send s ON s.account_id = @account AND s.outcome_id = o.id
    WHERE o.client_id = @client AND o.bare = 0 AND o.id > @after AND (s.state IS NULL OR s.state = 'queued'
      OR (s.state = 'held' AND s.reason IN (SELECT value FROM json_each(@reasons)))) ORDER BY o.id LIMIT @limit`);
  const judge = db.prepare(`INSERT INTO conversion_send (account_id, outcome_id, network, state, reason) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account_id, outcome_id) DO UPDATE SET state = excluded.state, reason = excluded.reason
      WHERE state IN ('queued', 'held') AND (state, reason) IS NOT (excluded.state, excluded.reason)`);
  const queued = db.prepare<[string, number], OutcomeRow>(`SELECT o.* FROM conversion_send s JOIN outcome o ON o.id = s.outcome_id
    WHERE s.account_id = ? AND s.state = 'queued' ORDER BY s.outcome_id LIMIT ?`);
  const openBatch = db.prepare<[string], BatchRow>("SELECT * FROM conversion_batch WHERE account_id = ? AND state = 'sending'");
  const saveBatch =
    db.prepare(`INSERT INTO conversion_batch (id, client_id, account_id, network, state, created_at, settled_at, tries, events,
      accepted, refused, failure, perhaps_sent_at, next_try_at, progress)
    VALUES (@id, @clientId, @accountId, @network, @state, @createdAt, @settledAt, @tries, @events, @accepted, @refused, @failure,
      @perhapsSentAt, @nextTryAt, @progress)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at, tries = excluded.tries,
      accepted = excluded.accepted, refused = excluded.refused, failure = excluded.failure,
      perhaps_sent_at = excluded.perhaps_sent_at, next_try_at = excluded.next_try_at`);
  const putInBatch = db.prepare(
    "UPDATE conversion_send SET state = 'sending', reason = NULL, batch_id = ? WHERE account_id = ? AND outcome_id = ? AND state = 'queued'",
  );
  const going = db.prepare<[string], OutcomeRow>(`SELECT o.* FROM conversion_send s JOIN outcome o ON o.id = s.outcome_id
    WHERE s.batch_id = ? AND s.state = 'sending' ORDER BY s.outcome_id`);
  const settle = db.prepare(`UPDATE conversion_send SET state = ?, reason = ?, request_id = ?, settled_at = ?
    WHERE account_id = ? AND outcome_id = ? AND state = 'sending'`);
  const turn = db.prepare(`UPDATE conversion_send SET state = @to, reason = NULL, settled_at = @at
    WHERE batch_id = @batch AND state IN ('refused', 'unsure')
      AND (@to = 'left' OR EXISTS (SELECT 1 FROM outcome o WHERE o.id = outcome_id AND o.bare = 0))`);
  const batch = db.prepare<[string], BatchRow>('SELECT * FROM conversion_batch WHERE id = ?');
  const batches = db.prepare<[Named], BatchRow>(
    'SELECT * FROM conversion_batch o WHERE (@client IS NULL OR client_id = @client) ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @offset',
  );
  const batchCount = db
    .prepare<[Named], number>('SELECT count(*) FROM conversion_batch WHERE @client IS NULL OR client_id = @client')
    .pluck();
  const lastBatch = db.prepare<[string], BatchRow>(
    'SELECT * FROM conversion_batch WHERE account_id = ? ORDER BY created_at DESC, id DESC LIMIT 1',
  );
  const lastSent = db
    .prepare<[string], string | null>("SELECT max(settled_at) FROM conversion_batch WHERE account_id = ? AND state IN ('done', 'unsure')")
    .pluck();
  const receipts = db.prepare<[string, number, number], ReceiptRow>(`SELECT o.event_id AS eventId, o.kind, v.title AS vacancyTitle,
      o.occurred_at AS occurredAt, s.state, s.reason, s.request_id AS requestId
    FROM conversion_send s JOIN outcome o ON o.id = s.outcome_id LEFT JOIN vacancy v ON v.id = o.vacancy_id
    WHERE s.batch_id = ? ORDER BY s.state = 'accepted', s.outcome_id LIMIT ? OFFSET ?`);
  const receiptCount = db.prepare<[string], number>('SELECT count(*) FROM conversion_send WHERE batch_id = ?').pluck();
  const unfinished = db.prepare<[string, number], BatchRow>(`SELECT * FROM conversion_batch WHERE account_id = ? AND state = 'done'
    AND accepted > 0 AND (progress IS NULL OR json_extract(progress, '$.state') = 'processing') ORDER BY created_at LIMIT ?`);
  const requests = db
    .prepare<[string], string>('SELECT DISTINCT request_id FROM conversion_send WHERE batch_id = ? AND request_id IS NOT NULL')
    .pluck();
  const saveProgress = db.prepare('UPDATE conversion_batch SET progress = ? WHERE id = ?');
  const withKey = db.prepare<[Buffer], OutcomeRow>('SELECT o.* FROM outcome_key k JOIN outcome o ON o.id = k.outcome_id WHERE k.key = ?');
  const everyone = db.prepare<[string, number], OutcomeRow>('SELECT * FROM outcome WHERE id > ? ORDER BY id LIMIT ?');
  const clients = db
    .prepare<[], string>('SELECT id FROM client WHERE EXISTS (SELECT 1 FROM outcome o WHERE o.client_id = client.id)')
    .pluck();
  const tooOld = db.prepare('DELETE FROM outcome WHERE client_id = ? AND substr(occurred_at, 1, 10) < ?');
  const strip = db.prepare(`UPDATE outcome SET bare = 1, click_id = NULL, email = NULL, email_gmail = NULL, phone_digits = NULL,
      phone_e164 = NULL, document = NULL, external = NULL
    WHERE client_id = ? AND bare = 0 AND substr(recorded_at, 1, 10) < ? AND NOT EXISTS
      (SELECT 1 FROM conversion_send s WHERE s.outcome_id = outcome.id AND s.state IN ('queued', 'sending', 'unsure'))`);
  const vacancyById = db
    .prepare<[string, string, string], string>('SELECT id FROM vacancy WHERE client_id = ? AND (id = ? OR external_id = ?) LIMIT 1')
    .pluck();
  const vacancyByTitle: BetterSqlite3.Statement<[string, string], string> = db
    .prepare<[string, string], string>('SELECT id FROM vacancy WHERE client_id = ? AND title_sort = ? LIMIT 2')
    .pluck();

  function whole(row: OutcomeRow): OutcomeRecord {
    return { ...outcomeOf(row), keys: keysOf.all(row.id).flatMap((key) => asSha256(key.toString('hex')) ?? []) };
  }
  function write(record: BatchRecord): void {
    saveBatch.run({ ...record, progress: record.progress === null ? null : JSON.stringify(record.progress) });
  }

  return {
    known({ clientId, vacancyId, kind, occurredAt, keys, eventId, external }) {
      const same = byEvent.get(eventId);
      if (same !== undefined) return same;
      for (const key of keys) {
        const rows = byKey.all({ key: blob(key), client: clientId, kind, vacancy: vacancyId, day: occurredAt.slice(0, 10) });
        const match = rows.find((row) => row.external === null || external === null || hashOf(row.external) === external);
        if (match !== undefined) return match.id;
      }
      return null;
    },
    insert(outcome) {
      insert.run(valuesOfOutcome(outcome));
      for (const key of outcome.keys) addKey.run(blob(key), outcome.id);
    },
    remove: (id) => remove.run({ id }).changes > 0,
    erase(id) {
      erase.run(id);
    },
    get(id) {
      const row = byId.get(id);
      return row === undefined ? null : whole(row);
    },
    list({ clientId, kind, state }, offset, limit) {
      const values = { client: clientId, kind, state };
      const rows = listed.all({ ...values, offset, limit }).map((row) => {
        const { identifiers, click: _click, ...outcome } = outcomeOf(row);
        return {
          ...outcome,
          clickNetwork: row.click_network,
          vacancyTitle: row.title,
          hasEmail: identifiers.email !== null,
          hasPhone: identifiers.phoneE164 !== null,
          sends: sendsOf.all(row.id).map(sendOf),
        };
      });
      return { rows, total: counted.get(values) ?? 0 };
    },
    kinds: (client) => kinds.all({ client }).map(({ kind, count }) => ({ kind: OutcomeKind.parse(kind), count })),
    laneCounts: (client) => lanes.all({ client }).map((row) => ({ ...row, state: SendState.parse(row.state) })),
    toJudge: (client, account, reasons, after, limit) =>
      toJudge.all({ client, account, reasons: JSON.stringify(reasons), after, limit }).map((row) => ({ ...outcomeOf(row), keys: [] })),
    judge(accountId, network, outcomeId, state, reason) {
      judge.run(accountId, outcomeId, network, state, reason);
    },
    queued: (accountId, limit) => queued.all(accountId, limit).map((row) => ({ outcomeId: row.id, outcome: outcomeOf(row) })),
    openBatch(accountId) {
      const row = openBatch.get(accountId);
      return row === undefined ? null : batchOf(row);
    },
    saveBatch(record, outcomeIds = []) {
      write(record);
      for (const id of outcomeIds) putInBatch.run(record.id, record.accountId, id);
    },
    going: (batchId) => going.all(batchId).map((row) => ({ outcomeId: row.id, outcome: outcomeOf(row) })),
    settle(record, rows, at) {
      for (const row of rows) settle.run(row.state, row.reason, row.requestId, at, record.accountId, row.outcomeId);
      write(record);
    },
    turn: (batchId, to, at) => turn.run({ batch: batchId, to, at: to === 'queued' ? null : at }).changes,
    batch(id) {
      const row = batch.get(id);
      return row === undefined ? null : batchOf(row);
    },
    batches: (client, offset, limit) => ({
      rows: batches.all({ client, offset, limit }).map(batchOf),
      total: batchCount.get({ client }) ?? 0,
    }),
    lastBatch(accountId) {
      const row = lastBatch.get(accountId);
      return row === undefined ? null : batchOf(row);
    },
    lastSentAt: (accountId) => lastSent.get(accountId) ?? null,
    receipts: (batchId, offset, limit) => ({
      rows: receipts.all(batchId, limit, offset).map((row) => ({
        ...row,
        kind: OutcomeKind.parse(row.kind),
        state: SendState.parse(row.state),
      })),
      total: receiptCount.get(batchId) ?? 0,
    }),
    unfinished: (accountId, limit) =>
      unfinished.all(accountId, limit).flatMap((row) => {
        const requestIds = requests.all(row.id);
        return requestIds.length === 0 ? [] : [{ batch: batchOf(row), requestIds }];
      }),
    saveProgress(batchId, progress) {
      saveProgress.run(JSON.stringify(progress), batchId);
    },
    withKeys(keys) {
      const found = new Map<string, OutcomeRow>();
      for (const key of keys) for (const row of withKey.all(Buffer.from(key, 'hex'))) found.set(row.id, row);
      return [...found.values()].map(whole);
    },
    everyone: (after, limit) => everyone.all(after, limit).map(whole),
    clients: () => clients.all(),
    expire: (clientId, { occurredBefore, recordedBefore }) =>
      tooOld.run(clientId, occurredBefore).changes + strip.run(clientId, recordedBefore).changes,
    vacancyNamed(clientId, text) {
      const direct = vacancyById.get(clientId, text, text);
      if (direct !== undefined) return direct;
      const titled = vacancyByTitle.all(clientId, fold(text));
      return titled.length === 1 ? (titled[0] ?? null) : null;
    },
  };
}
