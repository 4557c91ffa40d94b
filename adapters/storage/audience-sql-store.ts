import { AudienceDefinition, RemoteList } from '../../core/contract/audiences.ts';
import type { AudienceRecord, AudienceStore, ListRecord, Member, SentMember } from '../../core/audiences/index.ts';
import { whereOf } from './candidate-query.ts';
import { createAudienceRequests } from './audience-requests-sql.ts';
import { blob, hash } from './candidate-rows.ts';
import type { Database } from './database.ts';

interface AudienceRow {
  readonly id: string;
  readonly client_id: string;
  readonly name: string;
  readonly definition: string;
  readonly created_at: string;
  readonly confirmed_at: string | null;
}
interface ListRow {
  readonly id: string;
  readonly audience_id: string;
  readonly account_id: string;
  readonly network: string;
  readonly marker: string;
  readonly state: string;
  readonly remote_id: string | null;
  readonly matched: number | null;
  readonly remote_status: string;
  readonly failure: string | null;
  readonly synced_at: string | null;
  readonly unsure: number;
}
interface HashRow {
  readonly number: number;
  readonly email: Buffer | null;
  readonly phone: Buffer | null;
}
interface MemberRow {
  readonly number: number;
  readonly email: Buffer | null;
  readonly email_gmail: Buffer | null;
  readonly phone_digits: Buffer | null;
  readonly phone_e164: Buffer | null;
}

/** Asked of every person on every list, whatever put them there. */
const PURPOSE = "c.purpose IN ('job_offers', 'talent_pool')";
const ALLOWED = `c.consent = 'granted' AND ${PURPOSE}`;
const REACHABLE = '(c.email IS NOT NULL OR c.phone_e164 IS NOT NULL)';
const PERSON = 'coalesce(c.email, c.phone_e164, c.identity)';

