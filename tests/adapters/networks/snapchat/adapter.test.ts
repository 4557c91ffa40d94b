import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSnapchat } from '../../../../adapters/networks/snapchat/index.ts';
import type { PublishStep } from '../../../../core/ports/index.ts';
import {
  account,
  adGroupObject,
  adObject,
  applied,
  BOGOTA,
  campaignObject,
  COLOMBIA,
  credential,
  DAY_MS,
  dollars,
  failureIn,
  madeId,
  openSnapWorld,
  publishTree,
  step,
  valueOf,
  type SnapWorld,
} from './world.ts';

let world: SnapWorld;
beforeEach(async () => void (world = await openSnapWorld()));
afterEach(() => world.close());

const fault = (kind: string, operation = '*', times = 1): void => world.host.addFault({ network: 'snapchat', operation, kind, times });
const sent = (operation: string): Record<string, unknown>[] =>
  world.host
    .requests('snapchat')
    .filter((request) => request.operation === operation)
    .map((request) => Object.values(JSON.parse(request.body) as Record<string, Record<string, unknown>[]>)[0]![0]!); // the adapter's own bodies

describe('the road', () => {
  test('makes a tree paused, declared three times over, under the account’s cap, and reads it back as it was sent', async () => {
    const tree = await publishTree(world);
    expect(sent('create_campaign')[0]).toMatchObject({
      status: 'PAUSED',
      regulations: { restricted_delivery_signals: true },
      daily_budget_micro: 60_000_000,
      end_time: '2026-12-31T23:59:59.000-05:00',
    });
    const [squad] = sent('create_ad_group');
    expect(squad).toMatchObject({
      status: 'PAUSED',
      daily_budget_micro: 60_000_000,
      placement_v2: { config: 'AUTOMATIC' },
      targeting: {
        regulated_content: true,
        geos: [{ country_code: 'co', operation: 'INCLUDE' }],
        demographics: [{ min_age: '18', languages: ['es'] }],
        enable_targeting_expansion: false,
      },
    });
    expect(squad).not.toHaveProperty('bid_micro');
    const objects = valueOf(await world.snap.read(world.account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId] }));
    expect(objects.map(({ level, remoteId, configured, marker }) => ({ level, remoteId, configured, marker }))).toEqual([
      { level: 'campaign', remoteId: tree.campaignId, configured: 'paused', marker: tree.campaign.marker },
      { level: 'ad_group', remoteId: tree.adGroupId, configured: 'paused', marker: tree.adGroup.marker },
      { level: 'ad', remoteId: tree.adId, configured: 'paused', marker: tree.ad.marker },
    ]);
    expect(objects[0]?.fields).toEqual({
      name: 'Ventas Bogotá',
      status: 'paused',
      objective: 'traffic',
      dailyBudget: { amountMicros: '60000000', currency: 'USD' },
      endDay: '2026-12-31',
      employment: true,
    });
    expect(objects[1]?.fields['languages']).toEqual(['es']);
    expect(objects[2]).toMatchObject({
      fields: { headlines: tree.ad.fields.headlines, finalUrl: tree.ad.fields.finalUrl, callToAction: 'apply_now' },
      extraRefs: { creative: tree.creativeId, media: tree.mediaId },
      delivery: 'in_review',
    });
  });

  test('asks for sign-ups on the pixel when applications are the goal', async () => {
    await publishTree(world, { campaign: { objective: 'applications' } });
    expect(sent('create_campaign')[0]).toMatchObject({ objective_v2_properties: { objective_v2_type: 'SALES' } });
    expect(sent('create_ad_group')[0]).toMatchObject({ optimization_goal: 'PIXEL_SIGNUP', pixel_id: world.account.settings['pixelId'] });
  });

  test('sends a picture once an account, whoever asks, and names it by its content', async () => {
    const first = await publishTree(world);
    const second = await publishTree(world);
    expect(second.mediaId).toBe(first.mediaId);
    const parent = adGroupObject(campaignObject());
    const [one, other] = [adObject(parent), adObject(parent)];
    const shared = await applied(world, { ...step(world.account, 'upload_media', one), objects: [one, other] });
    expect(shared.refs).toEqual([one, other].map(({ objectId }) => ({ objectId, part: 'media', remoteId: first.mediaId })));
    const elsewhere = world.again();
    expect(madeId(valueOf(await elsewhere.ads.apply(step(world.account, 'upload_media', one))))).toBe(first.mediaId);
    expect(world.host.requests('snapchat').filter((request) => request.operation === 'upload_media')).toHaveLength(1);
  });

  test('waits until a picture is ready', async () => {
    const slow = await openSnapWorld({ switches: { 'snapchat.slow_media': true } });
    const ad = adObject(adGroupObject(campaignObject()));
    const before = slow.host.nowMs();
    await applied(slow, step(slow.account, 'upload_media', ad));
    expect(slow.host.nowMs() - before).toBeGreaterThanOrEqual(3_000);
    await slow.close();
  });

  test('gives an edited text a new creative under the same ad, by replacing the ad whole', async () => {
    const tree = await publishTree(world, { active: true });
    const edited = { ...tree.ad, remoteId: tree.adId, fields: { ...tree.ad.fields, headlines: ['Otro titular'] } };
    const creative = madeId(await applied(world, step(world.account, 'create_creative', edited, { media: tree.mediaId })));
    const swap = step(world.account, 'update', edited, { creative }, { changedFields: ['headlines'] });
    expect(valueOf(await world.snap.find(swap))).toBeNull();
    await applied(world, swap);
    expect(valueOf(await world.snap.find(swap))).toHaveLength(1);
    const ads = valueOf(await world.snap.read(world.account, { kind: 'all_marked' })).filter((object) => object.level === 'ad');
    expect(ads).toHaveLength(1);
    expect(ads[0]).toMatchObject({
      remoteId: tree.adId,
      configured: 'active',
      fields: { headlines: ['Otro titular'] },
      delivery: 'in_review',
    });
  });

  test('replaces a squad with its placement, keeps what someone else set on it, and leaves out the echoes', async () => {
    const tree = await publishTree(world);
    const regional = { ...world.account, settings: { ...world.account.settings, placeTargeting: 'region' } };
    const moved = { ...tree.adGroup, remoteId: tree.adGroupId, fields: { ...tree.adGroup.fields, places: [BOGOTA] } };
    await applied(world, step(regional, 'update', moved, {}, { changedFields: ['places'] }));
    const put = world.host.requests('snapchat').find((request) => request.method === 'PUT')!;
    expect(put.path).toBe(`/v1/campaigns/${tree.campaignId}/adsquads`);
    const body = (JSON.parse(put.body) as { adsquads: Record<string, unknown>[] }).adsquads[0]!; // the adapter's own body
    expect(body).toMatchObject({ placement_v2: { config: 'AUTOMATIC' }, targeting: { geos: [{ region_id: [expect.any(String)] }] } });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['auto_bid']));
    expect(body).not.toHaveProperty('delivery_status');
  });

  test('moves budget and end on the campaign and on every squad, and finds the change done only when all agree', async () => {
    const tree = await publishTree(world);
    await applied(world, step(world.account, 'create_ad_group', adGroupObject(tree.campaign), { campaign: tree.campaignId }));
    const wanted = {
      ...tree.campaign,
      remoteId: tree.campaignId,
      fields: { ...tree.campaign.fields, dailyBudget: dollars(40), endDay: '2027-02-28' },
    };
    const update = step(world.account, 'update', wanted, {}, { changedFields: ['dailyBudget', 'endDay'] });
    expect(valueOf(await world.snap.find(update))).toBeNull();
    await applied(world, update);
    expect(valueOf(await world.snap.find(update))).toHaveLength(1);
    expect(sent('update_ad_group')).toHaveLength(2);
    expect(sent('update_ad_group')[0]).toMatchObject({ daily_budget_micro: 40_000_000, end_time: '2027-02-28T23:59:59.000-05:00' });
    await applied(world, update);
    expect(sent('update_ad_group')).toHaveLength(2);
  });

  test('takes an end away by replacing, since nothing documented lets a change do it', async () => {
    const tree = await publishTree(world);
    const open = { ...tree.campaign, remoteId: tree.campaignId, fields: { ...tree.campaign.fields, endDay: null } };
    const update = step(world.account, 'update', open, {}, { changedFields: ['endDay'] });
    await applied(world, update);
    expect(valueOf(await world.snap.find(update))).toHaveLength(1);
    const read = valueOf(await world.snap.read(world.account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId] }));
    expect(read[0]?.fields).toMatchObject({ endDay: null, dailyBudget: { amountMicros: '60000000' } });
  });

  test('sets a status, and tells a status that was answered as set and was not', async () => {
    const tree = await publishTree(world);
    const on = step(world.account, 'set_status', { ...tree.ad, remoteId: tree.adId }, {}, { status: 'active' });
    fault('silent_change', 'set_status');
    await applied(world, on);
    expect(valueOf(await world.snap.find(on))).toBeNull();
    await applied(world, on);
    expect(valueOf(await world.snap.find(on))).toHaveLength(1);
  });

  test('archives by deleting, twice without harm, and nothing shows it any more', async () => {
    const tree = await publishTree(world);
    const off = step(world.account, 'set_status', { ...tree.campaign, remoteId: tree.campaignId }, {}, { status: 'archived' });
    expect(valueOf(await world.snap.find(off))).toBeNull();
    await applied(world, off);
    await applied(world, off);
    expect(valueOf(await world.snap.find(off))).toHaveLength(1);
    expect(valueOf(await world.snap.read(world.account, { kind: 'all_marked' }))).toEqual([]);
    expect(world.host.networks.get('snapchat')!.state().ads[0]?.status).toBe('archived');
  });

  test('shows why an ad was rejected, in the network’s own words', async () => {
    await publishTree(world, { ad: { headlines: ['Asesora de buena presencia'] } });
    world.host.advance(2 * DAY_MS);
    const ad = valueOf(await world.snap.read(world.account, { kind: 'all_marked' })).find((object) => object.level === 'ad');
    expect(ad?.delivery).toBe('rejected');
    expect(ad?.reasons[0]).toContain('Discrimination');
  });

  test('never spends more in a day than the campaign’s approved budget, however many squads it has', async () => {
    const tree = await publishTree(world, { active: true });
    for (let index = 0; index < 3; index += 1) {
      const group = adGroupObject(tree.campaign);
      const ad = adObject(group);
      const groupId = madeId(await applied(world, step(world.account, 'create_ad_group', group, { campaign: tree.campaignId })));
      const creative = madeId(await applied(world, step(world.account, 'create_creative', ad, { media: tree.mediaId })));
      const adId = madeId(await applied(world, step(world.account, 'create_ad', ad, { adGroup: groupId, creative })));
      await applied(world, step(world.account, 'set_status', { ...ad, remoteId: adId }, {}, { status: 'active' }));
      await applied(world, step(world.account, 'set_status', { ...group, remoteId: groupId }, {}, { status: 'active' }));
    }
    world.host.advance(8 * DAY_MS);
    const rows = valueOf(await world.snap.metrics(world.account, '2026-11-23', '2026-12-01'));
    const byDay = new Map<string, bigint>();
    for (const row of rows) byDay.set(row.day, (byDay.get(row.day) ?? 0n) + row.spend.amountMicros);
    expect(new Set(rows.map((row) => row.adRemoteId)).size).toBe(4);
    expect(Math.max(...[...byDay.values()].map(Number))).toBeGreaterThan(30_000_000);
    for (const spent of byDay.values()) expect(spent).toBeLessThanOrEqual(60_000_000n);
  });
});

