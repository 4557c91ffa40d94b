import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createX } from '../../../../adapters/networks/x/index.ts';
import { urlsOf } from '../../../../adapters/networks/x/manifest.ts';
import type { PlannedObject, PublishStep } from '../../../../core/ports/index.ts';
import {
  activate,
  adGroupObject,
  adObject,
  BOGOTA,
  campaignObject,
  DAY_MS,
  failureIn,
  madeId,
  MEDELLIN,
  openXWorld,
  publishTree,
  step,
  valueOf,
  type Tree,
  type XWorld,
} from './world.ts';

let world: XWorld;
beforeEach(async () => void (world = await openXWorld()));
afterEach(() => world.close());

const fault = (kind: string, operation = '*', times = 1): void => world.host.addFault({ network: 'x', operation, kind, times });
const stateOf = () => world.host.networks.get('x')!.state();
const sentTo = (operation: string) => world.host.requests('x').filter((request) => request.operation === operation);
const setStatus = (tree: Tree, status: 'active' | 'paused' | 'archived'): PublishStep =>
  step(world.account, 'set_status', { ...tree.ad, remoteId: tree.adId }, { adGroup: tree.adGroupId }, { status });

describe('publishing on X', () => {
  test('makes everything resting and reads back every field that it sent', async () => {
    const { campaign, adGroup, ad, campaignId, adGroupId, cardUri } = await publishTree(world);
    const objects = valueOf(await world.ads.read(world.account, { kind: 'all_marked' }));
    expect(objects.map((object) => object.configured)).toEqual(['paused', 'paused', 'paused']);
    expect(objects[0]).toMatchObject({
      marker: campaign.marker,
      fields: {
        name: 'Ventas Bogotá',
        dailyBudget: { amountMicros: '480000000000', currency: 'COP' },
        startDay: '2026-11-24',
        endDay: '2026-12-31',
        objective: 'traffic',
      },
    });
    expect(objects[1]).toMatchObject({
      marker: adGroup.marker,
      parentRemoteId: campaignId,
      fields: { places: [BOGOTA], languages: ['es'] },
    });
    const { name, headlines, primaryText, finalUrl } = ad.fields;
    expect(objects[2]).toMatchObject({
      marker: ad.marker,
      parentRemoteId: adGroupId,
      fields: { name, headlines, primaryText, finalUrl },
      extraRefs: { card: cardUri },
      delivery: 'paused',
    });
  });

  test('says PAUSED on campaign and line item, leaves minors out, and ends the run in the account’s zone', async () => {
    await publishTree(world, { campaign: { objective: 'applications' } });
    const form = (operation: string) => Object.fromEntries(new URLSearchParams(sentTo(operation)[0]!.body));
    expect(form('create_campaign')).toMatchObject({ entity_status: 'PAUSED', daily_budget_amount_local_micro: '480000000000' });
    expect(form('create_ad_group')).toMatchObject({
      entity_status: 'PAUSED',
      objective: 'WEBSITE_CLICKS',
      goal: 'WEBSITE_CONVERSIONS',
      primary_web_event_tag: 'o1001',
      start_time: '2026-11-24T05:00:00Z',
      end_time: '2027-01-01T05:00:00Z',
    });
    expect(JSON.parse(sentTo('create_targeting')[0]!.body)).toContainEqual(
      expect.objectContaining({ params: expect.objectContaining({ targeting_type: 'AGE', targeting_value: 'AGE_OVER_18' }) as object }),
    );
    expect(form('create_ad')).toMatchObject({ nullcast: 'true', as_user_id: '7001001' });
  });

  test('lets no ad of a running campaign deliver before its own activation', async () => {
    const tree = await publishTree(world, { active: true });
    const late = adObject(tree.adGroup);
    const refs = { campaign: tree.campaignId, adGroup: tree.adGroupId, media: tree.mediaKey };
    const card = madeId(valueOf(await world.ads.apply(step(world.account, 'create_card', late, refs))));
    const lateId = madeId(valueOf(await world.ads.apply(step(world.account, 'create_ad', late, { ...refs, card }))));
    world.host.advance(3 * DAY_MS);
    const before = valueOf(await world.ads.metrics(world.account, '2026-11-23', '2026-11-27'));
    expect(new Set(before.map((row) => row.adRemoteId))).toEqual(new Set([tree.adId]));
    expect(stateOf().ads.find((ad) => ad.id === lateId)).toMatchObject({ status: 'paused', parentId: tree.adGroupId });
    await activate(world, { ...tree, ad: late, adId: lateId });
    world.host.advance(2 * DAY_MS);
    const after = valueOf(await world.ads.metrics(world.account, '2026-11-23', '2026-11-29'));
    expect(new Set(after.map((row) => row.adRemoteId))).toEqual(new Set([tree.adId, lateId]));
  });

  test('activates an ad once however often it is asked, and finds it active or not by its association', async () => {
    const tree = await publishTree(world);
    expect(valueOf(await world.ads.find(setStatus(tree, 'active')))).toBeNull();
    await activate(world, tree);
    await activate(world, tree);
    expect(sentTo('create_association')).toHaveLength(1);
    expect(valueOf(await world.ads.find(setStatus(tree, 'active')))).toHaveLength(1);
  });

  test('pauses an ad by ending its association, and keeps its figures together when it runs again', async () => {
    const tree = await publishTree(world, { active: true });
    world.host.advance(3 * DAY_MS);
    valueOf(await world.ads.apply(setStatus(tree, 'paused')));
    expect(stateOf().ads[0]).toMatchObject({ status: 'paused' });
    valueOf(await world.ads.apply(setStatus(tree, 'active')));
    world.host.advance(2 * DAY_MS);
    const rows = valueOf(await world.ads.metrics(world.account, '2026-11-23', '2026-11-29'));
    expect(new Set(rows.map((row) => row.adRemoteId))).toEqual(new Set([tree.adId]));
    expect(new Set(rows.map((row) => row.day)).size).toBe(rows.length);
  });

  test('archives an ad for good: it reads as archived and is never taken for the answer of a new one', async () => {
    const tree = await publishTree(world, { active: true });
    valueOf(await world.ads.apply(setStatus(tree, 'archived')));
    valueOf(await world.ads.apply(setStatus(tree, 'archived')));
    const ad = valueOf(await world.ads.read(world.account, { kind: 'all_marked' })).find((object) => object.level === 'ad');
    expect(ad).toMatchObject({ configured: 'archived', delivery: 'archived', name: 'Asesor comercial', marker: tree.ad.marker });
    expect(valueOf(await world.ads.find(step(world.account, 'create_ad', tree.ad, { adGroup: tree.adGroupId })))).toBeNull();
    expect(valueOf(await world.ads.find(setStatus(tree, 'archived')))).toHaveLength(1);
  });

  test('replaces places and languages in one batch of what goes and what comes', async () => {
    const tree = await publishTree(world);
    const moved = { ...tree.adGroup, remoteId: tree.adGroupId, fields: { ...tree.adGroup.fields, places: [MEDELLIN], languages: ['en'] } };
    const change = step(world.account, 'create_targeting', moved, { adGroup: tree.adGroupId }, { changedFields: ['places', 'languages'] });
    expect(valueOf(await world.ads.find(change))).toBeNull();
    valueOf(await world.ads.apply(change));
    const batches = sentTo('create_targeting').map((request) => JSON.parse(request.body) as { operation_type: string }[]); // the adapter's own bodies
    expect(
      batches
        .at(-1)!
        .map((operation) => operation.operation_type)
        .toSorted(),
    ).toEqual(['Create', 'Create', 'Delete', 'Delete']);
    expect(valueOf(await world.ads.find(change))).toHaveLength(1);
    const group = valueOf(await world.ads.read(world.account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId] })).find(
      (object) => object.level === 'ad_group',
    );
    expect(group?.fields).toMatchObject({ places: [MEDELLIN], languages: ['en'] });
  });

  test('keeps the old places whole when one operation of the batch is refused', async () => {
    const tree = await publishTree(world);
    const moved = { ...tree.adGroup, remoteId: tree.adGroupId, fields: { ...tree.adGroup.fields, places: [MEDELLIN] } };
    fault('partial', 'create_targeting');
    const refused = failureIn(await world.ads.apply(step(world.account, 'create_targeting', moved, { adGroup: tree.adGroupId })));
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'x.invalid_parameter',
      problems: [{ objectId: tree.adGroup.objectId, field: 'places' }],
    });
    const group = valueOf(await world.ads.read(world.account, { kind: 'all_marked' })).find((object) => object.level === 'ad_group');
    expect(group?.fields).toMatchObject({ places: [BOGOTA] });
  });

  test('moves the end of a campaign on all its line items at once, and takes it away', async () => {
    const tree = await publishTree(world);
    const second = adGroupObject(tree.campaign);
    valueOf(
      await world.ads.apply(step(world.account, 'create_ad_group', second, { campaign: tree.campaignId }, { above: [tree.campaign] })),
    );
    const update = (endDay: string | null): PublishStep =>
      step(
        world.account,
        'update',
        { ...tree.campaign, remoteId: tree.campaignId, fields: { ...tree.campaign.fields, endDay } },
        {},
        { changedFields: ['endDay'] },
      );
    for (const endDay of ['2027-01-15', null]) {
      expect(valueOf(await world.ads.find(update(endDay)))).toBeNull();
      valueOf(await world.ads.apply(update(endDay)));
      expect(valueOf(await world.ads.find(update(endDay)))).toHaveLength(1);
      const campaign = valueOf(await world.ads.read(world.account, { kind: 'all_marked' }))[0];
      expect(campaign?.fields['endDay']).toBe(endDay);
    }
    expect(sentTo('batch_ad_groups')).toHaveLength(2);
  });

  test('changes names and budget, and finds each change done only when it is', async () => {
    const tree = await publishTree(world);
    const changed = (object: PlannedObject, remoteId: string, fields: object, changedFields: readonly string[]): PublishStep =>
      step(
        world.account,
        'update',
        { ...object, remoteId, fields: { ...object.fields, ...fields } } as PlannedObject,
        { adGroup: tree.adGroupId },
        { changedFields },
      ); // fields of the same level
    for (const update of [
      changed(tree.campaign, tree.campaignId, { name: 'Otro', dailyBudget: { amountMicros: 60_000_010_000n, currency: 'COP' } }, [
        'name',
        'dailyBudget',
      ]),
      changed(tree.adGroup, tree.adGroupId, { name: 'Grupo' }, ['name']),
      changed(tree.ad, tree.adId, { name: 'Anuncio' }, ['name']),
    ]) {
      expect(valueOf(await world.ads.find(update))).toBeNull();
      valueOf(await world.ads.apply(update));
      expect(valueOf(await world.ads.find(update))).toHaveLength(1);
    }
    expect(failureIn(await world.ads.apply(changed(tree.campaign, tree.campaignId, {}, ['objective'])))).toMatchObject({
      code: 'x.nothing_to_change',
    });
  });

  test('sends the same picture once, and lays it down in the library under its hash', async () => {
    const tree = await publishTree(world);
    const again = madeId(valueOf(await world.again().ads.apply(step(world.account, 'upload_media', adObject(tree.adGroup)))));
    expect(again).toBe(tree.mediaKey);
    expect(sentTo('upload_media')).toHaveLength(3);
    expect(sentTo('create_media')).toHaveLength(1);
  });

  test('names one picture for every ad that carries it', async () => {
    const group = adGroupObject(campaignObject(world.account));
    const [first, second] = [adObject(group), adObject(group)];
    const made = valueOf(await world.ads.apply(step(world.account, 'upload_media', first, {}, { objects: [first, second] })));
    expect(made.refs.map((ref) => [ref.objectId, ref.part])).toEqual([
      [first.objectId, 'media'],
      [second.objectId, 'media'],
    ]);
    expect(new Set(made.refs.map((ref) => ref.remoteId)).size).toBe(1);
  });
});

