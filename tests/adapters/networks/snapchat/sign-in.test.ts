import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { campaignObject, credential, failureIn, openSnapWorld, step, valueOf, type SnapWorld } from './world.ts';

let world: SnapWorld;
beforeEach(async () => void (world = await openSnapWorld()));
afterEach(() => world.close());

const app = { id: 'snap-sim-app', secret: 'snap-sim-app-secret' };
const fault = (kind: string, operation = '*', times = 1): void => world.host.addFault({ network: 'snapchat', operation, kind, times });
const refreshes = (): number => world.host.requests('snapchat').filter((request) => request.operation === 'token').length;
const kept = (): Record<string, string> => JSON.parse(world.secrets.get('snapchat/a1')!) as Record<string, string>; // what the adapter wrote

/** The person's browser: consents, and stops at the redirect that nothing answers. */
async function browse(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

describe('signing in with the agency’s own app', () => {
  test('turns the address that the person copies into a credential that works', async () => {
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(app, null));
    const address = await browse(start.url);
    expect(address).toMatch(/^https:\/\/127\.0\.0\.1\/altavoz\?code=/);
    const done = valueOf(await signIn.complete(app, start.handle, { code: address, state: '' }, null));
    // The access token of an hour is renewed by itself: no person has to come back for it.
    expect(done).toMatchObject({ expiresAt: null, granted: ['snapchat-marketing-api', 'snapchat-offline-conversions-api'] });
    world.secrets.set('snapchat/a1', done.credential);
    valueOf(await world.snap.apply(step(world.account, 'create_campaign', campaignObject())));
  });

  test('takes the bare code with its state too, once, and nothing that belongs to another attempt', async () => {
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(app, null));
    const { searchParams } = new URL(await browse(start.url));
    const answer = { code: searchParams.get('code')!, state: searchParams.get('state')! };
    expect(failureIn(await signIn.complete(app, start.handle, { ...answer, state: 'other' }, null))).toMatchObject({
      code: 'snapchat.sign_in_request',
    });
    expect(failureIn(await signIn.complete({ ...app, secret: 'wrong' }, start.handle, answer, null))).toMatchObject({
      code: 'snapchat.app_secret',
    });
    valueOf(await signIn.complete(app, start.handle, answer, null));
    expect(failureIn(await signIn.complete(app, start.handle, answer, null))).toMatchObject({ code: 'snapchat.sign_in_again' });
  });

  for (const on of [false, true]) {
    test(`finds a redirect over plain http ${on ? 'allowed where the switch is on' : 'refused'}`, async () => {
      const own = await openSnapWorld({ switches: { 'snapchat.http_loopback': on } });
      const start = valueOf(await own.ports.signIn!.begin(app, 'http://127.0.0.1:4000/back'));
      expect((await browse(start.url)).startsWith('http://127.0.0.1:4000/back?code=')).toBe(on);
      await own.close();
    });
  }
});

describe('tokens', () => {
  const look = (): Promise<unknown> => world.snap.read(world.account, { kind: 'all_marked' });

  test('fetches one access token for all who ask at once, and one more when it dies', async () => {
    await Promise.all([look(), look(), look()].slice(0, 1));
    expect(refreshes()).toBe(1);
    const tests = await Promise.all([1, 2, 3, 4].map(() => world.snap.test(world.account)));
    expect(tests.every((result) => result.ok)).toBe(true);
    expect(refreshes()).toBe(1);
    world.host.advance(3_600_000);
    expect((await Promise.all([1, 2, 3, 4].map(() => world.snap.test(world.account)))).every((result) => result.ok)).toBe(true);
    expect(refreshes()).toBe(2);
  });

  test('repeats a call once after a 401, which proves that nothing was made', async () => {
    await look();
    world.host.advance(2_000);
    fault('expire_token', 'create_campaign');
    valueOf(await world.snap.apply(step(world.account, 'create_campaign', campaignObject())));
    expect(world.host.networks.get('snapchat')!.state().campaigns).toHaveLength(1);
    expect(refreshes()).toBe(2);
  });

  test('obeys the life that the answer states', async () => {
    const short = await openSnapWorld({ switches: { 'snapchat.short_tokens': true } });
    const count = (): number => short.host.requests('snapchat').filter((request) => request.operation === 'token').length;
    valueOf(await short.snap.test(short.account));
    short.host.advance(1_700_000);
    valueOf(await short.snap.test(short.account));
    expect(count()).toBe(1);
    short.host.advance(60_000);
    valueOf(await short.snap.test(short.account));
    expect(count()).toBe(2);
    expect(short.host.requests('snapchat').filter((request) => request.status === 401)).toEqual([]);
    await short.close();
  });

  test('keeps the old refresh token beside the new one, and lives through any of them being lost', async () => {
    valueOf(await world.snap.test(world.account));
    const first = kept();
    expect(first).toMatchObject({ olderRefreshToken: 'snap-sim-refresh', refreshToken: expect.stringMatching(/^sr\./) });
    world.host.advance(3_600_000);
    valueOf(await world.snap.test(world.account));
    expect(kept()['olderRefreshToken']).toBe(first['refreshToken']);
    // The answer of a rotation never comes: the token that was used still opens the door.
    world.host.advance(3_600_000);
    fault('lose_answer', 'token');
    expect(failureIn(await world.snap.test(world.account)).kind).toBe('unavailable');
    valueOf(await world.snap.test(world.account));
    // The newest one does not work: the one before it does.
    world.secrets.set('snapchat/a1', credential('sr.never-issued', { olderRefreshToken: kept()['refreshToken']! }));
    valueOf(await world.again().ads.test(world.account));
  });

  test('keeps what it has where the answer brings no new refresh token', async () => {
    const plain = await openSnapWorld({ switches: { 'snapchat.refresh_omitted': true } });
    valueOf(await plain.snap.test(plain.account));
    expect(plain.secrets.get('snapchat/a1')).toBe(credential());
    await plain.close();
  });

  test('lives where a rotated token dies at once', async () => {
    const harsh = await openSnapWorld({ switches: { 'snapchat.refresh_dies_at_once': true } });
    for (let index = 0; index < 3; index += 1) {
      valueOf(await harsh.snap.test(harsh.account));
      harsh.host.advance(3_600_000);
    }
    await harsh.close();
  });

  test('asks to sign in when nothing kept is accepted, and works again afterwards', async () => {
    await look();
    fault('revoke', 'create_campaign');
    world.host.advance(2_000);
    const failure = failureIn(await world.snap.apply(step(world.account, 'create_campaign', campaignObject())));
    expect(failure).toMatchObject({ kind: 'auth_expired', raw: { code: 'invalid_grant' } });
    expect(JSON.stringify(failure)).not.toContain('snap-sim-refresh');
    world.host.advance(120_000);
    valueOf(await world.snap.apply(step(world.account, 'create_campaign', campaignObject())));
    for (const bad of ['nonsense', '{}', credential('unknown')]) {
      world.secrets.set('snapchat/a1', bad);
      expect(failureIn(await world.again().ads.test(world.account)).kind).toBe('auth_expired');
    }
    world.secrets.delete('snapchat/a1');
    expect(failureIn(await world.again().ads.test(world.account)).kind).toBe('auth_expired');
  });

  test('never shows a token or a secret in what is logged of requests', async () => {
    await look();
    const seen = world.host.requests('snapchat').map((request) => JSON.stringify({ path: request.path, query: request.query }));
    expect(seen.join()).not.toMatch(/snap-sim-refresh|snap-sim-app-secret|sa\./);
  });
});
