import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asSha256, sha256Hex } from '../../../../core/kernel/index.ts';
import type { ConversionEvent, HashedMember, MediaAsset } from '../../../../core/ports/index.ts';
import { TIKTOK_SIMULATED_APP } from '../../../../adapters/networks/tiktok/simulator/seeds.ts';
import { createHash } from 'node:crypto';
import { accountNamed, DAY_MS, failureIn, openTikTokWorld, requestsTo, sentTo, valueOf, type TikTokWorld } from './world.ts';

let world: TikTokWorld;
beforeEach(async () => void (world = await openTikTokWorld()));
afterEach(() => world.close());

const hash = (text: string) => asSha256(sha256Hex(text));
const people = (count: number): readonly HashedMember[] =>
  Array.from({ length: count }, (_, index) => ({ email: hash(`e${index}`), phone: index % 2 === 0 ? hash(`p${index}`) : null }));
const LIST = { name: 'Contratados', marker: 'list0001', description: '', retentionDays: 180 } as const;

describe('lists of people', () => {
  test('are made, found by marker, filled by files of hashes and sized by the network', async () => {
    const { audiences } = world.ports;
    world.host.addFault({ network: 'tiktok', operation: 'create_audience', kind: 'lose_answer', times: 1 });
    expect(failureIn(await audiences!.create(world.account, LIST)).kind).toBe('outcome_unknown');
    const found = valueOf(await audiences!.find(world.account, LIST.marker));
    expect(found).toMatchObject({ name: 'Contratados', marker: 'list0001' });
    const receipt = valueOf(
      await audiences!.change(world.account, found!.remoteId, 'add', [...people(3_000), { email: null, phone: null }]),
    );
    expect(receipt).toMatchObject({ received: 3_000, invalid: 1 });
    expect(valueOf(await audiences!.read(world.account, found!.remoteId))).toMatchObject({ size: null, status: 'processing' });
    world.host.advance(DAY_MS);
    const ready = valueOf(await audiences!.read(world.account, found!.remoteId));
    expect(ready.status).toBe('ready');
    expect(ready.size).toBeGreaterThan(1_000);
    expect(valueOf(await audiences!.find(world.account, 'nobody00'))).toBeNull();
  });

  test('hold nothing but hashes on the wire, and the network refuses anything else', async () => {
    const { audiences } = world.ports;
    const made = valueOf(await audiences!.create(world.account, LIST));
    valueOf(await audiences!.change(world.account, made.remoteId, 'add', people(50)));
    for (const request of requestsTo(world, '/dmp/custom_audience/file/upload/')) {
      const lines = request.body.split(/\r?\n/).filter((line) => /^[0-9a-f]{64}$/.test(line));
      expect(lines.length).toBeGreaterThan(0);
      expect(request.body).not.toContain('@');
    }
  });

  test('say when they are too small, and may not be emptied below what is usable', async () => {
    const { audiences } = world.ports;
    const made = valueOf(await audiences!.create(world.account, LIST));
    valueOf(await audiences!.change(world.account, made.remoteId, 'add', people(900)));
    world.host.advance(DAY_MS);
    expect(valueOf(await audiences!.read(world.account, made.remoteId)).status).toBe('too_small');
    expect(failureIn(await audiences!.change(world.account, made.remoteId, 'remove', people(900)))).toMatchObject({ kind: 'refused' });
    expect(
      failureIn(
        await audiences!.lookalike!(world.account, {
          ...LIST,
          marker: 'look0001',
          sourceRemoteId: made.remoteId,
          country: 'CO',
          breadth: 'narrow',
        }),
      ),
    ).toMatchObject({
      kind: 'refused',
      code: 'tiktok.parameter_refused',
    });
    valueOf(await audiences!.remove(world.account, made.remoteId));
    expect(valueOf(await audiences!.find(world.account, LIST.marker))).toBeNull();
  });

  test('refuse a name that the network would cut', async () => {
    const long = failureIn(await world.ports.audiences!.create(world.account, { ...LIST, name: 'x'.repeat(120) }));
    expect(long).toMatchObject({ kind: 'refused', problems: [{ field: 'name' }] });
    expect(world.host.requests('tiktok')).toHaveLength(0);
  });
});