describe('finding what a lost answer made', () => {
  test('finds the one object of every kind of creation, and null before it exists', async () => {
    const campaign = campaignObject();
    const adGroup = adGroupObject(campaign);
    const ad = adObject(adGroup);
    const refs: Record<string, string> = {};
    for (const [kind, object, part] of [
      ['create_campaign', campaign, 'campaign'],
      ['create_ad_group', adGroup, 'adGroup'],
      ['upload_media', ad, 'media'],
      ['create_creative', ad, 'creative'],
      ['create_ad', ad, 'ad'],
    ] as const) {
      const make = step(world.account, kind, object, { ...refs });
      expect(valueOf(await world.snap.find(make))).toBeNull();
      fault('lose_answer', kind);
      world.host.advance(1_000);
      expect(failureIn(await world.snap.apply(make)).kind).toBe('outcome_unknown');
      const found = valueOf(await world.snap.find(make));
      expect(found).toHaveLength(1);
      refs[part] = madeId(found![0]!);
    }
    expect(valueOf(await world.snap.read(world.account, { kind: 'all_marked' }))).toHaveLength(3);
  });

  test('fills a picture that was made and never sent, instead of making another', async () => {
    const make = step(world.account, 'upload_media', adObject(adGroupObject(campaignObject())));
    fault('lose_answer', 'create_media');
    expect(failureIn(await world.snap.apply(make)).kind).toBe('outcome_unknown');
    expect(valueOf(await world.snap.find(make))).toBeNull();
    await applied(world, make);
    expect(world.host.requests('snapchat').filter((request) => request.operation === 'create_media')).toHaveLength(1);
    expect(valueOf(await world.snap.find(make))).toHaveLength(1);
  });

  test('finds both, oldest first, when the network carried one request out twice', async () => {
    const make = step(world.account, 'create_campaign', campaignObject());
    fault('answer_twice', 'create_campaign');
    const first = madeId(await applied(world, make));
    expect(valueOf(await world.snap.find(make))!.map(madeId)).toEqual([first, expect.any(String)]);
  });

  test('finds nothing while listings lag, and the object once they have caught up', async () => {
    const make = step(world.account, 'create_campaign', campaignObject());
    fault('late_listing', 'create_campaign');
    fault('lose_answer', 'create_campaign');
    expect(failureIn(await world.snap.apply(make)).kind).toBe('outcome_unknown');
    expect(valueOf(await world.snap.find(make))).toBeNull();
    world.host.advance(120_000);
    expect(valueOf(await world.snap.find(make))).toHaveLength(1);
  });
});

