import { afterAll, expect, test } from 'vitest';
import { openJournalDatabase } from '../support/publishing-database.ts';
import { PLANTED_BUGS } from '../support/publishing-bugs.ts';
import { report, runScenario, type Scenario } from '../support/publishing-scenario.ts';
import { runStorm, stormScenario } from './storm.ts';

const journal = openJournalDatabase();
afterAll(() => journal.close());
const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';

async function check(scenario: Scenario): Promise<number> {
  const outcome = await runScenario(journal, scenario);
  if (outcome.violations.length > 0) expect.fail(report(scenario, outcome));
  return outcome.points;
}

for (const shape of ['small_object', 'small_tree'] as const) {
  test(
    `FM-01, FM-02, FM-03: a ${shape} publish survives a crash at every await and commit, and a second crash after it`,
    { timeout: 3_600_000 },
    async () => {
      const calm: Scenario = { seed: 11, crashes: [], faults: 'none', shape };
      const points = await check(calm);
      let runs = 1;
      // Every pair in the nightly run; in the quick one every first point with each tenth second one, shifted so that all occur.
      const step = NIGHTLY ? 1 : 10;
      for (let first = 1; first <= points; first++) {
        await check({ ...calm, crashes: [first] });
        runs += 1;
        for (let second = 1 + (first % step); second <= points; second += step, runs++) await check({ ...calm, crashes: [first, second] });
      }
      console.log(`${shape}: ${points} points, ${runs} runs, no violation`);
      expect(runs).toBeGreaterThan(points * 3);
    },
  );
}

test('FM-01, FM-10: random plans survive random faults and crashes', { timeout: 36_000_000 }, async () => {
  const runs = NIGHTLY ? 20_000 : 120;
  const first = Number(process.env['ALTAVOZ_SEED'] ?? '1');
  let points = 0;
  for (let seed = first; seed < first + runs; seed++) {
    const crashes = [((seed * 37) % 90) + 1, ((seed * 53) % 60) + 1, ((seed * 71) % 60) + 1].slice(0, seed % 4);
    points += await check({ seed, crashes, faults: seed % 5 === 0 ? 'none' : seed % 5 === 1 ? 'lost' : 'all', shape: 'random' });
  }
  console.log(`random: ${runs} runs from seed ${first}, ${points} points passed, no violation`);
  expect(points).toBeGreaterThan(runs * 50);
});

test('FM-01: ten thousand crashes, a few awaits and commits apart, and a million at night', { timeout: 36_000_000 }, async () => {
  const crashes = NIGHTLY ? 1_000_000 : 10_000;
  const done = await runStorm(journal, { crashes, seed: Number(process.env['ALTAVOZ_SEED'] ?? '1') });
  if (done.failures.length > 0) expect.fail(done.failures.join('\n'));
  console.log(`storm: ${done.crashes} crashes at ${done.points} points, seeds ${done.firstSeed} to ${done.lastSeed}, no violation`);
  expect(done.crashes).toBeGreaterThanOrEqual(crashes);
});

test('a storm that could not fail would prove nothing: it finds an engine that never looks before it sends again', async () => {
  const blind = PLANTED_BUGS['sends again without a look'];
  if (blind === undefined) throw new Error('The planted bug has another name');
  let caught: readonly string[] = [];
  for (let seed = 1; seed < 60 && caught.length === 0; seed++) caught = (await runScenario(journal, stormScenario(seed), blind)).violations;
  // What was made and not heard of is made a second time, and the first one is nobody's.
  expect(caught.join('\n')).toMatch(/duplicate|orphan/);
});
