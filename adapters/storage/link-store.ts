import type { LinkStore } from '../../core/vacancies/index.ts';
import { OPEN_STATES } from '../../core/vacancies/index.ts';
import type { Database } from './database.ts';

const OPEN = OPEN_STATES.map((state) => `'${state}'`).join(', ');

export function createLinkStore(db: Database): LinkStore & { dead(urls: readonly string[]): ReadonlySet<string> } {
  const due = db
    .prepare<[number, number], string>(
      `SELECT v.apply_url FROM vacancy v LEFT JOIN vacancy_link l ON l.url = v.apply_url
       WHERE v.apply_url IS NOT NULL AND v.state IN (${OPEN}) AND coalesce(l.asked_ms, 0) < ?
       GROUP BY v.apply_url ORDER BY coalesce(l.asked_ms, 0) LIMIT ?`,
    )
    .pluck();
  const save = db.prepare(
    'INSERT INTO vacancy_link (url, state, asked_ms) VALUES (?, ?, ?) ON CONFLICT (url) DO UPDATE SET state = excluded.state, asked_ms = excluded.asked_ms',
  );
  const dead = db
    .prepare<[string], string>("SELECT url FROM vacancy_link WHERE state = 'dead' AND url IN (SELECT value FROM json_each(?))")
    .pluck();
  return {
    due: (beforeMs, limit) => due.all(beforeMs, limit),
    save: (url, state, atMs) => void save.run(url, state, atMs),
    dead: (urls) => new Set(dead.all(JSON.stringify(urls))),
  };
}
