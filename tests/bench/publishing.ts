import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publishingNetworks } from '../../adapters/networks/registry.ts';
import { replayBare } from './bare-requests.ts';
import { publishOnce } from './publish-world.ts';
import { compared, limited, median, plain, type BenchOptions, type Row } from './row.ts';

const VACANCIES = 40;
const VACANCIES_FULL = 250;
const ROUNDS_FULL = 3;
/** Ads of the whole run, shared by the networks. */
const MEMORY_ADS = 1_000;
const MEMORY_ADS_FULL = 20_000;
const MEMORY_GOAL_MB = 700;
const MB = 2 ** 20;
/** The seed of the simulators' process. */
const SEED = 1;

/** Publishing to each network alone beside the bare simulator, and to all of them at once beside the slowest alone. */
export async function publishingBench(options: BenchOptions): Promise<readonly Row[]> {
  const { full, say } = options;
  const vacancies = full ? VACANCIES_FULL : VACANCIES;
  const ids = publishingNetworks.map(({ id }) => id);
  const rounds: Round[] = [];
  for (let round = 0; round < (full ? ROUNDS_FULL : 1); round += 1) {
    say(`round ${round + 1}: each network alone, ${vacancies} ads`);
    const alone = new Map<string, Alone>();
    for (const id of ids) alone.set(id, await publishAlone(id, vacancies, say));
    say(`round ${round + 1}: all together`);
    const together = await publishOnce({ networks: ids, vacancies, record: null, say });
    rounds.push({ alone, together: together.seconds });
  }
  const alone = (id: string): readonly Alone[] => rounds.map((round) => round.alone.get(id)!); // every round has every network
  return [...ids.flatMap((id) => rowsOf(id, alone(id))), togetherRow(rounds)];
}

interface Alone {
  readonly steps: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly requests: number;
  readonly bareSeconds: number;
}
interface Round {
  readonly alone: ReadonlyMap<string, Alone>;
  readonly together: number;
}

async function publishAlone(network: string, vacancies: number, say: BenchOptions['say']): Promise<Alone> {
  const folder = mkdtempSync(path.join(tmpdir(), 'altavoz-bench-'));
  try {
    const record = path.join(folder, 'session.jsonl');
    const { report, seconds, processorSeconds } = await publishOnce({ networks: [network], vacancies, record, say });
    const bare = await replayBare(record, network, SEED);
    return { steps: report.confirmed, seconds, processorSeconds, requests: bare.requests, bareSeconds: bare.seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf(network: string, rounds: readonly Alone[]): readonly Row[] {
  return [
    compared(
      `publishing: requests to ${network}`,
      'requests/s',
      'the same requests, bare, one at a time',
      rounds.map(({ requests, seconds, bareSeconds }) => ({ ours: requests / seconds, theirs: requests / bareSeconds })),
    ),
    plain(`publishing: steps on ${network}`, 'steps/s', median(rounds.map(({ steps, seconds }) => steps / seconds))),
    plain(
      `publishing: processor time of a step on ${network}`,
      'ms',
      median(rounds.map(({ steps, processorSeconds }) => (processorSeconds * 1000) / steps)),
    ),
  ];
}

function togetherRow(rounds: readonly Round[]): Row {
  return compared(
    'publishing: all networks at once',
    's',
    'the slowest of them alone',
    rounds.map(({ alone, together }) => ({ ours: together, theirs: Math.max(...[...alone.values()].map(({ seconds }) => seconds)) })),
  );
}

/** What the program needs while it publishes many ads to all networks; the simulators are another process. */
export async function memoryBench({ full, say }: BenchOptions): Promise<readonly Row[]> {
  const networks = publishingNetworks.map(({ id }) => id);
  const ads = full ? MEMORY_ADS_FULL : MEMORY_ADS;
  say(`memory: ${ads} ads`);
  const { report, seconds, memory } = await publishOnce({ networks, vacancies: ads / networks.length, record: null, say });
  return [
    limited(`memory: the most while ${ads} ads are published`, 'MB', [memory.peak / MB], MEMORY_GOAL_MB),
    limited(`memory: the most while ${ads} ads are made and checked`, 'MB', [memory.prepared / MB], MEMORY_GOAL_MB),
    plain('memory: before the first step', 'MB', memory.before / MB),
    plain('memory: steps meanwhile', 'steps/s', report.confirmed / seconds),
  ];
}
