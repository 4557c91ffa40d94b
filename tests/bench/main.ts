// npm run bench -- [names…] [--full] [--json FILE]. Each bench runs in a process of its own, one after the other.
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, loadNow, machineText } from './machine.ts';
import { homeEnvironment } from './place.ts';
import { tableOf, type BenchOptions, type Row } from './row.ts';

type Bench = (options: BenchOptions) => Promise<readonly Row[]>;

/** Loaded only in the process that runs it: one bench's modules never weigh on another's memory. */
const BENCHES: ReadonlyMap<string, () => Promise<Bench>> = new Map<string, () => Promise<Bench>>([
  ['import', async () => (await import('./import-bench.ts')).importBench],
  ['candidates', async () => (await import('./candidates.ts')).candidatesBench],
  ['journal', async () => (await import('./journal.ts')).journalBench],
  ['publishing', async () => (await import('./publishing.ts')).publishingBench],
  ['memory', async () => (await import('./publishing.ts')).memoryBench],
  ['segments', async () => (await import('./segments.ts')).segmentsBench],
  ['segments-quality', async () => (await import('./segments-quality.ts')).segmentsQualityBench],
  ['queries', async () => (await import('./queries.ts')).queriesBench],
  ['grids', async () => (await import('./grids.ts')).gridsBench],
  ['start', async () => (await import('./start.ts')).startBench],
]);

interface Outcome {
  readonly name: string;
  readonly rows: readonly Row[];
  /** Load average when it began and when it ended. */
  readonly load: readonly [number, number];
  readonly seconds: number;
  readonly failure: string | null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false }, json: { type: 'string' }, child: { type: 'string' } },
});

if (values.child === undefined) await runAll();
else await runOne(values.child);

async function runAll(): Promise<void> {
  const unknown = positionals.filter((name) => !BENCHES.has(name));
  if (unknown.length > 0) {
    process.stderr.write(`No bench is called ${unknown.join(', ')}. There are: ${[...BENCHES.keys()].join(', ')}.\n`);
    process.exit(2);
  }
  const machine = describeMachine();
  process.stdout.write(`${machineText(machine)}\n`);
  const outcomes: Outcome[] = [];
  for (const name of positionals.length === 0 ? BENCHES.keys() : positionals) {
    const outcome = await inChild(name);
    outcomes.push(outcome);
    process.stdout.write(
      `\n${name}: ${outcome.seconds.toFixed(0)} s, load average ${outcome.load[0].toFixed(2)} to ${outcome.load[1].toFixed(2)}\n`,
    );
    process.stdout.write(outcome.failure === null ? `${tableOf(outcome.rows)}\n` : `FAILED: ${outcome.failure}\n`);
  }
  if (values.json !== undefined) {
    mkdirSync(path.dirname(path.resolve(values.json)), { recursive: true });
    writeFileSync(values.json, `${JSON.stringify({ machine, full: values.full, benches: outcomes }, null, 1)}\n`);
  }
  process.exit(outcomes.some(({ failure }) => failure !== null) ? 1 : 0);
}

async function inChild(name: string): Promise<Outcome> {
  const began = performance.now();
  const load = loadNow();
  const child = fork(import.meta.filename, ['--child', name, ...(values.full ? ['--full'] : [])], {
    env: homeEnvironment(),
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  let rows: readonly Row[] | null = null;
  child.on('message', (message) => {
    rows = message as readonly Row[]; // runOne below sends nothing else
  });
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  return {
    name,
    rows: rows ?? [],
    load: [load, loadNow()],
    seconds: (performance.now() - began) / 1000,
    failure: rows === null ? `its process ended with ${code}; the reason is on standard error` : null,
  };
}

async function runOne(name: string): Promise<void> {
  const load = BENCHES.get(name);
  if (load === undefined) throw new Error(`No bench is called ${name}`);
  const bench = await load();
  const rows = await bench({ full: values.full, say: (text) => void process.stderr.write(`  ${name}: ${text}\n`) });
  await new Promise<void>((done) => void process.send?.(rows, () => done()));
  process.exit(0);
}
