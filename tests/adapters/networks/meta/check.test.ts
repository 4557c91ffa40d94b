import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlannedObject } from '../../../../core/ports/index.ts';
import { adGroupObject, adObject, campaignObject, openMetaWorld, step, type MetaWorld } from './world.ts';

let world: MetaWorld;
beforeAll(async () => void (world = await openMetaWorld()));
afterAll(() => world.close());

function codes(objects: readonly PlannedObject[], account = world.account): string[] {
  return world.meta.check({ account, objects, today: world.today() }).map((problem) => problem.code.slice('checks.meta_'.length));
}
const campaign = (change: Parameters<typeof campaignObject>[1]): PlannedObject => campaignObject(world.account, change);
const adGroup = (change: Parameters<typeof adGroupObject>[1]): PlannedObject => adGroupObject(campaignObject(world.account), change);
const ad = (change: Parameters<typeof adObject>[1]): PlannedObject => adObject(adGroupObject(campaignObject(world.account)), change);
const pesos = (major: bigint): { amountMicros: bigint; currency: string } => ({ amountMicros: major * 1_000_000n, currency: 'COP' });

describe('the check before publishing on Meta', () => {
  test('has nothing to say about a good plan', () => {
    const good = campaignObject(world.account);
    const group = adGroupObject(good);
    expect(codes([good, group, adObject(group)])).toEqual([]);
  });

  const cases: readonly (readonly [string, () => PlannedObject])[] = [
    ['budget_below_minimum', () => campaign({ dailyBudget: pesos(500n) })],
    ['budget_step', () => campaign({ dailyBudget: { amountMicros: 50_000_500_000n, currency: 'COP' } })],
    ['currency_differs', () => campaign({ dailyBudget: { amountMicros: 50_000_000n, currency: 'USD' } })],
    ['end_before_start', () => campaign({ startDay: '2026-12-10', endDay: '2026-12-01' })],
    ['end_passed', () => campaign({ startDay: '2026-10-01', endDay: '2026-11-01' })],
    ['run_too_short', () => campaign({ startDay: '2026-11-23', endDay: '2026-11-23' })],
    ['start_passed', () => campaign({ startDay: '2026-11-01' })],
    ['countries_missing', () => campaign({ countries: [] })],
    ['eu_payer', () => campaign({ countries: ['CO', 'ES'] })],
    ['name_too_long', () => campaign({ name: 'x'.repeat(390) })],
    ['name_missing', () => campaign({ name: ' ' })],
    ['radius', () => adGroup({ radiusKm: 5 })],
    ['keywords_ignored', () => adGroup({ keywords: ['empleo'] })],
    ['text_cut', () => ad({ headlines: ['x'.repeat(60)] })],
    ['text_too_long', () => ad({ primaryText: 'x'.repeat(2_300) })],
    ['text_missing', () => ad({ headlines: [] })],
    ['too_many_texts', () => ad({ descriptions: ['a', 'b', 'c', 'd', 'e', 'f'] })],
    ['url_not_https', () => ad({ finalUrl: 'http://empleos.example.co' })],
  ];
  for (const [code, object] of cases) {
    test(`reports ${code}`, () => {
      expect(codes([object()])).toContain(code);
    });
  }

  test('asks for the page always and for the pixel when applications are the goal', () => {
    const bare = { ...world.account, settings: {} };
    expect(codes([campaign({ objective: 'applications' })], bare)).toEqual(['page_missing', 'pixel_missing']);
  });

  test('reports a place in a country that the campaign does not declare', () => {
    const parent = campaignObject(world.account);
    expect(
      codes([parent, adGroupObject(parent, { places: [{ code: '02', name: 'Córdoba', region: 'Córdoba', country: 'AR' }] })]),
    ).toContain('country_not_declared');
  });

  test('agrees with the network: what it calls an error in a campaign is refused there, and what it passes is taken', async () => {
    const plans = [campaign({}), ...cases.map(([, object]) => object()).filter((object) => object.level === 'campaign')];
    const ours: boolean[] = [];
    const theirs: boolean[] = [];
    for (const object of plans) {
      const errors = world.meta
        .check({ account: world.account, objects: [object], today: world.today() })
        .filter((problem) => problem.severity === 'error');
      // What only our side knows: names with room for the marker, another currency's amount, and dates that Meta sees on the ad set.
      if (errors.some((problem) => /currency|step|end_|run_|eu_payer|name_/.test(problem.code))) continue;
      ours.push(errors.length === 0);
      theirs.push((await world.meta.apply(step(world.account, 'create_campaign', object))).ok);
    }
    expect(theirs).toEqual(ours);
    expect(ours).toContain(true);
    expect(ours).toContain(false);
  });

  test('has a sentence in both languages for every code that it can give', () => {
    const source = readFileSync(path.resolve(import.meta.dirname, '../../../../adapters/networks/meta/check.ts'), 'utf8');
    const given = new Set([...source.matchAll(/'(meta_[a-z_]+)'/g)].map((match) => `checks.${match[1]}`));
    for (const language of ['es', 'en']) {
      const text = JSON.parse(
        readFileSync(path.resolve(import.meta.dirname, `../../../../resources/locales/${language}/checks-meta.json`), 'utf8'),
      ) as Record<string, string>; // our own catalogue
      expect(Object.keys(text).toSorted()).toEqual([...given].toSorted());
    }
  });
});
