import type { HistoryEntry, HistoryStep, HistoryStore } from '../../core/history/history-store.ts';
import type { FieldChange } from '../../core/ports/change-log.ts';
import type { ChangeWriter } from './change-log.ts';
import type { Database } from './database.ts';
import { json } from './values.ts';

interface GroupRow {
  readonly sequence: number;
  readonly label_key: string;
  readonly label_values: string;
  readonly object_types: string;
}

interface ChangeRow {
  readonly sequence: number;
  readonly object_type: string;
  readonly object_id: string;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Rows held in memory at once: an import of 100,000 vacancies is undone in parts, within one transaction. */
const PART = 2_000;
const STEP = "kind = 'edit' AND carrier <> 'scheduler' AND first_change IS NOT NULL";
const ALL_TYPES_KNOWN = 'NOT EXISTS (SELECT 1 FROM json_each(object_types) WHERE value NOT IN (SELECT value FROM json_each(?)))';

export function createHistoryStore(db: Database, writer: ChangeWriter): HistoryStore {
  const undo = db.prepare<[string], GroupRow>(
    `SELECT sequence, label_key, label_values, object_types FROM change_group WHERE state = 'done' AND ${STEP} AND ${ALL_TYPES_KNOWN} ORDER BY sequence DESC LIMIT 1`,
  );
  const redo = db.prepare<[string], GroupRow>(
    `SELECT sequence, label_key, label_values, object_types FROM change_group WHERE state = 'undone' AND ${STEP} AND ${ALL_TYPES_KNOWN} ORDER BY sequence LIMIT 1`,
  );
  // An edit that was taken back, and the undo and redo groups about it, cancel out; only edits that stand count.
  const later = db.prepare<[number], ChangeRow>(`
    SELECT theirs.sequence, theirs.object_type, theirs.object_id, theirs.field, NULL AS before, NULL AS after
    FROM change_group step
    JOIN change_log mine ON mine.sequence BETWEEN step.first_change AND step.last_change AND mine.group_sequence = step.sequence
    JOIN change_log theirs ON theirs.object_id = mine.object_id AND theirs.sequence > coalesce(step.settled_upto, step.last_change)
      AND theirs.object_type = mine.object_type AND (theirs.field = mine.field OR theirs.field = '*' OR mine.field = '*')
    JOIN change_group other ON other.sequence = theirs.group_sequence AND other.kind = 'edit' AND other.state = 'done' AND other.sequence <> step.sequence
    WHERE step.sequence = ? LIMIT 1`);
  const bounds = db.prepare<[number], { first_change: number; last_change: number }>(
    'SELECT first_change, last_change FROM change_group WHERE sequence = ?',
  );
  const columns = 'sequence, object_type, object_id, field, before, after';
  const forward = db.prepare<[number, number, number, number], ChangeRow>(
    `SELECT ${columns} FROM change_log WHERE group_sequence = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?`,
  );
  const backward = db.prepare<[number, number, number, number], ChangeRow>(
    `SELECT ${columns} FROM change_log WHERE group_sequence = ? AND sequence < ? AND sequence >= ? ORDER BY sequence DESC LIMIT ?`,
  );
  const markUndone = db.prepare(
    "UPDATE change_group SET state = 'undone', settled_upto = (SELECT last_change FROM change_group WHERE id = ?) WHERE sequence = ?",
  );
  const markDone = db.prepare(
    "UPDATE change_group SET state = 'done', settled_upto = (SELECT last_change FROM change_group WHERE id = ?) WHERE sequence = ?",
  );
  const ofObject = db.prepare<
    [string, string, number],
    ChangeRow & { id: string; at: string; author: string; label_key: string; label_values: string }
  >(`
    SELECT c.sequence, c.object_type, c.object_id, c.field, c.before, c.after, c.id, g.at, g.actor_name AS author, g.label_key, g.label_values
    FROM change_log c JOIN change_group g ON g.sequence = c.group_sequence
    WHERE c.object_id = ? AND c.object_type = ? ORDER BY c.sequence DESC LIMIT ?`);

  return {
    nextUndo: (types) => toStep(undo.get(JSON.stringify(types))),
    nextRedo: (types) => toStep(redo.get(JSON.stringify(types))),
    changedSince(step) {
      const row = later.get(step.sequence);
      return row === undefined ? null : { objectType: row.object_type, objectId: row.object_id, field: row.field };
    },
    *rows(step, order) {
      const edges = bounds.get(step.sequence);
      if (edges === undefined) return;
      let at = order === 'forward' ? edges.first_change - 1 : edges.last_change + 1;
      while (true) {
        const part =
          order === 'forward'
            ? forward.all(step.sequence, at, edges.last_change, PART)
            : backward.all(step.sequence, at, edges.first_change, PART);
        const last = part.at(-1);
        if (last === undefined) return;
        at = last.sequence;
        yield part.map(toChange);
      }
    },
    open: (context, kind, step) =>
      writer.open(context, kind, step.sequence, kind === 'undo' ? 'history.undone' : 'history.redone', {
        labelKey: step.labelKey,
        ...step.labelValues,
      }),
    append: (group, changes) => writer.append(group.id, changes),
    settle(step, group, kind) {
      (kind === 'undo' ? markUndone : markDone).run(group.id, step.sequence);
    },
    ofObject: (objectType, objectId, limit) =>
      ofObject.all(objectId, objectType, limit).map((row): HistoryEntry => ({
        id: row.id,
        at: row.at,
        author: row.author,
        labelKey: row.label_key,
        labelValues: json.object(row.label_values),
        field: row.field,
        before: json.value(row.before),
        after: json.value(row.after),
      })),
  };
}

function toStep(row: GroupRow | undefined): HistoryStep | null {
  if (row === undefined) return null;
  return {
    sequence: row.sequence,
    labelKey: row.label_key,
    labelValues: json.object(row.label_values),
    objectTypes: json.texts(row.object_types),
  };
}

function toChange(row: ChangeRow): FieldChange {
  return {
    objectType: row.object_type,
    objectId: row.object_id,
    field: row.field,
    before: json.value(row.before),
    after: json.value(row.after),
  };
}
