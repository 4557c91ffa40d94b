import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createSignInDoor } from '../../../adapters/sign-in/door.ts';
import { listenForSignIn, LONGEST_MS, OAUTH2_PARAMETERS, type LoopbackListener } from '../../../adapters/sign-in/loopback.ts';

const STATE = 'estado-de-este-ingreso-4f1c';
const page = { done: 'Listo', refused: 'No se pudo <b>' };

async function listener(timeoutMs?: number): Promise<LoopbackListener> {
  const made = await listenForSignIn({ state: STATE, page, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  onTestFinished(() => made.close());
  return made;
}

interface Visit {
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  readonly family?: '127.0.0.1' | '::1';
  readonly headers?: Readonly<Record<string, string>>;
}
function visit(to: LoopbackListener, visiting: Visit): Promise<{ readonly status: number; readonly body: string }> {
  const { port } = new URL(to.redirectUri);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: visiting.family ?? '127.0.0.1',
        port,
        method: visiting.method ?? 'GET',
        path: visiting.path ?? `/callback?code=bueno&state=${STATE}`,
        headers: { host: visiting.host ?? `127.0.0.1:${port}`, ...visiting.headers },
        agent: false,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    sent.once('error', reject).end();
  });
}

const good = `state=${STATE}`;
const HOSTILE: readonly (readonly [string, Visit])[] = [
  ['no state', { path: '/callback?code=malo' }],
  ['an empty state', { path: '/callback?code=malo&state=' }],
  ['the state of another sign-in', { path: '/callback?code=malo&state=otro-ingreso-0000000000000' }],
  ['a state that is cut', { path: `/callback?code=malo&state=${STATE.slice(0, -1)}` }],
  ['a state that is longer', { path: `/callback?code=malo&state=${STATE}x` }],
  ['a state in capitals', { path: `/callback?code=malo&state=${STATE.toUpperCase()}` }],
  ['two states, the first wrong', { path: `/callback?code=malo&state=x&${good}` }],
  ['two states, the second wrong', { path: `/callback?code=malo&${good}&state=x` }],
  ['the right state twice', { path: `/callback?code=malo&${good}&${good}` }],
  ['no code', { path: `/callback?${good}` }],
  ['an empty code', { path: `/callback?code=&${good}` }],
  ['two codes', { path: `/callback?code=malo&code=peor&${good}` }],
  ['a code and an error', { path: `/callback?code=malo&error=access_denied&${good}` }],
  ['a code of 5,000 letters', { path: `/callback?code=${'m'.repeat(5_000)}&${good}` }],
  ['an error with the state of another', { path: '/callback?error=access_denied&state=otro' }],
  ['an error without state', { path: '/callback?error=access_denied' }],
  ['an error that is markup', { path: `/callback?error=%3Cscript%3E&${good}` }],
  ['two errors', { path: `/callback?error=a&error=b&${good}` }],
  ['the root', { path: `/?code=malo&${good}` }],
  ['a path below', { path: `/callback/mas?code=malo&${good}` }],
  ['a trailing slash', { path: `/callback/?code=malo&${good}` }],
  ['a path in capitals', { path: `/CALLBACK?code=malo&${good}` }],
  ['an encoded path', { path: `/%63allback?code=malo&${good}` }],
  ['a doubled slash', { path: `//callback?code=malo&${good}` }],
  ['another path', { path: `/favicon.ico?code=malo&${good}` }],
  ['the answer in a fragment', { path: `/callback%23code=malo&${good}` }],
  ['POST', { method: 'POST' }],
  ['PUT', { method: 'PUT' }],
  ['HEAD', { method: 'HEAD' }],
  ['OPTIONS', { method: 'OPTIONS' }],
  ['DELETE', { method: 'DELETE' }],
  ['a name that was rebound', { host: 'malo.example' }],
  ['localhost by name', { host: 'localhost' }],
  ['the host without its port', { host: '127.0.0.1' }],
  ['the host with another port', { host: '127.0.0.1:1' }],
  ['a user before the host', { host: 'yo@127.0.0.1' }],
  ['the origin of another page', { headers: { origin: 'https://malo.example' } }],
  ['an origin that hides', { headers: { origin: 'null' } }],
  ['the origin of this very address', { headers: { origin: 'http://127.0.0.1' } }],
  ['the mark of a script’s fetch', { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } }],
  ['the mark of a picture', { headers: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' } }],
  ['the mark of a frame', { headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' } }],
];

test.each(HOSTILE)('a visit with %s is turned away, and the right answer is still taken afterwards', async (_what, hostile) => {
  const waiting = await listener();
  const turned = await visit(waiting, hostile);
  expect(turned.status).toBeGreaterThanOrEqual(400);
  expect(turned.body).not.toMatch(/malo|peor|script|<b>/);
  await visit(waiting, {});
  expect(await waiting.answer).toEqual({ kind: 'code', code: 'bueno', state: STATE });
});

test('the answer is taken on either family at the same port', async () => {
  const waiting = await listener();
  const { port } = new URL(waiting.redirectUri);
  const seen = await visit(waiting, { family: '::1', host: `[::1]:${port}` }).catch(() => null);
  if (seen === null) return console.log('This machine has no ::1: only 127.0.0.1 was tried');
  expect(seen).toMatchObject({ status: 200 });
  expect(await waiting.answer).toMatchObject({ kind: 'code' });
});

test('a second hit finds nobody, and changes nothing', async () => {
  const waiting = await listener();
  await visit(waiting, {});
  await waiting.answer;
  await expect(visit(waiting, { path: `/callback?code=segundo&${good}` })).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
  expect(await waiting.answer).toMatchObject({ code: 'bueno' });
});

test('a refusal of the network is told by its word', async () => {
  const waiting = await listener();
  expect((await visit(waiting, { path: `/callback?error=access_denied&error_description=no&${good}` })).status).toBe(200);
  expect(await waiting.answer).toEqual({ kind: 'refused', error: 'access_denied' });
});

test('a slow person finds nobody listening any more, and no listener lives longer than two minutes', async () => {
  const waiting = await listener(1);
  expect(await waiting.answer).toEqual({ kind: 'timed_out' });
  await expect(visit(waiting, {})).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
  expect(LONGEST_MS).toBeLessThanOrEqual(120_000);
});

test('another port knows nothing, and the page keeps nothing of the answer', async () => {
  const [one, other] = [await listenForSignIn({ state: 'estado-uno-0000000000000', page }), await listener()];
  onTestFinished(() => one.close());
  // The answer of one sign-in that arrives at the port of another has the wrong state there.
  expect((await visit(one, {})).status).toBe(400);
  const landed = await visit(other, {});
  expect(landed.body).toContain('Listo');
  expect(landed.body).not.toMatch(/bueno|estado/);
});

test('a person who is sent back by another site is taken', async () => {
  const waiting = await listener();
  const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' };
  expect((await visit(waiting, { headers })).status).toBe(200);
  expect(await waiting.answer).toMatchObject({ kind: 'code' });
});

test('nobody is believed before the state is known, not even without one', async () => {
  const waiting = await listenForSignIn({ state: null, page });
  onTestFinished(() => waiting.close());
  for (const path of ['/callback?code=malo', '/callback?code=malo&state=', '/callback?code=malo&state=null', `/callback?code=malo&${good}`])
    expect((await visit(waiting, { path })).status).toBe(400);
  waiting.expect(STATE);
  await visit(waiting, {});
  expect(await waiting.answer).toMatchObject({ code: 'bueno' });
});

test('a network’s own words are read, and its own way of saying no', async () => {
  const parameters = { code: 'oauth_verifier', state: 'oauth_token', denied: 'denied' };
  const open = (): Promise<LoopbackListener> => listenForSignIn({ state: STATE, page, parameters });
  const [yes, no] = [await open(), await open()];
  onTestFinished(() => (yes.close(), no.close()));
  expect((await visit(yes, { path: `/callback?code=malo&${good}` })).status).toBe(400);
  expect((await visit(yes, { path: `/callback?denied=otro` })).status).toBe(400);
  expect((await visit(yes, { path: `/callback?denied=${STATE}&oauth_verifier=malo` })).status).toBe(400);
  await visit(yes, { path: `/callback?oauth_verifier=123&oauth_token=${STATE}` });
  expect(await yes.answer).toEqual({ kind: 'code', code: '123', state: STATE });
  await visit(no, { path: `/callback?denied=${STATE}` });
  expect(await no.answer).toEqual({ kind: 'refused', error: 'access_denied' });
});

test('a registered port that another program holds is told, and is free again once the first has its answer', async () => {
  const door = createSignInDoor(page);
  const wish = { path: '/callback', parameters: OAUTH2_PARAMETERS };
  const first = await door.open({ ...wish, port: null });
  if (!first.ok) throw new Error('no port at all');
  const port = Number(new URL(first.value.redirectUri).port);
  expect(await door.open({ ...wish, port })).toEqual({ ok: false, error: { kind: 'port_taken', port } });
  first.value.close();
  const second = await door.open({ ...wish, port });
  expect(second).toMatchObject({ ok: true, value: { redirectUri: `http://127.0.0.1:${port}/callback` } });
  if (second.ok) second.value.close();
});

const code = { kind: 'code', code: 'AbC-1_2~x==', state: null };
test.each([
  [' AbC-1_2~x== \n', code],
  ['AbC-1_2~x==#_=_', code],
  ['https://127.0.0.1/altavoz?state=s&code=AbC#_=_', { kind: 'code', code: 'AbC', state: 's' }],
  ['HTTPS://127.0.0.1/altavoz?state=s&code=AbC', { kind: 'code', code: 'AbC', state: 's' }],
  ['?state=s&code=AbC', { kind: 'code', code: 'AbC', state: 's' }],
  ['code=AbC&state=s', { kind: 'code', code: 'AbC', state: 's' }],
  ['https://127.0.0.1/altavoz?state=s&error=access_denied', { kind: 'refused', error: 'access_denied', state: 's' }],
  ['https://127.0.0.1/altavoz?code=AbC', null],
  ['https://127.0.0.1/altavoz?state=s&code=a&code=b', null],
  ['https://127.0.0.1/altavoz', null],
  ['https://', null],
  ['no es un código', null],
  ['  ', null],
  ['x'.repeat(5_000), null],
])('what is pasted as %j is read as it is meant', (pasted, read) => {
  expect(createSignInDoor(page).readPasted(pasted, OAUTH2_PARAMETERS)).toEqual(read);
});
