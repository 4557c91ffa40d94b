import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleSimulator } from '../../../../adapters/networks/google/simulator/index.ts';
import { startSimulators, type SimulatorHost } from '../../../../adapters/simulators/host.ts';
import { NOW_MS } from './world.ts';

type Json = Record<string, unknown>;
interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json & Json[];
}

const CUSTOMER = '1110000001';
let host: SimulatorHost;
let bearer: string;
const open: SimulatorHost[] = [];

async function start(switches: Record<string, boolean> = {}, directory: string | null = null): Promise<SimulatorHost> {
  const one = await startSimulators({
    networks: [createGoogleSimulator],
    directory,
    seed: 7,
    port: 0,
    switches,
    realNowMs: () => NOW_MS,
    logLimit: 100,
  });
  open.push(one);
  return one;
}

async function send(on: SimulatorHost, address: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const answer = await fetch(`${on.urls.get('google')!}/${address}`, {
    method: body === null ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'login-customer-id': '9990000001', 'content-type': 'application/json', ...headers },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Json & Json[] };
}

async function signIn(on: SimulatorHost, clientId = 'simulated-standard', refreshToken = 'simulated-refresh-agency'): Promise<string> {
  const answer = await fetch(`${on.urls.get('google')!}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, client_secret: 'none', refresh_token: refreshToken }),
  });
  const body = (await answer.json()) as { access_token?: string; error?: string };
  return body.access_token ?? body.error!;
}

beforeEach(async () => {
  host = await start();
  bearer = await signIn(host);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const mutate = (operations: unknown[], extra: Json = {}, on = host, version = 'v25'): Promise<Reply> =>
  send(on, `${version}/customers/${CUSTOMER}/googleAds:mutate`, { mutateOperations: operations, ...extra });
const query = (text: string, on = host): Promise<Reply> => send(on, `v25/customers/${CUSTOMER}/googleAds:search`, { query: text });
const codes = (reply: Reply): string[] => {
  const envelope = (Array.isArray(reply.body) ? reply.body[0]! : reply.body) as {
    error: { details: { errors?: { errorCode: Record<string, string> }[] }[] };
  };
  return envelope.error.details.flatMap((detail) => detail.errors ?? []).map((error) => Object.entries(error.errorCode)[0]!.join('.'));
};
const rows = (reply: Reply): Record<string, Json>[] => (reply.body['results'] as Record<string, Json>[] | undefined) ?? [];
const at = (kind: string, id: string | number): string => `customers/${CUSTOMER}/${kind}/${id}`;

const budget = (changes: Json = {}): Json => ({
  campaignBudgetOperation: {
    create: { resourceName: at('campaignBudgets', -1), amountMicros: '50000000000', explicitlyShared: false, ...changes },
  },
});
const campaign = (changes: Json = {}): Json => ({
  campaignOperation: {
    create: {
      resourceName: at('campaigns', -2),
      name: 'Enfermería',
      status: 'PAUSED',
      advertisingChannelType: 'SEARCH',
      campaignBudget: at('campaignBudgets', -1),
      targetSpend: {},
      containsEuPoliticalAdvertising: 'DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING',
      ...changes,
    },
  },
});
const group = (changes: Json = {}): Json => ({
  adGroupOperation: { create: { resourceName: at('adGroups', -3), campaign: at('campaigns', -2), name: 'Grupo', ...changes } },
});
const texts = (list: string[]): Json[] => list.map((text) => ({ text }));
const ad = (changes: Json = {}, rsa: Json = {}, operation: Json = {}): Json => ({
  adGroupAdOperation: {
    create: {
      adGroup: at('adGroups', -3),
      status: 'ENABLED',
      ad: {
        finalUrls: ['https://empleos.example.com/1'],
        responsiveSearchAd: {
          headlines: texts(['Enfermera jefe', 'Turno de día', 'Aplique hoy']),
          descriptions: texts(['Clínica en Bogotá.', 'Contrato directo.']),
          ...rsa,
        },
        ...changes,
      },
    },
    ...operation,
  },
});
const keyword = (text: string, matchType = 'EXACT'): Json => ({
  adGroupCriterionOperation: { create: { adGroup: at('adGroups', -3), keyword: { text, matchType } } },
});
const withoutEu = (): Json => {
  const one = campaign() as { campaignOperation: { create: Json } };
  delete one.campaignOperation.create['containsEuPoliticalAdvertising'];
  return one;
};

describe('the envelope', () => {
  it('refuses unknown names, wrong types and unknown enum values before anything else', async () => {
    const reply = await mutate([campaign({ nombre: 'x', status: 'SLEEPING', campaignBudget: 5 })]);
    expect(reply.status).toBe(400);
    const { message } = reply.body['error'] as { message: string };
    expect(message).toContain('Unknown name "nombre" at \'mutate_operations[0].campaign_operation.create\': Cannot find field.');
    expect(message).toContain('SLEEPING');
    expect(message).toContain('TYPE_STRING');
  });

  it('takes names in either spelling and gives a request id with every answer', async () => {
    const reply = await mutate([{ campaign_budget_operation: { create: { amount_micros: 50_000_000_000, explicitly_shared: false } } }]);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('request-id')).toMatch(/^sim\d+$/);
  });

  it('refuses two bidding strategies at once', async () => {
    expect((await mutate([budget(), campaign({ manualCpc: {} })])).status).toBe(400);
  });

  it('answers dead versions and unknown addresses as the network does', async () => {
    expect(codes(await send(host, `v22/customers/${CUSTOMER}/googleAds:search`, { query: 'SELECT campaign.id FROM campaign' }))).toEqual([
      'requestError.UNSUPPORTED_VERSION',
    ]);
    expect((await send(host, `v26/customers/${CUSTOMER}/googleAds:search`, { query: 'SELECT campaign.id FROM campaign' })).status).toBe(
      200,
    );
    expect((await send(host, `v25/customers/${CUSTOMER}/sharedSets:mutate`, {})).status).toBe(501);
    expect((await send(host, 'nowhere', {})).status).toBe(404);
  });

  it('ends versions by the calendar only with the switch', async () => {
    const ending = await start({ 'google.sunset_by_clock': true });
    for (const one of [host, ending]) one.advance(300 * 86_400_000);
    bearer = await signIn(host);
    expect((await query('SELECT campaign.id FROM campaign')).status).toBe(200);
    bearer = await signIn(ending);
    expect(codes(await query('SELECT campaign.id FROM campaign', ending))).toEqual(['requestError.UNSUPPORTED_VERSION']);
  });
});

describe('changes', () => {
  it('are all or nothing, and pile their errors up with place and index', async () => {
    const reply = await mutate([
      budget({ amountMicros: '1000000' }),
      campaign({ name: '' }),
      group(),
      ad({ finalUrls: ['ftp://x.example.com'] }),
    ]);
    expect(codes(reply)).toEqual([
      'campaignBudgetError.BUDGET_BELOW_PER_DAY_MINIMUM',
      'newResourceCreationError.TEMP_ID_RESOURCE_HAD_ERRORS',
      'fieldError.REQUIRED',
      'newResourceCreationError.TEMP_ID_RESOURCE_HAD_ERRORS',
      'newResourceCreationError.TEMP_ID_RESOURCE_HAD_ERRORS',
      'urlFieldError.INVALID_PROTOCOL_IN_FINAL_URL',
    ]);
    const { error } = reply.body as unknown as {
      error: { details: { errors: { location: { fieldPathElements: unknown[] }; details?: Json }[] }[] };
    };
    expect(error.details[0]!.errors.at(-1)!.location.fieldPathElements).toEqual([
      { fieldName: 'mutate_operations', index: 3 },
      { fieldName: 'ad_group_ad_operation' },
      { fieldName: 'create' },
      { fieldName: 'ad' },
      { fieldName: 'final_urls', index: 0 },
    ]);
    expect(error.details[0]!.errors[0]!.details).toEqual({
      budgetPerDayMinimumErrorDetails: {
        currencyCode: 'COP',
        budgetPerDayMinimumMicros: '4000000000',
        minimumBudgetAmountMicros: '4000000000',
        failedBudgetAmountMicros: '1000000',
      },
    });
    expect(host.networks.get('google')!.state().campaigns).toEqual([]);
  });

  it('may fail one by one, with empty slots for what failed', async () => {
    const reply = await mutate([budget(), campaign(), campaign({ resourceName: at('campaigns', -9) })], { partialFailure: true });
    expect(reply.status).toBe(200);
    expect((reply.body['mutateOperationResponses'] as Json[]).map((slot) => Object.keys(slot))).toEqual([
      ['campaignBudgetResult'],
      ['campaignResult'],
      [],
    ]);
    expect(reply.body['partialFailureError']).toMatchObject({
      code: 3,
      details: [
        {
          errors: [
            { errorCode: { campaignError: 'DUPLICATE_CAMPAIGN_NAME' } },
            { errorCode: { campaignBudgetError: 'CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS' } },
          ],
        },
      ],
    });
  });

  it('can be rehearsed without effect', async () => {
    expect((await mutate([budget(), campaign()], { validateOnly: true })).body).toEqual({});
    expect(codes(await mutate([budget(), campaign({ name: '' })], { validateOnly: true }))).toEqual(['fieldError.REQUIRED']);
    expect(host.networks.get('google')!.state().campaigns).toEqual([]);
  });

  it('give the whole resource back when asked', async () => {
    const reply = await mutate([budget(), campaign()], { responseContentType: 'MUTABLE_RESOURCE' });
    expect((reply.body['mutateOperationResponses'] as Record<string, Json>[])[1]!['campaignResult']).toMatchObject({
      campaign: { name: 'Enfermería', geoTargetTypeSetting: { positiveGeoTargetType: 'PRESENCE_OR_INTEREST' } },
    });
  });

  it('use temporary names once, and only after they were made', async () => {
    expect(codes(await mutate([campaign(), budget()]))).toEqual(['mutateError.RESOURCE_NOT_FOUND']);
    expect(codes(await mutate([budget(), budget()]))).toEqual(['newResourceCreationError.DUPLICATE_TEMP_IDS']);
    expect(codes(await mutate([budget({ resourceName: at('campaignBudgets', 5) })]))).toEqual([
      'newResourceCreationError.CANNOT_SET_ID_FOR_CREATE',
    ]);
  });

  it('need a mask, and leave what is fixed alone', async () => {
    await mutate([budget(), campaign()]);
    const [row] = rows(await query('SELECT campaign.resource_name FROM campaign'));
    const name = row!['campaign']!['resourceName'];
    const update = (fields: Json, updateMask: string): Promise<Reply> =>
      send(host, `v25/customers/${CUSTOMER}/campaigns:mutate`, {
        operations: [{ update: { resourceName: name, ...fields }, ...(updateMask === '' ? {} : { updateMask }) }],
      });
    expect(codes(await update({ name: 'x' }, ''))).toEqual(['fieldMaskError.FIELD_MASK_MISSING']);
    expect(codes(await update({ name: 'x' }, 'nombre'))).toEqual(['fieldMaskError.FIELD_NOT_FOUND']);
    expect(codes(await update({ advertisingChannelType: 'DISPLAY' }, 'advertising_channel_type'))).toEqual(['fieldError.IMMUTABLE_FIELD']);
    expect(codes(await update({ networkSettings: { targetGoogleSearch: true } }, 'network_settings'))).toEqual([
      'fieldMaskError.FIELD_HAS_SUBFIELDS',
    ]);
    expect((await update({ networkSettings: { targetGoogleSearch: true } }, 'networkSettings.targetGoogleSearch')).status).toBe(200);
  });

  it('are on unless they say paused, and budgets are shared unless they say not', async () => {
    const shared = budget({ name: 'Compartido' }) as { campaignBudgetOperation: { create: Json } };
    delete shared.campaignBudgetOperation.create['explicitlyShared'];
    await mutate([shared, campaign({ status: undefined })]);
    const [row] = rows(await query('SELECT campaign.status, campaign_budget.explicitly_shared FROM campaign'));
    expect(row).toMatchObject({ campaign: { status: 'ENABLED' }, campaignBudget: { explicitlyShared: true } });
    expect(codes(await mutate([{ campaignBudgetOperation: { create: { amountMicros: '50000000000', name: 'Compartido' } } }]))).toEqual([
      'campaignBudgetError.DUPLICATE_NAME',
    ]);
  });

  it('keep names unique until they are removed', async () => {
    await mutate([budget(), campaign()]);
    expect(codes(await mutate([budget(), campaign()]))).toEqual(['campaignError.DUPLICATE_CAMPAIGN_NAME']);
    const [row] = rows(await query('SELECT campaign.resource_name FROM campaign'));
    await mutate([{ campaignOperation: { remove: row!['campaign']!['resourceName'] } }]);
    expect((await mutate([budget(), campaign()])).status).toBe(200);
    expect(rows(await query("SELECT campaign.id FROM campaign WHERE campaign.status = 'REMOVED'"))).toHaveLength(1);
  });

  it('hold ads to the limits of their kind', async () => {
    const tree = [budget(), campaign(), group()];
    const refused = async (one: Json): Promise<string[]> => codes(await mutate([...tree, one]));
    expect(await refused(ad({ name: 'Anuncio' }))).toEqual(['fieldError.VALUE_MUST_BE_UNSET']);
    expect(await refused(ad({}, { headlines: texts(['a', 'b']) }))).toEqual(['collectionSizeError.TOO_FEW']);
    expect(await refused(ad({}, { headlines: texts(['a', 'A', 'x'.repeat(31)]) }))).toEqual([
      'distinctError.DUPLICATE_ELEMENT',
      'adError.LINE_TOO_WIDE',
    ]);
    expect(await refused(ad({}, { headlines: texts(['漢'.repeat(16), 'b', 'c']) }))).toEqual(['adError.LINE_TOO_WIDE']);
    expect(await refused(ad({}, { path2: 'x' }))).toEqual(['adError.CANNOT_SET_PATH2_WITHOUT_PATH1']);
    expect(codes(await mutate([...tree, ad(), ad(), ad(), ad()]))).toEqual(['resourceCountLimitExceededError.AD_GROUP_AD_LIMIT']);
    expect(await refused(ad({}, { headlines: texts(['Casino', 'b', 'c']) }))).toEqual(['policyFindingError.POLICY_FINDING']);
    expect(
      (
        await mutate([
          ...tree,
          ad({}, { headlines: texts(['Casino', 'b', 'c']) }, { policyValidationParameter: { ignorablePolicyTopics: ['GAMBLING'] } }),
        ])
      ).status,
    ).toBe(200);
  });

  it('treat the same keyword twice as one, and refuse long ones', async () => {
    await mutate([budget(), campaign(), group(), keyword('empleo'), keyword('Empleo'), keyword('empleo', 'PHRASE')]);
    expect(rows(await query('SELECT ad_group_criterion.keyword.text FROM ad_group_criterion'))).toHaveLength(2);
    expect(
      codes(
        await mutate([
          budget(),
          campaign({ name: 'b' }),
          group(),
          keyword('x'.repeat(81)),
          keyword('a b c d e f g h i j k'),
          keyword('¿qué? {x}'),
        ]),
      ),
    ).toEqual([
      'criterionError.KEYWORD_TEXT_TOO_LONG',
      'criterionError.KEYWORD_HAS_TOO_MANY_WORDS',
      'criterionError.KEYWORD_HAS_INVALID_CHARS',
    ]);
  });

  it('check dates on the account’s own calendar', async () => {
    const refused = async (changes: Json): Promise<string[]> => codes(await mutate([budget(), campaign(changes)]));
    expect(await refused({ startDateTime: '2026-11-19 00:00:00' })).toEqual(['dateRangeError.CANNOT_SET_DATE_TO_PAST']);
    expect(await refused({ startDateTime: '2026-12-02 00:00:00', endDateTime: '2026-12-01 23:59:59' })).toEqual([
      'dateRangeError.START_DATE_AFTER_END_DATE',
    ]);
    expect(await refused({ endDateTime: '2026-12-01' })).toEqual(['dateError.INVALID_STRING_DATE_TIME_SECONDS']);
    expect(await refused({ endDateTime: '2026-02-30 23:59:59' })).toEqual(['dateError.INVALID_STRING_DATE_TIME_SECONDS']);
  });

  it('ignore fields that only the network may say, or refuse them with the switch', async () => {
    expect((await mutate([budget(), campaign({ primaryStatus: 'ELIGIBLE' })])).status).toBe(200);
    const strict = await start({ 'google.output_only_refused': true });
    bearer = await signIn(strict);
    expect(codes(await mutate([budget(), campaign({ primaryStatus: 'ELIGIBLE' })], {}, strict))).toEqual([
      'fieldError.VALUE_MUST_BE_UNSET',
    ]);
  });

  it('stop in the whole account while a campaign lacks its declaration', async () => {
    await mutate([budget(), withoutEu()]);
    expect(codes(await mutate([{ labelOperation: { create: { name: 'x' } } }]))).toEqual([
      'mutateError.EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED',
    ]);
    const [row] = rows(await query('SELECT campaign.resource_name, campaign.missing_eu_political_advertising_declaration FROM campaign'));
    expect(row!['campaign']!['missingEuPoliticalAdvertisingDeclaration']).toBe(true);
    const declared = await mutate([
      {
        campaignOperation: {
          update: {
            resourceName: row!['campaign']!['resourceName'],
            containsEuPoliticalAdvertising: 'DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING',
          },
          updateMask: 'contains_eu_political_advertising',
        },
      },
    ]);
    expect(declared.status).toBe(200);
    expect((await mutate([{ labelOperation: { create: { name: 'x' } } }])).status).toBe(200);
    const lenient = await start({ 'google.eu_block_off': true });
    bearer = await signIn(lenient);
    await mutate([budget(), withoutEu()], {}, lenient);
    expect((await mutate([{ labelOperation: { create: { name: 'x' } } }], {}, lenient)).status).toBe(200);
  });

  it('need no declaration in v26 where only places outside the EU are aimed at', async () => {
    const place = {
      campaignCriterionOperation: { create: { campaign: at('campaigns', -2), location: { geoTargetConstant: 'geoTargetConstants/2170' } } },
    };
    await mutate([budget(), withoutEu(), place], {}, host, 'v26');
    expect((await mutate([{ labelOperation: { create: { name: 'x' } } }], {}, host, 'v26')).status).toBe(200);
    expect(codes(await mutate([{ labelOperation: { create: { name: 'y' } } }], {}, host, 'v25'))).toEqual([
      'mutateError.EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED',
    ]);
  });
});

describe('queries', () => {
  beforeEach(async () => {
    await mutate([budget(), campaign({ name: 'Ventas [abc12345]' }), group(), ad(), keyword('empleo')]);
    await mutate([budget(), campaign({ name: 'Ventas 100%_x' })]);
  });
  const names = async (where: string): Promise<string[]> =>
    rows(await query(`SELECT campaign.name FROM campaign WHERE ${where} ORDER BY campaign.id`)).map((row) =>
      String(row['campaign']!['name']),
    );

  it('understand the operators', async () => {
    expect(await names("campaign.name LIKE '%[[]abc12345[]]%'")).toEqual(['Ventas [abc12345]']);
    expect(await names("campaign.name LIKE '%100[%][_]x'")).toEqual(['Ventas 100%_x']);
    expect(await names("campaign.name NOT LIKE 'Ventas 1%'")).toEqual(['Ventas [abc12345]']);
    expect(await names("campaign.status IN ('PAUSED', 'ENABLED') AND campaign.end_date_time IS NULL")).toHaveLength(2);
    expect(await names("campaign.status NOT IN ('PAUSED')")).toEqual([]);
    expect(await names('campaign_budget.amount_micros BETWEEN 1 AND 50000000000')).toHaveLength(2);
    expect(await names("campaign.primary_status_reasons CONTAINS ANY ('CAMPAIGN_PAUSED')")).toHaveLength(2);
    expect(await names("campaign.start_date_time DURING TODAY AND campaign.name REGEXP_MATCH 'Ventas .*x'")).toEqual(['Ventas 100%_x']);
  });

  it('refuse what the language refuses', async () => {
    const refused = async (text: string): Promise<string> => codes(await query(text))[0]!.replace('queryError.', '');
    expect(await refused('FROM campaign')).toBe('EXPECTED_SELECT');
    expect(await refused('SELECT campaign.id')).toBe('EXPECTED_FROM');
    expect(await refused('SELECT campaign.id FROM nothing')).toBe('BAD_RESOURCE_TYPE_IN_FROM_CLAUSE');
    expect(await refused('SELECT campaign.finalUrlSuffix FROM campaign')).toBe('UNRECOGNIZED_FIELD');
    expect(await refused('SELECT ad_group.id FROM campaign')).toBe('PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE');
    expect(await refused('SELECT campaign.network_settings FROM campaign')).toBe('PROHIBITED_FIELD_IN_SELECT_CLAUSE');
    expect(await refused("SELECT campaign.id FROM campaign WHERE campaign.status = 'SLEEPING'")).toBe('BAD_ENUM_CONSTANT');
    expect(await refused('SELECT campaign.id FROM campaign WHERE campaign.id = 1 OR campaign.id = 2')).toBe('EXPECTED_AND');
    expect(await refused("SELECT campaign.id FROM campaign WHERE campaign.name = 'x")).toBe('STRING_NOT_TERMINATED');
    expect(await refused('SELECT campaign.id FROM campaign LIMIT 0')).toBe('LIMIT_VALUE_TOO_LOW');
    expect(await refused('SELECT segments.date, metrics.clicks FROM campaign')).toBe('EXPECTED_FILTERS_ON_DATE_RANGE');
    expect(await refused('SELECT metrics.clicks FROM campaign WHERE segments.date DURING NEXT_YEAR')).toBe(
      'INVALID_VALUE_WITH_DURING_OPERATOR',
    );
    expect(await refused("SELECT ad_group_ad.ad.id FROM ad_group_ad WHERE ad_group_ad.ad.url_custom_parameters = 'x'")).toBe(
      'PROHIBITED_FIELD_IN_WHERE_CLAUSE',
    );
    expect(codes(await send(host, 'v25/customers/9990000001/googleAds:search', { query: 'SELECT metrics.clicks FROM campaign' }))).toEqual([
      'queryError.REQUESTED_METRICS_FOR_MANAGER',
    ]);
    expect(
      codes(await send(host, `v25/customers/${CUSTOMER}/googleAds:search`, { query: 'SELECT campaign.id FROM campaign', pageSize: 5 })),
    ).toEqual(['requestError.PAGE_SIZE_NOT_SUPPORTED']);
  });

  it('page by ten thousand, with tokens that end', async () => {
    for (let at1 = 0; at1 < 2; at1 += 1)
      await mutate(Array.from({ length: 5_001 }, (_, index) => ({ labelOperation: { create: { name: `e${at1}-${index}` } } })));
    const text = 'SELECT label.id FROM label';
    const first = await query(text);
    expect(rows(first)).toHaveLength(10_000);
    const pageToken = first.body['nextPageToken'];
    const next = (token: unknown): Promise<Reply> =>
      send(host, `v25/customers/${CUSTOMER}/googleAds:search`, { query: text, pageToken: token });
    expect(rows(await next(pageToken))).toHaveLength(2);
    expect(codes(await next('bogus'))).toEqual(['requestError.INVALID_PAGE_TOKEN']);
    host.advance(3 * 3_600_000);
    bearer = await signIn(host);
    expect(codes(await next(pageToken))).toEqual(['requestError.EXPIRED_PAGE_TOKEN']);
    const stream = await send(host, `v25/customers/${CUSTOMER}/googleAds:searchStream`, { query: text });
    expect(stream.body.map((chunk) => (chunk['results'] as unknown[]).length)).toEqual([10_000, 2]);
  });

  it('tell who changed what, three minutes late and under their own rules', async () => {
    const select = 'SELECT change_event.change_resource_name, change_event.client_type, change_event.changed_fields FROM change_event';
    expect(codes(await query(`${select} LIMIT 10`))).toEqual(['changeEventError.CHANGE_DATE_RANGE_INFINITE']);
    expect(codes(await query(`${select} WHERE change_event.change_date_time DURING LAST_7_DAYS`))).toEqual([
      'changeEventError.LIMIT_NOT_SPECIFIED',
    ]);
    expect(codes(await query(`${select} WHERE change_event.change_date_time BETWEEN '2026-09-01' AND '2026-11-30' LIMIT 10`))).toEqual([
      'changeEventError.START_DATE_TOO_OLD',
    ]);
    const recent = `${select} WHERE change_event.change_date_time >= '2026-11-20' AND change_event.change_date_time <= '2026-11-21' LIMIT 100`;
    expect(rows(await query(recent))).toHaveLength(0);
    host.addFault({ network: 'google', operation: 'list_campaigns', kind: 'silent_change', times: 1 });
    await query('SELECT campaign.id FROM campaign');
    host.advance(3 * 60_000);
    const seen = rows(await query(recent));
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.map((row) => row['changeEvent']!['clientType'])).toContain('GOOGLE_ADS_WEB_CLIENT');
  });

  it('give the currency’s step and the place’s name', async () => {
    expect(
      rows(
        await query(
          "SELECT currency_constant.code, currency_constant.billable_unit_micros FROM currency_constant WHERE currency_constant.code = 'COP'",
        ),
      )[0],
    ).toMatchObject({ currencyConstant: { billableUnitMicros: '1000000' } });
    expect(
      rows(await query('SELECT geo_target_constant.name FROM geo_target_constant WHERE geo_target_constant.id = 2170'))[0],
    ).toMatchObject({ geoTargetConstant: { name: 'Colombia' } });
  });

  it('share an ad group’s clicks among its keywords', async () => {
    const found = rows(
      await query('SELECT ad_group_criterion.keyword.text, metrics.clicks FROM keyword_view WHERE segments.date DURING LAST_7_DAYS'),
    );
    expect(found[0]).toMatchObject({ adGroupCriterion: { keyword: { text: 'empleo' } }, metrics: { clicks: '0' } });
  });
});

describe('review', () => {
  const status = async (): Promise<Record<string, Json>> =>
    rows(
      await query(
        'SELECT ad_group_ad.policy_summary.review_status, ad_group_ad.policy_summary.approval_status, ad_group_ad.primary_status, ad_group_ad.primary_status_reasons, campaign.primary_status FROM ad_group_ad',
      ),
    )[0]!;

  it('comes later and ends in approval as a rule', async () => {
    await mutate([budget(), campaign({ status: 'ENABLED' }), group(), ad(), keyword('empleo')]);
    expect(await status()).toMatchObject({
      adGroupAd: { policySummary: { reviewStatus: 'REVIEW_IN_PROGRESS' }, primaryStatus: 'PENDING' },
      campaign: { primaryStatus: 'PENDING' },
    });
    host.advance(4 * 3_600_000);
    bearer = await signIn(host);
    expect(await status()).toMatchObject({
      adGroupAd: { policySummary: { reviewStatus: 'REVIEWED', approvalStatus: 'APPROVED' }, primaryStatus: 'ELIGIBLE' },
      campaign: { primaryStatus: 'LEARNING' },
    });
  });

  it('ends in rejection when told to, at once or later', async () => {
    host.addFault({ network: 'google', operation: 'create_tree', kind: 'reject_review', times: 1 });
    await mutate([budget(), campaign({ status: 'ENABLED' }), group(), ad(), keyword('empleo')]);
    host.advance(4 * 3_600_000);
    bearer = await signIn(host);
    expect(await status()).toMatchObject({
      adGroupAd: {
        policySummary: { approvalStatus: 'DISAPPROVED' },
        primaryStatus: 'NOT_ELIGIBLE',
        primaryStatusReasons: ['AD_GROUP_AD_DISAPPROVED'],
      },
      campaign: { primaryStatus: 'NOT_ELIGIBLE' },
    });
    expect(host.networks.get('google')!.state().ads[0]!.review).toBe('rejected');
  });

  it('refuses about one ad in a hundred by itself', async () => {
    for (let batch = 0; batch < 2; batch += 1) {
      const operations: Json[] = [budget(), campaign({ name: `c${batch}` })];
      for (let index = 0; index < 500; index += 1) {
        operations.push({
          adGroupOperation: { create: { resourceName: at('adGroups', -100 - index), campaign: at('campaigns', -2), name: `g${index}` } },
        });
        const one = ad() as { adGroupAdOperation: { create: Json } };
        one.adGroupAdOperation.create['adGroup'] = at('adGroups', -100 - index);
        operations.push(one);
      }
      expect((await mutate(operations)).status).toBe(200);
    }
    host.advance(4 * 3_600_000);
    const rejected = host.networks
      .get('google')!
      .state()
      .ads.filter((one) => one.review === 'rejected').length;
    expect(rejected).toBeGreaterThanOrEqual(2);
    expect(rejected).toBeLessThanOrEqual(25);
  });
});

describe('entering', () => {
  it('goes through consent with a code and its proof', async () => {
    const url = host.urls.get('google')!;
    const verifier = 'v'.repeat(64);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const consent = await fetch(
      `${url}/o/oauth2/v2/auth?client_id=simulated-standard&redirect_uri=http://127.0.0.1:5555/back&response_type=code&scope=https://www.googleapis.com/auth/adwords&access_type=offline&code_challenge=${challenge}&code_challenge_method=S256&state=abc`,
      { redirect: 'manual' },
    );
    const back = new URL(consent.headers.get('location')!);
    expect(back.searchParams.get('state')).toBe('abc');
    const exchange = async (proof: string): Promise<Json> => {
      const answer = await fetch(`${url}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'simulated-standard',
          code: back.searchParams.get('code')!,
          redirect_uri: 'http://127.0.0.1:5555/back',
          code_verifier: proof,
        }),
      });
      return (await answer.json()) as Json;
    };
    expect(await exchange('wrong')).toMatchObject({ error: 'invalid_grant' });
    const tokens = await exchange(verifier);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(await signIn(host, 'simulated-standard', String(tokens['refresh_token']))).toMatch(/^simulated-access/);
    await fetch(`${url}/revoke?token=${String(tokens['refresh_token'])}`, { method: 'POST' });
    expect(await signIn(host, 'simulated-standard', String(tokens['refresh_token']))).toBe('invalid_grant');
  });

  it('keeps a test project to test accounts, and those without figures', async () => {
    bearer = await signIn(host, 'simulated-test');
    expect(codes(await query('SELECT campaign.id FROM campaign'))).toEqual([
      'authorizationError.CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION',
    ]);
    expect((await send(host, 'v25/customers/1110000006/googleAds:search', { query: 'SELECT campaign.id FROM campaign' })).status).toBe(200);
  });

  it('asks for the manager’s number and checks it', async () => {
    expect(
      codes(
        await send(
          host,
          `v25/customers/${CUSTOMER}/googleAds:search`,
          { query: 'SELECT campaign.id FROM campaign' },
          { 'login-customer-id': '999-000-0001' },
        ),
      ),
    ).toEqual(['headerError.INVALID_LOGIN_CUSTOMER_ID']);
    expect(codes(await send(host, 'v25/customers/111-000-0001/googleAds:search', { query: 'SELECT campaign.id FROM campaign' }))).toEqual([
      'requestError.INVALID_CUSTOMER_ID',
    ]);
    expect(codes(await send(host, 'v25/customers/1110000005/googleAds:mutate', { mutateOperations: [budget()] }))).toEqual([
      'authorizationError.ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT',
    ]);
    bearer = 'nonsense';
    expect(codes(await query('SELECT campaign.id FROM campaign'))).toEqual(['authenticationError.OAUTH_TOKEN_INVALID']);
  });
});

it('keeps its books over a restart and forgets them on reset', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'google-books-'));
  try {
    const first = await start({}, directory);
    bearer = await signIn(first);
    await mutate([budget(), campaign(), group(), ad()], {}, first);
    const before = first.networks.get('google')!.state();
    const lists = 'v1/accountTypes/GOOGLE_ADS/accounts/1110000001/userLists';
    const login = { 'login-account': 'accountTypes/GOOGLE_ADS/accounts/9990000001' };
    const list = await send(first, lists, { displayName: 'Lista', ingestedUserListInfo: { uploadKeyTypes: ['CONTACT_ID'] } }, login);
    await first.close();
    open.splice(open.indexOf(first), 1);
    const second = await start({}, directory);
    expect(second.networks.get('google')!.state()).toEqual(before);
    expect((await send(second, lists, null, login)).body).toEqual({ userLists: [list.body] });
    second.reset();
    expect(second.networks.get('google')!.state()).toEqual({ campaigns: [], adGroups: [], ads: [] });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
