import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PublishStep } from '../../../../core/ports/index.ts';
import {
  adGroupObject,
  adObject,
  campaignObject,
  DAY_MS,
  failureIn,
  madeId,
  openTikTokWorld,
  publishTree,
  requestsTo,
  sentTo,
  step,
  valueOf,
  type TikTokWorld,
} from './world.ts';

let world: TikTokWorld;
beforeEach(async () => void (world = await openTikTokWorld()));
afterEach(() => world.close());

const fault = (kind: string, operation = '*', times = 1): void => world.host.addFault({ network: 'tiktok', operation, kind, times });
const read = async () => valueOf(await world.tiktok.read(world.account, { kind: 'all_marked' }));

describe('publishing on TikTok by hand', () => {
  test('makes every object paused and reads back every field that it sent', async () => {
    const { campaign, adGroup, ad, campaignId, adGroupId, mediaId } = await publishTree(world);
    const objects = await read();
    expect(objects.map((object) => object.configured)).toEqual(['paused', 'paused', 'paused']);
    expect(objects[0]).toMatchObject({
      level: 'campaign',
      marker: campaign.marker,
      fields: {
        name: 'Ventas Bogotá',
        dailyBudget: { amountMicros: '480000000000', currency: 'COP' },
        objective: 'traffic',
        endDay: '2027-02-28',
      },
    });
    expect(objects[1]).toMatchObject({
      level: 'ad_group',
      marker: adGroup.marker,
      parentRemoteId: campaignId,
      fields: { name: adGroup.fields.name, languages: ['es'] },
    });
    const { primaryText, finalUrl, callToAction } = ad.fields;
    expect(objects[2]).toMatchObject({
      level: 'ad',
      marker: ad.marker,
      parentRemoteId: adGroupId,
      fields: { primaryText, finalUrl, callToAction },
      extraRefs: { media: mediaId },
      delivery: 'in_review',
    });
  });

  test('puts the budget on the campaign, spreads it by itself, and shows job ads to every adult', async () => {
    await publishTree(world);
    expect(sentTo(world, '/campaign/create/')[0]).toMatchObject({
      budget_mode: 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
      budget_optimize_on: true,
      budget: 480_000,
      operation_status: 'DISABLE',
    });
    expect(sentTo(world, '/campaign/create/')[0]).not.toHaveProperty('special_industries');
    expect(sentTo(world, '/adgroup/create/')[0]).toMatchObject({
      location_ids: ['3688689'],
      gender: 'GENDER_UNLIMITED',
      age_groups: ['AGE_18_24', 'AGE_25_34', 'AGE_35_44', 'AGE_45_54', 'AGE_55_100'],
      schedule_type: 'SCHEDULE_START_END',
      // The last second of 28 February in Bogotá.
      schedule_end_time: '2027-03-01 04:59:59',
    });
    expect(sentTo(world, '/ad/create/')[0]).toMatchObject({ creatives: [{ ad_format: 'SINGLE_IMAGE', operation_status: 'DISABLE' }] });
  });

  test('declares the special industry for an advertiser of the United States, and only there', async () => {
    const american = await openTikTokWorld({ account: 'Empleos en dólares' });
    await publishTree(american);
    expect(sentTo(american, '/campaign/create/')[0]).toMatchObject({ special_industries: ['EMPLOYMENT'], budget: 75.5 });
    const [campaign] = valueOf(await american.tiktok.read(american.account, { kind: 'all_marked' }));
    expect(campaign?.fields).toMatchObject({ employment: true, dailyBudget: { amountMicros: '75500000', currency: 'USD' } });
    await american.close();
  });

  test('tracks applications with the pixel and states the window that it counts by', async () => {
    await publishTree(world, { campaign: { objective: 'applications' } });
    expect(sentTo(world, '/adgroup/create/')[0]).toMatchObject({
      optimization_goal: 'CONVERT',
      billing_event: 'OCPM',
      pixel_id: world.account.settings['pixelId'],
      optimization_event: 'SUBMIT_APPLICATION',
      click_attribution_window: 'SEVEN_DAYS',
      view_attribution_window: 'ONE_DAY',
    });
  });

  test('delivers nothing until all three levels are switched on', async () => {
    const { adId } = await publishTree(world);
    const other = await publishTree(world, { active: true });
    world.host.advance(4 * DAY_MS);
    const rows = valueOf(await world.tiktok.metrics(world.account, '2026-11-20', '2026-11-29'));
    expect(new Set(rows.map((row) => row.adRemoteId))).toEqual(new Set([other.adId]));
    expect(rows.some((row) => row.adRemoteId === adId)).toBe(false);
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const row of rows) {
      expect(row.spend.currency).toBe('COP');
      expect(row.spend.amountMicros).toBeGreaterThan(0n);
      expect(row.clicks).toBeLessThanOrEqual(row.impressions);
    }
    const objects = await read();
    expect(objects.find((object) => object.remoteId === other.adId)?.delivery).toBe('active');
  });

  test('changes name and budget, and finds the change done only when all of it is', async () => {
    const { campaign, campaignId } = await publishTree(world);
    const wanted = {
      ...campaign,
      remoteId: campaignId,
      fields: { ...campaign.fields, name: 'Otro', dailyBudget: { amountMicros: 600_000_000_000n, currency: 'COP' } },
    };
    const update = step(world.account, 'update', wanted, wanted.fields, {}, { changedFields: ['name', 'dailyBudget'] });
    expect(valueOf(await world.tiktok.find(update))).toBeNull();
    valueOf(await world.tiktok.apply(update));
    expect(valueOf(await world.tiktok.find(update))).toHaveLength(1);
  });

  test('moves the end of a campaign on every ad group, and takes it away again', async () => {
    const tree = await publishTree(world);
    const second = adGroupObject(tree.campaign);
    valueOf(await world.tiktok.apply(step(world.account, 'create_ad_group', second, tree.campaign.fields, { campaign: tree.campaignId })));
    const update = (endDay: string | null): PublishStep => {
      const fields = { ...tree.campaign.fields, endDay };
      return step(
        world.account,
        'update',
        { ...tree.campaign, remoteId: tree.campaignId, fields },
        fields,
        {},
        { changedFields: ['endDay'] },
      );
    };
    for (const endDay of ['2027-03-31', null]) {
      expect(valueOf(await world.tiktok.find(update(endDay)))).toBeNull();
      valueOf(await world.tiktok.apply(update(endDay)));
      expect(valueOf(await world.tiktok.find(update(endDay)))).toHaveLength(1);
      const [campaign] = valueOf(await world.tiktok.read(world.account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId] }));
      expect(campaign?.fields['endDay']).toBe(endDay);
    }
  });

  test('moves a start that is still to come, later or to now; one that has come stays what it was', async () => {
    const tree = await publishTree(world, { campaign: { startDay: '2026-12-05' } });
    const move = async (startDay: string): Promise<unknown> => {
      const fields = { ...tree.campaign.fields, startDay };
      const remote = { ...tree.campaign, remoteId: tree.campaignId, fields };
      valueOf(await world.tiktok.apply(step(world.account, 'update', remote, fields, {}, { changedFields: ['startDay'] })));
      return sentTo(world, '/adgroup/update/').at(-1)?.['schedule_start_time'];
    };
    expect(await move('2026-12-12')).toBe('2026-12-12 05:00:00');
    expect(await move('2026-11-20')).toBe('2026-11-23 15:00:00');
    world.host.advance(DAY_MS);
    expect(await move('2026-11-21')).toBeUndefined();
  });

  test('edits a text in place: the same ad, reviewed again', async () => {
    const tree = await publishTree(world);
    const fields = { ...tree.ad.fields, primaryText: 'Contrato fijo desde el primer día.' };
    const update = step(world.account, 'update', { ...tree.ad, remoteId: tree.adId, fields }, tree.campaign.fields, tree.refs, {
      changedFields: ['primaryText'],
    });
    fault('lose_answer', 'update_ad');
    expect(failureIn(await world.tiktok.apply(update)).kind).toBe('outcome_unknown');
    expect(valueOf(await world.tiktok.find(update))!.map(madeId)).toEqual([tree.adId]);
    const ads = (await read()).filter((object) => object.level === 'ad');
    expect(ads).toHaveLength(1);
    expect(ads[0]).toMatchObject({ fields: { primaryText: fields.primaryText, finalUrl: fields.finalUrl }, delivery: 'in_review' });
  });

  test('moves an ad group to other places and refuses a change that TikTok has no field for', async () => {
    const tree = await publishTree(world);
    const fields = { ...tree.adGroup.fields, places: [{ code: null, name: 'Colombia', region: null, country: 'CO' }] };
    const wanted = { ...tree.adGroup, remoteId: tree.adGroupId, fields };
    valueOf(
      await world.tiktok.apply(step(world.account, 'update', wanted, tree.campaign.fields, tree.refs, { changedFields: ['places'] })),
    );
    expect(sentTo(world, '/adgroup/update/')[0]).toMatchObject({ location_ids: ['3686110'] });
    const nothing = step(world.account, 'update', wanted, tree.campaign.fields, tree.refs, { changedFields: ['radiusKm'] });
    expect(failureIn(await world.tiktok.apply(nothing))).toMatchObject({ kind: 'refused', code: 'tiktok.nothing_to_change' });
  });

  test('sets a status, and tells a status that was answered as set and was not', async () => {
    const tree = await publishTree(world);
    const on = step(world.account, 'set_status', { ...tree.ad, remoteId: tree.adId }, tree.campaign.fields, tree.refs, {
      status: 'active',
    });
    fault('silent_change', 'set_status');
    valueOf(await world.tiktok.apply(on));
    expect(valueOf(await world.tiktok.find(on))).toBeNull();
    valueOf(await world.tiktok.apply(on));
    expect(valueOf(await world.tiktok.find(on))).toHaveLength(1);
  });

  test('refuses a status that a partial success leaves undone, and takes one that it names as done', async () => {
    const tree = await publishTree(world);
    const on = step(world.account, 'set_status', { ...tree.ad, remoteId: tree.adId }, tree.campaign.fields, tree.refs, {
      status: 'active',
    });
    fault('partial', 'set_status');
    expect(failureIn(await world.tiktok.apply(on))).toMatchObject({ kind: 'refused', code: 'tiktok.item_failed', raw: { code: '20001' } });
    expect(valueOf(await world.tiktok.find(on))).toBeNull();
    valueOf(await world.tiktok.apply(on));
  });

  test('deletes what is archived, and still reads and reports it', async () => {
    const tree = await publishTree(world, { active: true });
    world.host.advance(3 * DAY_MS);
    const off = step(
      world.account,
      'set_status',
      { ...tree.campaign, remoteId: tree.campaignId },
      tree.campaign.fields,
      {},
      { status: 'archived' },
    );
    valueOf(await world.tiktok.apply(off));
    expect(valueOf(await world.tiktok.find(off))).toHaveLength(1);
    expect((await read())[0]).toMatchObject({ configured: 'archived', delivery: 'archived' });
    expect(valueOf(await world.tiktok.metrics(world.account, '2026-11-20', '2026-11-27')).length).toBeGreaterThan(0);
  });

  test('says that an ad was rejected in the network’s own words', async () => {
    await publishTree(world, { ad: { primaryText: 'Buscamos asesora de buena presencia' } });
    world.host.advance(2 * DAY_MS);
    const ad = (await read()).find((object) => object.level === 'ad');
    expect(ad).toMatchObject({ delivery: 'rejected', reasons: ['AD_STATUS_AUDIT_DENY'] });
  });
});

