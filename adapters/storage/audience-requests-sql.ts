import { AudienceRequest } from '../../core/contract/audiences.ts';
import type { AudienceStore } from '../../core/audiences/index.ts';
import type { Database } from './database.ts';

interface RequestRow {
  readonly operation: string;
  readonly members: number;
  readonly sent_at: string;
  readonly state: string;
  readonly taken: number | null;
  readonly problems: string;
}

type Methods = Pick<
  AudienceStore,
  'noteLeaving' | 'noteOwedLeaving' | 'removingCount' | 'noteRequest' | 'openRequests' | 'requests' | 'settleRequest'
>;

/** Requests that a network answers for later, and who is on their way by them. */
export function createAudienceRequests(db: Database): {
  readonly methods: Methods;
  /** Owed removals that are not under way, by list. */
  readonly owedNow: { get(listId: string): number | undefined };
} {
  const leave = db.prepare('UPDATE audience_sent SET remove_request = ? WHERE list_id = ? AND number = ?');
  const leaveOwed = db.prepare('UPDATE audience_owed SET request = ? WHERE row = ?');
  const removing = db
    .prepare<[string, string], number>(
      `SELECT (SELECT count(*) FROM audience_sent WHERE list_id = ? AND remove_request IS NOT NULL)
            + (SELECT count(*) FROM audience_owed WHERE list_id = ? AND request IS NOT NULL)`,
    )
    .pluck();
  const owedNow = db.prepare<[string], number>('SELECT count(*) FROM audience_owed WHERE list_id = ? AND request IS NULL').pluck();
  const insert = db.prepare(
    `INSERT INTO audience_request (list_id, request_id, operation, members, sent_at, state, taken, problems)
     VALUES (?, ?, ?, ?, ?, 'processing', NULL, '[]')`,
  );
  const open = db.prepare<[string], { row: number; requestId: string; sentAt: string }>(
    `SELECT row, request_id AS requestId, sent_at AS sentAt FROM audience_request
     WHERE list_id = ? AND state = 'processing' ORDER BY row`,
  );
  const recent = db.prepare<[string, number], RequestRow>('SELECT * FROM audience_request WHERE list_id = ? ORDER BY row DESC LIMIT ?');
  const settle = db.prepare('UPDATE audience_request SET state = ?, taken = ?, problems = ? WHERE row = ?');
  const operationOf = db.prepare<[number], { operation: string; list_id: string }>(
    'SELECT operation, list_id FROM audience_request WHERE row = ?',
  );
  // Who left goes for good; who did not is told again. The two columns never name one request: rows are unique.
  const gone = [
    db.prepare('DELETE FROM audience_sent WHERE list_id = ? AND remove_request = ?'),
    db.prepare('DELETE FROM audience_owed WHERE list_id = ? AND request = ?'),
  ];
  const again = [
    db.prepare('UPDATE audience_sent SET remove_request = NULL WHERE list_id = ? AND remove_request = ?'),
    db.prepare('UPDATE audience_owed SET request = NULL WHERE list_id = ? AND request = ?'),
  ];
  const neverAdded = db.prepare('DELETE FROM audience_sent WHERE list_id = ? AND add_request = ?');
  const doubt = db.prepare('UPDATE audience_list SET unsure = 1 WHERE id = ?');

  const methods: Methods = {
    noteLeaving(listId, numbers, request) {
      for (const number of numbers) leave.run(request, listId, number);
    },
    noteOwedLeaving(rows, request) {
      for (const row of rows) leaveOwed.run(request, row);
    },
    removingCount: (listId) => removing.get(listId, listId) ?? 0,
    noteRequest: (listId, { requestId, operation, members, sentAt }) =>
      Number(insert.run(listId, requestId, operation, members, sentAt).lastInsertRowid),
    openRequests: (listId) => open.all(listId),
    requests: (listId, limit) =>
      recent.all(listId, limit).map((row) =>
        AudienceRequest.parse({
          operation: row.operation,
          members: row.members,
          sentAt: row.sent_at,
          state: row.state,
          taken: row.taken,
          problems: JSON.parse(row.problems) as unknown,
        }),
      ),
    settleRequest(row, { state, taken, problems }) {
      const request = operationOf.get(row);
      if (request === undefined) return;
      settle.run(state, taken, JSON.stringify(problems), row);
      const { operation, list_id: listId } = request;
      if (operation === 'remove') for (const statement of state === 'done' ? gone : again) statement.run(listId, row);
      if (operation === 'add' && state === 'failed') {
        neverAdded.run(listId, row);
        doubt.run(listId);
      }
    },
  };
  return { methods, owedNow };
}
