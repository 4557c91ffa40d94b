import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiResponseError, type TwitterResponse } from 'twitter-api-v2';
import { secretOf } from '../../adapters/networks/x/simulator/seeds.ts';
import { DAY_MS, openXWorld, publishTree, rawClient, type XWorld } from '../adapters/networks/x/world.ts';

/** The community client of X, unmodified, against the simulated X: its own calls, its own signatures. */
interface Data<T> {
  readonly data: T;
  readonly next_cursor?: string | null;
  readonly request?: { readonly params: Record<string, unknown> };
}
interface Entity {
  readonly id: string;
  readonly name: string;
  readonly entity_status: string;
  readonly servable: boolean;
  readonly reasons_not_servable: readonly string[];
  readonly deleted: boolean;
  readonly daily_budget_amount_local_micro: number;
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

const campaign = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Campaña: 50 % más, ¡ya! (a*b)',
  funding_instrument_id: 'fi1001',
  daily_budget_amount_local_micro: 50_000_000_000,
  ...more,
});

async function refusal(promise: Promise<unknown>): Promise<ApiResponseError> {
  try {
    await promise;
  } catch (cause) {
    if (cause instanceof ApiResponseError) return cause;
    throw cause;
  }
  throw new Error('Expected a refusal');
}
const codesOf = (error: ApiResponseError): readonly string[] =>
  (error.errors ?? []).map((entry) => String((entry as { code: unknown }).code)); // codes of ads are texts, the client's types say numbers

