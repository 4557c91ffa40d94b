import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, openTikTokWorld, type TikTokWorld } from '../adapters/networks/tiktok/world.ts';

/** TikTok's own packaged client, unmodified, against the simulated TikTok: only its documented base path is turned. */
type Callback = (error: Error | null, data: Reply | null) => void;
interface Reply {
  readonly request_id: string;
  readonly data: Readonly<Record<string, unknown>>;
}
interface Sdk {
  readonly ApiClient: { readonly instance: { basePath: string } };
  readonly CampaignCreationApi: new () => {
    campaignCreate(token: string, options: { body: object }, callback: Callback): void;
    campaignUpdate(token: string, options: { body: object }, callback: Callback): void;
    campaignStatusUpdate(token: string, options: { body: object }, callback: Callback): void;
    campaignGet(advertiserId: string, token: string, options: object, callback: Callback): void;
    smartPlusCampaignCreate(token: string, options: { body: object }, callback: Callback): void;
    smartPlusCampaignGet(advertiserId: string, token: string, options: object, callback: Callback): void;
  };
  readonly AdgroupApi: new () => { adgroupCreate(token: string, options: { body: object }, callback: Callback): void };
  readonly AdApi: new () => {
    adCreate(token: string, options: { body: object }, callback: Callback): void;
    adGet(advertiserId: string, token: string, options: object, callback: Callback): void;
  };
  readonly FileApi: new () => { adImageUpload(token: string, options: object, callback: Callback): void };
  readonly ReportingApi: new () => { reportIntegratedGet(reportType: string, token: string, options: object, callback: Callback): void };
  readonly ToolApi: new () => { toolLanguage(advertiserId: string, token: string, callback: Callback): void };
}

/** Not a literal, so that the compiler does not look for types that the package does not have; the parts used are described above. */
const PACKAGE: string = 'tiktok-business-api-sdk-official';
const sdk = (await import(PACKAGE)) as Sdk;
const FULL = 'tiktoksim-full';

let world: TikTokWorld;
beforeEach(async () => {
  world = await openTikTokWorld();
  sdk.ApiClient.instance.basePath = world.url;
});
afterEach(() => world.close());

function ask(call: (callback: Callback) => void): Promise<Reply> {
  return new Promise((resolve, reject) =>
    call((error, data) => (error === null && data !== null ? resolve(data) : reject(error ?? new Error('no data')))),
  );
}
async function refusal(call: (callback: Callback) => void): Promise<string> {
  try {
    await ask(call);
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
  throw new Error('The call was expected to be refused');
}

const campaigns = () => new sdk.CampaignCreationApi();
const advertiser = (): string => world.account.remoteId;
const body = (change: object = {}): object => ({
  advertiser_id: advertiser(),
  campaign_name: 'Operarios de planta & logística [sdk00001]',
  objective_type: 'TRAFFIC',
  budget_mode: 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET',
  budget: 300_000,
  budget_optimize_on: true,
  operation_status: 'DISABLE',
  ...change,
});

async function makeTree(): Promise<{ campaignId: string; adGroupId: string; adId: string }> {
  const campaign = await ask((done) => campaigns().campaignCreate(FULL, { body: body() }, done));
  const campaignId = String(campaign.data['campaign_id']);
  const group = await ask((done) =>
    new sdk.AdgroupApi().adgroupCreate(
      FULL,
      {
        body: {
          advertiser_id: advertiser(),
          campaign_id: campaignId,
          adgroup_name: 'Bogotá',
          promotion_type: 'WEBSITE',
          placement_type: 'PLACEMENT_TYPE_NORMAL',
          placements: ['PLACEMENT_TIKTOK'],
          location_ids: ['3688689'],
          languages: ['es'],
          budget_mode: 'BUDGET_MODE_INFINITE',
          budget: 0,
          schedule_type: 'SCHEDULE_FROM_NOW',
          schedule_start_time: '2026-11-24 00:00:00',
          optimization_goal: 'CLICK',
          billing_event: 'CPC',
          bid_type: 'BID_TYPE_NO_BID',
          pacing: 'PACING_MODE_SMOOTH',
          operation_status: 'ENABLE',
        },
      },
      done,
    ),
  );
  const adGroupId = String(group.data['adgroup_id']);
  const png = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47]).copy(png);
  png.writeUInt32BE(720, 16);
  png.writeUInt32BE(1280, 20);
  const image = await ask((done) =>
    new sdk.FileApi().adImageUpload(
      FULL,
      {
        advertiser_id: advertiser(),
        upload_type: 'UPLOAD_BY_FILE',
        file_name: 'operario.png',
        image_file: png,
        image_signature: createHash('md5').update(png).digest('hex'),
      },
      done,
    ),
  );
  const ad = await ask((done) =>
    new sdk.AdApi().adCreate(
      FULL,
      {
        body: {
          advertiser_id: advertiser(),
          adgroup_id: adGroupId,
          creatives: [
            {
              ad_name: 'Anuncio [sdk00002]',
              ad_format: 'SINGLE_IMAGE',
              identity_type: 'CUSTOMIZED_USER',
              identity_id: world.account.settings['identityId'],
              image_ids: [image.data['image_id']],
              ad_text: 'Únase a la planta',
              call_to_action: 'APPLY_NOW',
              landing_page_url: 'https://empleos.example.co/1',
              operation_status: 'ENABLE',
            },
          ],
        },
      },
      done,
    ),
  );
  return { campaignId, adGroupId, adId: String((ad.data['ad_ids'] as string[])[0]) }; // ids of the ads just made
}

