import { TemplateFields, type Template } from '../../core/contract/flows.ts';
import type { TemplateStore } from '../../core/templates/index.ts';
import type { Database } from './database.ts';

interface Row {
  readonly id: string;
  readonly fields: string;
  readonly updated_at: string;
}

export function createTemplateStore(db: Database): TemplateStore {
  const all = db.prepare<[], Row>('SELECT id, fields, updated_at FROM template ORDER BY name, id');
  const one = db.prepare<[string], Row>('SELECT id, fields, updated_at FROM template WHERE id = ?');
  const put = db.prepare(
    'INSERT INTO template (id, name, fields, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, fields = excluded.fields, updated_at = excluded.updated_at',
  );
  const remove = db.prepare('DELETE FROM template WHERE id = ?');
  const usedBy = db.prepare<[string], string>('SELECT name FROM flow WHERE template_id = ? ORDER BY name').pluck();
  return {
    list: () => all.all().map(templateOf),
    get(id) {
      const row = one.get(id);
      return row === undefined ? null : templateOf(row);
    },
    put(id, fields, updatedAt) {
      put.run(id, fields.name, JSON.stringify(fields), updatedAt);
    },
    remove(id) {
      remove.run(id);
    },
    usedBy: (id) => usedBy.all(id),
  };
}

function templateOf(row: Row): Template {
  return { id: row.id, ...TemplateFields.parse(JSON.parse(row.fields)), updatedAt: row.updated_at };
}
