import { describe, expect, test } from 'vitest';
import { ENUMS } from '../../adapters/networks/meta/simulator/enums.ts';
import { FIELDS } from '../../adapters/networks/meta/simulator/fields.ts';
import { PARAMETERS } from '../../adapters/networks/meta/simulator/parameters.ts';
import { GEO_KEYS, TARGETING_SUBSET } from '../../adapters/networks/meta/simulator/targeting.ts';
import { sha256Hex } from '../../core/kernel/index.ts';
import { createMetaJudge, edgeParams, GENERAL, innerType, publishedEnum, readMetaSpec } from './judges/meta.ts';
import { DAY_MS, hashes, openMetaWorld, publishTree, step, valueOf, type MetaWorld } from '../adapters/networks/meta/world.ts';

/** The published description of the network judges our tables and our requests, field by field. It is no part of this repository. */
const spec = readMetaSpec();
if (spec === null) console.warn('SKIPPED: the published Meta description is not here; nothing was compared with it');

const OURS = new Map<string, readonly string[]>(Object.entries(ENUMS));

function publishedParams(key: string): Record<string, string> {
  const found = edgeParams(spec!, key);
  if (found === null) throw new Error(`The published description has no ${key}`);
  return found;
}

/** Published types that a table of ours may name more loosely, because they are objects whose members are checked elsewhere. */
const OBJECTS = new Set(['Object', 'map', 'Targeting', 'AdCreative', 'AdCreativeObjectStorySpec', 'map<string, Object>', 'list<map>']);

describe.skipIf(spec === null)('the published description of Meta', () => {
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
        const values = OURS.get(innerType(type));
        const theirValues = publishedEnum(spec!, innerType(theirs));
        if (values !== undefined) {
          // `effective_status` of ads is a plain string list there.
          if (theirValues === null) problems.push(...(innerType(theirs) === 'string' ? [] : [`${name} is no enum there: ${theirs}`]));
          // Upper and lower case differ between two published lists of the same presets.
          else
            problems.push(
              ...values
                .filter((value) => !theirValues.some((other) => other.toLowerCase() === value.toLowerCase()))
                .map((value) => `${name} has ${value}, which is not published`),
            );
        } else if (innerType(type) === 'Country') {
          if (theirValues !== null && !theirValues.includes('CO')) problems.push(`${name} is no list of countries there`);
        } else if (innerType(type) === 'JsonText' && innerType(theirs) === 'string') continue;
        else if (
          innerType(type) !== innerType(theirs) &&
          !(OBJECTS.has(innerType(type)) && OBJECTS.has(innerType(theirs))) &&
          theirValues === null
        )
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
    const judge = createMetaJudge(spec!, others);
    for (const request of world.host.requests('meta')) judge.look(request);
    await world.close();
    const { findings, fields, undescribed } = judge.verdict();
    expect(findings).toEqual([]);
    // The searches and the token's own edges, which no node describes.
    expect([...undescribed.keys()].filter((address) => !/ \/(search|me|debug_token|oauth|dialog)\b/.test(address))).toEqual([]);
    expect(fields).toBeGreaterThan(150);
    expect(judge.answered()).toBeGreaterThan(180);
  });
});

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
