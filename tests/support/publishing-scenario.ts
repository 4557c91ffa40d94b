import type { JournalDatabase } from './publishing-database.ts';
import { judge } from './publishing-judge.ts';
import type { Fault } from './publishing-network.ts';
import { draftCampaign } from './publishing-plans.ts';
import { createRandom, type SeededRandom } from './publishing-random.ts';
import { Crash, createWorld, type Sabotage, type World } from './publishing-world.ts';

/** Everything that one run needs: printing it is enough to run it again. */
export interface Scenario {
  readonly seed: number;
  /** Points at which the process dies, each counted from the previous start. */
  readonly crashes: readonly number[];
  /** Null: no faults but the crashes. */
  readonly faults: 'none' | 'lost' | 'all';
  readonly shape: 'small_object' | 'small_tree' | 'random';
}

export interface Outcome {
  readonly violations: readonly string[];
  readonly points: number;
  readonly crashes: number;
  readonly world: World;
}

export const LAG_MS = 30_000;
/** I9: once faults have stopped, everything settles within ten minutes of the clock. */
const SETTLE_LIMIT_MS = 600_000;

export async function runScenario(journal: JournalDatabase, scenario: Scenario, sabotage?: Sabotage): Promise<Outcome> {
  const random = createRandom(scenario.seed * 7919 + 13);
  const small = scenario.shape !== 'random';
  const kinds = small
    ? [scenario.shape === 'small_tree' ? ('tree' as const) : ('object' as const)]
    : Array.from({ length: 1 + random.int(2) }, () => random.pick(['object', 'tree'] as const));
  const networks = kinds.map((creation, index) => ({
    id: `net${index}`,
    creation,
    textEdit: random.pick(['new_creative', 'replace_ad'] as const),
    lagMs: LAG_MS,
    concurrency: small ? 2 : 1 + random.int(4),
    ...(small ? {} : { maxObjectsPerCampaign: random.pick([3, 5, 1000]) }),
  }));
  const world = createWorld({ seed: scenario.seed, journal, networks, ...(sabotage === undefined ? {} : { sabotage }) });
  for (const network of networks) addCampaigns(world, random, network.id, small);
  let faultsLeft = scenario.faults === 'none' ? 0 : small ? 2 : 8;
  world.fault = (call, step) => {
    if (faultsLeft <= 0 || !random.chance(0.25)) return 'none';
    faultsLeft -= 1;
    return drawFault(random, scenario.faults, call, step?.kind ?? null);
  };

  const crashes = [...scenario.crashes];
  let died = 0;
  const arm = (): void => void (world.crashIn = crashes.shift() ?? null);
  world.approveAll();
  arm();
  died += await startThroughCrashes(world, arm);
  died += await settleThroughCrashes(world, arm);
  if (!small && random.chance(0.6)) {
    editSomething(world, random);
    world.approveAll();
    died += await startThroughCrashes(world, arm);
    died += await settleThroughCrashes(world, arm);
  }
  faultsLeft = 0;
  world.crashIn = null;
  for (const accountId of world.books.signedOut) world.books.signedOut.delete(accountId);
  const settled = await world.settle(SETTLE_LIMIT_MS);
  return { violations: judge(world, settled), points: world.points, crashes: died, world };
}

function addCampaigns(world: World, random: SeededRandom, network: string, small: boolean): void {
  const currency = world.accounts.get(`account-${network}`)!.account.currency; // the world made one account a network
  for (let index = small ? 1 : 1 + random.int(2); index > 0; index--) {
    const pausedAd = random.int(6);
    const shape = {
      network,
      accountId: `account-${network}`,
      clientId: 'client-1',
      currency,
      budgetMicros: BigInt(1 + random.int(50)) * 1_000_000n,
      groups: small ? 1 : 1 + random.int(2),
      adsPerGroup: small ? 2 : 1 + random.int(3),
    };
    for (const record of draftCampaign({
      ...shape,
      nextId: world.nextId,
      marker: world.marker,
      adStatus: (ad) => (!small && ad === pausedAd ? 'paused' : 'active'),
    }))
      world.plans.put(record);
  }
}

function drawFault(random: SeededRandom, faults: Scenario['faults'], call: string, kind: string | null): Fault {
  if (call === 'find' || call === 'read') return random.pick(['unavailable', 'lost_before', 'rate_account'] as const);
  if (call === 'test') return 'none';
  if (faults === 'lost') return random.pick(['lost_after', 'lost_before', 'late'] as const);
  const drawn = random.pick([
    'lost_after',
    'lost_before',
    'late',
    'unavailable',
    'rate_account',
    'rate_application',
    'auth',
    'refused',
    'partial',
    'no_ids',
    'mangled',
    'unsupported',
    'lost_after',
  ] as const);
  // A late update or status would undo what came after it; networks order those by arrival, and so does the fake.
  return drawn === 'late' && (kind === 'update' || kind === 'set_status') ? 'lost_after' : drawn;
}

/** What people do after the first publish: budgets, texts, pauses, an archived ad, one more ad. */
function editSomething(world: World, random: SeededRandom): void {
  for (const record of world.plans.all()) {
    if (record.lifecycle !== 'live' || !random.chance(0.4)) continue;
    if (record.level === 'campaign')
      world.plans.edit(record.id, { dailyBudget: { ...record.draft.dailyBudget, amountMicros: BigInt(1 + random.int(60)) * 1_000_000n } });
    else if (record.level === 'ad')
      world.plans.edit(
        record.id,
        random.pick([
          { headlines: ['Título nuevo'] },
          { status: 'paused' as const },
          { status: 'archived' as const },
          { name: 'Otro nombre' },
        ]),
      );
  }
}

async function startThroughCrashes(world: World, arm: () => void): Promise<number> {
  for (let died = 0; ;) {
    try {
      const started = await world.start();
      if (!started.ok && started.error.code !== 'publishing.nothing_to_publish')
        world.violations.push(`start was refused: ${started.error.code}`);
      return died;
    } catch (cause) {
      died += survive(world, cause, arm);
      // The journal of the run is one commit: it is there whole, or the person starts again.
      if (world.store.openRuns().length > 0) return died;
    }
  }
}

async function settleThroughCrashes(world: World, arm: () => void): Promise<number> {
  let died = 0;
  for (let round = 0; round < 500; round++) {
    try {
      const report = await world.publishing.engine.work();
      if (world.dead()) throw new Crash('noticed late');
      if (report.waitsUntilMs === null) return died;
      world.nowMs = Math.max(world.nowMs + 1, report.waitsUntilMs);
    } catch (cause) {
      died += survive(world, cause, arm);
    }
  }
  return died;
}

function survive(world: World, cause: unknown, arm: () => void): number {
  if (!(cause instanceof Crash)) throw cause;
  world.restart();
  arm();
  return 1;
}

/** One command that runs exactly this again. */
export function replayCommand(scenario: Scenario): string {
  return `ALTAVOZ_REPLAY='${JSON.stringify(scenario)}' npm run --silent test:unit -- tests/faults/replay.test.ts`;
}

export function report(scenario: Scenario, outcome: Outcome): string {
  return `${outcome.violations.slice(0, 5).join('\n')}\nseed ${scenario.seed}; again with: ${replayCommand(scenario)}`;
}
