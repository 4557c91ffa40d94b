import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createVacancyReader } from '../../adapters/intake/index.ts';
import { networkModules } from '../../adapters/networks/registry.ts';
import type { PlanRecord } from '../../core/plans/plan-store.ts';
import type { RemoteObject } from '../../core/ports/ad-network.ts';
import { writeVacancyFile } from '../support/kill-files.ts';
import { root } from '../support/kill-program.ts';
import { createRandom } from '../support/publishing-random.ts';
import { PERSON, type World } from '../support/publishing-world.ts';
import { openSyncJournal, published } from '../support/sync-desk.ts';
import { vacancyDesk } from '../support/vacancy-desk.ts';
import { scratchFolder } from '../adapters/storage/support.ts';

const journal = openSyncJournal();
afterAll(() => journal.close());
const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';

test('FM-12: every refusal that a network is known to give has a cause and a fix in both languages', () => {
  const catalogue = (language: string): Record<string, string> =>
    Object.assign(
      {},
      ...readdirSync(path.join(root, 'resources', 'locales', language))
        .filter((file) => file.startsWith('network-errors-'))
        .map((file) => JSON.parse(readFileSync(path.join(root, 'resources', 'locales', language, file), 'utf8')) as object),
    ) as Record<string, string>; // our own files of text
  const es = catalogue('es');
  const en = catalogue('en');
  expect(Object.keys(es).toSorted()).toEqual(Object.keys(en).toSorted());
  for (const module of networkModules) {
    const codes = new Set(
      Object.keys(es).flatMap((key) => new RegExp(`^networkErrors\\.${module.id}\\.(.+)\\.(cause|fix)$`).exec(key)?.[1] ?? []),
    );
    expect(codes.size, `${module.id} has at least twenty`).toBeGreaterThanOrEqual(20);
    for (const code of codes)
      for (const part of ['cause', 'fix'])
        for (const words of [es, en])
          expect(words[`networkErrors.${module.id}.${code}.${part}`]?.length ?? 0, `${code}.${part}`).toBeGreaterThan(10);
  }
});

test('FM-18: over thirty days of reviews every change of state is seen at the next reading, with its reason, and a rejected ad keeps its booking until it is paused', async () => {
  const desk = await published(journal, 18, 4);
  const random = createRandom(18);
  const { world } = desk;
  const ads = world.plans.all().filter((record) => record.level === 'ad');
  const states = ['in_review', 'active', 'rejected', 'limited'] as const;
  const said = new Map<string, RemoteObject['delivery']>();
  desk.rewrite = (object) =>
    object.level === 'ad'
      ? {
          ...object,
          delivery: said.get(object.remoteId) ?? object.delivery,
          reasons: said.get(object.remoteId) === 'rejected' ? ['Texto engañoso'] : [],
        }
      : object;
  for (let quarter = 0; quarter < 30 * (NIGHTLY ? 96 : 4); quarter += 1) {
    world.nowMs += 900_000 * (NIGHTLY ? 1 : 24);
    for (const ad of ads) if (random.chance(0.2)) said.set(world.plans.get(ad.id)?.remoteId ?? '', random.pick(states));
    await desk.sync.handlers.run({ clientId: null }, PERSON);
    for (const ad of ads) {
      const record = world.plans.get(ad.id)!; // it was published
      const told = said.get(record.remoteId ?? '');
      if (told === undefined) continue;
      expect(record.delivery).toBe(told);
      expect(record.deliveryReasons).toEqual(told === 'rejected' ? ['Texto engañoso'] : []);
    }
  }
  expect(world.store.bookedByAccount('account-net')).toMatchObject([{ amountMicros: 10_000_000n }]);
});

