import { afterEach, describe, expect, it } from 'vitest';
import type { SignIn } from '../../../../core/ports/index.ts';
import { failureIn, openWorld, valueOf, type World } from './world.ts';

let world: World;
afterEach(() => world.close());

const DAY_MS = 86_400_000;
const APP = { id: 'simulated-standard', secret: 'GOCSPX-made-up' };
const TESTING = { id: 'simulated-testing', secret: 'GOCSPX-made-up' };
const BACK = 'http://127.0.0.1:53682/google';

/** What the person's browser does: it agrees, and is sent back to the program. */
async function browse(url: string): Promise<{ readonly code: string; readonly state: string }> {
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.status).toBe(302);
  const back = new URL(response.headers.get('location')!);
  expect(`${back.origin}${back.pathname}`).toBe(BACK);
  return { code: back.searchParams.get('code')!, state: back.searchParams.get('state')! };
}

async function signedIn(app: typeof APP): Promise<{ readonly credential: string; readonly expiresAt: string | null }> {
  const signIn = world.ports.signIn!;
  const start = valueOf(await signIn.begin(app, BACK));
  return valueOf(await signIn.complete(app, start.handle, await browse(start.url), BACK));
}

function keep(name: string, credential: string): void {
  world.addSecret(name, JSON.parse(credential) as Record<string, string>);
}

describe('signing in to Google with the agency’s own desktop client', () => {
  it('asks over loopback with state and proof, and ends with a credential that works', async () => {
    world = await openWorld();
    const signIn = world.ports.signIn as SignIn;
    expect(signIn).toMatchObject({ methods: ['pasted_token', 'own_app_loopback'], pkce: true, tokenLifeDays: null });
    const start = valueOf(await signIn.begin(APP, BACK));
    const asked = new URL(start.url).searchParams;
    expect(asked.get('scope')).toBe(signIn.scopes.map(({ name }) => name).join(' '));
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect([asked.get('access_type'), asked.get('prompt')]).toEqual(['offline', 'consent']);
    const { verifier } = JSON.parse(start.handle) as { verifier: string };
    expect(start.url).not.toContain(verifier);
    expect(start.url).not.toContain(APP.secret);
    const done = valueOf(await signIn.complete(APP, start.handle, await browse(start.url), BACK));
    expect(done.expiresAt).toBeNull();
    keep('google/new', done.credential);
    const report = valueOf(await world.google.test(world.accountOf({ secretName: 'google/new' })));
    expect(report.scopes.every(({ granted }) => granted)).toBe(true);
    expect(report.expiresAt).toBeNull();
    // Long after, for many who wait at once: one refresh, and the refresh token is still the one that was given.
    world.host.advance(40 * DAY_MS);
    const before = world.host.requests('google').filter(({ operation }) => operation === 'token').length;
    await Promise.all(
      Array.from({ length: 6 }, async () => valueOf(await world.google.test(world.accountOf({ secretName: 'google/new' })))),
    );
    expect(world.host.requests('google').filter(({ operation }) => operation === 'token').length - before).toBe(1);
  });

  it('refuses the answer of another sign-in, a code by hand and an answer without a code, without sending anything', async () => {
    world = await openWorld();
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(APP, BACK));
    const other = valueOf(await signIn.begin(APP, BACK));
    expect(start.state).not.toBe(other.state);
    const answer = await browse(start.url);
    const sent = world.host.requestCount('google');
    expect(failureIn(await signIn.complete(APP, other.handle, answer, BACK))).toMatchObject({ code: 'google.sign_in_state' });
    expect(failureIn(await signIn.complete(APP, start.handle, { ...answer, code: ' ' }, BACK))).toMatchObject({
      code: 'google.sign_in_code',
    });
    for (const redirect of [null, 'https://agencia.example/back', 'http://127.0.0.1.evil.example/'])
      expect(failureIn(await signIn.begin(APP, redirect))).toMatchObject({ code: 'google.loopback_needed' });
    expect(world.host.requestCount('google')).toBe(sent);
  });

  it('says what is wrong with a spent code, a wrong proof and an unknown client, and shows none of them', async () => {
    world = await openWorld();
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(APP, BACK));
    const answer = await browse(start.url);
    const forged = JSON.stringify({ state: start.state, verifier: 'x'.repeat(64) });
    expect(failureIn(await signIn.complete(APP, forged, answer, BACK))).toMatchObject({
      kind: 'refused',
      code: 'google.sign_in_code',
      raw: { code: 'invalid_grant' },
    });
    valueOf(await signIn.complete(APP, start.handle, answer, BACK));
    const spent = failureIn(await signIn.complete(APP, start.handle, answer, BACK));
    expect(spent).toMatchObject({ code: 'google.sign_in_code' });
    expect(JSON.stringify(spent)).not.toContain(answer.code);
    const nobody = await signIn.complete({ id: 'nobody', secret: 'geheim' }, start.handle, answer, BACK);
    expect(failureIn(nobody)).toMatchObject({ code: 'google.sign_in_app' });
    expect(JSON.stringify(nobody)).not.toContain('geheim');
    const late = valueOf(await signIn.begin(APP, BACK));
    const lateAnswer = await browse(late.url);
    world.host.advance(11 * 60_000);
    expect(failureIn(await signIn.complete(APP, late.handle, lateAnswer, BACK))).toMatchObject({ code: 'google.sign_in_code' });
  });

  it('tells what an unticked box costs, and keeps ads working', async () => {
    world = await openWorld({ switches: { 'google.person_unticks_data_manager': true } });
    keep('google/new', (await signedIn(APP)).credential);
    const account = world.accountOf({ secretName: 'google/new' });
    const report = valueOf(await world.google.test(account));
    expect(report.scopes).toMatchObject([{ granted: true }, { granted: false, disables: ['audiences', 'conversions'] }]);
    const sent = world.host.requestCount('google');
    expect(failureIn(await world.ports.audiences!.find(account, 'k3f9q2ma'))).toMatchObject({
      kind: 'no_permission',
      missing: 'https://www.googleapis.com/auth/datamanager',
    });
    expect(world.host.requestCount('google')).toBe(sent);
  });

  it('revokes at the network’s own address, once', async () => {
    world = await openWorld();
    const { credential } = await signedIn(APP);
    keep('google/new', credential);
    const account = world.accountOf({ secretName: 'google/new' });
    valueOf(await world.google.test(account));
    const { refreshToken } = JSON.parse(credential) as { refreshToken: string };
    const revoke = (): Promise<Response> =>
      fetch(`${world.url}/revoke`, { method: 'POST', body: new URLSearchParams({ token: refreshToken }) });
    expect((await revoke()).status).toBe(200);
    expect((await revoke()).status).toBe(400);
    expect(failureIn(await world.google.test(account))).toMatchObject({ kind: 'auth_expired', raw: { code: 'invalid_grant' } });
  });
});

