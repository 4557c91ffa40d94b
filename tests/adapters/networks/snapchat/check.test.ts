import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountRef, PlannedObject } from '../../../../core/ports/index.ts';
import { adGroupObject, adObject, BOGOTA, campaignObject, COLOMBIA, dollars, openSnapWorld, step, type SnapWorld } from './world.ts';

let world: SnapWorld;
beforeAll(async () => void (world = await openSnapWorld()));
afterAll(() => world.close());

function codes(objects: readonly PlannedObject[], account: AccountRef = world.account): string[] {
  return world.snap.check({ account, objects, today: world.today() }).map((problem) => problem.code.slice('checks.snapchat_'.length));
}
const group = (change: Parameters<typeof adGroupObject>[1]): PlannedObject => adGroupObject(campaignObject(), change);
const ad = (change: Parameters<typeof adObject>[1]): PlannedObject => adObject(adGroupObject(campaignObject()), change);
const settings = (more: Record<string, string>): AccountRef => ({ ...world.account, settings: more });

describe('the check before publishing on Snapchat', () => {
  test('has nothing to say about a good plan', () => {
    const good = campaignObject();
    const squad = adGroupObject(good);
    expect(codes([good, squad, adObject(squad)])).toEqual([]);
  });

  const cases: readonly (readonly [string, () => PlannedObject, (() => AccountRef)?])[] = [
    ['budget_below_minimum', () => campaignObject({ dailyBudget: dollars(19.99) })],
    ['budget_step', () => campaignObject({ dailyBudget: { amountMicros: 25_000_001n, currency: 'USD' } })],
    ['currency_differs', () => campaignObject({ dailyBudget: { amountMicros: 480_000_000_000n, currency: 'COP' } })],
    ['currency_not_offered', () => campaignObject(), () => ({ ...world.account, currency: 'COP' })],
    ['end_before_start', () => campaignObject({ startDay: '2026-12-10', endDay: '2026-12-01' })],
    ['end_passed', () => campaignObject({ startDay: '2026-10-01', endDay: '2026-11-01' })],
    ['start_passed', () => campaignObject({ startDay: '2026-11-01' })],
    ['name_too_long', () => campaignObject({ name: 'x'.repeat(365) })],
    ['name_missing', () => campaignObject({ name: ' ' })],
    ['pixel_missing', () => campaignObject({ objective: 'applications' }), () => settings({})],
    ['place_setting', () => campaignObject(), () => settings({ placeTargeting: 'town' })],
    ['place_as_country', () => group({ places: [BOGOTA] })],
    ['place_as_region', () => group({ places: [BOGOTA] }), () => settings({ placeTargeting: 'region' })],
    ['region_review', () => group({ places: [BOGOTA] }), () => settings({ placeTargeting: 'region' })],
    ['radius_ignored', () => group({ radiusKm: 25 })],
    ['keywords_ignored', () => group({ keywords: ['empleo'] })],
    ['language_unknown', () => group({ languages: ['zz'] })],
    ['one_language', () => group({ places: [COLOMBIA, { ...COLOMBIA, country: 'AR' }], languages: ['es', 'en'] })],
    ['headline_missing', () => ad({ headlines: [] })],
    ['headline_empty', () => ad({ headlines: [' '] })],
    ['headline_too_long', () => ad({ headlines: ['x'.repeat(35)] })],
    ['too_many_headlines', () => ad({ headlines: ['Uno', 'Dos'] })],
    ['text_ignored', () => ad({ descriptions: ['Contrato'] })],
    ['call_to_action', () => ad({ callToAction: 'contact_us' })],
    ['url_not_https', () => ad({ finalUrl: 'http://empleos.example.co' })],
    ['url_too_long', () => ad({ finalUrl: `https://empleos.example.co/${'x'.repeat(2_048)}` })],
    ['picture_missing', () => ad({ image: null })],
    [
      'brand_cut',
      () => ad({ image: { template: 'plain', headline: 'a', place: 'b', detail: '', brand: 'Una marca muy larga con muchas palabras' } }),
    ],
  ];
  for (const [code, object, ref] of cases) {
    test(`reports ${code}`, () => {
      expect(codes([object()], ref?.())).toContain(code);
    });
  }

  test('says when groups of different towns come to reach the same people', () => {
    const campaign = campaignObject();
    const other = { code: '05001', name: 'Medellín', region: 'Antioquia', country: 'CO' };
    const groups = [adGroupObject(campaign, { places: [BOGOTA] }), adGroupObject(campaign, { places: [other] })];
    expect(codes([campaign, ...groups])).toContain('groups_overlap');
    expect(codes([campaign, ...groups], settings({ placeTargeting: 'region' }))).not.toContain('groups_overlap');
  });

  test('agrees with the network: what it calls an error in a campaign is refused there, and what it passes is taken', async () => {
    const plans = [campaignObject(), ...cases.map(([, object, ref]) => (ref === undefined ? object() : campaignObject()))].filter(
      (object) => object.level === 'campaign',
    );
    const ours: boolean[] = [];
    const theirs: boolean[] = [];
    for (const object of plans) {
      const errors = world.snap
        .check({ account: world.account, objects: [object], today: world.today() })
        .filter((problem) => problem.severity === 'error');
      // What only our side knows: another currency's amount, hundredths, and names with room for the marker.
      if (errors.some((problem) => /currency|step|name_/.test(problem.code))) continue;
      ours.push(errors.length === 0);
      world.host.advance(2_000);
      theirs.push((await world.snap.apply(step(world.account, 'create_campaign', object))).ok);
    }
    expect(theirs).toEqual(ours);
    expect(ours).toContain(true);
    expect(ours).toContain(false);
  });

  test('has a sentence in both languages for every code that it can give', () => {
    const source = readFileSync(path.resolve(import.meta.dirname, '../../../../adapters/networks/snapchat/check.ts'), 'utf8');
    const given = new Set([...source.matchAll(/'(snapchat_[a-z_]+)'/g)].map((match) => `checks.${match[1]}`));
    for (const language of ['es', 'en']) {
      const text = JSON.parse(
        readFileSync(path.resolve(import.meta.dirname, `../../../../resources/locales/${language}/checks-snapchat.json`), 'utf8'),
      ) as Record<string, string>; // our own catalogue
      expect(Object.keys(text).toSorted()).toEqual([...given].toSorted());
    }
  });
});
