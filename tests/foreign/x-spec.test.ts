import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CATALOGUE, NO_PERMISSION } from '../../adapters/networks/x/error-codes.ts';
import { ADULTS } from '../../adapters/networks/x/manifest.ts';
import { ENDPOINTS, ENUMS, type EnumName } from '../../adapters/networks/x/simulator/parameters.ts';
import { AGE_BUCKETS, CRITERION_TYPES } from '../../adapters/networks/x/simulator/criteria.ts';
import { asSha256, sha256Hex } from '../../core/kernel/index.ts';
import { specFile } from './judges/judge.ts';
import { CONTRADICTED, createXJudge, publishedBy, readXSpec, xAnswerProblems, type XParam } from './judges/x.ts';
import { DAY_MS, MEDELLIN, openXWorld, publishTree, step, valueOf } from '../adapters/networks/x/world.ts';

/** The published description of the network judges our tables, our requests and our answers, field by field. It is no part of this repository. */
const spec = readXSpec();
if (spec === null) console.warn('SKIPPED: the published X description is not here; nothing was compared with it');

const Errors = z.object({ codes: z.array(z.object({ http: z.number(), code: z.string() })) });
const Enums = z.object({
  age_bucket: z.array(z.string()),
  placement: z.array(z.string()),
  currency_decimals: z.record(z.string(), z.unknown()),
  targeting_type: z.record(z.string(), z.array(z.string())),
  metrics: z.record(z.string(), z.array(z.string())),
});
const read = <T>(name: string, schema: z.ZodType<T>): T => schema.parse(JSON.parse(readFileSync(specFile(name)!, 'utf8'))); // only where the description is there

describe.skipIf(spec === null)('the published description of X', () => {
  for (const [key, endpoint] of Object.entries(ENDPOINTS)) {
    test(`agrees with our table of ${key}`, () => {
      const [method = '', address = ''] = key.split(' ');
      const theirs = spec!.endpoints.find((entry) => entry.method === method && entry.path === address);
      expect(theirs, 'the address is published').toBeDefined();
      const params = new Map(theirs!.params.filter((param) => param.in !== 'path').map((param) => [param.name, param]));
      const problems = Object.entries(endpoint.params).flatMap(([name, type]) => compare(key, name, type, params.get(name)));
      // A body of JSON is described apart.
      if (endpoint.body !== 'json')
        for (const param of params.values())
          if (param.required && !(name(param) in endpoint.params) && !CONTRADICTED.has(`${key} ${param.name}`))
            problems.push(`${param.name} is required there`);
      expect(problems).toEqual([]);
      expect({ none: 'none', form: 'query-or-form', json: 'json' }[endpoint.body]).toBe(theirs!.body);
    });
  }
  const name = (param: XParam): string => param.name;

  function compare(key: string, name: string, type: string, param: XParam | undefined): string[] {
    if (param === undefined) return [`${name} is not published`];
    const problems: string[] = [];
    if (param.required !== type.endsWith('!') && !CONTRADICTED.has(`${key} ${name}`))
      problems.push(`${name}: required there is ${param.required}`);
    const list = /^enums?:(\w+)/.exec(type)?.[1];
    if (list !== undefined) {
      const ours: readonly string[] = ENUMS[list as EnumName]; // the tables name enums of ours only
      if (param.enum !== undefined) {
        for (const value of ours) if (!param.enum.includes(value)) problems.push(`${name} takes ${value} here only`);
        for (const value of param.enum) if (!ours.includes(value)) problems.push(`${name} takes ${value} there only`);
      }
    }
    const limit = /^(text|ids)(\d+)/.exec(type);
    const theirLimit = limit?.[1] === 'ids' ? param.maxItems : param.max_length;
    if (limit !== null && theirLimit !== undefined && Number(limit[2]) !== theirLimit)
      problems.push(`${name}: ${limit[2]} here, ${theirLimit} there`);
    if (limit === null && theirLimit !== undefined) problems.push(`${name} has a limit of ${theirLimit} there`);
    return problems;
  }

  test('knows every code that we explain, and we place every code that it knows', () => {
    const codes = new Set(read('x-errors.json', Errors).codes.map((entry) => entry.code));
    expect([...CATALOGUE.keys(), ...NO_PERMISSION].filter((code) => !codes.has(code))).toEqual([]);
    expect(CATALOGUE.size).toBeGreaterThanOrEqual(35);
  });

  test('knows the ages, criteria and metrics that we use', () => {
    const enums = read('x-enums.json', Enums);
    expect([...AGE_BUCKETS].toSorted()).toEqual(enums.age_bucket.toSorted());
    expect(enums.age_bucket).toContain(ADULTS);
    const types = new Set(Object.values(enums.targeting_type).flat());
    expect(CRITERION_TYPES.filter((type) => !types.has(type))).toEqual([]);
    expect(enums.metrics['ENGAGEMENT']).toEqual(expect.arrayContaining(['impressions', 'url_clicks']));
    expect(enums.metrics['BILLING']).toContain('billed_charge_local_micro');
    expect(enums.metrics['WEB_CONVERSION']).toContain('conversion_custom');
  });

  test('finds nothing unknown, missing or outside an enum in what the adapter sends, and nothing unknown in what the simulator answers', async () => {
    const world = await openXWorld();
    try {
      await useEverything(world);
      const judge = createXJudge(spec!);
      const answers = new Set<string>();
      for (const request of world.host.requests('x')) {
        if (!request.path.startsWith('/12/') || request.status !== 200) continue;
        judge.look(request);
        const entry = publishedBy(spec!, request.method, request.path.slice(4));
        for (const problem of xAnswerProblems(entry?.response, JSON.parse(request.response)))
          answers.add(`${entry!.method} ${entry!.path} answers ${problem}`);
      }
      const { findings, requests, undescribed } = judge.verdict();
      expect([...findings, ...answers, ...undescribed.keys()]).toEqual([]);
      expect(requests).toBeGreaterThan(40);
    } finally {
      await world.close();
    }
  });
});

