import { expect, test } from 'vitest';
import { publishingNetworks } from '../../adapters/networks/registry.ts';
import { runQuickKills } from './quick-kills.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const SEED = Number(process.env['ALTAVOZ_SEED'] ?? '1');
const KILLS = NIGHTLY ? 5_000 : 200;

test(
  'FM-01, FM-02, FM-10: a process that publishes is killed hundreds of times, and the books of the networks agree each time',
  { timeout: 36_000_000 },
  async () => {
    const report = await runQuickKills({ kills: KILLS, seed: SEED, parallel: 2, only: null, onRun: () => undefined });
    if (report.failures.length > 0) expect.fail(report.failures.join('\n'));
    const kills = report.runs.flatMap((run) => run.kills);
    const unheard = report.runs.reduce((sum, run) => sum + run.madeUnheard, 0);
    const faults = report.runs.reduce((sum, run) => sum + run.faults, 0);
    console.log(
      `seed ${SEED}: ${kills.length} kills in ${report.runs.length} runs, ${unheard} of them with something made and not heard of, ${faults} faults on the road, no violation`,
    );
    expect(kills.length).toBeGreaterThanOrEqual(KILLS);
    // Kills that all fell between requests would prove nothing: this many died between "made" and "heard".
    expect(unheard).toBeGreaterThanOrEqual(KILLS * 0.08);
    for (const network of publishingNetworks) {
      const met = report.runs.filter((run) => run.networks.includes(network.id) && run.remote > 0);
      expect(met.length, `${network.id} held something in some run`).toBeGreaterThan(0);
    }
  },
);