describe('a consent screen in Testing', () => {
  it('is known at sign-in where Google tells the end, and named as the cause when the token dies', async () => {
    world = await openWorld();
    const done = await signedIn(TESTING);
    expect(Date.parse(done.expiresAt!) - world.host.nowMs()).toBe(7 * DAY_MS);
    keep('google/new', done.credential);
    const account = world.accountOf({ secretName: 'google/new' });
    expect(valueOf(await world.google.test(account)).expiresAt).toBe(done.expiresAt);
    world.host.advance(7 * DAY_MS);
    expect(failureIn(await world.google.test(account))).toMatchObject({
      kind: 'auth_expired',
      raw: { code: 'google.consent_in_testing' },
    });
  });

  it('is named as the cause by the token’s age where Google does not tell; an earlier end is another cause', async () => {
    world = await openWorld({ switches: { 'google.testing_end_untold': true } });
    const done = await signedIn(TESTING);
    expect(done.expiresAt).toBeNull();
    keep('google/new', done.credential);
    const account = world.accountOf({ secretName: 'google/new' });
    valueOf(await world.google.test(account));
    world.host.advance(8 * DAY_MS);
    expect(failureIn(await world.google.test(account)).raw.code).toBe('google.consent_in_testing');
    keep('google/early', (await signedIn(TESTING)).credential);
    const early = world.accountOf({ secretName: 'google/early' });
    world.host.advance(2 * DAY_MS);
    world.fault('token', 'revoke');
    expect(failureIn(await world.google.test(early)).raw.code).toBe('invalid_grant');
  });
});
