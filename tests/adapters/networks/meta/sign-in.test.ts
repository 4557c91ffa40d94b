import { afterEach, describe, expect, test } from 'vitest';
import { createSignIn, SCOPES } from '../../../../adapters/networks/meta/sign-in.ts';
import { DAY_MS, failureIn, openMetaWorld, valueOf, type MetaWorld } from './world.ts';

let world: MetaWorld;
afterEach(() => world.close());

const APP = { id: '5001', secret: 'sim-app-secret' };

/** What the person's browser does: it follows the dialog and shows the address where it ends. */
async function browse(url: string): Promise<URL> {
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.status).toBe(302);
  return new URL(response.headers.get('location')!);
}

describe('signing in to Meta with the agency’s own app', () => {
  test('ends with a long-lived token that works, and tells when it ends', async () => {
    world = await openMetaWorld();
    const signIn = world.ports.signIn!;
    expect(signIn.methods).toEqual(['pasted_token', 'own_app_copy_code']);
    const start = valueOf(await signIn.begin(APP, null));
    expect(new URL(start.url).searchParams.get('scope')).toBe(SCOPES.join(','));
    expect(start.url).not.toContain(APP.secret);
    const shown = await browse(start.url);
    expect(shown.pathname).toBe('/connect/login_success.html');
    const done = valueOf(
      await signIn.complete(APP, start.handle, { code: shown.searchParams.get('code')!, state: shown.searchParams.get('state')! }, null),
    );
    expect(Date.parse(done.expiresAt!) - world.host.nowMs()).toBeGreaterThan(59 * DAY_MS);
    world.secrets.set('meta/a1', done.credential);
    const report = valueOf(await world.meta.test(world.account));
    expect(report.scopes.every((scope) => scope.granted)).toBe(true);
    expect(Math.abs(Date.parse(report.expiresAt!) - Date.parse(done.expiresAt!))).toBeLessThan(2_000);
    world.host.advance(61 * DAY_MS);
    expect(failureIn(await world.meta.test(world.account)).kind).toBe('auth_expired');
  });

  test('takes the whole address as it was copied', async () => {
    world = await openMetaWorld();
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(APP, null));
    const shown = await browse(start.url);
    valueOf(await signIn.complete(APP, start.handle, { code: ` ${shown.toString()} `, state: '' }, null));
  });

  test('refuses the answer of another sign-in without sending it', async () => {
    world = await openMetaWorld();
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(APP, null));
    const other = valueOf(await signIn.begin(APP, null));
    expect(start.state).not.toBe(other.state);
    const shown = await browse(start.url);
    const sent = world.host.requestCount('meta');
    const failure = failureIn(await signIn.complete(APP, other.handle, { code: shown.toString(), state: '' }, null));
    expect(failure).toMatchObject({ kind: 'refused', code: 'meta.sign_in_state' });
    expect(world.host.requestCount('meta')).toBe(sent);
  });

  test('says what is wrong with a spent code, a late one and a wrong secret, and shows none of them', async () => {
    world = await openMetaWorld();
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(APP, null));
    const code = (await browse(start.url)).toString();
    const wrong = { ...APP, secret: 'otro-secreto' };
    expect(failureIn(await signIn.complete(wrong, start.handle, { code, state: '' }, null))).toMatchObject({
      code: 'meta.app_secret_wrong',
    });
    valueOf(await signIn.complete(APP, start.handle, { code, state: '' }, null));
    const spent = failureIn(await signIn.complete(APP, start.handle, { code, state: '' }, null));
    expect(spent).toMatchObject({ kind: 'refused', code: 'meta.sign_in_code' });
    const late = valueOf(await signIn.begin(APP, null));
    const lateCode = (await browse(late.url)).toString();
    world.host.advance(11 * 60_000);
    expect(failureIn(await signIn.complete(APP, late.handle, { code: lateCode, state: '' }, null))).toMatchObject({
      code: 'meta.sign_in_code',
    });
    expect(JSON.stringify([spent])).not.toContain(new URL(code).searchParams.get('code')!);
  });

  test('keeps the token of an hour when only the longer one cannot be had', async () => {
    world = await openMetaWorld();
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(APP, null));
    const code = (await browse(start.url)).toString();
    world.host.addFault({ network: 'meta', operation: 'lengthen_token', kind: '5xx_before', times: 3 });
    const done = valueOf(await signIn.complete(APP, start.handle, { code, state: '' }, null));
    expect(Date.parse(done.expiresAt!) - world.host.nowMs()).toBe(90 * 60_000);
  });

  test('repeats the exchange for the longer token, which spends nothing', async () => {
    world = await openMetaWorld();
    const signIn = world.ports.signIn!;
    const start = valueOf(await signIn.begin(APP, null));
    const code = (await browse(start.url)).toString();
    world.host.addFault({ network: 'meta', operation: 'lengthen_token', kind: 'lose_answer', times: 1 });
    const done = valueOf(await signIn.complete(APP, start.handle, { code, state: '' }, null));
    expect(Date.parse(done.expiresAt!) - world.host.nowMs()).toBe(60 * DAY_MS);
  });

  test('offers no loopback address: live apps refuse it, as the network is switched, and apps in development take it', async () => {
    world = await openMetaWorld();
    const loopback = 'http://localhost:4711/vuelta';
    expect(failureIn(await world.ports.signIn!.begin(APP, loopback))).toMatchObject({ code: 'meta.loopback_refused' });
    const dialog = (app: string): string =>
      `${world.url}/v26.0/dialog/oauth?client_id=${app}&response_type=code&state=s&redirect_uri=${encodeURIComponent(loopback)}`;
    expect((await fetch(dialog('5001'), { redirect: 'manual' })).status).toBe(400);
    expect((await browse(dialog('5002'))).origin).toBe('http://localhost:4711');
    await world.close();
    world = await openMetaWorld({ switches: { 'meta.loopback_for_live_apps': true } });
    expect((await browse(dialog('5001'))).origin).toBe('http://localhost:4711');
  });

  test('tells a broken line from a refusal', async () => {
    world = await openMetaWorld();
    const signIn = createSignIn({
      baseUrl: 'http://127.0.0.1:9',
      dialogUrl: 'http://127.0.0.1:9',
      apiVersion: 'v26.0',
      clock: world.clock,
    });
    const start = valueOf(await signIn.begin(APP, null));
    const failure = failureIn(await signIn.complete(APP, start.handle, { code: 'x', state: start.state }, null));
    expect(failure.kind).toBe('outcome_unknown');
  });
});

