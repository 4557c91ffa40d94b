import type { connections, SignInAttempt, SignInWay } from '../contract/connections.ts';
import { ok, refuse, type Refusal, type Result } from '../kernel/result.ts';
import type {
  AdNetwork,
  AuditLog,
  BrowserAnswer,
  CallContext,
  Clock,
  Handlers,
  Ids,
  OpenDoor,
  Secrets,
  SignIn,
  SignInApp,
  SignInDoor,
  Topics,
  UnitOfWork,
} from '../ports/index.ts';
import { instantText } from '../publishing/index.ts';
import { COPYING_MS, ended, PASTES_MAX, problem, problemOf, scopeReport, type Attempt, type Problem } from './attempt.ts';
import { createOwnApps } from './own-app.ts';

export interface SigningNetwork {
  readonly ads: Pick<AdNetwork, 'listAccounts'>;
  readonly signIn: SignIn | null;
}

export interface ConnectionsOptions {
  /** Those that this workspace may reach, in the order in which they are shown. */
  readonly networks: ReadonlyMap<string, SigningNetwork>;
  readonly door: SignInDoor;
  readonly secrets: Secrets;
  /** How many accounts lean on a token. */
  readonly countBySecret: (secretName: string) => number;
  /** Simulated workspaces: an app that the simulator knows. */
  readonly practiceApp: (network: string) => SignInApp | null;
  readonly unitOfWork: UnitOfWork;
  readonly audit: AuditLog;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where a bug goes that met nobody's call. */
  readonly failed: (cause: unknown) => void;
}

export interface Connections {
  readonly handlers: Handlers<typeof connections>;
  /** Takes away the token of an attempt that a killed program left in the key store. Once, before anything is begun. */
  sweep(): Promise<void>;
  /** Nothing listens and no token that no account leans on is left behind. */
  stop(): Promise<void>;
}

/** Key store name under which stands the name of the token that no account leans on yet. */
const PENDING = 'sign-in/pending';

