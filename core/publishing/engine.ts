import type { AccountRef, AdNetwork } from '../ports/ad-network.ts';
import { createAlarm } from './alarm.ts';
import { workAccount, type AccountWorkerDeps } from './account-worker.ts';
import type { PublishingDeps } from './deps.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import { concerns, needsSignIn, type Block } from './journal.ts';
import { SIGN_IN_PROBE_MS } from './next-move.ts';
import { createRecorder, type Recorder } from './record.ts';

export interface WorkReport {
  readonly worked: number;
  readonly open: number;
  /** When the next step is due; null when nothing waits for a time. */
  readonly waitsUntilMs: number | null;
}

export interface Engine {
  /** Runs until nothing is due now. Called while it runs, it joins the work under way. */
  work(): Promise<WorkReport>;
  /** New steps were written: accounts that rest are woken, if work is under way. */
  poke(): void;
  waitsUntilMs(): number | null;
  /** When an account goes on; null when it has nothing that could. */
  accountWaitsUntilMs(accountId: string, network: string): number | null;
  /**
   * Before the program is replaced: starts nothing new and waits for what is on its way. False when something still is after
   * `waitMs`; then work goes on by itself. True: nothing is being sent, and nothing will be until `goOn`.
   */
  safePoint(waitMs: number): Promise<boolean>;
  goOn(): void;
  readonly recorder: Recorder;
}

/** A step never waits longer than this, whatever the clock did meanwhile. */
const LONGEST_WAIT_MS = 86_400_000;
/** While some accounts work, the resting ones are looked at again after this at the latest: clocks jump and machines sleep. */
const LONGEST_REST_MS = 30_000;
/** A due time in the past cannot make it spin. */
const SHORTEST_REST_MS = 50;

/** A sign-in that waited long enough to be tried again. */
interface SignIn {
  readonly block: Block;
  readonly account: AccountRef;
  readonly network: AdNetwork;
}

type OpenAccount = ReturnType<PublishingDeps['store']['openAccounts']>[number];

