import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFeedSource } from '../../../adapters/intake/feed-source.ts';
import { startSimulators } from '../../../adapters/simulators/host.ts';
import { createJobBoard, JOB_BOARD, JOB_BOARD_KEY } from '../../../adapters/simulators/job-board.ts';
import type { FeedFields, FeedSettings } from '../../../core/contract/feeds.ts';
import { createFeeds, type Feeds } from '../../../core/feeds/index.ts';
import { clientId, vacancyDesk } from '../../support/vacancy-desk.ts';

function feedDesk() {
  let feeds: Feeds | null = null;
  const desk = vacancyDesk({ onSettled: (origin, columns) => feeds?.settled(origin, [...columns]) });
  const kept = new Map<string, string>();
  const secrets = {
    get: (name: string) => Promise.resolve(kept.get(name) ?? null),
    set: (name: string, value: string) => Promise.resolve(void kept.set(name, value)),
    delete: (name: string) => Promise.resolve(kept.delete(name)),
  };
  /** As after a restart: the same database, nothing in memory. */
  const start = (): Feeds =>
    (feeds = createFeeds({
      store: desk.feeds,
      source: createFeedSource({ clock: desk.clock, loopbackOnly: true }),
      secrets,
      clock: desk.clock,
      ids: desk.ids,
      unitOfWork: desk.unitOfWork,
      audit: desk.audit,
      topics: desk.topics,
      clientName: (id) => (id === clientId ? 'Industrias Ejemplo' : null),
      propose: desk.vacancies.propose,
      discardImport: desk.vacancies.withdraw,
    }));
  const folder = path.join(desk.folder, 'entrada');
  mkdirSync(folder);
  /** Written long enough ago to be whole. */
  const drop = (name: string, text: string, age = 60): void => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    const at = desk.clock.nowMs() / 1000 - age;
    utimesSync(file, at, at);
  };
  const fields = (settings: FeedSettings, more: Partial<FeedFields> = {}): FeedFields => ({
    clientId,
    name: 'Fuente',
    settings,
    columns: [],
    wholeFeed: true,
    everyMinutes: 60,
    enabled: true,
    ...more,
  });
  const runs = () => {
    const answer = feeds?.runs({ feedId: null, limit: 50 }, desk.context);
    if (answer === undefined || answer instanceof Promise || !answer.ok) throw new Error('No runs');
    return answer.value.runs;
  };
  return { ...desk, kept, start, folder, drop, fields, runs };
}

const FILE = 'codigo;titulo;ciudad\n1;Asesor;Cali\n2;Auxiliar;Pasto\n3;Mesero;Cali\n4;Cocinero;Cali\n';

test('proposes a dropped file at the next look, once, and settles it with the import', async () => {
  const desk = feedDesk();
  const feeds = desk.start();
  await feeds.create({ fields: desk.fields({ kind: 'folder', path: desk.folder }) }, desk.context);
  await feeds.create({ fields: desk.fields({ kind: 'folder', path: path.join(desk.folder, 'nada') }, { name: 'Otra' }) }, desk.context);
  desk.drop('vacantes.csv', FILE);
  desk.drop('.vacantes.csv.swp', 'x');
  desk.drop('bajando.csv', FILE, 1);
  await feeds.poll(desk.context);
  await feeds.poll(desk.context);
  expect(desk.runs()).toMatchObject([{ fileName: 'vacantes.csv', state: 'proposed', counts: { new: 4 }, held: null }]);
  expect(desk.records()).toEqual([]);
  const listed = await feeds.list({ clientId: null }, desk.context);
  expect(listed).toMatchObject({ value: { feeds: [{ waiting: 1, trouble: null }, { trouble: { code: 'feeds.folder_missing' } }] } });
  const importId = desk.runs()[0]?.importId ?? '';
  // Leaving the screen is no answer to a proposal.
  await desk.vacancies.discardImport({ importId }, desk.context);
  expect(await desk.vacancies.commitImport({ importId, acceptShrink: false }, desk.context)).toMatchObject({ ok: true, value: { new: 4 } });
  expect(desk.runs()).toMatchObject([{ state: 'imported', importId: null }]);
  await feeds.poll(desk.context);
  expect(desk.runs()).toHaveLength(1);
  // The same content under another name is read, found unchanged and bothers nobody.
  desk.drop('copia.csv', FILE);
  await feeds.poll(desk.context);
  expect(desk.runs()).toMatchObject([{ fileName: 'copia.csv', state: 'unchanged' }, { state: 'imported' }]);
});

