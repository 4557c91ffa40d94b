import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ENUMS } from '../../adapters/networks/meta/simulator/enums.ts';
import { FIELDS } from '../../adapters/networks/meta/simulator/fields.ts';
import { PARAMETERS } from '../../adapters/networks/meta/simulator/parameters.ts';
import { GEO_KEYS, TARGETING_SUBSET } from '../../adapters/networks/meta/simulator/targeting.ts';
import { readForm } from '../../adapters/networks/meta/simulator/form.ts';
import { sha256Hex } from '../../core/kernel/index.ts';
import { DAY_MS, hashes, openMetaWorld, publishTree, step, valueOf, type MetaWorld } from '../adapters/networks/meta/world.ts';

/** The published description of the network judges our tables and our requests, field by field. It is no part of this repository. */
const FILE = found(path.join('shared', 'specs', 'data', 'meta-spec.json'));

/** Beside the repository or above it, wherever that is checked out. */
function found(file: string): string {
  for (let folder = path.resolve(import.meta.dirname, '../..'); folder !== path.dirname(folder); folder = path.dirname(folder))
    if (existsSync(path.join(folder, file))) return path.join(folder, file);
  return path.resolve(import.meta.dirname, '../../..', file);
}
const Params = z.record(z.string(), z.string());
const Spec = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      fields: Params.optional(),
      fields_added_by_python_sdk_25_0_2: z.array(z.string()).optional(),
      edges: z
        .array(
          z.object({
            method: z.string(),
            edge: z.string(),
            params: Params.nullish(),
            params_added_by_python_sdk_25_0_2: Params.optional(),
          }),
        )
        .optional(),
    }),
  ),
  enums: z.record(z.string(), z.array(z.string())),
  enum_aliases: z.record(z.string(), z.string()),
});
const present = existsSync(FILE);
if (!present)
  console.warn(`SKIPPED: the published Meta description is not at ${path.relative(process.cwd(), FILE)}; nothing was compared with it`);
const spec = present ? Spec.parse(JSON.parse(readFileSync(FILE, 'utf8'))) : null;

/** Paging, filtering and field choice belong to Graph as a whole and stand in no edge's list. */
const GENERAL = new Set(['fields', 'limit', 'after', 'before', 'filtering', 'appsecret_proof']);
const OURS = new Map<string, readonly string[]>(Object.entries(ENUMS));

function publishedParams(key: string): Record<string, string> {
  const [method, address] = key.split(' ') as [string, string]; // every key of the tables is `METHOD node/edge`
  const [node, edge = '(self)'] = address.split('/') as [string, string?]; // as above
  const found = spec!.nodes[node]?.edges?.find((entry) => entry.method === method && entry.edge === edge);
  if (found === undefined) throw new Error(`The published description has no ${key}`);
  return { ...found.params, ...found.params_added_by_python_sdk_25_0_2 };
}
function publishedEnum(type: string): readonly string[] | null {
  return spec!.enums[type] ?? spec!.enums[spec!.enum_aliases[type] ?? ''] ?? null;
}
const bare = (type: string): string => type.replace(/!$/, '');
const inner = (type: string): string => /^list<(.+)>$/.exec(bare(type))?.[1] ?? bare(type);

/** Published types that a table of ours may name more loosely, because they are objects whose members are checked elsewhere. */
const OBJECTS = new Set(['Object', 'map', 'Targeting', 'AdCreative', 'AdCreativeObjectStorySpec', 'map<string, Object>', 'list<map>']);

