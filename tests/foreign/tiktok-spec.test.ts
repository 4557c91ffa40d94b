import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { quotaOf, type AccessLevel } from '../../adapters/networks/tiktok/quotas.ts';
import { ENUMS } from '../../adapters/networks/tiktok/simulator/enums.ts';
import { OBJECTS, type Table } from '../../adapters/networks/tiktok/simulator/objects.ts';
import { TABLES } from '../../adapters/networks/tiktok/simulator/tables.ts';
import { asSha256, sha256Hex } from '../../core/kernel/index.ts';
import { specFile } from './judges/judge.ts';
import {
  createTikTokJudge,
  LEFT_OUT,
  optimizationEvents,
  readTikTokSpec,
  tiktokEndpoint,
  type TikTokEndpoint,
  type TikTokField,
} from './judges/tiktok.ts';
import {
  AFTER_CHANGE_MS,
  DAY_MS,
  openTikTokWorld,
  publishTree,
  step,
  valueOf,
  type TikTokWorld,
} from '../adapters/networks/tiktok/world.ts';

/** The published description of the network judges our tables, our requests and our answers, field by field. It is no part of this repository. */
const spec = readTikTokSpec();
if (spec === null) console.warn('SKIPPED: the published TikTok description is not here; nothing was compared with it');
const enums = spec?.enums ?? {};

const Limits = z.object({
  tiers: z.array(z.object({ name: z.string(), qps: z.number(), qpm: z.number(), qpd: z.number() })),
  sandbox: z.object({ qps: z.number(), qpm: z.number(), qpd: z.number() }),
  endpoints: z.array(z.looseObject({ endpoint: z.string() })),
});
const read = (name: string): unknown => JSON.parse(readFileSync(specFile(name)!, 'utf8')); // only where the description is there

function published(key: string): TikTokEndpoint | null {
  const found = tiktokEndpoint(spec!, key);
  if (found === null && !LEFT_OUT.has(key)) throw new Error(`The published description has no ${key}`);
  return found;
}

/** Our names of values → theirs; the Smart+ ones are told by their endpoints. */
const ENUM_NAMES: Readonly<Record<string, string>> = {
  ObjectiveType: 'ObjectiveType',
  BudgetMode: 'BudgetMode',
  NewStatus: 'OperationStatus',
  OperationStatus: 'OperationStatus',
  SpecialIndustry: 'SpecialIndustry',
  OptimizationGoal: 'OptimizationGoal',
  BillingEvent: 'BillingEvent',
  BidType: 'BidType',
  Pacing: 'PacingMode',
  ScheduleType: 'ScheduleType',
  PlacementType: 'PlacementType',
  Placement: 'Placement',
  PromotionType: 'PromotionType',
  PromotionTargetType: 'PromotionTargetType',
  Gender: 'AudienceGender',
  Age: 'Age',
  Window: 'Window',
  AdFormat: 'AdFormat',
  CallToAction: 'CallToAction',
  IdentityType: 'IdentityType',
  UploadType: 'UploadType',
  PrimaryStatus: 'PrimaryStatus',
  ReportType: 'ReportType',
  DataLevel: 'ReportDataLevel',
  ServiceType: 'ServiceType',
  QueryMode: 'ReportQueryMode',
  FilterType: 'FilterType',
  OrderType: 'OrderType',
  SearchType: 'TargetingSearchType',
  GeoType: 'GeoType',
  CalculateType: 'CalculateType',
  AudienceSize: 'LookalikeAudienceSize',
  MobileOs: 'OperatingSystem',
  LookalikePlacement: 'LookalikePlacement',
  EventSource: 'EventSource',
  EventType: 'EventType',
};
const LISTS = new Map<string, readonly string[]>(Object.entries(ENUMS));
const TABLE_OF = new Map<string, Table>(Object.entries(OBJECTS));
const KIND: Readonly<Record<string, readonly string[]>> = {
  text: ['string'],
  number: ['number'],
  whole: ['int', 'number'],
  flag: ['bool'],
};

