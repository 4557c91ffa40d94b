import { z } from 'zod';
import type { CanaryStore } from '../../core/publishing/index.ts';
import type { Database } from './database.ts';

const Stored = z.object({
  runId: z.string(),
  goOn: z.enum(['after_review', 'on_key']),
  rest: z.string().transform((text) => z.array(z.object({ objectId: z.string(), hash: z.string() })).parse(JSON.parse(text))),
  state: z.enum(['waiting', 'released', 'held']),
  reason: z.string().nullable(),
  restRunId: z.string().nullable(),
});
const COLUMNS = 'run_id AS runId, go_on AS goOn, rest, state, reason, rest_run_id AS restRunId';

export function createCanaryStore(db: Database): CanaryStore {
  const get = db.prepare<[string], object>(`SELECT ${COLUMNS} FROM publish_canary WHERE run_id = ?`);
  const waiting = db.prepare<[], object>(`SELECT ${COLUMNS} FROM publish_canary WHERE state = 'waiting'`);
  const save = db.prepare(
    `INSERT INTO publish_canary (run_id, go_on, rest, state, reason, rest_run_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, reason = excluded.reason, rest_run_id = excluded.rest_run_id`,
  );
  return {
    get(runId) {
      const row = get.get(runId);
      return row === undefined ? null : Stored.parse(row);
    },
    waiting: () => waiting.all().map((row) => Stored.parse(row)),
    save: ({ runId, goOn, rest, state, reason, restRunId }) => void save.run(runId, goOn, JSON.stringify(rest), state, reason, restRunId),
  };
}
