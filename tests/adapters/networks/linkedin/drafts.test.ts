import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkedinCapabilities } from '../../../../adapters/networks/linkedin/manifest.ts';
import type { AdFields, AdGroupFields, CampaignFields } from '../../../../core/contract/plan-model.ts';
import type { PlannedObject } from '../../../../core/ports/index.ts';
import { clientId, planningBench, runFlow, someone, vacancy, yes } from '../../../support/planning.ts';
import { openLinkedIn, type LinkedInWorld } from './world.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
let world: LinkedInWorld;
beforeAll(async () => void (world = await openLinkedIn()));
afterAll(() => world.host.close());

const base = { marker: 'k3f9q2ma', remoteId: null };
function campaign(change: Partial<CampaignFields> = {}): PlannedObject {
  const fields: CampaignFields = {
    name: 'Ventas Bogotá',
    status: 'paused',
    objective: 'traffic',
    dailyBudget: { amountMicros: 40_000_000n, currency: 'USD' },
    startDay: '2026-11-23',
    endDay: '2026-12-31',
    countries: ['CO'],
    employment: true,
    ...change,
  };
  return { ...base, level: 'campaign', objectId: 'c', parentId: null, fields };
}
function group(change: Partial<AdGroupFields> = {}, objectId = 'g'): PlannedObject {
  const places = [{ code: null, name: 'Colombia', region: null, country: 'CO' }];
  const fields: AdGroupFields = { name: 'Asesores', status: 'paused', places, radiusKm: null, languages: ['es'], keywords: [], ...change };
  return { ...base, level: 'ad_group', objectId, parentId: 'c', fields };
}
function ad(change: Partial<AdFields> = {}): PlannedObject {
  const fields: AdFields = {
    name: 'Asesor comercial',
    status: 'paused',
    headlines: ['Asesor comercial en Bogotá'],
    descriptions: [],
    primaryText: 'Atienda clientes y cumpla las metas del mes.',
    finalUrl: 'https://empleos.example.co/v/1',
    callToAction: 'apply_now',
    image: { template: 'plain', headline: 'Asesor comercial', place: 'Bogotá', detail: '', brand: 'Almacenes' },
    ...change,
  };
  return { ...base, level: 'ad', objectId: 'a', parentId: 'g', fields };
}
const codes = (objects: readonly PlannedObject[], settings = world.account.settings): string[] =>
  world.network
    .check({ account: { ...world.account, settings }, objects, today: '2026-11-23' })
    .map(({ code }) => code.replace('checks.linkedin_', ''));