describe('a lost answer of X', () => {
  const kinds = ['lose_answer', '5xx_after', 'truncate'];
  test('leaves every creation to be found once by its marker', async () => {
    const { account, ads } = world;
    for (const kind of kinds) {
      const campaign = campaignObject(account);
      const adGroup = adGroupObject(campaign);
      const ad = adObject(adGroup);
      const refs: Record<string, string> = {};
      for (const [stepKind, operation, object, part] of [
        ['create_campaign', 'create_campaign', campaign, 'campaign'],
        ['create_ad_group', 'create_ad_group', adGroup, 'adGroup'],
        ['create_targeting', 'create_targeting', adGroup, 'targeting'],
        ['upload_media', 'create_media', ad, 'media'],
        ['create_card', 'create_card', ad, 'card'],
        ['create_ad', 'create_ad', ad, 'ad'],
      ] as const) {
        const wanted = step(account, stepKind, object, refs, { above: object === campaign ? [] : [campaign] });
        // The picture of the first round is in the library from then on.
        const known = stepKind === 'upload_media' && kind !== kinds[0];
        if (!known) {
          expect(valueOf(await ads.find(wanted))).toBeNull();
          fault(kind, operation);
          expect(failureIn(await ads.apply(wanted)).kind).toBe('outcome_unknown');
        }
        const found = valueOf(await ads.find(wanted));
        expect(found).toHaveLength(1);
        refs[part] = madeId(found![0]!);
      }
    }
    expect(stateOf().campaigns).toHaveLength(kinds.length);
    expect(stateOf().ads).toHaveLength(kinds.length);
  });

  test('is told from one that never left, and from one that never arrived', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
    await new Promise((resolve) => server.close(resolve));
    const nowhere = createX({
      urls: urlsOf(`http://127.0.0.1:${port}`),
      clock: world.clock,
      images: { render: () => Promise.reject(new Error('nothing is drawn here')) },
      secrets: {
        get: (name) => Promise.resolve(world.secrets.get(name) ?? null),
        set: () => Promise.resolve(),
        delete: () => Promise.resolve(true),
      },
      rates: { read: () => null, write: () => undefined },
    });
    const rename = step(world.account, 'update', { ...campaignObject(world.account), remoteId: 'zz1' }, {}, { changedFields: ['name'] });
    expect(failureIn(await nowhere.ads.apply(rename)).kind).toBe('unavailable');
    fault('html_portal');
    expect(failureIn(await world.ads.apply(rename)).kind).toBe('outcome_unknown');
    fault('5xx_before', 'list_campaigns');
    expect(failureIn(await world.ads.read(world.account, { kind: 'all_marked' })).kind).toBe('unavailable');
  });

  test('tells of two objects that carry one marker, the older first', async () => {
    fault('answer_twice', 'create_campaign');
    const campaign = step(world.account, 'create_campaign', campaignObject(world.account));
    const first = madeId(valueOf(await world.ads.apply(campaign)));
    const found = valueOf(await world.ads.find(campaign));
    expect(found).toHaveLength(2);
    expect(found!.map(madeId)).toContain(first);
  });

  test('is not believed to be nothing while a listing lags', async () => {
    fault('late_listing', 'create_campaign');
    const campaign = step(world.account, 'create_campaign', campaignObject(world.account));
    valueOf(await world.ads.apply(campaign));
    expect(valueOf(await world.ads.find(campaign))).toBeNull();
    world.host.advance(world.ads.capabilities.listingLagMs);
    expect(valueOf(await world.ads.find(campaign))).toHaveLength(1);
  });

  test('of a post shows as a duplicate text the next time, and is then looked up', async () => {
    const tree = await publishTree(world);
    const again = step(world.account, 'create_ad', tree.ad, { adGroup: tree.adGroupId, media: tree.mediaKey, card: tree.cardUri });
    expect(madeId(valueOf(await world.ads.apply(again)))).toBe(tree.adId);
    expect(stateOf().ads).toHaveLength(1);
    const other = { ...adObject(tree.adGroup), fields: tree.ad.fields };
    const refused = failureIn(
      await world.ads.apply(step(world.account, 'create_ad', other, { adGroup: tree.adGroupId, card: tree.cardUri })),
    );
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'x.duplicate_post',
      problems: [{ objectId: other.objectId, field: 'primaryText' }],
    });
  });
});
