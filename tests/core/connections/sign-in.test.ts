import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSignInDoor } from '../../../adapters/sign-in/door.ts';
import { createConnections } from '../../../core/connections/index.ts';
import type { SignInAttempt } from '../../../core/contract/connections.ts';
import { err, ok, type Result } from '../../../core/kernel/result.ts';
import type { BrowserAnswer, NetworkFailure, RemoteAccount, SignIn, SignInApp, SignInDone } from '../../../core/ports/index.ts';
import { scratchDatabase, someone } from '../../adapters/storage/support.ts';

const raw = { status: null, code: null, message: 'secreto-en-la-respuesta', body: null };
const APP: SignInApp = { id: 'app-1', secret: 'secreto-de-la-app' };
const ACCOUNTS: readonly RemoteAccount[] = [{ remoteId: '17', name: 'Cuenta', currency: 'COP', timeZone: 'America/Bogota' }];
const DONE: SignInDone = { credential: 'secreto-del-token', expiresAt: '2027-01-20T00:00:00.000Z', granted: ['ads', 'people'] };
/** Everything that must be found in the key store and nowhere else. */
const SECRETS = ['secreto-de-la-app', 'secreto-del-token', 'secreto-del-pkce', 'secreto-en-la-respuesta', 'codigo-secreto'];

function later<T>() {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (settle = resolve));
  return { promise, settle };
}
/** Lets what was settled be heard. */
const heard = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function setUp() {
  const scratch = scratchDatabase();
  const kept = new Map<string, string>();
  const world = {
    begin: ok({}) as Result<unknown, NetworkFailure>,
    complete: async (): Promise<Result<SignInDone, NetworkFailure>> => ok(DONE),
    list: async (): Promise<Result<readonly RemoteAccount[], NetworkFailure>> => ok(ACCOUNTS),
    leaning: new Set<string>(),
    portTaken: false,
    lockedKeyStore: false,
    given: [] as { readonly code: string; readonly state: string }[],
    apps: [] as SignInApp[],
    doors: [] as { expected: string | null; closed: boolean; answer: (answer: BrowserAnswer) => void }[],
    events: [] as string[],
    bugs: [] as unknown[],
  };
  let number = 0;
  const signIn: SignIn = {
    methods: ['own_app_loopback', 'own_app_copy_code', 'pasted_token'],
    pkce: true,
    scopes: [
      { name: 'ads', disables: ['publish'] },
      { name: 'people', disables: ['audiences', 'conversions'] },
    ],
    tokenLifeDays: 60,
    parameters: { code: 'code', state: 'state', denied: null },
    loopback: { port: null, path: '/callback' },
    redirectUris: [],
    async begin(app) {
      world.apps.push(app);
      number += 1;
      return world.begin.ok
        ? ok({ url: `https://red.example/${number}`, state: `estado-${number}`, handle: 'secreto-del-pkce' })
        : world.begin;
    },
    async complete(_app, handle, answer) {
      expect(handle).toBe('secreto-del-pkce');
      world.given.push(answer);
      return world.complete();
    },
  };
  const connections = createConnections({
    networks: new Map([
      ['red', { ads: { listAccounts: async () => world.list() }, signIn }],
      ['papel', { ads: { listAccounts: async () => world.list() }, signIn: null }],
    ]),
    door: {
      longestMs: 120_000,
      async open() {
        if (world.portTaken) return err({ kind: 'port_taken', port: 41_753 });
        const { promise, settle } = later<BrowserAnswer>();
        const door = { expected: null as string | null, closed: false, answer: settle };
        world.doors.push(door);
        return ok({
          redirectUri: 'http://127.0.0.1:1/callback',
          answer: promise,
          expect: (state) => void (door.expected = state),
          close: () => ((door.closed = true), settle({ kind: 'closed' })),
        });
      },
      readPasted: createSignInDoor({ done: '', refused: '' }).readPasted,
    },
    secrets: {
      get: async (name) => kept.get(name) ?? null,
      async set(name, value) {
        if (world.lockedKeyStore) throw new Error('The key store is locked');
        kept.set(name, value);
      },
      delete: async (name) => kept.delete(name),
    },
    countBySecret: (name) => (world.leaning.has(name) ? 1 : 0),
    practiceApp: () => null,
    unitOfWork: scratch.unitOfWork,
    audit: scratch.auditLog,
    topics: { moved: (...topics) => void world.events.push(...topics), progress: () => undefined, cancelled: () => false },
    clock: scratch.clock,
    ids: scratch.ids,
    failed: (cause) => void world.bugs.push(cause),
  });
  const { handlers } = connections;
  const tokens = (): string[] => [...kept.keys()].filter((name) => name.startsWith('red/'));
  return {
    ...scratch,
    world,
    kept,
    tokens,
    handlers,
    stop: () => connections.stop(),
    sweep: () => connections.sweep(),
    begin: async (method: 'own_app_loopback' | 'own_app_copy_code', app: SignInApp | null = APP) =>
      value(handlers.begin({ network: 'red', method, app }, someone)),
    now: async () => (await value(handlers.attempt({}, someone))).attempt,
    answer: async (attempt: SignInAttempt, pasted: string) => handlers.answer({ attemptId: attempt.id, pasted }, someone),
  };
}

