import { expect, test } from 'vitest';
import { sizeGuard } from '../../../core/audiences/index.ts';
import type { AudienceDefinition } from '../../../core/contract/index.ts';
import { accountOf, candidateDesk, clientId, context, otherClient } from '../../support/candidate-desk.ts';
import { fakeAudienceNetwork } from '../../support/fake-audience-network.ts';

const HEADER = 'correo,celular,cargo,autorizacion,finalidad\n';
const row = (index: number, more = 'Vendedor,sí,Ofertas de empleo') =>
  `p${index}@correo.example,30012345${String(index).padStart(2, '0')},${more}\n`;
const rows = (from: number, to: number, more?: string) => Array.from({ length: to - from }, (_, index) => row(from + index, more)).join('');
const everyone = (client = clientId): AudienceDefinition => ({
  kind: 'filter',
  filter: { clientId: client, roleFamilies: [], educations: [], modalities: [], consents: [], places: [] },
});
const family = (roleFamily: 'sales' | 'logistics'): AudienceDefinition => ({
  kind: 'filter',
  filter: { clientId, roleFamilies: [roleFamily], educations: [], modalities: [], consents: [], places: [] },
});

type Desk = ReturnType<typeof candidateDesk>;
async function made(desk: Desk, definition = everyone(), name = 'Ventas') {
  const audience = await desk.audiences.create({ clientId, name, definition }, context);
  if (!audience.ok) throw new Error(audience.error.code);
  return audience.value.id;
}
const upload = (desk: Desk, audienceId: string, acceptSmall = false) =>
  desk.audiences.upload({ audienceId, accountId: accountOf(clientId), acceptSmall }, context);
const onList = (desk: Desk): number => [...desk.fake.remote.values()][0]?.members.size ?? -1;

test('takes consented people for the purpose of job offers only, and says whom it leaves out and why', async () => {
  const desk = candidateDesk();
  await desk.load(
    HEADER +
      rows(0, 5) +
      rows(5, 7, 'Vendedor,,Ofertas de empleo') +
      rows(7, 8, 'Vendedor,sí,Mercadeo') +
      rows(8, 9, 'Vendedor,sí,Banco de talento'),
  );
  expect(await desk.audiences.preview({ clientId, definition: everyone() }, context)).toMatchObject({
    ok: true,
    value: {
      people: 9,
      leftOut: { consent: 2, purpose: 1, identifier: 0 },
      members: 6,
      guards: [{ network: 'fake', usable: 6, expectedFrom: 1, expectedTo: 4 }],
    },
  });
  const id = await made(desk);
  expect(await upload(desk, id)).toMatchObject({
    ok: true,
    value: { added: 6, removed: 0, audience: { members: 6, lists: [{ sent: 6, matched: 6 }] } },
  });
  expect(desk.fake.wire.join('')).not.toMatch(/@|30012345/);
  expect([...desk.fake.remote.values()][0]?.members.has(desk.hasher.plain('p0@correo.example'))).toBe(true);
});

test.each([
  ['lost_after', ['create', 'find', 'add 3'], 1],
  ['lost_before', ['create', 'find', 'find', 'create', 'add 3'], 1],
  ['unavailable', ['create', 'create', 'add 3'], 1],
] as const)('makes one list and never two when the answer to its creation is %s', async (fault, calls, lists) => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 3));
  const id = await made(desk);
  desk.fake.faults.push({ on: 'create', fault });
  expect(await upload(desk, id)).toMatchObject({ ok: false, error: { code: 'audiences.network_failed' } });
  expect(await upload(desk, id)).toMatchObject({ ok: true });
  expect(desk.fake.calls).toEqual(calls);
  expect(desk.fake.remote.size).toBe(lists);
  expect(await upload(desk, id)).toMatchObject({ ok: true, value: { added: 0, removed: 0 } });
});

