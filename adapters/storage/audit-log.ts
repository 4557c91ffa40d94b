import { createHmac, createSecretKey, hash as digest, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { AuditVerdict, AuditPage, AuditRow, AuditStore } from '../../core/audit/audit-store.ts';
import { canonicalJson } from '../../core/kernel/canonical.ts';
import type { AuditLog } from '../../core/ports/audit-log.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { json } from './values.ts';
import type { Database } from './database.ts';

export interface AuditOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Seals the head of the chain; derived from the workspace key, never stored in the file. */
  readonly sealKey: Uint8Array;
}

export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

interface Row {
  readonly sequence: number;
  readonly at: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly carrier: string;
  readonly action: string;
  readonly subject: string | null;
  readonly details: string;
  readonly hash: string;
}

/** What the first row follows from. */
const GENESIS = '0'.repeat(64);
const COLUMNS = 'sequence, at, actor_id, actor_name, carrier, action, subject, details, hash';

/** The hash chain in SQLite. Appending needs an open transaction, so a row never stands without the thing it speaks of. */
export function createAuditLog(options: AuditOptions): AuditLog & AuditStore {
  const { db, clock } = options;
  const sealKey = createSecretKey(options.sealKey);
  const readHead = db.prepare<[], { sequence: number; hash: string; seal: string }>(
    'SELECT sequence, hash, seal FROM audit_head WHERE only_row = 1',
  );
  const insert = db.prepare(`INSERT INTO audit_log (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const writeHead = db.prepare(
    'INSERT INTO audit_head (only_row, sequence, hash, seal) VALUES (1, ?, ?, ?) ON CONFLICT (only_row) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal',
  );

  function head(): AuditHead {
    const row = readHead.get();
    return row === undefined ? { sequence: 0, hash: GENESIS } : { sequence: row.sequence, hash: row.hash };
  }

  return {
    append(context, action, subject, details) {
      if (!db.inTransaction) throw new Error('An audit row is written in the transaction of what it speaks of');
      const last = head();
      const row = {
        sequence: last.sequence + 1,
        at: clock.nowIso(),
        actor_id: context.actor.id,
        actor_name: context.actor.name,
        carrier: context.carrier,
        action,
        subject,
        details: canonicalJson(details),
      };
      const hash = rowHash(last.hash, row);
      insert.run(row.sequence, row.at, row.actor_id, row.actor_name, row.carrier, row.action, row.subject, row.details, hash);
      writeHead.run(row.sequence, hash, seal(sealKey, row.sequence, hash));
    },
    head,
    list(filter) {
      return listRows(db, filter);
    },
    *all() {
      for (const row of db.prepare<[], Row>(`SELECT ${COLUMNS} FROM audit_log ORDER BY sequence`).iterate()) yield toRow(row);
    },
    verify(checkpoint) {
      return verifyChain(db, readHead.get(), sealKey, checkpoint);
    },
  };
}

function verifyChain(
  db: Database,
  stored: (AuditHead & { readonly seal: string }) | undefined,
  sealKey: KeyObject,
  checkpoint: AuditHead | null,
): AuditVerdict {
  let previous = GENESIS;
  let expected = 1;
  for (const row of db.prepare<[], Row>(`SELECT ${COLUMNS} FROM audit_log ORDER BY sequence`).iterate()) {
    if (row.sequence !== expected || rowHash(previous, row) !== row.hash) return broken(db, expected);
    if (checkpoint !== null && row.sequence === checkpoint.sequence && row.hash !== checkpoint.hash) return broken(db, expected);
    previous = row.hash;
    expected += 1;
  }
  const entries = expected - 1;
  if (checkpoint !== null && checkpoint.sequence > entries) return broken(db, expected);
  // A chain that somebody cut or computed anew is consistent in itself; the sealed head tells.
  const headHolds =
    stored === undefined
      ? entries === 0
      : stored.sequence === entries && stored.hash === previous && sameText(stored.seal, seal(sealKey, stored.sequence, stored.hash));
  return headHolds ? { entries, intact: true, brokenAt: null } : { entries, intact: false, brokenAt: expected };
}

function broken(db: Database, brokenAt: number): AuditVerdict {
  const entries = db.prepare<[], number>('SELECT count(*) FROM audit_log').pluck().get() ?? 0;
  return { entries, intact: false, brokenAt };
}

/** A fixed order of members makes the text canonical; `details` is stored in its canonical form. */
function rowHash(previousHash: string, row: Omit<Row, 'hash'>): string {
  const text = JSON.stringify([
    previousHash,
    row.sequence,
    row.at,
    row.actor_id,
    row.actor_name,
    row.carrier,
    row.action,
    row.subject,
    row.details,
  ]);
  return digest('sha256', text);
}

function seal(key: KeyObject, sequence: number, hash: string): string {
  return createHmac('sha256', key).update(`audit head ${sequence} ${hash}`).digest('hex');
}

function sameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

function listRows(db: Database, filter: Parameters<AuditStore['list']>[0]): AuditPage {
  const where: string[] = [];
  const values: string[] = [];
  if (filter.action !== null) {
    where.push('action = ?');
    values.push(filter.action);
  }
  if (filter.text !== '') {
    where.push(
      "(instr(lower(action), lower(?)) > 0 OR instr(lower(coalesce(subject, '')), lower(?)) > 0 OR instr(lower(details), lower(?)) > 0 OR instr(lower(actor_name), lower(?)) > 0)",
    );
    values.push(filter.text, filter.text, filter.text, filter.text);
  }
  const condition = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
  const rows = db
    .prepare<unknown[], Row>(`SELECT ${COLUMNS} FROM audit_log ${condition} ORDER BY sequence DESC LIMIT ? OFFSET ?`)
    .all(...values, filter.limit, filter.offset);
  const total =
    db
      .prepare<unknown[], number>(`SELECT count(*) FROM audit_log ${condition}`)
      .pluck()
      .get(...values) ?? 0;
  return { rows: rows.map(toRow), total };
}

function toRow(row: Row): AuditRow {
  return {
    sequence: row.sequence,
    at: row.at,
    actor: row.actor_name,
    carrier: row.carrier,
    action: row.action,
    subject: row.subject,
    details: json.object(row.details),
    hash: row.hash,
  };
}