test('after a crash finds the same proposal again, not a second one, and never one that was imported', async () => {
  const desk = feedDesk();
  const first = desk.start();
  await first.create({ fields: desk.fields({ kind: 'folder', path: desk.folder }) }, desk.context);
  desk.drop('vacantes.csv', FILE);
  await first.poll(desk.context);
  const before = desk.runs();
  const again = desk.start();
  expect(desk.runs()).toMatchObject([{ state: 'proposed', importId: null }]);
  await again.poll(desk.context);
  const after = desk.runs();
  expect(after).toHaveLength(1);
  expect(after[0]?.id).toBe(before[0]?.id);
  await desk.vacancies.commitImport({ importId: after[0]?.importId ?? '', acceptShrink: false }, desk.context);
  await desk.start().poll(desk.context);
  expect(desk.runs()).toMatchObject([{ state: 'imported' }]);
  expect(desk.records()).toHaveLength(4);
});

test('holds a feed that shrank, replaces an unread proposal by a newer one, and takes no for an answer', async () => {
  const desk = feedDesk();
  const feeds = desk.start();
  await feeds.create({ fields: desk.fields({ kind: 'folder', path: desk.folder }) }, desk.context);
  await desk.load(FILE);
  desk.drop('vacantes.csv', FILE.replace(/^[34].*\n/gm, ''));
  await feeds.poll(desk.context);
  expect(desk.runs()).toMatchObject([{ state: 'proposed', held: 'shrink', counts: { closed: 2, unchanged: 2 } }]);
  desk.drop('vacantes.csv', FILE.replace('Mesero', 'Mesera'), 50);
  await feeds.poll(desk.context);
  expect(desk.runs()).toMatchObject([{ state: 'proposed', held: null, counts: { changed: 1 } }, { state: 'superseded' }]);
  await feeds.dismiss({ runId: desk.runs()[0]?.id ?? '' }, desk.context);
  await feeds.poll(desk.context);
  expect(desk.runs()).toMatchObject([{ state: 'dismissed' }, { state: 'superseded' }]);
  expect(desk.records().every((record) => record.state === 'open')).toBe(true);
});

test('pulls a job board page by page with its key, asks again only for what changed, and keeps the key out of the file', async () => {
  const desk = feedDesk();
  const host = await startSimulators({
    networks: [createJobBoard],
    directory: null,
    seed: 1,
    port: 0,
    switches: {},
    realNowMs: () => desk.clock.nowMs(),
    logLimit: 500,
  });
  onTestFinished(() => host.close());
  const url = `${host.urls.get(JOB_BOARD)}/v1/vacantes`;
  const feeds = desk.start();
  const http = (paging: 'none' | 'page' | 'link', value: string): FeedSettings => ({
    kind: 'http',
    url,
    paging,
    headers: [{ name: 'X-Api-Key', value }],
  });
  const made = await feeds.create({ fields: desk.fields(http('page', 'otra')) }, desk.context);
  if (!made.ok) throw new Error(made.error.code);
  const feedId = made.value.id;
  expect(made.value.settings).toMatchObject({ headers: [{ name: 'X-Api-Key', value: null }] });
  expect(await feeds.look({ feedId }, desk.context)).toMatchObject({ error: { code: 'feeds.not_allowed' } });
  await feeds.update({ feedId, fields: desk.fields(http('page', JOB_BOARD_KEY)) }, desk.context);
  expect(await feeds.look({ feedId }, desk.context)).toMatchObject({
    value: { run: { state: 'proposed', counts: { new: 120, rejected: 0 } } },
  });
  await desk.vacancies.commitImport({ importId: desk.runs()[0]?.importId ?? '', acceptShrink: false }, desk.context);
  expect(desk.records()[0]).toMatchObject({
    externalId: 'TB-0001',
    salaryMin: { currency: 'COP' },
    applyUrl: 'https://tablero.example/v/1',
  });
  expect(await feeds.look({ feedId }, desk.context)).toMatchObject({ value: { run: null } });

  // By links, keeping the key that is there; then the board changes one vacancy and takes another away.
  const kept: FeedSettings = { kind: 'http', url, paging: 'link', headers: [{ name: 'X-Api-Key', value: null }] };
  await feeds.update({ feedId, fields: desk.fields(kept) }, desk.context);
  const staff = { headers: { 'x-api-key': JOB_BOARD_KEY } };
  await fetch(url, { method: 'POST', body: JSON.stringify({ id: 'TB-0002', cargo: 'Gerente de zona' }), ...staff });
  await fetch(`${url}/TB-0003`, { method: 'DELETE', ...staff });
  expect(await feeds.look({ feedId }, desk.context)).toMatchObject({
    value: { run: { counts: { new: 0, changed: 1, closed: 1, unchanged: 118 } } },
  });

  // One page is enough for its entity tag to speak.
  await feeds.dismiss({ runId: desk.runs()[0]?.id ?? '' }, desk.context);
  await feeds.update({ feedId, fields: desk.fields({ ...kept, url: `${url}?per_page=200`, paging: 'none' }) }, desk.context);
  await feeds.look({ feedId }, desk.context);
  await feeds.dismiss({ runId: desk.runs()[0]?.id ?? '' }, desk.context);
  await feeds.look({ feedId }, desk.context);
  expect(host.requests(JOB_BOARD).at(-1)?.status).toBe(304);
  host.addFault({ network: JOB_BOARD, operation: '*', kind: '5xx_before', times: 1 });
  expect(await feeds.look({ feedId }, desk.context)).toMatchObject({ error: { code: 'feeds.unreachable', details: { status: 503 } } });
  expect(desk.kept.size).toBe(1);
  expect(JSON.stringify([await feeds.list({ clientId: null }, desk.context), desk.runs()])).not.toContain(JOB_BOARD_KEY);
  await feeds.remove({ feedId }, desk.context);
  expect(desk.kept.size).toBe(0);
});