export function createEngine(deps: PublishingDeps): Engine {
  const recorder = createRecorder(deps);
  const workerDeps: AccountWorkerDeps = { ...deps, recorder, firstLooks: new Map() };
  const breakers = new Map<string, Breaker>();
  const running = new Map<string, Promise<void>>();
  let working: Promise<WorkReport> | null = null;
  let trying: Promise<void> | null = null;
  /** Ends the wait of the work under way. */
  let nudge = createAlarm();
  let worked = 0;
  let failure: { readonly cause: unknown } | null = null;
  const owner = deps.ids.next();

  let held = false;

  const mayContinue = (): boolean => failure === null && deps.mayWrite();

  function breakerOf(network: string): Breaker {
    let found = breakers.get(network);
    if (found === undefined) breakers.set(network, (found = createBreaker()));
    return found;
  }

  /** What a process that is gone left behind: leases are given back, and what was being sent is unknown until it is looked up. */
  function recover(): void {
    deps.uow.durable(() => {
      deps.store.clampDue(deps.clock.nowMs() + LONGEST_WAIT_MS);
      deps.store.unlease(null, null);
      for (const step of deps.store.sending()) {
        if (running.has(step.accountId)) continue;
        // A reading changes nothing, so it is simply read again.
        if (step.kind === 'verify')
          recorder.requeue(step, { dueMs: deps.clock.nowMs(), failures: step.failures, failure: null, waitsReason: null });
        else recorder.unknown(step, null);
      }
    });
  }

  /** Quotas that are over, and waits that a clock set back made far too long. What is left are sign-ins to be tried. */
  function liftQuotas(): readonly SignIn[] {
    const now = deps.clock.nowMs();
    const signIns: SignIn[] = [];
    for (const block of deps.store.blocks()) {
      if (block.untilMs > now + LONGEST_WAIT_MS) deps.uow.transaction(() => deps.store.setBlock({ ...block, untilMs: now }));
      if (block.untilMs > now) continue;
      if (!needsSignIn(block)) {
        deps.uow.transaction(() => deps.store.clearBlock(block.scope));
        continue;
      }
      const account = deps.facts.account(block.scope.replace('account/', ''));
      const network = account === null ? null : networkOfAccount(account.accountId);
      if (account !== null && network !== null) signIns.push({ block, account, network });
    }
    return signIns;
  }

  /** A sign-in is tried by reading first, so that a thousand steps do not run into it. */
  async function trySignIns(signIns: readonly SignIn[]): Promise<void> {
    await Promise.all(
      signIns.map(async ({ block, account, network }) => {
        const tested = await network.test(account);
        if (!mayContinue()) return;
        deps.uow.transaction(() => {
          if (tested.ok) deps.store.clearBlock(block.scope);
          else deps.store.setBlock({ ...block, untilMs: deps.clock.nowMs() + SIGN_IN_PROBE_MS });
        });
      }),
    );
  }

  /** Trying a sign-in asks the network: meanwhile the other accounts work on. */
  function trySignInsBeside(signIns: readonly SignIn[]): void {
    if (trying !== null || signIns.length === 0) return;
    trying = trySignIns(signIns)
      .catch((cause: unknown) => {
        failure ??= { cause };
      })
      .finally(() => {
        trying = null;
        startWorkersIfDue();
        nudge.ring();
      });
  }

  function networkOfAccount(accountId: string): ReturnType<PublishingDeps['network']> {
    const open = deps.store.openAccounts().find((row) => row.accountId === accountId);
    return open === undefined ? null : deps.network(open.network);
  }

  function startWorkers(): void {
    if (held || !mayContinue() || !deps.fence.isValid()) return;
    const now = deps.clock.nowMs();
    for (const row of deps.store.openAccounts()) {
      const { accountId, network: networkId } = row;
      if (running.has(accountId) || row.nextDueMs > now || waitsForSignIn(row)) continue;
      const network = deps.network(networkId);
      if (network === null) continue;
      const work = workAccount(workerDeps, {
        accountId,
        network,
        breaker: breakerOf(networkId),
        owner: `${owner}/${accountId}`,
        mayContinue,
        mayStart: () => !held,
        progressed,
      });
      const done = work.catch((cause: unknown) => {
        failure ??= { cause };
      });
      running.set(
        accountId,
        done.finally(() => running.delete(accountId)),
      );
    }
  }

  function progressed(count: number): void {
    worked += count;
    if (count > 0) deps.topics.moved('publishing', 'changes', 'plans');
  }

  async function runAll(): Promise<WorkReport> {
    worked = 0;
    failure = null;
    recover();
    await trySignIns(liftQuotas());
    startWorkers();
    while (running.size > 0 || trying !== null) {
      await somethingHappens();
      if (failure !== null) continue;
      trySignInsBeside(liftQuotas());
      startWorkersIfDue();
    }
    if (failure !== null) throw thrown(failure);
    return report();
  }

  /** An account has ended, new work was written, or a resting account is due while others still work: each network goes on at its own time. */
  async function somethingHappens(): Promise<void> {
    nudge = createAlarm();
    const now = deps.clock.nowMs();
    const rest = Math.min(LONGEST_REST_MS, Math.max(SHORTEST_REST_MS, (restEndsMs() ?? Number.POSITIVE_INFINITY) - now));
    const rested = deps.clock.sleep(rest, nudge.signal).catch(() => undefined);
    await Promise.race([...running.values(), rested]);
    nudge.ring();
  }

  /** When the next of the accounts that do not work now is due. */
  function restEndsMs(): number | null {
    const ends = deps.store
      .openAccounts()
      .filter((row) => !running.has(row.accountId) && !waitsForSignIn(row))
      .map(dueOf)
      .filter((due) => due !== null);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  function waitsForSignIn(row: OpenAccount): boolean {
    return deps.store.blocks().some((block) => needsSignIn(block) && concerns(block, row));
  }

  /**
   * One account's end may have set nothing free elsewhere; only accounts that are really due start again. One that works
   * already looks after itself: asked for here, it would start the resting ones over and over in one breath, and the answers
   * that it waits for could never come in.
   */
  function startWorkersIfDue(): void {
    if (held) return;
    const now = deps.clock.nowMs();
    const due = (row: OpenAccount): boolean =>
      !running.has(row.accountId) && !waitsForSignIn(row) && (dueOf(row) ?? Number.POSITIVE_INFINITY) <= now;
    if (deps.store.openAccounts().some(due)) startWorkers();
  }

  function waitsUntilMs(): number | null {
    let earliest: number | null = null;
    for (const row of deps.store.openAccounts()) {
      const due = dueOf(row);
      if (due !== null && (earliest === null || due < earliest)) earliest = due;
    }
    return earliest;
  }

  function dueOf(row: OpenAccount): number | null {
    if (deps.network(row.network) === null || deps.facts.account(row.accountId) === null) return null;
    let due = row.nextDueMs;
    for (const block of deps.store.blocks()) if (concerns(block, row)) due = Math.max(due, block.untilMs);
    return Math.max(due, breakerOf(row.network).opensAt(deps.clock.nowMs()) ?? due);
  }

  function report(): WorkReport {
    const open = deps.store.openRuns().reduce((sum, run) => sum + deps.store.openSteps(run.id), 0);
    return { worked, open, waitsUntilMs: deps.fence.isValid() ? waitsUntilMs() : null };
  }

  return {
    recorder,
    waitsUntilMs,
    accountWaitsUntilMs(accountId, network) {
      const nextDueMs = deps.store.nextDueMs(accountId);
      return nextDueMs === null ? null : dueOf({ accountId, network, nextDueMs });
    },
    async safePoint(waitMs) {
      held = true;
      const patience = deps.clock.sleep(waitMs).then(() => false);
      const atRest = Promise.all(running.values()).then(() => true);
      const safe = await Promise.race([atRest, patience.catch(() => false)]);
      if (!safe) held = false;
      return safe;
    },
    goOn() {
      held = false;
      if (working !== null) startWorkers();
    },
    poke() {
      if (working === null) return;
      startWorkers();
      nudge.ring();
    },
    work() {
      if (!deps.mayWrite()) return Promise.resolve({ worked: 0, open: 0, waitsUntilMs: null });
      working ??= runAll().finally(() => (working = null));
      return working;
    },
  };
}

function thrown(failure: { readonly cause: unknown }): unknown {
  return failure.cause;
}