describe('conversions', () => {
  const event = (index: number): ConversionEvent => ({
    eventId: `e${index}`,
    name: 'application',
    occurredAt: '2026-11-23T14:00:00.500Z',
    clickId: 'E.C.P.click',
    member: { email: hash(`e${index}`), phone: null },
    value: { amountMicros: 12_500_000n, currency: 'USD' },
    sourceUrl: 'https://empleos.example.co/1',
  });

  test('go a thousand at a time, with a receipt each and hashes only', async () => {
    const receipts = valueOf(
      await world.ports.conversions!.send(
        world.account,
        Array.from({ length: 1_200 }, (_, index) => event(index)),
      ),
    );
    expect(receipts).toHaveLength(1_200);
    expect(receipts.every((receipt) => receipt.accepted && receipt.requestId !== null)).toBe(true);
    const sent = sentTo(world, '/event/track/');
    expect(sent.map((body) => (body['data'] as unknown[]).length)).toEqual([1_000, 200]); // the adapter's own body
    expect((sent[0]!['data'] as unknown[])[0]).toEqual({
      event: 'SubmitApplication',
      event_time: 1_795_442_400,
      event_id: 'e0',
      user: { email: hash('e0'), ttclid: 'E.C.P.click' },
      properties: { value: 12.5, currency: 'USD' },
      page: { url: 'https://empleos.example.co/1' },
    });
  });

  test('may be repeated after a lost answer, and say when they were refused', async () => {
    world.host.addFault({ network: 'tiktok', operation: 'send_conversions', kind: 'lose_answer', times: 1 });
    expect(failureIn(await world.ports.conversions!.send(world.account, [event(1)])).kind).toBe('unavailable');
    expect(valueOf(await world.ports.conversions!.send(world.account, [event(1)]))[0]).toMatchObject({ accepted: true });
    const stranger = { ...world.account, settings: { ...world.account.settings, pixelId: '1' } };
    expect(failureIn(await world.ports.conversions!.send(stranger, [event(2)])).kind).toBe('no_permission');
    const member = { email: hash('e'), phone: null };
    const wrong = { ...event(3), member, occurredAt: 'yesterday' };
    expect(valueOf(await world.ports.conversions!.send(world.account, [wrong]))[0]).toMatchObject({
      accepted: false,
      code: 'tiktok.parameter_refused',
    });
  });
});

describe('leads', () => {
  test('are gathered by a task, asked about until it is done, and read from its file', async () => {
    const mock = async () =>
      fetch(`${world.url}/open_api/v1.3/page/lead/mock/create/`, {
        method: 'POST',
        headers: { 'access-token': 'tiktoksim-full', 'content-type': 'application/json' },
        body: JSON.stringify({ advertiser_id: world.account.remoteId }),
      });
    await mock();
    world.host.advance(DAY_MS);
    await mock();
    const leads = valueOf(await world.ports.leads!.leads(world.account, '2026-01-01T00:00:00.000Z'));
    expect(leads).toHaveLength(2);
    expect(leads[0]!.createdAt < leads[1]!.createdAt).toBe(true);
    expect(leads[0]?.answers).toContainEqual({ field: 'experiencia', value: expect.stringContaining('"ventas",\nBogotá') as unknown });
    expect(leads[0]?.answers.map((answer) => answer.field)).toEqual(['nombre', 'correo', 'experiencia']);
    expect(valueOf(await world.ports.leads!.leads(world.account, leads[1]!.createdAt))).toHaveLength(1);
    expect(requestsTo(world, '/page/lead/task/').length).toBeGreaterThan(1);
  });
});

