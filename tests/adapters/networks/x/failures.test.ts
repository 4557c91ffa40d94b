import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, OWN_KEYS } from '../../../../adapters/networks/x/error-codes.ts';
import { failureOf, rawAnswer } from '../../../../adapters/networks/x/failures.ts';
import type { NetworkFailure } from '../../../../core/ports/index.ts';

const NOW = Date.parse('2026-11-23T15:00:00Z');
function failure(
  status: number,
  code: string | null,
  more: { write?: boolean; headers?: Record<string, string>; parameter?: string } = {},
): NetworkFailure {
  const data =
    code === null
      ? '<html>…</html>'
      : { errors: [{ code, message: 'words', ...(more.parameter === undefined ? {} : { parameter: more.parameter }) }] };
  const found = failureOf(
    { kind: 'answer', status, data, headers: more.headers ?? {} },
    { write: more.write ?? true, objectId: 'o1', nowMs: NOW, machineNowMs: NOW },
  );
  if (found === null) throw new Error('Expected a failure');
  return found;
}

describe('what X’s answers mean for us', () => {
  const cases: readonly (readonly [number, string | null, NetworkFailure['kind']])[] = [
    [400, 'INVALID_PARAMETER', 'refused'],
    [400, 'SOMETHING_NEW', 'refused'],
    [401, 'UNAUTHORIZED_ACCESS', 'auth_expired'],
    [401, null, 'auth_expired'],
    [403, 'UNAUTHORIZED_CLIENT_APPLICATION', 'no_permission'],
    [403, 'ACCOUNT_NOT_FOUND', 'no_permission'],
    [403, 'SOMETHING_NEW', 'no_permission'],
    [403, 'TWEET_IS_SPAM', 'refused'],
    [404, null, 'refused'],
    [404, 'CAMPAIGN_NOT_FOUND', 'refused'],
    [408, 'CANCELLED_REQUEST', 'outcome_unknown'],
    [410, null, 'unsupported'],
    [423, 'LOCK_ACQUISITION_TIMEOUT', 'outcome_unknown'],
    [429, 'TOO_MANY_REQUESTS', 'rate_limited'],
    [429, 'TWEET_RATE_LIMIT_EXCEEDED', 'rate_limited'],
    [429, null, 'rate_limited'],
    [500, 'INTERNAL_ERROR', 'outcome_unknown'],
    [503, 'OVER_CAPACITY', 'outcome_unknown'],
    [502, null, 'outcome_unknown'],
  ];
  for (const [status, code, kind] of cases)
    test(`takes ${status} ${code ?? 'with a page'} on a write as ${kind}`, () => expect(failure(status, code).kind).toBe(kind));

  test('takes X’s own breakage on a read as unavailable', () => {
    for (const status of [500, 502, 503]) expect(failure(status, 'INTERNAL_ERROR', { write: false }).kind).toBe('unavailable');
  });

  test('waits for the account’s reset before the user’s, then for Retry-After', () => {
    const at = (ms: number): string => String((NOW + ms) / 1000);
    const both = { 'x-account-rate-limit-reset': at(60_000), 'x-rate-limit-reset': at(900_000) };
    expect(failure(429, 'TOO_MANY_REQUESTS', { headers: both })).toMatchObject({ retryAfterMs: 60_000 });
    expect(failure(429, 'TOO_MANY_REQUESTS', { headers: { 'x-rate-limit-reset': at(900_000) } })).toMatchObject({ retryAfterMs: 900_000 });
    expect(failure(429, 'TOO_MANY_REQUESTS', { headers: { 'retry-after': '7' } })).toMatchObject({ retryAfterMs: 7_000 });
    expect(failure(429, 'TOO_MANY_REQUESTS')).toMatchObject({ retryAfterMs: null });
  });

  test('tells a wrong clock from a dead token', () => {
    const date = new Date(NOW - 3_600_000).toUTCString();
    expect(failure(401, 'UNAUTHORIZED_ACCESS', { headers: { date } })).toMatchObject({
      kind: 'unavailable',
      raw: { message: expect.stringContaining('60 minutes') as string },
    });
  });

  test('names the field that a person can mend', () => {
    for (const [parameter, field] of [
      ['daily_budget_amount_local_micro', 'dailyBudget'],
      ['end_time', 'endDay'],
      ['text', 'primaryText'],
      ['media_key', 'image'],
      ['unheard_of', null],
    ] as const)
      expect(failure(400, 'INVALID_PARAMETER', { parameter })).toMatchObject({ problems: [{ objectId: 'o1', field }] });
    expect(failure(400, 'DUPLICATE_TWEET')).toMatchObject({ code: 'x.duplicate_post', problems: [{ field: 'primaryText' }] });
  });

  test('keeps the raw answer short and without tokens', () => {
    const raw = rawAnswer(401, null, 'm', `oauth_token=abc&oauth_token_secret=def ${'x'.repeat(9_000)}`);
    expect(raw.body).not.toMatch(/abc|def/);
    expect(raw.body!.length).toBeLessThanOrEqual(4_096);
  });

  test('has a cause and a fix in both languages for every code that it names', () => {
    for (const language of ['es', 'en']) {
      const file = path.resolve(import.meta.dirname, `../../../../resources/locales/${language}/network-errors-x.json`);
      const words = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>; // our own catalogue
      const wanted = new Set([...CATALOGUE.values(), ...OWN_KEYS]);
      expect([...wanted].filter((key) => !words[`networkErrors.x.${key}.cause`] || !words[`networkErrors.x.${key}.fix`])).toEqual([]);
      expect(Object.keys(words)).toHaveLength(2 * wanted.size);
    }
  });
});
