import { z } from 'zod';
import { Id, Role } from '../../core/contract/define.ts';
import { ScheduleAction, ScheduleRule, ScheduleRun, ScheduleState, ScheduleWarning } from '../../core/contract/schedules.ts';
import type { ExplainedWarning, ScheduleEvent, ScheduleRow, ScheduleStore } from '../../core/schedules/index.ts';
import type { Database } from './database.ts';

interface Row {
  readonly id: string;
  readonly client_id: string;
  readonly name: string;
  readonly action: string;
  readonly rule: string;
  readonly state: string;
  readonly pending_day: string | null;
  readonly resume_day: string | null;
  readonly due_ms: number | null;
  readonly zone_version: string;
  readonly content_hash: string | null;
  readonly author: string;
  readonly last_run_at: string | null;
  readonly last_outcome: string | null;
  readonly standing: string;
}

interface EventRow {
  readonly schedule_id: string;
  readonly day: string;
  readonly due_ms: number | null;
  readonly at: string;
  readonly kind: string;
  readonly outcome: string | null;
  readonly let_go: number;
  readonly person: string | null;
}

const Author = z.object({ id: Id, name: z.string(), role: Role });
const Standing = z.enum(['active', 'paused', 'removed']);
const Stored = ScheduleState.exclude(['paused']);
/** Beside the action in its JSON: what was accepted for it, and what it asks about. Rows from before have neither. */
const Reasons = z.object({
  explained: z.array(z.object({ objectId: Id, code: z.string(), reason: z.string(), actor: Author })).default([]),
  warnings: z.array(ScheduleWarning).default([]),
});
const COLUMNS =
  'id, client_id, name, action, rule, state, pending_day, resume_day, due_ms, zone_version, content_hash, author, last_run_at, last_outcome, standing';
const EVENT_COLUMNS = 'schedule_id, day, due_ms, at, kind, outcome, let_go, person';

export function createScheduleStore(db: Database): ScheduleStore {
  const get = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM schedule WHERE id = ?`);
  const all = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM schedule WHERE standing <> 'removed' ORDER BY ordinal`);
  const ofClient = db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM schedule WHERE client_id = ? AND standing <> 'removed' ORDER BY ordinal`,
  );
  const due = db.prepare<[number], Row>(
    `SELECT ${COLUMNS} FROM schedule WHERE state = 'waiting' AND standing = 'active' AND due_ms <= ? ORDER BY due_ms, ordinal`,
  );
  const outdated = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM schedule WHERE state = 'waiting' AND zone_version <> ?`);
  const save = db.prepare(
    `INSERT INTO schedule (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, name = excluded.name, action = excluded.action, rule = excluded.rule,
       state = excluded.state, pending_day = excluded.pending_day, resume_day = excluded.resume_day, due_ms = excluded.due_ms,
       zone_version = excluded.zone_version, content_hash = excluded.content_hash, author = excluded.author,
       last_run_at = excluded.last_run_at, last_outcome = excluded.last_outcome, standing = excluded.standing`,
  );
  const take = db.prepare('INSERT INTO schedule_run (schedule_id, day, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const giveBack = db.prepare('DELETE FROM schedule_run WHERE schedule_id = ? AND day = ?');
  const note = db.prepare(`INSERT INTO schedule_event (${EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const events = db.prepare<[string, number], EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM schedule_event WHERE schedule_id = ? ORDER BY ordinal DESC LIMIT ?`,
  );
  return {
    get(id) {
      const row = get.get(id);
      return row === undefined ? null : read(row);
    },
    list: (clientId) => (clientId === null ? all.all() : ofClient.all(clientId)).map(read),
    save: (row) =>
      void save.run(
        row.id,
        row.clientId,
        row.name,
        JSON.stringify({ ...z.encode(ScheduleAction, row.action), ...reasonsOf(row) }),
        JSON.stringify(row.rule),
        row.state,
        row.pendingDay,
        row.resumeDay,
        row.dueMs,
        row.zoneVersion,
        row.contentHash,
        JSON.stringify(row.author),
        row.lastRunAt,
        row.lastOutcome,
        row.standing,
      ),
    due: (nowMs) => due.all(nowMs).map(read),
    outdated: (zoneVersion) => outdated.all(zoneVersion).map(read),
    take: (scheduleId, day, at) => take.run(scheduleId, day, at).changes === 1,
    giveBack: (scheduleId, day) => void giveBack.run(scheduleId, day),
    note: (event) =>
      void note.run(event.scheduleId, event.day, event.dueMs, event.at, event.kind, event.outcome, event.letGo, event.person),
    events: (scheduleId, limit) => events.all(scheduleId, limit).map(readEvent),
  };
}

function reasonsOf({ explained, warnings }: ScheduleRow): {
  explained?: readonly ExplainedWarning[];
  warnings?: readonly ScheduleWarning[];
} {
  return { ...(explained.length === 0 ? {} : { explained }), ...(warnings.length === 0 ? {} : { warnings }) };
}

/** Stored JSON is parsed like any input. */
function read(row: Row): ScheduleRow {
  const { explained, warnings, ...action } = z.looseObject({}).parse(JSON.parse(row.action));
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    action: z.decode(ScheduleAction, action as z.input<typeof ScheduleAction>), // parsed here
    ...Reasons.parse({ explained, warnings }),
    rule: ScheduleRule.parse(JSON.parse(row.rule)),
    state: Stored.parse(row.state),
    pendingDay: row.pending_day,
    resumeDay: row.resume_day,
    dueMs: row.due_ms,
    zoneVersion: row.zone_version,
    contentHash: row.content_hash,
    author: Author.parse(JSON.parse(row.author)),
    lastRunAt: row.last_run_at,
    lastOutcome: row.last_outcome,
    standing: Standing.parse(row.standing),
  };
}

function readEvent(row: EventRow): ScheduleEvent {
  return {
    scheduleId: row.schedule_id,
    day: row.day,
    dueMs: row.due_ms,
    at: row.at,
    kind: ScheduleRun.shape.kind.parse(row.kind),
    outcome: row.outcome,
    letGo: row.let_go,
    person: row.person,
  };
}
