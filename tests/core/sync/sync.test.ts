import { afterAll, expect, test } from 'vitest';
import { draftCampaign } from '../../support/publishing-plans.ts';
import { PERSON, type World } from '../../support/publishing-world.ts';
import { openSyncJournal, published as publishedOn, type Desk } from '../../support/sync-desk.ts';

const journal = openSyncJournal();
afterAll(() => journal.close());
const published = (): Promise<Desk> => publishedOn(journal);
const run = (desk: Desk) => desk.sync.handlers.run({ clientId: null }, PERSON);
const byLevel = (world: World, level: string) => [...world.books.objects.values()].find((object) => object.level === level)!; // every test publishes one of each

test('a reading of what we made ourselves changes nothing but the delivery', async () => {
  const desk = await published();
  expect(await run(desk)).toMatchObject({
    ok: true,
    value: { reports: [{ ok: true, objectsRead: 4, statusesChanged: 4, incomingChanges: 0 }] },
  });
  expect(await run(desk)).toMatchObject({ ok: true, value: { reports: [{ statusesChanged: 0, incomingChanges: 0 }] } });
  expect(desk.world.plans.all().every((record) => record.delivery === 'active' && Object.keys(record.theirs).length === 0)).toBe(true);
});

test('FM-36: what someone changed on the network becomes theirs and overwrites nothing', async () => {
  const desk = await published();
  const campaign = byLevel(desk.world, 'campaign');
  campaign.fields = { ...campaign.fields, dailyBudget: { amountMicros: '77000000', currency: 'COP' } };
  expect(await run(desk)).toMatchObject({ ok: true, value: { reports: [{ incomingChanges: 1 }] } });
  const record = desk.world.plans.all()[0];
  expect(record?.theirs).toEqual({ dailyBudget: { amountMicros: '77000000', currency: 'COP' } });
  expect(record?.draft).toMatchObject({ dailyBudget: { amountMicros: 10_000_000n } });
});

test('a campaign paused on the network gives its booked budget back', async () => {
  const desk = await published();
  expect(desk.world.store.bookedByAccount('account-net')).toMatchObject([{ amountMicros: 10_000_000n }]);
  byLevel(desk.world, 'campaign').configured = 'paused';
  await run(desk);
  expect(desk.world.plans.all()[0]?.theirs).toEqual({ status: 'paused' });
  expect(desk.world.store.bookedByAccount('account-net')).toMatchObject([{ amountMicros: 0n }]);
});

test('FM-36: an object that is gone from the network is shown as archived there', async () => {
  const desk = await published();
  const ad = byLevel(desk.world, 'ad');
  desk.world.books.objects.delete(ad.remoteId);
  await run(desk);
  expect(desk.world.plans.byMarker(ad.marker)).toMatchObject({ delivery: 'archived', theirs: { status: 'archived' } });
});

test('FM-36: a deletion that was accepted is no news at the next reading', async () => {
  const desk = await published();
  const ad = byLevel(desk.world, 'ad');
  desk.world.books.objects.delete(ad.remoteId);
  await run(desk);
  const record = desk.world.plans.byMarker(ad.marker)!; // it was published
  desk.world.plans.put({
    ...record,
    base: { ...record.base, status: 'archived' },
    draft: { ...record.draft, status: 'archived' },
    theirs: {},
  } as typeof record); // of the same level
  expect(await run(desk)).toMatchObject({ ok: true, value: { reports: [{ incomingChanges: 0 }] } });
  expect(desk.world.plans.get(record.id)?.theirs).toEqual({});
});

test('FM-36: an object that was renamed without its marker is renamed, not gone, and keeps its booked budget', async () => {
  const desk = await published();
  const campaign = byLevel(desk.world, 'campaign');
  campaign.fields = { ...campaign.fields, name: 'Nombre de otra persona' };
  desk.unmarked.add(campaign.remoteId);
  expect(await run(desk)).toMatchObject({ ok: true, value: { reports: [{ incomingChanges: 1 }] } });
  expect(desk.world.plans.all()[0]).toMatchObject({ delivery: 'active', theirs: { name: 'Nombre de otra persona' } });
  expect(desk.world.store.bookedByAccount('account-net')).toMatchObject([{ amountMicros: 10_000_000n }]);
});