describe('drafts for LinkedIn', () => {
  test('have nothing against a good plan', () => {
    expect(codes([campaign(), group(), ad()])).toEqual([]);
  });

  const cases: readonly (readonly [string, readonly PlannedObject[]])[] = [
    ['name_missing', [campaign({ name: ' ' })]],
    ['name_too_long', [campaign({ name: 'x'.repeat(90) })]],
    ['currency_differs', [campaign({ dailyBudget: { amountMicros: 1n, currency: 'COP' } })]],
    ['conversion_needed', [campaign({ objective: 'applications' })]],
    ['end_before_start', [campaign({ endDay: '2026-11-01' })]],
    ['end_passed', [campaign({ startDay: '2026-10-01', endDay: '2026-11-01' })]],
    ['budget_divided', [campaign(), group(), group({}, 'g2')]],
    ['keywords_ignored', [group({ keywords: ['empleo'] })]],
    ['radius_ignored', [group({ radiusKm: 25 })]],
    ['language_unknown', [group({ languages: ['zz'] })]],
    ['one_language', [group({ languages: ['es', 'en'] })]],
    ['place_to_look_up', [group({ places: [{ code: '11001', name: 'Bogotá', region: 'Bogotá, D.C.', country: 'CO' }] })]],
    ['place_to_look_up', [group({ places: [{ code: null, name: 'Perú', region: null, country: 'PE' }] })]],
    ['headline_missing', [ad({ headlines: [] })]],
    ['headline_too_long', [ad({ headlines: ['x'.repeat(201)] })]],
    ['too_many_headlines', [ad({ headlines: ['Uno', 'Dos'] })]],
    ['text_missing', [ad({ primaryText: '' })]],
    ['text_too_long', [ad({ primaryText: 'x'.repeat(601) })]],
    ['descriptions_ignored', [ad({ descriptions: ['Contrato'] })]],
    ['url_not_https', [ad({ finalUrl: 'http://empleos.example.co' })]],
    ['picture_missing', [ad({ image: null })]],
  ];
  test.each(cases)('are told %s', (code, objects) => expect(codes(objects)).toEqual([code]));

  test('are told that a company page is needed, and every code has a sentence in both languages', () => {
    expect(codes([campaign()], {})).toEqual(['organization_missing']);
    const wanted = new Set(['organization_missing', ...cases.map(([code]) => code)].map((code) => `checks.linkedin_${code}`));
    for (const language of ['es', 'en']) {
      const file = path.join(root, 'resources', 'locales', language, 'checks-linkedin.json');
      expect(new Set(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object))).toEqual(wanted);
    }
  });

  test('are refused unsent should a step come for them all the same', async () => {
    const before = world.host.requestCount('linkedin');
    const step = {
      id: 's',
      kind: 'create_campaign' as const,
      account: world.account,
      objects: [campaign()],
      above: [],
      refs: {},
      changedFields: [],
      status: null,
      firstSentAt: null,
    };
    expect(await world.network.apply(step)).toMatchObject({ ok: false, error: { kind: 'refused', code: 'linkedin.drafts_only' } });
    expect(await world.network.find(step)).toEqual({ ok: true, value: null });
    expect(world.host.requestCount('linkedin')).toBe(before);
  });

  test('are laid out by its capabilities, shown with the reason, and held back while the other network goes on', async () => {
    const bench = planningBench({ vacancies: [1, 2, 3].map((number) => vacancy(number)), board: linkedinCapabilities });
    runFlow(bench);
    await bench.planning.handlers.checks.run({ clientId }, someone);
    const heads = bench.plans.heads({ clientId });
    const drafts = heads.filter((head) => head.network === 'board');
    expect(drafts.filter((head) => head.level === 'ad')).toHaveLength(3);
    const told = drafts.filter((head) => head.level === 'campaign').map((head) => head.errors);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every((errors) => errors > 0)).toBe(true);
    const going = new Set(bench.planning.publishableSelection(clientId));
    expect(heads.filter((head) => going.has(head.id)).map((head) => head.network)).not.toContain('board');
    expect(going.size).toBeGreaterThan(0);
  });
});

test('drafts that are never sent do not count against the cap of the client', async () => {
  for (const [publishes, above] of [
    [true, true],
    [false, false],
  ] as const) {
    const bench = planningBench({
      vacancies: [vacancy(1)],
      board: { publishes },
      // A month of half of what the flow lays out.
      client: { monthlyCap: { amountMicros: 7_700_000_000_000n, currency: 'COP' } },
    });
    runFlow(bench);
    await bench.planning.handlers.checks.run({ clientId }, someone);
    const filter = { clientId, objectId: null, severity: null, offset: 0, limit: 1 };
    const { byCode } = yes(bench.planning.handlers.checks.list(filter, someone));
    expect({ publishes, above: byCode.some(({ code }) => code.endsWith('budget_above_cap')) }).toEqual({ publishes, above });
  }
});

test('nothing but its folder, its sentences, its rules and a line of the registry knows of LinkedIn', () => {
  const own = path.join('adapters', 'networks', 'linkedin');
  const knowing = ['core', 'adapters', 'electron', 'renderer']
    .flatMap((room) => readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => path.join(room, file)))
    .filter((file) => /\.(ts|tsx|css)$/.test(file) && !file.startsWith(own + path.sep) && !file.includes('node_modules'))
    .filter((file) => /linkedin/i.test(readFileSync(path.join(root, file), 'utf8')));
  // In files of candidates it is a column that shows who somebody is: no network.
  expect(knowing).toEqual([path.join('core', 'candidates', 'protected-words.ts'), path.join('adapters', 'networks', 'registry.ts')]);
});