async function useEverything(world: Awaited<ReturnType<typeof openXWorld>>): Promise<void> {
  const { ads, ports, account } = world;
  const tree = await publishTree(world, { active: true });
  await publishTree(world, { campaign: { objective: 'applications', endDay: null } });
  const update = (object: Parameters<typeof step>[2], remoteId: string, changedFields: readonly string[]) =>
    ads.apply(step(account, 'update', { ...object, remoteId }, { adGroup: tree.adGroupId }, { changedFields }));
  valueOf(await update(tree.campaign, tree.campaignId, ['name', 'dailyBudget', 'endDay', 'startDay']));
  valueOf(await update(tree.adGroup, tree.adGroupId, ['name']));
  valueOf(await update(tree.ad, tree.adId, ['name']));
  const moved = { ...tree.adGroup, remoteId: tree.adGroupId, fields: { ...tree.adGroup.fields, places: [MEDELLIN] } };
  valueOf(await ads.apply(step(account, 'create_targeting', moved, { adGroup: tree.adGroupId })));
  for (const kind of ['create_campaign', 'create_ad_group', 'create_card', 'create_ad', 'upload_media'] as const) {
    const object = kind === 'create_campaign' ? tree.campaign : kind === 'create_ad_group' ? tree.adGroup : tree.ad;
    valueOf(await ads.find(step(account, kind, object, { campaign: tree.campaignId, adGroup: tree.adGroupId })));
  }
  valueOf(await ads.test(account));
  valueOf(await ads.listAccounts(account.secretName));
  valueOf(await ads.read(account, { kind: 'all_marked' }));
  valueOf(await ads.read(account, { kind: 'campaigns', remoteCampaignIds: [tree.campaignId] }));
  world.host.advance(3 * DAY_MS);
  valueOf(await ads.metrics(account, '2026-11-20', '2026-11-26'));
  const email = asSha256(sha256Hex('persona@example.co'));
  const audience = valueOf(
    await ports.audiences!.create(account, { name: 'Lista', marker: 'aud00001', description: 'De prueba', retentionDays: null }),
  );
  valueOf(await ports.audiences!.change(account, audience.remoteId, 'add', [{ email, phone: null }]));
  valueOf(await ports.audiences!.find(account, 'aud00001'));
  valueOf(await ports.audiences!.read(account, audience.remoteId));
  valueOf(await ports.audiences!.remove(account, audience.remoteId));
  const event = {
    eventId: 'e1',
    name: 'hire',
    occurredAt: '2026-11-24T10:00:00Z',
    clickId: 'abc',
    member: { email, phone: null },
    value: null,
    sourceUrl: null,
  } as const;
  valueOf(await ports.conversions!.send(account, [event]));
  valueOf(
    await ads.apply(step(account, 'set_status', { ...tree.ad, remoteId: tree.adId }, { adGroup: tree.adGroupId }, { status: 'archived' })),
  );
  valueOf(await ads.apply(step(account, 'set_status', { ...tree.adGroup, remoteId: tree.adGroupId }, {}, { status: 'archived' })));
  valueOf(await ads.apply(step(account, 'set_status', { ...tree.campaign, remoteId: tree.campaignId }, {}, { status: 'archived' })));
}