/** The file and the plan as they stand now; given back later, as a backup is. */
function snapshot(world: World): () => void {
  const tables = [
    'publish_run',
    'publish_object',
    'publish_step',
    'publish_need',
    'publish_tally',
    'publish_block',
    'budget_entry',
    'budget_balance',
  ];
  const rows = tables.map((table) => journal.db.prepare<[], object>(`SELECT * FROM ${table}`).all());
  const records: readonly PlanRecord[] = world.plans.all();
  return () => {
    journal.clear();
    for (const [index, table] of tables.entries())
      for (const row of rows[index] ?? []) {
        const names = Object.keys(row);
        journal.db.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`).run(...Object.values(row));
      }
    for (const record of records) world.plans.put(record);
  };
}

test('FM-31: however old the restored backup and whatever was under way, nothing is published again and everything that lives is adopted', async () => {
  for (let seed = 1; seed <= (NIGHTLY ? 1_000 : 20); seed += 1) {
    const random = createRandom(seed);
    const desk = await published(journal, seed, 3);
    const { world } = desk;
    // A second campaign, of which the backup knows the draft, or any part of its publish.
    desk.addDraft();
    world.approveAll();
    await world.start();
    world.crashIn = 1 + random.int(40);
    await world.publishing.engine.work().catch(() => undefined);
    world.crashIn = null;
    world.restart();
    const restore = snapshot(world);
    await world.settle();
    for (const record of world.plans.all())
      if (record.level === 'campaign' && random.chance(0.5))
        world.plans.edit(record.id, { dailyBudget: { amountMicros: BigInt(2 + random.int(6)) * 1_000_000n, currency: 'COP' } });
    world.approveAll();
    await world.start();
    await world.settle();
    const living = (): readonly string[] =>
      [...world.books.objects.values()].filter((object) => object.configured === 'active').map((object) => object.remoteId);
    const before = living();
    restore();
    world.nowMs += 60_000 + random.int(30 * 86_400_000);
    world.fenced = true;
    world.restart();
    const writes = world.books.writes.length;
    await world.publishing.engine.work();
    expect(world.books.writes).toHaveLength(writes);
    await desk.resync().handlers.run({ clientId: null }, PERSON);
    expect({ seed, fenced: world.fenced }).toEqual({ seed, fenced: false });
    const known = new Set(world.plans.all().map((record) => record.remoteId));
    expect({ seed, lost: before.filter((id) => (id.startsWith('creative') ? false : !known.has(id))) }).toEqual({ seed, lost: [] });
    world.approveAll();
    await world.start();
    await world.settle();
    const markers = new Map<string, number>();
    for (const object of world.books.objects.values())
      if (object.level !== 'creative' && object.configured !== 'archived')
        markers.set(object.marker, (markers.get(object.marker) ?? 0) + 1);
    expect({ seed, twice: [...markers.values()].filter((count) => count > 1), violations: world.violations }).toEqual({
      seed,
      twice: [],
      violations: [],
    });
  }
}, 3_600_000);

test('FM-36: every edit by a stranger is noticed at the next reading, and a publish afterwards overwrites none of them unasked', async () => {
  for (let seed = 1; seed <= (NIGHTLY ? 1_000 : 15); seed += 1) {
    const random = createRandom(seed);
    const desk = await published(journal, seed, 3);
    const { world } = desk;
    const edited = new Map<string, string>();
    for (const object of world.books.objects.values()) {
      if (object.level === 'creative' || !random.chance(0.5)) continue;
      const change = random.pick(object.level === 'campaign' ? (['budget', 'status'] as const) : (['name', 'status'] as const));
      if (change === 'status') object.configured = 'paused';
      else if (change === 'name') object.fields = { ...object.fields, name: 'Cambiado en la red' };
      else object.fields = { ...object.fields, dailyBudget: { amountMicros: '3000000', currency: 'COP' } };
      edited.set(object.marker, { status: 'status', name: 'name', budget: 'dailyBudget' }[change]);
    }
    await desk.sync.handlers.run({ clientId: null }, PERSON);
    for (const [marker, field] of edited)
      expect({ seed, field, noticed: Object.keys(world.plans.byMarker(marker)?.theirs ?? {}) }).toMatchObject({ noticed: [field] });
    // Somebody publishes another change: what the strangers did stands.
    const other = world.plans.all().find((record) => !edited.has(record.marker) && record.level === 'ad');
    if (other !== undefined) world.plans.edit(other.id, { name: 'Otro nombre' });
    world.approveAll();
    const before = [...world.books.objects.values()]
      .filter((object) => edited.has(object.marker))
      .map((object) => JSON.stringify([object.configured, object.fields]));
    if (other !== undefined) await world.start([other.id]);
    await world.settle();
    expect(
      [...world.books.objects.values()]
        .filter((object) => edited.has(object.marker))
        .map((object) => JSON.stringify([object.configured, object.fields])),
    ).toEqual(before);
  }
}, 3_600_000);

test('FM-32: the same file twice makes no vacancy twice', async () => {
  const desk = vacancyDesk();
  const file = path.join(scratchFolder(), 'vacantes.csv');
  writeVacancyFile(file, 40);
  const text = readFileSync(file, 'utf8');
  expect(await desk.load(text)).toMatchObject({ new: 40 });
  expect(await desk.load(text)).toMatchObject({ new: 0, changed: 0 });
  expect(desk.records()).toHaveLength(40);
});

test('FM-39: one poisoned row anywhere in a large file costs that row only, and the rest is read in bounded memory', async () => {
  const rows = NIGHTLY ? 100_000 : 20_000;
  const file = path.join(scratchFolder(), 'grande.csv');
  writeVacancyFile(file, rows);
  const lines = readFileSync(file, 'utf8').split('\r\n');
  const at = 1 + createRandom(39).int(rows);
  const whole = lines[at] ?? '';
  // A quote that never closes: the row below it must not be swallowed.
  lines[at] = whole.replace(/;([^;]*);/, ';"$1;');
  const before = process.memoryUsage().rss;
  const reader = createVacancyReader({ workerUrl: null });
  writeFileSync(file, lines.join('\r\n'));
  let taken = 0;
  let refused = 0;
  const answer = await reader.read(
    { path: file },
    (batch) => {
      for (const row of batch)
        if (row.problem === null) taken += 1;
        else refused += 1;
      return true;
    },
    () => undefined,
  );
  expect(answer).toMatchObject({ ok: true });
  // The header and every row but the one.
  expect({ taken, refused }).toEqual({ taken: rows, refused: 1 });
  expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(400);
}, 300_000);
