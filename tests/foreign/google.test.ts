import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGoogleSimulator } from '../../adapters/networks/google/simulator/index.ts';
import { startSimulators, type SimulatorHost } from '../../adapters/simulators/host.ts';
import { startGoogleGrpcFront, type GrpcFront } from '../support/google-grpc-front.ts';

/**
 * The public client google-ads-api 25.1.0, unchanged, against our simulated network: mutations and raw streams over gRPC, queries over REST.
 * Only its hard-coded addresses and its TLS are led to loopback.
 */
type Row = Record<string, Record<string, unknown>>;
interface Customer {
  readonly campaigns: {
    create(list: unknown[], options?: object): Promise<{ results: { resource_name: string }[] }>;
    update(list: unknown[]): Promise<{ results: { resource_name: string }[] }>;
    remove(list: string[]): Promise<unknown>;
  };
  readonly campaignBudgets: { create(list: unknown[]): Promise<{ results: { resource_name: string }[] }> };
  mutateResources(
    list: unknown[],
    options?: object,
  ): Promise<{ mutate_operation_responses: Record<string, { resource_name: string } | string | null>[] }>;
  query(gaql: string, options?: object): Promise<Row[]>;
  queryStream(gaql: string): AsyncGenerator<Row>;
  report(options: object): Promise<Row[]>;
  reportCount(options: object): Promise<number>;
  reportStreamRaw(options: object): Promise<NodeJS.ReadableStream>;
}
interface Package {
  readonly GoogleAdsApi: new (options: object) => { Customer(options: object): Customer };
  readonly Customer: { readonly prototype: object };
  readonly enums: Record<string, Record<string, number>>;
  readonly errors: Record<string, Record<string, Record<string, number>>>;
  readonly toMicros: (value: number) => number;
}
interface Failure {
  readonly errors: readonly {
    readonly error_code: Record<string, unknown>;
    readonly message: string;
    readonly location?: { readonly field_path_elements: readonly { readonly field_name: string }[] };
  }[];
  readonly request_id: string;
}

const require = createRequire(import.meta.url);
let host: SimulatorHost;
let front: GrpcFront;
let ads: Package;
let customerOf: (id: string, login?: string) => Customer;
let customer: Customer;

const CUSTOMER = '1110000001';
const MANAGER = '9990000001';

