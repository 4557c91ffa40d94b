import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { money } from '../../../../core/kernel/index.ts';
import { displayWidth } from '../../../../adapters/networks/google/check.ts';
import { billableUnitMicros, CURRENCIES, FINAL_URL_SUFFIX } from '../../../../adapters/networks/google/manifest.ts';
import { deliveryOf, readMetrics, readName } from '../../../../adapters/networks/google/map-in.ts';
import { markedName, remoteAmount, treeOperations } from '../../../../adapters/networks/google/map-out.ts';
import { likePattern } from '../../../../adapters/networks/google/simulator/gaql.ts';
import { markerPattern } from '../../../../adapters/networks/google/reading.ts';
import { openWorld, refsOf, stepOf, TODAY, treeOf, valueOf, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const problems = (objects = treeOf()): string[] =>
  world.google
    .check({ account: world.account, objects, today: TODAY })
    .map((problem) => `${problem.severity} ${problem.code} ${problem.field ?? ''}`.trim());

describe('the free check', () => {
  it('finds nothing wrong with a sound campaign', () => {
    expect(problems()).toEqual([]);
  });

  it('finds what Google would refuse', () => {
    expect(
      problems(treeOf({ campaign: { name: ' ', dailyBudget: money(1_500_000n, 'USD'), startDay: '2026-11-01', endDay: '2026-10-01' } })),
    ).toEqual([
      'error google_name_empty name',
      'error google_budget_currency dailyBudget',
      'error google_start_past startDay',
      'error google_end_past endDay',
      'error google_dates_reversed endDay',
    ]);
    expect(problems(treeOf({ campaign: { dailyBudget: money(50_000_500_000n, 'COP') } }))).toEqual([
      'error google_budget_step dailyBudget',
    ]);
    expect(problems(treeOf({ campaign: { dailyBudget: money(0n, 'COP') } }))).toEqual(['error google_budget_empty dailyBudget']);
    expect(problems(treeOf({ campaign: { dailyBudget: money(1_000_000_000n, 'COP') } }))).toEqual([
      'warning google_budget_low dailyBudget',
    ]);
    expect(problems(treeOf({ campaign: { name: 'n'.repeat(245), objective: 'applications' } }))).toEqual([
      'error google_name_too_long name',
      'warning google_conversion_needed objective',
    ]);
    expect(problems(treeOf({ group: { name: 'dos\nlíneas', keywords: [], languages: ['qu'], radiusKm: 900 } }))).toEqual([
      'error google_name_characters name',
      'error google_no_keywords keywords',
      'error google_language_unknown languages',
      'error google_radius radiusKm',
    ]);
    expect(problems(treeOf({ group: { keywords: ['', 'x'.repeat(81), 'a b c d e f g h i j k', 'empleo {x}'] } }))).toEqual([
      'error google_keyword_empty keywords',
      'error google_keyword_too_long keywords',
      'error google_keyword_too_many_words keywords',
      'error google_keyword_characters keywords',
    ]);
    expect(problems(treeOf({ ads: 4 }))).toEqual(['error google_too_many_ads']);
    expect(problems(treeOf({ ad: { headlines: ['Uno', 'uno'], descriptions: ['', 'd'.repeat(91)] } }))).toEqual([
      'error google_too_few_texts headlines',
      'error google_text_repeated headlines',
      'error google_text_empty descriptions',
      'error google_text_too_long descriptions',
    ]);
    expect(
      problems(
        treeOf({ ad: { headlines: Array.from({ length: 16 }, (_, index) => `Título ${index}`), descriptions: ['¡¡Ya!!', 'Otra'] } }),
      ),
    ).toEqual(['error google_too_many_texts headlines', 'warning google_text_symbols descriptions']);
    expect(problems(treeOf({ ad: { finalUrl: 'ftp://x' } }))).toEqual(['error google_url_invalid finalUrl']);
    expect(problems(treeOf({ ad: { finalUrl: `https://x.co/${'a'.repeat(2_048)}` } }))).toEqual(['error google_url_too_long finalUrl']);
    expect(problems(treeOf({ groups: 4, group: { keywords: Array.from({ length: 1_300 }, (_, index) => `k${index}`) } }))).toEqual([
      'error google_too_many_operations',
    ]);
  });

  it('says that ad groups of one campaign share their places', () => {
    const objects = treeOf({ groups: 2 }).map((object) =>
      object.level === 'ad_group' && object.fields.name.endsWith('2')
        ? { ...object, fields: { ...object.fields, places: [{ code: '05001', name: 'Medellín', region: 'Antioquia', country: 'CO' }] } }
        : object,
    );
    expect(problems(objects)).toEqual(['warning google_places_shared places']);
  });

  it('has a sentence in both languages for every code, and codes for every sentence', () => {
    const source = readFileSync(new URL('../../../../adapters/networks/google/check.ts', import.meta.url), 'utf8');
    const codes = [...new Set([...source.matchAll(/add\('(google_\w+)'/g)].map((match) => `checks.${match[1]}`))].toSorted();
    for (const language of ['es', 'en']) {
      const catalogue = JSON.parse(
        readFileSync(new URL(`../../../../resources/locales/${language}/checks-google.json`, import.meta.url), 'utf8'),
      ) as Record<string, string>;
      expect(Object.keys(catalogue).toSorted()).toEqual(codes);
    }
  });

  it('passes exactly what the network accepts, for any texts', async () => {
    const details = await fc.check(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 0, maxLength: 34 }), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        async (headlines, index) => {
          const objects = treeOf({ index, ad: { headlines } });
          const refused = world.google
            .check({ account: world.account, objects, today: TODAY })
            .some((problem) => problem.severity === 'error');
          const answer = await world.google.apply(stepOf(world, 'create_tree', objects));
          world.host.reset();
          // A topic of policy is the network's to find: the check warns of signs only.
          const accepted = answer.ok || (answer.error.kind === 'refused' && answer.error.code === 'google.policy_finding');
          return accepted === !refused;
        },
      ),
      { numRuns: 60 },
    );
    expect(fc.defaultReportMessage(details) ?? 'holds').toBe('holds');
  });
});

