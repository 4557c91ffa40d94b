import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiResponseError } from 'twitter-api-v2';
import { secretOf } from '../../adapters/networks/x/simulator/seeds.ts';
import { openXWorld, publishTree, rawClient, type XWorld } from '../adapters/networks/x/world.ts';

/** What a stranger who knows X's pages tries, and what the simulated X must say to it. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly entity_status: string;
  readonly [other: string]: unknown;
}
interface Answer<T> {
  readonly data: T;
}
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly parameter: string | null;
  readonly operations: readonly number[] | null;
}

let world: XWorld;
let ads: ReturnType<typeof rawClient>;
const ACCOUNT = 'accounts/18sim1001';
beforeAll(async () => {
  world = await openXWorld();
  ads = rawClient(world);
});
beforeEach(() => world.host.reset());
afterAll(() => world.close());

async function refused(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (cause) {
    if (!(cause instanceof ApiResponseError)) throw cause;
    const { errors = [], operation_errors: operations } = cause.data as unknown as {
      errors?: { code: string; parameter?: string }[];
      operation_errors?: unknown[][];
    }; // the envelope of ads
    return {
      status: cause.code,
      code: errors[0]?.code ?? '',
      parameter: errors[0]?.parameter ?? null,
      operations: operations?.map((own) => own.length) ?? null,
    };
  }
  throw new Error('Expected a refusal');
}

const campaign = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Campaña',
  funding_instrument_id: 'fi1001',
  daily_budget_amount_local_micro: 50_000_000_000,
  entity_status: 'PAUSED',
  ...more,
});
const json = { forceBodyMode: 'json' } as const;
const send = <T = Row[]>(path: string, body: unknown): Promise<Answer<T>> => ads.post<Answer<T>>(path, body as never, json); // the client's type of a body has no lists
const batch = (kind: string, body: unknown): Promise<Answer<Row[]>> => send(`batch/${ACCOUNT}/${kind}`, body);
const makeCampaign = async (more: Record<string, unknown> = {}): Promise<Row> =>
  (await ads.post<Answer<Row>>(`${ACCOUNT}/campaigns`, campaign(more))).data;
const readCampaign = async (id: string): Promise<Row> =>
  (await ads.get<Answer<Row>>(`${ACCOUNT}/campaigns/${id}`, { with_deleted: true })).data;
const lineItem = (campaignId: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  campaign_id: campaignId,
  objective: 'WEBSITE_CLICKS',
  product_type: 'PROMOTED_TWEETS',
  placements: 'ALL_ON_TWITTER',
  start_time: '2026-12-05T00:00:00Z',
  end_time: '2027-01-05T00:00:00Z',
  entity_status: 'PAUSED',
  ...more,
});

describe('a batch is all or nothing, whatever is wrong with it', () => {
  test('a bad change after a good one changes nothing, and is told beside its operation', async () => {
    const [first, second] = [await makeCampaign({ name: 'uno' }), await makeCampaign({ name: 'dos' })];
    const answer = await refused(
      batch('campaigns', [
        { operation_type: 'Update', params: { campaign_id: first.id, name: 'otra' } },
        { operation_type: 'Update', params: { campaign_id: second.id, daily_budget_amount_local_micro: -10_000 } },
      ]),
    );
    expect(answer).toMatchObject({ status: 400, operations: [0, 1] });
    expect((await readCampaign(first.id)).name).toBe('uno');
  });

  test.each([
    ['campaigns', 'campaign_id'],
    ['line_items', 'line_item_id'],
    ['targeting_criteria', 'targeting_criterion_id'],
  ])('deleting one of the %s twice deletes none', async (kind, field) => {
    const tree = await publishTree(world);
    const list = await ads.get<Answer<Row[]>>(`${ACCOUNT}/${kind}`, { line_item_ids: kind === 'campaigns' ? undefined : tree.adGroupId });
    const id = list.data[0]!.id;
    const twice = [0, 1].map(() => ({ operation_type: 'Delete', params: { [field]: id } }));
    expect(await refused(batch(kind, twice))).toMatchObject({ status: 400, operations: [0, 1] });
    expect((await ads.get<Answer<Row>>(`${ACCOUNT}/${kind}/${id}`)).data['deleted']).toBe(false);
  });

  test('the fault that breaks one operation breaks all of them', async () => {
    const { id } = await makeCampaign({ name: 'uno' });
    world.host.addFault({ network: 'x', operation: 'batch_campaigns', kind: 'partial', times: 1 });
    const change = { operation_type: 'Update', params: { campaign_id: id, name: 'otra' } };
    expect(await refused(batch('campaigns', [change, change]))).toMatchObject({ operations: [0, 1] });
    expect((await readCampaign(id)).name).toBe('uno');
  });

  test('two new line items of one campaign share their objective', async () => {
    const { id } = await makeCampaign();
    const bodies = [lineItem(id), lineItem(id, { objective: 'REACH' })].map((params) => ({ operation_type: 'Create', params }));
    expect(await refused(batch('line_items', bodies))).toMatchObject({ operations: [0, 1] });
  });

  test('takes JSON for what it is: no objects, no lists and no nulls for a name, nothing unknown beside it', async () => {
    for (const operation of [
      { operation_type: 'Create', params: campaign({ name: null }) },
      { operation_type: 'Create', params: campaign({ name: { text: 'x' } }) },
      { operation_type: 'Create', params: campaign({ name: ['a', 'b'] }) },
      { operation_type: 'Create', params: campaign(), colour: 1 },
      { operation_type: 'Create' },
    ])
      expect(await refused(batch('campaigns', [operation]))).toMatchObject({ status: 400, operations: [1] });
    expect(await refused(send(`batch/${ACCOUNT}/campaigns?colour=1`, [{ operation_type: 'Create', params: campaign() }]))).toMatchObject({
      parameter: 'colour',
    });
  });
});

describe('values out of bounds', () => {
  test.each([
    [{ daily_budget_amount_local_micro: -10_000 }, 'INVALID_PARAMETER', 'daily_budget_amount_local_micro'],
    [{ daily_budget_amount_local_micro: 0 }, 'INVALID_PARAMETER', 'daily_budget_amount_local_micro'],
    [{ total_budget_amount_local_micro: -10_000 }, 'INVALID_PARAMETER', 'total_budget_amount_local_micro'],
    [
      { daily_budget_amount_local_micro: 90_000_000_000, total_budget_amount_local_micro: 50_000_000_000 },
      'INVALID_PARAMETER',
      'daily_budget_amount_local_micro',
    ],
    [{ bid_strategy: 'MAX', bid_amount_local_micro: 60_000_000_000 }, 'SPEND_EXCEEDS_BUDGET', 'bid_amount_local_micro'],
    [{ frequency_cap: 3 }, 'INCLUSIVE_PARAMETERS', 'duration_in_days'],
    [{ frequency_cap: 3, duration_in_days: 7 }, 'INVALID_PARAMETER', 'frequency_cap'],
    [{ start_time: '2027-02-30T00:00:00Z', end_time: '2027-03-30T00:00:00Z' }, 'INVALID_PARAMETER', 'start_time'],
    [{ name: 'x'.repeat(256) }, 'INVALID_PARAMETER', 'name'],
    [{ pay_by: 'APP_CLICK' }, 'INVALID_PARAMETER', 'pay_by'],
    [{ categories: 'IAB1' }, 'INCLUSIVE_PARAMETERS', 'categories'],
    [{ constructor: 'x' }, 'INVALID_PARAMETER', 'constructor'],
  ])('a line item with %j is %s', async (more, code, parameter) => {
    const { id } = await makeCampaign();
    expect(await refused(ads.post(`${ACCOUNT}/line_items`, lineItem(id, more) as never))).toMatchObject({ status: 400, code, parameter });
  });

  test('a cap with its days is kept where the objective has one', async () => {
    const { id } = await makeCampaign();
    const made = await ads.post<Answer<Row>>(
      `${ACCOUNT}/line_items`,
      lineItem(id, { objective: 'REACH', frequency_cap: 3, duration_in_days: 7 }) as never,
    );
    expect(made.data).toMatchObject({ frequency_cap: 3, duration_in_days: 7 });
  });

  test('what an object cannot be without is not taken away by an empty value', async () => {
    const { id } = await makeCampaign();
    for (const name of ['name', 'entity_status'])
      expect(await refused(ads.put(`${ACCOUNT}/campaigns/${id}`, { [name]: '' }))).toMatchObject({ status: 400, parameter: name });
    expect(await refused(ads.put(`${ACCOUNT}/campaigns/${id}`, { campaign_id: 'zzz', name: 'x' }))).toMatchObject({
      parameter: 'campaign_id',
    });
  });
});

describe('lists', () => {
  test('filter by what they are asked for, hide drafts, and sort by what can be sorted by', async () => {
    await makeCampaign({ name: 'b' });
    await makeCampaign({ name: 'a', entity_status: 'DRAFT' });
    const names = async (query: Record<string, unknown>): Promise<readonly string[]> =>
      (await ads.get<Answer<Row[]>>(`${ACCOUNT}/campaigns`, query as never)).data.map((row) => row.name);
    expect(await names({})).toEqual(['b']);
    expect(await names({ with_draft: true, sort_by: 'name-asc' })).toEqual(['a', 'b']);
    expect(await names({ funding_instrument_ids: 'fi9' })).toEqual([]);
    expect(await refused(ads.get(`${ACCOUNT}/campaigns`, { sort_by: 'colour' }))).toMatchObject({ parameter: 'sort_by' });
    expect((await ads.get<Answer<Row[]>>('accounts', { account_ids: '18sim1002' })).data.map((row) => row.id)).toEqual(['18sim1002']);
    expect((await ads.get<Answer<Row>>(`${ACCOUNT}/funding_instruments/fi1001`)).data.id).toBe('fi1001');
    expect(await refused(ads.get(`${ACCOUNT}/funding_instruments/fi9`))).toMatchObject({
      status: 404,
      code: 'FUNDING_INSTRUMENT_NOT_FOUND',
    });
  });
});

describe('targeting', () => {
  test('knows every published kind and its operators, and a lone refusal is its own error', async () => {
    const { adGroupId } = await publishTree(world);
    const criterion = (type: string, value: string, operator: string): Promise<Answer<Row>> =>
      ads.post<Answer<Row>>(`${ACCOUNT}/targeting_criteria`, {
        line_item_id: adGroupId,
        targeting_type: type,
        targeting_value: value,
        operator_type: operator,
      });
    for (const [type, value, operator] of [
      ['WIFI_ONLY', '1', 'EQ'],
      ['NETWORK_ACTIVATION_DURATION', '3', 'LT'],
      ['LOCATION', '96683cc9126741d1', 'EQ'],
      ['APP_LIST', '9', 'NE'],
    ] as const)
      expect((await criterion(type, value, operator)).data['targeting_type']).toBe(type);
    for (const [type, value, operator] of [
      ['LANGUAGE', 'en', 'GTE'],
      ['NETWORK_ACTIVATION_DURATION', '3', 'EQ'],
      ['CAMPAIGN_ENGAGEMENT_LOOKALIKE', '3', 'NE'],
      ['APP_LIST', '9', 'EQ'],
    ] as const)
      expect(await refused(criterion(type, value, operator))).toMatchObject({ parameter: 'operator_type', operations: null });
    expect(await refused(criterion('COLOUR', 'x', 'EQ'))).toMatchObject({ status: 400, code: 'INVALID_TARGETING_TYPE' });
    const size = await send<{ audience_size: { min: number; max: number } }>(`${ACCOUNT}/audience_estimate`, {
      targeting_criteria: [{ targeting_type: 'BROAD_KEYWORD', targeting_value: 'empleo' }],
    });
    expect(size.data.audience_size.max).toBeGreaterThan(size.data.audience_size.min);
    expect(
      await refused(send(`${ACCOUNT}/audience_estimate`, { targeting_criteria: [{ targeting_type: 'GENDER', targeting_value: '1' }] })),
    ).toMatchObject({ code: 'INCLUSIVE_PARAMETERS' });
  });
});

describe('media', () => {
  const jpeg = (width: number, height: number): Buffer => {
    const bytes = Buffer.alloc(60);
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]).copy(bytes);
    Buffer.from([0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255]).copy(bytes, 20);
    return bytes;
  };
  const raw = (values: Record<string, unknown>): Promise<Answer<Row>> =>
    ads.post<Answer<Row>>(`${world.url}/2/media/upload`, values as never, { prefix: '', forceBodyMode: 'form-data' });
  const inLibrary = async (key: string): Promise<void> => void (await ads.post(`${ACCOUNT}/media_library`, { media_key: key }));
  const details = { type: 'DETAILS', title: 'Empleo', destination: { type: 'WEBSITE', url: 'https://empleos.example.co/1' } };

  async function uploaded(bytes: Buffer): Promise<string> {
    const { data } = await raw({ command: 'INIT', media_type: 'image/jpeg', total_bytes: bytes.length, media_category: 'tweet_image' });
    // The second half first: pieces come in any order.
    await raw({ command: 'APPEND', media_id: data.id, segment_index: 1, media: bytes.subarray(30) });
    await raw({ command: 'APPEND', media_id: data.id, segment_index: 0, media: bytes.subarray(0, 30) });
    const key = String((await raw({ command: 'FINALIZE', media_id: data.id })).data['media_key']);
    expect(await refused(raw({ command: 'APPEND', media_id: data.id, segment_index: 2, media: bytes }))).toMatchObject({
      code: 'INVALID_MEDIA',
    });
    await inLibrary(key);
    return key;
  }

  test('goes up in any order, as a JPEG too, and stands on a card alone or with others', async () => {
    const [one, two] = [await uploaded(jpeg(800, 800)), await uploaded(jpeg(1200, 628))];
    const card = await send<Row>(`${ACCOUNT}/cards`, { name: 'Una', components: [{ type: 'MEDIA', media_key: one }, details] });
    expect(card.data['card_type']).toBe('IMAGE_WEBSITE');
    const swiped = { type: 'SWIPEABLE_MEDIA', media_keys: [one, two] };
    const carousel = await send<Row>(`${ACCOUNT}/cards`, { name: 'Dos', components: [swiped, details] });
    expect(carousel.data['card_type']).toBe('IMAGE_CAROUSEL_WEBSITE');
    const few = { ...swiped, media_keys: [one] };
    expect(await refused(send(`${ACCOUNT}/cards`, { name: 'x', components: [few, details] }))).toMatchObject({ parameter: 'media_keys' });
    expect(await refused(ads.post(`${ACCOUNT}/tweet`, { as_user_id: '7001001', media_keys: '3_99' }))).toMatchObject({
      code: 'INVALID_MEDIA',
      parameter: 'media_keys',
    });
  });

  test('goes up the way of the community client, at an address for every step, and not by a stranger’s token', async () => {
    const bytes = jpeg(800, 800);
    const begun = await ads.post<Answer<Row>>(
      `${world.url}/2/media/upload/initialize`,
      { media_type: 'image/jpeg', total_bytes: bytes.length, media_category: 'tweet_image' },
      { prefix: '', forceBodyMode: 'json' },
    );
    const step = `${world.url}/2/media/upload/${begun.data.id}`;
    await ads.post(`${step}/append`, { segment_index: 0, media: bytes } as never, { prefix: '', forceBodyMode: 'form-data' }); // bytes are no plain value to the client's types
    const other = rawClient(world, secretOf('7001002-analyst'));
    expect(await refused(other.post(`${step}/finalize`, {}, { prefix: '' }))).toMatchObject({ code: 'INVALID_MEDIA_ID' });
    const done = await ads.post<Answer<Row>>(`${step}/finalize`, {}, { prefix: '' });
    expect(done.data['size']).toBe(bytes.length);
    const owners = Array.from({ length: 101 }, (_, index) => String(index + 1)).join(',');
    const init = { command: 'INIT', media_type: 'image/jpeg', total_bytes: 9, media_category: 'tweet_image', additional_owners: owners };
    expect(await refused(raw(init))).toMatchObject({ parameter: 'additional_owners' });
    expect(await refused(raw({ command: 'INIT', media_type: 'text/html', total_bytes: 9, media_category: 'tweet_image' }))).toMatchObject({
      parameter: 'media_type',
    });
  });
});

describe('reports', () => {
  const report = (more: Record<string, unknown> = {}): Record<string, string> => ({
    entity: 'ACCOUNT',
    entity_ids: '18sim1001',
    start_time: '2026-11-22T05:00:00Z',
    end_time: '2026-11-23T05:00:00Z',
    granularity: 'DAY',
    metric_groups: 'ENGAGEMENT',
    placement: 'ALL_ON_TWITTER',
    ...more,
  });
  test.each([
    [{ entity_ids: '18sim1002' }, 403, 'ACCOUNT_NOT_FOUND'],
    [{ entity: 'FUNDING_INSTRUMENT', entity_ids: 'fi9' }, 404, 'FUNDING_INSTRUMENT_NOT_FOUND'],
    [{ entity: 'PROMOTED_ACCOUNT', entity_ids: 'x' }, 404, 'PROMOTED_ACCOUNT_NOT_FOUND'],
    [{ metric_groups: 'ENGAGEMENT,MOBILE_CONVERSION' }, 400, 'EXCLUSIVE_PARAMETERS'],
  ])('with %j is %i %s', async (more, status, code) => {
    expect(await refused(ads.get('stats/accounts/18sim1001', report(more)))).toMatchObject({ status, code });
  });
  test.each([
    [{ segmentation_type: 'METROS' }, 'MISSING_PARAMETER'],
    [{ segmentation_type: 'AGE', start_time: '2026-10-01T05:00:00Z' }, 'INVALID_TIME_WINDOW'],
    [{ entity: 'CAMPAIGN', entity_ids: 'zzz' }, 'CAMPAIGN_NOT_FOUND'],
  ])('in the background with %j is %s at once', async (more, code) => {
    expect(await refused(ads.post('stats/jobs/accounts/18sim1001', report(more)))).toMatchObject({ code });
  });
});

describe('people and conversions', () => {
  test('refuse unknown members, times that are none, and whoever may not', async () => {
    const hash = 'a'.repeat(64);
    const made = await ads.post<Answer<Row>>(`${ACCOUNT}/custom_audiences`, { name: 'Lista' });
    const users = (params: object): Promise<unknown> =>
      send(`${ACCOUNT}/custom_audiences/${made.data.id}/users`, [{ operation_type: 'Update', params }]);
    const person = { users: [{ email: [hash] }] };
    expect(await refused(users({ ...person, colour: 1 }))).toMatchObject({ status: 400, operations: [1] });
    expect(await refused(users({ ...person, expires_at: 'soon' }))).toMatchObject({ status: 400, operations: [1] });
    await users({ ...person, expires_at: '2027-05-01T00:00:00Z' });
    const event = { conversion_time: '2026-11-23T01:00:00Z', event_id: 'tw-px1001-ap', identifiers: [{ twclid: 'x' }] };
    const path = 'measurement/conversions/px1001';
    for (const body of [
      { conversions: [event], colour: 1 },
      { conversions: [{ ...event, number_items: 'x' }] },
      { conversions: [{ ...event, conversion_time: 'Nov 30 2026' }] },
      { conversions: [{ ...event, contents: [{ colour: 1 }] }] },
    ])
      expect(await refused(send(path, body))).toMatchObject({ status: 400 });
    for (const token of ['7001002-analyst', '7001004-elsewhere']) {
      const other = rawClient(world, secretOf(token));
      expect(await refused(other.post(path, { conversions: [event] } as never, json))).toMatchObject({ status: 403 });
    }
    await send(path, { conversions: [event] });
  });
});

test('a signature or an address that cannot be read is refused and ends nothing', async () => {
  const bad = await fetch(`${world.url}/12/${ACCOUNT}`, { headers: { authorization: 'OAuth oauth_consumer_key="%zz"' } });
  expect(bad.status).toBe(401);
  expect((await fetch(`${world.url}/12/${ACCOUNT}/%zz`)).status).toBe(400);
  expect((await ads.get<Answer<Row>>(ACCOUNT)).data.id).toBe('18sim1001');
});
