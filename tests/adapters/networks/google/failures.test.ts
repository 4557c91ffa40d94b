import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { money } from '../../../../core/kernel/index.ts';
import { CATALOGUE, DATA_MANAGER_CATALOGUE, FIELD_OF_KEY, OWN_KEYS } from '../../../../adapters/networks/google/error-codes.ts';
import { answerFailure, redacted } from '../../../../adapters/networks/google/failures.ts';
import { openWorld, publish, stepOf, treeOf, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const made = () => world.host.networks.get('google')!.state().campaigns.length;
const create = (objects = treeOf()) => world.google.apply(stepOf(world, 'create_tree', objects));
const kindOf = async (answer: Promise<{ readonly ok: boolean; readonly error?: unknown }>): Promise<unknown> => {
  const result = await answer;
  return result.ok ? 'ok' : (result.error as { kind: string }).kind;
};

describe('a change whose answer is lost', () => {
  for (const [kind, exists] of [
    ['lose_answer', 1],
    ['5xx_after', 1],
    ['truncate', 1],
    ['5xx_before', 0],
    ['reset', 0],
    ['html_portal', 0],
  ] as const) {
    it(`is unknown after ${kind}, and a look tells the truth`, async () => {
      world.fault('create_tree', kind);
      const step = stepOf(world, 'create_tree', treeOf({ groups: 2, ads: 2 }));
      expect(await kindOf(world.google.apply(step))).toBe('outcome_unknown');
      expect(made()).toBe(exists);
      const found = await world.google.find(step);
      if (!found.ok) throw new Error(JSON.stringify(found.error));
      const parts = (found.value ?? []).flatMap((one) => one.refs.map((ref) => ref.part)).toSorted();
      expect(parts).toEqual(exists === 0 ? [] : ['ad', 'ad', 'ad', 'ad', 'ad_group', 'ad_group', 'budget', 'campaign']);
      expect(found.value === null).toBe(exists === 0);
    });
  }

  it('is not found while the listing lags, and a second try is turned into a look by the unique name', async () => {
    world.fault('create_tree', 'late_listing');
    world.fault('create_tree', 'lose_answer');
    const step = stepOf(world, 'create_tree', treeOf());
    expect(await kindOf(world.google.apply(step))).toBe('outcome_unknown');
    expect(await world.google.find(step)).toEqual({ ok: true, value: null });
    expect(await kindOf(world.google.apply(step))).toBe('outcome_unknown');
    world.host.advance(world.google.capabilities.listingLagMs);
    const found = await world.google.find(step);
    expect(found.ok && found.value).toHaveLength(1);
    expect(made()).toBe(1);
  });

  it('finds both ads when one request was carried out twice, the older first', async () => {
    const { refs } = await publish(world);
    const ad = { ...treeOf({ index: 9 })[2]!, remoteId: null };
    world.fault('create_ad', 'answer_twice');
    const step = stepOf(world, 'create_ad', [ad], { refs: { campaign: refs['campaign']!, adGroup: refs['adGroup']! } });
    const answer = await world.google.apply(step);
    const found = await world.google.find(step);
    if (!answer.ok || !found.ok) throw new Error('unexpected');
    expect(found.value).toHaveLength(2);
    expect(found.value![0]!.refs).toEqual(answer.value.refs);
  });
});

describe('what each failure is called', () => {
  it('a read that breaks is merely unavailable', async () => {
    for (const kind of ['lose_answer', 'reset', '5xx_before', '5xx_after', 'truncate', 'html_portal']) {
      world.fault('list_campaigns', kind);
      expect(await kindOf(world.google.read(world.account, { kind: 'all_marked' }))).toBe('unavailable');
    }
  });

  it('a refused connection proves that nothing left', async () => {
    const socket = createServer();
    await new Promise<void>((done) => socket.listen(0, '127.0.0.1', done));
    const { port } = socket.address() as AddressInfo; // a TCP server's address
    await new Promise((done) => socket.close(done));
    const nowhere = await openWorld({ baseUrl: `http://127.0.0.1:${port}` });
    const country = treeOf({ group: { places: [] } });
    expect(await kindOf(nowhere.google.apply(stepOf(nowhere, 'create_tree', country)))).toBe('unavailable');
    await nowhere.close();
  });

  it('a throttle carries its delay and blocks the account’s rate until then', async () => {
    world.fault('create_tree', '429');
    const answer = await create();
    expect(answer).toMatchObject({ ok: false, error: { kind: 'rate_limited', retryAfterMs: 30_000, scope: 'account' } });
    expect(world.google.rate(world.account)).toMatchObject({ usedRatio: 1, blockedUntil: '2026-11-20T15:00:30.000Z' });
  });

  it('the daily operations of a small project end', async () => {
    world.addSecret('google/explorer', { refreshToken: 'simulated-refresh-agency', clientId: 'simulated-explorer' });
    const account = world.accountOf({ secretName: 'google/explorer' });
    const group = { keywords: Array.from({ length: 1_420 }, (_, index) => `empleo ${index}`) };
    expect(await kindOf(world.google.apply(stepOf(world, 'create_tree', treeOf({ group }), { account })))).toBe('ok');
    const answer = await world.google.apply(stepOf(world, 'create_tree', treeOf({ index: 1, group }), { account }));
    expect(answer).toMatchObject({ ok: false, error: { kind: 'rate_limited', scope: 'application' } });
    world.host.advance(24 * 3_600_000 + 60_000);
    expect(
      await kindOf(
        world.google.apply(stepOf(world, 'create_tree', treeOf({ index: 1, group, campaign: { startDay: '2026-11-22' } }), { account })),
      ),
    ).toBe('ok');
  });

  it('two writers on one tree change nothing', async () => {
    world.fault('create_tree', 'partial');
    expect(await kindOf(create())).toBe('unavailable');
    expect(made()).toBe(0);
  });

  it('a dead version waits for an update of the program', async () => {
    world.fault('create_tree', 'version_dead');
    expect(await kindOf(create())).toBe('unsupported');
  });

  it('an expired access token is renewed once, and the step carried out once', async () => {
    await publish(world, treeOf({ index: 5 }));
    world.fault('create_tree', 'expire_token');
    expect(await kindOf(create())).toBe('ok');
    expect(world.host.requests('google').filter((request) => request.operation === 'token')).toHaveLength(2);
    expect(made()).toBe(2);
  });

  it('many requests that wait for one token refresh it once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => world.google.test(world.account)));
    expect(world.host.requests('google').filter((request) => request.operation === 'token')).toHaveLength(1);
  });

  it('a revoked token asks for a person', async () => {
    world.fault('create_tree', 'revoke');
    expect(await kindOf(create())).toBe('auth_expired');
    expect(await kindOf(world.google.test(world.account))).toBe('auth_expired');
    expect(await kindOf(world.google.test(world.accountOf({ secretName: 'google/none' })))).toBe('auth_expired');
  });

  it('a missing right is named', async () => {
    expect(await world.google.test(world.accountOf({ settings: {} }))).toMatchObject({
      ok: false,
      error: { kind: 'no_permission', missing: 'loginCustomerId' },
    });
    expect(await kindOf(world.google.test(world.accountOf({ secretName: 'google/stranger', settings: {} })))).toBe('no_permission');
    const reader = world.accountOf({ secretName: 'google/reader', settings: {} });
    expect(await kindOf(world.google.test(reader))).toBe('ok');
    expect(await world.google.apply(stepOf(world, 'create_tree', treeOf(), { account: reader }))).toMatchObject({
      ok: false,
      error: { kind: 'no_permission', missing: 'write' },
    });
  });

  it('a refusal names the object and the field', async () => {
    const objects = treeOf({
      campaign: { dailyBudget: money(1_000_000_000n, 'COP') },
      ad: { headlines: ['Un título que es mucho más largo de lo que cabe', 'Dos', 'Tres'] },
    });
    const answer = await create(objects);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'refused', code: 'google.budget_below_minimum' } });
    if (answer.ok || answer.error.kind !== 'refused') throw new Error('unexpected');
    expect(answer.error.problems).toEqual([
      { objectId: objects[0]!.objectId, field: 'dailyBudget' },
      { objectId: objects[2]!.objectId, field: 'headlines' },
    ]);
    expect(made()).toBe(0);
  });

  it('a forbidden topic and a missing agreement are refusals with a way out', async () => {
    expect(await create(treeOf({ ad: { headlines: ['Casino busca crupier', 'Dos', 'Tres'] } }))).toMatchObject({
      ok: false,
      error: { code: 'google.policy_finding' },
    });
    const account = world.accountOf({ remoteId: '1110000004' });
    expect(await world.google.apply(stepOf(world, 'create_tree', treeOf(), { account }))).toMatchObject({
      ok: false,
      error: { code: 'google.job_ads_agreement' },
    });
  });
});

