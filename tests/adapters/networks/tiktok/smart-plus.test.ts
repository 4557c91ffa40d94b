import { afterEach, describe, expect, test } from 'vitest';
import {
  adGroupObject,
  AFTER_CHANGE_MS,
  campaignObject,
  DAY_MS,
  failureIn,
  madeId,
  openTikTokWorld,
  publishTree,
  requestsTo,
  sentTo,
  START_MS,
  step,
  switchOn,
  valueOf,
  type TikTokWorld,
} from './world.ts';

let world: TikTokWorld;
afterEach(() => world.close());

const LATER = { startDay: '2027-01-04', endDay: '2027-03-31' } as const;
const applications = { campaign: { objective: 'applications', ...LATER } } as const;

describe('after the change-over', () => {
  test('makes applications with Smart+ and visits by hand, and reads both side by side', async () => {
    world = await openTikTokWorld({ startMs: AFTER_CHANGE_MS });
    const smart = await publishTree(world, applications);
    const manual = await publishTree(world, { campaign: LATER });
    expect(requestsTo(world, '/smart_plus/campaign/create/')).toHaveLength(1);
    expect(requestsTo(world, '/campaign/create/')).toHaveLength(1);
    const objects = valueOf(await world.tiktok.read(world.account, { kind: 'all_marked' }));
    expect(objects.map((object) => object.remoteId).toSorted()).toEqual(
      [smart, manual].flatMap((tree) => [tree.campaignId, tree.adGroupId, tree.adId]).toSorted(),
    );
    expect(objects.every((object) => object.configured === 'paused')).toBe(true);
    const ad = objects.find((object) => object.remoteId === smart.adId);
    const { primaryText, finalUrl, callToAction } = smart.ad.fields;
    expect(ad?.fields).toMatchObject({ primaryText, finalUrl, callToAction });
    const campaign = objects.find((object) => object.remoteId === smart.campaignId);
    expect(campaign?.fields).toMatchObject({ objective: 'applications', endDay: '2027-03-31' });
  });

  test('keeps Smart+ to the approved places and shows the picture as a carousel of one', async () => {
    world = await openTikTokWorld({ startMs: AFTER_CHANGE_MS });
    const { mediaId } = await publishTree(world, applications);
    expect(sentTo(world, '/smart_plus/adgroup/create/')[0]).toMatchObject({
      targeting_optimization_mode: 'MANUAL',
      suggestion_audience_enabled: false,
      targeting_spec: { location_ids: ['3688689'], gender: 'GENDER_UNLIMITED' },
    });
    expect(sentTo(world, '/smart_plus/ad/create/')[0]).toMatchObject({
      creative_list: [{ creative_info: { ad_format: 'CAROUSEL_ADS', image_info: [{ web_uri: mediaId }] } }],
      operation_status: 'DISABLE',
    });
  });

  test('refuses applications by hand, as TikTok is said to, unless the date turns out to be wrong', async () => {
    world = await openTikTokWorld({ startMs: START_MS });
    // Sent by a program whose clock stood before the change, and arriving after it.
    world.host.advance(AFTER_CHANGE_MS - START_MS);
    const body = { ...sample(world), request_id: '1' };
    expect(await raw(world, '/campaign/create/', body)).toMatchObject({ code: 40002 });
    await world.close();
    world = await openTikTokWorld({ startMs: AFTER_CHANGE_MS, switches: { 'tiktok.manual_never_ends': true } });
    expect(await raw(world, '/campaign/create/', { ...sample(world), request_id: '2' })).toMatchObject({ code: 0 });
    // Smart+ is open either way, so the adapter needs to know nothing about it.
    await publishTree(world, applications);
  });

  test.each([false, true])('goes on by hand in a campaign that was made before (manual lists show Smart+: %s)', async (shown) => {
    world = await openTikTokWorld({ switches: { 'tiktok.manual_lists_show_smart_plus': shown } });
    const tree = await publishTree(world, { campaign: { objective: 'applications', startDay: '2026-11-23', endDay: '2027-03-31' } });
    world.host.advance(AFTER_CHANGE_MS - START_MS);
    const later = world.again().ads;
    const group = adGroupObject(tree.campaign);
    valueOf(await later.apply(step(world.account, 'create_ad_group', group, tree.campaign.fields, { campaign: tree.campaignId })));
    expect(requestsTo(world, '/adgroup/create/')).toHaveLength(2);
    const smart = await publishTree(world, applications);
    const objects = valueOf(await later.read(world.account, { kind: 'all_marked' }));
    expect(objects).toHaveLength(7);
    expect(new Set(objects.map((object) => object.remoteId)).size).toBe(7);
    expect(objects.some((object) => object.remoteId === smart.adId)).toBe(true);
  });

  test('finds what a lost answer made, changes it, switches it and reads its figures', async () => {
    world = await openTikTokWorld({ startMs: AFTER_CHANGE_MS });
    const campaign = campaignObject(world.account, applications.campaign);
    const make = step(world.account, 'create_campaign', campaign, campaign.fields);
    world.host.addFault({ network: 'tiktok', operation: 'create_campaign', kind: 'lose_answer', times: 1 });
    expect(failureIn(await world.tiktok.apply(make)).kind).toBe('outcome_unknown');
    expect(valueOf(await world.again().ads.find(make))).toHaveLength(1);

    const tree = await publishTree(world, applications);
    await switchOn(world, tree);
    const fields = { ...tree.ad.fields, primaryText: 'Contrato fijo desde el primer día.' };
    const edit = step(world.account, 'update', { ...tree.ad, remoteId: tree.adId, fields }, tree.campaign.fields, tree.refs, {
      changedFields: ['primaryText'],
    });
    // Within five seconds of the last write of the ad TikTok says no.
    expect(failureIn(await world.tiktok.apply(edit))).toMatchObject({ kind: 'rate_limited', retryAfterMs: 5_000 });
    world.host.advance(6_000);
    valueOf(await world.tiktok.apply(edit));
    expect(valueOf(await world.tiktok.find(edit))!.map(madeId)).toEqual([tree.adId]);
    const moved = { ...tree.campaign.fields, endDay: '2027-04-30' };
    const move = step(
      world.account,
      'update',
      { ...tree.campaign, remoteId: tree.campaignId, fields: moved },
      moved,
      {},
      { changedFields: ['endDay'] },
    );
    valueOf(await world.tiktok.apply(move));
    expect(valueOf(await world.tiktok.find(move))).toHaveLength(1);
    world.host.advance(5 * DAY_MS);
    const rows = valueOf(await world.tiktok.metrics(world.account, '2027-01-01', '2027-01-10'));
    expect(new Set(rows.map((row) => row.adRemoteId))).toEqual(new Set([tree.adId]));
  });

  test('tells why a Smart+ ad was rejected', async () => {
    world = await openTikTokWorld({ startMs: AFTER_CHANGE_MS });
    await publishTree(world, { ...applications, ad: { primaryText: 'Buscamos asesora de buena presencia' } });
    world.host.advance(2 * DAY_MS);
    const ad = valueOf(await world.tiktok.read(world.account, { kind: 'all_marked' })).find((object) => object.level === 'ad');
    expect(ad).toMatchObject({ delivery: 'rejected', reasons: ['El anuncio de empleo pide una apariencia.'] });
  });
});

function sample(target: TikTokWorld): Record<string, unknown> {
  return {
    advertiser_id: target.account.remoteId,
    campaign_name: 'A mano',
    objective_type: 'WEB_CONVERSIONS',
    budget_mode: 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
    budget: 480_000,
    budget_optimize_on: true,
    operation_status: 'DISABLE',
  };
}

async function raw(target: TikTokWorld, endpoint: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${target.url}/open_api/v1.3${endpoint}`, {
    method: 'POST',
    headers: { 'access-token': 'tiktoksim-full', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
