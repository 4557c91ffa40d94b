import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTikTok } from '../../../../adapters/networks/tiktok/index.ts';
import { AUTH, CATALOGUE, OWN_KEYS, PERMISSION, THROTTLES, UNSUPPORTED } from '../../../../adapters/networks/tiktok/error-codes.ts';
import { failureOf, rawAnswer } from '../../../../adapters/networks/tiktok/failures.ts';
import { campaignObject, failureIn, openTikTokWorld, publishTree, step, valueOf, type TikTokWorld } from './world.ts';

let world: TikTokWorld;
beforeEach(async () => void (world = await openTikTokWorld()));
afterEach(() => world.close());

const fault = (kind: string, operation = '*', times = 1): void => world.host.addFault({ network: 'tiktok', operation, kind, times });
const create = () => world.tiktok.apply(step(world.account, 'create_campaign', campaignObject(world.account), null));
const list = () => world.tiktok.read(world.account, { kind: 'all_marked' });
const ours = (): number => world.host.networks.get('tiktok')!.state().campaigns.length;

describe('what goes wrong on the way', () => {
  test.each(['lose_answer', '5xx_after', 'truncate'])('%s leaves a write unknown, and a reading only unavailable', async (kind) => {
    fault(kind, 'create_campaign');
    expect(failureIn(await create()).kind).toBe('outcome_unknown');
    expect(ours()).toBe(1);
    fault(kind, 'list_campaigns');
    expect(failureIn(await list()).kind).toBe('unavailable');
  });

  test.each(['reset', '5xx_before', 'html_portal'])('%s proves nothing about a write', async (kind) => {
    fault(kind, 'create_campaign');
    expect(failureIn(await create()).kind).toBe('outcome_unknown');
    expect(ours()).toBe(0);
  });

  test('a server that does not listen was surely not asked', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
    await new Promise((done) => server.close(done));
    const deaf = createTikTok({
      baseUrl: `http://127.0.0.1:${port}`,
      clock: world.clock,
      images: { render: () => Promise.reject(new Error('nothing to draw')) },
      secrets: { get: () => Promise.resolve('tiktoksim-full'), set: () => Promise.resolve(), delete: () => Promise.resolve(true) },
      rates: { read: () => null, write: () => undefined },
    });
    expect(failureIn(await deaf.ads.apply(step(world.account, 'create_campaign', campaignObject(world.account), null))).kind).toBe(
      'unavailable',
    );
  });
});

describe('what TikTok answers', () => {
  test.each(['expire_token', 'revoke'])('%s asks for a new sign-in', async (kind) => {
    fault(kind, 'create_campaign');
    expect(failureIn(await create()).kind).toBe('auth_expired');
  });

  test('a token that is gone, and one that never was', async () => {
    for (const secret of ['tiktoksim-revoked', 'tiktoksim-expired', 'nobody-knows']) {
      world.secrets.set('tiktok/a1', secret);
      expect(failureIn(await list()).kind).toBe('auth_expired');
    }
    world.secrets.clear();
    expect(failureIn(await list()).kind).toBe('auth_expired');
  });

  test('a token without the right, or without the account, lacks permission', async () => {
    for (const secret of ['tiktoksim-reports', 'tiktoksim-argentina']) {
      world.secrets.set('tiktok/a1', secret);
      expect(failureIn(await list()).kind).toBe('no_permission');
    }
  });

  test('a dead version waits for an update of the program', async () => {
    fault('version_dead', 'create_campaign');
    expect(failureIn(await create()).kind).toBe('unsupported');
  });

  test('a refusal names the code, the field and the words', async () => {
    const campaign = campaignObject(world.account, { dailyBudget: { amountMicros: 30_000_000_000n, currency: 'COP' } });
    const failure = failureIn(await world.tiktok.apply(step(world.account, 'create_campaign', campaign, null)));
    expect(failure).toMatchObject({
      kind: 'refused',
      code: 'tiktok.parameter_refused',
      problems: [{ objectId: campaign.objectId, field: 'dailyBudget' }],
      raw: { status: 200, code: '40002' },
    });
    expect(failure.raw.message).toContain('200000 COP');
  });

  test('a suspended account takes no ads', async () => {
    const closed = await openTikTokWorld({ account: 'Cuenta suspendida' });
    const make = step(closed.account, 'create_campaign', campaignObject(closed.account), null);
    expect(failureIn(await closed.tiktok.apply(make)).kind).toBe('no_permission');
    expect(valueOf(await closed.tiktok.test(closed.account)).accountStatus).toBe('disabled');
    await closed.close();
  });

  test.each([
    [40050, 'outcome_unknown', 'unavailable'],
    [50000, 'outcome_unknown', 'unavailable'],
    [50002, 'outcome_unknown', 'unavailable'],
    [51305, 'outcome_unknown', 'unavailable'],
    [60001, 'unavailable', 'unavailable'],
    [40202, 'unavailable', 'unavailable'],
    [40901, 'unavailable', 'unavailable'],
    [40100, 'rate_limited', 'rate_limited'],
    [40133, 'rate_limited', 'rate_limited'],
    [49999, 'refused', 'refused'],
  ])('code %i is %s for a write and %s for a reading', (code, write, reading) => {
    const envelope = { code, message: '', data: null };
    expect(failureOf(envelope, 200, '', { write: true, objectId: null }).kind).toBe(write);
    expect(failureOf(envelope, 200, '', { write: false, objectId: null }).kind).toBe(reading);
  });

  test('keeps an answer that it does not know, whole and without the token', () => {
    const failure = failureOf({ code: 49999, message: 'something new', data: null }, 200, '{"access_token":"abc123"}', {
      write: true,
      objectId: 'o',
    });
    expect(failure).toMatchObject({ kind: 'refused', code: 'unknown', raw: { code: '49999', message: 'something new' } });
    expect(failure.raw.body).not.toContain('abc123');
    expect(rawAnswer(null, null, 'secret=hush', null).message).not.toContain('hush');
  });
});