/** Our table against theirs, objects inside included. */
function compare(where: string, table: Table, theirs: Readonly<Record<string, TikTokField>>): string[] {
  const problems: string[] = [];
  for (const [name, type] of Object.entries(table)) {
    const field = theirs[name];
    if (field === undefined) {
      problems.push(`${where}: unknown ${name}`);
      continue;
    }
    if (field.req === true && !type.endsWith('!')) problems.push(`${where}: ${name} is required there`);
    const bare = type.replace('!', '');
    const list = bare.endsWith('[]');
    const inner = bare.replace('[]', '');
    if (inner === 'any') continue;
    // Filters of a report and a few lists are described by their items.
    if (list !== (field.type === 'array')) problems.push(`${where}: ${name} is ${field.type} there`);
    const leaf = list ? field.items : field;
    const inside = TABLE_OF.get(inner);
    if (inside !== undefined) {
      if (leaf?.props !== undefined) problems.push(...compare(`${where} ${name}`, inside, leaf.props));
      continue;
    }
    if (LISTS.has(inner)) {
      const allowed = leaf?.enum ?? enums[ENUM_NAMES[inner] ?? '']?.valid ?? null;
      for (const value of LISTS.get(inner)!) if (allowed?.includes(value) === false) problems.push(`${where}: ${name} has ${value}`);
      continue;
    }
    if (leaf !== undefined && leaf.type !== 'any' && KIND[inner]?.includes(leaf.type) === false)
      problems.push(`${where}: ${name} is ${leaf.type} there and ${inner} here`);
  }
  for (const [name, field] of Object.entries(theirs))
    if (field.req === true && table[name] === undefined) problems.push(`${where}: ${name} is required there and absent here`);
  return problems;
}

/** Everything that the adapter can do, once, on both sides of the change-over. */
async function everything(world: TikTokWorld): Promise<void> {
  const { account, ports, tiktok } = world;
  const later = world.clock.nowMs() >= AFTER_CHANGE_MS ? { startDay: '2027-01-05', endDay: '2027-03-31' } : {};
  for (const objective of ['traffic', 'applications'] as const) {
    const tree = await publishTree(world, { campaign: { objective, ...later }, active: true });
    const campaign = {
      ...tree.campaign,
      remoteId: tree.campaignId,
      fields: { ...tree.campaign.fields, name: 'Otro', endDay: '2027-05-31' },
    };
    world.host.advance(6_000);
    for (const [object, remoteId, changedFields] of [
      [campaign, tree.campaignId, ['name', 'endDay', 'dailyBudget']],
      [tree.adGroup, tree.adGroupId, ['name', 'places', 'languages']],
      [tree.ad, tree.adId, ['primaryText', 'image']],
    ] as const) {
      const update = step(account, 'update', { ...object, remoteId }, campaign.fields, tree.refs, { changedFields });
      valueOf(await tiktok.apply(update));
      valueOf(await tiktok.find(update));
    }
    for (const kind of ['create_campaign', 'create_ad_group', 'create_ad'] as const) {
      const object = { create_campaign: tree.campaign, create_ad_group: tree.adGroup, create_ad: tree.ad }[kind];
      valueOf(await tiktok.find(step(account, kind, object, tree.campaign.fields, tree.refs)));
    }
  }
  world.host.advance(3 * DAY_MS);
  valueOf(await tiktok.read(account, { kind: 'all_marked' }));
  const today = world.clock.today(account.timeZone);
  valueOf(await tiktok.metrics(account, '2026-11-23', today));
  valueOf(await tiktok.test(account));
  valueOf(await tiktok.listAccounts(account.secretName));
  const person = (index: number) => ({ email: asSha256(sha256Hex(`p${index}`)), phone: null });
  const members = Array.from({ length: 2_000 }, (_, index) => person(index));
  const audience = valueOf(
    await ports.audiences!.create(account, { name: 'Lista', marker: 'spec0001', description: '', retentionDays: 90 }),
  );
  valueOf(await ports.audiences!.change(account, audience.remoteId, 'add', members));
  world.host.advance(DAY_MS);
  valueOf(await ports.audiences!.read(account, audience.remoteId));
  valueOf(
    await ports.audiences!.lookalike!(account, {
      name: 'Parecidos',
      marker: 'spec0002',
      description: '',
      retentionDays: null,
      sourceRemoteId: audience.remoteId,
      country: 'CO',
      breadth: 'balanced',
    }),
  );
  valueOf(await ports.audiences!.remove(account, audience.remoteId));
  valueOf(
    await ports.conversions!.send(account, [
      {
        eventId: 'e1',
        name: 'application',
        occurredAt: world.clock.nowIso(),
        clickId: 'click',
        member: person(1),
        value: null,
        sourceUrl: 'https://empleos.example.co/1',
      },
    ]),
  );
  valueOf(await ports.leads!.leads(account, '2026-01-01T00:00:00Z'));
}

