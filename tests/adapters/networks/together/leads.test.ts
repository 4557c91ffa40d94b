import { expect, test } from 'vitest';
import { clientId, context, declared } from '../../../support/candidate-desk.ts';
import { simulatedDesk } from '../../../support/applicant-desk.ts';

const HOUR = 3_600_000;

test('come from each network that hands them out, once, and become candidates in one step', { timeout: 120_000 }, async () => {
  const desk = await simulatedDesk();
  expect(
    desk.lanes
      .filter(({ leads }) => leads !== null)
      .map(({ network }) => network)
      .toSorted(),
  ).toEqual(['google', 'meta', 'snapchat', 'tiktok']);
  const first = await desk.leads.retrieve({ clientId, accountId: null }, context);
  if (!first.ok) throw new Error(first.error.code);
  expect(first.value.failures).toEqual([]);
  expect(first.value.added).toBeGreaterThan(100);
  // The last hours are read twice, and nobody is kept twice.
  desk.advance(HOUR);
  desk.host.addFault({ network: 'meta', operation: '*', kind: 'lose_answer', times: 1 });
  await desk.leads.retrieve({ clientId, accountId: null }, context);
  const doubles = desk.database
    .prepare('SELECT count(*) FROM (SELECT 1 FROM lead GROUP BY network, remote_id HAVING count(*) > 1)')
    .pluck()
    .get();
  expect(doubles).toBe(0);
  // What people typed is in the networks' answers and nowhere in the workspace's rows.
  const typed = desk.host.requests(null).flatMap(({ response }) => response.match(/[\w.+-]+@[\w-]+\.[\w.]+/g) ?? []);
  expect(typed.length).toBeGreaterThan(50);
  const rows = JSON.stringify(desk.database.prepare('SELECT * FROM lead').all());
  expect(typed.filter((address) => rows.includes(address))).toEqual([]);
  const waiting = desk.database.prepare("SELECT count(*) FROM lead WHERE state = 'new'").pluck().get() as number;
  const taken = await desk.leads.take({ clientId, declaration: { ...declared, source: 'Formularios de las redes' } }, context);
  if (!taken.ok) throw new Error(taken.error.code);
  const { new: added, changed, unchanged, duplicate } = taken.value;
  expect(added + changed + unchanged + duplicate).toBe(waiting);
  expect(desk.store.count(clientId)).toBe(added);
});