describe('windows that no header tells of', () => {
  test('holds writes back before the second is full, and readings wait their turn', async () => {
    const basic = await openTikTokWorld({ secret: 'tiktoksim-basic', level: 'basic' });
    const make = () => basic.tiktok.apply(step(basic.account, 'create_campaign', campaignObject(basic.account), null));
    for (let call = 0; call < 8; call += 1) valueOf(await make());
    const held = failureIn(await make());
    expect(held).toMatchObject({ kind: 'rate_limited', retryAfterMs: 1000, scope: 'account' });
    expect(basic.host.requests('tiktok')).toHaveLength(8);
    basic.host.advance(1_000);
    valueOf(await make());
    for (let call = 0; call < 12; call += 1) valueOf(await basic.tiktok.read(basic.account, { kind: 'all_marked' }));
    expect(basic.host.requests('tiktok').some((request) => request.response.includes('40100'))).toBe(false);
    await basic.close();
  });

  test('waits a second after the first throttle and five minutes after the next, also after a restart', async () => {
    fault('429', 'create_campaign', 2);
    expect(failureIn(await create())).toMatchObject({ kind: 'rate_limited', retryAfterMs: 1_000 });
    world.host.advance(1_000);
    expect(failureIn(await create())).toMatchObject({ kind: 'rate_limited', retryAfterMs: 300_000 });
    const asked = world.host.requests('tiktok').length;
    const later = world.again().ads;
    const make = step(world.account, 'create_campaign', campaignObject(world.account), null);
    expect(failureIn(await later.apply(make)).kind).toBe('rate_limited');
    expect(world.host.requests('tiktok')).toHaveLength(asked);
    expect(world.tiktok.rate(world.account)).toMatchObject({ usedRatio: 1, source: 'table', blockedUntil: expect.any(String) });
    world.host.advance(300_000);
    valueOf(await later.apply(make));
  });

  test('rests the account when TikTok throttles the advertiser', async () => {
    const busy = await openTikTokWorld({ switches: { 'tiktok.advertiser_throttle': true } });
    const make = () => busy.tiktok.apply(step(busy.account, 'create_campaign', campaignObject(busy.account), null));
    let failure = null;
    for (let call = 0; failure === null && call < 200; call += 1) {
      const result = await make();
      if (!result.ok && result.error.raw.code === '40133') failure = result.error;
      else if (!result.ok) busy.host.advance(1_000);
    }
    expect(failure).toMatchObject({ kind: 'rate_limited', scope: 'account', retryAfterMs: 60_000 });
    await busy.close();
  });

  test('says how much of the fullest window is used', async () => {
    expect(world.tiktok.rate(world.account)).toBeNull();
    await publishTree(world);
    expect(world.tiktok.rate(world.account)).toMatchObject({ source: 'table', blockedUntil: null });
  });
});

describe('the sentences for every code', () => {
  const sentences = (language: string): Record<string, string> =>
    JSON.parse(
      readFileSync(path.resolve(import.meta.dirname, `../../../../resources/locales/${language}/network-errors-tiktok.json`), 'utf8'),
    ) as Record<string, string>; // our own catalogue
  test('explain cause and fix in both languages', () => {
    for (const language of ['es', 'en']) {
      const known = sentences(language);
      const missing = [...new Set([...CATALOGUE.values(), ...OWN_KEYS])].filter(
        (key) => known[`networkErrors.tiktok.${key}.cause`] === undefined || known[`networkErrors.tiktok.${key}.fix`] === undefined,
      );
      expect(missing).toEqual([]);
    }
  });

  test('know what to do with every published code', () => {
    const file = path.resolve(import.meta.dirname, '../../../../../shared/specs/data/tiktok-errors.json');
    const other = path.resolve(import.meta.dirname, '../../../../../../shared/specs/data/tiktok-errors.json');
    const found = [file, other].find((candidate) => existsSync(candidate));
    if (found === undefined) {
      console.warn('SKIPPED: the published list of codes is not here');
      return;
    }
    const { codes } = JSON.parse(readFileSync(found, 'utf8')) as { codes: { code: number; action: string }[] }; // the published list
    const wrong = codes.flatMap(({ code, action }) => {
      if (code === 20001) return [];
      const { kind } = failureOf({ code, message: '', data: null }, 200, '', { write: true, objectId: null });
      const named = CATALOGUE.has(code) || AUTH.has(code) || PERMISSION.has(code) || THROTTLES.has(code) || UNSUPPORTED.has(code);
      const waits = action === 'wait' || action === 'retry';
      if (waits && kind === 'refused') return [`${code} should wait`];
      if (!waits && kind === 'refused' && !named) return [`${code} is not explained`];
      return [];
    });
    expect(codes.length).toBeGreaterThan(60);
    expect(wrong).toEqual([]);
  });
});