test('looks before it creates again after a crash between the intent and the answer', async () => {
  const network = fakeAudienceNetwork();
  const desk = candidateDesk({ network });
  await desk.load(HEADER + rows(0, 3));
  const id = await made(desk);
  network.faults.push({ on: 'create', fault: 'lost_after' });
  await upload(desk, id);
  // What a killed program finds: the intent in its journal, no answer; the look fails too, and nothing may be sent then.
  network.faults.push({ on: 'find', fault: 'unavailable' });
  const again = candidateDesk({ network, folder: desk.folder });
  expect(await upload(again, id)).toMatchObject({ ok: false });
  expect(network.calls.filter((call) => call === 'create')).toHaveLength(1);
  expect(await upload(again, id)).toMatchObject({ ok: true, value: { added: 3 } });
  expect(network.remote.size).toBe(1);
});

test('sends a batch again whose answer was lost, which puts nobody on the list twice', async () => {
  const desk = candidateDesk({ network: fakeAudienceNetwork({ batchMax: 4 }) });
  await desk.load(HEADER + rows(0, 10));
  const id = await made(desk);
  desk.fake.faults.push({ on: 'change', fault: 'lost_after' });
  expect(await upload(desk, id)).toMatchObject({ ok: false });
  expect(await upload(desk, id)).toMatchObject({ ok: true, value: { added: 10 } });
  expect(onList(desk)).toBe(10);
});

test('takes off the list whoever withdrew or no longer belongs there, and adds who came', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 4));
  const id = await made(desk, family('sales'));
  await upload(desk, id);
  await desk.load(HEADER + row(0, 'Vendedor,no,') + row(1, 'Auxiliar de bodega,sí,') + row(9));
  expect(await upload(desk, id)).toMatchObject({ ok: true, value: { added: 1, removed: 2 } });
  expect(onList(desk)).toBe(3);
});

test('tells the network at once of a forgotten person, and again until it was heard', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 4));
  const id = await made(desk);
  await upload(desk, id);
  desk.fake.faults.push({ on: 'change', fault: 'lost_before' });
  expect(await desk.privacy.forget({ person: { kind: 'phone', value: '300 123 4502', country: 'CO' } }, context)).toMatchObject({
    ok: true,
    value: { candidates: 1, removals: 1 },
  });
  expect(onList(desk)).toBe(4);
  expect(await desk.audiences.list({ clientId }, context)).toMatchObject({
    ok: true,
    value: { audiences: [{ members: 3, lists: [{ sent: 3, owedRemovals: 1 }] }] },
  });
  await desk.audiences.sendRemovals(context);
  expect(onList(desk)).toBe(3);
  expect(desk.database.prepare('SELECT count(*) FROM audience_owed').pluck().get()).toBe(0);
  expect(await upload(desk, id)).toMatchObject({ ok: true, value: { added: 0 } });
});

test('deletes people thirty days after their list was confirmed, and still reaches the list when one asks to be forgotten later', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 4));
  const id = await made(desk);
  await upload(desk, id);
  desk.clock.advance(29 * 86_400_000);
  expect(desk.privacy.deleteExpired(context)).toBe(0);
  desk.clock.advance(2 * 86_400_000);
  expect(desk.privacy.deleteExpired(context)).toBe(4);
  for (const table of ['candidate', 'candidate_kept', 'audience_member', 'audience_sent'])
    expect(desk.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
  expect(await desk.privacy.forget({ person: { kind: 'email', value: 'p1@correo.example', country: 'CO' } }, context)).toMatchObject({
    ok: true,
    value: { candidates: 0, removals: 1 },
  });
  expect([...desk.fake.remote.values()][0]?.members.has(desk.hasher.plain('p1@correo.example'))).toBe(false);
});

test('does not undo an import whose people are on a list of a network', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 3));
  await upload(desk, await made(desk));
  expect(await desk.history.undo({}, context)).toMatchObject({ ok: false });
  expect(desk.database.prepare('SELECT count(*) FROM candidate').pluck().get()).toBe(3);
});