describe('films and pictures', () => {
  const asset = (kind: 'image' | 'video'): MediaAsset => {
    const bytes = Buffer.alloc(64);
    if (kind === 'video') bytes.write('ftypisom', 4, 'latin1');
    else {
      Buffer.from([0x89, 0x50, 0x4e, 0x47]).copy(bytes);
      bytes.writeUInt32BE(720, 16);
      bytes.writeUInt32BE(1280, 20);
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return {
      kind,
      mime: kind === 'video' ? 'video/mp4' : 'image/png',
      bytes,
      sha256,
      width: 720,
      height: 1280,
      durationMs: kind === 'video' ? 15_000 : null,
      name: 'x',
    };
  };

  test('are sent once by content; a film is ready only when it was prepared', async () => {
    const { media } = world.ports;
    expect(valueOf(await media!.findMedia(world.account, asset('video').sha256))).toBeNull();
    const film = valueOf(await media!.upload(world.account, asset('video')));
    expect(film.ready).toBe(false);
    world.host.advance(60_000);
    expect(valueOf(await media!.findMedia(world.account, asset('video').sha256))).toEqual({ remoteId: film.remoteId, ready: true });
    expect(valueOf(await world.again().media!.upload(world.account, asset('video'))).remoteId).toBe(film.remoteId);
    const picture = valueOf(await media!.upload(world.account, asset('image')));
    expect(picture.ready).toBe(true);
    expect(valueOf(await media!.upload(world.account, asset('image')))).toEqual(picture);
    expect(requestsTo(world, '/file/image/ad/upload/')).toHaveLength(1);
  });
});

describe('signing in with an app of one’s own', () => {
  const app = TIKTOK_SIMULATED_APP;
  async function code(url: string): Promise<{ code: string; state: string }> {
    const response = await fetch(url, { redirect: 'manual' });
    const target = new URL(response.headers.get('location') ?? '');
    return { code: target.searchParams.get('auth_code') ?? '', state: target.searchParams.get('state') ?? '' };
  }

  test('ends with a credential that lists accounts and works, and a code works once', async () => {
    const { signIn } = world.ports;
    const redirect = 'http://127.0.0.1:7777/callback';
    const start = valueOf(await signIn!.begin(app, redirect));
    const answer = await code(start.url);
    expect(answer.state).toBe(start.state);
    const done = valueOf(await signIn!.complete(app, start.handle, answer, redirect));
    expect(done.expiresAt).toBeNull();
    world.secrets.set('tiktok/a1', done.credential);
    expect(valueOf(await world.tiktok.listAccounts('tiktok/a1')).length).toBeGreaterThan(5);
    expect(valueOf(await world.tiktok.read(world.account, { kind: 'all_marked' }))).toEqual([]);
    expect(failureIn(await signIn!.complete(app, start.handle, answer, redirect))).toMatchObject({
      kind: 'refused',
      code: 'tiktok.code_used',
    });
  });

  test('refuses an answer of another sign-in, an old code and a wrong secret', async () => {
    const { signIn } = world.ports;
    const start = valueOf(await signIn!.begin(app, 'http://127.0.0.1:7777/callback'));
    const other = valueOf(await signIn!.begin(app, null));
    expect(other.state).not.toBe(start.state);
    const answer = await code(start.url);
    expect(failureIn(await signIn!.complete(app, other.handle, answer, null))).toMatchObject({ code: 'tiktok.state_mismatch' });
    expect(failureIn(await signIn!.complete({ ...app, secret: 'wrong' }, start.handle, answer, null)).kind).toBe('auth_expired');
    world.host.advance(3_600_001);
    expect(failureIn(await signIn!.complete(app, start.handle, answer, null))).toMatchObject({ code: 'tiktok.code_used' });
  });
});

describe('the connection', () => {
  test('is tried right by right, and says what a missing one disables', async () => {
    expect(valueOf(await world.tiktok.test(world.account))).toMatchObject({
      accountStatus: 'ok',
      currency: 'COP',
      timeZone: 'America/Bogota',
      expiresAt: null,
      scopes: expect.arrayContaining([{ name: 'ads_management', granted: true, disables: [] }]) as unknown,
    });
    world.secrets.set('tiktok/a1', 'tiktoksim-reports');
    const { scopes } = valueOf(await world.tiktok.test(world.account));
    expect(scopes.filter((scope) => scope.granted).map((scope) => scope.name)).toEqual(['reporting']);
    expect(scopes.find((scope) => scope.name === 'ads_management')?.disables).toContain('publish');
  });

  test('tells an account without money, and one that the token does not reach', async () => {
    expect(valueOf(await world.tiktok.test(accountNamed('Cuenta sin saldo'))).accountStatus).toBe('no_payment_method');
    world.secrets.set('tiktok/a1', 'tiktoksim-argentina');
    expect(failureIn(await world.tiktok.test(world.account)).kind).toBe('no_permission');
    expect(failureIn(await world.tiktok.listAccounts('tiktok/a1'))).toMatchObject({ kind: 'no_permission', missing: 'appId, appSecret' });
  });
});