describe('the report of a connection', () => {
  test('names what each missing permission turns off', async () => {
    world = await openMetaWorld({ token: 'EAAsim-read' });
    const { scopes } = valueOf(await world.meta.test(world.account));
    const off = scopes.filter((scope) => !scope.granted).flatMap((scope) => scope.disables);
    expect(off).toEqual(expect.arrayContaining(['publish', 'pause', 'audiences', 'conversions', 'list_accounts', 'leads']));
    expect(scopes.find((scope) => scope.name === 'ads_read')).toMatchObject({ granted: true, disables: [] });
  });

  test('says never for a system user, and the first end for a person', async () => {
    world = await openMetaWorld();
    expect(valueOf(await world.meta.test(world.account)).expiresAt).toBeNull();
    world.secrets.set('meta/a1', 'EAAsim-sixty-days');
    const { expiresAt } = valueOf(await world.meta.test(world.account));
    expect(Math.round((Date.parse(expiresAt!) - world.host.nowMs()) / DAY_MS)).toBe(60);
  });

  test('refuses ads of an app in development with its own words', async () => {
    world = await openMetaWorld({ token: 'EAAsim-development' });
    const response = await fetch(`${world.url}/v26.0/act_1001/adcreatives`, {
      method: 'POST',
      headers: { authorization: 'Bearer EAAsim-development', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', object_story_spec: {} }),
    });
    expect(await response.json()).toMatchObject({ error: { code: 100, error_subcode: 1885183 } });
  });
});
