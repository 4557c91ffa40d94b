import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { quotaOf, type AccessLevel } from '../../adapters/networks/tiktok/quotas.ts';
import { ENUMS } from '../../adapters/networks/tiktok/simulator/enums.ts';
import { OBJECTS, type Table } from '../../adapters/networks/tiktok/simulator/objects.ts';
import { TABLES } from '../../adapters/networks/tiktok/simulator/tables.ts';
import { asSha256, sha256Hex } from '../../core/kernel/index.ts';
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
const FOLDER = path.resolve(import.meta.dirname, '../../../shared/specs/data');
const OTHER = path.resolve(import.meta.dirname, '../../../../shared/specs/data');
const folder = [FOLDER, OTHER].find((candidate) => existsSync(path.join(candidate, 'tiktok-endpoints.json'))) ?? null;
if (folder === null)
  console.warn(`SKIPPED: the published TikTok description is not in ${path.relative(process.cwd(), FOLDER)}; nothing was compared with it`);

interface Field {
  readonly type: string;
  readonly req?: boolean | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly items?: Field | undefined;
  readonly props?: Readonly<Record<string, Field>> | undefined;
}
const Field: z.ZodType<Field> = z.lazy(() =>
  z.object({
    type: z.string().default('any'),
    req: z.boolean().optional(),
    enum: z.array(z.string()).optional(),
    items: Field.optional(),
    props: z.record(z.string(), Field).optional(),
  }),
);
const Endpoints = z.object({
  endpoints: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      body: z.record(z.string(), Field).optional(),
      query: z.record(z.string(), Field).optional(),
      response_item: z.object({ fields: z.record(z.string(), z.unknown()) }).optional(),
    }),
  ),
});
const Enums = z.object({ enums: z.record(z.string(), z.object({ valid: z.array(z.string()) })) });
const Limits = z.object({
  tiers: z.array(z.object({ name: z.string(), qps: z.number(), qpm: z.number(), qpd: z.number() })),
  sandbox: z.object({ qps: z.number(), qpm: z.number(), qpd: z.number() }),
  endpoints: z.array(z.looseObject({ endpoint: z.string() })),
});
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder!, name), 'utf8')); // only where the folder is there
const endpoints = folder === null ? [] : Endpoints.parse(read('tiktok-endpoints.json')).endpoints;
const enums = folder === null ? {} : Enums.parse(read('tiktok-enums.json')).enums;

/** Real endpoints that the description leaves out: TikTok's portal, "Search for images", "Download an asynchronous report" (v1.3; read 2026-11-20). */
const LEFT_OUT = new Set(['GET /file/image/ad/search/', 'GET /report/task/download/']);