async function value<T>(answer: Result<T, unknown> | Promise<Result<T, unknown>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('signing in', () => {
  test('over the browser ends with the token in the key store, its scopes, its end, and the accounts to choose from', async () => {
    const { begin, world, now, kept, tokens, auditLog } = setUp();
    const begun = await begin('own_app_loopback');
    expect(begun).toMatchObject({ state: 'waiting', url: 'https://red.example/1', secretName: null, found: null });
    expect(world.doors[0]?.expected).toBe('estado-1');
    world.doors[0]?.answer({ kind: 'code', code: 'codigo-secreto', state: 'estado-1' });
    await heard();
    const done = await now();
    expect(done).toMatchObject({ state: 'signed_in', url: null, expiresAt: DONE.expiresAt, problem: null, found: ACCOUNTS });
    expect(done?.scopes?.every((scope) => scope.granted && scope.disables.length === 0)).toBe(true);
    expect(tokens()).toEqual([done?.secretName]);
    expect(kept.get(done?.secretName ?? '')).toBe('secreto-del-token');
    expect([...auditLog.all()].map((row) => row.action)).toEqual(['connections.sign_in_begun', 'connections.signed_in']);
  });

  test('by copying takes the bare code and the whole address', async () => {
    for (const pasted of ['codigo-secreto', 'https://red.example/fin?code=codigo-secreto&state=estado-1']) {
      const { begin, answer, world } = setUp();
      const begun = await begin('own_app_copy_code');
      expect(await value(answer(begun, pasted))).toMatchObject({ state: 'signed_in' });
      expect(world.given).toEqual([{ code: 'codigo-secreto', state: 'estado-1' }]);
    }
  });

  test('keeps the app once it has proved right, uses it again, never reads it out, and forgets it when asked', async () => {
    const { begin, answer, handlers, world, kept } = setUp();
    expect(await handlers.begin({ network: 'red', method: 'own_app_copy_code', app: null }, someone)).toMatchObject({
      error: { code: 'connections.app_needed' },
    });
    world.complete = async () => err({ kind: 'refused', code: 'red.app_secret', problems: [], raw });
    const wrong = await begin('own_app_copy_code', { id: 'otra', secret: 'mal' });
    await answer(wrong, 'x');
    expect(kept.size).toBe(0);
    world.complete = async () => ok(DONE);
    await answer(await begin('own_app_copy_code'), 'x');
    const { ways } = await value(handlers.ways({}, someone));
    expect(ways.find((way) => way.network === 'red')).toMatchObject({
      keptAppId: 'app-1',
      tokenLifeDays: 60,
      pkce: true,
      practiceApp: null,
    });
    expect(JSON.stringify(ways)).not.toContain('secreto');
    await begin('own_app_copy_code', null);
    expect(world.apps.at(-1)).toEqual(APP);
    await value(handlers.forgetApp({ network: 'red' }, someone));
    expect((await value(handlers.ways({}, someone))).ways[0]?.keptAppId).toBeNull();
  });

  test('says what each scope that the person took away disables', async () => {
    const { begin, answer, world, auditLog } = setUp();
    world.complete = async () => ok({ ...DONE, granted: ['ads'] });
    const done = await value(answer(await begin('own_app_copy_code'), 'x'));
    expect(done.scopes).toEqual([
      { name: 'ads', granted: true, disables: [] },
      { name: 'people', granted: false, disables: ['audiences', 'conversions'] },
    ]);
    expect([...auditLog.all()].at(-1)?.details).toMatchObject({ network: 'red', missing: 1 });
    world.complete = async () => ok({ ...DONE, granted: null });
    expect((await value(answer(await begin('own_app_copy_code'), 'x'))).scopes).toBeNull();
  });

  test('offers a network without sign-in only a pasted token', async () => {
    const { handlers } = setUp();
    expect((await value(handlers.ways({}, someone))).ways.map((way) => way.methods)).toEqual([
      ['own_app_loopback', 'own_app_copy_code', 'pasted_token'],
      ['pasted_token'],
    ]);
    for (const [network, code] of [
      ['papel', 'connections.method_not_offered'],
      ['orkut', 'accounts.network_unknown'],
    ] as const)
      expect(await handlers.begin({ network, method: 'own_app_loopback', app: APP }, someone)).toMatchObject({ error: { code } });
  });
});

describe('what goes wrong leaves nothing behind', () => {
  test('a person who says no, and a network that says something else', async () => {
    const { begin, world, now, answer, kept } = setUp();
    await begin('own_app_loopback');
    world.doors[0]?.answer({ kind: 'refused', error: 'access_denied' });
    await heard();
    expect(await now()).toMatchObject({ state: 'failed', url: null, problem: { code: 'connections.denied' } });
    await begin('own_app_loopback');
    world.doors[1]?.answer({ kind: 'refused', error: 'server_error' });
    await heard();
    expect((await now())?.problem).toMatchObject({ code: 'connections.refused', details: { error: 'server_error' } });
    const copying = await begin('own_app_copy_code');
    const address = 'https://red.example/fin?error=access_denied&state=estado-3';
    expect((await value(answer(copying, address))).problem?.code).toBe('connections.denied');
    expect(await answer(copying, 'x')).toMatchObject({ error: { code: 'connections.no_attempt' } });
    expect(kept.size).toBe(0);
    expect(world.given).toEqual([]);
  });

  test('the state of another sign-in is not sent to the network', async () => {
    const { begin, world, now, answer } = setUp();
    await begin('own_app_loopback');
    world.doors[0]?.answer({ kind: 'code', code: 'x', state: 'estado-ajeno' });
    await heard();
    expect(await now()).toMatchObject({ state: 'failed', problem: { code: 'connections.other_sign_in' } });
    const copying = await begin('own_app_copy_code');
    const wrong = await value(answer(copying, 'https://red.example/fin?code=x&state=estado-1'));
    // What was pasted wrongly is pasted again.
    expect(wrong).toMatchObject({ state: 'waiting', problem: { code: 'connections.other_sign_in' } });
    expect(await value(answer(copying, 'no es un código'))).toMatchObject({ problem: { code: 'connections.not_an_answer' } });
    expect(world.given).toEqual([]);
    expect(await value(answer(copying, 'bueno'))).toMatchObject({ state: 'signed_in', problem: null });
  });

  test('two answers are one exchange, and a code that is replayed finds nobody waiting', async () => {
    const { begin, world, now, answer, tokens } = setUp();
    const copying = await begin('own_app_copy_code');
    const gate = later<Result<SignInDone, NetworkFailure>>();
    world.complete = () => gate.promise;
    const [first, second] = [answer(copying, 'x'), answer(copying, 'x')];
    expect(await second).toMatchObject({ error: { code: 'connections.no_attempt' } });
    gate.settle(ok(DONE));
    expect(await value(first)).toMatchObject({ state: 'signed_in' });
    expect(await answer(copying, 'x')).toMatchObject({ error: { code: 'connections.no_attempt' } });
    expect(world.given).toHaveLength(1);
    expect(tokens()).toHaveLength(1);
    await begin('own_app_loopback');
    for (let times = 0; times < 2; times += 1) world.doors[0]?.answer({ kind: 'code', code: 'x', state: 'estado-2' });
    await heard();
    expect(world.given).toHaveLength(2);
    expect((await now())?.state).toBe('signed_in');
  });

  test('a browser that answers too late, and a person who pastes too late', async () => {
    const { begin, world, now, answer, clock } = setUp();
    await begin('own_app_loopback');
    world.doors[0]?.answer({ kind: 'timed_out' });
    await heard();
    expect(await now()).toMatchObject({ state: 'failed', problem: { code: 'connections.timed_out' } });
    const copying = await begin('own_app_copy_code');
    clock.advance(10 * 60_000 + 1);
    expect(await answer(copying, 'x')).toMatchObject({ error: { code: 'connections.no_attempt' } });
    expect((await now())?.problem?.code).toBe('connections.timed_out');
    expect(world.given).toEqual([]);
  });

  test('a second attempt ends the first, whose answer, exchange and token are nobody’s any more', async () => {
    const { begin, world, now, answer, kept, handlers } = setUp();
    const gate = later<Result<SignInDone, NetworkFailure>>();
    world.complete = () => gate.promise;
    const first = await begin('own_app_copy_code');
    const pasted = answer(first, 'x');
    const second = await begin('own_app_loopback');
    gate.settle(ok(DONE));
    expect(await pasted).toMatchObject({ error: { code: 'connections.no_attempt' } });
    expect(kept.size).toBe(0);
    const third = await begin('own_app_loopback');
    expect(world.doors.map((door) => door.closed)).toEqual([true, false]);
    world.doors[0]?.answer({ kind: 'code', code: 'x', state: 'estado-2' });
    await heard();
    expect(await now()).toMatchObject({ id: third.id, state: 'waiting' });
    expect(await handlers.cancel({ attemptId: second.id }, someone)).toMatchObject({ error: { code: 'connections.no_attempt' } });
  });

  test('an attempt that is replaced while its accounts are listed says nothing more', async () => {
    const { begin, world, now, answer, tokens, auditLog } = setUp();
    const gate = later<Result<readonly RemoteAccount[], NetworkFailure>>();
    world.list = () => gate.promise;
    const pasted = answer(await begin('own_app_copy_code'), 'x');
    await heard();
    expect(tokens()).toHaveLength(1);
    const second = await begin('own_app_loopback');
    expect(tokens()).toEqual([]);
    gate.settle(err({ kind: 'auth_expired', raw }));
    expect(await pasted).toMatchObject({ error: { code: 'connections.no_attempt' } });
    expect(await now()).toMatchObject({ id: second.id, state: 'waiting' });
    expect([...auditLog.all()].map((row) => row.action)).not.toContain('connections.sign_in_failed');
  });

  test('two beginnings at once leave one attempt and one open door', async () => {
    const { handlers, world, now } = setUp();
    const wish = { network: 'red', method: 'own_app_loopback', app: APP } as const;
    const answers = await Promise.all([handlers.begin(wish, someone), handlers.begin(wish, someone), handlers.begin(wish, someone)]);
    expect(answers.map((one) => one.ok).filter(Boolean)).toHaveLength(1);
    expect(world.doors.filter((door) => !door.closed)).toHaveLength(1);
    expect((await now())?.state).toBe('waiting');
  });

  test('cancelling closes the door and takes the token away, unless an account leans on it', async () => {
    const { begin, world, now, answer, tokens, handlers, stop } = setUp();
    const first = await begin('own_app_loopback');
    expect(await value(handlers.cancel({ attemptId: first.id }, someone))).toMatchObject({ state: 'cancelled', url: null });
    expect([world.doors[0]?.closed, await now()]).toEqual([true, null]);
    const second = await value(answer(await begin('own_app_copy_code'), 'x'));
    expect(tokens()).toHaveLength(1);
    await value(handlers.cancel({ attemptId: second.id }, someone));
    expect(tokens()).toEqual([]);
    const third = await value(answer(await begin('own_app_copy_code'), 'x'));
    world.leaning.add(third.secretName ?? '');
    await value(handlers.cancel({ attemptId: third.id }, someone));
    expect(tokens()).toEqual([third.secretName]);
    // Closing the workspace is cancelling.
    await value(answer(await begin('own_app_copy_code'), 'x'));
    await stop();
    expect(tokens()).toEqual([third.secretName]);
  });

  test.each([
    ['auth_expired', 'failed', 'connections.token_died'],
    ['no_permission', 'failed', 'connections.refused'],
    ['unavailable', 'signed_in', 'connections.unreachable'],
  ] as const)('a token that meets %s before the accounts are listed', async (kind, state, code) => {
    const { begin, world, answer, tokens, handlers } = setUp();
    world.list = async () => err(kind === 'no_permission' ? { kind, missing: null, raw } : { kind, raw });
    const done = await value(answer(await begin('own_app_copy_code'), 'x'));
    expect(done).toMatchObject({ state, problem: { code }, found: null });
    expect(tokens()).toHaveLength(state === 'failed' ? 0 : 1);
    world.list = async () => ok(ACCOUNTS);
    const again = await handlers.listAccounts({ attemptId: done.id }, someone);
    expect(again.ok ? again.value.found : again.error.code).toEqual(state === 'failed' ? 'connections.no_attempt' : ACCOUNTS);
  });

  test.each([
    [{ kind: 'refused', code: 'red.codigo', problems: [], raw }, 'connections.refused', 'red.codigo'],
    [{ kind: 'refused', code: 'unknown', problems: [], raw }, 'connections.refused', null],
    [{ kind: 'auth_expired', raw }, 'connections.refused', null],
    [{ kind: 'outcome_unknown', raw }, 'connections.unreachable', null],
    [{ kind: 'rate_limited', retryAfterMs: 1, scope: 'account', raw }, 'connections.unreachable', null],
    [{ kind: 'unsupported', raw }, 'connections.refused', null],
  ] as const)('an exchange that ends in %j', async (failure: NetworkFailure, code, networkCode) => {
    const { begin, world, answer, now, handlers, kept } = setUp();
    world.complete = async () => err(failure);
    const copying = await begin('own_app_copy_code');
    expect(await value(answer(copying, 'x'))).toMatchObject({ state: 'waiting', problem: { code, networkCode } });
    for (let times = 0; times < 6; times += 1) await answer(copying, 'x');
    expect(await value(answer(copying, 'x'))).toMatchObject({ state: 'failed' });
    await begin('own_app_loopback');
    world.doors[0]?.answer({ kind: 'code', code: 'x', state: 'estado-2' });
    await heard();
    expect(await now()).toMatchObject({ state: 'failed', problem: { code, networkCode } });
    world.begin = err(failure);
    expect(await handlers.begin({ network: 'red', method: 'own_app_loopback', app: APP }, someone)).toMatchObject({
      error: { code, details: { networkCode } },
    });
    expect(world.doors.at(-1)?.closed).toBe(true);
    expect(kept.size).toBe(0);
  });

  test('a port that is taken, a key store that is locked, and a bug', async () => {
    const { begin, world, answer, handlers, kept, now } = setUp();
    world.portTaken = true;
    expect(await handlers.begin({ network: 'red', method: 'own_app_loopback', app: APP }, someone)).toMatchObject({
      error: { code: 'connections.port_taken', details: { port: 41_753 } },
    });
    expect(await now()).toBeNull();
    world.lockedKeyStore = true;
    expect((await value(answer(await begin('own_app_copy_code'), 'x'))).problem?.code).toBe('connections.not_kept');
    world.lockedKeyStore = false;
    world.complete = () => Promise.reject(new Error('a bug'));
    expect(await value(answer(await begin('own_app_copy_code'), 'x'))).toMatchObject({ state: 'failed' });
    expect(world.bugs).toHaveLength(2);
    expect(kept.size).toBe(0);
  });
});

test('a program that is killed between the token and the account leaves a token that the next start takes away', async () => {
  const { begin, answer, world, tokens, kept, sweep } = setUp();
  const orphan = await value(answer(await begin('own_app_copy_code'), 'x'));
  expect(tokens()).toEqual([orphan.secretName]);
  await sweep();
  expect([...kept.keys()]).toEqual(['own-app/red']);
  // One that an account leans on stays, and so does everything where nothing was pending.
  const used = await value(answer(await begin('own_app_copy_code'), 'x'));
  world.leaning.add(used.secretName ?? '');
  await sweep();
  await sweep();
  expect([...kept.keys()].toSorted()).toEqual(['own-app/red', used.secretName]);
});

test('no secret stands in an answer, an event, the audit or any file of the workspace', async () => {
  const { begin, answer, now, handlers, world, folder, database, auditLog, kept } = setUp();
  const shown: unknown[] = [];
  const failures: NetworkFailure[] = [
    { kind: 'refused', code: 'red.codigo', problems: [], raw },
    { kind: 'outcome_unknown', raw },
  ];
  for (const failure of failures) {
    world.complete = async () => err(failure);
    shown.push(await answer(await begin('own_app_copy_code'), 'codigo-secreto'));
    world.begin = err(failure);
    shown.push(await handlers.begin({ network: 'red', method: 'own_app_loopback', app: APP }, someone));
    world.begin = ok({});
  }
  world.complete = async () => ok(DONE);
  shown.push(await answer(await begin('own_app_copy_code'), 'codigo-secreto'), await now(), await handlers.ways({}, someone));
  expect([...kept.values()].join()).toContain('secreto-del-token');
  database.pragma('wal_checkpoint(TRUNCATE)');
  const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)).toString('latin1'));
  const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all() as { readonly name: string }[]; // the column asked for
  const rows = tables.map(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all());
  const everything = [JSON.stringify([shown, world.events, world.bugs.map(String), [...auditLog.all()], rows]), ...files].join('\n');
  expect(everything).toContain('connections.signed_in');
  for (const secret of SECRETS) expect(everything).not.toContain(secret);
});
