import { expect, test } from 'vitest';
import type { AudienceDefinition } from '../../../core/contract/index.ts';
import { accountOf, candidateDesk, clientId, context } from '../../support/candidate-desk.ts';
import { fakeAudienceNetwork } from '../../support/fake-audience-network.ts';

const HEADER = 'correo,celular,cargo,autorizacion,finalidad\n';
const row = (index: number, more = 'Vendedor,sí,Ofertas de empleo') =>
  `p${index}@correo.example,30012345${String(index).padStart(2, '0')},${more}\n`;
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => row(from + index)).join('');
const everyone: AudienceDefinition = {
  kind: 'filter',
  filter: { clientId, roleFamilies: [], educations: [], modalities: [], consents: [], places: [] },
};
const DAY = 86_400_000;

type Desk = ReturnType<typeof candidateDesk>;
async function ready(people: number, options: Parameters<typeof fakeAudienceNetwork>[0] = { later: true }) {
  const desk = candidateDesk({ network: fakeAudienceNetwork(options) });
  await desk.load(HEADER + rows(0, people));
  const made = await desk.audiences.create({ clientId, name: 'Ventas', definition: everyone }, context);
  if (!made.ok) throw new Error(made.error.code);
  return { desk, audienceId: made.value.id };
}
const upload = (desk: Desk, audienceId: string) =>
  desk.audiences.upload({ audienceId, accountId: accountOf(clientId), acceptSmall: true }, context);
async function list(desk: Desk) {
  const answer = await desk.audiences.list({ clientId }, context);
  const found = answer.ok ? answer.value.audiences[0]?.lists[0] : undefined;
  if (found === undefined) throw new Error('There is no list');
  return found;
}
const onList = (desk: Desk): number => [...desk.fake.remote.values()][0]?.members.size ?? -1;

test('shows a request that the network works through later, until the network says what became of it', async () => {
  const { desk, audienceId } = await ready(4);
  await upload(desk, audienceId);
  expect(await list(desk)).toMatchObject({ sent: 4, requests: [{ operation: 'add', members: 4, state: 'processing' }] });
  await desk.audiences.refresh({ audienceId }, context);
  expect(await list(desk)).toMatchObject({ matched: 0, requests: [{ state: 'processing' }] });
  desk.fake.settle('done');
  expect(await desk.audiences.refresh({ audienceId }, context)).toMatchObject({
    ok: true,
    value: { lists: [{ sent: 4, matched: 4, requests: [{ state: 'done', taken: 1 }] }] },
  });
});

test('counts a withdrawn person as still on the list until the network confirms the removal, and tells it again when it failed there', async () => {
  const { desk, audienceId } = await ready(4);
  await upload(desk, audienceId);
  desk.fake.settle('done');
  await desk.load(HEADER + row(0, 'Vendedor,no,'));
  expect(await upload(desk, audienceId)).toMatchObject({ ok: true, value: { added: 0, removed: 1 } });
  expect(await list(desk)).toMatchObject({ sent: 3, removing: 1, owedRemovals: 0 });
  // While it is under way it is told to nobody again.
  expect(await upload(desk, audienceId)).toMatchObject({ ok: true, value: { removed: 0 } });
  desk.fake.settle('failed');
  expect(await upload(desk, audienceId)).toMatchObject({ ok: true, value: { removed: 1 } });
  expect(onList(desk)).toBe(4);
  desk.fake.settle('done');
  await desk.audiences.refresh({ audienceId }, context);
  expect(onList(desk)).toBe(3);
  expect(await list(desk)).toMatchObject({ sent: 3, removing: 0 });
});