function published(
  key: string,
): { readonly fields: Readonly<Record<string, Field>>; readonly item: Readonly<Record<string, unknown>> | null } | null {
  if (LEFT_OUT.has(key)) return null;
  const found = endpoints.find((entry) => `${entry.method} ${entry.path}` === key);
  if (found === undefined) throw new Error(`The published description has no ${key}`);
  return { fields: found.body ?? found.query ?? {}, item: found.response_item?.fields ?? null };
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
function compare(where: string, table: Table, theirs: Readonly<Record<string, Field>>): string[] {
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

/** A value that was sent against what the description takes. */
function judge(where: string, value: unknown, field: Field): string[] {
  if (field.type === 'array') {
    if (!Array.isArray(value)) return [`${where} is no list`];
    return value.flatMap((entry, index) => (field.items === undefined ? [] : judge(`${where}.${index}`, entry, field.items)));
  }
  if (field.props !== undefined) {
    if (typeof value !== 'object' || value === null) return [`${where} is no object`];
    return judgeAll(where, value as Record<string, unknown>, field.props); // an object of JSON, tested above
  }
  const allowed = field.enum ?? byName(where);
  return typeof value === 'string' && allowed !== null && !allowed.includes(value) ? [`${where}=${value}`] : [];
}
function judgeAll(where: string, sent: Readonly<Record<string, unknown>>, theirs: Readonly<Record<string, Field>>): string[] {
  return [
    ...Object.entries(sent).flatMap(([name, value]) => {
      const field = theirs[name];
      return field === undefined ? [`${where}: unknown ${name}`] : judge(`${where}.${name}`, value, field);
    }),
    ...Object.entries(theirs).flatMap(([name, field]) => (field.req === true && !(name in sent) ? [`${where}: ${name} is missing`] : [])),
  ];
}
/** Values of fields that the endpoint does not list, by the field's name. */
function byName(where: string): readonly string[] | null {
  const name =
    where
      .replace(/\.\d+$/, '')
      .split('.')
      .at(-1) ?? '';
  const list: Readonly<Record<string, string>> = {
    objective_type: 'ObjectiveType',
    budget_mode: 'BudgetMode',
    operation_status: 'OperationStatus',
    optimization_goal: 'OptimizationGoal',
    billing_event: 'BillingEvent',
    bid_type: 'BidType',
    pacing: 'PacingMode',
    schedule_type: 'ScheduleType',
    placement_type: 'PlacementType',
    placements: 'Placement',
    promotion_type: 'PromotionType',
    gender: 'AudienceGender',
    age_groups: 'Age',
    ad_format: 'AdFormat',
    call_to_action: 'CallToAction',
    identity_type: 'IdentityType',
    click_attribution_window: 'Window',
    view_attribution_window: 'Window',
    primary_status: 'PrimaryStatus',
    event: 'EventType',
    upload_type: 'UploadType',
  };
  if (name === 'optimization_event') return optimizationEvents();
  // Places of a lookalike are spelled otherwise than places of an ad group.
  if (name === 'placements' && where.includes('lookalike_spec')) return enums['LookalikePlacement']?.valid ?? null;
  const theirs = list[name];
  return theirs === undefined ? null : (enums[theirs]?.valid ?? null);
}
/** One list for both ways of building: the Smart+ endpoint writes the whole of it out. */
function optimizationEvents(): readonly string[] {
  return [
    ...(enums['OptimizationEvent']?.valid ?? []),
    ...(published('POST /smart_plus/adgroup/create/')?.fields['optimization_event']?.enum ?? []),
  ];
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

describe.skipIf(folder === null)('the published description of TikTok', () => {
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
    const events = optimizationEvents();
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
    const problems: string[] = [];
    const touched = new Set<string>();
    let compared = 0;
    for (const request of world.host.requests('tiktok')) {
      const key = `${request.method} ${request.path.replace('/open_api/v1.3', '')}`;
      const theirs = published(key);
      touched.add(key);
      if (theirs === null) continue;
      const sent = bodyOf(request.method, request.query, request.body);
      if (sent !== null) {
        compared += Object.keys(sent).length;
        problems.push(...judgeAll(key, sent, theirs.fields));
      }
      if (theirs.item === null) continue;
      const known = new Set(Object.keys(theirs.item));
      for (const row of rowsOf(request.response)) {
        compared += Object.keys(row).length;
        problems.push(...Object.keys(row).flatMap((name) => (known.has(name) ? [] : [`${key} answers ${name}`])));
      }
    }
    await world.close();
    expect([...new Set(problems)]).toEqual([]);
    expect(touched.size).toBeGreaterThan(25);
    expect(compared).toBeGreaterThan(500);
  });
});

/** Null for a form with a file, whose parts are checked by the simulator's own table. */
function bodyOf(method: string, query: Readonly<Record<string, string>>, body: string): Record<string, unknown> | null {
  if (method === 'GET')
    return Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value]), // the adapter's own query
    );
  return body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : null; // the adapter's own body
}

function rowsOf(response: string): readonly Record<string, unknown>[] {
  if (!response.startsWith('{')) return [];
  const { data } = JSON.parse(response) as { data: unknown }; // the simulator's own envelope
  if (Array.isArray(data)) return data as Record<string, unknown>[]; // films come as a list of rows
  if (typeof data !== 'object' || data === null) return [];
  const list: unknown = Object.entries(data).find(([name]) => name === 'list')?.[1];
  // A report's item describes its whole answer.
  if (!Array.isArray(list)) return [data as Record<string, unknown>]; // an object, tested above
  return list.some((row) => typeof row === 'object' && row !== null && 'dimensions' in row) ? [] : (list as Record<string, unknown>[]); // rows by the envelope
}
