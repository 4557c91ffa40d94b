import type { PlanRepository } from '../../core/plans/plan-repository.ts';
import { encodeFields, type WireFields } from '../../core/plans/wire.ts';
import { canonicalJson } from '../../core/kernel/index.ts';
import type { Database } from './database.ts';
import { createPlanGrid } from './plan-grid.ts';
import { createPlanQueries } from './plan-queries.ts';
import { derivedColumns, standingColumns, wireOf } from './plan-rows.ts';
import { createPlanTree } from './plan-tree.ts';

interface ContentRow {
  readonly n: number;
  readonly id: string;
  readonly level: 'campaign' | 'ad_group' | 'ad';
  readonly parent_id: string | null;
  readonly account_id: string;
  readonly marker: string;
  readonly approval_id: string | null;
  readonly lifecycle: string;
  readonly remote_id: string | null;
  readonly draft: string;
  readonly base: string | null;
  readonly theirs: string;
  readonly remote_refs: string;
}

/** The plan on SQLite. Writers run inside the caller's transaction. */
export function createPlanStore(db: Database): PlanRepository {
  const queries = createPlanQueries(db);
  const insertObject = db.prepare(`
    INSERT INTO plan_object (id, level, parent_id, campaign_id, client_id, account_id, network, vacancy_id, flow_id, flow_key, marker, name, folded_name, status, lifecycle, mark,
      change_count, changed_fields, incoming_fields, currency, daily_budget_micros, daily_delta_micros, content_hash, text_hash, version, updated_at)
    VALUES (@id, @level, @parentId, @campaignId, @clientId, @accountId, @network, @vacancyId, @flowId, @flowKey, @marker, @name, @foldedName, @status, 'draft', @mark,
      @changeCount, @changedFields, @incomingFields, @currency, @dailyBudgetMicros, @dailyDeltaMicros, @contentHash, @textHash, 1, @updatedAt)`);
  const insertContent = db.prepare(
    `INSERT INTO plan_content (n, draft, base, theirs, remote_refs, delivery_reasons) VALUES (?, ?, NULL, '{}', '{}', '[]')`,
  );
  const readContent = db.prepare<[string], ContentRow>(
    'SELECT o.n, o.id, o.level, o.parent_id, o.account_id, o.marker, o.approval_id, o.lifecycle, o.remote_id, x.draft, x.base, x.theirs, x.remote_refs FROM plan_object o JOIN plan_content x USING (n) WHERE o.id = ?',
  );
  const writeObject = db.prepare(`
    UPDATE plan_object SET name = @name, folded_name = @foldedName, status = @status, mark = @mark, change_count = @changeCount, changed_fields = @changedFields,
      incoming_fields = @incomingFields, currency = @currency, daily_budget_micros = @dailyBudgetMicros, daily_delta_micros = @dailyDeltaMicros, content_hash = @contentHash, text_hash = @textHash
    WHERE n = @n`);
  const writeContent = db.prepare('UPDATE plan_content SET draft = ?, base = ?, theirs = ? WHERE n = ?');
  const raiseVersion = db.prepare('UPDATE plan_object SET version = version + 1, updated_at = ? WHERE n = ?');
  const voidApproval = db.prepare("UPDATE approval SET state = 'void' WHERE id = ? AND state IN ('requested', 'approved')");
  const voidObjects = db.prepare("UPDATE plan_object SET approval = 'void' WHERE approval_id = ?");
  const endApproval = db.prepare(
    "UPDATE plan_object SET approval = 'none', approval_id = NULL WHERE n = ? AND mark IN ('none', 'incoming')",
  );
  const campaignOf = db.prepare<[string], string>('SELECT campaign_id FROM plan_object WHERE id = ?').pluck();
  // One statement a confirmation: each update of these columns is paid by the counters' trigger and half a dozen indexes.
  const writeStanding = db.prepare(`
    UPDATE plan_object SET mark = @mark, change_count = @changeCount, changed_fields = @changedFields, incoming_fields = @incomingFields, daily_delta_micros = @dailyDeltaMicros,
      remote_id = coalesce(@remoteId, remote_id), lifecycle = coalesce(@lifecycle, lifecycle),
      approval = CASE WHEN @mark IN ('none', 'incoming') THEN 'none' ELSE approval END,
      approval_id = CASE WHEN @mark IN ('none', 'incoming') THEN NULL ELSE approval_id END
    WHERE n = @n`);
  const writeBase = db.prepare('UPDATE plan_content SET base = ?, theirs = ?, remote_refs = ? WHERE n = ?');
  const setLifecycle = db.prepare('UPDATE plan_object SET lifecycle = ? WHERE n = ?');
  const setRefs = db.prepare('UPDATE plan_content SET remote_refs = ? WHERE n = ?');
  const writeDelivery = db.prepare('UPDATE plan_object SET delivery = ?, delivery_read_at = ? WHERE id = ?');
  const writeReasons = db.prepare('UPDATE plan_content SET delivery_reasons = ? WHERE n = (SELECT n FROM plan_object WHERE id = ?)');
  const deleteObject = db.prepare('DELETE FROM plan_object WHERE id = ?');

  function write(row: ContentRow, draft: WireFields, base: WireFields | null, theirs: WireFields): void {
    const columns = derivedColumns(
      { id: row.id, level: row.level, parentId: row.parent_id, accountId: row.account_id, marker: row.marker },
      draft,
      base,
      theirs,
    );
    writeObject.run({ ...columns, n: row.n });
    writeContent.run(JSON.stringify(draft), base === null ? null : JSON.stringify(base), JSON.stringify(theirs), row.n);
    endApproval.run(row.n);
  }

  /** As `write` for a draft that stays: neither its texts nor its hashes are worked out again. */
  function writeBelow(
    row: ContentRow,
    base: WireFields | null,
    theirs: WireFields,
    remote: { readonly id: string | null; readonly lifecycle: string | null; readonly refs: string },
  ): void {
    writeStanding.run({ ...standingColumns(wireOf(row.draft), base, theirs), remoteId: remote.id, lifecycle: remote.lifecycle, n: row.n });
    writeBase.run(base === null ? null : JSON.stringify(base), JSON.stringify(theirs), remote.refs, row.n);
  }

  function content(id: string): ContentRow {
    const row = readContent.get(id);
    if (row === undefined) throw new Error(`No plan object ${id}`);
    return row;
  }

  return {
    ...queries,
    ...createPlanGrid(db),
    ...createPlanTree(db),

    insert(objects) {
      const campaigns = new Map<string, string>();
      for (const object of objects) {
        const above = object.parentId === null ? object.id : (campaigns.get(object.parentId) ?? campaignOf.get(object.parentId));
        if (above === undefined) throw new Error('Parents are inserted before children');
        if (object.parentId !== null) campaigns.set(object.parentId, above);
        campaigns.set(object.id, above);
        const { draft, ...rest } = object;
        const columns = derivedColumns(object, draft, null, {});
        const { lastInsertRowid } = insertObject.run({ ...rest, ...columns, campaignId: above });
        insertContent.run(lastInsertRowid, JSON.stringify(draft));
      }
    },

    setDrafts(changes, updatedAt) {
      const voided = new Set<string>();
      for (const change of changes) {
        const row = content(change.id);
        write(row, change.draft, row.base === null ? null : wireOf(row.base), wireOf(row.theirs));
        raiseVersion.run(updatedAt, row.n);
        if (row.approval_id !== null) voided.add(row.approval_id);
      }
      for (const approvalId of voided) if (voidApproval.run(approvalId).changes > 0) voidObjects.run(approvalId);
    },

    setBase(id, base, theirs) {
      const row = content(id);
      writeBelow(row, base, theirs, { id: null, lifecycle: null, refs: row.remote_refs });
    },

    reinsert(id, snapshot, updatedAt) {
      const { draft, ...rest } = snapshot;
      this.insert([{ ...rest, id, draft: draft as WireFields, updatedAt } as unknown as Parameters<PlanRepository['insert']>[0][number]]); // the same columns that snapshot() reads
    },

    remove(ids) {
      for (const id of ids) deleteObject.run(id);
    },

    confirm(id, confirmed) {
      const row = content(id);
      const fields = encodeFields(confirmed.fields);
      const refs =
        confirmed.remoteRefs === undefined
          ? row.remote_refs
          : JSON.stringify({ ...(JSON.parse(row.remote_refs) as object), ...confirmed.remoteRefs }); // written by this store only
      // Nothing was confirmed of a new object when only its lifecycle moves: it stays new.
      if (Object.keys(fields).length === 0 && confirmed.remoteId === undefined) {
        if (confirmed.lifecycle !== undefined) setLifecycle.run(confirmed.lifecycle, row.n);
        if (refs !== row.remote_refs) setRefs.run(refs, row.n);
        return;
      }
      const before = row.base === null ? null : wireOf(row.base);
      const base = Object.keys(fields).length === 0 ? before : { ...before, ...fields };
      const theirs = Object.fromEntries(Object.entries(wireOf(row.theirs)).filter(([field]) => !Object.hasOwn(fields, field)));
      writeBelow(row, base, theirs, { id: confirmed.remoteId ?? null, lifecycle: confirmed.lifecycle ?? null, refs });
    },

    setTheirs(id, theirs) {
      const row = content(id);
      const base = row.base === null ? null : wireOf(row.base);
      const other = Object.fromEntries(
        Object.entries(theirs).filter(([field, value]) => canonicalJson(value) !== canonicalJson(base?.[field] ?? null)),
      );
      if (canonicalJson(other) === canonicalJson(wireOf(row.theirs))) return;
      writeBelow(row, base, other, { id: null, lifecycle: null, refs: row.remote_refs });
    },

    setDelivery(id, delivery, reasons, readAt) {
      writeDelivery.run(delivery, readAt, id);
      writeReasons.run(JSON.stringify(reasons), id);
    },
  };
}
