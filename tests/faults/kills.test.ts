import { expect, test } from 'vitest';
import { useBuiltProgram } from '../support/kill-program.ts';
import { runKills, type KillMode } from './kills.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const SEED = Number(process.env['ALTAVOZ_SEED'] ?? '1');

// `npm test` has just built the program; a test file run alone may find an old one, and takes the source.
if (process.env['ALTAVOZ_BUILT'] === '1') useBuiltProgram();

/** The whole road, killed a few times; quick-kills.test.ts kills often. The nightly one kills two hundred times and more. */
const TIERS: readonly { readonly mode: KillMode; readonly what: string; readonly kills: number; readonly nightly: number }[] = [
  { mode: 'whole', what: 'the program and its simulators are killed', kills: 4, nightly: 200 },
  { mode: 'client', what: 'the program is killed and the simulators live on', kills: 1, nightly: 40 },
  { mode: 'simulators', what: 'the simulators are killed and come back with their books', kills: 1, nightly: 40 },
];

for (const { mode, what, kills: most, nightly } of TIERS) {
  test(`FM-01, FM-02: one publish puts everything right when ${what} at any moment`, { timeout: 3_600_000 }, async () => {
    const report = await runKills({
      kills: NIGHTLY ? nightly : most,
      seed: SEED,
      mode,
      file: null,
      vacancies: NIGHTLY ? 150 : 24,
      parallel: 2,
      only: null,
      onRun: () => undefined,
    });
    if (report.failures.length > 0) expect.fail(report.failures.join('\n'));
    // Kills that all fell before anything was made would prove nothing.
    const met = report.runs.filter((run) => run.remote > 0).length;
    const kills = report.runs.reduce((sum, run) => sum + run.kills, 0);
    console.log(`${mode}: ${kills} kills in ${report.runs.length} runs, ${met} of them with objects on the networks, no violation`);
    expect(kills).toBeGreaterThanOrEqual(NIGHTLY ? nightly : most);
    // A handful may all fall early; the long run has enough of them to say.
    if (NIGHTLY) expect(met).toBeGreaterThan(0);
  });
}