describe('the client of X against the simulated X', () => {
  test('creates, reads, lists, changes and deletes, and is active unless it says otherwise', async () => {
    const made = await ads.post<Data<Entity>>(`${ACCOUNT}/campaigns`, campaign());
    expect(made.data).toMatchObject({ entity_status: 'ACTIVE', servable: false, reasons_not_servable: ['INCOMPLETE'] });
    const one = await ads.get<Data<Entity>>(`${ACCOUNT}/campaigns/${made.data.id}`);
    expect(one.data.name).toBe('Campaña: 50 % más, ¡ya! (a*b)');
    const put = await ads.put<Data<Entity>>(`${ACCOUNT}/campaigns/${made.data.id}`, { entity_status: 'PAUSED' });
    expect(put.data.reasons_not_servable).toContain('PAUSED_BY_ADVERTISER');
    for (let number = 0; number < 4; number += 1)
      await ads.post(`${ACCOUNT}/campaigns`, campaign({ entity_status: 'PAUSED', name: `n${number}` }));
    const page = await ads.get<Data<Entity[]>>(`${ACCOUNT}/campaigns`, { count: 3 });
    const rest = await ads.get<Data<Entity[]>>(`${ACCOUNT}/campaigns`, { count: 3, cursor: page.next_cursor! });
    expect([page.data.length, rest.data.length, rest.next_cursor]).toEqual([3, 2, null]);
    const gone = await ads.delete<Data<Entity>>(`${ACCOUNT}/campaigns/${made.data.id}`);
    expect(gone.data.deleted).toBe(true);
    expect((await ads.get<Data<Entity[]>>(`${ACCOUNT}/campaigns`)).data).toHaveLength(4);
    expect((await ads.get<Data<Entity[]>>(`${ACCOUNT}/campaigns`, { with_deleted: true })).data).toHaveLength(5);
  });

  test('takes values from the query as from a form, comma lists as lists, and echoes what it understood', async () => {
    const { data } = await ads.post<Data<Entity>>(`${ACCOUNT}/campaigns`, campaign());
    const moved = await ads.put<Data<Entity>>(`${ACCOUNT}/campaigns/${data.id}?daily_budget_amount_local_micro=60000000000`);
    expect(moved.data.daily_budget_amount_local_micro).toBe(60_000_000_000);
    const listed = await ads.get<Data<Entity[]>>(`${ACCOUNT}/campaigns`, { campaign_ids: `${data.id},zz9` });
    expect(listed.request?.params).toMatchObject({ account_id: '18sim1001', campaign_ids: [data.id, 'zz9'] });
  });

  test('carries a JSON batch out whole or not at all', async () => {
    const tree = await publishTree(world);
    const create = (value: string): object => ({
      operation_type: 'Create',
      params: { line_item_id: tree.adGroupId, operator_type: 'EQ', targeting_type: 'LANGUAGE', targeting_value: value },
    });
    const send = (body: object[]) =>
      ads.post<Data<{ targeting_value: string }[]>>(`batch/${ACCOUNT}/targeting_criteria`, body as never, { forceBodyMode: 'json' }); // the client's type of a body has no lists
    expect((await send([create('en'), create('pt')])).data.map((row) => row.targeting_value)).toEqual(['en', 'pt']);
    const refused = await refusal(send([create('fr'), create('xx')]));
    expect(refused.code).toBe(400);
    expect((refused.data as unknown as { operation_errors: unknown[][] }).operation_errors.map((own) => own.length)).toEqual([0, 1]); // the batch's own member
    const now = await ads.get<Data<{ targeting_value: string }[]>>(`${ACCOUNT}/targeting_criteria`, { line_item_ids: tree.adGroupId });
    expect(now.data.map((row) => row.targeting_value)).not.toContain('fr');
  });

  test('refuses what X refuses, by name of the parameter', async () => {
    for (const [body, code, parameter] of [
      [campaign({ funding_instrument_id: undefined }), 'MISSING_PARAMETER', 'funding_instrument_id'],
      [campaign({ entity_status: 'ON' }), 'INVALID_PARAMETER', 'entity_status'],
      [campaign({ colour: 'blue' }), 'INVALID_PARAMETER', 'colour'],
      [campaign({ daily_budget_amount_local_micro: 50_000_000_001 }), 'INVALID_DENOMINATION', 'daily_budget_amount_local_micro'],
      [campaign({ name: 'x'.repeat(256) }), 'INVALID_PARAMETER', 'name'],
    ] as const) {
      const error = await refusal(ads.post(`${ACCOUNT}/campaigns`, { ...body }));
      expect([error.code, codesOf(error)]).toEqual([400, [code]]);
      expect(error.errors?.[0]).toMatchObject({ parameter });
    }
    const unknown = await refusal(ads.get('accounts/18sim1001/nothing'));
    expect([unknown.code, typeof unknown.data]).toEqual([404, 'string']);
    expect(codesOf(await refusal(ads.put(`${ACCOUNT}/promoted_tweets`, {})))).toEqual(['METHOD_NOT_ALLOWED']);
  });

  test('refuses rights that are not there', async () => {
    const analyst = rawClient(world, secretOf('7001002-analyst'));
    expect((await refusal(analyst.post(`${ACCOUNT}/campaigns`, campaign()))).code).toBe(403);
    expect((await analyst.get<Data<Entity[]>>(`${ACCOUNT}/campaigns`)).data).toEqual([]);
    const revoked = rawClient(world, secretOf('7001003-revoked'));
    const error = await refusal(revoked.get(`${ACCOUNT}/campaigns`));
    expect([error.isAuthError, codesOf(error)]).toEqual([true, ['UNAUTHORIZED_ACCESS']]);
  });

  test('throttles the five calls of a quarter of an hour, and tells both families of headers', async () => {
    const first = await ads.get<TwitterResponse<Data<Entity[]>>>(`${ACCOUNT}/campaigns`, {}, { fullResponse: true } as never); // its overload hides the answer's type
    expect(first.headers).toMatchObject({
      'x-account-rate-limit-limit': '10000',
      'x-rate-limit-limit': '10000',
      'x-current-api-version': '12',
    });
    for (let call = 0; call < 5; call += 1) await ads.get('bidding_rules', { currency: 'COP' });
    const error = await refusal(ads.get('bidding_rules', { currency: 'COP' }));
    expect([error.rateLimitError, error.rateLimit?.remaining, codesOf(error)]).toEqual([true, 0, ['TOO_MANY_REQUESTS']]);
    world.host.advance(15 * 60_000);
    await ads.get('bidding_rules', { currency: 'COP' });
  });

  test('reads figures: nulls, alignment, and the same from a packed file', async () => {
    const tree = await publishTree(world, { active: true });
    world.host.advance(5 * DAY_MS);
    const rows = await ads.get<Data<{ id: string; tweet_id: string }[]>>(`${ACCOUNT}/promoted_tweets`);
    const day = new Date(world.host.nowMs()).toISOString().slice(0, 10);
    const ask = {
      entity: 'PROMOTED_TWEET',
      entity_ids: rows.data.map((row) => row.id).join(','),
      start_time: new Date(Date.parse(`${day}T05:00:00Z`) - 5 * DAY_MS).toISOString(),
      end_time: `${day}T05:00:00Z`,
      granularity: 'DAY',
      metric_groups: 'ENGAGEMENT,BILLING',
      placement: 'ALL_ON_TWITTER',
    };
    interface Stats {
      readonly time_series_length: number;
      readonly data: readonly { readonly id_data: readonly { readonly metrics: Record<string, (number | null)[] | null> }[] }[];
    }
    const stats = await ads.get<Stats>('stats/accounts/18sim1001', ask);
    const { metrics } = stats.data[0]!.id_data[0]!;
    expect(stats.time_series_length).toBe(5);
    expect(metrics['impressions']).toHaveLength(5);
    expect(metrics['retweets']).toBeNull();
    expect(rows.data[0]?.tweet_id).toBe(tree.adId);
    expect(
      codesOf(await refusal(ads.get('stats/accounts/18sim1001', { ...ask, start_time: `${day}T00:00:00Z`, end_time: `${day}T05:00:00Z` }))),
    ).toEqual(['INVALID_PARAMETER']);
    expect(codesOf(await refusal(ads.get('stats/accounts/18sim1001', { ...ask, start_time: '2026-11-01T05:00:00Z' })))).toEqual([
      'INVALID_TIME_WINDOW',
    ]);
    const job = await ads.post<Data<{ id_str: string; status: string }>>('stats/jobs/accounts/18sim1001', ask);
    expect(job.data.status).toBe('PROCESSING');
    world.host.advance(10_000);
    const done = await ads.get<Data<{ url: string; status: string }[]>>('stats/jobs/accounts/18sim1001', { job_ids: job.data.id_str });
    expect(done.data[0]?.status).toBe('SUCCESS');
    const file = JSON.parse(gunzipSync(Buffer.from(await (await fetch(done.data[0]!.url)).arrayBuffer())).toString('utf8')) as Stats; // laid down by the simulator
    expect(file.data[0]!.id_data[0]!.metrics['impressions']).toEqual(metrics['impressions']);
  });

  test('loads this client exactly as it is pinned', () => {
    const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    }; // our own file
    expect(manifest.dependencies['twitter-api-v2']).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('the signature of a request', () => {
  const KEYS = { consumer: 'sim-x-app', consumerSecret: 'sim-x-app-secret', token: '7001001-full', tokenSecret: 'sim-x-full-secret' };
  const percent = (text: string): string =>
    encodeURIComponent(text).replace(/[!*'()]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

  /** A signer of this test's own, by the published steps and not by anybody's code. */
  function header(
    method: string,
    address: string,
    parameters: readonly (readonly [string, string])[],
    change: Record<string, string> = {},
  ): string {
    const oauth: Record<string, string> = {
      oauth_consumer_key: KEYS.consumer,
      oauth_nonce: randomBytes(16).toString('hex'),
      oauth_signature_method: 'HMAC-SHA1',
      oauth_timestamp: String(Math.floor(Date.now() / 1000)),
      oauth_token: KEYS.token,
      oauth_version: '1.0',
      ...change,
    };
    const pairs = [...parameters, ...Object.entries(oauth)].map(([name, value]) => `${percent(name)}=${percent(value)}`).toSorted();
    const base = `${method}&${percent(address)}&${percent(pairs.join('&'))}`;
    const signature = createHmac('sha1', `${KEYS.consumerSecret}&${KEYS.tokenSecret}`).update(base).digest('base64');
    return `OAuth ${Object.entries({ ...oauth, oauth_signature: signature })
      .map(([name, value]) => `${percent(name)}="${percent(value)}"`)
      .join(', ')}`;
  }
  const statusOf = async (
    query: string,
    authorization: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ): Promise<number> =>
    (await fetch(`${world.url}/12/${ACCOUNT}/campaigns${query}`, { ...init, headers: { authorization, ...init.headers } })).status;
  const address = (): string => `${world.url}/12/${ACCOUNT}/campaigns`;

  test('holds for another signer too, over query and form alike', async () => {
    expect(
      await statusOf(
        '?q=a%20b&count=5',
        header('GET', address(), [
          ['q', 'a b'],
          ['count', '5'],
        ]),
      ),
    ).toBe(200);
    const form = new URLSearchParams({ name: 'a & b', funding_instrument_id: 'fi1001', daily_budget_amount_local_micro: '50000000000' });
    const init = { method: 'POST', body: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect(await statusOf('', header('POST', address(), [...form]), init)).toBe(200);
    expect(await statusOf('', header('POST', address(), []), init)).toBe(401);
  });

  test('breaks with any part of it', async () => {
    const old = { oauth_timestamp: String(Math.floor(Date.now() / 1000) - 3_600) };
    const bad: readonly (readonly [string, string])[] = [
      ['?count=6', header('GET', address(), [['count', '5']])],
      ['', header('POST', address(), [])],
      ['', header('GET', address().replace('campaigns', 'line_items'), [])],
      ['', header('GET', address(), [], old)],
      ['', header('GET', address(), [], { oauth_signature_method: 'PLAINTEXT' })],
      ['', header('GET', address(), [], { oauth_consumer_key: 'other' })],
      ['', header('GET', address(), [], { oauth_token: 'other' })],
      ['', 'OAuth nonsense'],
      ['', 'Bearer token'],
    ];
    for (const [query, authorization] of bad) expect(await statusOf(query, authorization)).toBe(401);
  });

  test('is good for one request only', async () => {
    const once = header('GET', address(), []);
    expect([await statusOf('', once), await statusOf('', once)]).toEqual([200, 401]);
  });

  test('leaves a JSON body out', async () => {
    const url = `${world.url}/12/measurement/conversions/px1001`;
    const conversion = {
      conversion_time: '2026-11-23T10:00:00Z',
      event_id: 'tw-px1001-ap',
      identifiers: [{ twclid: 'abc' }],
      conversion_id: '1',
    };
    const init = {
      method: 'POST',
      body: JSON.stringify({ conversions: [conversion] }),
      headers: { 'content-type': 'application/json', authorization: header('POST', url, []) },
    };
    expect((await fetch(url, init)).status).toBe(200);
  });
});