describe.skipIf(!present)('the published description of Meta', () => {
  for (const [key, table] of Object.entries(PARAMETERS)) {
    // The token's own edges are described apart, without parameters.
    if (['GET User', 'GET User/permissions', 'GET User/adaccounts', 'GET Page'].includes(key)) continue;
    test(`agrees with our table of ${key}`, () => {
      const published = publishedParams(key);
      const problems: string[] = [];
      for (const [name, type] of Object.entries<string>(table)) {
        const theirs = published[name];
        // Filtering of insights is listed there; elsewhere it is general.
        if (theirs === undefined) {
          if (!GENERAL.has(name)) problems.push(`unknown parameter ${name}`);
          continue;
        }
        if (theirs.endsWith('!') && !type.endsWith('!')) problems.push(`${name} is required there`);
        if (type.startsWith('list<') !== theirs.startsWith('list<')) problems.push(`${name} is ${theirs} there, ${type} here`);
        const values = OURS.get(inner(type));
        const theirValues = publishedEnum(inner(theirs));
        if (values !== undefined) {
          // `effective_status` of ads is a plain string list there.
          if (theirValues === null) problems.push(...(inner(theirs) === 'string' ? [] : [`${name} is no enum there: ${theirs}`]));
          // Upper and lower case differ between two published lists of the same presets.
          else
            problems.push(
              ...values
                .filter((value) => !theirValues.some((other) => other.toLowerCase() === value.toLowerCase()))
                .map((value) => `${name} has ${value}, which is not published`),
            );
        } else if (inner(type) === 'Country') {
          if (theirValues !== null && !theirValues.includes('CO')) problems.push(`${name} is no list of countries there`);
        } else if (inner(type) === 'JsonText' && inner(theirs) === 'string') continue;
        else if (inner(type) !== inner(theirs) && !(OBJECTS.has(inner(type)) && OBJECTS.has(inner(theirs))) && theirValues === null)
          problems.push(`${name} is ${theirs} there, ${type} here`);
      }
      for (const [name, type] of Object.entries(published))
        if (type.endsWith('!') && !(name in table)) problems.push(`${name} is required there and absent here`);
      expect(problems).toEqual([]);
    });
  }

  test('knows every field that our simulator gives', () => {
    const unknown = Object.entries(FIELDS).flatMap(([node, names]) => {
      const published = spec!.nodes[node];
      if (published?.fields === undefined) return [];
      const known = new Set([...Object.keys(published.fields), ...(published.fields_added_by_python_sdk_25_0_2 ?? [])]);
      return names.filter((name) => !known.has(name)).map((name) => `${node}.${name}`);
    });
    expect(unknown).toEqual([]);
  });

  test('knows every targeting key that our simulator takes', () => {
    const targeting = spec!.nodes['Targeting']!.fields!;
    const geo = spec!.nodes['TargetingGeoLocation']!.fields!;
    expect([...TARGETING_SUBSET].filter((key) => !(key in targeting))).toEqual([]);
    expect([...GEO_KEYS].filter((key) => !(key in geo))).toEqual([]);
  });

  test('finds nothing unknown, missing or outside an enum in what our adapter sends', async () => {
    const world = await openMetaWorld();
    const traffic = await publishTree(world, { active: true });
    await publishTree(world, {
      campaign: { objective: 'applications' },
      ad: { headlines: ['Uno', 'Dos'], descriptions: ['Tres', 'Cuatro'] },
    });
    const { meta, account } = world;
    valueOf(
      await meta.apply(
        step(
          account,
          'update',
          {
            ...traffic.campaign,
            remoteId: traffic.campaignId,
            fields: { ...traffic.campaign.fields, name: 'Nuevo', endDay: '2027-01-31' },
          },
          {},
          { changedFields: ['name', 'endDay', 'dailyBudget'] },
        ),
      ),
    );
    valueOf(
      await meta.apply(
        step(account, 'update', { ...traffic.adGroup, remoteId: traffic.adGroupId }, {}, { changedFields: ['places', 'languages'] }),
      ),
    );
    valueOf(await meta.find(step(account, 'create_ad', traffic.ad, { adGroup: traffic.adGroupId })));
    world.host.advance(3 * DAY_MS);
    valueOf(await meta.read(account, { kind: 'all_marked' }));
    valueOf(await meta.read(account, { kind: 'campaigns', remoteCampaignIds: [traffic.campaignId] }));
    valueOf(await meta.metrics(account, '2026-11-20', '2026-11-26'));
    const others = await useSiblings(world);
    const problems: string[] = [];
    let compared = 0;
    let answered = 0;
    for (const request of world.host.requests('meta')) {
      const key = keyOf(request.method, request.path, world.host.networks.get('meta')!.state(), others);
      if (key === null) continue;
      answered += checkAnswer(key, request.response, problems);
      const sent: Record<string, unknown> =
        request.method === 'GET'
          ? request.query
          : request.body.startsWith('--')
            ? readForm(Buffer.from(request.body), `multipart/form-data; boundary=${request.body.slice(2, request.body.indexOf('\r'))}`)
            : (JSON.parse(request.body) as Record<string, unknown>); // the adapter's own body
      const published = publishedParams(key);
      for (const [name, value] of Object.entries(sent)) {
        compared += 1;
        const type = published[name];
        if (type === undefined) {
          if (!GENERAL.has(name)) problems.push(`${key}: unknown ${name}`);
          continue;
        }
        const allowed = publishedEnum(inner(type));
        const values: unknown[] =
          allowed === null ? [] : [typeof value === 'string' && value.startsWith('[') ? (JSON.parse(value) as unknown) : value].flat();
        for (const entry of values) if (!allowed!.includes(String(entry))) problems.push(`${key}: ${name}=${String(entry)}`);
      }
      for (const [name, type] of Object.entries(published))
        if (type.endsWith('!') && !(name in sent)) problems.push(`${key}: ${name} is missing`);
      problems.push(...nested(key, sent));
    }
    await world.close();
    expect(problems).toEqual([]);
    expect(compared).toBeGreaterThan(150);
    expect(answered).toBeGreaterThan(180);
  });
});

