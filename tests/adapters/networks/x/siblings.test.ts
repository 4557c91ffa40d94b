import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REDIRECT_PARAMETERS } from '../../../../adapters/networks/x/sign-in.ts';
import { CHUNK_BYTES } from '../../../../adapters/networks/x/media.ts';
import { X_SIMULATED_PIN } from '../../../../adapters/networks/x/simulator/seeds.ts';
import { asSha256, sha256Hex } from '../../../../core/kernel/index.ts';
import type { ConversionEvent, HashedMember, MediaAsset } from '../../../../core/ports/index.ts';
import { failureIn, openXWorld, valueOf, type XWorld } from './world.ts';

let world: XWorld;
beforeEach(async () => void (world = await openXWorld()));
afterEach(() => world.close());

const fault = (kind: string, operation: string): void => world.host.addFault({ network: 'x', operation, kind, times: 1 });
const person = (number: number): HashedMember => ({ email: asSha256(sha256Hex(`persona${number}@example.co`)), phone: null });
const people = (count: number): HashedMember[] => Array.from({ length: count }, (_, index) => person(index));
const sentTo = (operation: string) => world.host.requests('x').filter((request) => request.operation === operation);

describe('lists of people on X', () => {
  const wish = { name: 'Candidatos', marker: 'aud00001', description: 'Postulados', retentionDays: null };

  test('are made, filled by hashes, found by their marker, and usable from a hundred people on', async () => {
    const audiences = world.ports.audiences!;
    const made = valueOf(await audiences.create(world.account, wish));
    expect(made).toMatchObject({ name: 'Candidatos', marker: 'aud00001', status: 'empty' });
    expect(valueOf(await audiences.find(world.account, 'aud00001'))?.remoteId).toBe(made.remoteId);
    expect(valueOf(await audiences.find(world.account, 'nothing0'))).toBeNull();
    expect(valueOf(await audiences.change(world.account, made.remoteId, 'add', people(99)))).toMatchObject({ received: 99, invalid: 0 });
    expect(valueOf(await audiences.read(world.account, made.remoteId)).status).toBe('processing');
    world.host.advance(5 * 3_600_000);
    expect(valueOf(await audiences.read(world.account, made.remoteId))).toMatchObject({ status: 'too_small', size: 99 });
    valueOf(await audiences.change(world.account, made.remoteId, 'add', people(120)));
    world.host.advance(5 * 3_600_000);
    expect(valueOf(await audiences.read(world.account, made.remoteId))).toMatchObject({ status: 'ready', size: 120 });
    valueOf(await audiences.change(world.account, made.remoteId, 'remove', people(30)));
    expect(valueOf(await audiences.read(world.account, made.remoteId)).size).toBe(90);
    valueOf(await audiences.remove(world.account, made.remoteId));
    valueOf(await audiences.remove(world.account, made.remoteId));
    expect(valueOf(await audiences.find(world.account, 'aud00001'))).toBeNull();
  });

  test('take their whole batch in one request, count who has no identifier, and offer no lookalike', async () => {
    const audiences = world.ports.audiences!;
    const made = valueOf(await audiences.create(world.account, wish));
    const all = people(audiences.audiences.batchMax - 1);
    const receipt = valueOf(await audiences.change(world.account, made.remoteId, 'add', [...all, { email: null, phone: null }]));
    expect(receipt).toMatchObject({ received: all.length, invalid: 1 });
    expect(sentTo('change_audience')).toHaveLength(1);
    expect([audiences.audiences.lookalike, audiences.lookalike]).toEqual(['no', null]);
  });

  test('may be changed again after a lost answer, and never show a person in clear', async () => {
    const audiences = world.ports.audiences!;
    const made = valueOf(await audiences.create(world.account, wish));
    fault('lose_answer', 'change_audience');
    expect(failureIn(await audiences.change(world.account, made.remoteId, 'add', people(3))).kind).toBe('unavailable');
    valueOf(await audiences.change(world.account, made.remoteId, 'add', people(3)));
    world.host.advance(5 * 3_600_000);
    expect(valueOf(await audiences.read(world.account, made.remoteId)).size).toBe(3);
    expect(world.host.requests('x').some((request) => request.body.includes('@'))).toBe(false);
  });
});

