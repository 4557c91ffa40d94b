import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createImageRenderer } from '../../../../adapters/images/renderer.ts';
import { createMeta, META_SIMULATED_TOKEN } from '../../../../adapters/networks/meta/index.ts';
import type { PublishStep } from '../../../../core/ports/index.ts';
import {
  adGroupObject,
  adObject,
  campaignObject,
  DAY_MS,
  failureIn,
  madeId,
  openMetaWorld,
  publishTree,
  step,
  valueOf,
  type MetaWorld,
} from './world.ts';

let world: MetaWorld;
beforeEach(async () => void (world = await openMetaWorld()));
afterEach(() => world.close());

const fault = (kind: string, operation = '*', times = 1): void => world.host.addFault({ network: 'meta', operation, kind, times });

describe('publishing on Meta', () => {
  test('makes every object paused and reads back every field that it sent', async () => {
    const { campaign, adGroup, ad, campaignId, adGroupId, creativeId } = await publishTree(world);
    const objects = valueOf(await world.meta.read(world.account, { kind: 'all_marked' }));
    expect(objects.map((object) => object.configured)).toEqual(['paused', 'paused', 'paused']);
    expect(objects[0]).toMatchObject({
      marker: campaign.marker,
      fields: {
        name: 'Ventas Bogotá',
        dailyBudget: { amountMicros: '480000000000', currency: 'COP' },
        startDay: '2026-11-23',
        endDay: '2026-12-31',
        objective: 'traffic',
        countries: ['CO'],
        employment: true,
      },
    });
    expect(objects[1]).toMatchObject({
      marker: adGroup.marker,
      parentRemoteId: campaignId,
      fields: { name: adGroup.fields.name, radiusKm: 25 },
    });
    const { status: _status, image: _none, ...texts } = ad.fields;
    expect(objects[2]).toMatchObject({
      marker: ad.marker,
      parentRemoteId: adGroupId,
      fields: texts,
      extraRefs: { creative: creativeId },
      delivery: 'in_review',
    });
  });

  test('keeps several headlines and descriptions in their order', async () => {
    const texts = { headlines: ['Uno', 'Dos', 'Tres'], descriptions: ['A', 'B'] };
    await publishTree(world, { ad: texts });
    const objects = valueOf(await world.meta.read(world.account, { kind: 'all_marked' }));
    expect(objects.find((object) => object.level === 'ad')?.fields).toMatchObject(texts);
  });

  test('declares employment, leaves age and audience as the category asks, and ends the run in the account’s zone', async () => {
    await publishTree(world, { campaign: { objective: 'applications' } });
    const bodies = world.host
      .requests('meta')
      .filter((request) => request.method === 'POST')
      .map((request) => JSON.parse(request.body) as Record<string, unknown>); // the adapter's own bodies
    expect(bodies[0]).toMatchObject({
      special_ad_categories: ['EMPLOYMENT'],
      special_ad_category_country: ['CO'],
      status: 'PAUSED',
      bid_strategy: 'LOWEST_COST_WITHOUT_CAP',
      daily_budget: 480_000,
    });
    expect(bodies[1]).toMatchObject({
      targeting: { age_min: 18, age_max: 65, targeting_automation: { advantage_audience: 0 } },
      end_time: '2026-12-31T23:59:59-0500',
      promoted_object: { pixel_id: '3001', custom_event_type: 'SUBMIT_APPLICATION' },
    });
    expect(bodies[1]!['targeting']).not.toHaveProperty('genders');
  });

  test('delivers nothing until all three levels are switched on', async () => {
    const { adId } = await publishTree(world);
    world.host.advance(3 * DAY_MS);
    expect(valueOf(await world.meta.metrics(world.account, '2026-11-20', '2026-11-26'))).toEqual([]);
    const other = await publishTree(world, { active: true });
    world.host.advance(3 * DAY_MS);
    const rows = valueOf(await world.meta.metrics(world.account, '2026-11-20', '2026-11-29'));
    expect(new Set(rows.map((row) => row.adRemoteId))).toEqual(new Set([other.adId]));
    expect(rows.some((row) => row.adRemoteId === adId)).toBe(false);
    for (const row of rows) {
      expect(row.spend.currency).toBe('COP');
      expect(row.clicks).toBeLessThanOrEqual(row.impressions);
    }
  });

  test('changes name and budget, and finds the change done only when all of it is', async () => {
    const { campaign, campaignId } = await publishTree(world);
    const wanted = {
      ...campaign,
      remoteId: campaignId,
      fields: { ...campaign.fields, name: 'Otro', dailyBudget: { amountMicros: 60_000_000_000n, currency: 'COP' } },
    };
    const update = step(world.account, 'update', wanted, {}, { changedFields: ['name', 'dailyBudget'] });
    expect(valueOf(await world.meta.find(update))).toBeNull();
    valueOf(await world.meta.apply(update));
    expect(valueOf(await world.meta.find(update))).toHaveLength(1);
  });

  test('moves the end of a campaign on every ad set and on its own label', async () => {
    const tree = await publishTree(world);
    const second = adGroupObject(tree.campaign);
    valueOf(await world.meta.apply(step(world.account, 'create_ad_group', second, { campaign: tree.campaignId })));
    const update = (endDay: string | null): PublishStep =>
      step(
        world.account,
        'update',
        { ...tree.campaign, remoteId: tree.campaignId, fields: { ...tree.campaign.fields, endDay } },
        {},
        { changedFields: ['endDay'] },
      );
    valueOf(await world.meta.apply(update('2027-02-28')));
    expect(valueOf(await world.meta.find(update('2027-02-28')))).toHaveLength(1);
    const third = adGroupObject(tree.campaign);
    valueOf(await world.meta.apply(step(world.account, 'create_ad_group', third, { campaign: tree.campaignId })));
    const read = valueOf(await world.meta.read(world.account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId] }));
    expect(read[0]?.fields['endDay']).toBe('2027-02-28');
  });

  test('moves a start that is still to come on every ad set: nothing spends before the new day, and a lost answer is found again', async () => {
    const tree = await publishTree(world, { campaign: { startDay: '2026-12-05' } });
    const moved = (startDay: string): PublishStep =>
      step(
        world.account,
        'update',
        { ...tree.campaign, remoteId: tree.campaignId, fields: { ...tree.campaign.fields, startDay } },
        {},
        { changedFields: ['startDay'] },
      );
    const startOf = async (): Promise<unknown> =>
      valueOf(await world.meta.read(world.account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId] }))[0]?.fields['startDay'];
    expect(await startOf()).toBe('2026-12-05');
    expect(valueOf(await world.meta.find(moved('2026-12-12')))).toBeNull();
    valueOf(await world.meta.apply(moved('2026-12-12')));
    expect(valueOf(await world.meta.find(moved('2026-12-12')))).toHaveLength(1);
    expect(await startOf()).toBe('2026-12-12');
    const graph = (await (
      await fetch(`${world.url}/v26.0/${tree.adGroupId}?fields=start_time`, {
        headers: { authorization: `Bearer ${META_SIMULATED_TOKEN}` },
      })
    ).json()) as { start_time?: string };
    expect(graph.start_time).toBe('2026-12-12T00:00:00-0500');
    // Someone pulls the ad set forward in Meta's own pages: the earlier day is the one that spends, so it is the one that is told.
    await fetch(`${world.url}/v26.0/${tree.adGroupId}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${META_SIMULATED_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ start_time: '2026-12-08T00:00:00-0500' }),
    });
    expect(await startOf()).toBe('2026-12-08');
    // Once it runs its beginning is past: a later one is refused before anything moves.
    world.host.advance(20 * 86_400_000);
    expect(failureIn(await world.meta.apply(moved('2027-01-10')))).toMatchObject({ kind: 'refused', code: 'meta.already_started' });
  });

  test('gives an edited text a new creative under the same ad, and finds the new one by its content', async () => {
    const tree = await publishTree(world);
    const edited = { ...tree.ad, remoteId: tree.adId, fields: { ...tree.ad.fields, headlines: ['Otro titular'] } };
    const make = step(world.account, 'create_creative', edited);
    fault('lose_answer', 'create_creative');
    expect(failureIn(await world.meta.apply(make)).kind).toBe('outcome_unknown');
    const found = valueOf(await world.meta.find(make));
    expect(found).toHaveLength(1);
    const creative = madeId(found![0]!);
    expect(creative).not.toBe(tree.creativeId);
    const swap = step(world.account, 'update', edited, { creative }, { changedFields: ['headlines'] });
    expect(valueOf(await world.meta.find(swap))).toBeNull();
    valueOf(await world.meta.apply(swap));
    expect(valueOf(await world.meta.find(swap))).toHaveLength(1);
    const ads = valueOf(await world.meta.read(world.account, { kind: 'all_marked' })).filter((object) => object.level === 'ad');
    expect(ads).toHaveLength(1);
    expect(ads[0]).toMatchObject({ remoteId: tree.adId, fields: { headlines: ['Otro titular'] }, delivery: 'in_review' });
  });

  test('sets a status, and tells a status that was answered as set and was not', async () => {
    const tree = await publishTree(world);
    const on = step(world.account, 'set_status', { ...tree.ad, remoteId: tree.adId }, {}, { status: 'active' });
    fault('silent_change', 'set_status');
    valueOf(await world.meta.apply(on));
    expect(valueOf(await world.meta.find(on))).toBeNull();
    valueOf(await world.meta.apply(on));
    expect(valueOf(await world.meta.find(on))).toHaveLength(1);
  });

  test('shows why an ad was rejected, in the network’s own words', async () => {
    await publishTree(world, { ad: { primaryText: 'Buscamos asesora de buena presencia' } });
    world.host.advance(2 * DAY_MS);
    const ad = valueOf(await world.meta.read(world.account, { kind: 'all_marked' })).find((object) => object.level === 'ad');
    expect(ad?.delivery).toBe('rejected');
    expect(ad?.reasons[0]).toContain('DISCRIMINATION');
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
      ['create_creative', ad, 'creative'],
      ['create_ad', ad, 'ad'],
    ] as const) {
      const make = step(world.account, kind, object, { ...refs });
      expect(valueOf(await world.meta.find(make))).toBeNull();
      fault('lose_answer', kind === 'create_ad_group' ? 'create_ad_group' : kind);
      expect(failureIn(await world.meta.apply(make)).kind).toBe('outcome_unknown');
      const found = valueOf(await world.meta.find(make));
      expect(found).toHaveLength(1);
      refs[part] = madeId(found![0]!);
    }
    expect(valueOf(await world.meta.read(world.account, { kind: 'all_marked' }))).toHaveLength(3);
  });

  test('finds both, oldest first, when the network carried one request out twice', async () => {
    const make = step(world.account, 'create_campaign', campaignObject(world.account));
    fault('answer_twice', 'create_campaign');
    const first = madeId(valueOf(await world.meta.apply(make)));
    expect(valueOf(await world.meta.find(make))!.map(madeId)).toEqual([first, expect.any(String)]);
  });

  test('finds nothing while listings lag, and the object once they have caught up', async () => {
    const make = step(world.account, 'create_campaign', campaignObject(world.account));
    fault('late_listing', 'create_campaign');
    fault('lose_answer', 'create_campaign');
    expect(failureIn(await world.meta.apply(make)).kind).toBe('outcome_unknown');
    expect(valueOf(await world.meta.find(make))).toBeNull();
    world.host.advance(120_000);
    expect(valueOf(await world.meta.find(make))).toHaveLength(1);
  });

  test('finds by label what someone has renamed since, and what someone has archived', async () => {
    const make = step(world.account, 'create_campaign', campaignObject(world.account));
    const id = madeId(valueOf(await world.meta.apply(make)));
    await post(`${world.url}/v26.0/${id}`, { name: 'Renombrada' });
    expect(valueOf(await world.meta.find(make))!.map(madeId)).toEqual([id]);
    await post(`${world.url}/v26.0/${id}`, { name: `Ventas [${make.objects[0]!.marker}]`, status: 'ARCHIVED' });
    expect(valueOf(await world.meta.find(make))!.map(madeId)).toEqual([id]);
  });

  test('reads every page, also when pages come half full', async () => {
    const short = await openMetaWorld({ switches: { 'meta.short_pages': true } });
    const tree = await publishTree(short);
    for (let index = 0; index < 9; index += 1)
      valueOf(await short.meta.apply(step(short.account, 'create_campaign', campaignObject(short.account))));
    const objects = valueOf(await short.meta.read(short.account, { kind: 'all_marked' }));
    expect(objects.filter((object) => object.level === 'campaign')).toHaveLength(10);
    expect(objects.some((object) => object.remoteId === tree.adId)).toBe(true);
    await short.close();
  });
});

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: 'Bearer EAAsim-full', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

describe('what goes wrong on the way', () => {
  const make = (): PublishStep => step(world.account, 'create_campaign', campaignObject(world.account));

  for (const kind of ['lose_answer', 'reset', 'truncate', '5xx_before', '5xx_after', 'html_portal']) {
    test(`takes a write as unknown, and a read as unavailable, after ${kind}`, async () => {
      fault(kind);
      expect(failureIn(await world.meta.apply(make())).kind).toBe('outcome_unknown');
      fault(kind);
      expect(failureIn(await world.meta.read(world.account, { kind: 'all_marked' })).kind).toBe('unavailable');
    });
  }

  test('sends a write once, whatever came back', async () => {
    fault('5xx_before', 'create_campaign', 5);
    await world.meta.apply(make());
    expect(world.host.requests('meta').filter((request) => request.operation === 'create_campaign')).toHaveLength(1);
  });

  test('knows that nothing happened when nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server's address
    await new Promise((resolve) => server.close(resolve));
    const { ads: meta } = createMeta({
      baseUrl: `http://127.0.0.1:${port}`,
      clock: world.clock,
      secrets: { get: () => Promise.resolve('x'), set: () => Promise.resolve(), delete: () => Promise.resolve(true) },
      rates: { read: () => null, write: () => undefined },
      images: createImageRenderer(),
    });
    expect(failureIn(await meta.apply(make())).kind).toBe('unavailable');
  });

  test('waits as long as the headers say, sends nothing meanwhile, and remembers the block after a restart', async () => {
    fault('429', 'create_campaign');
    const failure = failureIn(await world.meta.apply(make()));
    expect(failure).toMatchObject({ kind: 'rate_limited', retryAfterMs: 3_000, scope: 'account' });
    const sent = world.host.requestCount('meta');
    expect(failureIn(await world.meta.apply(make())).kind).toBe('rate_limited');
    expect(world.host.requestCount('meta')).toBe(sent);
    expect(world.meta.rate(world.account)).toMatchObject({ usedRatio: 1, blockedUntil: expect.stringMatching(/Z$/) });
    expect([...world.ledger.values()].some((state) => state.includes('blockedUntilMs'))).toBe(true);
    world.host.advance(3_001);
    valueOf(await world.meta.apply(make()));
  });

  test('asks to sign in when the token has died, and keeps it out of what it reports', async () => {
    for (const [token, code] of [
      ['EAAsim-expired', '190/463'],
      ['EAAsim-password', '190/460'],
      ['nonsense', '190'],
    ] as const) {
      world.secrets.set('meta/a1', token);
      const failure = failureIn(await world.meta.apply(make()));
      expect(failure).toMatchObject({ kind: 'auth_expired', raw: { code } });
      expect(JSON.stringify(failure)).not.toContain(token);
    }
    world.secrets.delete('meta/a1');
    expect(failureIn(await world.meta.apply(make())).kind).toBe('auth_expired');
  });

  test('names the permission that is missing', async () => {
    world.secrets.set('meta/a1', 'EAAsim-read');
    expect(failureIn(await world.meta.apply(make()))).toMatchObject({ kind: 'no_permission', missing: 'ads_management' });
    const report = valueOf(await world.meta.test(world.account));
    expect(report.scopes.find((scope) => scope.name === 'ads_management')).toMatchObject({
      granted: false,
      disables: ['publish', 'pause', 'audiences', 'conversions'],
    });
  });

  test('names the field of a refusal', async () => {
    const poor = campaignObject(world.account, { dailyBudget: { amountMicros: 600_000_000n, currency: 'COP' } });
    expect(failureIn(await world.meta.apply(step(world.account, 'create_campaign', poor)))).toMatchObject({
      kind: 'refused',
      code: 'meta.budget_below_minimum',
      problems: [{ objectId: poor.objectId, field: 'dailyBudget' }],
    });
  });

  test('waits for an update of the program when the version is dead', async () => {
    fault('version_dead', 'create_campaign');
    expect(failureIn(await world.meta.apply(make())).kind).toBe('unsupported');
  });

  test('proves the app’s secret where the app asks for it', async () => {
    const proving = await openMetaWorld({ token: 'EAAsim-proof', appSecret: 'app' });
    valueOf(await proving.meta.apply(step(proving.account, 'create_campaign', campaignObject(proving.account))));
    proving.secrets.set('app', 'wrong');
    expect(failureIn(await proving.meta.apply(step(proving.account, 'create_campaign', campaignObject(proving.account))))).toMatchObject({
      kind: 'refused',
      code: 'meta.app_proof',
    });
    await proving.close();
  });

  test('says when a token ends and which accounts it reaches', async () => {
    world.secrets.set('meta/a1', 'EAAsim-sixty-days');
    expect(valueOf(await world.meta.test(world.account)).expiresAt).toBe('2027-01-22T15:00:00.000Z');
    world.secrets.set('meta/a1', 'EAAsim-argentina');
    expect(valueOf(await world.meta.listAccounts('meta/a1'))).toEqual([
      { remoteId: 'act_1003', name: 'Empleos Argentina', currency: 'ARS', timeZone: 'America/Argentina/Buenos_Aires' },
    ]);
  });
});