describe.skipIf(spec === null)('the published description of TikTok', () => {
  test.each(Object.keys(TABLES))('agrees with our table of %s', (key) => {
    const theirs = published(key);
    if (theirs === null) return;
    expect(compare(key, TABLES[key]!, theirs.fields)).toEqual([]);
  });

  test('knows every value that our simulator takes', () => {
    const problems = Object.entries(ENUM_NAMES).flatMap(([ours, name]) =>
      // Some lists are wider at one endpoint than in general; those are compared with their endpoint above.
      LISTS.get(ours)!
        .filter((value) => enums[name]?.valid.includes(value) === false)
        .map((value) => `${ours}.${value}`),
    );
    expect(problems).toEqual([]);
    const events = optimizationEvents(spec!);
    expect(ENUMS.OptimizationEvent.filter((value) => !events.includes(value))).toEqual([]);
  });

  test('states the windows that are counted by', () => {
    const limits = Limits.parse(read('tiktok-ratelimits.json'));
    for (const tier of limits.tiers) {
      const level = tier.name.toLowerCase() as AccessLevel; // the four names of the published tiers
      expect(quotaOf('/campaign/get/', level)).toEqual({ perSecond: tier.qps, perMinute: tier.qpm, perDay: tier.qpd });
      for (const endpoint of ['/ad/create/', '/event/track/', '/report/task/create/']) {
        const own = z
          .object({ qps: z.number(), qpm: z.number(), qpd: z.number() })
          .parse(limits.endpoints.find((row) => row.endpoint === endpoint)![level]);
        expect(quotaOf(endpoint, level)).toEqual({ perSecond: own.qps, perMinute: own.qpm, perDay: own.qpd });
      }
    }
    expect(quotaOf('/ad/create/', 'sandbox')).toEqual({
      perSecond: limits.sandbox.qps,
      perMinute: limits.sandbox.qpm,
      perDay: limits.sandbox.qpd,
    });
  });

  test.each([
    ['before', Date.parse('2026-11-23T15:00:00Z')],
    ['after', AFTER_CHANGE_MS],
  ])('finds nothing unknown, missing or outside its values in what is sent and answered %s the change-over', async (_when, startMs) => {
    const world = await openTikTokWorld({ startMs });
    await everything(world);
    const judge = createTikTokJudge(spec!);
    for (const request of world.host.requests('tiktok')) judge.look(request);
    await world.close();
    const { findings, fields, undescribed } = judge.verdict();
    expect(findings).toEqual([]);
    expect([...undescribed.keys()].filter((key) => !LEFT_OUT.has(key))).toEqual([]);
    expect(judge.touched().size).toBeGreaterThan(25);
    expect(fields).toBeGreaterThan(500);
  });
});
