import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, OWN_KEYS } from '../../../../adapters/networks/meta/error-codes.ts';
import { failureOf, graphErrorOf, rawAnswer } from '../../../../adapters/networks/meta/failures.ts';
import type { NetworkFailure } from '../../../../core/ports/index.ts';

function failure(code: number, subcode: number | null, write = true, more: object = {}, status = 400): NetworkFailure {
  const error = graphErrorOf({ error: { message: 'words', code, ...(subcode === null ? {} : { error_subcode: subcode }), ...more } })!;
  return failureOf(error, status, JSON.stringify(error), { write, objectId: 'o1', retryAfterMs: null });
}

describe('what Meta’s answers mean for us', () => {
  const cases: readonly (readonly [number, number | null, NetworkFailure['kind']])[] = [
    [17, 2446079, 'rate_limited'],
    [613, 1487742, 'rate_limited'],
    [613, 5044001, 'rate_limited'],
    [613, 1487632, 'rate_limited'],
    [613, null, 'rate_limited'],
    [4, null, 'rate_limited'],
    [4, 1504022, 'rate_limited'],
    [341, null, 'rate_limited'],
    [32, null, 'rate_limited'],
    [80000, null, 'rate_limited'],
    [80004, null, 'rate_limited'],
    [80014, null, 'rate_limited'],
    [190, null, 'auth_expired'],
    [190, 458, 'auth_expired'],
    [190, 460, 'auth_expired'],
    [190, 463, 'auth_expired'],
    [190, 467, 'auth_expired'],
    [190, 492, 'auth_expired'],
    [102, null, 'auth_expired'],
    [10, null, 'no_permission'],
    [3, null, 'no_permission'],
    [200, null, 'no_permission'],
    [294, null, 'no_permission'],
    [270, null, 'no_permission'],
    [283, null, 'no_permission'],
    [1, null, 'outcome_unknown'],
    [2, null, 'outcome_unknown'],
    [3910001, null, 'outcome_unknown'],
    [1, 99, 'refused'],
    [100, null, 'refused'],
    [100, 33, 'refused'],
    [100, 1885272, 'refused'],
    [104, null, 'refused'],
    [368, null, 'refused'],
    [613, 1487225, 'refused'],
    [200, 1870034, 'refused'],
    [2635, null, 'unsupported'],
    [100, 1487390, 'unavailable'],
    [190, 2069032, 'refused'],
    [2655, null, 'refused'],
    [6000, 1363037, 'refused'],
  ];
  for (const [code, subcode, kind] of cases) {
    test(`takes ${code}${subcode === null ? '' : `/${subcode}`} on a write as ${kind}`, () => {
      expect(failure(code, subcode).kind).toBe(kind);
    });
  }

  test('takes Meta’s own breakage on a read as unavailable', () => {
    expect(failure(2, null, false).kind).toBe('unavailable');
    expect(failure(1, null, false, {}, 500).kind).toBe('unavailable');
  });

  test('decides by code, whatever the words and is_transient say', () => {
    expect(failure(17, 2446079, true, { is_transient: false, message: 'Invalid parameter' }).kind).toBe('rate_limited');
    expect(failure(100, 1885272, true, { is_transient: true, message: 'rate limit' }).kind).toBe('refused');
  });

  test('tries three times what Meta calls permanent and is seen to pass, and nothing else', () => {
    expect(failure(100, 1487390, true, { is_transient: false })).toMatchObject({ kind: 'unavailable', triesMax: 3 });
    expect(failure(2, null, false)).not.toHaveProperty('triesMax');
  });

  test('names the usual field where the answer blames none', () => {
    expect(failure(100, 1885272)).toMatchObject({
      code: 'meta.budget_below_minimum',
      problems: [{ objectId: 'o1', field: 'dailyBudget' }],
    });
    expect(failure(100, 3858258)).toMatchObject({ problems: [{ field: 'image' }] });
    expect(failure(100, 1885183)).toMatchObject({ problems: [{ objectId: 'o1', field: null }] });
  });

  test('finds the blamed field in an object and in a JSON text', () => {
    const blame = {
      blame_field_specs: [['targeting', 'geo_locations', 'cities'], ['object_story_spec', 'link_data', 'name'], ['daily_budget']],
    };
    for (const error_data of [blame, JSON.stringify(blame)]) {
      expect(failure(100, 1487079, true, { error_data })).toMatchObject({
        problems: [
          { objectId: 'o1', field: 'places' },
          { objectId: 'o1', field: 'headlines' },
          { objectId: 'o1', field: 'dailyBudget' },
        ],
      });
    }
  });

  test('says unknown for a code that no catalogue has, and keeps the raw words', () => {
    expect(failure(987654, null)).toMatchObject({ kind: 'refused', code: 'unknown', raw: { code: '987654', message: 'words' } });
  });

  test('keeps at most 4 KB of an answer and no token in it', () => {
    const raw = rawAnswer(400, '100', 'access_token=EAAsecret was refused', `{"access_token":"EAAsecret"}${'x'.repeat(10_000)}`);
    expect(raw.body).toHaveLength(4096);
    expect(JSON.stringify(raw)).not.toContain('EAAsecret');
  });

  test('has a cause and a fix in both languages for every key, and explains at least 40 codes each in words of its own', () => {
    const keys = [...new Set([...CATALOGUE.values(), ...OWN_KEYS])].flatMap((key) => [
      `networkErrors.meta.${key}.cause`,
      `networkErrors.meta.${key}.fix`,
    ]);
    for (const language of ['es', 'en']) {
      const text = JSON.parse(
        readFileSync(path.resolve(import.meta.dirname, `../../../../resources/locales/${language}/network-errors-meta.json`), 'utf8'),
      ) as Record<string, string>; // our own catalogue
      expect(Object.keys(text).toSorted()).toEqual(keys.toSorted());
      expect(Object.values(text).every((sentence) => sentence.length > 15)).toBe(true);
    }
    const general = new Set(['input_refused', 'invalid_parameter', 'request_built_wrongly']);
    expect([...CATALOGUE.values()].filter((key) => !general.has(key)).length).toBeGreaterThanOrEqual(40);
    expect(CATALOGUE.size).toBeGreaterThanOrEqual(70);
  });
});
