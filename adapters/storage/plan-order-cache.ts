import type { Database } from './database.ts';

/** Orders kept ready: a person scrolls one list and glances at a few others. */
const KEPT = 4;

/** Keeps the last few answers until anything in the file changes. */
export function createOrderCache<T>(db: Database): (key: string, make: () => T) => T {
  const kept = new Map<string, T>();
  const changesOf = db.prepare<[], number>('SELECT total_changes()').pluck();
  let keptAt = '';
  return (key, make) => {
    // Own writes show in total_changes, those of another connection in data_version.
    const revision = `${changesOf.get() ?? 0}/${String(db.pragma('data_version', { simple: true }))}`;
    if (revision !== keptAt) kept.clear();
    keptAt = revision;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = make();
    const oldest = kept.keys().next();
    if (kept.size >= KEPT && oldest.done !== true) kept.delete(oldest.value);
    kept.set(key, made);
    return made;
  };
}
