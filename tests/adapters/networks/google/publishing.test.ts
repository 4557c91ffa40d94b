import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { money } from '../../../../core/kernel/index.ts';
import type { PlannedObject } from '../../../../core/ports/index.ts';
import { adFields, adGroupFields, markerAt, openWorld, publish, refsOf, stepOf, treeOf, withIds, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const state = () => world.host.networks.get('google')!.state();

describe('making a campaign', () => {
  it('sends the whole tree in one request and keeps it paused', async () => {
    const objects = treeOf({ groups: 2, ads: 3 });
    const { evidence } = await publish(world, objects);
    expect(world.host.requests('google').filter((request) => request.path.endsWith(':mutate'))).toHaveLength(1);
    expect(evidence.refs.map((ref) => ref.part).toSorted()).toEqual([
      'ad',
      'ad',
      'ad',
      'ad',
      'ad',
      'ad',
      'ad_group',
      'ad_group',
      'budget',
      'campaign',
    ]);
    expect(evidence.requestId).toMatch(/^sim/);
    const seen = state();
    expect([seen.campaigns.length, seen.adGroups.length, seen.ads.length]).toEqual([1, 2, 6]);
    for (const object of [...seen.campaigns, ...seen.adGroups, ...seen.ads]) expect(object.configured).toBe('paused');
    expect(seen.ads.map((ad) => String(ad.marker)).toSorted()).toEqual(
      objects.filter((object) => object.level === 'ad').map((object) => object.marker),
    );
  });

  it('reads back what it sent', async () => {
    const { objects, refs } = await publish(world);
    const read = await world.google.read(world.account, { kind: 'campaigns', remoteCampaignIds: [refs['campaign']!] });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const [campaign, group, ad] = ['campaign', 'ad_group', 'ad'].map((level) => read.value.find((object) => object.level === level)!);
    expect(campaign).toMatchObject({
      marker: objects[0]!.marker,
      remoteId: refs['campaign'],
      configured: 'paused',
      delivery: 'paused',
      extraRefs: { budget: refs['budget'] },
    });
    expect(campaign!.fields).toEqual({
      name: 'Auxiliar contable Bogotá',
      status: 'paused',
      dailyBudget: { amountMicros: '50000000000', currency: 'COP' },
      objective: 'traffic',
      startDay: '2026-11-20',
      endDay: '2026-12-31',
    });
    expect(group!.fields).toEqual({
      name: 'Bogotá 1',
      status: 'paused',
      keywords: ['empleo auxiliar contable', 'trabajo contabilidad bogota'],
    });
    expect(ad).toMatchObject({
      marker: objects[2]!.marker,
      delivery: 'in_review',
      parentRemoteId: refs['adGroup'],
      fields: { headlines: adFields.headlines, descriptions: adFields.descriptions, finalUrl: adFields.finalUrl },
    });
  });

  it('switches the tree on and off with one request each and removes it with the campaign', async () => {
    const { objects } = await publish(world);
    for (const [status, expected] of [
      ['active', 'active'],
      ['paused', 'paused'],
      ['archived', 'archived'],
    ] as const) {
      const before = world.host.requestCount('google');
      const step = stepOf(world, 'set_status', objects, { status });
      const answer = await world.google.apply(step);
      expect(answer.ok).toBe(true);
      expect(world.host.requestCount('google') - before).toBe(1);
      const seen = state();
      for (const object of [...seen.campaigns, ...seen.adGroups, ...seen.ads]) expect(object.status).toBe(expected);
      const found = await world.google.find(step);
      expect(found.ok && found.value?.[0]?.refs).toHaveLength(objects.length);
    }
  });

  it('adds an ad group and an ad to a live campaign', async () => {
    const { refs } = await publish(world);
    const group: PlannedObject = {
      level: 'ad_group',
      objectId: '20000000-0000-4000-8000-000000000900',
      parentId: null,
      marker: markerAt('g', 900),
      remoteId: null,
      fields: { ...adGroupFields, name: 'Medellín', places: [{ code: '05001', name: 'Medellín', region: 'Antioquia', country: 'CO' }] },
    };
    const made = await world.google.apply(stepOf(world, 'create_ad_group', [group], { refs: { campaign: refs['campaign']! } }));
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    const ad: PlannedObject = {
      level: 'ad',
      objectId: '30000000-0000-4000-8000-000000000900',
      parentId: group.objectId,
      marker: markerAt('a', 900),
      remoteId: null,
      fields: adFields,
    };
    const adStep = stepOf(world, 'create_ad', [ad], { refs: { campaign: refs['campaign']!, adGroup: refsOf(made.value)['adGroup']! } });
    const adMade = await world.google.apply(adStep);
    if (!adMade.ok) throw new Error(JSON.stringify(adMade.error));
    expect(state().ads.map((one) => one.marker)).toContain(ad.marker);
    const found = await world.google.find(adStep);
    expect(found).toEqual({ ok: true, value: [{ refs: adMade.value.refs, requestId: null }] });
    const groupFound = await world.google.find(stepOf(world, 'create_ad_group', [group], { refs: { campaign: refs['campaign']! } }));
    expect(groupFound).toEqual({ ok: true, value: [{ refs: made.value.refs, requestId: null }] });
  });
});

describe('changing a live campaign', () => {
  it('changes name, budget and end in one request, and knows it when it looks', async () => {
    const { objects, refs } = await publish(world);
    const campaign = objects[0]!;
    if (campaign.level !== 'campaign') throw new Error('unexpected');
    const changed: PlannedObject = {
      ...campaign,
      fields: {
        ...campaign.fields,
        name: 'Contable nacional',
        dailyBudget: money(75_000_000_000n, 'COP'),
        endDay: null,
        objective: 'applications',
      },
    };
    const step = stepOf(world, 'update', [changed], { refs, changedFields: ['name', 'dailyBudget', 'endDay', 'objective'] });
    expect(await world.google.find(step)).toEqual({ ok: true, value: null });
    const answer = await world.google.apply(step);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    const read = await world.google.read(world.account, { kind: 'all_marked' });
    const found = read.ok ? read.value.find((object) => object.level === 'campaign') : undefined;
    expect(found?.fields).toMatchObject({
      name: 'Contable nacional',
      dailyBudget: { amountMicros: '75000000000', currency: 'COP' },
      endDay: null,
      objective: 'applications',
    });
    const look = await world.google.find(step);
    expect(look.ok && look.value?.[0]?.refs[0]?.remoteId).toBe(refs['campaign']);
  });

  it('changes keywords by difference and leaves the kept ones alone', async () => {
    const { objects, refs } = await publish(world);
    const group = objects[1]!;
    if (group.level !== 'ad_group') throw new Error('unexpected');
    const step = stepOf(
      world,
      'update',
      [{ ...group, fields: { ...group.fields, keywords: ['empleo auxiliar contable', 'vacante contable'] } }],
      { refs, changedFields: ['keywords'] },
    );
    const answer = await world.google.apply(step);
    expect(answer.ok).toBe(true);
    const sent = JSON.parse(world.host.requests('google').at(-1)!.body) as { mutateOperations: unknown[] };
    expect(sent.mutateOperations).toHaveLength(4);
    const read = await world.google.read(world.account, { kind: 'all_marked' });
    expect(read.ok && read.value.find((object) => object.level === 'ad_group')?.fields['keywords']).toEqual([
      'empleo auxiliar contable',
      'vacante contable',
    ]);
  });

  it('replaces an ad whose text changed, in one request and under the same marker', async () => {
    const { objects, refs } = await publish(world);
    const ad = objects[2]!;
    if (ad.level !== 'ad') throw new Error('unexpected');
    const step = stepOf(
      world,
      'update',
      [{ ...ad, fields: { ...ad.fields, headlines: ['Contador junior', 'Trabaje en Bogotá', 'Postúlese hoy'] } }],
      { refs, changedFields: ['headlines'] },
    );
    const answer = await world.google.apply(step);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    expect(answer.value.refs).toHaveLength(1);
    expect(answer.value.refs[0]!.remoteId).not.toBe(refs['ad']);
    expect(state().ads.map((one) => one.status)).toEqual(['archived', 'paused']);
  });

  it('moves an ad group’s places on its campaign', async () => {
    const { objects, refs } = await publish(world);
    const group = objects[1]!;
    if (group.level !== 'ad_group') throw new Error('unexpected');
    const step = stepOf(
      world,
      'update',
      [{ ...group, fields: { ...group.fields, places: [{ code: '76001', name: 'Cali', region: 'Valle del Cauca', country: 'CO' }] } }],
      { refs, changedFields: ['places'] },
    );
    expect((await world.google.apply(step)).ok).toBe(true);
    const sent = JSON.parse(world.host.requests('google').at(-1)!.body) as {
      mutateOperations: Record<string, { create?: unknown; remove?: unknown }>[];
    };
    expect(sent.mutateOperations.map((operation) => Object.keys(operation['campaignCriterionOperation']!)[0])).toEqual([
      'create',
      'remove',
    ]);
  });
});

describe('places', () => {
  it('aims by radius around a town through its address', async () => {
    await publish(world, treeOf({ group: { radiusKm: 25 } }));
    const sent = world.host.requests('google').find((request) => request.path.endsWith(':mutate'))!.body;
    expect(sent).toContain(
      '"proximity":{"radius":25,"radiusUnits":"KILOMETERS","address":{"cityName":"Bogotá, D.C.","provinceName":"Bogotá, D.C.","countryCode":"CO"}}',
    );
  });

  it('never widens a place before a person was shown it', async () => {
    const unknownTown = { code: '05888', name: 'Pueblo sin nombre', region: 'Antioquia', country: 'CO' };
    const objects = treeOf({ group: { places: [unknownTown] } });
    const first = await world.google.apply(stepOf(world, 'create_tree', objects));
    expect(first).toMatchObject({ ok: false, error: { kind: 'refused', code: 'google.place_wider' } });
    expect(state().campaigns).toHaveLength(0);
    const problems = world.google.check({ account: world.account, objects, today: '2026-11-20' });
    expect(problems).toContainEqual({
      objectId: objects[1]!.objectId,
      field: 'places',
      severity: 'warning',
      code: 'google_place_wider',
      details: { place: 'Pueblo sin nombre', wider: 'Antioquia' },
    });
    const second = await world.google.apply(stepOf(world, 'create_tree', objects));
    expect(second.ok).toBe(true);
  });
});

it('lists the accounts behind a manager and describes one', async () => {
  const accounts = await world.google.listAccounts('google/agency');
  const ids = accounts.ok ? accounts.value.map((account) => account.remoteId) : [];
  expect(ids).toEqual(expect.arrayContaining(['1110000001', '1110000002', '1110000003']));
  // Neither the manager itself nor a suspended account.
  expect(ids).not.toContain('9990000001');
  expect(ids).not.toContain('1110000005');
  expect(await world.google.test(world.account)).toMatchObject({
    ok: true,
    value: { accountStatus: 'ok', currency: 'COP', timeZone: 'America/Bogota', expiresAt: null },
  });
});

it('counts operations itself and says how full the day is', async () => {
  expect(world.google.rate(world.account)).toBeNull();
  await publish(world);
  const basic = world.google.rate(world.accountOf({ settings: { ...world.account.settings, accessLevel: 'basic' } }));
  // 1 look for places, then budget, campaign, place, language, group, 4 keywords and ad.
  expect(basic).toEqual({
    usedRatio: 11 / 15_000,
    left: { count: 14_989, limit: 15_000, unit: 'operations', windowMs: 86_400_000 },
    source: 'table',
    blockedUntil: null,
    detail: { operations: 11, limit: 15_000, level: 'basic' },
  });
  expect(world.google.rate(world.accountOf({ settings: { accessLevel: 'standard' } }))?.usedRatio).toBe(0);
});

it('gives daily figures per ad in exact micros, and none for days without impressions', async () => {
  const { objects } = await publish(world, treeOf({ groups: 2 }));
  expect((await world.google.apply(stepOf(world, 'set_status', objects, { status: 'active' }))).ok).toBe(true);
  world.host.advance(3 * 86_400_000);
  const rows = await world.google.metrics(world.account, '2026-11-18', '2026-11-23');
  if (!rows.ok) throw new Error(JSON.stringify(rows.error));
  expect(new Set(rows.value.map((row) => row.day))).toEqual(new Set(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']));
  for (const row of rows.value) {
    expect(row.impressions).toBeGreaterThan(0);
    expect(row.spend.currency).toBe('COP');
    expect(row.spend.amountMicros).toBeLessThanOrEqual(50_000_000_000n);
    expect(objects.map((object) => object.remoteId)).toContain(row.adRemoteId);
  }
  const again = await world.google.metrics(world.account, '2026-11-18', '2026-11-23');
  expect(again).toEqual(rows);
  world.fault('insights', 'restate');
  const restated = await world.google.metrics(world.account, '2026-11-18', '2026-11-23');
  const sum = (list: Awaited<ReturnType<typeof world.google.metrics>>): number =>
    list.ok ? list.value.reduce((total, row) => total + row.conversions, 0) : 0;
  expect(sum(restated)).toBeGreaterThan(sum(rows));
});

it('reads nothing but its own campaigns', async () => {
  await publish(world);
  const read = await world.google.read(world.account, { kind: 'all_marked' });
  expect(read.ok && read.value.every((object) => object.marker !== null)).toBe(true);
  expect(await world.google.read(world.account, { kind: 'campaigns', remoteCampaignIds: [] })).toEqual({ ok: true, value: [] });
});

it('keeps ids that were given back by evidence usable for the next step', async () => {
  const objects = treeOf();
  const { evidence } = await publish(world, objects);
  expect(withIds(objects, evidence).every((object) => object.remoteId !== null)).toBe(true);
});