describe('conversions on X', () => {
  const event = (eventId: string, change: Partial<ConversionEvent> = {}): ConversionEvent => ({
    eventId,
    name: 'application',
    occurredAt: '2026-11-22T10:00:00.000Z',
    clickId: 'click-1',
    member: { email: null, phone: null },
    value: null,
    sourceUrl: null,
    ...change,
  });

  test('are told once each, however often they are sent', async () => {
    const send = () =>
      world.ports.conversions!.send(world.account, [event('e1'), event('e2', { name: 'hire', clickId: null, member: person(1) })]);
    const receipts = valueOf(await send());
    expect(receipts.map((receipt) => [receipt.eventId, receipt.accepted])).toEqual([
      ['e1', true],
      ['e2', true],
    ]);
    expect(receipts[0]?.requestId).toMatch(/^dbg/);
    fault('lose_answer', 'send_conversions');
    expect(failureIn(await send()).kind).toBe('unavailable');
    expect(valueOf(await send()).every((receipt) => receipt.accepted)).toBe(true);
    const bodies = sentTo('send_conversions').map(
      (request) => JSON.parse(request.body) as { conversions: { conversion_id: string; event_id: string }[] },
    ); // the adapter's own bodies
    expect(bodies[0]!.conversions[0]).toMatchObject({ conversion_id: 'e1', event_id: 'tw-px1001-ap' });
  });

  test('say which one was not taken, and why', async () => {
    const receipts = valueOf(
      await world.ports.conversions!.send(world.account, [
        event('good'),
        event('nobody', { clickId: null }),
        event('no event', { name: 'qualified_application' }),
      ]),
    );
    expect(receipts.map((receipt) => receipt.code)).toEqual([null, 'x.hash_invalid', 'x.event_missing']);
    const wrong = { ...world.account, settings: { ...world.account.settings, applicationEventId: 'tw-other-1' } };
    expect(
      valueOf(await world.ports.conversions!.send(wrong, [event('e9'), event('e10', { name: 'hire' })])).map((receipt) => receipt.code),
    ).toEqual(['x.not_processed', null]);
    expect(failureIn(await world.ports.conversions!.send({ ...world.account, settings: {} }, [event('e1')]))).toMatchObject({
      code: 'x.event_missing',
    });
  });

  test('carry a value only in the currency of the account', async () => {
    const value = (currency: string) => event(currency, { value: { amountMicros: 1_250_000_000n, currency } });
    valueOf(await world.ports.conversions!.send(world.account, [value('COP'), value('USD')]));
    const { conversions } = JSON.parse(sentTo('send_conversions')[0]!.body) as { conversions: { value?: string }[] }; // the adapter's own body
    expect(conversions.map((one) => one.value)).toEqual(['1250.00', undefined]);
  });
});

