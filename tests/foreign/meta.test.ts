import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, openMetaWorld, type MetaWorld } from '../adapters/networks/meta/world.ts';

/**
 * Meta's own packaged client, unmodified, against the simulated Meta: only its address is turned, and its crash reporter is off.
 * It speaks v24.0, a dead version, so every call also proves that dead versions are moved up.
 */
interface Node {
  readonly id: string;
  readonly _data: Record<string, unknown>;
  read(fields: string[]): Promise<Node>;
  get(fields: string[], params?: object): Promise<Node>;
  update(fields: string[], params: object): Promise<Node>;
  delete(fields: string[]): Promise<unknown>;
  getAdSets(fields: string[], params?: object): Promise<Cursor>;
  getInsights(fields: string[], params: object): Promise<Cursor>;
}
interface Cursor extends Array<Node> {
  hasNext(): boolean;
  next(): Promise<Cursor>;
}
interface AdAccount {
  createCampaign(fields: string[], params: object): Promise<Node>;
  createAdSet(fields: string[], params: object): Promise<Node>;
  createAdCreative(fields: string[], params: object): Promise<Node>;
  createAd(fields: string[], params: object): Promise<Node>;
  createAdImage(fields: string[], params: object): Promise<Node>;
  getCampaigns(fields: string[], params?: object): Promise<Cursor>;
  getAds(fields: string[], params?: object): Promise<Cursor>;
  getCampaignsByLabels(fields: string[], params?: object): Promise<Cursor>;
  getInsights(fields: string[], params: object): Promise<Cursor>;
  getInsightsAsync(fields: string[], params: object): Promise<Node>;
  getMinimumBudgets(fields: string[], params?: object): Promise<Cursor>;
  getPromotePages(fields: string[], params?: object): Promise<Cursor>;
  get(fields: string[]): Promise<Node>;
}
interface Api {
  setShowHeader(flag: boolean): Api;
  call(method: string, path: readonly string[], params?: object): Promise<unknown>;
}
interface Sdk {
  FacebookAdsApi: {
    new (token: string, locale: undefined, crashLog: boolean): Api;
    init(token: string, locale: undefined, crashLog: boolean): Api;
  };
  AdAccount: new (id: string, data: object, parent: undefined, api: Api) => AdAccount;
}
interface SdkError {
  readonly name: string;
  readonly status: number | null;
  readonly response: {
    readonly code: number;
    readonly error_subcode?: number;
    readonly fbtrace_id: string;
    readonly error_user_title?: string;
    readonly is_transient?: boolean;
  };
  readonly headers: Record<string, string>;
}

const sdk = createRequire(import.meta.url)('facebook-nodejs-business-sdk') as Sdk; // the package ships no types; the parts used are described above

let world: MetaWorld;
beforeAll(async () => {
  world = await openMetaWorld();
  Object.defineProperty(sdk.FacebookAdsApi, 'GRAPH', { get: () => world.url, configurable: true });
  // What the client makes uses its default connection.
  sdk.FacebookAdsApi.init('EAAsim-full', undefined, false);
});
afterAll(() => world.close());

function accountWith(token: string, id = 'act_1001'): AdAccount {
  return new sdk.AdAccount(id, {}, undefined, apiWith(token));
}
function apiWith(token: string): Api {
  return new sdk.FacebookAdsApi(token, undefined, false);
}
async function refusal(promise: Promise<unknown>): Promise<SdkError> {
  try {
    await promise;
  } catch (cause) {
    return cause as SdkError; // the client throws nothing else, and the class is not exported
  }
  throw new Error('The call was expected to be refused');
}

const CAMPAIGN = {
  name: 'Operarios de planta & logística [sdk00001]',
  objective: 'OUTCOME_TRAFFIC',
  status: 'PAUSED',
  special_ad_categories: ['EMPLOYMENT'],
  special_ad_category_country: ['CO'],
  daily_budget: 60_000,
  bid_strategy: 'LOWEST_COST_WITHOUT_CAP',
  adlabels: [{ name: 'sdk-label' }],
};
const TARGETING = { geo_locations: { countries: ['CO'] }, age_min: 18, age_max: 65, targeting_automation: { advantage_audience: 0 } };

