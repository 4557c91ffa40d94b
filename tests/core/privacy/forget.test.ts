import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { candidateDesk, clientId, context, otherClient } from '../../support/candidate-desk.ts';

const DAY = 86_400_000;
const FILE =
  'correo,celular,cedula,codigo,experiencia\n' +
  'ana.rios@gmail.com,3001112233,1020304050,A1,4\n' +
  'luz@correo.example,3014445566,52333444,B2,2\n' +
  'eva@correo.example,3027778899,79888999,C3,7\n';
const person = (kind: 'email' | 'phone' | 'document' | 'externalId', value: string) => ({ person: { kind, value, country: 'CO' } });

test.each([
  ['email', 'A.N.A.Rios+otro@gmail.com'],
  ['email', ' ANA.RIOS@GMAIL.COM'],
  ['phone', '+57 (300) 111 22 33'],
  ['document', 'CC 1.020.304.050'],
  ['externalId', 'a1'],
] as const)('forgets a person by %s however it is typed, whatever the client', async (kind, value) => {
  const desk = candidateDesk();
  await desk.load(FILE);
  await desk.load(FILE, { client: otherClient });
  expect(await desk.privacy.forget(person(kind, value), context)).toMatchObject({
    ok: true,
    value: { candidates: 2, alreadyForgotten: false },
  });
  expect(desk.database.prepare('SELECT count(*) FROM candidate').pluck().get()).toBe(4);
  expect(desk.database.prepare('SELECT count(*) FROM candidate_kept').pluck().get()).toBe(0);
  expect(await desk.privacy.forget(person(kind, value), context)).toMatchObject({
    ok: true,
    value: { candidates: 0, alreadyForgotten: true },
  });
});

test('refuses and counts a forgotten person in every later file, by any of their identifiers', async () => {
  const desk = candidateDesk();
  await desk.load(FILE);
  await desk.privacy.forget(person('email', 'ana.rios@gmail.com'), context);
  for (const file of [
    FILE,
    'celular,experiencia\n300 111 2233,4\n',
    'cedula,experiencia\n1.020.304.050,4\n',
    'correo,experiencia\nanarios@gmail.com,4\n',
  ]) {
    const opened = await desk.open(file);
    if (!opened.ok) throw new Error(opened.error.code);
    expect(opened.value.counts).toMatchObject({ new: 0, rejected: 1 });
    expect(opened.value.report.dropped).toEqual([{ reason: 'candidates.drop.forgotten', rows: 1 }]);
  }
});

test('does not come undone: undoing and redoing the import leave the forgotten person out', async () => {
  const desk = candidateDesk();
  await desk.load(FILE);
  await desk.load(FILE.replace(',A1,4', ',A1,9'));
  await desk.privacy.forget(person('phone', '3001112233'), context);
  const people = () => [...desk.candidates.candidateFeatures(clientId)].map(({ experienceYears }) => experienceYears);
  for (let turn = 0; turn < 2; turn++) expect(await desk.history.undo({}, context)).toMatchObject({ ok: true });
  expect(people()).toEqual([]);
  for (let turn = 0; turn < 2; turn++) expect(await desk.history.redo({}, context)).toMatchObject({ ok: true });
  expect(people()).toEqual([2, 7]);
});

test('reaches rows of an import that is still being looked at', async () => {
  const desk = candidateDesk();
  const opened = await desk.open(FILE);
  if (!opened.ok) throw new Error(opened.error.code);
  await desk.privacy.forget(person('email', 'luz@correo.example'), context);
  await desk.candidates.commitImport({ importId: opened.value.importId }, context);
  expect([...desk.candidates.candidateFeatures(clientId)].map(({ experienceYears }) => experienceYears)).toEqual([4, 7]);
});

test('finishes at the next start what a crash cut off between the mark and the erasure', async () => {
  const desk = candidateDesk();
  await desk.load(FILE);
  // The mark of another desk on the same key is what a crash leaves: written beside the database, unknown in it.
  const other = candidateDesk();
  await other.privacy.forget(person('email', 'eva@correo.example'), context);
  appendFileSync(
    path.join(desk.folder, 'forgotten.list'),
    `${readFileSync(path.join(other.folder, 'forgotten.list'), 'utf8')}not a mark\ndeadbeef`,
  );
  const again = candidateDesk({ folder: desk.folder });
  expect(again.forgotten.isBehind()).toBe(true);
  expect(again.privacy.settleForgotten(context)).toBe(1);
  expect(again.forgotten.isBehind()).toBe(false);
  expect([...again.candidates.candidateFeatures(clientId)].map(({ experienceYears }) => experienceYears)).toEqual([4, 2]);
  // A cut line does not swallow the next mark.
  await again.privacy.forget(person('email', 'luz@correo.example'), context);
  expect(candidateDesk({ folder: desk.folder }).forgotten.size).toBe(again.forgotten.size);
});

test('takes a line that was not sealed with this workspace key for nothing', () => {
  const desk = candidateDesk();
  appendFileSync(path.join(desk.folder, 'forgotten.list'), `${'ab'.repeat(32)} ${'cd'.repeat(8)}\n`);
  expect(candidateDesk({ folder: desk.folder }).forgotten.size).toBe(0);
});