describe('what goes wrong on the way', () => {
  const make = (): PublishStep => step(world.account, 'create_campaign', campaignObject());

  for (const kind of ['lose_answer', 'reset', 'truncate', '5xx_before', '5xx_after', 'html_portal']) {
    test(`takes a write as unknown, and a read as unavailable, after ${kind}`, async () => {
      fault(kind, 'create_campaign');
      expect(failureIn(await world.snap.apply(make())).kind).toBe('outcome_unknown');
      // Twice: a read that a closing connection met is sent once more.
      fault(kind, 'list_campaigns', 2);
      expect(failureIn(await world.snap.read(world.account, { kind: 'all_marked' })).kind).toBe('unavailable');
    });
  }

  test('sends a write once, whatever came back', async () => {
    fault('5xx_before', 'create_campaign', 5);
    await world.snap.apply(make());
    expect(world.host.requests('snapchat').filter((request) => request.operation === 'create_campaign')).toHaveLength(1);
  });

  test('knows that nothing happened when nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server's address
    await new Promise((resolve) => server.close(resolve));
    const dead = `http://127.0.0.1:${port}`;
    const ports = createSnapchat({
      urls: { api: dead, accounts: world.url, conversions: dead },
      clock: world.clock,
      images: world.images,
      secrets: { get: () => Promise.resolve(credential()), set: () => Promise.resolve(), delete: () => Promise.resolve(true) },
      rates: { read: () => null, write: () => undefined },
    });
    expect(failureIn(await ports.ads.apply(make())).kind).toBe('unavailable');
  });

  for (const heldBack of ['refuse', 'wait'] as const) {
    test(`keeps to the pace by itself, so that the network never refuses a burst (${heldBack})`, async () => {
      const own = await openSnapWorld({ heldBack });
      const campaign = campaignObject();
      const campaignId = madeId(await applied(own, step(own.account, 'create_campaign', campaign)));
      let held = 0;
      for (let index = 0; index < 40; index += 1) {
        const make = step(own.account, 'create_ad_group', adGroupObject(campaign), { campaign: campaignId });
        for (let result = await own.snap.apply(make); !result.ok; result = await own.snap.apply(make)) {
          expect(result.error).toMatchObject({ kind: 'rate_limited', scope: 'application' });
          held += 1;
          own.host.advance(result.error.kind === 'rate_limited' ? result.error.retryAfterMs! : 0);
        }
      }
      expect(held > 0).toBe(heldBack === 'refuse');
      expect(own.host.requests('snapchat').filter((request) => request.status === 429)).toEqual([]);
      expect(own.snap.rate(own.account)).toMatchObject({ source: 'table', blockedUntil: null });
      await own.close();
    });
  }

  test('waits after a 429, sends nothing meanwhile, and remembers it after a restart', async () => {
    await applied(world, make());
    fault('429', 'create_campaign');
    const failure = failureIn(await world.snap.apply(make()));
    expect(failure).toMatchObject({ kind: 'rate_limited', scope: 'account' });
    const waitMs = failure.kind === 'rate_limited' ? failure.retryAfterMs! : 0;
    expect(waitMs).toBeGreaterThanOrEqual(1_000);
    const count = world.host.requestCount('snapchat');
    expect(failureIn(await world.again().ads.apply(make())).kind).toBe('rate_limited');
    expect(world.host.requestCount('snapchat')).toBe(count);
    expect(world.snap.rate(world.account)).toMatchObject({ usedRatio: 1, blockedUntil: expect.stringMatching(/Z$/) });
    world.host.advance(waitMs + 1_000);
    await applied(world, make());
  });

  test('names the role that is missing', async () => {
    world.secrets.set('snapchat/a1', credential('snap-sim-refresh-reader'));
    expect(failureIn(await world.snap.apply(make())).kind).toBe('no_permission');
    expect(valueOf(await world.snap.read(world.account, { kind: 'all_marked' }))).toEqual([]);
  });

  test('names the field of a refusal, whether it is told by item or by status', async () => {
    const poor = campaignObject({ dailyBudget: dollars(6) });
    const expected = { kind: 'refused', code: 'snapchat.value_refused', problems: [{ objectId: poor.objectId, field: 'dailyBudget' }] };
    expect(failureIn(await world.snap.apply(step(world.account, 'create_campaign', poor)))).toMatchObject(expected);
    const strict = await openSnapWorld({ switches: { 'snapchat.validation_as_400': true } });
    expect(failureIn(await strict.snap.apply(step(strict.account, 'create_campaign', poor)))).toMatchObject(expected);
    await strict.close();
  });

  test('waits for an update of the program when the version is gone', async () => {
    fault('version_dead', 'create_campaign');
    expect(failureIn(await world.snap.apply(make())).kind).toBe('unsupported');
  });

  test('publishes nothing in an account that does not declare its job ads, or that is another one than we think', async () => {
    const undeclared = await openSnapWorld({ account: account(1094) });
    expect(failureIn(await undeclared.snap.apply(step(undeclared.account, 'create_campaign', campaignObject())))).toMatchObject({
      code: 'snapchat.employment_not_declared',
    });
    expect(undeclared.host.networks.get('snapchat')!.state().campaigns).toEqual([]);
    const report = valueOf(await undeclared.snap.test(undeclared.account));
    expect(report.scopes.find((scope) => scope.name === 'restricted_delivery_signals')).toMatchObject({
      granted: false,
      disables: ['publish'],
    });
    const wrong = { ...undeclared.account, remoteId: account(1009) };
    expect(failureIn(await undeclared.snap.apply(step(wrong, 'create_campaign', campaignObject())))).toMatchObject({
      code: 'snapchat.account_differs',
    });
    await undeclared.close();
  });

  test('carries the public profile where an account asks for it, and says so where it is missing', async () => {
    const asking = await openSnapWorld({ switches: { 'snapchat.profile_required': true } });
    await publishTree(asking);
    const ad = adObject(adGroupObject(campaignObject()));
    const media = madeId(await applied(asking, step(asking.account, 'upload_media', ad)));
    const bare = { ...asking.account, settings: { pixelId: asking.account.settings['pixelId']! } };
    asking.host.advance(2_000);
    expect(failureIn(await asking.snap.apply(step(bare, 'create_creative', ad, { media })))).toMatchObject({
      code: 'snapchat.profile_missing',
    });
    await asking.close();
  });

  test('tells a paused account and one without money from a good one, and lists what it reaches', async () => {
    for (const [number, status] of [
      [1001, 'ok'],
      [1091, 'disabled'],
      [1092, 'no_payment_method'],
    ] as const)
      expect(valueOf(await world.snap.test({ ...world.account, remoteId: account(number) })).accountStatus).toBe(status);
    expect(valueOf(await world.snap.listAccounts('snapchat/a1'))).toContainEqual({
      remoteId: account(1009),
      name: 'Empleos España',
      currency: 'EUR',
      timeZone: 'Europe/Madrid',
    });
  });
});

