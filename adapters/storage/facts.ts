import type { Fence, FenceReason } from '../../core/backup/fence.ts';
import type { AuditLog } from '../../core/ports/audit-log.ts';
import type { Database } from './database.ts';

export type FactName = 'workspace_id' | 'kind' | 'created_at' | 'actor' | 'installation_id' | 'epoch' | 'fence' | 'checked_at';

/** The rows of `workspace_fact`. */
export interface Facts {
  get(name: FactName): string | null;
  set(name: FactName, value: string): void;
  remove(name: FactName): void;
}

export function createFacts(db: Database): Facts {
  const read = db.prepare<[string], string>('SELECT value FROM workspace_fact WHERE name = ?').pluck();
  const write = db.prepare(
    'INSERT INTO workspace_fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const erase = db.prepare('DELETE FROM workspace_fact WHERE name = ?');
  return {
    get: (name) => read.get(name) ?? null,
    set: (name, value) => void write.run(name, value),
    remove: (name) => void erase.run(name),
  };
}

const REASONS: readonly FenceReason[] = ['restored', 'epoch', 'moved'];

export function createFence(facts: Facts, audit: AuditLog): Fence {
  return {
    reason() {
      const stored = facts.get('fence');
      // A word that this program does not know still means: stand still.
      return stored === null ? null : (REASONS.find((reason) => reason === stored) ?? 'epoch');
    },
    lift(context) {
      const stored = facts.get('fence');
      if (stored === null) return;
      facts.remove('fence');
      audit.append(context, 'workspace.fence_lifted', null, { reason: stored });
    },
  };
}
