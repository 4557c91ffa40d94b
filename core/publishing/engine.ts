import type { PublishingDeps } from './deps.ts';
import { workAccount, type AccountWorkerDeps } from './account-worker.ts';
import { createBreaker, type Breaker } from './breaker.ts';
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

type OpenAccount = ReturnType<PublishingDeps['store']['openAccounts']>[number];

export function createEngine(deps: PublishingDeps): Engine {
  const recorder = createRecorder(deps);
  const workerDeps: AccountWorkerDeps = { ...deps, recorder, firstLooks: new Map() };
  const breakers = new Map<string, Breaker>();
  const running = new Map<string, Promise<void>>();
  let working: Promise<WorkReport> | null = null;
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

  /** A quota or sign-in wait that is over. A sign-in is tried by reading first, so that a thousand steps do not run into it. */
  async function liftBlocks(): Promise<void> {
    const now = deps.clock.nowMs();
    await Promise.all(
      deps.store.blocks().map(async (block) => {
        if (block.untilMs > now + LONGEST_WAIT_MS) deps.uow.transaction(() => deps.store.setBlock({ ...block, untilMs: now }));
        if (block.untilMs > now) return;
        if (block.reason !== 'auth_expired' && block.reason !== 'no_permission') {
          deps.uow.transaction(() => deps.store.clearBlock(block.scope));
          return;
        }
        const account = deps.facts.account(block.scope.replace('account/', ''));
        const network = account === null ? null : networkOfAccount(account.accountId);
        if (account === null || network === null) return;
        const tested = await network.test(account);
        if (!mayContinue()) return;
        deps.uow.transaction(() => {
          if (tested.ok) deps.store.clearBlock(block.scope);
          else deps.store.setBlock({ ...block, untilMs: deps.clock.nowMs() + PROBE_AGAIN_MS });
        });
      }),
    );
  }

  function networkOfAccount(accountId: string): ReturnType<PublishingDeps['network']> {
    const open = deps.store.openAccounts().find((row) => row.accountId === accountId);
    return open === undefined ? null : deps.network(open.network);
  }

  function startWorkers(): void {
    if (held || !mayContinue() || !deps.fence.isValid()) return;
    const now = deps.clock.nowMs();
    for (const { accountId, network: networkId, nextDueMs } of deps.store.openAccounts()) {
      if (running.has(accountId) || nextDueMs > now) continue;
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
    await liftBlocks();
    startWorkers();
    while (running.size > 0) {
      await Promise.race(running.values());
      if (failure === null) startWorkersIfDue();
    }
    if (failure !== null) throw thrown(failure);
    return report();
  }

  /**
   * One account's end may have set nothing free elsewhere; only accounts that are really due start again. One that works
   * already looks after itself: asked for here, it would start the resting ones over and over in one breath, and the answers
   * that it waits for could never come in.
   */
  function startWorkersIfDue(): void {
    if (held) return;
    const now = deps.clock.nowMs();
    const due = (row: OpenAccount): boolean => !running.has(row.accountId) && (dueOf(row) ?? Number.POSITIVE_INFINITY) <= now;
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
    for (const block of deps.store.blocks())
      if (block.scope === `account/${row.accountId}` || block.scope === `network/${row.network}`) due = Math.max(due, block.untilMs);
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
      if (working !== null) startWorkers();
    },
    work() {
      if (!deps.mayWrite()) return Promise.resolve({ worked: 0, open: 0, waitsUntilMs: null });
      working ??= runAll().finally(() => (working = null));
      return working;
    },
  };
}

const PROBE_AGAIN_MS = 120_000;

function thrown(failure: { readonly cause: unknown }): unknown {
  return failure.cause;
}