describe('what is not confirmed, the other way round', () => {
  for (const name of [
    'no_patch',
    'brand_25',
    'feed_required',
    'leads_is_lead_generation',
    'pending_review_word',
    'archived_status',
    'no_rate_limit',
  ]) {
    test(`publishes, changes and reads the same with ${name}`, async () => {
      const own = await openSnapWorld({ switches: { [`snapchat.${name}`]: true } });
      const brand = { template: 'plain', headline: 'a', place: 'b', detail: '', brand: 'Una marca muy larga con palabras' } as const;
      const tree = await publishTree(own, { campaign: { objective: 'applications' }, ad: { image: brand }, active: true });
      const wanted = { ...tree.campaign, remoteId: tree.campaignId, fields: { ...tree.campaign.fields, dailyBudget: dollars(80) } };
      await applied(own, step(own.account, 'update', wanted, {}, { changedFields: ['dailyBudget'] }));
      const objects = valueOf(await own.snap.read(own.account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId] }));
      expect(objects.map((object) => object.configured)).toEqual(['active', 'active', 'active']);
      expect(objects[0]?.fields['dailyBudget']).toEqual({ amountMicros: '80000000', currency: 'USD' });
      expect(objects[2]?.delivery).toBe('in_review');
      const puts = own.host.requests('snapchat').filter((request) => request.method === 'PUT');
      expect(puts.length > 0).toBe(name === 'no_patch');
      await own.close();
    });
  }
});