/** The table's key for an address; null for the searches and the token's own edges, which no node describes. */
function keyOf(
  method: string,
  address: string,
  state: { campaigns: readonly { id: string }[]; adGroups: readonly { id: string }[]; ads: readonly { id: string }[] },
  others: ReadonlyMap<string, string>,
): string | null {
  const [, , first = '', edge] = address.split('/');
  if (['search', 'me', 'debug_token', 'oauth', 'dialog'].includes(first)) return null;
  const node = first.startsWith('act_')
    ? 'AdAccount'
    : state.campaigns.some(({ id }) => id === first)
      ? 'Campaign'
      : state.adGroups.some(({ id }) => id === first)
        ? 'AdSet'
        : state.ads.some(({ id }) => id === first)
          ? 'Ad'
          : (others.get(first) ?? 'AdCreative');
  return `${method} ${node}${edge === undefined ? '' : `/${edge}`}`;
}

/** Everything else that the adapter can ask for; gives the nodes that it met. */
async function useSiblings(world: MetaWorld): Promise<ReadonlyMap<string, string>> {
  const { account, ports } = world;
  const tree = await publishTree(world, {
    ad: { image: { template: 'plain', headline: 'Asesor', place: 'Bogotá', detail: '', brand: 'Altavoz' } },
  });
  valueOf(await ports.ads.find(step(account, 'upload_media', tree.ad)));
  const audience = valueOf(
    await ports.audiences!.create(account, { name: 'Lista', marker: 'aaaaaaaa', description: 'Con permiso', retentionDays: null }),
  );
  const members = hashes(120);
  valueOf(await ports.audiences!.change(account, audience.remoteId, 'add', members));
  valueOf(await ports.audiences!.change(account, audience.remoteId, 'remove', members.slice(0, 3)));
  valueOf(await ports.audiences!.find(account, 'aaaaaaaa'));
  valueOf(await ports.audiences!.read(account, audience.remoteId));
  const alike = valueOf(
    await ports.audiences!.lookalike!(account, {
      name: 'Parecidos',
      marker: 'bbbbbbbb',
      description: '',
      retentionDays: null,
      sourceRemoteId: audience.remoteId,
      country: 'CO',
      breadth: 'narrow',
    }),
  );
  valueOf(await ports.audiences!.remove(account, alike.remoteId));
  valueOf(
    await ports.conversions!.send(account, [
      {
        eventId: 'e1',
        name: 'hire',
        occurredAt: new Date(world.host.nowMs() - 3_600_000).toISOString(),
        clickId: 'IwAR0abc',
        member: members[0]!,
        value: { amountMicros: 2_400_000_000_000n, currency: 'COP' },
        sourceUrl: 'https://empleos.example.co/v/1',
      },
    ]),
  );
  valueOf(await ports.leads!.leads(account, new Date(world.host.nowMs() - 10 * DAY_MS).toISOString()));
  const bytes = new Uint8Array(1_500_000).fill(7);
  valueOf(
    await ports.media!.upload(account, {
      kind: 'video',
      mime: 'video/mp4',
      bytes,
      sha256: sha256Hex('7'),
      width: 1080,
      height: 1080,
      durationMs: 9_000,
      name: 'Planta',
    }),
  );
  valueOf(await ports.media!.findMedia(account, sha256Hex('7')));
  return new Map([
    [audience.remoteId, 'CustomAudience'],
    [alike.remoteId, 'CustomAudience'],
    [account.settings['pageId']!, 'Page'],
    [account.settings['pixelId']!, 'AdsPixel'],
    [`8${account.settings['pageId']!}`, 'LeadgenForm'],
  ]);
}

