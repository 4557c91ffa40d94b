import { parseArgs } from 'node:util';
import { openJournalDatabase, type JournalDatabase } from '../support/publishing-database.ts';
import { createRandom } from '../support/publishing-random.ts';
import { report, runScenario, type Scenario } from '../support/publishing-scenario.ts';

/**
 * Crashes in storms: random plans under random faults, whose process dies again and again, each time a few awaits or commits
 * after it began. A crash costs about a millisecond this way, so that a million of them can be had in an evening.
 *
 *   node scripts/with-node.mjs tests/faults/storm.ts --crashes 10000 --seed 1 [--only SEED]
 */
export interface StormReport {
  readonly firstSeed: number;
  readonly lastSeed: number;
  readonly crashes: number;
  /** Awaits and commits that were passed, at each of which a crash may have been drawn. */
  readonly points: number;
  /** One text a run that went wrong: what was broken, and the command that repeats it. */
  readonly failures: readonly string[];
}

/** Longest distance between two crashes of a run, in points: from dying nearly at once to getting far. */
const GAPS = [8, 20, 40, 90] as const;
const MOST_CRASHES_A_RUN = 200;

export function stormScenario(seed: number): Scenario {
  const random = createRandom(seed * 31 + 7);
  const gap = random.pick(GAPS);
  return {
    seed,
    crashes: Array.from({ length: MOST_CRASHES_A_RUN }, () => 1 + random.int(gap)),
    faults: seed % 5 === 0 ? 'none' : seed % 5 === 1 ? 'lost' : 'all',
    shape: 'random',
  };
}

export async function runStorm(
  journal: JournalDatabase,
  options: { readonly crashes: number; readonly seed: number; readonly onProgress?: (crashes: number, seed: number) => void },
): Promise<StormReport> {
  const failures: string[] = [];
  let crashes = 0;
  let points = 0;
  let seed = options.seed;
  for (; crashes < options.crashes; seed += 1) {
    const scenario = stormScenario(seed);
    const outcome = await runScenario(journal, scenario);
    crashes += outcome.crashes;
    points += outcome.points;
    options.onProgress?.(crashes, seed);
    // Statements are let go of by finalizers, and those run only when the event loop turns.
    await new Promise((turn) => setImmediate(turn));
    if (outcome.violations.length === 0) continue;
    failures.push(`${report(scenario, outcome)}\n  replay: node scripts/with-node.mjs tests/faults/storm.ts --only ${seed}`);
  }
  return { firstSeed: options.seed, lastSeed: seed - 1, crashes, points, failures };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { crashes: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } },
  });
  const journal = openJournalDatabase();
  let told = 0;
  const done = await runStorm(journal, {
    crashes: values.only === undefined ? Number(values.crashes) : 1,
    seed: Number(values.only ?? values.seed),
    onProgress(crashes, seed) {
      if (crashes - told < 50_000) return;
      told = crashes;
      process.stderr.write(`${crashes} crashes, seeds to ${seed}\n`);
    },
  });
  journal.close();
  process.stdout.write(
    `${done.crashes} crashes at ${done.points} points, seeds ${done.firstSeed} to ${done.lastSeed}; ${done.failures.length} failures\n`,
  );
  for (const failure of done.failures) process.stdout.write(`${failure}\n`);
  process.exitCode = done.failures.length === 0 ? 0 : 1;
}