describe('places', () => {
  const targetingOf = async (ref = world.account, places = [BOGOTA]): Promise<unknown> => {
    const campaign = madeId(await applied(world, step(world.account, 'create_campaign', campaignObject())));
    const make = step(ref, 'create_ad_group', adGroupObject(campaignObject(), { places }), { campaign });
    for (;;) {
      const result = await world.snap.apply(make);
      if (result.ok) return sent('create_ad_group').at(-1)?.['targeting'];
      if (result.error.kind !== 'rate_limited') return result.error;
      world.host.advance(1_000);
    }
  };
  const regional = (): typeof world.account => ({ ...world.account, settings: { ...world.account.settings, placeTargeting: 'region' } });

  test('takes the country for a town, and the check has said so for every group', async () => {
    expect(await targetingOf()).toMatchObject({ geos: [{ country_code: 'co', operation: 'INCLUDE' }] });
    const campaign = campaignObject();
    const group = adGroupObject(campaign, { places: [BOGOTA] });
    expect(world.snap.check({ account: world.account, objects: [campaign, group], today: world.today() })).toEqual([
      {
        objectId: group.objectId,
        field: 'places',
        severity: 'warning',
        code: 'checks.snapchat_place_as_country',
        details: { place: BOGOTA.name, country: 'CO' },
      },
    ]);
  });

  test('takes the department where the account says so, and the review then decides', async () => {
    expect(await targetingOf(regional())).toMatchObject({ geos: [{ country_code: 'co', region_id: [expect.any(String)] }] });
    for (const pass of [false, true]) {
      const own = await openSnapWorld({ settings: { placeTargeting: 'region' }, switches: { 'snapchat.regional_job_ads_pass': pass } });
      await publishTree(own, { adGroup: { places: [BOGOTA] } });
      own.host.advance(2 * DAY_MS);
      const ad = valueOf(await own.snap.read(own.account, { kind: 'all_marked' })).find((object) => object.level === 'ad');
      expect(ad?.delivery).toBe(pass ? 'paused' : 'rejected');
      await own.close();
    }
  });

  test('refuses a department that the network does not list, and a country that it does not offer', async () => {
    const lost = { code: '99999', name: 'Ciudad Inventada', region: 'Provincia Inventada', country: 'CO' };
    expect(await targetingOf(regional(), [lost])).toMatchObject({ kind: 'refused', code: 'snapchat.place_unknown' });
    const without = await openSnapWorld({ switches: { 'snapchat.no_colombia': true } });
    const campaign = madeId(await applied(without, step(without.account, 'create_campaign', campaignObject())));
    without.host.advance(2_000);
    expect(
      failureIn(
        await without.snap.apply(
          step(without.account, 'create_ad_group', adGroupObject(campaignObject(), { places: [COLOMBIA] }), { campaign }),
        ),
      ),
    ).toMatchObject({ code: 'snapchat.value_unknown', problems: [{ field: 'places' }] });
    await without.close();
  });
});