describe('TikTok’s own packaged client', () => {
  test('makes a whole tree, picture included, and reads back what it sent', async () => {
    const { campaignId, adGroupId, adId } = await makeTree();
    const read = await ask((done) =>
      campaigns().campaignGet(advertiser(), FULL, { filtering: { campaign_ids: [campaignId] }, page: 1, page_size: 10 }, done),
    );
    expect(read.data).toMatchObject({
      list: [{ campaign_id: campaignId, budget: 300_000, objective_type: 'TRAFFIC', operation_status: 'DISABLE' }],
      page_info: { page: 1, total_number: 1, total_page: 1 },
    });
    expect(read.request_id).toMatch(/^\d+$/);
    const ads = await ask((done) =>
      new sdk.AdApi().adGet(advertiser(), FULL, { filtering: { adgroup_ids: [adGroupId] }, fields: ['ad_id', 'ad_text'] }, done),
    );
    expect(ads.data['list']).toEqual([{ ad_id: adId, ad_text: 'Únase a la planta' }]);
  });

  test('lists page by page and by name', async () => {
    for (let index = 0; index < 5; index += 1)
      await ask((done) => campaigns().campaignCreate(FULL, { body: body({ campaign_name: `Campaña ${index}` }) }, done));
    const seen: unknown[] = [];
    for (let page = 1; page <= 3; page += 1) {
      const read = await ask((done) => campaigns().campaignGet(advertiser(), FULL, { page, page_size: 2 }, done));
      expect(read.data['page_info']).toMatchObject({ page, total_number: 5, total_page: 3 });
      seen.push(...(read.data['list'] as unknown[])); // a list by the envelope
    }
    expect(seen).toHaveLength(5);
    const named = await ask((done) => campaigns().campaignGet(advertiser(), FULL, { filtering: { campaign_name: 'Campaña 3' } }, done));
    expect(named.data['list']).toHaveLength(1);
  });

  test('changes a budget, a name and a status', async () => {
    const made = await ask((done) => campaigns().campaignCreate(FULL, { body: body() }, done));
    const campaignId = made.data['campaign_id'];
    await ask((done) =>
      campaigns().campaignUpdate(
        FULL,
        { body: { advertiser_id: advertiser(), campaign_id: campaignId, campaign_name: 'Otra', budget: 450_000 } },
        done,
      ),
    );
    await ask((done) =>
      campaigns().campaignStatusUpdate(
        FULL,
        { body: { advertiser_id: advertiser(), campaign_ids: [campaignId], operation_status: 'ENABLE' } },
        done,
      ),
    );
    const read = await ask((done) => campaigns().campaignGet(advertiser(), FULL, {}, done));
    expect(read.data['list']).toMatchObject([
      { campaign_name: 'Otra', budget: 450_000, operation_status: 'ENABLE', secondary_status: 'CAMPAIGN_STATUS_ENABLE' },
    ]);
  });

  test('makes and lists a Smart+ campaign', async () => {
    const smart = { ...body({ objective_type: 'WEB_CONVERSIONS' }), request_id: '42' };
    const made = await ask((done) => campaigns().smartPlusCampaignCreate(FULL, { body: smart }, done));
    const read = await ask((done) => campaigns().smartPlusCampaignGet(advertiser(), FULL, {}, done));
    expect(read.data['list']).toMatchObject([{ campaign_id: made.data['campaign_id'] }]);
  });

  test('gets a validation error that names the field', async () => {
    expect(await refusal((done) => campaigns().campaignCreate(FULL, { body: body({ budget: 1_000 }) }, done))).toMatch(
      /budget: .*200000 COP.*code: 40002/,
    );
    expect(await refusal((done) => campaigns().campaignCreate(FULL, { body: body({ objective_type: 'CONVERSIONS' }) }, done))).toMatch(
      /objective_type: Not a valid choice.*code: 40002/,
    );
    expect(await refusal((done) => campaigns().campaignCreate(FULL, { body: { advertiser_id: advertiser() } }, done))).toContain(
      'campaign_name: Missing data for required field.',
    );
  });

  test('gets a permission error, and one for a token that nobody knows', async () => {
    expect(await refusal((done) => campaigns().campaignGet(advertiser(), 'tiktoksim-reports', {}, done))).toContain('code: 40001');
    expect(await refusal((done) => campaigns().campaignGet('7018423361548780001', 'tiktoksim-argentina', {}, done))).toContain(
      'code: 40001',
    );
    expect(await refusal((done) => campaigns().campaignGet(advertiser(), 'nobody', {}, done))).toContain('code: 40105');
  });

  test('gets a throttle once the second of its level is full', async () => {
    const language = (done: Callback) => new sdk.ToolApi().toolLanguage(advertiser(), 'tiktoksim-basic', done);
    for (let call = 0; call < 10; call += 1) await ask(language);
    expect(await refusal(language)).toContain('code: 40100');
    world.host.advance(1_000);
    await ask(language);
  });

  test('gets a report whose every value is a text', async () => {
    const { campaignId, adId } = await makeTree();
    await ask((done) =>
      campaigns().campaignStatusUpdate(
        FULL,
        { body: { advertiser_id: advertiser(), campaign_ids: [campaignId], operation_status: 'ENABLE' } },
        done,
      ),
    );
    world.host.advance(4 * DAY_MS);
    const report = await ask((done) =>
      new sdk.ReportingApi().reportIntegratedGet(
        'BASIC',
        FULL,
        {
          advertiser_id: advertiser(),
          data_level: 'AUCTION_AD',
          dimensions: ['ad_id', 'stat_time_day'],
          metrics: ['spend', 'impressions', 'clicks', 'conversion'],
          start_date: '2026-11-23',
          end_date: '2026-11-28',
          page: 1,
          page_size: 100,
        },
        done,
      ),
    );
    const rows = report.data['list'] as { dimensions: Record<string, unknown>; metrics: Record<string, unknown> }[]; // rows by the envelope
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) {
      expect(row.dimensions['ad_id']).toBe(adId);
      expect(Object.values(row.metrics).every((value) => typeof value === 'string')).toBe(true);
    }
    expect(Number(rows[0]?.metrics['spend'])).toBeGreaterThan(0);
  });
});
