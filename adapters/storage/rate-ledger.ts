import type { RateLedger } from '../../core/ports/index.ts';
import type { Database } from './database.ts';

/** Writes are small and frequent; losing the last one to a power cut costs a slower minute, never a wrong write. */
export function createRateLedger(db: Database): RateLedger {
  const read = db.prepare<[string], { state: string }>('SELECT state FROM rate_state WHERE scope = ?');
  const write = db.prepare('INSERT INTO rate_state (scope, state) VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET state = excluded.state');
  return {
    read: (scope) => read.get(scope)?.state ?? null,
    write: (scope, state) => void write.run(scope, state),
  };
}
