import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTikTokWorld, type TikTokWorld } from '../adapters/networks/tiktok/world.ts';

/** What a stranger who knows TikTok's pages tries, and what the simulated TikTok must say to it. */
interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}
let world: TikTokWorld;
beforeAll(async () => void (world = await openTikTokWorld()));
beforeEach(() => world.host.reset());
afterAll(() => world.close());

async function ask(method: 'GET' | 'POST', endpoint: string, values: object, file?: Buffer): Promise<Envelope> {
  const url = new URL(`${world.url}/open_api/v1.3${endpoint}`);
  const headers: Record<string, string> = { 'access-token': 'tiktoksim-full' };
  let body: string | FormData | null = null;
  if (method === 'GET')
    for (const [name, value] of Object.entries(values))
      url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  else if (file === undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(values);
  } else {
    body = new FormData();
    for (const [name, value] of Object.entries(values)) body.append(name, String(value));
    body.append('image_file', new Blob([new Uint8Array(file)]), 'bild.png');
  }
  world.host.advance(1_000);
  const response = await fetch(url, body === null ? { headers } : { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  return (await response.json()) as Envelope; // every answer is one
}
const advertiser = (): string => world.account.remoteId;
async function madeCampaign(): Promise<string> {
  const { data } = await ask('POST', '/campaign/create/', {
    advertiser_id: advertiser(),
    campaign_name: 'Operarios',
    objective_type: 'TRAFFIC',
    budget_mode: 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
    budget: 400_000,
    budget_optimize_on: true,
    operation_status: 'DISABLE',
    campaign_type: 'REGULAR_CAMPAIGN',
  });
  return String(data['campaign_id']);
}
const group = (campaignId: string, more: object = {}): object => ({
  advertiser_id: advertiser(),
  campaign_id: campaignId,
  adgroup_name: 'Bogotá',
  promotion_type: 'WEBSITE',
  placement_type: 'PLACEMENT_TYPE_NORMAL',
  placements: ['PLACEMENT_TIKTOK'],
  location_ids: ['3688689'],
  budget_mode: 'BUDGET_MODE_INFINITE',
  budget: 0,
  schedule_type: 'SCHEDULE_START_END',
  schedule_start_time: '2027-01-15 00:00:00',
  schedule_end_time: '2027-02-15 00:00:00',
  optimization_goal: 'CLICK',
  billing_event: 'CPC',
  bid_type: 'BID_TYPE_NO_BID',
  pacing: 'PACING_MODE_SMOOTH',
  operation_status: 'DISABLE',
  ...more,
});
const image = (width: number, height: number): Buffer => {
  const png = Buffer.alloc(64);
  Buffer.from([0x89, 0x50, 0x4e, 0x47]).copy(png);
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  return png;
};
const uploaded = (name: string, file: Buffer): Promise<Envelope> =>
  ask(
    'POST',
    '/file/image/ad/upload/',
    { advertiser_id: advertiser(), file_name: name, image_signature: createHash('md5').update(file).digest('hex') },
    file,
  );

test('a reset forgets what was revoked and which requests were made', async () => {
  const request = {
    advertiser_id: advertiser(),
    campaign_name: 'Una',
    objective_type: 'TRAFFIC',
    budget_mode: 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
    budget: 400_000,
    request_id: '77',
  };
  expect((await ask('POST', '/campaign/create/', request)).code).toBe(0);
  expect((await ask('POST', '/campaign/create/', request)).code).toBe(40050);
  const app = { app_id: '7330000000000000001', secret: 'sim-tiktok-secret', access_token: 'tiktoksim-full' };
  await ask('POST', '/oauth2/revoke_token/', app);
  expect((await ask('POST', '/campaign/create/', request)).code).toBe(40105);
  world.host.reset();
  expect((await ask('POST', '/campaign/create/', request)).code).toBe(0);
});

test('a field that every object of the language has is as unknown as any other', async () => {
  const answer = await ask('GET', '/campaign/get/', { advertiser_id: advertiser(), constructor: 'x' });
  expect(answer).toMatchObject({ code: 40002, message: expect.stringContaining('constructor') });
});

describe('an ad group', () => {
  test.each([
    [{ budget: -1 }, 'budget'],
    [{ bid_type: 'BID_TYPE_CUSTOM', bid_price: -1 }, 'bid_price'],
    [{ bid_type: 'BID_TYPE_CUSTOM', bid_price: 0 }, 'bid_price'],
    [{ languages: ['xx'] }, 'languages'],
    [{ audience_ids: ['1'] }, 'audience_ids'],
    [{ excluded_audience_ids: ['1'] }, 'excluded_audience_ids'],
    [{ zipcode_ids: ['110111'] }, 'zipcode_ids'],
  ])('with %j is refused', async (more, field) => {
    const answer = await ask('POST', '/adgroup/create/', group(await madeCampaign(), more));
    expect(answer).toMatchObject({ code: 40002, message: expect.stringContaining(`${field}:`) });
  });

  test('takes what is published and nothing acts on, gives it back, and is held to its rules when it changes', async () => {
    const kept = { comment_disabled: true, operating_systems: ['ANDROID'], frequency: 3, frequency_schedule: 7 };
    const made = await ask('POST', '/adgroup/create/', group(await madeCampaign(), kept));
    expect(made.data).toMatchObject(kept);
    for (const change of [{ budget: -1 }, { bid_price: -1 }]) {
      const answer = await ask('POST', '/adgroup/update/', { advertiser_id: advertiser(), adgroup_id: made.data['adgroup_id'], ...change });
      expect(answer.code).toBe(40002);
    }
  });
});

describe('an ad', () => {
  async function ad(more: object): Promise<Envelope> {
    const { data } = await ask('POST', '/adgroup/create/', group(await madeCampaign()));
    const picture = await uploaded('bild.png', image(720, 1280));
    const creative = {
      ad_name: 'Anuncio',
      identity_type: 'CUSTOMIZED_USER',
      identity_id: world.account.settings['identityId'],
      ad_format: 'SINGLE_IMAGE',
      ad_text: 'Trabaja con nosotros',
      image_ids: [picture.data['image_id']],
      landing_page_url: 'https://empleos.example.co/1',
      ...more,
    };
    return ask('POST', '/ad/create/', { advertiser_id: advertiser(), adgroup_id: data['adgroup_id'], creatives: [creative] });
  }
  test('without a name is called by its number, and keeps its trackers', async () => {
    const made = await ad({ ad_name: '', click_tracking_url: 'https://empleos.example.co/c' });
    const [id] = made.data['ad_ids'] as string[]; // one was made
    const { data } = await ask('GET', '/ad/get/', { advertiser_id: advertiser() });
    expect(data['list']).toMatchObject([{ ad_id: id, ad_name: id, click_tracking_url: 'https://empleos.example.co/c' }]);
  });
  test.each([
    [{ identity_type: 'TT_USER' }, 'identity_id'],
    [{ page_id: '99', landing_page_url: undefined }, 'page_id'],
  ])('with %j is refused', async (more, field) => {
    expect(await ad(more)).toMatchObject({ code: 40002, message: expect.stringContaining(field) });
  });
});

test('pictures of no size, files of no number and faces that are not square are refused', async () => {
  expect((await uploaded('leer.png', image(0, 0))).code).toBe(40908);
  const byId = { advertiser_id: advertiser(), upload_type: 'UPLOAD_BY_FILE_ID', file_id: '1' };
  expect((await ask('POST', '/file/image/ad/upload/', byId)).code).toBe(40007);
  const face = (uri: unknown): Promise<Envelope> =>
    ask('POST', '/identity/create/', { advertiser_id: advertiser(), display_name: 'Acme', image_uri: uri });
  expect((await face('nothing')).code).toBe(40002);
  expect((await face((await uploaded('hoch.png', image(720, 1280))).data['image_id'])).code).toBe(40002);
  expect((await face((await uploaded('eben.png', image(400, 400))).data['image_id'])).code).toBe(0);
  const others = await ask('GET', '/identity/get/', { advertiser_id: advertiser(), identity_type: 'TT_USER' });
  expect(others.data['identity_list']).toEqual([]);
});

test('a report tells every published metric that pictures have, as texts', async () => {
  const answer = await ask('GET', '/report/integrated/get/', {
    advertiser_id: advertiser(),
    report_type: 'BASIC',
    data_level: 'AUCTION_CAMPAIGN',
    dimensions: ['campaign_id'],
    metrics: ['video_play_actions', 'engagements', 'likes', 'registration'],
    start_date: '2026-11-20',
    end_date: '2026-11-22',
  });
  expect(answer.code).toBe(0);
});
