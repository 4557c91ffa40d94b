import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSnapWorld, type SnapWorld } from '../adapters/networks/snapchat/world.ts';

/** What a stranger who knows Snap's pages tries, and what the simulated Snapchat must say to it. */
interface Item {
  readonly sub_request_status: string;
  readonly sub_request_error_reason?: string;
  readonly [kind: string]: unknown;
}
interface Answer {
  readonly status: number;
  readonly code: string | null;
  /** `SUCCESS`, or the code of the refusal, by item. */
  readonly items: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}
let world: SnapWorld;
let token = '';
beforeAll(async () => void (world = await openSnapWorld()));
beforeEach(async () => {
  world.host.reset();
  const form = {
    grant_type: 'refresh_token',
    refresh_token: 'snap-sim-refresh',
    client_id: 'snap-sim-app',
    client_secret: 'snap-sim-app-secret',
  };
  const response = await fetch(`${world.url}/login/oauth2/access_token`, { method: 'POST', body: new URLSearchParams(form) });
  token = ((await response.json()) as { access_token: string }).access_token; // a token answer
});
afterAll(() => world.close());

async function ask(method: string, path: string, body?: object): Promise<Answer> {
  world.host.advance(200);
  const form = body instanceof FormData;
  const response = await fetch(`${world.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined || form ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : form ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const parsed = (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown>; // JSON objects, or a file
  const list = Object.values(parsed).find(Array.isArray) as readonly Item[] | undefined; // every list is one of items
  return {
    status: response.status,
    code: typeof parsed['error_code'] === 'string' ? parsed['error_code'] : null,
    items:
      list?.map((item) => (item.sub_request_status === 'SUCCESS' ? 'SUCCESS' : (item.sub_request_error_reason ?? '').split(' ')[0]!)) ?? [],
    body: parsed,
  };
}
const idOf = (answer: Answer, plural: string, singular: string): string => {
  const [first] = answer.body[plural] as readonly Item[]; // the one that was made
  return (first![singular] as { id: string }).id;
};
const account = (): string => world.account.remoteId;
const campaign = (more: object = {}): object => ({
  name: 'Operarios',
  ad_account_id: account(),
  status: 'PAUSED',
  start_time: '2027-01-10T00:00:00.000-05:00',
  objective_v2_properties: { objective_v2_type: 'TRAFFIC' },
  daily_budget_micro: 50_000_000,
  ...more,
});
const makeCampaign = async (more: object = {}): Promise<Answer> =>
  ask('POST', `/adaccounts/${account()}/campaigns`, { campaigns: [campaign(more)] });

describe('a campaign', () => {
  test.each([
    [{ constructor: 'x' }, 'E1001'],
    [{ name: '' }, 'E1001'],
    [{ name: '   ' }, 'E1001'],
    [{ objective_v2_properties: undefined, objective: 'WEB_VIEW' }, 'SUCCESS'],
    [{ objective_v2_properties: undefined, objective: 'COLOUR' }, 'E2002'],
  ])('with %j is %s', async (more, code) => {
    expect((await makeCampaign(more)).items).toEqual([code]);
  });
  test('is not made at an address with words that nobody knows', async () => {
    expect((await ask('POST', `/adaccounts/${account()}/campaigns?colour=1`, { campaigns: [campaign()] })).status).toBe(400);
  });
});

describe('targeting', () => {
  const country = { geos: [{ country_code: 'co' }] };
  test.each([
    [{ demographics: [{ age_groups: ['40-50'] }] }, 'E2002'],
    [{ demographics: [{ min_age: '30', max_age: '20' }] }, 'E1001'],
    [{ locations: [{ circles: [{ latitude: 999, longitude: 0, radius: 1_000 }] }] }, 'E1001'],
    [{ locations: [{ colour: 1 }] }, 'E1001'],
    [{ locations: [{ circles: [{ latitude: 4.7, longitude: -74, radius: 1_000, colour: 1 }] }] }, 'E1001'],
    [{ segments: [{ segment_id: ['999'] }] }, 'E3003'],
    [{ segments: [{ colour: 1 }] }, 'E1001'],
    [{ devices: [{ colour: 1 }] }, 'E1001'],
    [{ auto_expansion_options: { colour: 1 } }, 'E1001'],
    [{ auto_expansion_options: { interest_expansion_option: { enabled: false } }, app_install_states: [] }, 'SUCCESS'],
    [{ locations: [{ circles: [{ latitude: 4.7, longitude: -74, radius: 1_000, unit: 'METERS' }] }] }, 'SUCCESS'],
    [{ interests: [{ category_id: ['SLC_1'], operation: 'INCLUDE' }], devices: [{ os_type: 'ANDROID' }] }, 'SUCCESS'],
  ])('%j is %s', async (more, code) => {
    const campaignId = idOf(await makeCampaign(), 'campaigns', 'campaign');
    const squad = {
      campaign_id: campaignId,
      name: 'Grupo',
      type: 'SNAP_ADS',
      status: 'PAUSED',
      billing_event: 'IMPRESSION',
      optimization_goal: 'SWIPES',
      bid_strategy: 'AUTO_BID',
      daily_budget_micro: 20_000_000,
      placement_v2: { config: 'AUTOMATIC' },
      targeting: { ...country, ...more },
    };
    expect((await ask('POST', `/campaigns/${campaignId}/adsquads`, { adsquads: [squad] })).items).toEqual([code]);
  });
});

test('a file is what its type says, or 415', async () => {
  const made = await ask('POST', `/adaccounts/${account()}/media`, { media: [{ name: 'm', type: 'IMAGE', ad_account_id: account() }] });
  const send = (bytes: Buffer): Promise<Answer> => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'bild.png');
    return ask('POST', `/media/${idOf(made, 'media', 'media')}/upload`, form);
  };
  expect((await send(Buffer.from('no picture at all'))).code).toBe('E1006');
  expect((await send(Buffer.alloc(0))).status).toBe(400);
});

describe('people and forms', () => {
  test('take no unknown members', async () => {
    const segment = { name: 's', ad_account_id: account(), source_type: 'FIRST_PARTY', retention_in_days: 180 };
    const id = idOf(await ask('POST', `/adaccounts/${account()}/segments`, { segments: [segment] }), 'segments', 'segment');
    const users = async (user: object): Promise<readonly string[]> => (await ask('POST', `/segments/${id}/users`, { users: [user] })).items;
    const person = { schema: ['EMAIL_SHA256'], data: [['a'.repeat(64)]] };
    expect(await users(person)).toEqual(['SUCCESS']);
    expect(await users({ ...person, colour: 1 })).toEqual(['E1001']);
    expect(await users({ schema: [], data: [[]] })).toEqual(['E2002']);
    const form = (field: object): Promise<Answer> =>
      ask('POST', `/adaccounts/${account()}/lead_generation_forms`, {
        lead_generation_forms: [
          { name: 'f', title: 't', form_fields: [field], privacy_policy_url: 'https://a.example/p', default_end_page: { headline: 'h' } },
        ],
      });
    expect((await form({ type: 'EMAIL' })).items).toEqual(['SUCCESS']);
    expect((await form({ type: 'EMAIL', colour: 1 })).items).toEqual(['E1001']);
    expect((await form({ type: 'CUSTOM' })).items).toEqual(['E2025']);
  });
});

test('a report of one campaign can be made in the background', async () => {
  const id = idOf(await makeCampaign(), 'campaigns', 'campaign');
  const window = 'fields=impressions&granularity=TOTAL&start_time=2026-11-20T00:00:00.000-05:00&end_time=2026-11-22T00:00:00.000-05:00';
  const begun = await ask('GET', `/campaigns/${id}/stats?${window}&async=true&async_format=json`);
  const run = String(begun.body['report_run_id']);
  expect(run).toMatch(/^\d+$/);
  world.host.advance(5_000);
  const done = await ask('GET', `/campaigns/${id}/stats_report?report_run_id=${run}`);
  const file = (await (await fetch(String(done.body['result']), { headers: { authorization: `Bearer ${token}` } })).json()) as object; // the report
  expect(JSON.stringify(file)).toContain(id);
  expect((await ask('POST', `/campaigns/${id}/stats`, {})).code).toBe('E0001');
});
