import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NetworkPlan, PlannedObject } from '../../../../core/ports/index.ts';
import { adGroupObject, adObject, campaignObject, openXWorld, valueOf, type XWorld } from './world.ts';

let world: XWorld;
beforeAll(async () => void (world = await openXWorld()));
afterAll(() => world.close());

const codes = (objects: readonly PlannedObject[], change: Partial<NetworkPlan> = {}): readonly string[] =>
  world.ads
    .check({ account: world.account, objects, today: '2026-11-23', ...change })
    .map((problem) => `${problem.severity} ${problem.code.slice(9)}`);

const campaign = (change: Parameters<typeof campaignObject>[1] = {}) => campaignObject(world.account, change);
const cop = (amountMicros: bigint) => ({ dailyBudget: { amountMicros, currency: 'COP' } });

test('finds nothing to say of a sound tree', () => {
  const root = campaign();
  const group = adGroupObject(root);
  expect(codes([root, group, adObject(group)])).toEqual([]);
});

test('says before publishing what X would refuse of a campaign', () => {
  expect(codes([campaign(cop(5_000_000_001n))])).toEqual(['error budget_step']);
  expect(codes([campaign(cop(5_000_010_000n))])).toEqual([]);
  expect(codes([campaign({ dailyBudget: { amountMicros: 10_000_000n, currency: 'USD' } })])).toEqual(['error currency_differs']);
  expect(codes([campaign({ endDay: '2026-11-22', startDay: '2026-11-23' })])).toEqual(['error end_before_start']);
  expect(codes([campaign({ startDay: '2026-11-01' })])).toEqual(['warning start_passed']);
  expect(codes([campaign({ name: 'x'.repeat(245) })])).toEqual(['error name_too_long']);
  const untagged = { ...world.account, settings: {} };
  expect(codes([campaign({ objective: 'applications' })], { account: untagged })).toEqual(['error web_event_tag_missing']);
});

test('refuses a line item without a place, for that is the whole world', () => {
  expect(codes([adGroupObject(campaign(), { places: [] })])).toEqual(['error places_missing']);
  expect(codes([adGroupObject(campaign(), { radiusKm: 25, keywords: ['ventas'], languages: ['es', 'nl'] })])).toEqual([
    'warning keywords_ignored',
    'warning radius_ignored',
    'error language_unknown',
  ]);
});

test('knows which places X has once an account was tested, and never widens one', async () => {
  const nowhere = { code: '99999', name: 'Macondo', region: 'Magdalena', country: 'CO' };
  expect(codes([adGroupObject(campaign(), { places: [nowhere] })])).toEqual([]);
  valueOf(await world.ads.test(world.account));
  expect(codes([adGroupObject(campaign(), { places: [nowhere] })])).toEqual(['error place_unknown']);
  const department = { code: '05', name: 'Antioquia', region: null, country: 'CO' };
  const country = { code: null, name: 'Colombia', region: null, country: 'CO' };
  expect(codes([adGroupObject(campaign(), { places: [department, country] })])).toEqual([]);
});

test('says before publishing what X would refuse of an ad', () => {
  const group = adGroupObject(campaign());
  const ad = (change: Parameters<typeof adObject>[1]) => codes([adObject(group, change)]);
  expect(ad({ primaryText: 'ñ'.repeat(280) })).toEqual([]);
  expect(ad({ primaryText: 'ñ'.repeat(281) })).toEqual(['error text_too_long']);
  expect(ad({ primaryText: '👩'.repeat(141) })).toEqual(['error text_too_long']);
  expect(ad({ primaryText: ' ' })).toEqual(['error text_missing']);
  expect(ad({ primaryText: 'Vea https://a.co' })).toEqual(['error link_in_text']);
  expect(ad({ headlines: [] })).toEqual(['error headline_missing']);
  expect(ad({ headlines: ['a', 'b'] })).toEqual(['error one_headline']);
  expect(ad({ headlines: ['x'.repeat(71)] })).toEqual(['warning headline_long']);
  expect(ad({ image: null })).toEqual(['error image_missing']);
  expect(ad({ finalUrl: 'http://a.co' })).toEqual(['error url_not_https']);
  expect(ad({ name: 'x'.repeat(56) })).toEqual(['error name_too_long']);
  expect(ad({ descriptions: ['a'] })).toEqual(['warning descriptions_ignored']);
});

test('counts the same words by the user who posts them, whichever account pays', () => {
  const { authorOf } = world.ads.capabilities;
  const as = (accountId: string, asUserId: string) => authorOf?.({ ...world.account, accountId, settings: { asUserId } });
  expect(as('one', '77')).toBe(as('two', '77'));
  expect(as('one', '77')).not.toBe(as('one', '78'));
  expect(as('one', '')).not.toBe(as('two', ''));
});

test('has words in both languages for everything it says', () => {
  const source = readFileSync(path.resolve(import.meta.dirname, '../../../../adapters/networks/x/check.ts'), 'utf8');
  const said = [...source.matchAll(/'(x_[a-z_]+)'/g)].map((match) => `checks.${match[1] ?? ''}`).toSorted();
  for (const language of ['es', 'en']) {
    const file = path.resolve(import.meta.dirname, `../../../../resources/locales/${language}/checks-x.json`);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object).toSorted()).toEqual([...new Set(said)]);
  }
});