export function createAudienceStore(db: Database): AudienceStore {
  const all = db.prepare<[], AudienceRow>('SELECT * FROM audience ORDER BY created_at DESC');
  const ofClient = db.prepare<[string], AudienceRow>('SELECT * FROM audience WHERE client_id = ? ORDER BY created_at DESC');
  const byId = db.prepare<[string], AudienceRow>('SELECT * FROM audience WHERE id = ?');
  const insert = db.prepare('INSERT INTO audience (id, client_id, name, definition, created_at, confirmed_at) VALUES (?, ?, ?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM audience WHERE id = ?');
  const confirm = db.prepare('UPDATE audience SET confirmed_at = ? WHERE id = ?');
  const touch = db.prepare(
    'UPDATE candidate SET audience_on = ? WHERE number IN (SELECT number FROM audience_member WHERE audience_id = ?)',
  );
  const empty = db.prepare('DELETE FROM audience_member WHERE audience_id = ?');
  const count = db.prepare<[string], number>('SELECT count(*) FROM audience_member WHERE audience_id = ?').pluck();
  const lists = db.prepare<[string], ListRow>('SELECT * FROM audience_list WHERE audience_id = ? ORDER BY id');
  const allLists = db.prepare<[], ListRow>('SELECT * FROM audience_list ORDER BY id');
  // `unsure` belongs to the trigger: who saves an older view of a list must not take the mark away.
  const saveList =
    db.prepare(`INSERT INTO audience_list (id, audience_id, account_id, network, marker, state, remote_id, matched, remote_status, failure, synced_at)
    VALUES (@id, @audienceId, @accountId, @network, @marker, @state, @remoteId, @matched, @remoteStatus, @failure, @syncedAt)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, remote_id = excluded.remote_id, matched = excluded.matched,
      remote_status = excluded.remote_status, failure = excluded.failure, synced_at = excluded.synced_at`);
  const sentCount = db.prepare<[string], number>('SELECT count(*) FROM audience_sent WHERE list_id = ? AND remove_request IS NULL').pluck();
  const members = db.prepare<[string, number, number], MemberRow>(`SELECT c.number, c.email, c.email_gmail, c.phone_digits, c.phone_e164
    FROM audience_member m JOIN candidate c ON c.number = m.number WHERE m.audience_id = ? AND m.number > ? ORDER BY m.number LIMIT ?`);
  // A person whose address changed since is told anew; the old address leaves by `toRemove`.
  const toAdd = db.prepare<
    [string, string, number, number],
    MemberRow
  >(`SELECT c.number, c.email, c.email_gmail, c.phone_digits, c.phone_e164
    FROM audience_member m JOIN candidate c ON c.number = m.number
    WHERE m.audience_id = ? AND NOT EXISTS (SELECT 1 FROM audience_sent s WHERE s.list_id = ? AND s.number = m.number)
      AND m.number > ? ORDER BY m.number LIMIT ?`);
  const leaving = `FROM audience_sent s LEFT JOIN candidate c ON c.number = s.number
    WHERE s.list_id = ? AND s.remove_request IS NULL AND (NOT EXISTS (SELECT 1 FROM audience_member m WHERE m.audience_id = ? AND m.number = s.number)
      OR (s.email IS NOT NULL AND s.email <> coalesce(c.email, x'') AND s.email <> coalesce(c.email_gmail, x''))
      OR (s.phone IS NOT NULL AND s.phone <> coalesce(c.phone_e164, x'') AND s.phone <> coalesce(c.phone_digits, x'')))`;
  const toRemove = db.prepare<[string, string, number], HashRow>(`SELECT s.number, s.email, s.phone ${leaving} ORDER BY s.number LIMIT ?`);
  const leavingCount = db.prepare<[string, string], number>(`SELECT count(*) ${leaving}`).pluck();
  const joiningCount = db
    .prepare<[string, string], number>(
      `SELECT count(*) FROM audience_member m WHERE m.audience_id = ?
       AND NOT EXISTS (SELECT 1 FROM audience_sent s WHERE s.list_id = ? AND s.number = m.number)`,
    )
    .pluck();
  const requests = createAudienceRequests(db);
  const addSent = db.prepare('INSERT OR REPLACE INTO audience_sent (list_id, number, email, phone, add_request) VALUES (?, ?, ?, ?, ?)');
  const dropSent = db.prepare('DELETE FROM audience_sent WHERE list_id = ? AND number = ?');
  const addOwed = db.prepare('INSERT INTO audience_owed (list_id, email, phone) VALUES (?, ?, ?)');
  const owed = db.prepare<[string, number], Omit<HashRow, 'number'> & { row: number }>(
    'SELECT row, email, phone FROM audience_owed WHERE list_id = ? AND request IS NULL ORDER BY row LIMIT ?',
  );
  const owedCount = db.prepare<[string], number>('SELECT count(*) FROM audience_owed WHERE list_id = ?').pluck();
  const settle = db.prepare('DELETE FROM audience_owed WHERE row = ?');
  const sentOf = db.prepare<[string, number], HashRow>('SELECT number, email, phone FROM audience_sent WHERE list_id = ? AND number = ?');
  const dropMember = db.prepare('DELETE FROM audience_member WHERE number = ?');
  const dropAllSent = db.prepare('DELETE FROM audience_sent WHERE number = ?');
  const names = db
    .prepare<[number], string>(
      'SELECT a.name FROM audience_member m JOIN audience a ON a.id = m.audience_id WHERE m.number = ? ORDER BY a.name',
    )
    .pluck();
  const holds = db.prepare<[string, string], number>(`SELECT 1 FROM audience_sent s WHERE s.number IN
      (SELECT number FROM candidate WHERE import_id = ? UNION SELECT number FROM candidate_kept WHERE of_import = ?) LIMIT 1`);

  /** The people that a definition means, allowed or not, as a query for their numbers. */
  function meant(record: Pick<AudienceRecord, 'clientId' | 'definition'>, segment: Iterable<string> | null) {
    const { definition } = record;
    if (definition.kind === 'filter') {
      const where = whereOf({ ...definition.filter, clientId: record.clientId });
      return { sql: `SELECT c.number FROM candidate c ${where.sql}`, values: [...where.values] };
    }
    if (definition.kind === 'union') {
      const marks = definition.audienceIds.map(() => '?').join(', ');
      return { sql: `SELECT DISTINCT number FROM audience_member WHERE audience_id IN (${marks})`, values: definition.audienceIds };
    }
    db.exec('CREATE TEMP TABLE IF NOT EXISTS segment_pick (id TEXT PRIMARY KEY) WITHOUT ROWID; DELETE FROM temp.segment_pick');
    const pick = db.prepare('INSERT OR IGNORE INTO temp.segment_pick (id) VALUES (?)');
    for (const id of segment ?? []) pick.run(id);
    return {
      sql: 'SELECT number FROM candidate WHERE client_id = ? AND id IN (SELECT id FROM temp.segment_pick)',
      values: [record.clientId],
    };
  }

  return {
    list: (clientId) => (clientId === null ? all.all() : ofClient.all(clientId)).map(audienceOf),
    get(id) {
      const row = byId.get(id);
      return row === undefined ? null : audienceOf(row);
    },
    insert(record) {
      insert.run(record.id, record.clientId, record.name, JSON.stringify(record.definition), record.createdAt, record.confirmedAt);
    },
    remove(id) {
      remove.run(id);
    },
    confirm(id, at, day) {
      confirm.run(at, id);
      touch.run(day, id);
    },
    fill(record, segment) {
      const source = meant(record, segment);
      empty.run(record.id);
      return db
        .prepare(
          `INSERT INTO audience_member (audience_id, number) SELECT ?, c.number FROM candidate c
           WHERE ${ALLOWED} AND ${REACHABLE} AND c.client_id = ? AND c.number IN (${source.sql}) ORDER BY c.number`,
        )
        .run(record.id, record.clientId, ...source.values).changes;
    },
    census(record, segment) {
      const source = meant(record, segment);
      const row = db
        .prepare(
          `SELECT count(*) AS people, coalesce(sum(coalesce(c.consent, 'unknown') <> 'granted'), 0) AS noConsent,
             coalesce(sum(c.consent = 'granted' AND NOT coalesce(${PURPOSE}, 0)), 0) AS otherPurpose,
             coalesce(sum(${ALLOWED} AND NOT ${REACHABLE}), 0) AS noIdentifier,
             coalesce(sum(${ALLOWED} AND c.email IS NOT NULL), 0) AS withEmail,
             coalesce(sum(${ALLOWED} AND c.phone_e164 IS NOT NULL), 0) AS withPhone,
             coalesce(sum(${ALLOWED} AND c.email IS NOT NULL AND c.phone_e164 IS NOT NULL), 0) AS withBoth,
             coalesce(sum(${ALLOWED} AND ${REACHABLE}), 0) AS members
           FROM candidate c WHERE c.number IN (${source.sql})`,
        )
        .get(...source.values);
      return row as ReturnType<AudienceStore['census']>; // the columns named above
    },
    memberCount: (id) => count.get(id) ?? 0,
    lists: (audienceId) => lists.all(audienceId).map(listOf),
    allLists: () => allLists.all().map(listOf),
    saveList({ unsure: _unsure, ...list }) {
      saveList.run(list);
    },
    sentCount: (listId) => sentCount.get(listId) ?? 0,
    members: (audienceId, afterNumber, limit) => members.all(audienceId, afterNumber, limit).map(memberOf),
    pending: (list) => ({
      joining: joiningCount.get(list.audienceId, list.id) ?? 0,
      leaving: (leavingCount.get(list.id, list.audienceId) ?? 0) + (requests.owedNow.get(list.id) ?? 0),
    }),
    toAdd: (list, afterNumber, limit) => toAdd.all(list.audienceId, list.id, afterNumber, limit).map(memberOf),
    toRemove: (list, limit) => toRemove.all(list.id, list.audienceId, limit).map(sentMember),
    noteSent(listId, sent, request) {
      for (const member of sent) addSent.run(listId, member.number, blob(member.email), blob(member.phone), request);
    },
    forgetSent(listId, numbers) {
      for (const number of numbers) dropSent.run(listId, number);
    },
    owe(listId, people) {
      for (const member of people) addOwed.run(listId, blob(member.email), blob(member.phone));
    },
    owed: (listId, limit) => owed.all(listId, limit).map(({ row, email, phone }) => ({ row, email: hash(email), phone: hash(phone) })),
    owedCount: (listId) => owedCount.get(listId) ?? 0,
    settleOwed(rows) {
      for (const row of rows) settle.run(row);
    },
    sentOf(listId, number) {
      const row = sentOf.get(listId, number);
      return row === undefined ? null : sentMember(row);
    },
    dropPerson(number) {
      dropMember.run(number);
      dropAllSent.run(number);
    },
    namesOf: (number) => names.all(number),
    overlap: (audienceIds) => overlapOf(db, audienceIds),
    ...requests.methods,
    holdsImport: (importId) => holds.get(importId, importId) !== undefined,
  };
}