describe('the catalogue', () => {
  const read = (language: string): Record<string, string> =>
    JSON.parse(
      readFileSync(new URL(`../../../../resources/locales/${language}/network-errors-google.json`, import.meta.url), 'utf8'),
    ) as Record<string, string>;

  it('has a cause and a way out in both languages for every code, and no other entries', () => {
    const keys = new Set<string>([...Object.values(CATALOGUE), ...Object.values(DATA_MANAGER_CATALOGUE), ...OWN_KEYS]);
    const expected = [...keys].flatMap((key) => [`networkErrors.google.${key}.cause`, `networkErrors.google.${key}.fix`]).toSorted();
    expect(Object.keys(read('es')).toSorted()).toEqual(expected);
    expect(Object.keys(read('en')).toSorted()).toEqual(expected);
    expect(Object.keys(CATALOGUE).length + Object.keys(DATA_MANAGER_CATALOGUE).length).toBeGreaterThanOrEqual(130);
    for (const key of FIELD_OF_KEY.keys()) expect([...keys]).toContain(key);
  });

  it('gives every catalogued code its sentence', () => {
    for (const [code, key] of Object.entries(CATALOGUE)) {
      const [family, value] = code.split('.');
      const body = JSON.stringify({
        error: {
          code: 400,
          message: 'x',
          status: 'INVALID_ARGUMENT',
          details: [{ errors: [{ errorCode: { [family!]: value }, message: 'x' }], requestId: 'r' }],
        },
      });
      expect(answerFailure(400, body, 'write', null)).toMatchObject({ kind: 'refused', code: `google.${key}` });
    }
  });

  it('names the field of ours that a refusal is about, also where Google blames none', () => {
    const body = JSON.stringify({
      error: { code: 400, message: 'x', details: [{ errors: [{ errorCode: { imageError: 'FILE_TOO_LARGE' }, message: 'x' }] }] },
    });
    expect(answerFailure(400, body, 'write', null)).toMatchObject({
      code: 'google.image_too_large',
      problems: [{ objectId: null, field: 'image' }],
    });
  });

  it('shows an unknown code as unknown, raw answer and all', () => {
    const body = JSON.stringify({
      error: { code: 400, message: 'x', details: [{ errors: [{ errorCode: { futureError: 'STRANGE' }, message: 'Something new' }] }] },
    });
    expect(answerFailure(400, body, 'write', null)).toMatchObject({
      kind: 'refused',
      code: 'unknown',
      raw: { code: 'futureError.STRANGE', message: 'Something new' },
    });
  });

  it('keeps tokens out of what is shown', () => {
    const text = redacted('{"access_token":"abc123","refresh_token":"1//secret"} Authorization: Bearer xyz.987 ya29.a0Af');
    for (const secret of ['abc123', '1//secret', 'xyz.987', 'a0Af']) expect(text).not.toContain(secret);
  });
});