describe('money', () => {
  it('goes out and comes back to the last micro, for every amount and currency', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_000_000_000_000_000_000n }), fc.constantFrom(...CURRENCIES), (amount, currency) => {
        expect(BigInt(remoteAmount(money(amount, currency)))).toBe(amount);
        const row = {
          adGroup: { id: '1' },
          adGroupAd: { ad: { id: '2' } },
          segments: { date: TODAY },
          metrics: { impressions: '1', clicks: '1', conversions: 0.5, costMicros: amount.toString() },
        };
        expect(readMetrics(row, currency, '30d_click').spend).toEqual({ amountMicros: amount, currency });
      }),
    );
  });

  it('refuses what a currency cannot express with the two nearest amounts, and takes each of these', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 9_000_000_000_000_000n }), fc.constantFrom(...CURRENCIES), (amountMicros, currency) => {
        const stepProblem = (micros: bigint) =>
          world.google
            .check({
              account: world.accountOf({ currency }),
              objects: treeOf({ campaign: { dailyBudget: money(micros, currency) } }),
              today: TODAY,
            })
            .find(({ code }) => code === 'google_budget_step');
        const step = billableUnitMicros(currency);
        const found = stepProblem(amountMicros);
        expect(found !== undefined).toBe(amountMicros % step !== 0n);
        if (found === undefined) return;
        const { below, above } = found.details as Record<'below' | 'above', { amountMicros: string; currency: string }>; // as check writes them
        const [low, high] = [BigInt(below.amountMicros), BigInt(above.amountMicros)];
        expect(high - low).toBe(step);
        expect(amountMicros < high).toBe(true);
        expect(low < amountMicros || low === step).toBe(true);
        expect([stepProblem(low), stepProblem(high)]).toEqual([undefined, undefined]);
        expect(below.currency).toBe(currency);
      }),
    );
  });

  it('survives the whole road through the network, in the currency of each account', async () => {
    const accounts = [
      ['1110000001', 'COP', 5_000n],
      ['1110000002', 'USD', 100n],
      ['1110000003', 'ARS', 100_000n],
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...accounts),
        fc.bigInt({ min: 0n, max: 9_000_000_000n }),
        fc.integer({ min: 0, max: 1_000_000 }),
        async ([remoteId, currency, least], more, index) => {
          const account = world.accountOf({ remoteId, currency });
          const dailyBudget = money((least + more) * billableUnitMicros(currency), currency);
          const made = await world.google.apply(stepOf(world, 'create_tree', treeOf({ index, campaign: { dailyBudget } }), { account }));
          const campaign = refsOf(valueOf(made))['campaign']!;
          const read = valueOf(await world.google.read(account, { kind: 'campaigns', remoteCampaignIds: [campaign] }));
          expect(read[0]!.fields['dailyBudget']).toEqual({ amountMicros: dailyBudget.amountMicros.toString(), currency });
          world.host.reset();
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('names and markers', () => {
  it('come back as they were given', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z0-9]{8}$/), (name, marker) => {
        expect(readName(markedName(name, marker))).toEqual({ plain: name, marker });
      }),
    );
    expect(readName('Campaña ajena')).toEqual({ plain: 'Campaña ajena', marker: null });
  });

  it('are found by their own pattern and by no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z0-9]{8}$/), fc.stringMatching(/^[a-z0-9]{8}$/), (name, marker, other) => {
        const pattern = likePattern(markerPattern(marker).slice(1, -1));
        expect(pattern.test(markedName(name, marker))).toBe(true);
        fc.pre(other !== marker && !name.includes(marker));
        expect(pattern.test(markedName(name, other))).toBe(false);
      }),
    );
  });

  it('ride in a parameter that the landing address names', () => {
    const tree = treeOf();
    const sent = JSON.stringify(treeOperations('1', tree, new Map([['CO|bogota, d.c.|bogota, d.c.', { kind: 'exact', id: '1' }]])));
    expect(sent).toContain(`"urlCustomParameters":[{"key":"avz","value":"${tree[2]!.marker}"}]`);
    expect(FINAL_URL_SUFFIX).toContain('avz={_avz}');
  });
});

it('counts wide characters twice and Spanish letters once', () => {
  expect(displayWidth('Ñandú ágil')).toBe(10);
  expect(displayWidth('漢字')).toBe(4);
});

it('has a word for every state that Google names', () => {
  for (const [status, reasons, expected] of [
    ['ELIGIBLE', [], 'active'],
    ['LEARNING', [], 'active'],
    ['PAUSED', [], 'paused'],
    ['REMOVED', [], 'archived'],
    ['ENDED', [], 'ended'],
    ['PENDING', ['MOST_ADS_UNDER_REVIEW'], 'in_review'],
    ['PENDING', ['CAMPAIGN_PENDING'], 'active'],
    ['NOT_ELIGIBLE', ['HAS_ADS_DISAPPROVED'], 'rejected'],
    ['NOT_ELIGIBLE', ['AD_GROUPS_PAUSED'], 'paused'],
    ['NOT_ELIGIBLE', ['NO_KEYWORDS'], 'limited'],
    ['LIMITED', [], 'limited'],
    ['MISCONFIGURED', [], 'limited'],
    ['SOMETHING_NEW', [], 'unknown'],
  ] as const)
    expect(deliveryOf(status, reasons)).toBe(expected);
});