function overlapOf(db: Database, audienceIds: readonly string[]): ReturnType<AudienceStore['overlap']> {
  const ids = JSON.stringify(audienceIds);
  db.exec(
    'CREATE TEMP TABLE IF NOT EXISTS overlap_entry (person BLOB NOT NULL, audience TEXT NOT NULL, PRIMARY KEY (person, audience)) WITHOUT ROWID',
  );
  db.exec('DELETE FROM temp.overlap_entry');
  db.prepare(
    `INSERT OR IGNORE INTO temp.overlap_entry (person, audience)
     SELECT ${PERSON}, m.audience_id FROM audience_member m JOIN candidate c ON c.number = m.number
     WHERE m.audience_id IN (SELECT value FROM json_each(?))`,
  ).run(ids);
  const counted = (sql: string) => new Map((db.prepare(sql).all() as { id: string; n: number }[]).map(({ id, n }) => [id, n] as const)); // two columns, named in each query
  const sizes = counted('SELECT audience AS id, count(*) AS n FROM temp.overlap_entry GROUP BY audience');
  const onlyHere = counted(
    'SELECT id, count(*) AS n FROM (SELECT min(audience) AS id FROM temp.overlap_entry GROUP BY person HAVING count(*) = 1) GROUP BY id',
  );
  const { people, shared } = db
    .prepare(
      'SELECT count(*) AS people, coalesce(sum(lists > 1), 0) AS shared FROM (SELECT count(*) AS lists FROM temp.overlap_entry GROUP BY person)',
    )
    .get() as { people: number; shared: number }; // likewise
  const pairs = db
    .prepare(
      `SELECT a.audience AS left, b.audience AS right, count(*) AS shared FROM temp.overlap_entry a
       JOIN temp.overlap_entry b ON b.person = a.person AND b.audience > a.audience GROUP BY 1, 2`,
    )
    .all() as { left: string; right: string; shared: number }[]; // likewise
  db.exec('DELETE FROM temp.overlap_entry');
  return { sizes, onlyHere, pairs, unique: people, shared };
}

function audienceOf(row: AudienceRow): AudienceRecord {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    definition: AudienceDefinition.parse(JSON.parse(row.definition)),
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
  };
}

function listOf(row: ListRow): ListRecord {
  return {
    id: row.id,
    audienceId: row.audience_id,
    accountId: row.account_id,
    network: row.network,
    marker: row.marker,
    state: RemoteList.shape.state.parse(row.state),
    remoteId: row.remote_id,
    matched: row.matched,
    remoteStatus: RemoteList.shape.remoteStatus.parse(row.remote_status),
    failure: row.failure,
    syncedAt: row.synced_at,
    unsure: row.unsure === 1,
  };
}

function memberOf(row: MemberRow): Member {
  return {
    number: row.number,
    identifiers: {
      email: hash(row.email),
      emailGmail: hash(row.email_gmail),
      phoneDigits: hash(row.phone_digits),
      phoneE164: hash(row.phone_e164),
      document: null,
      external: null,
    },
  };
}

function sentMember(row: HashRow): SentMember {
  return { number: row.number, email: hash(row.email), phone: hash(row.phone) };
}
