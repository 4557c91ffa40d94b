import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlannedObject } from '../../../../core/ports/index.ts';
import { adGroupObject, adObject, AFTER_CHANGE_MS, campaignObject, openTikTokWorld, type TikTokWorld } from './world.ts';

let world: TikTokWorld;
beforeAll(async () => void (world = await openTikTokWorld()));
afterAll(() => world.close());

function problems(objects: readonly PlannedObject[], settings: Record<string, string> = {}): readonly string[] {
  const account = { ...world.account, settings: { ...world.account.settings, ...settings } };
  return world.tiktok
    .check({ account, objects, today: '2026-11-23' })
    .map((problem) => `${problem.severity} ${problem.field ?? '-'} ${problem.code.replace('checks.tiktok_', '')}`);
}
const campaign = (change = {}) => campaignObject(world.account, change);
const ad = (change = {}) => adObject(adGroupObject(campaign()), change);

describe('what can be known without asking TikTok', () => {
  test('finds nothing wrong with a whole tree', () => {
    const root = campaign();
    const group = adGroupObject(root);
    expect(problems([root, group, adObject(group)])).toEqual([]);
  });

  test.each([
    ['a budget in another currency', { dailyBudget: { amountMicros: 80_000_000n, currency: 'USD' } }, 'error dailyBudget currency_differs'],
    ['a budget in cents of a peso', { dailyBudget: { amountMicros: 480_000_500_000n, currency: 'COP' } }, 'error dailyBudget budget_step'],
    [
      'a budget below the minimum',
      { dailyBudget: { amountMicros: 100_000_000_000n, currency: 'COP' } },
      'error dailyBudget budget_below_minimum',
    ],
    ['no country', { countries: [] }, 'error countries countries_missing'],
    ['the United States from Colombia', { countries: ['US'] }, 'error countries special_industry'],
    ['an end before the start', { endDay: '2026-11-20' }, 'error endDay end_before_start'],
    ['an end that has passed', { startDay: '2026-11-01', endDay: '2026-11-20' }, 'error endDay end_passed'],
    ['a start that has passed', { startDay: '2026-11-20' }, 'warning startDay start_passed'],
    ['an empty name', { name: ' ' }, 'error name name_missing'],
    ['a long name', { name: 'x'.repeat(502) }, 'error name name_too_long'],
    ['a name with an emoji', { name: 'Ventas 🚀' }, 'error name name_emoji'],
  ])('refuses a campaign with %s', (_what, change, expected) => {
    expect(problems([campaign(change)])).toContain(expected);
  });

  test('asks for the identity always, for the pixel when applications are tracked, for music once Smart+ is the only way', async () => {
    expect(problems([campaign()], { identityId: '' })).toEqual(['error - identity_missing']);
    expect(problems([campaign({ objective: 'applications' })], { pixelId: '' })).toEqual(['error objective pixel_missing']);
    expect(problems([campaign({ objective: 'applications' })], { musicId: '' })).toEqual([]);
    const later = await openTikTokWorld({ startMs: AFTER_CHANGE_MS });
    const plan = (object: PlannedObject) =>
      later.tiktok.check({
        account: { ...later.account, settings: { ...later.account.settings, musicId: '' } },
        objects: [object],
        today: '2027-01-04',
      });
    const fresh = campaign({ objective: 'applications', startDay: '2027-01-04' });
    expect(plan(fresh).map((problem) => problem.code)).toEqual(['checks.tiktok_music_missing']);
    // A campaign that exists stays what it is.
    expect(plan({ ...fresh, remoteId: '1' })).toEqual([]);
    await later.close();
  });

  test.each([
    [
      'a place in a country that the campaign does not name',
      { places: [{ code: null, name: 'Chile', region: null, country: 'CL' }] },
      'error places country_not_declared',
    ],
    ['a radius, which narrows what TikTok takes', { radiusKm: 20 }, 'warning radiusKm radius_ignored'],
    ['keywords', { keywords: ['ventas'] }, 'warning keywords keywords_ignored'],
  ])('speaks of an ad group with %s', (_what, change, expected) => {
    const root = campaign();
    expect(problems([root, adGroupObject(root, change)])).toEqual([expected]);
  });

  test('counts the ads of a group', () => {
    const root = campaign();
    const group = adGroupObject(root);
    const ads = Array.from({ length: 21 }, () => adObject(group));
    expect(problems([root, group, ...ads])).toEqual(['error - too_many_ads']);
  });

  test.each([
    ['no text', { primaryText: '' }, 'error primaryText text_missing'],
    ['a long text', { primaryText: 'x'.repeat(101) }, 'error primaryText text_too_long'],
    ['Chinese, which counts double', { primaryText: '採'.repeat(51) }, 'error primaryText text_too_long'],
    ['an emoji', { primaryText: 'Únase 🚀' }, 'error primaryText text_emoji'],
    ['no picture', { image: null }, 'error image image_missing'],
    ['an address without https', { finalUrl: 'http://x.co' }, 'error finalUrl url_not_https'],
    ['headlines that nobody would see', { headlines: ['Uno'] }, 'warning headlines texts_ignored'],
  ])('speaks of an ad with %s', (_what, change, expected) => {
    expect(problems([ad(change)])).toEqual([expected]);
  });

  test('says every problem in both languages', () => {
    const source = readFileSync(path.resolve(import.meta.dirname, '../../../../adapters/networks/tiktok/check.ts'), 'utf8');
    const codes = new Set([...source.matchAll(/report\((?:'\w+'|null), '(?:error|warning)', '(\w+)'/g)].map((match) => match[1]!));
    expect(codes.size).toBeGreaterThan(20);
    for (const language of ['es', 'en']) {
      const file = path.resolve(import.meta.dirname, `../../../../resources/locales/${language}/checks-tiktok.json`);
      const said = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>; // our own catalogue
      expect([...codes].filter((code) => said[`checks.tiktok_${code}`] === undefined)).toEqual([]);
    }
  });
});