test('a simulated workspace reaches no address outside this machine', async () => {
  const desk = feedDesk();
  const source = createFeedSource({ clock: desk.clock, loopbackOnly: true });
  const answer = await source.pull({ kind: 'http', url: 'https://empleos.example/feed', paging: 'none', headers: [] }, new Map(), null);
  expect(answer).toMatchObject({ error: { code: 'feeds.simulated_only' } });
});

test('reads what comes next by the columns that a person changed after the source was made, and keeps what a column may not touch', async () => {
  const desk = feedDesk();
  const feeds = desk.start();
  const settings: FeedSettings = { kind: 'folder', path: desk.folder };
  const made = await feeds.create({ fields: desk.fields(settings) }, desk.context);
  if (!made.ok) throw new Error(made.error.code);
  const TABLE = 'codigo;titulo;ciudad;zona\n';
  desk.drop('uno.csv', `${TABLE}1;Asesor;Cali;Norte\n`);
  await feeds.poll(desk.context);
  await desk.vacancies.commitImport({ importId: desk.runs()[0]?.importId ?? '', acceptShrink: false }, desk.context);
  const settled = await feeds.list({ clientId: null }, desk.context);
  const columns = settled.ok ? (settled.value.feeds[0]?.columns ?? []) : [];
  expect(columns.map(({ header, target }) => [header, target])).toContainEqual(['ciudad', 'city']);
  const changed = columns.map((column) =>
    column.header === 'titulo'
      ? { ...column, overwrite: 'never' as const }
      : column.header === 'zona'
        ? { ...column, target: 'company' as const }
        : column,
  );
  await feeds.update({ feedId: made.value.id, fields: desk.fields(settings, { columns: changed }) }, desk.context);
  desk.drop('dos.csv', `${TABLE}1;Otro nombre;Cali;Sur\n2;Mesero;Cali;Sur\n`, 50);
  await feeds.poll(desk.context);
  const importId = desk.runs().find(({ fileName }) => fileName === 'dos.csv')?.importId ?? '';
  expect(await desk.vacancies.commitImport({ importId, acceptShrink: false }, desk.context)).toMatchObject({
    ok: true,
    value: { new: 1, changed: 1 },
  });
  const companies = new Map(desk.records().map(({ title, company }) => [title, company]));
  expect(Object.fromEntries(companies)).toEqual({ Asesor: 'Sur', Mesero: 'Sur' });
});