describe('places', () => {
  const campaignWith = async (): Promise<string> =>
    madeId(valueOf(await world.meta.apply(step(world.account, 'create_campaign', campaignObject(world.account)))));
  const village = { code: '05999', name: 'Vereda El Olvido', region: 'Antioquia', country: 'CO' };

  test('takes a department for a town that Meta does not list, and only after the check has said so', async () => {
    const campaign = campaignObject(world.account);
    const adGroup = adGroupObject(campaign, { places: [village] });
    expect(world.meta.check({ account: world.account, objects: [campaign, adGroup], today: world.today() })).toContainEqual({
      objectId: adGroup.objectId,
      field: 'places',
      severity: 'warning',
      code: 'checks.meta_place_as_region',
      details: { place: village.name, region: 'Antioquia' },
    });
    valueOf(await world.meta.apply(step(world.account, 'create_ad_group', adGroup, { campaign: await campaignWith() })));
    const body = world.host.requests('meta').find((request) => request.operation === 'create_ad_group')!.body;
    expect(JSON.parse(body)).toMatchObject({ targeting: { geo_locations: { regions: [{ key: expect.any(String) }] } } });
  });

  test('refuses to take more than was said, and says it from then on', async () => {
    const lost = { ...village, region: 'Provincia Inventada' };
    const adGroup = adGroupObject(campaignObject(world.account), { places: [lost] });
    const make = step(world.account, 'create_ad_group', adGroup, { campaign: await campaignWith() });
    expect(failureIn(await world.meta.apply(make))).toMatchObject({
      kind: 'refused',
      code: 'meta.place_unknown',
      problems: [{ objectId: adGroup.objectId, field: 'places' }],
    });
    expect(world.meta.check({ account: world.account, objects: [adGroup], today: world.today() }).map((problem) => problem.code)).toContain(
      'checks.meta_place_as_country',
    );
    valueOf(await world.meta.apply(make));
  });

  test('asks once for a place that many ad groups share', async () => {
    const campaign = await campaignWith();
    for (let index = 0; index < 4; index += 1)
      valueOf(await world.meta.apply(step(world.account, 'create_ad_group', adGroupObject(campaignObject(world.account)), { campaign })));
    expect(world.host.requests('meta').filter((request) => request.operation === 'search')).toHaveLength(2);
  });
});