test('keeps counts of what was done and nothing of who it was done to', async () => {
  const desk = candidateDesk();
  await desk.load(FILE);
  await desk.privacy.find(person('email', 'ana.rios@gmail.com'), context);
  await desk.privacy.forget(person('email', 'ana.rios@gmail.com'), context);
  const ledger = await desk.privacy.ledger({ clientId: null, offset: 0, limit: 50 }, context);
  if (!ledger.ok) throw new Error(ledger.error.code);
  expect(ledger.value.events.map(({ action, counts }) => [action, counts])).toEqual([
    ['privacy.forgot', { candidates: 1, removals: 0, traces: 0 }],
    ['privacy.looked_up', { candidates: 1 }],
    ['candidates.imported', { new: 3, changed: 0, unchanged: 0, duplicate: 0, rejected: 0 }],
  ]);
  const written =
    JSON.stringify(desk.database.prepare('SELECT * FROM audit_log').all()) +
    JSON.stringify(desk.database.prepare('SELECT * FROM privacy_event').all());
  for (const hash of [desk.hasher.plain('ana.rios@gmail.com'), desk.hasher.plain('+573001112233'), 'ana.rios', '3001112233'])
    expect(written).not.toContain(hash);
  expect(() => desk.database.exec('DELETE FROM privacy_event')).toThrow(/append-only/);
});

test('answers a request of access with everything kept, and says when there is nothing', async () => {
  const desk = candidateDesk();
  await desk.load(FILE);
  expect(await desk.privacy.find(person('document', '52333444'), context)).toMatchObject({
    ok: true,
    value: {
      forgotten: false,
      people: [{ clientName: 'Industrias Ejemplo', experienceYears: 2, consent: 'granted', source: 'Prueba', audiences: [] }],
    },
  });
  expect(await desk.privacy.find(person('document', '11222333'), context)).toMatchObject({ ok: true, value: { people: [] } });
  expect(await desk.privacy.find(person('email', 'no es correo'), context)).toMatchObject({
    ok: false,
    error: { code: 'privacy.identifier_unreadable' },
  });
});

test('deletes by itself whoever was last heard of before the longest time, leaving counts only', async () => {
  const desk = candidateDesk();
  await desk.load('correo,ultima actividad,experiencia\na@correo.example,2025-01-10,1\nb@correo.example,2026-10-01,2\n');
  desk.clock.advance(60 * DAY);
  expect(desk.privacy.deleteExpired(context)).toBe(1);
  expect([...desk.candidates.candidateFeatures(clientId)].map(({ experienceYears }) => experienceYears)).toEqual([2]);
  desk.clock.advance(25 * 31 * DAY);
  expect(await desk.privacy.runRetention({}, context)).toMatchObject({ ok: true, value: { deleted: 1 } });
  for (const table of ['candidate', 'candidate_kept', 'candidate_stage'])
    expect(desk.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  expect(await desk.history.undo({}, context)).toMatchObject({ ok: false });
});

test('keeps a client to its own shorter time and never to a longer one than two years', async () => {
  const desk = candidateDesk();
  await desk.candidates.setRetention({ clientId, retention: { daysAfterAudience: 10, maxMonths: 3 } }, context);
  await desk.load('correo,experiencia\na@correo.example,1\n');
  await desk.load('correo,experiencia\na@correo.example,1\n', { client: otherClient });
  desk.clock.advance(100 * DAY);
  expect(desk.privacy.deleteExpired(context)).toBe(1);
  expect([...desk.candidates.candidateFeatures(otherClient)]).toHaveLength(1);
  expect(() => desk.store.setRetention(clientId, { daysAfterAudience: 30, maxMonths: 25 })).toThrow(/CHECK/);
});

test('runs requests of rights to their day, with one extension and no personal data in their reference', async () => {
  const desk = candidateDesk();
  const wish = { clientId, law: 'co_claim', receivedOn: '2026-11-20', reference: 'Radicado 2026-118' } as const;
  const opened = await desk.privacy.openRequest(wish, context);
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value).toMatchObject({ dueOn: '2026-12-14', latestOn: '2026-12-24', state: 'open', daysLeft: 23 });
  const { id } = opened.value;
  expect(await desk.privacy.extendRequest({ requestId: id }, context)).toMatchObject({
    ok: true,
    value: { dueOn: '2026-12-24', extended: true },
  });
  expect(await desk.privacy.extendRequest({ requestId: id }, context)).toMatchObject({
    ok: false,
    error: { code: 'privacy.request_already_extended' },
  });
  expect(await desk.privacy.answerRequest({ requestId: id, outcome: 'erased' }, context)).toMatchObject({
    ok: true,
    value: { state: 'answered' },
  });
  expect(await desk.privacy.answerRequest({ requestId: id, outcome: 'erased' }, context)).toMatchObject({
    ok: false,
    error: { code: 'privacy.request_closed' },
  });
  for (const reference of ['ana@correo.example', 'CC 1.020.304.050'])
    expect(await desk.privacy.openRequest({ ...wish, reference }, context)).toMatchObject({
      ok: false,
      error: { code: 'privacy.reference_personal' },
    });
  expect(await desk.privacy.openRequest({ ...wish, receivedOn: '2027-01-01' }, context)).toMatchObject({
    ok: false,
    error: { code: 'privacy.day_invalid' },
  });
});