/** What an edge or a node answers with. */
const ANSWERS: Readonly<Record<string, string>> = {
  campaigns: 'Campaign',
  adsets: 'AdSet',
  ads: 'Ad',
  adcreatives: 'AdCreative',
  campaignsbylabels: 'Campaign',
  adsetsbylabels: 'AdSet',
  adsbylabels: 'Ad',
  adlabels: 'AdLabel',
  adimages: 'AdImage',
  advideos: 'AdVideo',
  customaudiences: 'CustomAudience',
  insights: 'AdsInsights',
  leadgen_forms: 'LeadgenForm',
  leads: 'Lead',
};

/** Every field of an answer against the node that it is: its name, and its values where they are listed. Gives how many were looked at. */
function checkAnswer(key: string, text: string, problems: string[]): number {
  if (!key.startsWith('GET ')) return 0;
  const [node = '', edge] = key.slice(4).split('/');
  const target = edge === undefined ? node : ANSWERS[edge];
  const body = JSON.parse(text) as { data?: unknown[]; error?: unknown }; // the simulator's own answer
  if (target === undefined || body.error !== undefined) return 0;
  const published = spec!.nodes[target];
  if (published?.fields === undefined) return 0;
  let looked = 0;
  for (const row of edge === undefined ? [body] : (body.data ?? [])) {
    for (const [name, value] of Object.entries(row as Record<string, unknown>)) {
      // rows of a list are objects
      looked += 1;
      const type = published.fields[name];
      if (type === undefined) {
        problems.push(`${key} answers with unknown ${target}.${name}`);
        continue;
      }
      const allowed = publishedEnum(inner(type));
      for (const entry of allowed === null ? [] : [value].flat())
        if (!allowed!.some((one) => one.toLowerCase() === String(entry).toLowerCase()))
          problems.push(`${key} answers ${target}.${name}=${String(entry)}`);
    }
  }
  return looked;
}

/** Objects inside a request, against the nodes that describe them. */
function nested(key: string, sent: Record<string, unknown>): string[] {
  const walk = (node: string, value: unknown, where: string): string[] => {
    const fields = spec!.nodes[node]?.fields;
    if (fields === undefined || typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, member]) => {
      const type = fields[name];
      if (type === undefined) return [`${key}: unknown ${where}.${name}`];
      const allowed = publishedEnum(inner(type));
      if (allowed !== null && ![member].flat().every((entry) => allowed.includes(String(entry))))
        return [`${key}: ${where}.${name}=${String(member)}`];
      return [member].flat().flatMap((entry: unknown) => walk(inner(type), entry, `${where}.${name}`));
    });
  };
  return [
    ...walk('Targeting', sent['targeting'], 'targeting'),
    ...walk('AdCreativeObjectStorySpec', sent['object_story_spec'], 'object_story_spec'),
    ...walk('AdAssetFeedSpec', sent['asset_feed_spec'], 'asset_feed_spec'),
    ...walk('AdPromotedObject', sent['promoted_object'], 'promoted_object'),
    ...walk('AdCreativeContextualMultiAds', sent['contextual_multi_ads'], 'contextual_multi_ads'),
    ...[sent['attribution_spec'] ?? []].flat().flatMap((entry: unknown) => walk('AttributionSpec', entry, 'attribution_spec')),
  ];
}
