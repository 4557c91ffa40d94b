import { describe, expect, test } from 'vitest';
import { createJudges } from './judges/all.ts';
import type { Exchange, Finding } from './judges/judge.ts';

/** A judge that finds nothing anywhere would pass every log: each is shown a request that is wrong in three ways. */
const judges = createJudges();
if (judges === null) console.warn('SKIPPED: the published descriptions are not here; the judges could not be tried');

const json = (network: string, path: string, body: object): Exchange => ({
  network,
  method: 'POST',
  path,
  query: {},
  body: JSON.stringify(body),
  status: 200,
  response: '{}',
});

const WRONG: readonly (readonly [string, Exchange, readonly Finding[]])[] = [
  [
    'meta',
    json('meta', '/v26.0/act_1/campaigns', { name: 'a', objective: 'FAME', colour: 'red' }),
    [
      { kind: 'enum', where: 'POST AdAccount/campaigns objective=FAME' },
      { kind: 'unknown', where: 'POST AdAccount/campaigns colour' },
    ],
  ],
  [
    'google',
    json('google', '/v25/customers/1/googleAds:mutate', {
      mutateOperations: [{ campaignOperation: { create: { name: 'a', status: 'LOUD', colour: 'red' } } }],
      query: 7,
    }),
    [
      { kind: 'enum', where: 'MutateGoogleAdsRequest.mutateOperations.campaignOperation.create.status=LOUD' },
      { kind: 'unknown', where: 'MutateGoogleAdsRequest.mutateOperations.campaignOperation.create.colour' },
      { kind: 'unknown', where: 'MutateGoogleAdsRequest.query' },
    ],
  ],
  [
    'google',
    json('google', '/v25/customers/1/googleAds:searchStream', {}),
    [{ kind: 'missing', where: 'SearchGoogleAdsStreamRequest.query' }],
  ],
  [
    'google',
    json('google', '/v25/customers/1/googleAds:searchStream', {
      query: "SELECT campaign.colour, metrics.fame FROM campaign WHERE campaign.name = 'a.b'",
    }),
    [
      { kind: 'unknown', where: 'query campaign.colour' },
      { kind: 'unknown', where: 'query metrics.fame' },
    ],
  ],
  [
    'tiktok',
    json('tiktok', '/open_api/v1.3/campaign/create/', { advertiser_id: '1', objective_type: 'FAME', colour: 'red' }),
    [
      { kind: 'enum', where: 'POST /campaign/create/.objective_type=FAME' },
      { kind: 'unknown', where: 'POST /campaign/create/ colour' },
    ],
  ],
  [
    'snapchat',
    json('snapchat', '/v1/adaccounts/1/campaigns', { campaigns: [{ name: 'a', status: 'LOUD', colour: 'red' }] }),
    [
      { kind: 'enum', where: '> POST /v1/adaccounts/1/campaigns campaign.status=LOUD' },
      { kind: 'unknown', where: '> POST /v1/adaccounts/1/campaigns campaign.colour' },
      { kind: 'missing', where: '> POST /v1/adaccounts/1/campaigns campaign.ad_account_id' },
    ],
  ],
  [
    'x',
    { ...json('x', '/12/accounts/a1/campaigns', {}), body: 'name=a&entity_status=LOUD&colour=red' },
    [
      { kind: 'enum', where: 'POST accounts/:account_id/campaigns entity_status=LOUD' },
      { kind: 'unknown', where: 'POST accounts/:account_id/campaigns colour' },
      { kind: 'missing', where: 'POST accounts/:account_id/campaigns funding_instrument_id' },
    ],
  ],
  [
    'x',
    { ...json('x', '/12/accounts/a1/cards', { name: 'a', components: [{ type: 'DETAILS', headline: 'b' }, { type: 'FAME' }] }) },
    [
      { kind: 'unknown', where: 'POST accounts/:account_id/cards DETAILS.headline' },
      { kind: 'enum', where: 'POST accounts/:account_id/cards a component of no known type' },
    ],
  ],
  [
    'x',
    {
      ...json('x', '/12/batch/accounts/a1/targeting_criteria', {}),
      body: JSON.stringify([{ operation_type: 'Shout', params: { line_item_id: 'l', operator_type: 'NEAR', colour: 'red' } }]),
    },
    [
      { kind: 'enum', where: 'POST batch/accounts/:account_id/targeting_criteria operation_type=Shout' },
      { kind: 'enum', where: 'POST batch/accounts/:account_id/targeting_criteria operator_type=NEAR' },
      { kind: 'unknown', where: 'POST batch/accounts/:account_id/targeting_criteria colour' },
    ],
  ],
];

describe.skipIf(judges === null)('a judge', () => {
  test.each(WRONG)('of %s finds what is wrong on purpose', (network, exchange, expected) => {
    const judge = createJudges()!.get(network)!;
    judge.look(exchange);
    expect(judge.verdict().findings).toEqual(expect.arrayContaining([...expected]));
  });

  test('counts an address that nobody describes apart', () => {
    const judge = createJudges()!.get('meta')!;
    judge.look(json('meta', '/v26.0/act_1/nowhere', {}));
    expect([...judge.verdict().undescribed]).toEqual([['POST AdAccount/nowhere', 1]]);
  });
});
