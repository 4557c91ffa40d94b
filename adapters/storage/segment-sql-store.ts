import { VersionBody, type Members, type SegmentStore, type VersionRecord } from '../../core/segmentation/index.ts';
import type { Database } from './database.ts';

interface Row {
  readonly id: string;
  readonly client_id: string;
  readonly number: number;
  readonly created_at: string;
  readonly created_by: string;
  readonly candidates: number;
  readonly body: string;
}

const PART = 4096;
const COLUMNS = 'id, client_id, number, created_at, created_by, candidates, body';

export function createSegmentStore(db: Database): SegmentStore {
  const ofClient = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM segment_version WHERE client_id = ? ORDER BY number DESC`);
  const one = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM segment_version WHERE id = ?`);
  const names = db.prepare<[string], { segment: number; name: string }>('SELECT segment, name FROM segment_name WHERE version_id = ?');
  const current = db.prepare<[string], string>('SELECT version_id FROM segment_current WHERE client_id = ?').pluck();
  const setCurrent = db.prepare(
    'INSERT INTO segment_current (client_id, version_id) VALUES (?, ?) ON CONFLICT (client_id) DO UPDATE SET version_id = excluded.version_id',
  );
  const clearCurrent = db.prepare('DELETE FROM segment_current WHERE client_id = ?');
  const add = db.prepare(
    `INSERT INTO segment_version (${COLUMNS}) VALUES
     (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM segment_version WHERE client_id = ?), ?, ?, ?, ?)`,
  );
  const addPart = db.prepare('INSERT INTO segment_members (version_id, part, ids, labels) VALUES (?, ?, ?, ?)');
  const parts = db.prepare<[string], { ids: Buffer; labels: Buffer }>(
    'SELECT ids, labels FROM segment_members WHERE version_id = ? ORDER BY part',
  );
  const rename = db.prepare(
    'INSERT INTO segment_name (version_id, segment, name) VALUES (?, ?, ?) ON CONFLICT (version_id, segment) DO UPDATE SET name = excluded.name',
  );
  const unname = db.prepare('DELETE FROM segment_name WHERE version_id = ? AND segment = ?');

  function recordOf(row: Row): VersionRecord {
    return {
      id: row.id,
      clientId: row.client_id,
      number: row.number,
      createdAt: row.created_at,
      createdBy: row.created_by,
      candidates: row.candidates,
      body: VersionBody.parse(JSON.parse(row.body)),
      names: Object.fromEntries(names.all(row.id).map(({ segment, name }) => [segment, name])),
    };
  }

  return {
    list: (clientId) => ofClient.all(clientId).map(recordOf),
    get(versionId) {
      const row = one.get(versionId);
      return row === undefined ? null : recordOf(row);
    },
    currentOf: (clientId) => current.get(clientId) ?? null,
    setCurrent(clientId, versionId) {
      if (versionId === null) clearCurrent.run(clientId);
      else setCurrent.run(clientId, versionId);
    },
    add(version, members) {
      const { id, clientId, createdAt, createdBy, candidates, body } = version;
      add.run(id, clientId, clientId, createdAt, createdBy, candidates, JSON.stringify(body));
      for (let from = 0; from < members.ids.length; from += PART) {
        const ids = members.ids.slice(from, from + PART).map((uuid) => uuid.replaceAll('-', ''));
        addPart.run(id, from / PART, Buffer.from(ids.join(''), 'hex'), Buffer.from(members.labels.subarray(from, from + PART)));
      }
    },
    rename(versionId, index, name) {
      if (name === null) unname.run(versionId, index);
      else rename.run(versionId, index, name);
    },
    members(versionId): Members {
      const ids: string[] = [];
      const labels: Buffer[] = [];
      for (const part of parts.iterate(versionId)) {
        const text = part.ids.toString('hex');
        for (let at = 0; at < text.length; at += 32) ids.push(uuidOf(text, at));
        labels.push(part.labels);
      }
      return { ids, labels: Uint8Array.from(Buffer.concat(labels)) };
    },
  };
}

function uuidOf(hex: string, at: number): string {
  return `${hex.slice(at, at + 8)}-${hex.slice(at + 8, at + 12)}-${hex.slice(at + 12, at + 16)}-${hex.slice(at + 16, at + 20)}-${hex.slice(at + 20, at + 32)}`;
}
