import { expect, test } from 'vitest';
import { createHomeStore } from '../../../adapters/storage/home-store.ts';
import { scratchDatabase } from './support.ts';

test('what the home screen counts at every opening is answered from indexes alone', () => {
  const { database } = scratchDatabase();
  const asked: string[] = [];
  const watched = new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'prepare') return typeof value === 'function' ? value.bind(target) : value;
      return (sql: string) => (asked.push(sql), target.prepare(sql));
    },
  });
  const store = createHomeStore(watched);
  expect(store.plan(null)).toMatchObject({ campaigns: 0, ads: 0 });
  expect([store.adsOfClosed(null), store.adsOfClosed('nobody')]).toEqual([0, 0]);
  const plans = asked
    .filter((sql) => sql.includes('plan_object_live') || sql.includes('vacancy_ended'))
    .map((sql) =>
      database
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all({ clientId: 'x' })
        .map((row) => row.detail)
        .join('; '),
    );
  expect(plans).toHaveLength(3);
  expect(plans[0]).toContain('SCAN plan_object USING COVERING INDEX plan_object_live');
  expect(plans[1]).toContain('SEARCH plan_object USING COVERING INDEX plan_object_live (client_id=?)');
  expect(plans[2]).toMatch(/v USING COVERING INDEX vacancy_ended.*SEARCH p USING INDEX plan_object_vacancy \(vacancy_id=\?\)/);
});
