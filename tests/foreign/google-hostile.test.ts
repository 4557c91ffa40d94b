import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGoogleSimulator } from '../../adapters/networks/google/simulator/index.ts';
import { startSimulators, type SimulatorHost } from '../../adapters/simulators/host.ts';

/** An outsider who sends raw REST: a tree that is right, and the same with one thing wrong. Each wrong one must meet Google's own codes, at the right place. */
const CUSTOMER = '1110000001';
const MANAGER = '9990000001';
const at = (kind: string, id: number): string => `customers/${CUSTOMER}/${kind}/${id}`;

let host: SimulatorHost;
let base = '';
let token = '';

interface Reply {
  readonly status: number;
  readonly body: {
    readonly error?: {
      readonly message: string;
      readonly details?: readonly {
        readonly errors?: readonly {
          readonly errorCode: Record<string, string>;
          readonly location?: { readonly fieldPathElements: readonly { readonly fieldName: string; readonly index?: number }[] };
        }[];
        readonly fieldViolations?: readonly { readonly field: string; readonly description: string }[];
      }[];
    };
    readonly mutateOperationResponses?: readonly Record<string, { readonly resourceName: string }>[];
  };
}

beforeAll(async () => {
  host = await startSimulators({
    networks: [createGoogleSimulator],
    directory: null,
    seed: 3,
    port: 0,
    switches: {},
    realNowMs: () => Date.parse('2026-11-20T15:00:00Z'),
    logLimit: 1_000,
  });
  base = host.urls.get('google')!;
  const answer = await fetch(`${base}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'simulated-standard',
      client_secret: 'none',
      refresh_token: 'simulated-refresh-agency',
    }),
  });
  token = ((await answer.json()) as { access_token: string }).access_token; // the token endpoint's answer
});
afterAll(() => host.close());

async function send(action: string, body: object): Promise<Reply> {
  const answer = await fetch(`${base}/v26/customers/${CUSTOMER}/googleAds:${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'login-customer-id': MANAGER, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.headers.get('request-id')).not.toBeNull();
  return { status: answer.status, body: (await answer.json()) as Reply['body'] }; // an answer of the API
}

interface Change {
  readonly budget?: object;
  readonly campaign?: object;
  readonly group?: object;
  readonly rsa?: object;
}

let names = 0;
function tree(change: Change = {}): object[] {
  names += 1;
  const texts = { headlines: [{ text: 'Uno' }, { text: 'Dos' }, { text: 'Tres' }], descriptions: [{ text: 'Cuatro' }, { text: 'Cinco' }] };
  return [
    {
      campaignBudgetOperation: {
        create: { resourceName: at('campaignBudgets', -1), amountMicros: '50000000000', explicitlyShared: false, ...change.budget },
      },
    },
    {
      campaignOperation: {
        create: {
          resourceName: at('campaigns', -2),
          name: `Campaña ${names}`,
          status: 'PAUSED',
          advertisingChannelType: 'SEARCH',
          campaignBudget: at('campaignBudgets', -1),
          targetSpend: {},
          networkSettings: { targetGoogleSearch: true },
          containsEuPoliticalAdvertising: 'DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING',
          ...change.campaign,
        },
      },
    },
    {
      adGroupOperation: {
        create: { resourceName: at('adGroups', -3), name: 'Grupo', campaign: at('campaigns', -2), status: 'PAUSED', ...change.group },
      },
    },
    {
      adGroupAdOperation: {
        create: {
          adGroup: at('adGroups', -3),
          status: 'PAUSED',
          ad: { finalUrls: ['https://empleos.example.co/1'], responsiveSearchAd: { ...texts, ...change.rsa } },
        },
      },
    },
  ];
}

const tried = (change: Change, more: object[] = []): Promise<Reply> =>
  send('mutate', { mutateOperations: [...tree(change), ...more], validateOnly: true });
const inCampaign = (criterion: object): Promise<Reply> =>
  tried({}, [{ campaignCriterionOperation: { create: { campaign: at('campaigns', -2), ...criterion } } }]);
const inGroup = (criterion: object): Promise<Reply> =>
  tried({}, [{ adGroupCriterionOperation: { create: { adGroup: at('adGroups', -3), ...criterion } } }]);
const asked = (query: string): Promise<Reply> => send('search', { query });

/** `family.VALUE at the.field`, of the first error. */
function firstOf(reply: Reply): string {
  const error = reply.body.error?.details?.flatMap((detail) => detail.errors ?? [])[0];
  if (error === undefined) return JSON.stringify(reply.body).slice(0, 300);
  const [family, value] = Object.entries(error.errorCode)[0]!;
  const place = (error.location?.fieldPathElements ?? []).map(({ fieldName }) => fieldName).slice(3);
  return `${family}.${value}${place.length === 0 ? '' : ` at ${place.join('.')}`}`;
}

const POINT = {
  geoPoint: { latitudeInMicroDegrees: 4_600_000, longitudeInMicroDegrees: -74_000_000 },
  radius: 25,
  radiusUnits: 'KILOMETERS',
};

describe('a raw mutate that is right', () => {
  const cases: readonly (readonly [string, () => Promise<Reply>])[] = [
    ['a tree', () => tried({})],
    ['the largest step of the currency', () => tried({ campaign: { targetSpend: { cpcBidCeilingMicros: '900000000' } } })],
    [
      'a total with its end',
      () =>
        tried({
          budget: { amountMicros: undefined, totalAmountMicros: '900000000000', period: 'CUSTOM_PERIOD' },
          campaign: { endDateTime: '2026-12-31 23:59:59' },
        }),
    ],
    [
      'a pinned headline',
      () => tried({ rsa: { headlines: [{ text: 'Uno', pinnedField: 'HEADLINE_1' }, { text: 'Dos' }, { text: 'Tres' }] } }),
    ],
    ['a point with its radius', () => inCampaign({ proximity: POINT })],
  ];
  for (const [what, ask] of cases)
    test(`is taken: ${what}`, async () => {
      expect(await ask()).toEqual({ status: 200, body: {} });
    });
});

describe('a raw mutate with one thing wrong', () => {
  const cases: readonly (readonly [string, () => Promise<Reply>, string])[] = [
    [
      'a total without an end',
      () => tried({ budget: { amountMicros: undefined, totalAmountMicros: '900000000000', period: 'CUSTOM_PERIOD' } }),
      'fieldError.REQUIRED at end_date_time',
    ],
    [
      'a ceiling below zero',
      () => tried({ campaign: { targetSpend: { cpcBidCeilingMicros: '-1000000' } } }),
      'biddingError.INVALID_BID at target_spend.cpc_bid_ceiling_micros',
    ],
    ['a bid of nothing', () => tried({ group: { cpcBidMicros: '0' } }), 'biddingError.INVALID_BID at cpc_bid_micros'],
    [
      'a part of the smallest unit',
      () => tried({ group: { cpcBidMicros: '1500001' } }),
      'biddingError.BID_TOO_MANY_FRACTIONAL_DIGITS at cpc_bid_micros',
    ],
    [
      'a keyword’s bid below zero',
      () => inGroup({ keyword: { text: 'empleo', matchType: 'BROAD' }, cpcBidMicros: '-1000000' }),
      'biddingError.INVALID_BID at cpc_bid_micros',
    ],
    [
      'a list that nobody made',
      () => inGroup({ userList: { userList: at('userLists', 999) } }),
      'criterionError.INVALID_USER_LIST at user_list.user_list',
    ],
    [
      'a list that is no name',
      () => inCampaign({ userList: { userList: 'x' } }),
      'criterionError.INVALID_USER_LIST at user_list.user_list',
    ],
    [
      'a latitude outside the world',
      () => inCampaign({ proximity: { ...POINT, geoPoint: { ...POINT.geoPoint, latitudeInMicroDegrees: 100_000_000 } } }),
      'criterionError.INVALID_LATITUDE at proximity.geo_point.latitude_in_micro_degrees',
    ],
    [
      'a longitude outside the world',
      () => inCampaign({ proximity: { ...POINT, geoPoint: { ...POINT.geoPoint, longitudeInMicroDegrees: -181_000_000 } } }),
      'criterionError.INVALID_LONGITUDE at proximity.geo_point.longitude_in_micro_degrees',
    ],
    [
      'a headline pinned among descriptions',
      () => tried({ rsa: { headlines: [{ text: 'Uno', pinnedField: 'DESCRIPTION_1' }, { text: 'Dos' }, { text: 'Tres' }] } }),
      'assetLinkError.INVALID_PINNED_FIELD at ad.responsive_search_ad.headlines.pinned_field',
    ],
  ];
  for (const [what, ask, expected] of cases)
    test(`is refused: ${what}`, async () => {
      const reply = await ask();
      expect(reply.status).toBe(400);
      expect(firstOf(reply)).toBe(expected);
    });

  test('is refused before any rule: a number beyond sixty-four bits, or beyond thirty-two', async () => {
    for (const [reply, type] of [
      [await tried({ budget: { amountMicros: '9223372036854775808' } }), 'TYPE_INT64'],
      [await inCampaign({ proximity: { ...POINT, geoPoint: { ...POINT.geoPoint, latitudeInMicroDegrees: 3_000_000_000 } } }), 'TYPE_INT32'],
    ] as const) {
      expect(reply.status).toBe(400);
      expect(reply.body.error?.details?.[0]?.fieldViolations?.[0]?.description).toContain(type);
    }
  });
});

describe('a raw query with one thing wrong', () => {
  const days = 'SELECT campaign.id, metrics.clicks FROM campaign WHERE segments.date';
  const cases: readonly (readonly [string, string, string])[] = [
    ['a text without quotes', 'SELECT campaign.id FROM campaign WHERE campaign.name = foo', 'queryError.BAD_VALUE'],
    ['a number for a text', 'SELECT campaign.id FROM campaign WHERE campaign.name LIKE 5', 'queryError.INVALID_VALUE_WITH_LIKE_OPERATOR'],
    ['an order of states', "SELECT campaign.id FROM campaign WHERE campaign.status > 'PAUSED'", 'queryError.OPERATOR_FIELD_MISMATCH'],
    [
      'a pattern that nobody can read',
      "SELECT campaign.id FROM campaign WHERE campaign.name REGEXP_MATCH '('",
      'queryError.INVALID_STRING_VALUE',
    ],
    ['a day that never was', `${days} = '2026-02-30'`, 'queryError.INVALID_DATE_FORMAT'],
    ['a range upside down', `${days} BETWEEN '2026-11-20' AND '2026-11-01'`, 'queryError.INVALID_VALUE_WITH_BETWEEN_OPERATOR'],
  ];
  for (const [what, query, expected] of cases)
    test(`is refused: ${what}`, async () => {
      const reply = await asked(query);
      expect(reply.status).toBe(400);
      expect(firstOf(reply)).toBe(expected);
    });

  test('is taken where words are bare by right', async () => {
    for (const query of [
      'SELECT campaign.id FROM campaign WHERE campaign.status = PAUSED',
      "SELECT campaign.id FROM campaign WHERE campaign.status IN ('PAUSED', 'ENABLED') AND campaign.name REGEXP_MATCH '.*'",
      'SELECT customer_client.id FROM customer_client WHERE customer_client.manager = FALSE',
      `${days} DURING LAST_30_DAYS`,
    ])
      expect(await asked(query)).toMatchObject({ status: 200 });
  });
});

describe('an event for Data Manager', () => {
  const ingest = async (eventTimestamp: string): Promise<Reply> => {
    const answer = await fetch(`${base}/v1/events:ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        destinations: [
          {
            operatingAccount: { accountType: 'GOOGLE_ADS', accountId: CUSTOMER },
            loginAccount: { accountType: 'GOOGLE_ADS', accountId: MANAGER },
            productDestinationId: '7100000001',
          },
        ],
        events: [{ transactionId: 't1', eventTimestamp, adIdentifiers: { gclid: 'Cj0KCQiAexample' } }],
      }),
    });
    return { status: answer.status, body: (await answer.json()) as Reply['body'] }; // an answer of the API
  };

  test('tells its time as RFC 3339 does, with its zone', async () => {
    for (const time of ['2026-11-20T14:00:00Z', '2026-11-20T09:00:00.5-05:00']) expect(await ingest(time)).toMatchObject({ status: 200 });
    for (const time of ['2026-11-20', '20 November 2026 14:00', '2026-11-20T14:00:00', '1763647200']) {
      const { status, body } = await ingest(time);
      expect(status).toBe(400);
      expect(JSON.stringify(body.error)).toContain('event_timestamp');
    }
  });
});
