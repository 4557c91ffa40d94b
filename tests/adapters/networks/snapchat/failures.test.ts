import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, OWN_KEYS } from '../../../../adapters/networks/snapchat/error-codes.ts';
import { failureOf, itemFailure, rawAnswer } from '../../../../adapters/networks/snapchat/failures.ts';
import type { NetworkFailure } from '../../../../core/ports/index.ts';

const failure = (status: number, code: string | null, write = true): NetworkFailure =>
  failureOf(status, code, 'words', '{}', { write, objectId: 'o1' });

describe('what Snapchat’s answers mean for us', () => {
  const cases: readonly (readonly [number, string | null, NetworkFailure['kind']])[] = [
    [401, 'invalid_token', 'auth_expired'],
    [403, null, 'no_permission'],
    [404, 'E3003', 'refused'],
    [405, 'E0001', 'refused'],
    [406, null, 'refused'],
    [410, null, 'unsupported'],
    [415, 'E1006', 'refused'],
    [418, null, 'refused'],
    [429, null, 'rate_limited'],
    [500, null, 'outcome_unknown'],
    [503, null, 'outcome_unknown'],
    [400, 'E2002', 'refused'],
  ];
  for (const [status, code, kind] of cases) {
    test(`takes ${status}${code === null ? '' : ` ${code}`} on a write as ${kind}`, () => expect(failure(status, code).kind).toBe(kind));
  }

  test('takes the network’s own breakage on a read as unavailable', () => {
    expect(failure(500, null, false).kind).toBe('unavailable');
  });

  test('reads an item that failed inside a good answer by its code, and its field beside it', () => {
    expect(itemFailure('E2025 placement_v2 is required', '{}', 'o1')).toMatchObject({ kind: 'refused', code: 'snapchat.field_missing' });
    expect(itemFailure('E1001 daily_budget_micro must be at least 20000000', '{}', 'o1')).toMatchObject({
      problems: [{ objectId: 'o1', field: 'dailyBudget' }],
      raw: { status: 200, code: 'E1001' },
    });
  });

  test('says unknown for a code that no catalogue has, and keeps the raw words', () => {
    expect(itemFailure('E98765 something new', '{}', null)).toMatchObject({
      code: 'unknown',
      raw: { code: 'E98765', message: 'E98765 something new' },
    });
    expect(itemFailure('no code at all', '{}', null)).toMatchObject({ kind: 'refused', code: 'unknown' });
  });

  test('keeps at most 4 KB of an answer and no token in it', () => {
    const raw = rawAnswer(
      400,
      'E1',
      'access_token=hush was refused',
      `{"refresh_token":"hush","client_secret":"hush"}${'x'.repeat(10_000)}`,
    );
    expect(raw.body).toHaveLength(4096);
    expect(JSON.stringify(raw)).not.toContain('hush');
  });

  test('has a cause and a fix in both languages for every key, for at least 35 codes', () => {
    const keys = [...new Set([...CATALOGUE.values(), ...OWN_KEYS])].flatMap((key) => [
      `networkErrors.snapchat.${key}.cause`,
      `networkErrors.snapchat.${key}.fix`,
    ]);
    for (const language of ['es', 'en']) {
      const text = JSON.parse(
        readFileSync(path.resolve(import.meta.dirname, `../../../../resources/locales/${language}/network-errors-snapchat.json`), 'utf8'),
      ) as Record<string, string>; // our own catalogue
      expect(Object.keys(text).toSorted()).toEqual(keys.toSorted());
      expect(Object.values(text).every((sentence) => sentence.length > 15)).toBe(true);
    }
    expect(CATALOGUE.size).toBeGreaterThanOrEqual(35);
  });
});
