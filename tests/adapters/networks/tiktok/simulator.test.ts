import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTikTokSimulator } from '../../../../adapters/networks/tiktok/simulator/index.ts';
import { startSimulators } from '../../../../adapters/simulators/host.ts';
import {
  adGroupObject,
  campaignObject,
  DAY_MS,
  failureIn,
  openTikTokWorld,
  publishTree,
  START_MS,
  step,
  valueOf,
  type TikTokWorld,
} from './world.ts';

let world: TikTokWorld;
beforeEach(async () => void (world = await openTikTokWorld()));
afterEach(() => world.close());

interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}
async function post(endpoint: string, body: unknown, token = 'tiktoksim-full'): Promise<Envelope> {
  const response = await fetch(`${world.url}/open_api/v1.3${endpoint}`, {
    method: 'POST',
    headers: { 'access-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Envelope; // every answer is one
}
async function get(endpoint: string, query: Readonly<Record<string, string>>, token = 'tiktoksim-full'): Promise<Envelope> {
  const response = await fetch(`${world.url}/open_api/v1.3${endpoint}?${new URLSearchParams(query)}`, {
    headers: { 'access-token': token },
  });
  return (await response.json()) as Envelope; // every answer is one
}

const advertiser = (): string => world.account.remoteId;
const campaign = (change: object = {}): object => ({
  advertiser_id: advertiser(),
  campaign_name: 'Operarios',
  objective_type: 'TRAFFIC',
  budget_mode: 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
  budget: 300_000,
  budget_optimize_on: true,
  ...change,
});
async function made(change: object = {}): Promise<string> {
  return String((await post('/campaign/create/', campaign(change))).data['campaign_id']);
}
const group = (campaignId: string, change: object = {}): object => ({
  advertiser_id: advertiser(),
  campaign_id: campaignId,
  adgroup_name: 'Bogotá',
  promotion_type: 'WEBSITE',
  placements: ['PLACEMENT_TIKTOK'],
  location_ids: ['3688689'],
  budget_mode: 'BUDGET_MODE_INFINITE',
  budget: 0,
  schedule_type: 'SCHEDULE_FROM_NOW',
  schedule_start_time: '2026-11-24 00:00:00',
  optimization_goal: 'CLICK',
  billing_event: 'CPC',
  pacing: 'PACING_MODE_SMOOTH',
  ...change,
});

describe('the way in', () => {
  test('answers a path without its slash, or one that it does not have, with plain text and 404', async () => {
    for (const address of ['/open_api/v1.3/campaign/get', '/open_api/v1.3/nothing/', '/open_api/v1.2/campaign/get/']) {
      const response = await fetch(`${world.url}${address}`);
      expect([response.status, await response.text()]).toEqual([404, '404 page not found']);
    }
  });

  test('asks for a token, and knows one that it never gave', async () => {
    const bare = await fetch(`${world.url}/open_api/v1.3/campaign/get/?advertiser_id=${advertiser()}`);
    expect(await bare.json()).toMatchObject({ code: 40104 });
    expect(await get('/campaign/get/', { advertiser_id: advertiser() }, 'nobody')).toMatchObject({ code: 40105 });
    expect(await get('/campaign/get/', { advertiser_id: '1' })).toMatchObject({ code: 40300 });
  });

  test.each([
    ['an unknown field', { colour: 'red' }, /colour: Unknown field/],
    ['a number where an id belongs', { campaign_name: 7 }, /campaign_name: Not a valid string/],
    ['a value outside its list', { objective_type: 'CONVERSIONS' }, /objective_type: Not a valid choice/],
    ['a budget as a text', { budget: '300000' }, /budget: Not a valid number/],
    ['no budget', { budget: null }, /budget: Missing data/],
    ['a budget of exactly the floor', { budget: 200_000 }, /more than 200000 COP/],
    ['a daily budget with optimization', { budget_mode: 'BUDGET_MODE_DAY' }, /budget_mode/],
    ['an emoji in the name', { campaign_name: '🚀' }, /Emoji/],
    ['a request_id that is no number', { request_id: 'abc' }, /request_id/],
  ])('refuses a campaign with %s', async (_what, change, words) => {
    const answer = await post('/campaign/create/', campaign(change));
    expect(answer.code).toBe(40002);
    expect(answer.message).toMatch(words);
  });

  test('lets unknown fields pass with the switch, and asks for more money with the other', async () => {
    await world.close();
    world = await openTikTokWorld({ switches: { 'tiktok.ignore_unknown_fields': true, 'tiktok.high_minimums': true } });
    expect(await post('/campaign/create/', campaign({ colour: 'red' }))).toMatchObject({ code: 0 });
    expect(await post('/campaign/create/', campaign({ campaign_name: 'B', budget: 250_000 }))).toMatchObject({ code: 40002 });
  });

  test('keeps names apart unless each call has a key, and on unless told otherwise', async () => {
    const first = await post('/campaign/create/', campaign());
    expect(first.data['operation_status']).toBe('ENABLE');
    expect(await post('/campaign/create/', campaign())).toMatchObject({ code: 40002 });
    expect(await post('/campaign/create/', campaign({ request_id: '1' }))).toMatchObject({ code: 0 });
    expect(await post('/campaign/create/', campaign({ request_id: '1' }))).toMatchObject({ code: 40050 });
    expect(await post('/campaign/create/', campaign({ request_id: '2' }))).toMatchObject({ code: 0 });
  });

  test('opens the special industry to advertisers of the United States and Canada only', async () => {
    expect(await post('/campaign/create/', campaign({ special_industries: ['EMPLOYMENT'] }))).toMatchObject({ code: 40118 });
  });
});

describe('ad groups', () => {
  test.each([
    ['a goal that is billed otherwise', { billing_event: 'OCPM' }, /billing_event/],
    ['a goal of another objective', { optimization_goal: 'REACH', billing_event: 'CPM' }, /optimization_goal/],
    ['no place', { location_ids: [] }, /location_ids: Missing/],
    ['a place that nobody knows', { location_ids: ['1'] }, /1 cannot be targeted/],
    ['a town and its country', { location_ids: ['3688689', '3686110'] }, /may not overlap/],
    ['people under eighteen in Latin America', { age_groups: ['AGE_13_17'] }, /age_groups/],
    ['no placement', { placements: [] }, /placements: Missing/],
    ['a start in the past', { schedule_start_time: '2026-11-22 00:00:00' }, /schedule_start_time/],
    ['a run without its end', { schedule_type: 'SCHEDULE_START_END' }, /schedule_end_time: Missing/],
    ['an end before the start', { schedule_type: 'SCHEDULE_START_END', schedule_end_time: '2026-11-23 23:00:00' }, /schedule_end_time/],
    ['a day of odd hours', { dayparting: '01' }, /336/],
    ['a bid as high as the budget', { bid_type: 'BID_TYPE_CUSTOM', bid_price: 300_000 }, /bid_price: Must be below/],
  ])('are refused with %s', async (_what, change, words) => {
    const answer = await post('/adgroup/create/', group(await made(), change));
    expect(answer.code).toBe(40002);
    expect(answer.message).toMatch(words);
  });

  test('need a budget of their own where the campaign has none', async () => {
    const campaignId = await made({ budget_mode: 'BUDGET_MODE_INFINITE', budget_optimize_on: false });
    expect(await post('/adgroup/create/', group(campaignId))).toMatchObject({ code: 40002 });
    expect(await post('/adgroup/create/', group(campaignId, { budget_mode: 'BUDGET_MODE_DAY', budget: 80_000 }))).toMatchObject({
      code: 40002,
    });
    expect(await post('/adgroup/create/', group(campaignId, { budget_mode: 'BUDGET_MODE_DAY', budget: 80_001 }))).toMatchObject({
      code: 0,
    });
  });

  test('take no narrower age where the campaign declares employment', async () => {
    await world.close();
    world = await openTikTokWorld({ account: 'Empleos en dólares' });
    const campaignId = await made({ budget: 90, special_industries: ['EMPLOYMENT'] });
    const here = (change: object): object => group(campaignId, { location_ids: ['6252001'], ...change });
    expect((await post('/adgroup/create/', here({ gender: 'GENDER_MALE' }))).message).toMatch(/gender/);
    expect((await post('/adgroup/create/', here({ age_groups: ['AGE_18_24'] }))).message).toMatch(/one block/);
    expect(await post('/adgroup/create/', here({}))).toMatchObject({ code: 0 });
  });
});

describe('places that TikTok may not offer', () => {
  beforeEach(async () => {
    await world.close();
    world = await openTikTokWorld({ switches: { 'tiktok.few_cities': true } });
  });

  test('are refused first; once the check has named the department it may be sent', async () => {
    const root = campaignObject(world.account);
    const campaignId = valueOf(await world.tiktok.apply(step(world.account, 'create_campaign', root, root.fields))).refs[0]!.remoteId;
    const small = adGroupObject(root, { places: [{ code: '05001', name: 'Rionegro', region: 'Antioquia', country: 'CO' }] });
    const make = step(world.account, 'create_ad_group', small, root.fields, { campaign: campaignId });
    expect(world.tiktok.check({ account: world.account, objects: [root, small], today: '2026-11-23' })).toEqual([]);
    expect(failureIn(await world.tiktok.apply(make))).toMatchObject({
      kind: 'refused',
      code: 'tiktok.place_unknown',
      problems: [{ field: 'places' }],
    });
    const [warning] = world.tiktok.check({ account: world.account, objects: [root, small], today: '2026-11-23' });
    expect(warning).toMatchObject({ code: 'checks.tiktok_place_as_region', severity: 'warning', details: { region: 'Antioquia' } });
    valueOf(await world.tiktok.apply(make));
  });

  test('a town inside a department that is chosen too is not sent beside it', async () => {
    const root = campaignObject(world.account);
    const campaignId = valueOf(await world.tiktok.apply(step(world.account, 'create_campaign', root, root.fields))).refs[0]!.remoteId;
    const both = adGroupObject(root, {
      places: [
        { code: '05001', name: 'Medellín', region: 'Antioquia', country: 'CO' },
        { code: '05', name: 'Antioquia', region: null, country: 'CO' },
      ],
    });
    valueOf(await world.tiktok.apply(step(world.account, 'create_ad_group', both, root.fields, { campaign: campaignId })));
    const unknown = adGroupObject(root, { languages: ['qu'] });
    expect(
      failureIn(await world.tiktok.apply(step(world.account, 'create_ad_group', unknown, root.fields, { campaign: campaignId }))),
    ).toMatchObject({
      code: 'tiktok.language_unknown',
    });
  });
});

describe('quotas and the sandbox', () => {
  test('the sandbox knows few calls, one a second, and reports of its own', async () => {
    const sandbox = 'tiktoksim-sandbox';
    expect(await get('/campaign/get/', { advertiser_id: advertiser() }, sandbox)).toMatchObject({ code: 0 });
    expect(await get('/campaign/get/', { advertiser_id: advertiser() }, sandbox)).toMatchObject({ code: 40100 });
    expect(await get('/tool/language/', { advertiser_id: advertiser() }, sandbox)).toMatchObject({ code: 40014 });
    expect(await post('/smart_plus/campaign/create/', {}, sandbox)).toMatchObject({ code: 40014 });
    const report = await get('/report/integrated/get/', { advertiser_id: advertiser(), report_type: 'BASIC' }, sandbox);
    expect(report.data['page_info']).toMatchObject({ total_number: 12 });
  });

  test('too many in a minute shut an endpoint for five', async () => {
    const ask = () => get('/campaign/get/', { advertiser_id: advertiser() }, 'tiktoksim-sandbox');
    let answers = 0;
    while ((await ask()).code === 0) {
      answers += 1;
      world.host.advance(1_100);
    }
    expect(answers).toBe(30);
    world.host.advance(61_000);
    expect(await ask()).toMatchObject({ code: 40100 });
    world.host.advance(300_000);
    expect(await ask()).toMatchObject({ code: 0 });
  });
});

describe('what goes on by itself', () => {
  test('reviews what was made, and again what was changed', async () => {
    const tree = await publishTree(world);
    const status = async () => {
      const answer = await get('/ad/get/', { advertiser_id: advertiser(), filtering: JSON.stringify({ ad_ids: [tree.adId] }) });
      return (answer.data['list'] as { secondary_status: string }[])[0]?.secondary_status; // rows by the envelope
    };
    expect(await status()).toBe('AD_STATUS_AUDIT');
    world.host.advance(2 * DAY_MS);
    expect(await status()).toBe('AD_STATUS_CAMPAIGN_DISABLE');
    const change = { ad_id: tree.adId, ad_text: 'Otro texto' };
    await post('/ad/update/', { advertiser_id: advertiser(), adgroup_id: tree.adGroupId, patch_update: true, creatives: [change] });
    expect(await status()).toBe('AD_STATUS_REAUDIT');
  });

  test('writes conversions back for weeks and takes figures back when told to', async () => {
    await publishTree(world, { active: true, campaign: { objective: 'applications' } });
    world.host.advance(8 * DAY_MS);
    const figures = async () => {
      const rows = valueOf(await world.tiktok.metrics(world.account, '2026-11-24', '2026-11-30'));
      return {
        spend: rows.reduce((sum, row) => sum + row.spend.amountMicros, 0n),
        conversions: rows.reduce((sum, row) => sum + row.conversions, 0),
      };
    };
    const first = await figures();
    world.host.advance(28 * DAY_MS);
    const later = await figures();
    expect(later.spend).toBe(first.spend);
    expect(later.conversions).toBeGreaterThan(first.conversions);
    const spent = async () =>
      valueOf(await world.tiktok.metrics(world.account, '2026-12-20', '2026-12-28')).reduce((sum, row) => sum + row.spend.amountMicros, 0n);
    const before = await spent();
    world.host.addFault({ network: 'tiktok', operation: 'insights', kind: 'restate', times: 1 });
    expect(await spent()).toBeLessThan(before);
  });

  test('never spends more than 125 % of a day’s budget, nor seven in a week', async () => {
    await publishTree(world, { active: true, campaign: { endDay: null } });
    world.host.advance(30 * DAY_MS);
    const rows = valueOf(await world.tiktok.metrics(world.account, '2026-11-23', '2026-12-20'));
    const byDay = new Map<string, bigint>();
    for (const row of rows) byDay.set(row.day, (byDay.get(row.day) ?? 0n) + row.spend.amountMicros);
    expect(byDay.size).toBeGreaterThan(20);
    for (const spend of byDay.values()) expect(spend).toBeLessThanOrEqual(600_000_000_000n);
    const week = ['2026-11-30', '2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04', '2026-12-05', '2026-12-06'];
    expect(week.reduce((sum, day) => sum + (byDay.get(day) ?? 0n), 0n)).toBeLessThanOrEqual(7n * 480_000_000_000n);
  });

  test('an account without money makes ads and runs none', async () => {
    await world.close();
    world = await openTikTokWorld({ account: 'Cuenta sin saldo' });
    await publishTree(world, { active: true });
    world.host.advance(3 * DAY_MS);
    expect(valueOf(await world.tiktok.metrics(world.account, '2026-11-23', '2026-11-26'))).toEqual([]);
    const ad = valueOf(await world.tiktok.read(world.account, { kind: 'all_marked' })).find((object) => object.level === 'ad');
    expect(ad).toMatchObject({ delivery: 'limited', reasons: ['AD_STATUS_BALANCE_EXCEED'] });
  });

  test('background reports are asked for, asked about and fetched', async () => {
    await publishTree(world, { active: true });
    world.host.advance(3 * DAY_MS);
    const task = await post('/report/task/create/', {
      advertiser_id: advertiser(),
      report_type: 'BASIC',
      data_level: 'AUCTION_CAMPAIGN',
      dimensions: ['campaign_id', 'stat_time_day'],
      metrics: ['spend', 'ctr', 'campaign_name'],
      start_date: '2026-11-23',
      end_date: '2026-11-26',
    });
    const query = { advertiser_id: advertiser(), task_id: String(task.data['task_id']) };
    expect((await get('/report/task/check/', query)).data['status']).toBe('QUEUING');
    expect(await get('/report/task/download/', query)).toMatchObject({ code: 40201 });
    world.host.advance(60_000);
    expect((await get('/report/task/check/', query)).data['status']).toBe('SUCCESS');
    const file = await fetch(`${world.url}/open_api/v1.3/report/task/download/?${new URLSearchParams(query)}`, {
      headers: { 'access-token': 'tiktoksim-full' },
    });
    expect(await file.text()).toMatch(/^campaign_id,stat_time_day,spend,ctr,campaign_name\n18/);
  });

  test('a report spans thirty days with a day and refuses what it does not measure', async () => {
    const ask = (change: object) =>
      get('/report/integrated/get/', {
        advertiser_id: advertiser(),
        report_type: 'BASIC',
        data_level: 'AUCTION_AD',
        dimensions: '["ad_id","stat_time_day"]',
        start_date: '2026-10-01',
        end_date: '2026-10-30',
        ...change,
      });
    expect(await ask({})).toMatchObject({ code: 0 });
    expect(await ask({ end_date: '2026-10-31' })).toMatchObject({ code: 40002 });
    expect(await ask({ metrics: '["conversions"]' })).toMatchObject({ code: 40002 });
    expect(await ask({ dimensions: '["campaign_id"]' })).toMatchObject({ code: 40002 });
  });
});

describe('the books', () => {
  test('survive the end of the process and tell the judge what stands', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'tiktok-'));
    const open = () =>
      startSimulators({
        networks: [createTikTokSimulator],
        directory,
        seed: 7,
        port: 0,
        switches: {},
        realNowMs: () => START_MS,
        logLimit: 100,
      });
    const first = await open();
    const response = await fetch(`${first.urls.get('tiktok')}/open_api/v1.3/campaign/create/`, {
      method: 'POST',
      headers: { 'access-token': 'tiktoksim-full', 'content-type': 'application/json' },
      body: JSON.stringify(campaign({ campaign_name: 'Ventas [k3f9q2ma]' })),
    });
    const { data } = (await response.json()) as Envelope; // every answer is one
    await first.close();
    const second = await open();
    expect(second.networks.get('tiktok')!.state().campaigns).toEqual([
      expect.objectContaining({ id: data['campaign_id'], marker: 'k3f9q2ma', status: 'active', review: 'none', parentId: null }),
    ]);
    second.reset();
    expect(second.networks.get('tiktok')!.state().campaigns).toEqual([]);
    await second.close();
    rmSync(directory, { recursive: true });
  });
});
