import { z } from 'zod';
import { FlowFields, type Flow } from '../../core/contract/flows.ts';
import type { FlowStore } from '../../core/flows/index.ts';
import { fold } from '../../core/kernel/index.ts';
import type { Database } from './database.ts';

interface Row {
  readonly id: string;
  readonly fields: string;
  readonly last_run_at: string | null;
}

export function createFlowStore(db: Database): FlowStore {
  const columns = 'id, fields, last_run_at';
  const all = db.prepare<[string | null, string | null], Row>(
    `SELECT ${columns} FROM flow WHERE ? IS NULL OR client_id = ? ORDER BY created_at, id`,
  );
  const one = db.prepare<[string], Row>(`SELECT ${columns} FROM flow WHERE id = ?`);
  const named = db.prepare<[string, string], Row>(`SELECT ${columns} FROM flow WHERE client_id = ? AND folded_name = ?`);
  const put = db.prepare(
    'INSERT INTO flow (id, client_id, template_id, name, folded_name, fields, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, template_id = excluded.template_id, name = excluded.name, folded_name = excluded.folded_name, fields = excluded.fields',
  );
  const setLastRun = db.prepare('UPDATE flow SET last_run_at = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM flow WHERE id = ?');
  return {
    list: (clientId) => all.all(clientId, clientId).map(flowOf),
    get: (id) => orNull(one.get(id)),
    named: (clientId, name) => orNull(named.get(clientId, fold(name))),
    put(id, fields, at) {
      put.run(id, fields.clientId, fields.templateId, fields.name, fold(fields.name), JSON.stringify(z.encode(FlowFields, fields)), at);
    },
    setLastRun(id, at) {
      setLastRun.run(at, id);
    },
    remove(id) {
      remove.run(id);
    },
  };
}

function orNull(row: Row | undefined): Flow | null {
  return row === undefined ? null : flowOf(row);
}

function flowOf(row: Row): Flow {
  return { id: row.id, ...z.decode(FlowFields, JSON.parse(row.fields) as z.input<typeof FlowFields>), lastRunAt: row.last_run_at }; // decode checks it
}