test('a second object with our marker is paused and archived, once', async () => {
  const desk = await published();
  const ad = byLevel(desk.world, 'ad');
  desk.world.books.objects.set('ad-twin', { ...ad, remoteId: 'ad-twin', configured: 'active' });
  await run(desk);
  await run(desk);
  await desk.world.settle();
  expect(desk.world.books.objects.get('ad-twin')?.configured).toBe('archived');
  expect(ad.configured).toBe('active');
  expect(
    desk.world.store
      .steps({ runId: null, states: [], network: null, offset: 0, limit: 100 })
      .steps.filter((step) => step.purpose === 'duplicate'),
  ).toHaveLength(2);
});

test('figures are read from the first day once, then as far back as the network restates', async () => {
  const desk = await published();
  const ad = byLevel(desk.world, 'ad');
  desk.rows = [
    {
      adRemoteId: ad.remoteId,
      day: '2026-11-20',
      impressions: 100,
      clicks: 3,
      conversions: 0.5,
      spend: { amountMicros: 2_000_000n, currency: 'COP' },
      attributionWindow: '7d',
    },
  ];
  const first = desk.world.plans.all()[0]!; // the campaign
  desk.world.plans.edit(first.id, { startDay: '2026-01-05' });
  expect(await run(desk)).toMatchObject({ ok: true, value: { reports: [{ metricRows: 1, restated: 0 }] } });
  desk.world.nowMs += 86_400_000;
  await run(desk);
  desk.rows = [{ ...desk.rows[0]!, clicks: 4 }]; // set above
  expect(await run(desk)).toMatchObject({ ok: true, value: { reports: [{ restated: 1 }] } });
  expect(desk.asked).toEqual(['2026-01-05..2026-11-20', '2026-10-23..2026-11-21', '2026-10-24..2026-11-21']);
});

test('FM-31: after a restore nothing is made again: what is on the networks is adopted, what was open is given up', async () => {
  const desk = await published();
  const { world } = desk;
  // The restored file has never heard of the publish.
  for (const record of world.plans.all()) world.plans.put({ ...record, base: null, remoteId: null, remoteRefs: {}, lifecycle: 'draft' }); // the same level, less what a publish adds
  journal.db.exec('DELETE FROM budget_balance');
  world.fenced = true;
  const made = world.books.objects.size;
  await run(desk);
  expect(world.fenced).toBe(false);
  expect(await world.start()).toMatchObject({ ok: false, error: { code: 'publishing.nothing_to_publish' } });
  expect(world.books.objects.size).toBe(made);
  expect(world.store.bookedByAccount('account-net')).toMatchObject([{ amountMicros: 10_000_000n }]);
});

test('FM-31: steps that a restored journal still holds open are given up, not sent again', async () => {
  const desk = await published();
  const { world } = desk;
  for (const record of draftCampaign({
    network: 'net',
    accountId: 'account-net',
    clientId: 'client-1',
    currency: 'COP',
    budgetMicros: 5_000_000n,
    groups: 1,
    adsPerGroup: 1,
    nextId: world.nextId,
    marker: world.marker,
  }))
    world.plans.put(record);
  world.approveAll();
  await world.start();
  world.fenced = true;
  const writes = world.books.writes.length;
  await run(desk);
  expect(world.fenced).toBe(false);
  await world.settle();
  expect(world.books.writes).toHaveLength(writes);
  expect(world.store.openRuns()).toEqual([]);
  // What it wanted is still a change that can be published.
  expect(await world.start()).toMatchObject({ ok: true });
});

test('the fence stays while one account cannot be read, and while a marked object is unknown here', async () => {
  const desk = await published();
  desk.world.fenced = true;
  desk.world.books.signedOut.add('account-net');
  await run(desk);
  expect(desk.world.fenced).toBe(true);
  desk.world.books.signedOut.clear();
  desk.world.books.objects.set('ad-stranger', { ...byLevel(desk.world, 'ad'), remoteId: 'ad-stranger', marker: 'zzzzzzzz' });
  await run(desk);
  expect(desk.world.fenced).toBe(true);
  desk.world.books.objects.delete('ad-stranger');
  await run(desk);
  expect(desk.world.fenced).toBe(false);
});