test('warns of a list that the network would not use, and sends nothing while the workspace is fenced', async () => {
  const desk = candidateDesk({ network: fakeAudienceNetwork({ minimumSize: 100 }) });
  await desk.load(HEADER + rows(0, 50));
  const id = await made(desk);
  expect(await upload(desk, id)).toMatchObject({
    ok: false,
    error: { code: 'audiences.too_small', details: { expected: 35, minimum: 100 } },
  });
  desk.gate.open = false;
  expect(await upload(desk, id, true)).toMatchObject({ ok: false, error: { code: 'audiences.fenced' } });
  expect(desk.fake.calls).toEqual([]);
  desk.gate.open = true;
  expect(await upload(desk, id, true)).toMatchObject({ ok: true });
});

test.each([
  [3_334, 'enough'],
  [3_333, 'perhaps'],
  [1_429, 'perhaps'],
  [1_428, 'too_small'],
] as const)('weighs %i people against a minimum of a thousand as %s', (usable, verdict) => {
  expect(sizeGuard('fake', usable, { ...fakeAudienceNetwork().network.audiences, minimumSize: 1000 }).verdict).toBe(verdict);
});

test('counts exactly what own lists share, suggests one list below 70 %, and does not guess at the networks', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 6) + rows(6, 10, 'Auxiliar de bodega,sí,Ofertas de empleo'));
  const all = await made(desk, everyone(), 'Todos');
  const sales = await made(desk, family('sales'), 'Ventas');
  const logistics = await made(desk, family('logistics'), 'Bodega');
  expect(await desk.audiences.overlap({ audienceIds: [all, sales, logistics] }, context)).toEqual({
    ok: true,
    value: {
      lists: [
        { audienceId: all, name: 'Todos', members: 10, onlyHere: 0 },
        { audienceId: sales, name: 'Ventas', members: 6, onlyHere: 0 },
        { audienceId: logistics, name: 'Bodega', members: 4, onlyHere: 0 },
      ],
      pairs: expect.arrayContaining([
        { left: all < sales ? all : sales, right: all < sales ? sales : all, shared: 6 },
        { left: all < logistics ? all : logistics, right: all < logistics ? logistics : all, shared: 4 },
      ]),
      entries: 20,
      unique: 10,
      shared: 10,
      overlapRatio: 1,
      efficiencyRatio: 0.5,
      suggestUnified: true,
      atNetworks: 'unknown',
    },
  });
  expect(await desk.audiences.overlap({ audienceIds: [sales, logistics] }, context)).toMatchObject({
    ok: true,
    value: { pairs: [], shared: 0, overlapRatio: 0, efficiencyRatio: 1, suggestUnified: false },
  });
  const unified = await made(desk, { kind: 'union', audienceIds: [sales, logistics] }, 'Unificada');
  expect(await upload(desk, unified)).toMatchObject({ ok: true, value: { added: 10 } });
});

test('does not lend the people of one client to another', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 3));
  const id = await made(desk);
  const wish = (definition: AudienceDefinition) => desk.audiences.create({ clientId: otherClient, name: 'Ajena', definition }, context);
  expect(await wish(everyone())).toMatchObject({ ok: false, error: { code: 'audiences.other_client' } });
  expect(await wish({ kind: 'union', audienceIds: [id, id] })).toMatchObject({ ok: false, error: { code: 'audiences.other_client' } });
  expect(await wish(everyone(otherClient))).toMatchObject({ ok: false, error: { code: 'audiences.no_consented_people' } });
  expect(await desk.audiences.upload({ audienceId: id, accountId: accountOf(otherClient), acceptSmall: true }, context)).toMatchObject({
    ok: false,
    error: { code: 'audiences.account_not_found' },
  });
});

test('takes a list off the network when it is removed here', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 3));
  const id = await made(desk);
  await upload(desk, id);
  expect(await desk.audiences.remove({ audienceId: id }, context)).toMatchObject({ ok: true });
  expect(desk.fake.remote.size).toBe(0);
  expect(desk.database.prepare('SELECT count(*) FROM audience_sent').pluck().get()).toBe(0);
});