/**
 * Connecting by signing in: begin, the person's own browser, one answer, one exchange, the token into the key store, the
 * accounts to choose from. One attempt at a time: a second one ends the first, whatever comes back for it afterwards.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const { networks, secrets, clock, topics } = options;
  const apps = createOwnApps(secrets);
  let current: Attempt | null = null;
  let turn = 0;

  function show(attempt: Attempt, change: Partial<Omit<SignInAttempt, 'problem'>> & { readonly problem?: Problem | null }): void {
    const { problem: why = null, ...rest } = change;
    attempt.shown = { ...attempt.shown, ...rest, problem: why === null ? null : { ...why, details: { ...why.details } } };
    topics.moved('connections');
  }

  function note({ context, shown }: Attempt, action: string, details: { readonly [key: string]: string | number }): void {
    options.unitOfWork.transaction(() => options.audit.append(context, action, null, { network: shown.network, ...details }));
    topics.moved('audit');
  }

  function fail(attempt: Attempt, why: Problem): void {
    attempt.shown = ended(attempt.shown, 'failed', why);
    topics.moved('connections');
    attempt.door?.close();
    note(attempt, 'connections.sign_in_failed', { code: why.code });
  }

  /** A token that no account leans on has no reason to stay. */
  async function drop(secretName: string | null): Promise<void> {
    if (secretName === null) return;
    if (options.countBySecret(secretName) === 0) await secrets.delete(secretName);
    await secrets.delete(PENDING);
  }

  async function letGo(): Promise<void> {
    const leaving = current;
    current = null;
    turn += 1;
    if (leaving === null) return;
    leaving.door?.close();
    const { secretName } = leaving.shown;
    if (leaving.shown.state !== 'failed') leaving.shown = ended(leaving.shown, 'cancelled', null);
    topics.moved('connections');
    await drop(secretName);
  }

  /** The attempt of this id as it stands now: one that waited too long has failed meanwhile. */
  function find(attemptId: string | null): Attempt | null {
    const attempt = current;
    if (attempt === null || (attemptId !== null && attempt.shown.id !== attemptId)) return null;
    if (attempt.shown.state === 'waiting' && attempt.door === null && clock.nowIso() > attempt.shown.deadline)
      fail(attempt, problem('connections.timed_out'));
    return attempt;
  }

  async function listInto(attempt: Attempt, network: SigningNetwork, secretName: string): Promise<void> {
    const listed = await network.ads.listAccounts(secretName);
    if (current !== attempt) return;
    if (listed.ok) return show(attempt, { state: 'signed_in', found: [...listed.value] });
    const why = problemOf(listed.error, attempt.shown.network);
    if (why.code === 'connections.unreachable') return show(attempt, { state: 'signed_in', problem: why, found: null });
    await drop(secretName);
    fail(attempt, listed.error.kind === 'auth_expired' ? problem('connections.token_died', { network: attempt.shown.network }) : why);
  }

  /** Into the key store: the token, and the app, which has just proved right. */
  async function keep(attempt: Attempt, secretName: string, credential: string): Promise<boolean> {
    try {
      // The name first: whatever ends the program from here on, the next start finds what to take away.
      await secrets.set(PENDING, secretName);
      await secrets.set(secretName, credential);
      await apps.keep(attempt.shown.network, attempt.app);
      return true;
    } catch (cause) {
      options.failed(cause);
      await drop(secretName).catch(() => undefined);
      return false;
    }
  }

  async function exchange(attempt: Attempt, network: SigningNetwork, code: string): Promise<void> {
    show(attempt, { state: 'finishing' });
    const { signIn, app, handle, state, redirectUri } = attempt;
    const done = await signIn.complete(app, handle, { code, state }, redirectUri);
    // Cancelled or replaced meanwhile: what came is kept nowhere.
    if (current !== attempt) return;
    if (!done.ok) {
      const why = problemOf(done.error, attempt.shown.network);
      // What was copied may be copied again; the browser brings its answer only once.
      if (attempt.door === null && attempt.pastes < PASTES_MAX) return show(attempt, { state: 'waiting', problem: why });
      return fail(attempt, why);
    }
    const secretName = `${attempt.shown.network}/${options.ids.next()}`;
    const kept = await keep(attempt, secretName, done.value.credential);
    if (current !== attempt) return drop(kept ? secretName : null);
    if (!kept) return fail(attempt, problem('connections.not_kept'));
    const scopes = scopeReport(signIn, done.value);
    show(attempt, { url: null, secretName, scopes, expiresAt: done.value.expiresAt });
    const missing = scopes?.filter((scope) => !scope.granted).length ?? 0;
    note(attempt, 'connections.signed_in', { method: attempt.shown.method, missing });
    await listInto(attempt, network, secretName);
  }

  /** A bug on the way, or a key store that locks itself: nothing stays half done. */
  async function finish(attempt: Attempt, network: SigningNetwork, code: string): Promise<void> {
    try {
      await exchange(attempt, network, code);
    } catch (cause) {
      options.failed(cause);
      await drop(attempt.shown.secretName).catch(() => undefined);
      if (current === attempt) fail(attempt, problem('connections.not_kept'));
    }
  }

  function refusedBy(error: string): Problem {
    return error === 'access_denied' ? problem('connections.denied') : problem('connections.refused', { error });
  }

  async function browserAnswered(attempt: Attempt, network: SigningNetwork, answer: BrowserAnswer): Promise<void> {
    if (current !== attempt || attempt.shown.state !== 'waiting') return;
    if (answer.kind === 'timed_out') return fail(attempt, problem('connections.timed_out'));
    if (answer.kind === 'refused') return fail(attempt, refusedBy(answer.error));
    if (answer.kind === 'closed') return;
    if (answer.state !== attempt.state) return fail(attempt, problem('connections.other_sign_in'));
    await finish(attempt, network, answer.code);
  }

  async function openDoor(signIn: SignIn): Promise<Result<OpenDoor, Refusal>> {
    if (signIn.loopback === null) return refuse('connections.method_not_offered');
    const opened = await options.door.open({ ...signIn.loopback, parameters: signIn.parameters });
    return opened.ok ? opened : refuse('connections.port_taken', { port: opened.error.port });
  }

  /** Two beginnings at once: the later one wins, and the earlier closes what it opened. */
  async function start(
    wish: { readonly network: string; readonly method: SignInAttempt['method'] },
    way: { readonly network: SigningNetwork; readonly signIn: SignIn; readonly app: SignInApp },
    context: CallContext,
  ): Promise<Result<SignInAttempt, Refusal>> {
    // First of all, so that a workspace that may not be written to says so before a browser opens.
    options.unitOfWork.transaction(() =>
      options.audit.append(context, 'connections.sign_in_begun', null, { network: wish.network, method: wish.method }),
    );
    const left = letGo();
    // Read before anything is waited for: another beginning may come meanwhile.
    const mine = turn;
    await left;
    const loopback = wish.method === 'own_app_loopback';
    const opened = loopback ? await openDoor(way.signIn) : ok(null);
    if (!opened.ok) return opened;
    const door = opened.value;
    const redirectUri = door?.redirectUri ?? null;
    const begun = turn === mine ? await way.signIn.begin(way.app, redirectUri) : null;
    if (begun === null || turn !== mine || !begun.ok) {
      door?.close();
      if (begun === null || begun.ok || turn !== mine) return refuse('connections.no_attempt');
      const { code, details, networkCode } = problemOf(begun.error, wish.network);
      return refuse(code, { ...details, networkCode });
    }
    const { url, state, handle } = begun.value;
    const lifeMs = loopback ? options.door.longestMs : COPYING_MS;
    const attempt: Attempt = {
      signIn: way.signIn,
      app: way.app,
      handle,
      state,
      redirectUri,
      door,
      context,
      pastes: 0,
      shown: {
        id: options.ids.next(),
        network: wish.network,
        method: wish.method,
        state: 'waiting',
        url,
        deadline: instantText(clock.nowMs() + lifeMs),
        problem: null,
        secretName: null,
        expiresAt: null,
        scopes: null,
        found: null,
      },
    };
    current = attempt;
    topics.moved('connections');
    door?.expect(state);
    void door?.answer.then((answer) => browserAnswered(attempt, way.network, answer)).catch(options.failed);
    return ok(attempt.shown);
  }

  async function wayOf(id: string, network: SigningNetwork): Promise<SignInWay> {
    const { signIn } = network;
    return {
      network: id,
      methods: signIn === null ? ['pasted_token'] : [...signIn.methods],
      pkce: signIn?.pkce ?? false,
      scopes: (signIn?.scopes ?? []).map(({ name, disables }) => ({ name, disables: [...disables] })),
      tokenLifeDays: signIn?.tokenLifeDays ?? null,
      redirectUris: [...(signIn?.redirectUris ?? [])],
      keptAppId: signIn === null ? null : ((await apps.get(id))?.id ?? null),
      practiceApp: signIn === null ? null : options.practiceApp(id),
    };
  }

  const handlers: Connections['handlers'] = {
    ways: async () => ok({ ways: await Promise.all([...networks].map(([id, network]) => wayOf(id, network))) }),
    attempt: () => ok({ attempt: find(null)?.shown ?? null }),
    async begin(input, context) {
      const network = networks.get(input.network);
      if (network === undefined) return refuse('accounts.network_unknown', { network: input.network });
      const { signIn } = network;
      if (signIn === null || !signIn.methods.includes(input.method))
        return refuse('connections.method_not_offered', { network: input.network });
      const app = input.app ?? (await apps.get(input.network));
      if (app === null) return refuse('connections.app_needed', { network: input.network });
      return start(input, { network, signIn, app }, context);
    },
    async answer(input) {
      const attempt = find(input.attemptId);
      const network = attempt === null ? undefined : networks.get(attempt.shown.network);
      if (attempt === null || network === undefined || attempt.door !== null || attempt.shown.state !== 'waiting')
        return refuse('connections.no_attempt');
      attempt.pastes += 1;
      const read = options.door.readPasted(input.pasted, attempt.signIn.parameters);
      if (read === null) show(attempt, { problem: problem('connections.not_an_answer') });
      else if (read.state !== null && read.state !== attempt.state) show(attempt, { problem: problem('connections.other_sign_in') });
      else if (read.kind === 'refused') fail(attempt, refusedBy(read.error));
      else await finish(attempt, network, read.code);
      return current === attempt ? ok(attempt.shown) : refuse('connections.no_attempt');
    },
    async listAccounts(input) {
      const attempt = find(input.attemptId);
      const network = attempt === null ? undefined : networks.get(attempt.shown.network);
      const secretName = attempt?.shown.secretName ?? null;
      if (attempt === null || network === undefined || secretName === null || attempt.shown.state !== 'signed_in')
        return refuse('connections.no_attempt');
      await listInto(attempt, network, secretName);
      return current === attempt ? ok(attempt.shown) : refuse('connections.no_attempt');
    },
    async cancel(input) {
      const attempt = find(input.attemptId);
      if (attempt === null) return refuse('connections.no_attempt');
      await letGo();
      return ok(attempt.shown);
    },
    async forgetApp(input) {
      await apps.forget(input.network);
      topics.moved('connections');
      return ok({ done: true });
    },
  };

  return { handlers, stop: letGo, sweep: async () => drop(await secrets.get(PENDING)) };
}
