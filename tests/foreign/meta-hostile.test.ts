import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isCountry } from '../../adapters/networks/meta/simulator/enums.ts';
import { openMetaWorld, START_MS, type MetaWorld } from '../adapters/networks/meta/world.ts';
import { readMetaSpec } from './judges/meta.ts';

/** An outsider who sends raw requests: one that is right, and the same with one thing wrong. Each wrong one must meet Graph's own envelope. */
let world: MetaWorld;
let campaign = '';
let adSet = '';
let creative = '';
let audience = '';

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function send(method: string, path: string, params: object, token = 'EAAsim-full', base = world.url): Promise<Reply> {
  const query =
    method === 'GET' ? `?${new URLSearchParams(Object.entries(params).map(([key, value]) => [key, asText(value)])).toString()}` : '';
  const answer = await fetch(`${base}${path.startsWith('/') ? '' : '/v26.0/'}${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: JSON.stringify(params) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }; // Graph answers objects
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

async function made(reply: Promise<Reply>): Promise<string> {
  const { status, body } = await reply;
  expect({ status, body }).toMatchObject({ status: 200 });
  return String(body['id']);
}

function refused(reply: Reply, code = 100, subcode?: number): void {
  expect(reply).toMatchObject({
    status: 400,
    body: { error: { code, message: expect.any(String), type: expect.any(String), fbtrace_id: expect.any(String) } },
  });
  if (subcode !== undefined) expect(reply.body['error']).toMatchObject({ error_subcode: subcode });
}

const NOW = Math.floor(START_MS / 1000);
const HASH = 'a'.repeat(64);
const CAMPAIGN = {
  name: 'c',
  objective: 'OUTCOME_TRAFFIC',
  status: 'PAUSED',
  special_ad_categories: ['EMPLOYMENT'],
  special_ad_category_country: ['CO'],
  daily_budget: 60_000,
};
const TARGETING = { geo_locations: { countries: ['CO'] }, targeting_automation: { advantage_audience: 0 } };
const AD_SET = { name: 's', optimization_goal: 'LINK_CLICKS', billing_event: 'IMPRESSIONS', targeting: TARGETING, status: 'PAUSED' };
const LINK = {
  link: 'https://empleos.example.co/1',
  message: 'm',
  name: 'n',
  call_to_action: { type: 'APPLY_NOW', value: { link: 'https://empleos.example.co/1' } },
};
/** Keys are looked up, never guessed. */
let town = '';
const city = (): object => ({ key: town, radius: 25, distance_unit: 'kilometer' });
const POINT = { latitude: 4.6, longitude: -74, radius: 25, distance_unit: 'kilometer', country: 'CO' };
const EVENT = {
  event_name: 'SubmitApplication',
  event_time: NOW - 60,
  action_source: 'system_generated',
  user_data: { em: [HASH] },
};
const FORM = { name: 'f', questions: [{ type: 'EMAIL' }], privacy_policy: { url: 'https://empleos.example.co/p', link_text: 'p' } };

const newCampaign = (change: object): Promise<Reply> => send('POST', 'act_1001/campaigns', { ...CAMPAIGN, ...change });
const newAdSet = (change: object): Promise<Reply> => send('POST', 'act_1001/adsets', { ...AD_SET, campaign_id: campaign, ...change });
const aimed = (change: object): Promise<Reply> => newAdSet({ targeting: { ...TARGETING, ...change } });
const placed = (geo: object): Promise<Reply> => aimed({ geo_locations: geo });
const newCreative = (story: object, more: object = {}): Promise<Reply> =>
  send('POST', 'act_1001/adcreatives', { name: 'k', object_story_spec: { page_id: '2001', ...story }, ...more });
const linked = (change: object): Promise<Reply> => newCreative({ link_data: { ...LINK, ...change } });
const event = (change: object): Promise<Reply> => send('POST', '3001/events', { data: [{ ...EVENT, ...change }] });
const form = (change: object): Promise<Reply> => send('POST', '2001/leadgen_forms', { ...FORM, ...change }, 'EAAsim-full-page-2001');
const report = (params: object): Promise<Reply> => send('GET', 'act_1001/insights', params);

beforeAll(async () => {
  world = await openMetaWorld();
  const found = await send('GET', 'search', { type: 'adgeolocation', location_types: ['city'], q: 'Medellín', country_code: 'CO' });
  town = (found.body['data'] as readonly { key: string }[])[0]!.key; // the search answers a list of places
  campaign = await made(newCampaign({}));
  adSet = await made(newAdSet({}));
  creative = await made(linked({}));
  audience = await made(
    send('POST', 'act_1001/customaudiences', { name: 'l', subtype: 'CUSTOM', customer_file_source: 'USER_PROVIDED_ONLY' }),
  );
});
afterAll(() => world.close());

type Case = readonly [what: string, ask: () => Promise<Reply>, subcode?: number];

const ACCEPTED: readonly Case[] = [
  ['a campaign', () => newCampaign({})],
  ['a budget as text', () => newCampaign({ daily_budget: '60000' })],
  ['the number that takes a cap away', () => newCampaign({ spend_cap: 922_337_203_685_478 })],
  ['an ad set with a town and its radius', () => placed({ cities: [city()] })],
  ['a point with its radius', () => placed({ custom_locations: [POINT] })],
  ['placements by name', () => aimed({ publisher_platforms: ['facebook', 'instagram'], facebook_positions: ['feed'] })],
  ['approved interests', () => aimed({ flexible_spec: [{ interests: [{ id: '6003', name: 'Empleo' }] }] })],
  ['a carousel of two', () => linked({ child_attachments: [{ link: LINK.link }, { link: LINK.link }] })],
  [
    'variants of the texts',
    () => newCreative({ link_data: LINK }, { asset_feed_spec: { bodies: [{ text: 'x' }], call_to_action_types: ['APPLY_NOW'] } }),
  ],
  ['a form with a question of its own', () => form({ questions: [{ type: 'CUSTOM', label: '¿Turnos?' }] })],
  ['a lead’s own id', () => event({ user_data: { lead_id: '123456789012345' } })],
  ['a value with its currency', () => event({ custom_data: { value: 12.5, currency: 'COP' } })],
];

const CAMPAIGNS: readonly Case[] = [
  ['a budget beyond what a whole number holds', () => newCampaign({ daily_budget: '9999999999999999' })],
  ['a country that is none', () => newCampaign({ special_ad_category_country: ['ZZ'] })],
  ['a cap below the least', () => newCampaign({ spend_cap: 1 })],
  ['a pacing that is none', () => newCampaign({ pacing_type: ['fast'] })],
  ['a list for an object', () => newCampaign({ promoted_object: [1] })],
  ['a promoted object with a stray field', () => newCampaign({ promoted_object: { planet: 1 } })],
  ['a lifetime budget beside a daily one', () => send('POST', campaign, { lifetime_budget: 900_000 }), 1885621],
  ['a name of every object as a parameter', () => newCampaign({ constructor: 1 })],
];

const AD_SETS: readonly Case[] = [
  ['a way to be charged that the goal lacks', () => newAdSet({ billing_event: 'PURCHASE' })],
  ['a list for the targeting', () => newAdSet({ targeting: [] })],
  ['a bid below zero', () => newAdSet({ bid_amount: -5, bid_strategy: 'LOWEST_COST_WITH_BID_CAP' })],
  ['a bid of nothing', () => newAdSet({ bid_amount: 0, bid_strategy: 'LOWEST_COST_WITH_BID_CAP' })],
  [
    'a least return without the goal VALUE',
    () => newAdSet({ bid_strategy: 'LOWEST_COST_WITH_MIN_ROAS', bid_constraints: { roas_average_floor: 10_000 } }),
  ],
  ['a destination of another objective', () => newAdSet({ destination_type: 'ON_AD' })],
  ['an event that is none', () => newAdSet({ promoted_object: { pixel_id: '3001', custom_event_type: 'HIRED' } })],
  ['a Page of somebody else', () => newAdSet({ promoted_object: { page_id: '2002' } })],
  ['a window that is none', () => newAdSet({ attribution_spec: [{ event_type: 'CLICK_THROUGH', window_days: 99 }] })],
  ['a week of attribution for clicks', () => newAdSet({ attribution_spec: [{ event_type: 'CLICK_THROUGH', window_days: 7 }] })],
  ['a schedule without a lifetime budget', () => newAdSet({ adset_schedule: [{ start_minute: 0, end_minute: 600, days: [1] }] })],
  ['a schedule without hours', () => newAdSet({ adset_schedule: [{ days: [1] }] })],
];

const TARGETS: readonly Case[] = [
  ['languages as a word', () => aimed({ locales: 'es' })],
  ['a language by name', () => aimed({ locales: ['spanish'] })],
  ['ninety-one languages', () => aimed({ locales: Array<number>(91).fill(23) })],
  ['an interest without an id', () => aimed({ interests: [{ name: 'x' }] })],
  ['behaviours in a flexible spec under EMPLOYMENT', () => aimed({ flexible_spec: [{ behaviors: [{ id: '1' }] }] }), 1487079],
  ['job titles in a flexible spec under EMPLOYMENT', () => aimed({ flexible_spec: [{ work_positions: [{ id: '1' }] }] }), 1487079],
  ['a stray detail in a flexible spec', () => aimed({ flexible_spec: [{ planets: [{ id: '1' }] }] })],
  ['a platform of another house', () => aimed({ publisher_platforms: ['tiktok'] })],
  ['no platform at all', () => aimed({ publisher_platforms: [] })],
  ['the placement that v24 took away', () => aimed({ publisher_platforms: ['facebook'], facebook_positions: ['video_feeds'] })],
  ['the placement that ended in October', () => aimed({ publisher_platforms: ['instagram'], instagram_positions: ['explore'] })],
  ['a device that is none', () => aimed({ device_platforms: ['tv'] })],
  ['a stray switch of the automation', () => aimed({ targeting_automation: { advantage_audience: 0, speed: 1 } })],
  ['no place in the list of countries', () => placed({ countries: [] })],
  ['a point without coordinates', () => placed({ custom_locations: [{ radius: 25 }] })],
  ['a point outside the world', () => placed({ custom_locations: [{ ...POINT, latitude: 100 }] })],
  ['more points than fit', () => placed({ custom_locations: Array.from({ length: 201 }, () => POINT) })],
  ['a point in a country that was not declared', () => placed({ custom_locations: [{ ...POINT, country: 'PE' }] }), 2909034],
  ['a group of countries that is none', () => placed({ country_groups: ['nowhere'] })],
  ['a group of countries under EMPLOYMENT', () => placed({ country_groups: ['europe'] }), 2909034],
  ['a stray field of a city', () => placed({ cities: [{ ...city(), planet: 1 }] })],
];

const CREATIVES: readonly Case[] = [
  ['a stray field of the link', () => linked({ planet: 1 })],
  ['a button that is none', () => linked({ call_to_action: { type: 'GO_NOW' } })],
  ['a stray field of the button', () => linked({ call_to_action: { type: 'APPLY_NOW', value: { planet: 1 } } })],
  ['a carousel of one', () => linked({ child_attachments: [{ link: LINK.link }] })],
  ['a carousel of eleven', () => linked({ child_attachments: Array.from({ length: 11 }, () => ({ link: LINK.link })) })],
  ['a card without a link', () => linked({ child_attachments: [{ name: 'a' }, { name: 'b' }] })],
  ['a form of nobody', () => linked({ call_to_action: { type: 'SIGN_UP', value: { lead_gen_form_id: '999' } } })],
  ['a link and a video at once', () => newCreative({ link_data: LINK, video_data: { video_id: '1', image_hash: 'x' } })],
  ['variants that are no list', () => newCreative({ link_data: LINK }, { asset_feed_spec: { bodies: 'x' } })],
  ['a variant of a button that is none', () => newCreative({ link_data: LINK }, { asset_feed_spec: { call_to_action_types: ['GO'] } })],
  ['half an enrolment', () => newCreative({ link_data: LINK }, { contextual_multi_ads: { enroll_status: 'MAYBE' } })],
  [
    'a feature neither in nor out',
    () =>
      newCreative(
        { link_data: LINK },
        { degrees_of_freedom_spec: { creative_features_spec: { inline_comment: { enroll_status: 'MAYBE' } } } },
      ),
  ],
  ['a post that is none', () => send('POST', 'act_1001/adcreatives', { name: 'k', object_story_id: 'nonsense' })],
  [
    'a stray field beside the creative’s id',
    () => send('POST', 'act_1001/ads', { name: 'a', adset_id: adSet, creative: { creative_id: creative, planet: 1 } }),
  ],
];

const PEOPLE: readonly Case[] = [
  ['a stray field of an upload', () => send('POST', `${audience}/users`, { payload: { schema: ['EMAIL'], data: [[HASH]], planet: 1 } })],
  [
    'a stray field of a session',
    () =>
      send('POST', `${audience}/users`, {
        payload: { schema: ['EMAIL'], data: [[HASH]] },
        session: { session_id: 7, batch_seq: 1, last_batch_flag: false, planet: 1 },
      }),
  ],
  ['an audience without a name', () => send('POST', audience, { name: '' })],
  ['a value that is no number', () => event({ custom_data: { value: 'abc', currency: 'COP' } })],
  ['a currency of two letters', () => event({ custom_data: { value: 5, currency: 'XX' } })],
  ['a browser’s id that was hashed', () => event({ user_data: { em: [HASH], fbp: HASH } })],
  ['an address that is none', () => event({ user_data: { em: [HASH], client_ip_address: 'x' } })],
  ['an object for the event’s id', () => event({ event_id: {} })],
  ['a lead’s id that is too short', () => event({ user_data: { lead_id: '12' } })],
  ['a form without a name', () => form({ name: '' })],
  ['a form without questions', () => form({ questions: [] })],
  ['a stray field of a question', () => form({ questions: [{ type: 'EMAIL', planet: 1 }] })],
  ['a question of one’s own without words', () => form({ questions: [{ type: 'CUSTOM' }] })],
  ['a policy that is no address', () => form({ privacy_policy: { url: 'x' } })],
  ['a language that is none', () => form({ locale: 'xx' })],
  ['a page after the form that is no address', () => form({ follow_up_action_url: 'x' })],
];

const READS: readonly Case[] = [
  [
    'a filter with a stray member',
    () => send('GET', 'act_1001/campaigns', { filtering: [{ field: 'name', operator: 'EQUAL', value: 'x', planet: 1 }] }),
  ],
  ['a filter without a value', () => send('GET', 'act_1001/campaigns', { filtering: [{ field: 'name', operator: 'EQUAL' }] })],
  [
    'an unknown operator on a list that is empty',
    () => send('GET', 'act_1003/ads', { filtering: [{ field: 'name', operator: 'LIKE', value: 'x' }] }),
  ],
  ['a plain field that is opened', () => send('GET', campaign, { fields: 'name{first}' })],
  ['a name of every object as a field', () => send('GET', 'act_1001', { fields: 'constructor' })],
  ['a stray member of a range', () => report({ time_range: { since: '2026-11-02', until: '2026-11-03', zone: 'UTC' } })],
  ['an order by a field that is none', () => report({ sort: ['planet_descending'] })],
  ['a combination of breakdowns off the list', () => report({ breakdowns: 'age,publisher_platform' })],
  ['several ranges, one of them upside down', () => report({ time_ranges: [{ since: '2026-11-03', until: '2026-11-02' }] })],
  ['PUT', () => send('PUT', adSet, { name: 'x' }), 33],
  ['OPTIONS', () => send('OPTIONS', adSet, {}), 33],
];

describe('a raw request that is right', () => {
  for (const [what, ask] of ACCEPTED)
    test(`is taken: ${what}`, async () => {
      expect(await ask()).toMatchObject({ status: 200 });
    });
});

for (const [about, cases] of [
  ['campaigns', CAMPAIGNS],
  ['ad sets', AD_SETS],
  ['targeting', TARGETS],
  ['creatives', CREATIVES],
  ['people, events and forms', PEOPLE],
  ['reads', READS],
] as const)
  describe(`a raw request with one thing wrong, about ${about}`, () => {
    for (const [what, ask, subcode] of cases)
      test(`is refused: ${what}`, async () => {
        refused(await ask(), 100, subcode);
      });
  });

describe('the rest of what an outsider sees', () => {
  test('a broken list of fields is a syntax error of the query', async () => {
    refused(await send('GET', campaign, { fields: 'id,{' }), 2500);
    refused(await send('GET', campaign, { fields: 'id,adsets{id' }), 2500);
  });

  test('a version that never was is unknown, and no dead one', async () => {
    refused(await send('GET', '/v25.7/act_1001', {}), 2500);
  });

  test('the budget of an ad set changes four times an hour, and again when the hour is over', async () => {
    const parent = await made(newCampaign({ daily_budget: undefined, is_adset_budget_sharing_enabled: false }));
    const own = await made(newAdSet({ campaign_id: parent, daily_budget: 60_000 }));
    for (let index = 0; index < 4; index += 1)
      expect(await send('POST', own, { daily_budget: 61_000 + index })).toMatchObject({ status: 200 });
    refused(await send('POST', own, { daily_budget: 70_000 }), 613, 1487632);
    world.host.advance(3_600_001);
    expect(await send('POST', own, { daily_budget: 70_000 })).toMatchObject({ status: 200 });
  });

  test('a budget for a run reaches the floor on each of its days, and stands alone', async () => {
    const parent = await made(newCampaign({ daily_budget: undefined, is_adset_budget_sharing_enabled: false }));
    const end = NOW + 30 * 86_400;
    refused(await newAdSet({ campaign_id: parent, lifetime_budget: 5_000, end_time: end }), 100, 1885272);
    refused(await newAdSet({ campaign_id: parent, lifetime_budget: 900_000, daily_budget: 60_000, end_time: end }), 100, 1885621);
    await made(newAdSet({ campaign_id: parent, lifetime_budget: 900_000, end_time: end }));
  });

  test('who benefits and who pays must be named in the EU, and an empty name is none', async () => {
    const parent = await made(newCampaign({ special_ad_category_country: ['ES'] }));
    const inSpain = {
      campaign_id: parent,
      targeting: { ...TARGETING, geo_locations: { custom_locations: [{ ...POINT, latitude: 40.4, longitude: -3.7, country: 'ES' }] } },
    };
    refused(await newAdSet({ ...inSpain, dsa_beneficiary: '', dsa_payor: ' ' }), 100, 3858152);
    await made(newAdSet({ ...inSpain, dsa_beneficiary: 'Empleos S. L.', dsa_payor: 'Empleos S. L.' }));
  });

  test('one bad item of a batch is answered in its place and stops no other', async () => {
    const { body } = await send('POST', '', {
      batch: [
        { method: 'PUT', relative_url: 'act_1001' },
        { method: 'GET', relative_url: 'act_1001%zz' },
        { method: 'POST', relative_url: '', body: 'batch=[]' },
        { method: 'GET', relative_url: 'act_1001?fields=currency' },
      ],
    });
    const items = body as unknown as readonly { code: number; body: string }[]; // a batch answers a list
    expect(items.map((item) => item.code)).toEqual([400, 400, 400, 200]);
    for (const item of items.slice(0, 3)) expect(JSON.parse(item.body)).toMatchObject({ error: { code: 100 } });
  });

  test('unknown names inside an object pass where unknown parameters do', async () => {
    const lenient = await openMetaWorld({ switches: { 'meta.ignore_unknown_parameters': true } });
    const story = { page_id: '2001', link_data: { ...LINK, planet: 1 } };
    expect(await send('POST', 'act_1001/adcreatives', { object_story_spec: story }, 'EAAsim-full', lenient.url)).toMatchObject({
      status: 200,
    });
    refused(
      await send(
        'POST',
        'act_1001/adcreatives',
        { object_story_spec: { page_id: '2001', link_data: { ...LINK, link: 5 } } },
        'EAAsim-full',
        lenient.url,
      ),
    );
    await lenient.close();
  });
});

describe('split reports', () => {
  test('add up to the whole, in every column, with clicks below impressions', async () => {
    const own = await openMetaWorld();
    const ask = (method: string, path: string, params: object): Promise<Reply> => send(method, path, params, 'EAAsim-full', own.url);
    const parent = await made(ask('POST', 'act_1001/campaigns', { ...CAMPAIGN, status: 'ACTIVE' }));
    const group = await made(ask('POST', 'act_1001/adsets', { ...AD_SET, campaign_id: parent, status: 'ACTIVE' }));
    const picture = await made(ask('POST', 'act_1001/adcreatives', { name: 'k', object_story_spec: { page_id: '2001', link_data: LINK } }));
    await made(ask('POST', 'act_1001/ads', { name: 'a', adset_id: group, creative: { creative_id: picture }, status: 'ACTIVE' }));
    own.host.advance(5 * 86_400_000);
    const range = {
      level: 'ad',
      time_range: { since: '2026-11-23', until: '2026-11-28' },
      fields: 'impressions,clicks,inline_link_clicks,spend',
    };
    const rowsOf = async (more: object): Promise<readonly Record<string, string>[]> =>
      (await ask('GET', 'act_1001/insights', { ...range, limit: 500, ...more })).body['data'] as readonly Record<string, string>[]; // rows of texts
    const [whole] = await rowsOf({});
    expect(Number(whole!['impressions'])).toBeGreaterThan(1_000);
    for (const breakdowns of ['age', 'age,gender', 'publisher_platform,platform_position', 'device_platform', 'country']) {
      const cells = await rowsOf({ breakdowns });
      for (const column of ['impressions', 'clicks', 'inline_link_clicks', 'spend'])
        expect(cells.reduce((sum, cell) => sum + Number(cell[column]), 0)).toBe(Number(whole![column]));
      for (const cell of cells) {
        expect(Number(cell['clicks'])).toBeLessThanOrEqual(Number(cell['impressions']));
        for (const name of breakdowns.split(',')) expect(cell[name]).toEqual(expect.any(String));
      }
    }
    const ordered = (await rowsOf({ breakdowns: 'age', sort: ['impressions_ascending'] })).map((cell) => Number(cell['impressions']));
    expect(ordered).toEqual(ordered.toSorted((left, right) => left - right));
    const halves = await rowsOf({
      time_ranges: [
        { since: '2026-11-23', until: '2026-11-25' },
        { since: '2026-11-26', until: '2026-11-28' },
      ],
    });
    expect(halves.map((row) => row['date_start'])).toEqual(['2026-11-23', '2026-11-26']);
    expect(halves.reduce((sum, row) => sum + Number(row['spend']), 0)).toBe(Number(whole!['spend']));
    await own.close();
  });
});

const spec = readMetaSpec();
test.skipIf(spec === null)('our notion of a country holds every country that Meta publishes', () => {
  const published = spec!.enums['adaccountcampaigns_special_ad_category_country_enum_param']!;
  expect(published.filter((code) => !isCountry(code))).toEqual([]);
});
