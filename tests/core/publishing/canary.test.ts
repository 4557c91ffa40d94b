import { afterAll, expect, test } from 'vitest';
import { createCanaryStore } from '../../../adapters/storage/canary-store.ts';
import { canaryTables } from '../../../adapters/storage/migrations/0202-canaries.ts';
import { faultWorld } from '../../support/fault-world.ts';
import { openJournalDatabase } from '../../support/publishing-database.ts';
import { PERSON, type World } from '../../support/publishing-world.ts';

const journal = openJournalDatabase();
canaryTables.up(journal.db);
afterAll(() => journal.close());

async function canaryOf(ads: number, goOn: 'after_review' | 'on_key'): Promise<{ readonly world: World; readonly runId: string }> {
  journal.db.exec('DELETE FROM publish_canary');
  const canaries = createCanaryStore(journal.db);
  const world = faultWorld({ journal, groups: 2, adsPerGroup: ads / 2, sabotage: (deps) => ({ ...deps, canaries }) });
  const started = await world.publishing.handlers.start(
    { selection: { all: true, clientId: null }, confirmDaily: [], canary: goOn },
    PERSON,
  );
  if (!started.ok) throw new Error(started.error.code);
  await world.settle();
  return { world, runId: started.value.id };
}
const adsOf = (world: World) => [...world.books.objects.values()].filter((object) => object.level === 'ad');
function review(world: World, delivery: 'active' | 'in_review' | 'rejected'): void {
  for (const record of world.plans.all())
    if (record.level === 'ad' && record.remoteId !== null) world.plans.setDelivery(record.id, delivery, [], '2026-11-20T12:00:00.000Z');
}
const view = async (world: World, runId: string) => {
  const answer = await world.publishing.handlers.run({ runId }, PERSON);
  return answer.ok ? answer.value.canary : null;
};

test('five ads in a hundred go first, and the rest by itself once their review is good', async () => {
  const { world, runId } = await canaryOf(40, 'after_review');
  expect(adsOf(world)).toHaveLength(2);
  review(world, 'in_review');
  world.publishing.lookAtCanaries(PERSON);
  await world.settle();
  expect(adsOf(world)).toHaveLength(2);
  review(world, 'active');
  world.restart();
  world.publishing.lookAtCanaries(PERSON);
  await world.settle();
  expect(adsOf(world).filter((ad) => ad.configured === 'active')).toHaveLength(40);
  expect(await view(world, runId)).toMatchObject({ state: 'released', reason: null });
  // Asked again, nothing goes twice.
  world.publishing.lookAtCanaries(PERSON);
  await world.settle();
  expect(adsOf(world)).toHaveLength(40);
  expect(world.violations).toEqual([]);
});

test('one rejected first ad holds the rest until a person lets it go', async () => {
  const { world, runId } = await canaryOf(20, 'after_review');
  review(world, 'rejected');
  world.publishing.lookAtCanaries(PERSON);
  await world.settle();
  expect(adsOf(world)).toHaveLength(1);
  expect(await view(world, runId)).toMatchObject({ state: 'held', reason: 'publishing.canary_rejected', rest: 20 });
  expect(await world.publishing.handlers.releaseCanary({ runId }, PERSON)).toMatchObject({ ok: true });
  await world.settle();
  expect(adsOf(world)).toHaveLength(20);
  expect(await world.publishing.handlers.releaseCanary({ runId }, PERSON)).toMatchObject({
    ok: false,
    error: { code: 'publishing.canary_not_waiting' },
  });
});

test('on a key nothing goes by itself, and what was edited meanwhile does not go at all', async () => {
  const { world, runId } = await canaryOf(20, 'on_key');
  review(world, 'active');
  world.publishing.lookAtCanaries(PERSON);
  await world.settle();
  expect(adsOf(world)).toHaveLength(1);
  const waiting = world.plans.all().find((record) => record.level === 'ad' && record.remoteId === null)!; // nineteen of them wait
  world.plans.edit(waiting.id, { headlines: ['Otro'] });
  expect(await world.publishing.handlers.releaseCanary({ runId }, PERSON)).toMatchObject({
    ok: false,
    error: { code: 'publishing.canary_changed' },
  });
  await world.settle();
  expect(adsOf(world)).toHaveLength(1);
});

test('a person keeps the rest where it is: a good review does not let it go, only a word does', async () => {
  const { world, runId } = await canaryOf(20, 'after_review');
  expect(await world.publishing.handlers.holdCanary({ runId }, PERSON)).toMatchObject({
    ok: true,
    value: { canary: { state: 'held', reason: 'publishing.canary_stopped', rest: 20 } },
  });
  review(world, 'active');
  world.publishing.lookAtCanaries(PERSON);
  await world.settle();
  expect(adsOf(world)).toHaveLength(1);
  expect(await world.publishing.handlers.holdCanary({ runId }, PERSON)).toMatchObject({ error: { code: 'publishing.canary_not_waiting' } });
  await world.publishing.handlers.releaseCanary({ runId }, PERSON);
  await world.settle();
  expect(adsOf(world)).toHaveLength(20);
  expect(world.violations).toEqual([]);
});

test('over edits alone it is refused with what it needs, and nothing is sent', async () => {
  journal.db.exec('DELETE FROM publish_canary');
  const canaries = createCanaryStore(journal.db);
  const world = faultWorld({ journal, groups: 2, adsPerGroup: 2, sabotage: (deps) => ({ ...deps, canaries }) });
  const start = (canary?: 'after_review') =>
    world.publishing.handlers.start(
      { selection: { all: true, clientId: null }, confirmDaily: [], ...(canary === undefined ? {} : { canary }) },
      PERSON,
    );
  await start();
  await world.settle();
  const ads = world.plans.all().filter((record) => record.level === 'ad');
  for (const ad of ads) world.plans.edit(ad.id, { headlines: ['Otro'] });
  const refused = { ok: false, error: { code: 'publishing.canary_needs_new_ads', details: { objects: ads.length } } };
  expect(await start('after_review')).toMatchObject(refused);
  expect(await start()).toMatchObject({ ok: true });
});