test.each(['failed', 'partly'] as const)('keeps owing the removal of a forgotten person that the network answered %s', async (state) => {
  const { desk, audienceId } = await ready(3);
  await upload(desk, audienceId);
  desk.fake.settle('done');
  await desk.privacy.forget({ person: { kind: 'email', value: 'p1@correo.example', country: 'CO' } }, context);
  expect(await list(desk)).toMatchObject({ owedRemovals: 1, removing: 1 });
  desk.fake.settle(state);
  // The look finds that it failed and says it again at once.
  await desk.audiences.sendRemovals(context);
  expect(desk.fake.calls.filter((call) => call === 'remove 1')).toHaveLength(2);
  desk.fake.settle('done');
  await desk.audiences.sendRemovals(context);
  expect(desk.fake.calls.filter((call) => call === 'remove 1')).toHaveLength(2);
  expect(await list(desk)).toMatchObject({ owedRemovals: 0, removing: 0 });
  expect(desk.database.prepare('SELECT count(*) FROM audience_owed').pluck().get()).toBe(0);
  expect(onList(desk)).toBe(2);
});

test('sends people again whose addition failed, and takes whoever is forgotten meanwhile off a list that it is not sure of', async () => {
  const { desk, audienceId } = await ready(3);
  await upload(desk, audienceId);
  desk.fake.settle('failed');
  await desk.audiences.refresh({ audienceId }, context);
  expect(await list(desk)).toMatchObject({ sent: 0, requests: [{ state: 'failed', problems: [{ code: 'unknown', count: 1 }] }] });
  expect(await desk.privacy.forget({ person: { kind: 'email', value: 'p1@correo.example', country: 'CO' } }, context)).toMatchObject({
    ok: true,
    value: { removals: expect.any(Number) },
  });
  expect(desk.fake.calls.at(-1)).toMatch(/^remove/);
  expect(await upload(desk, audienceId)).toMatchObject({ ok: true, value: { added: 2 } });
});

test.each([
  ['that the network no longer knows', (desk: Desk) => desk.fake.forgetRequests()],
  ['that the network has worked on for three days', (desk: Desk) => desk.clock.advance(3 * DAY + 1)],
])('tells a removal again %s', async (_name, arrange) => {
  const { desk, audienceId } = await ready(2);
  await upload(desk, audienceId);
  desk.fake.settle('done');
  await desk.privacy.forget({ person: { kind: 'email', value: 'p1@correo.example', country: 'CO' } }, context);
  arrange(desk);
  await desk.audiences.sendRemovals(context);
  expect(desk.fake.calls.filter((call) => call === 'remove 1')).toHaveLength(2);
});

test('says that a network did not answer to whoever asked, and not when nobody did', async () => {
  const { desk, audienceId } = await ready(2);
  await upload(desk, audienceId);
  desk.fake.faults.push({ on: 'progress', fault: 'unavailable' });
  await desk.audiences.sendRemovals(context);
  expect(await list(desk)).toMatchObject({ failure: null, requests: [{ state: 'processing' }] });
  desk.fake.faults.push({ on: 'progress', fault: 'unavailable' });
  expect(await desk.audiences.refresh({ audienceId }, context)).toMatchObject({
    ok: false,
    error: { code: 'audiences.network_failed', details: { network: 'fake', kind: 'unavailable' } },
  });
  expect(await list(desk)).toMatchObject({ failure: 'unavailable', state: 'ready' });
  await desk.audiences.refresh({ audienceId }, context);
  expect(await list(desk)).toMatchObject({ failure: null });
});