async function tree(account: AdAccount): Promise<{ campaign: Node; adSet: Node; ad: Node }> {
  const campaign = await account.createCampaign(['id'], CAMPAIGN);
  const adSet = await account.createAdSet(['id'], {
    name: 'Bogotá',
    campaign_id: campaign.id,
    optimization_goal: 'LINK_CLICKS',
    billing_event: 'IMPRESSIONS',
    targeting: TARGETING,
    status: 'PAUSED',
  });
  const creative = await account.createAdCreative(['id'], {
    name: 'c',
    object_story_spec: {
      page_id: '2001',
      link_data: {
        link: 'https://empleos.example.co/1',
        message: 'Únase',
        name: 'Operario',
        call_to_action: { type: 'APPLY_NOW', value: { link: 'https://empleos.example.co/1' } },
      },
    },
  });
  const ad = await account.createAd(['id'], {
    name: 'Anuncio',
    adset_id: adSet.id,
    creative: { creative_id: creative.id },
    status: 'PAUSED',
  });
  return { campaign, adSet, ad };
}

describe('Meta’s own packaged client', () => {
  test('makes a whole tree and reads back what it sent', async () => {
    const { campaign, adSet, ad } = await tree(accountWith('EAAsim-full'));
    const read = await campaign.get(['name', 'daily_budget', 'objective', 'effective_status', 'special_ad_categories', 'adlabels']);
    expect(read._data).toMatchObject({
      name: CAMPAIGN.name,
      daily_budget: '60000',
      objective: 'OUTCOME_TRAFFIC',
      effective_status: 'PAUSED',
      special_ad_categories: ['EMPLOYMENT'],
    });
    const shown = await ad.get(['adset_id', 'campaign_id', 'creative{object_story_spec}', 'effective_status']);
    expect(shown._data).toMatchObject({ adset_id: adSet.id, campaign_id: campaign.id, effective_status: 'IN_PROCESS' });
  });

  test('lists every page by following the links it is given', async () => {
    const account = accountWith('EAAsim-full', 'act_1003');
    for (let index = 0; index < 7; index += 1)
      await account.createCampaign(['id'], {
        ...CAMPAIGN,
        name: `Campaña ${index}`,
        daily_budget: 900_000,
        special_ad_category_country: ['AR'],
      });
    let page = await account.getCampaigns(['name'], { limit: 3 });
    const names = page.map((campaign) => campaign._data['name']);
    while (page.hasNext()) {
      page = await page.next();
      names.push(...page.map((campaign) => campaign._data['name']));
    }
    expect(names).toHaveLength(7);
    expect(new Set(names)).toEqual(new Set(Array.from({ length: 7 }, (_, index) => `Campaña ${index}`)));
  });

  test('updates, archives and deletes', async () => {
    const { campaign } = await tree(accountWith('EAAsim-full'));
    await campaign.update([], { name: 'Otro nombre', daily_budget: 75_000 });
    expect((await campaign.get(['name', 'daily_budget']))._data).toMatchObject({ name: 'Otro nombre', daily_budget: '75000' });
    await campaign.update([], { status: 'ARCHIVED' });
    const refused = await refusal(campaign.update([], { daily_budget: 80_000 }));
    expect(refused.response.code).toBe(100);
    await campaign.delete([]);
    expect((await campaign.get(['effective_status']))._data['effective_status']).toBe('DELETED');
  });

  test('finds by label what it labelled', async () => {
    const { campaign } = await tree(accountWith('EAAsim-full'));
    const label = (await campaign.get(['adlabels']))._data['adlabels'] as readonly { id: string }[]; // asked for on this line
    const found = await accountWith('EAAsim-full').getCampaignsByLabels(['id'], { ad_label_ids: [label[0]!.id], operator: 'ANY' });
    expect(found.map((node) => node.id)).toContain(campaign.id);
  });

  test('gets a validation error with its subcode, its title and a trace', async () => {
    const error = await refusal(accountWith('EAAsim-full').createCampaign(['id'], { ...CAMPAIGN, daily_budget: 600 }));
    expect(error.name).toBe('FacebookRequestError');
    expect(error.status).toBe(400);
    expect(error.response).toMatchObject({ code: 100, error_subcode: 1885272, error_user_title: 'Your budget is too low' });
    expect(error.response.fbtrace_id).toMatch(/^A/);
  });

  test('gets a permission error when the token may only read', async () => {
    const error = await refusal(accountWith('EAAsim-read').createCampaign(['id'], CAMPAIGN));
    expect(error.response.code).toBe(200);
    const expired = await refusal(accountWith('EAAsim-expired').getCampaigns(['id']));
    expect(expired.response).toMatchObject({ code: 190, error_subcode: 463 });
  });

  test('is throttled on the limited tier, with the usage headers on the error', async () => {
    const account = accountWith('EAAsim-limited', 'act_1004');
    const errors: SdkError[] = [];
    for (let index = 0; index < 61; index += 1)
      await account.getCampaigns(['id']).catch((cause: unknown) => errors.push(cause as SdkError)); // as in `refusal`
    const { response, headers } = errors[0]!;
    expect(response).toMatchObject({ code: 17, error_subcode: 2446079, is_transient: false });
    expect(JSON.parse(headers['x-ad-account-usage']!)).toMatchObject({
      acc_id_util_pct: 100,
      reset_time_duration: 300,
      ads_api_access_tier: 'development_access',
    });
    world.host.advance(600_000);
    await expect(account.getCampaigns(['id'])).resolves.toHaveLength(0);
  });

  test('reads a report at once and the same one in the background', async () => {
    const account = accountWith('EAAsim-full', 'act_1001');
    const { campaign, adSet, ad } = await tree(account);
    for (const node of [campaign, adSet, ad]) await node.update([], { status: 'ACTIVE' });
    world.host.advance(3 * DAY_MS);
    const params = {
      level: 'ad',
      time_increment: 1,
      time_range: { since: '2026-11-20', until: '2026-12-05' },
      filtering: [{ field: 'ad.id', operator: 'IN', value: [ad.id] }],
    };
    const fields = ['ad_id', 'impressions', 'clicks', 'spend', 'actions', 'account_currency'];
    const rows = (await account.getInsights(fields, params)).map((row) => row._data);
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const row of rows)
      expect(row).toMatchObject({
        ad_id: ad.id,
        impressions: expect.stringMatching(/^\d+$/),
        spend: expect.stringMatching(/^\d+$/),
        account_currency: 'COP',
      });

    const run = await account.getInsightsAsync(fields, params);
    let status: Record<string, unknown> = {};
    for (
      let looks = 0;
      looks < 10 && !(status['async_status'] === 'Job Completed' && status['async_percent_completion'] === 100);
      looks += 1
    ) {
      status = (await run.get(['async_status', 'async_percent_completion']))._data;
    }
    expect(status['async_status']).toBe('Job Completed');
    const late = (await run.getInsights([], {})).map((row) => row._data);
    expect(late).toEqual(rows);
  });

  test('uploads the same image twice and gets one hash', async () => {
    const bytes = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');
    const account = accountWith('EAAsim-full');
    const first = await account.createAdImage([], { bytes });
    const second = await account.createAdImage([], { bytes });
    expect(first._data['images']).toEqual(second._data['images']);
  });

  test('sends a batch and reads the account, its pages and its smallest budgets', async () => {
    const api = apiWith('EAAsim-full');
    const answers = (await api.call('POST', [], {
      batch: [
        { method: 'GET', relative_url: 'v26.0/act_1001?fields=currency' },
        { method: 'GET', relative_url: 'v26.0/act_1001?fields=nonsense' },
      ],
      include_headers: false,
    })) as readonly { code: number; body: string }[]; // Graph's batch answer
    expect(answers.map((answer) => answer.code)).toEqual([200, 400]);
    expect(JSON.parse(answers[0]!.body)).toEqual({ currency: 'COP', id: 'act_1001' });
    const account = accountWith('EAAsim-full');
    expect((await account.getPromotePages(['name']))[0]!._data).toMatchObject({ name: expect.any(String) });
    expect((await account.getMinimumBudgets([]))[0]!._data).toMatchObject({ currency: 'COP', min_daily_budget_imp: 4000 });
  });

  test('hears that its version is dead, as a warning or as error 2635', async () => {
    const answer = await fetch(`${world.url}/v24.0/act_1001?fields=id&access_token=EAAsim-full`);
    expect(answer.headers.get('x-ad-api-version-warning')).toContain('v24.0');
    const strict = await openMetaWorld({ switches: { 'meta.dead_version_error': true } });
    const refused = await fetch(`${strict.url}/v24.0/act_1001?fields=id&access_token=EAAsim-full`);
    expect(await refused.json()).toMatchObject({ error: { code: 2635 } });
    await strict.close();
  });
});