describe('files on X', () => {
  function asset(kind: 'image' | 'video', size: number): MediaAsset {
    const bytes = new Uint8Array(size).fill(7);
    return {
      kind,
      mime: kind === 'image' ? 'image/png' : 'video/mp4',
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      width: 800,
      height: 418,
      durationMs: kind === 'image' ? null : 9_000,
      name: 'f',
    };
  }

  test('go up in pieces, once, and wait until X has prepared them', async () => {
    await world.close();
    world = await openXWorld({ switches: { 'x.slow_uploads': true } });
    const video = asset('video', 2 * CHUNK_BYTES + 5);
    const sent = valueOf(await world.ports.media!.upload(world.account, video));
    expect(sent).toMatchObject({ ready: true });
    expect(sent.remoteId).toMatch(/^7_\d+$/);
    // INIT, three pieces, FINALIZE and at least one look.
    expect(sentTo('upload_media').length).toBeGreaterThanOrEqual(6);
    const asked = sentTo('upload_media').length;
    expect(valueOf(await world.ports.media!.upload(world.account, video)).remoteId).toBe(sent.remoteId);
    expect(sentTo('upload_media')).toHaveLength(asked);
  });

  test('that broke off are sent again from the start, and leave one file in the library', async () => {
    for (const kind of ['reset', 'lose_answer', 'truncate']) {
      const picture = asset('image', 1_000 + kind.length);
      fault(kind, 'upload_media');
      expect(failureIn(await world.ports.media!.upload(world.account, picture)).kind).toBe('unavailable');
      expect(valueOf(await world.ports.media!.findMedia(world.account, picture.sha256))).toBeNull();
      const sent = valueOf(await world.ports.media!.upload(world.account, picture));
      expect(valueOf(await world.ports.media!.findMedia(world.account, picture.sha256))).toEqual(sent);
    }
    expect(sentTo('create_media')).toHaveLength(3);
  });

  test('above the limit of a card are not sent at all', async () => {
    expect(failureIn(await world.ports.media!.upload(world.account, asset('image', 3_000_001)))).toMatchObject({
      code: 'x.image_too_large',
    });
    expect(sentTo('upload_media')).toHaveLength(0);
  });
});

describe('signing in to X', () => {
  const app = { id: 'sim-x-app', secret: 'sim-x-app-secret' };
  const signIn = () => world.ports.signIn!;

  test('by the number that is copied gives a credential that works, once', async () => {
    const begun = valueOf(await signIn().begin(app, null));
    const page = await (await fetch(begun.url)).text();
    expect(page).toContain(X_SIMULATED_PIN);
    const answer = { code: ` ${X_SIMULATED_PIN} `, state: begun.state };
    const got = valueOf(await signIn().complete(app, begun.handle, answer, null));
    expect(got.expiresAt).toBeNull();
    world.secrets.set('x/new', got.credential);
    expect(valueOf(await world.ads.listAccounts('x/new')).length).toBeGreaterThan(5);
    expect(failureIn(await signIn().complete(app, begun.handle, answer, null)).kind).toBe('auth_expired');
  });

  test('by a loopback address brings the verifier back with the request token as its state', async () => {
    const redirect = 'http://127.0.0.1:41753/callback';
    const begun = valueOf(await signIn().begin(app, redirect));
    const location = new URL((await fetch(begun.url, { redirect: 'manual' })).headers.get('location')!);
    expect(location.origin + location.pathname).toBe(redirect);
    expect(location.searchParams.get(REDIRECT_PARAMETERS.state)).toBe(begun.state);
    const code = location.searchParams.get(REDIRECT_PARAMETERS.code)!;
    expect(valueOf(await signIn().complete(app, begun.handle, { code, state: begun.state }, redirect)).credential).toContain(
      'accessTokenSecret',
    );
  });

  test('refuses another address, another app, another sign-in and a wrong number', async () => {
    expect(failureIn(await signIn().begin(app, 'http://127.0.0.1:9/callback')).kind).not.toBe('outcome_unknown');
    expect(failureIn(await signIn().begin({ ...app, secret: 'wrong' }, null)).kind).toBe('auth_expired');
    const begun = valueOf(await signIn().begin(app, null));
    expect(failureIn(await signIn().complete(app, begun.handle, { code: X_SIMULATED_PIN, state: 'other' }, null)).kind).toBe(
      'auth_expired',
    );
    // Nobody has said yes yet.
    expect(failureIn(await signIn().complete(app, begun.handle, { code: X_SIMULATED_PIN, state: begun.state }, null)).kind).toBe(
      'auth_expired',
    );
    await fetch(begun.url);
    const wrong = failureIn(await signIn().complete(app, begun.handle, { code: '0000000', state: begun.state }, null));
    expect(wrong.kind).toBe('auth_expired');
    expect(JSON.stringify(wrong)).not.toContain(begun.state);
  });
});
