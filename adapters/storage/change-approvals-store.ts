import { z } from 'zod';
import type { Approval } from '../../core/contract/changes.ts';
import { Money } from '../../core/kernel/index.ts';
import type { ApprovalStore } from '../../core/changes/change-store.ts';
import type { Database } from './database.ts';

interface Row {
  readonly id: string;
  readonly content_hash: string;
  readonly state: Approval['state'];
  readonly objects: number;
  readonly needed: number;
  readonly requested_by_id: string;
  readonly requested_by: string;
  readonly requested_at: string;
  readonly decided_at: string | null;
  readonly note: string | null;
  readonly daily: string;
}
const Daily = z.array(Money);

export function createApprovalStore(db: Database): ApprovalStore {
  const columns = 'id, content_hash, state, objects, needed, requested_by_id, requested_by, requested_at, decided_at, note, daily';
  const insert = db.prepare(
    `INSERT INTO approval (${columns}, sequence) VALUES (@id, @contentHash, 'requested', @objects, @needed, @requestedById, @requestedBy, @requestedAt, NULL, @note, @daily, (SELECT coalesce(max(sequence), 0) + 1 FROM approval))`,
  );
  const insertObject = db.prepare('INSERT INTO approval_object (approval_id, object_id, content_hash) VALUES (?, ?, ?)');
  const bind = db.prepare("UPDATE plan_object SET approval_id = ?, approval = 'requested' WHERE id = ?");
  const one = db.prepare<[string], Row>(`SELECT ${columns} FROM approval WHERE id = ?`);
  const all = db.prepare<[number], Row>(`SELECT ${columns} FROM approval ORDER BY sequence DESC LIMIT ?`);
  const signatures = db.prepare<[string], { actor_id: string; actor_name: string; reason: string | null }>(
    'SELECT actor_id, actor_name, reason FROM approval_signature WHERE approval_id = ? ORDER BY at, actor_id',
  );
  const sign = db.prepare(
    'INSERT INTO approval_signature (approval_id, actor_id, actor_name, decision, reason, at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const setState = db.prepare('UPDATE approval SET state = ?, decided_at = coalesce(?, decided_at) WHERE id = ?');
  const setObjects = db.prepare('UPDATE plan_object SET approval = ? WHERE approval_id = ?');
  const freeObjects = db.prepare("UPDATE plan_object SET approval = 'none', approval_id = NULL WHERE approval_id = ?");
  const hashes = db.prepare<[string], { object_id: string; content_hash: string }>(
    'SELECT object_id, content_hash FROM approval_object WHERE approval_id = ?',
  );

  function approvalOf(row: Row): Approval {
    const signed = signatures.all(row.id);
    return {
      id: row.id,
      contentHash: row.content_hash,
      state: row.state,
      objects: row.objects,
      requestedBy: row.requested_by,
      requestedAt: row.requested_at,
      decidedBy: signed.map((signature) => signature.actor_name),
      decidedAt: row.decided_at,
      note: signed.find((signature) => signature.reason !== null)?.reason ?? row.note,
      daily: z.decode(Daily, JSON.parse(row.daily) as z.input<typeof Daily>), // decode checks it
    };
  }

  return {
    create(approval) {
      insert.run({
        id: approval.id,
        contentHash: approval.contentHash,
        objects: approval.objectHashes.size,
        needed: approval.needed,
        requestedById: approval.requestedById,
        requestedBy: approval.requestedBy,
        requestedAt: approval.requestedAt,
        note: approval.note,
        daily: JSON.stringify(z.encode(Daily, [...approval.daily])),
      });
      for (const [objectId, hash] of approval.objectHashes) {
        insertObject.run(approval.id, objectId, hash);
        bind.run(approval.id, objectId);
      }
    },
    get(id) {
      const row = one.get(id);
      return row === undefined
        ? null
        : {
            approval: approvalOf(row),
            needed: row.needed,
            requestedById: row.requested_by_id,
            signedBy: signatures.all(id).map((signature) => signature.actor_id),
          };
    },
    list: (limit) => all.all(limit).map(approvalOf),
    sign(id, signer, decision, reason, at) {
      sign.run(id, signer.id, signer.name, decision, reason, at);
    },
    setState(id, state, decidedAt) {
      setState.run(state, decidedAt, id);
      // A rejected request leaves its objects as they were before anybody asked.
      if (state === 'rejected') freeObjects.run(id);
      else setObjects.run(state, id);
    },
    objectHashes: (id) => new Map(hashes.all(id).map((row) => [row.object_id, row.content_hash])),
  };
}