test('stops between two requests when the person says so, and goes on where it stopped', async () => {
  const network = fakeAudienceNetwork({ batchMax: 2 });
  const desk = candidateDesk({ network });
  await desk.load(HEADER + rows(0, 5));
  const made = await desk.audiences.create({ clientId, name: 'Ventas', definition: everyone }, context);
  const audienceId = made.ok ? made.value.id : '';
  const seen: (readonly [number, number | null])[] = [];
  let mayGoOn = true;
  desk.topics.cancelled = () => !mayGoOn;
  desk.topics.progress = ((_task: string | null, _stage: string, done: number, total: number | null) => {
    seen.push([done, total]);
    mayGoOn = done < 2;
  }) as typeof desk.topics.progress;
  expect(await upload(desk, audienceId)).toMatchObject({
    ok: false,
    error: { code: 'audiences.cancelled', details: { added: 2, removed: 0 } },
  });
  expect(seen).toEqual([
    [0, 5],
    [0, 5],
    [2, 5],
  ]);
  // What was sent counts: its people's time to live began.
  expect(desk.database.prepare('SELECT count(*) FROM audience WHERE confirmed_at IS NOT NULL').pluck().get()).toBe(1);
  desk.topics.cancelled = () => false;
  expect(await upload(desk, audienceId)).toMatchObject({ ok: true, value: { added: 3 } });
  expect(onList(desk)).toBe(5);
});

test('does not send a list twice at the same time', async () => {
  const { desk, audienceId } = await ready(3, {});
  const [first, second] = await Promise.all([upload(desk, audienceId), upload(desk, audienceId)]);
  expect([first.ok, second.ok ? null : second.error.code]).toEqual([true, 'audiences.busy']);
  expect(desk.fake.calls.filter((call) => call === 'create')).toHaveLength(1);
  expect(await desk.audiences.refresh({ audienceId }, context)).toMatchObject({ ok: true });
});

test('counts by what the networks may know people, and says how many requests each network would take', async () => {
  const desk = candidateDesk({ network: fakeAudienceNetwork({ batchMax: 2, minimumSize: 10 }) });
  await desk.load(HEADER + rows(0, 3) + 'solo@correo.example,,Vendedor,sí,Ofertas de empleo\n,3009998877,Vendedor,sí,Ofertas de empleo\n');
  expect(await desk.audiences.preview({ clientId, definition: everyone }, context)).toMatchObject({
    ok: true,
    value: {
      members: 5,
      identifiers: { email: 4, phone: 4, both: 3 },
      guards: [{ minimum: 10, batchMax: 2, requests: 3, retentionDaysMax: null, verdict: 'too_small' }],
    },
  });
});

test('exports consented people only, as hashes in the form of the network, and writes it down as a list that was handed over', async () => {
  const desk = candidateDesk();
  await desk.load(HEADER + rows(0, 3) + row(7, 'Vendedor,,Ofertas de empleo') + row(8, 'Vendedor,sí,Mercadeo'));
  const made = await desk.audiences.create({ clientId, name: 'Ventas Bogotá', definition: everyone }, context);
  const audienceId = made.ok ? made.value.id : '';
  // Somebody withdraws between the drawing up and the export.
  await desk.load(HEADER + row(2, 'Vendedor,no,'));
  const answer = await desk.audiences.export({ audienceId, network: 'fake' }, context);
  if (!answer.ok) throw new Error(answer.error.code);
  expect(answer.value).toMatchObject({ fileName: 'ventas-bogota-fake.csv', people: 2 });
  const lines = answer.value.csv.trim().split(/\r?\n/);
  expect(lines).toHaveLength(3);
  expect(answer.value.csv).toContain(desk.hasher.plain('p0@correo.example'));
  for (const line of lines.slice(1)) expect(line).toMatch(/^[0-9a-f]{64},[0-9a-f]{64}$/);
  expect(answer.value.csv).not.toMatch(/@|30012345/);
  const noted = desk.database.prepare("SELECT count(*) FROM audit_log WHERE action = 'audiences.exported'").pluck().get();
  expect(noted).toBe(1);
  desk.clock.advance(31 * DAY);
  desk.privacy.deleteExpired(context);
  // Those who were handed over are gone; who was never on it stays until their last contact is too old.
  expect(desk.database.prepare("SELECT count(*) FROM candidate WHERE consent = 'granted' AND purpose = 'job_offers'").pluck().get()).toBe(
    0,
  );
  expect(desk.database.prepare("SELECT count(*) FROM candidate WHERE purpose = 'other' OR purpose = 'marketing'").pluck().get()).toBe(1);
});
