import { canonicalJson } from '../../core/kernel/canonical.ts';
import { hlcText, nextHlc, parseHlc, type Hlc } from '../../core/kernel/hlc.ts';
import type { AuditLog } from '../../core/ports/audit-log.ts';
import type { CallContext, ChangeGroup, ChangeLog, FieldChange } from '../../core/ports/change-log.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Ids } from '../../core/ports/ids.ts';
import type { Database } from './database.ts';
import { json } from './values.ts';

export interface ChangeLogOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditLog;
  readonly installationId: string;
}

/** Writes groups and rows; the history store builds undo and redo on the same writer. */
export interface ChangeWriter {
  open(
    context: CallContext,
    kind: 'edit' | 'undo' | 'redo',
    reverses: number | null,
    labelKey: string,
    labelValues: ChangeGroup['labelValues'],
  ): ChangeGroup;
  append(groupId: string, changes: readonly FieldChange[]): void;
}

interface GroupRow {
  readonly sequence: number;
  readonly kind: string;
  readonly carrier: string;
  readonly object_types: string;
}

export function createChangeWriter(options: ChangeLogOptions): ChangeWriter {
  const { db, clock, ids, installationId } = options;
  const insertGroup = db.prepare(
    "INSERT INTO change_group (id, at, label_key, label_values, actor_id, actor_name, carrier, installation_id, kind, reverses, state, object_types) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'done', '[]')",
  );
  const findGroup = db.prepare<[string], GroupRow>('SELECT sequence, kind, carrier, object_types FROM change_group WHERE id = ?');
  const insertRow = db.prepare(
    'INSERT INTO change_log (id, group_sequence, hlc, object_type, object_id, field, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const stretchGroup = db.prepare(
    'UPDATE change_group SET object_types = ?, first_change = coalesce(first_change, ?), last_change = ? WHERE sequence = ?',
  );
  const dropRedo = db.prepare("UPDATE change_group SET state = 'dropped' WHERE kind = 'edit' AND state = 'undone'");
  const suffix = installationId.replaceAll('-', '').slice(-8);
  let last = newestStamp(db);

  return {
    open(context, kind, reverses, labelKey, labelValues) {
      assertInTransaction(db);
      const id = ids.next();
      insertGroup.run(
        id,
        clock.nowIso(),
        labelKey,
        canonicalJson(labelValues),
        context.actor.id,
        context.actor.name,
        context.carrier,
        installationId,
        kind,
        reverses,
      );
      return { id, labelKey, labelValues };
    },
    append(groupId, changes) {
      assertInTransaction(db);
      if (changes.length === 0) return;
      const group = findGroup.get(groupId);
      if (group === undefined) throw new Error('The change group does not exist (was its transaction rolled back?)');
      const types = new Set(json.texts(group.object_types));
      const nowMs = clock.nowMs();
      let first: number | null = null;
      let latest = 0;
      for (const change of changes) {
        last = nextHlc(last, nowMs);
        types.add(change.objectType);
        const done = insertRow.run(
          ids.next(),
          group.sequence,
          hlcText(last, suffix),
          change.objectType,
          change.objectId,
          change.field,
          json.write(change.before),
          json.write(change.after),
        );
        latest = Number(done.lastInsertRowid);
        first ??= latest;
      }
      stretchGroup.run(JSON.stringify([...types].toSorted()), first, latest, group.sequence);
      // What the program does by itself in the background must not take a person's redo away.
      if (group.kind === 'edit' && group.carrier !== 'scheduler') dropRedo.run();
    },
  };
}

/** The ChangeLog port: every group is an edit, with its audit row. */
export function createChangeLog(writer: ChangeWriter, audit: AuditLog): ChangeLog {
  return {
    begin(context, labelKey, labelValues = {}) {
      const group = writer.open(context, 'edit', null, labelKey, labelValues);
      audit.append(context, labelKey, group.id, labelValues);
      return group;
    },
    record(group, changes) {
      writer.append(group.id, changes);
    },
  };
}

function newestStamp(db: Database): Hlc {
  const text = db.prepare<[], string>('SELECT hlc FROM change_log ORDER BY sequence DESC LIMIT 1').pluck().get();
  return (text === undefined ? null : parseHlc(text)) ?? { ms: 0, counter: 0 };
}

function assertInTransaction(db: Database): void {
  if (!db.inTransaction) throw new Error('A change is recorded in the transaction of the write that it describes');
}
