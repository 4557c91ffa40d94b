import { z } from 'zod';
import { FeedFields, FeedRun } from '../../core/contract/feeds.ts';
import type { FeedRecord, FeedStore, RunRecord } from '../../core/feeds/index.ts';
import type { Refusal } from '../../core/kernel/result.ts';
import type { Database } from './database.ts';
import { json } from './values.ts';

interface FeedRow {
  readonly id: string;
  readonly fields: string;
  readonly secret_name: string;
  readonly last_looked_at: string | null;
  readonly trouble: string | null;
  readonly created_at: string;
}
interface RunRow {
  readonly id: string;
  readonly feed_id: string;
  readonly file_name: string;
  readonly fingerprint: string;
  readonly mark: string;
  readonly found_at: string;
  readonly state: string;
  readonly counts: string | null;
  readonly held: string | null;
  readonly refusal: string | null;
}

const { state: State, counts: Counts, held: Held } = FeedRun.shape;
const Code = z.object({ code: z.string() });

export function createFeedStore(db: Database): FeedStore {
  const list = db.prepare<[], FeedRow>('SELECT * FROM feed ORDER BY created_at, id');
  const get = db.prepare<[string], FeedRow>('SELECT * FROM feed WHERE id = ?');
  const save =
    db.prepare(`INSERT INTO feed (id, client_id, fields, secret_name, last_looked_at, trouble, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, fields = excluded.fields, secret_name = excluded.secret_name, trouble = excluded.trouble`);
  const remove = db.prepare('DELETE FROM feed WHERE id = ?');
  const looked = db.prepare('UPDATE feed SET last_looked_at = ?, trouble = ? WHERE id = ?');
  const saveRun =
    db.prepare(`INSERT INTO feed_run (id, feed_id, file_name, fingerprint, mark, found_at, state, counts, held, refusal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET mark = excluded.mark, state = excluded.state, counts = excluded.counts, held = excluded.held, refusal = excluded.refusal`);
  const run = db.prepare<[string], RunRow>('SELECT * FROM feed_run WHERE id = ?');
  const latest = db.prepare<[string, string], RunRow>(
    'SELECT * FROM feed_run WHERE feed_id = ? AND file_name = ? ORDER BY sequence DESC LIMIT 1',
  );
  const order = "ORDER BY state = 'proposed' DESC, sequence DESC LIMIT ?";
  const all = db.prepare<[number], RunRow>(`SELECT * FROM feed_run ${order}`);
  const ofFeed = db.prepare<[string, number], RunRow>(`SELECT * FROM feed_run WHERE feed_id = ? ${order}`);
  const waiting = db.prepare<[string], number>("SELECT count(*) FROM feed_run WHERE feed_id = ? AND state = 'proposed'").pluck();

  const known = <Row, Record>(row: Row | undefined, read: (row: Row) => Record): Record | null => (row === undefined ? null : read(row));
  return {
    list: () => list.all().map(feedOf),
    get: (id) => known(get.get(id), feedOf),
    save(record) {
      const { id, fields, secretName, lastLookedAt, trouble, createdAt } = record;
      save.run(id, fields.clientId, JSON.stringify(fields), secretName, lastLookedAt, textOf(trouble), createdAt);
    },
    remove: (id) => void remove.run(id),
    looked: (id, at, trouble) => void looked.run(at, textOf(trouble), id),
    saveRun(one) {
      const { id, feedId, fileName, fingerprint, mark, foundAt, state, counts, held, refusal } = one;
      saveRun.run(
        id,
        feedId,
        fileName,
        fingerprint,
        mark,
        foundAt,
        state,
        counts === null ? null : JSON.stringify(counts),
        held,
        textOf(refusal),
      );
    },
    run: (id) => known(run.get(id), runOf),
    latest: (feedId, fileName) => known(latest.get(feedId, fileName), runOf),
    runs: (feedId, limit) => (feedId === null ? all.all(limit) : ofFeed.all(feedId, limit)).map(runOf),
    countWaiting: (feedId) => waiting.get(feedId) ?? 0,
  };
}

function textOf(refusal: Refusal | null): string | null {
  return refusal === null ? null : JSON.stringify(refusal);
}

function refusalOf(text: string | null): Refusal | null {
  if (text === null) return null;
  const value = json.object(text);
  const details = value['details'];
  const isObject = details !== null && typeof details === 'object' && !Array.isArray(details);
  return { code: Code.parse(value).code, details: isObject ? (details as Refusal['details']) : {} }; // an object of Json, as just checked
}

function feedOf(row: FeedRow): FeedRecord {
  return {
    id: row.id,
    fields: FeedFields.parse(JSON.parse(row.fields)),
    secretName: row.secret_name,
    lastLookedAt: row.last_looked_at,
    trouble: refusalOf(row.trouble),
    createdAt: row.created_at,
  };
}

function runOf(row: RunRow): RunRecord {
  return {
    id: row.id,
    feedId: row.feed_id,
    fileName: row.file_name,
    fingerprint: row.fingerprint,
    mark: row.mark,
    foundAt: row.found_at,
    state: State.parse(row.state),
    counts: row.counts === null ? null : Counts.parse(JSON.parse(row.counts)),
    held: Held.parse(row.held),
    refusal: refusalOf(row.refusal),
  };
}