beforeAll(async () => {
  ads = require('google-ads-api') as Package; // loaded here only: it costs seconds and hundreds of megabytes
  const { grpc } = require('google-gax') as { grpc: { credentials: { createInsecure(): unknown } } };
  host = await startSimulators({
    networks: [createGoogleSimulator],
    directory: null,
    seed: 3,
    port: 0,
    switches: {},
    realNowMs: () => Date.parse('2026-11-20T15:00:00Z'),
    logLimit: 1_000,
  });
  const restUrl = host.urls.get('google')!;
  // Asked anew each time, for the test moves the clock past an hour.
  const token = async (): Promise<string> => {
    const answer = await fetch(`${restUrl}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'simulated-standard',
        client_secret: 'none',
        refresh_token: 'simulated-refresh-agency',
      }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  front = await startGoogleGrpcFront({ restUrl, token });

  const service = Object.getPrototypeOf(Object.getPrototypeOf(ads.Customer.prototype)) as {
    getCredentials: () => unknown;
    getAccessToken: () => Promise<string>;
  }; // Customer → generated factory → Service
  service.getCredentials = () => grpc.credentials.createInsecure();
  service.getAccessToken = token;
  const prototype = ads.Customer.prototype as { prepareGoogleAdsServicePostRequestArgs(...args: unknown[]): { url: string } }; // documented by feasibility of the client
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this` below
  const prepare = prototype.prepareGoogleAdsServicePostRequestArgs;
  prototype.prepareGoogleAdsServicePostRequestArgs = function (this: object, ...args: unknown[]) {
    const request = prepare.apply(this, args);
    request.url = request.url.replace('https://googleads.googleapis.com', restUrl);
    return request;
  };
  const api = new ads.GoogleAdsApi({
    client_id: 'simulated-standard',
    client_secret: 'none',
    developer_token: 'none',
    grpc_channel_options: { servicePath: '127.0.0.1', port: front.port },
  });
  customerOf = (id, login = MANAGER) =>
    api.Customer({ customer_id: id, login_customer_id: login, refresh_token: 'simulated-refresh-agency' });
  customer = customerOf(CUSTOMER);
}, 60_000);

afterAll(async () => {
  await front.close();
  await host.close();
});

/** The client gives error codes as their numbers. */
function errorValue(family: string, value: string): number {
  const found = ads.errors[`${family}Enum`]?.[family]?.[value];
  if (found === undefined) throw new Error(`The client knows no ${family}.${value}`);
  return found;
}

async function failureOf(run: Promise<unknown>): Promise<Failure> {
  const outcome = await run.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (typeof outcome !== 'object' || outcome === null || !('errors' in outcome))
    throw new Error(`Expected a GoogleAdsFailure, got ${String(outcome)}`);
  return outcome as Failure; // it has the failure's list of errors
}

function tree(name: string): unknown[] {
  const { enums } = ads;
  const at = (kind: string, id: number): string => `customers/${CUSTOMER}/${kind}/${id}`;
  return [
    {
      entity: 'campaign_budget',
      operation: 'create',
      resource: {
        resource_name: at('campaignBudgets', -1),
        amount_micros: ads.toMicros(60_000),
        explicitly_shared: false,
        delivery_method: enums['BudgetDeliveryMethod']!['STANDARD'],
      },
    },
    {
      entity: 'campaign',
      operation: 'create',
      resource: {
        resource_name: at('campaigns', -2),
        name,
        status: enums['CampaignStatus']!['PAUSED'],
        advertising_channel_type: enums['AdvertisingChannelType']!['SEARCH'],
        campaign_budget: at('campaignBudgets', -1),
        manual_cpc: { enhanced_cpc_enabled: false },
        network_settings: { target_google_search: true },
        contains_eu_political_advertising: enums['EuPoliticalAdvertisingStatus']!['DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING'],
      },
    },
    {
      entity: 'ad_group',
      operation: 'create',
      resource: {
        resource_name: at('adGroups', -3),
        campaign: at('campaigns', -2),
        name: 'Grupo',
        status: enums['AdGroupStatus']!['ENABLED'],
      },
    },
    {
      entity: 'ad_group_criterion',
      operation: 'create',
      resource: { ad_group: at('adGroups', -3), keyword: { text: 'empleo enfermera', match_type: enums['KeywordMatchType']!['PHRASE'] } },
    },
    {
      entity: 'ad_group_ad',
      operation: 'create',
      resource: {
        ad_group: at('adGroups', -3),
        status: enums['AdGroupAdStatus']!['ENABLED'],
        ad: {
          final_urls: ['https://empleos.example.com/1'],
          responsive_search_ad: {
            headlines: ['Enfermera', 'Turno de día', 'Aplique hoy'].map((text) => ({ text })),
            descriptions: ['Clínica en Bogotá.', 'Contrato directo.'].map((text) => ({ text })),
          },
        },
      },
    },
  ];
}

it('makes a whole campaign with temporary ids, and only with all of it', async () => {
  const answer = await customer.mutateResources(tree('Enfermeras'));
  expect(answer.mutate_operation_responses).toHaveLength(5);
  const state = host.networks.get('google')!.state();
  expect([state.campaigns.length, state.adGroups.length, state.ads.length]).toEqual([1, 1, 1]);
  const broken = tree('Enfermeras dos');
  (broken[4] as { resource: { ad: { final_urls: string[] } } }).resource.ad.final_urls = [];
  const failure = await failureOf(customer.mutateResources(broken));
  expect(failure.errors).toHaveLength(1);
  expect(host.networks.get('google')!.state().campaigns).toHaveLength(1);
});

it('makes, changes and removes a single campaign', async () => {
  const { enums } = ads;
  const budget = await customer.campaignBudgets.create([{ amount_micros: ads.toMicros(30_000), explicitly_shared: false }]);
  const made = await customer.campaigns.create([
    {
      name: 'Conductores',
      status: enums['CampaignStatus']!['PAUSED'],
      advertising_channel_type: enums['AdvertisingChannelType']!['SEARCH'],
      campaign_budget: budget.results[0]!.resource_name,
      target_spend: {},
      contains_eu_political_advertising: enums['EuPoliticalAdvertisingStatus']!['DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING'],
    },
  ]);
  const name = made.results[0]!.resource_name;
  expect(name).toMatch(/^customers\/1110000001\/campaigns\/\d+$/);
  await customer.campaigns.update([{ resource_name: name, name: 'Conductores C2', network_settings: { target_search_network: false } }]);
  const rows = await customer.query(
    `SELECT campaign.id, campaign.name, campaign.status, campaign.network_settings.target_search_network FROM campaign WHERE campaign.resource_name = '${name}'`,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]!['campaign']).toMatchObject({
    name: 'Conductores C2',
    status: enums['CampaignStatus']!['PAUSED'],
    network_settings: { target_search_network: false },
  });
  await customer.campaigns.remove([name]);
  const left = await customer.query(
    `SELECT campaign.id FROM campaign WHERE campaign.status != 'REMOVED' AND campaign.name = 'Conductores C2'`,
  );
  expect(left).toHaveLength(0);
});

it('lists by query, by counted query and by stream', async () => {
  const rows = await customer.query(
    "SELECT ad_group_ad.ad.id, ad_group_ad.ad.final_urls, ad_group.name, campaign.name FROM ad_group_ad WHERE campaign.name = 'Enfermeras'",
  );
  expect(rows[0]!['ad_group_ad']).toMatchObject({ ad: { final_urls: ['https://empleos.example.com/1'] } });
  const counted = await customer.reportCount({
    entity: 'campaign',
    attributes: ['campaign.id'],
    constraints: ["campaign.status != 'REMOVED'"],
  });
  expect(counted).toBe(1);
  const paged = await customer.query('SELECT campaign.id FROM campaign', { search_settings: { return_total_results_count: true } });
  expect(paged.length).toBeGreaterThan(0);
  const streamed: Row[] = [];
  for await (const row of customer.queryStream('SELECT campaign.id, campaign.name FROM campaign ORDER BY campaign.id')) streamed.push(row);
  expect(streamed).toHaveLength(paged.length);
  const raw = await customer.reportStreamRaw({ entity: 'campaign', attributes: ['campaign.id', 'campaign.name'] });
  const chunks: { results: unknown[] }[] = [];
  await new Promise<void>((resolve, reject) =>
    raw
      .on('data', (chunk: { results: unknown[] }) => chunks.push(chunk))
      .on('error', reject)
      .on('end', resolve),
  );
  expect(chunks.flatMap((chunk) => chunk.results)).toHaveLength(paged.length);
});

it('gets validation errors with their place, on both transports', async () => {
  const failure = await failureOf(customer.mutateResources(tree('Enfermeras')));
  expect(failure.errors[0]!.error_code).toMatchObject({ campaign_error: errorValue('CampaignError', 'DUPLICATE_CAMPAIGN_NAME') });
  expect(failure.errors[0]!.location?.field_path_elements.map((element) => element.field_name)).toEqual([
    'mutate_operations',
    'campaign_operation',
    'create',
    'name',
  ]);
  expect(failure.request_id).toMatch(/^sim/);
  const query = await failureOf(customer.query('SELECT campaign.nonsense FROM campaign'));
  expect(query.errors[0]!.error_code).toMatchObject({ query_error: errorValue('QueryError', 'UNRECOGNIZED_FIELD') });
  // The client still offers a page size, which the network has refused since v17.
  const sized = await failureOf(customer.query('SELECT campaign.id FROM campaign', { page_size: 10 }));
  expect(sized.errors[0]!.error_code).toMatchObject({ request_error: errorValue('RequestError', 'PAGE_SIZE_NOT_SUPPORTED') });
});

it('keeps what is right and reports what is wrong under partial failure', async () => {
  const answer = await customer.mutateResources(
    [
      { entity: 'label', operation: 'create', resource: { name: 'Vacantes' } },
      { entity: 'label', operation: 'create', resource: { name: 'Vacantes' } },
    ],
    { partial_failure: true },
  );
  expect(answer).toMatchObject({
    partial_failure_error: { errors: [{ error_code: { label_error: errorValue('LabelError', 'DUPLICATE_NAME') } }] },
  });
});

it('is told when it may not enter, and when it asks too fast', async () => {
  const stranger = await failureOf(customerOf('2220000002').mutateResources(tree('Ajena')));
  expect(stranger.errors[0]!.error_code).toMatchObject({ authorization_error: errorValue('AuthorizationError', 'USER_PERMISSION_DENIED') });
  const read = await failureOf(customerOf(CUSTOMER, '1234567890').query('SELECT campaign.id FROM campaign'));
  expect(read.errors[0]!.error_code).toMatchObject({ authorization_error: errorValue('AuthorizationError', 'USER_PERMISSION_DENIED') });
  host.addFault({ network: 'google', operation: 'list_campaigns', kind: '429', times: 1 });
  const throttled = await failureOf(customer.query('SELECT campaign.id FROM campaign'));
  expect(throttled.errors[0]!.error_code).toMatchObject({ quota_error: errorValue('QuotaError', 'RESOURCE_TEMPORARILY_EXHAUSTED') });
});

it('gets a report by day once the campaign has run', async () => {
  const [row] = await customer.query("SELECT campaign.resource_name FROM campaign WHERE campaign.name = 'Enfermeras'");
  await customer.campaigns.update([{ resource_name: row!['campaign']!['resource_name'], status: ads.enums['CampaignStatus']!['ENABLED'] }]);
  const ask = (): Promise<Row[]> =>
    customer.report({
      entity: 'campaign',
      attributes: ['campaign.id'],
      metrics: ['metrics.clicks', 'metrics.cost_micros', 'metrics.impressions', 'metrics.conversions'],
      segments: ['segments.date'],
      from_date: '2026-11-20',
      to_date: '2026-11-24',
    });
  // Nothing has run yet, and days without impressions are left out.
  expect(await ask()).toHaveLength(0);
  host.advance(3 * 86_400_000);
  const rows = await ask();
  expect(rows.map((one) => String(one['segments']!['date'])).toSorted()).toEqual(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']);
  for (const one of rows) expect(Number(one['metrics']!['cost_micros'])).toBeGreaterThan(1_000_000_000);
});

it('uploads a picture once by its content, and reads what people filled in', async () => {
  const data = Buffer.alloc(40, 7);
  data.writeUInt32BE(0x89504e47, 0);
  data.writeUInt32BE(1200, 16);
  data.writeUInt32BE(628, 20);
  const upload = async (name: string): Promise<string> => {
    const { mutate_operation_responses: answers } = await customer.mutateResources([
      { entity: 'asset', operation: 'create', resource: { name, type: ads.enums['AssetType']!['IMAGE'], image_asset: { data } } },
    ]);
    return (answers[0]!['asset_result'] as { resource_name: string }).resource_name; // the slot of an asset that was made
  };
  const first = await upload('Vacante');
  expect(await upload('Vacante otra vez')).toBe(first);
  const [asset] = await customer.query(
    `SELECT asset.name, asset.image_asset.full_size.width_pixels FROM asset WHERE asset.resource_name = '${first}'`,
  );
  expect(asset!['asset']).toMatchObject({ name: 'Vacante', image_asset: { full_size: { width_pixels: 1200 } } });
  host.advance(12 * 86_400_000);
  const leads = await customer.query(
    'SELECT lead_form_submission_data.id, lead_form_submission_data.submission_date_time, lead_form_submission_data.lead_form_submission_fields FROM lead_form_submission_data',
  );
  for (const { lead_form_submission_data: lead } of leads)
    expect(lead!['submission_date_time']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d-05:00$/);
  expect(leads.length).toBeGreaterThan(0);
});
