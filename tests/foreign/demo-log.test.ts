import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networkModules, publishingNetworks } from '../../adapters/networks/registry.ts';
import { startSimulators } from '../../adapters/simulators/host.ts';
import { readRecording, recordTo } from '../../adapters/simulators/recording.ts';
import { runDemo } from '../../electron/cli/demo.ts';
import { createJudges, judgeLog, strangeAddresses } from './judges/all.ts';
import type { Verdict } from './judges/judge.ts';

/** The main road on five networks, recorded, and every request of it before the judge of its network. The published descriptions are no part of this repository. */
const judges = createJudges();
if (judges === null)
  console.warn('SKIPPED: the published descriptions are not here; no request of the demonstration was held against them');

const SAMPLE = path.resolve(import.meta.dirname, '../../resources/samples/voz-andina.csv');
/** The first rows of the sample, and its line of names. */
const ROWS = 12;
const SEED = 5;

describe.skipIf(judges === null)('a recorded demonstration on five networks', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-demo-log-'));
  let verdicts: ReadonlyMap<string, Verdict> = new Map();
  let report: Awaited<ReturnType<typeof runDemo>>;

  beforeAll(async () => {
    const vacancies = path.join(folder, 'vacancies.csv');
    const lines = readFileSync(SAMPLE, 'utf8').split('\n');
    writeFileSync(vacancies, `${lines.slice(0, ROWS + 1).join('\n')}\n`);
    const record = path.join(folder, 'session.jsonl');
    const host = await startSimulators({
      networks: networkModules.map((network) => network.createSimulator),
      directory: null,
      seed: SEED,
      port: 0,
      switches: {},
      realNowMs: () => Date.now(),
      logLimit: 100,
      record: recordTo(record, { seed: SEED, switches: {} }),
    });
    try {
      report = await runDemo({
        workspace: path.join(folder, 'workspace'),
        vacancies,
        networks: publishingNetworks.map(({ id }) => id),
        days: 2,
        simulators: host.controlUrl,
        onProgress: () => undefined,
      });
    } finally {
      await host.close();
    }
    ({ verdicts } = await judgeLog(judges!, readRecording(record)));
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(publishingNetworks.map(({ id }) => id))('%s finds nothing unknown, missing or outside an enum', (network) => {
    const verdict = verdicts.get(network)!;
    expect(verdict.findings).toEqual([]);
    expect(strangeAddresses(network, verdict)).toEqual([]);
    // An ad at least was made there, so creations were judged and not only lists.
    expect(report.publish[network]!.ads).toBe(ROWS);
    // Its figures were read too, and there were some.
    expect(report.results[network]).toEqual(expect.objectContaining({ impressions: expect.toSatisfy((count: number) => count > 0) }));
    expect(verdict.requests).toBeGreaterThan(10);
    expect(verdict.fields).toBeGreaterThan(100);
  });
});