describe('finding what a lost answer made', () => {
  test('finds the one object of every kind of creation, and null before it exists', async () => {
    const campaign = campaignObject(world.account);
    const adGroup = adGroupObject(campaign);
    const ad = adObject(adGroup);
    const refs: Record<string, string> = {};
    for (const [kind, object, part] of [
      ['create_campaign', campaign, 'campaign'],
      ['create_ad_group', adGroup, 'adGroup'],
      ['upload_media', ad, 'media'],
      ['create_ad', ad, 'ad'],
    ] as const) {
      const make = step(world.account, kind, object, campaign.fields, { ...refs });
      expect(valueOf(await world.tiktok.find(make))).toBeNull();
      fault('lose_answer', kind);
      expect(failureIn(await world.tiktok.apply(make)).kind).toBe('outcome_unknown');
      const found = valueOf(await world.tiktok.find(make));
      expect(found).toHaveLength(1);
      refs[part] = madeId(found![0]!);
    }
    expect(await read()).toHaveLength(3);
  });

  test('takes a repeated request_id for a reason to look, never for success', async () => {
    const make = step(world.account, 'create_campaign', campaignObject(world.account), null);
    fault('lose_answer', 'create_campaign');
    expect(failureIn(await world.tiktok.apply(make)).kind).toBe('outcome_unknown');
    const again = failureIn(await world.tiktok.apply(make));
    expect(again).toMatchObject({ kind: 'outcome_unknown', raw: { code: '40050' } });
    expect(valueOf(await world.tiktok.find(make))).toHaveLength(1);
    const ids = sentTo(world, '/campaign/create/').map((body) => body['request_id']);
    expect(ids[0]).toMatch(/^\d{1,19}$/);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  test('makes a second one when the same request comes after the ten seconds: why it is never sent blindly', async () => {
    const make = step(world.account, 'create_campaign', campaignObject(world.account), null);
    const first = madeId(valueOf(await world.tiktok.apply(make)));
    world.host.advance(11_000);
    const second = madeId(valueOf(await world.tiktok.apply(make)));
    expect(valueOf(await world.tiktok.find(make))!.map(madeId)).toEqual([first, second]);
  });

  test('finds both, oldest first, when the network carried one request out twice', async () => {
    const make = step(world.account, 'create_campaign', campaignObject(world.account), null);
    fault('answer_twice', 'create_campaign');
    const first = madeId(valueOf(await world.tiktok.apply(make)));
    expect(valueOf(await world.tiktok.find(make))!.map(madeId)).toEqual([first, expect.any(String)]);
  });

  test('finds nothing while listings lag, and the object once they have caught up', async () => {
    const make = step(world.account, 'create_campaign', campaignObject(world.account), null);
    fault('late_listing', 'create_campaign');
    fault('lose_answer', 'create_campaign');
    expect(failureIn(await world.tiktok.apply(make)).kind).toBe('outcome_unknown');
    expect(valueOf(await world.tiktok.find(make))).toBeNull();
    world.host.advance(world.tiktok.capabilities.listingLagMs);
    expect(valueOf(await world.tiktok.find(make))).toHaveLength(1);
  });

  test('finds a campaign by its whole name, whether the network compares names whole or in part', async () => {
    const strict = await openTikTokWorld({ switches: { 'tiktok.names_match_whole': true } });
    const make = step(strict.account, 'create_campaign', campaignObject(strict.account), null);
    const id = madeId(valueOf(await strict.tiktok.apply(make)));
    expect(valueOf(await strict.tiktok.find(make))!.map(madeId)).toEqual([id]);
    await strict.close();
  });
});

describe('pictures on TikTok', () => {
  test('sends the same picture once, whatever the number of ads and programs', async () => {
    const tree = await publishTree(world);
    const other = adObject(tree.adGroup);
    const upload = step(world.account, 'upload_media', [tree.ad, other], tree.campaign.fields);
    const evidence = valueOf(await world.tiktok.apply(upload));
    expect(evidence.refs).toEqual([tree.ad, other].map(({ objectId }) => ({ objectId, part: 'media', remoteId: tree.mediaId })));
    expect(requestsTo(world, '/file/image/ad/upload/')).toHaveLength(1);
    // After a restart nothing is remembered here: the library refuses the name and is asked for what it holds.
    const later = valueOf(await world.again().ads.apply(upload));
    expect(madeId(later)).toBe(tree.mediaId);
    expect(requestsTo(world, '/file/image/ad/upload/')).toHaveLength(2);
    expect(requestsTo(world, '/file/image/ad/upload/')[1]!.response).toContain('40911');
  });
});
