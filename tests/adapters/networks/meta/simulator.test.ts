import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMetaSimulator, META_SIMULATED_ACCOUNTS } from '../../../../adapters/networks/meta/index.ts';
import { startSimulators } from '../../../../adapters/simulators/host.ts';
import { DAY_MS, openMetaWorld, publishTree, START_MS, valueOf, type MetaWorld } from './world.ts';

let world: MetaWorld;
beforeEach(async () => void (world = await openMetaWorld()));
afterEach(() => world.close());

type Body = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}
async function graph(
  method: string,
  address: string,
  body?: Body | URLSearchParams,
  token = 'EAAsim-full',
  base = world.url,
): Promise<Answer> {
  const answer = await fetch(`${base}/v26.0/${address}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined || body instanceof URLSearchParams ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body }; // Graph answers JSON objects
}
const errorOf = (answer: Answer): Body => (answer.body['error'] ?? {}) as Body; // Graph's envelope
const idOf = (answer: Answer): string => {
  if (typeof answer.body['id'] !== 'string') throw new Error(JSON.stringify(answer.body));
  return answer.body['id'];
};

const CAMPAIGN = {
  name: 'Ventas',
  objective: 'OUTCOME_TRAFFIC',
  status: 'PAUSED',
  special_ad_categories: ['EMPLOYMENT'],
  special_ad_category_country: ['CO'],
  daily_budget: 60_000,
};
const TARGETING = { geo_locations: { countries: ['CO'] }, age_min: 18, age_max: 65, targeting_automation: { advantage_audience: 0 } };
const adSet = (campaign: string, change: Body = {}): Body => ({
  name: 'Grupo',
  campaign_id: campaign,
  optimization_goal: 'LINK_CLICKS',
  billing_event: 'IMPRESSIONS',
  targeting: TARGETING,
  status: 'PAUSED',
  ...change,
});

describe('what the simulated Meta refuses', () => {
  const campaigns: readonly (readonly [string, Body, number, number | undefined])[] = [
    ['an unknown parameter', { ...CAMPAIGN, colour: 'red' }, 100, undefined],
    ['a missing category', { ...CAMPAIGN, special_ad_categories: undefined }, 100, undefined],
    ['a category without its countries', { ...CAMPAIGN, special_ad_category_country: undefined }, 100, undefined],
    ['a retired objective', { ...CAMPAIGN, objective: 'LINK_CLICKS' }, 100, undefined],
    ['a value outside an enum', { ...CAMPAIGN, status: 'RUNNING' }, 100, undefined],
    ['a wrong type', { ...CAMPAIGN, daily_budget: 'mucho' }, 100, undefined],
    ['a budget a hundred times too small', { ...CAMPAIGN, daily_budget: 600 }, 100, 1885272],
    ['two budgets', { ...CAMPAIGN, lifetime_budget: 900_000 }, 100, 1885621],
    ['no budget and no word on sharing', { ...CAMPAIGN, daily_budget: undefined }, 100, undefined],
    ['a status that only an old object has', { ...CAMPAIGN, status: 'ARCHIVED' }, 100, undefined],
    ['a name of 401 characters', { ...CAMPAIGN, name: 'x'.repeat(401) }, 100, undefined],
    ['the retired date_format', { ...CAMPAIGN, date_format: 'U' }, 100, undefined],
  ];
  for (const [what, body, code, subcode] of campaigns) {
    test(`refuses ${what} in a campaign`, async () => {
      const answer = await graph('POST', 'act_1001/campaigns', body);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatchObject({
        code,
        fbtrace_id: expect.any(String),
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
      });
      expect(world.host.networks.get('meta')!.state().campaigns).toEqual([]);
    });
  }

  const adSets: readonly (readonly [string, Body, number | undefined])[] = [
    ['no audience flag', { targeting: { ...TARGETING, targeting_automation: {} } }, 1870227],
    ['a narrowed age', { targeting: { ...TARGETING, age_max: 40 } }, 1487079],
    ['a sex', { targeting: { ...TARGETING, genders: [1] } }, 1487079],
    ['postal codes', { targeting: { ...TARGETING, geo_locations: { zips: [{ key: 'CO:110111' }] } } }, 1487079],
    ['excluded places', { targeting: { ...TARGETING, excluded_geo_locations: { countries: ['AR'] } } }, 1487079],
    ['a country that the campaign does not declare', { targeting: { ...TARGETING, geo_locations: { countries: ['AR'] } } }, 2909034],
    ['location_types', { targeting: { ...TARGETING, geo_locations: { countries: ['CO'], location_types: ['home'] } } }, 1870199],
    ['an unknown city', { targeting: { ...TARGETING, geo_locations: { cities: [{ key: '1' }] } } }, 1487694],
    ['a budget on both levels', { daily_budget: 50_000 }, 1885621],
    ['a goal that the objective does not have', { optimization_goal: 'VALUE' }, undefined],
    ['a bid without a cap', { bid_amount: 10 }, undefined],
    ['a cap without a bid', { bid_strategy: 'COST_CAP' }, undefined],
    ['an end in the past', { end_time: '2026-01-01T00:00:00-0500' }, undefined],
    ['a daily budget for less than a day', { end_time: '2026-11-23T20:00:00-0500' }, undefined],
  ];
  for (const [what, change, subcode] of adSets) {
    test(`refuses ${what} in an ad set`, async () => {
      const campaign = idOf(await graph('POST', 'act_1001/campaigns', CAMPAIGN));
      const answer = await graph('POST', 'act_1001/adsets', adSet(campaign, change));
      expect(errorOf(answer)).toMatchObject({ code: 100, ...(subcode === undefined ? {} : { error_subcode: subcode }) });
      expect(world.host.networks.get('meta')!.state().adGroups).toEqual([]);
    });
  }

  test('refuses a call without a token, with a bad proof, to the root by ids, and for an unknown field', async () => {
    expect((await (await fetch(`${world.url}/v26.0/act_1001`)).json()) as Body).toMatchObject({ error: { code: 104 } });
    expect(errorOf(await graph('GET', 'act_1001?appsecret_proof=00'))).toMatchObject({ code: 104 });
    expect(errorOf(await graph('GET', '?ids=1,2'))).toMatchObject({ code: 100 });
    expect(errorOf(await graph('GET', 'act_1001/campaigns?fields=id,colour'))).toMatchObject({ code: 100 });
    expect(errorOf(await graph('GET', 'act_1001?fields=name', undefined, 'EAAsim-argentina'))).toMatchObject({
      code: 100,
      error_subcode: 33,
    });
  });

  test('makes nothing on a dry run, and refuses there what it would refuse', async () => {
    expect((await graph('POST', 'act_1001/campaigns', { ...CAMPAIGN, execution_options: ['validate_only'] })).body).toEqual({
      success: true,
    });
    expect((await graph('POST', 'act_1001/campaigns', { ...CAMPAIGN, daily_budget: 1, execution_options: ['validate_only'] })).status).toBe(
      400,
    );
    expect(world.host.networks.get('meta')!.state().campaigns).toEqual([]);
  });

  test('lets unknown parameters pass when told to', async () => {
    const loose = await openMetaWorld({ switches: { 'meta.ignore_unknown_parameters': true } });
    expect(idOf(await graph('POST', 'act_1001/campaigns', { ...CAMPAIGN, colour: 'red' }, 'EAAsim-full', loose.url))).toMatch(/^\d{17}$/);
    await loose.close();
  });
});

describe('how the simulated Meta speaks', () => {
  test('takes a form with nested JSON texts as it takes JSON', async () => {
    const form = new URLSearchParams(
      Object.entries(CAMPAIGN).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
    const id = idOf(await graph('POST', 'act_1001/campaigns', form));
    expect((await graph('GET', `${id}?fields=daily_budget,special_ad_category_country`)).body).toEqual({
      daily_budget: '60000',
      special_ad_category_country: ['CO'],
      id,
    });
  });

  test('gives only the id unless fields are asked for, and opens nested ones', async () => {
    const { adId, campaignId, adGroupId } = await publishTree(world);
    expect((await graph('GET', adId)).body).toEqual({ id: adId });
    expect((await graph('GET', `${adId}?fields=campaign{name,objective},adset{id}`)).body).toEqual({
      campaign: { name: expect.stringContaining('Ventas'), objective: 'OUTCOME_TRAFFIC', id: campaignId },
      adset: { id: adGroupId },
      id: adId,
    });
    expect((await graph('GET', `${campaignId}?fields=adsets.limit(1){id,ads{id}}`)).body).toMatchObject({
      adsets: { data: [{ id: adGroupId }] },
    });
  });

  test('sends the usage headers on success and on error alike', async () => {
    for (const answer of [await graph('GET', 'act_1001'), await graph('GET', 'act_1001?fields=nonsense')]) {
      expect(JSON.parse(answer.headers.get('x-ad-account-usage')!)).toMatchObject({ ads_api_access_tier: 'standard_access' });
      expect(JSON.parse(answer.headers.get('x-business-use-case-usage')!)).toHaveProperty('1001');
      expect(answer.headers.get('x-app-usage')).not.toBeNull();
    }
  });

  test('leaves archived and deleted objects out of lists unless they are asked for', async () => {
    const id = idOf(await graph('POST', 'act_1001/campaigns', CAMPAIGN));
    await graph('POST', id, { status: 'ARCHIVED' });
    expect((await graph('GET', 'act_1001/campaigns')).body['data']).toEqual([]);
    expect((await graph('GET', `act_1001/campaigns?effective_status=${encodeURIComponent('["ARCHIVED"]')}`)).body['data']).toEqual([
      { id },
    ]);
  });

  test('answers a batch item by item, uses an earlier result, and gives null where nobody knows', async () => {
    const batch = [
      {
        method: 'POST',
        relative_url: 'act_1001/campaigns',
        name: 'one',
        body: new URLSearchParams({
          ...CAMPAIGN,
          special_ad_categories: '["EMPLOYMENT"]',
          special_ad_category_country: '["CO"]',
          daily_budget: '60000',
        }).toString(),
      },
      { method: 'GET', relative_url: '{result=one:$.id}?fields=name' },
    ];
    const answer = (await graph('POST', '', { batch })).body as unknown as readonly { code: number; body: string }[]; // a batch answers a list
    expect(answer.map((item) => item.code)).toEqual([200, 200]);
    expect(JSON.parse(answer[1]!.body)).toMatchObject({ name: 'Ventas' });
    world.host.addFault({ network: 'meta', operation: 'batch', kind: 'partial', times: 1 });
    expect((await graph('POST', '', { batch: batch.slice(0, 1) })).body).toEqual([null]);
    expect(world.host.networks.get('meta')!.state().campaigns).toHaveLength(2);
  });

  test('finds places of Colombia and Argentina, and languages', async () => {
    const search = async (query: string): Promise<readonly Body[]> =>
      (await graph('GET', `search?${query}`)).body['data'] as readonly Body[]; // a list by contract
    expect((await search(`type=adgeolocation&q=medellin&location_types=["city"]&country_code=CO`))[0]).toMatchObject({
      name: 'Medellín',
      region: 'Antioquia',
      country_code: 'CO',
    });
    expect((await search('type=adgeolocation&q=Mendoza&location_types=["city"]&country_code=AR'))[0]).toMatchObject({ name: 'Mendoza' });
    expect((await search('type=adlocale&q=Spanish')).map((locale) => locale['name'])).toContain('Spanish (All)');
  });

  test('moves an ad through its review, and a rejected one cannot be switched on', async () => {
    const { adId } = await publishTree(world, { ad: { headlines: ['Solo hombres'] } });
    const status = async (): Promise<unknown> => (await graph('GET', `${adId}?fields=effective_status`)).body['effective_status'];
    expect(await status()).toBe('IN_PROCESS');
    world.host.advance(60_000);
    expect(await status()).toBe('PENDING_REVIEW');
    world.host.advance(DAY_MS * 2);
    expect(await status()).toBe('DISAPPROVED');
    expect(errorOf(await graph('POST', adId, { status: 'ACTIVE' }))).toMatchObject({ code: 100, error_subcode: 2490427 });
  });

  test('runs nothing on an account without a way to pay', async () => {
    const poor = await openMetaWorld({ account: 'act_1005' });
    const { adId } = await publishTree(poor, { active: true });
    poor.host.advance(DAY_MS * 3);
    expect((await graph('GET', `${adId}?fields=effective_status`, undefined, 'EAAsim-full', poor.url)).body['effective_status']).toBe(
      'PENDING_BILLING_INFO',
    );
    expect(valueOf(await poor.meta.metrics(poor.account, '2026-11-20', '2026-11-30'))).toEqual([]);
    await poor.close();
  });
});

describe('what the simulated Meta delivers', () => {
  test('keeps a day under 1.75 budgets and a week under seven, in whole units, the same at every look', async () => {
    const { campaignId } = await publishTree(world, { active: true });
    world.host.advance(40 * DAY_MS);
    const rows = valueOf(await world.meta.metrics(world.account, '2026-11-30', '2026-12-27'));
    expect(rows).toHaveLength(28);
    const spends = rows.map((row) => Number(row.spend.amountMicros / 1_000_000n));
    for (const spend of spends) expect(spend).toBeLessThanOrEqual(480_000 * 1.75);
    // 30 November 2026 is a Monday.
    for (let week = 0; week < 4; week += 1)
      expect(spends.slice(week * 7, week * 7 + 7).reduce((sum, spend) => sum + spend, 0)).toBeLessThanOrEqual(480_000 * 7);
    expect(valueOf(await world.meta.metrics(world.account, '2026-11-30', '2026-12-27'))).toEqual(rows);
    await graph('POST', campaignId, { status: 'PAUSED' });
    world.host.advance(5 * DAY_MS);
    expect(valueOf(await world.meta.metrics(world.account, '2027-01-03', '2027-01-06'))).toEqual([]);
  });

  test('goes on restating a day until it is 28 days old, and then no more', async () => {
    await publishTree(world, { active: true });
    const figures = async (): Promise<unknown> =>
      valueOf(await world.meta.metrics(world.account, '2026-11-24', '2026-11-24')).map(({ impressions, conversions }) => [
        impressions,
        conversions,
      ]);
    world.host.advance(2 * DAY_MS);
    const fresh = await figures();
    world.host.advance(29 * DAY_MS);
    const final = await figures();
    expect(final).not.toEqual(fresh);
    world.host.advance(30 * DAY_MS);
    expect(await figures()).toEqual(final);
  });

  test('takes figures back when told to restate', async () => {
    await publishTree(world, { active: true });
    world.host.advance(3 * DAY_MS);
    const before = valueOf(await world.meta.metrics(world.account, '2026-11-24', '2026-11-24'))[0]!;
    world.host.addFault({ network: 'meta', operation: 'insights', kind: 'restate', times: 1 });
    const after = valueOf(await world.meta.metrics(world.account, '2026-11-24', '2026-11-24'))[0]!;
    expect(after.spend.amountMicros).toBeLessThan(before.spend.amountMicros);
  });

  test('adds up alike at every level', async () => {
    await publishTree(world, { active: true });
    await publishTree(world, { active: true });
    world.host.advance(4 * DAY_MS);
    const total = async (level: string): Promise<number> =>
      (
        (
          await graph(
            'GET',
            `act_1001/insights?level=${level}&fields=spend&limit=500&time_range=${encodeURIComponent('{"since":"2026-11-20","until":"2026-11-26"}')}`,
          )
        ).body['data'] as readonly Body[]
      ).reduce((sum, row) => sum + Number(row['spend']), 0); // a list by contract
    const account = await total('account');
    expect(account).toBeGreaterThan(0);
    for (const level of ['campaign', 'adset', 'ad']) expect(await total(level)).toBe(account);
  });
});

describe('the simulated Meta’s books', () => {
  test('survive a restart, and a reset forgets all but the seed accounts', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'meta-books-'));
    const open = () =>
      startSimulators({
        networks: [createMetaSimulator],
        directory,
        seed: 1,
        port: 0,
        switches: {},
        realNowMs: () => START_MS,
        logLimit: 10,
      });
    const first = await open();
    const id = idOf(
      await graph('POST', 'act_1001/campaigns', { ...CAMPAIGN, name: 'Ventas [abcd1234]' }, 'EAAsim-full', first.urls.get('meta')),
    );
    await first.close();
    const second = await open();
    expect(second.networks.get('meta')!.state().campaigns).toEqual([
      { id, name: 'Ventas [abcd1234]', status: 'paused', configured: 'paused', review: 'none', marker: 'abcd1234', parentId: null },
    ]);
    const next = idOf(await graph('POST', 'act_1001/campaigns', CAMPAIGN, 'EAAsim-full', second.urls.get('meta')));
    expect(next).not.toBe(id);
    second.reset();
    expect(second.networks.get('meta')!.state()).toEqual({ campaigns: [], adGroups: [], ads: [] });
    expect(
      ((await graph('GET', 'me/adaccounts?limit=100', undefined, 'EAAsim-full', second.urls.get('meta'))).body['data'] as readonly Body[])
        .length,
    ).toBe(META_SIMULATED_ACCOUNTS.length); // a list by contract
    await second.close();
    rmSync(directory, { recursive: true });
  });

  test('say what an ad under a paused campaign really does', async () => {
    const { campaignId } = await publishTree(world, { active: true });
    const ad = () => world.host.networks.get('meta')!.state().ads[0]!;
    expect(ad()).toMatchObject({ status: 'active', configured: 'active', review: 'pending' });
    await graph('POST', campaignId, { status: 'PAUSED' });
    expect(ad()).toMatchObject({ status: 'paused', configured: 'active' });
  });
});
