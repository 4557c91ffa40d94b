import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { writeVacancyFile } from '../support/kill-files.ts';
import {
  cli,
  makeKillPlace,
  root,
  startNode,
  startSimulatorProcess,
  useBuiltProgram,
  type Ended,
  type KillPlace,
  type OwnSimulators,
  type Running,
} from '../support/kill-program.ts';
import { createRandom, type SeededRandom } from '../support/publishing-random.ts';

/**
 * SIGKILL at random moments of the main road, then one `publish --wait`, then the networks' own books decide.
 *
 *   node tests/faults/kills.ts --kills 200 --seed 1 [--file vacancies.csv | --vacancies 150] [--mode whole|client|simulators] [--built] [--only INDEX]
 */

/** What dies: the program with the simulators inside it, the program alone, or the simulators alone. */
export type KillMode = 'whole' | 'client' | 'simulators';

export interface Campaign {
  readonly kills: number;
  readonly seed: number;
  readonly mode: KillMode;
  /** A real file; without one a file of `vacancies` rows is made. */
  readonly file: string | null;
  readonly vacancies: number;
  readonly parallel: number;
  /** One run alone, as a failure prints it. */
  readonly only: number | null;
  readonly onRun: (text: string) => void;
}

export interface RunReport {
  readonly index: number;
  /** `publish + 1200 ms`: so long after that stage began. */
  readonly moment: string;
  /** The first kill and those of the publishes that were to put it right. */
  readonly kills: number;
  readonly recovery: 'settled' | 'nothing_made' | 'reasons_missing';
  readonly remote: number;
  readonly active: number;
  readonly violations: readonly string[];
}

export interface CampaignReport {
  readonly durationMs: number;
  readonly runs: readonly RunReport[];
  readonly failures: readonly string[];
}

const Refused = z.object({ error: z.object({ code: z.string() }) });
const Verdict = z.object({ violations: z.array(z.string()), remote: z.number(), active: z.number() });
/** Several publishes one after the other, each killed but the last: nobody is killed more often than this in a run. */
const MOST_KILLS_A_RUN = 8;
const CHANCE_OF_ANOTHER = 0.78;
/** Processor time until a publish that finds a workspace has opened it. */
const STARTING_MS = 900;
/** A client that lost its simulators gives up by itself; if not, it is ended. */
const PATIENCE_MS = 120_000;

/** Stages as the program speaks of them when they end, and how long each took when nobody killed it. */
const STAGES = ['start', 'import', 'generate', 'check', 'publish', 'results'] as const;
type Stage = (typeof STAGES)[number];
type Timings = Readonly<Record<Stage, number>>;

/** Half of the moments lie anywhere on the road, half while something is being published. */
const SHARE_WHILE_PUBLISHING = 0.5;

export async function runKills(campaign: Campaign): Promise<CampaignReport> {
  const timings = await measure(campaign);
  const durationMs = STAGES.reduce((sum, stage) => sum + timings[stage], 0);
  let next = campaign.only ?? 0;
  let done = 0;
  const runs: RunReport[] = [];
  const failures: string[] = [];
  const work = async (): Promise<void> => {
    while (done < campaign.kills) {
      const index = next;
      next += 1;
      try {
        const run = await oneRun(campaign, index, timings);
        runs.push(run);
        done += run.kills;
        campaign.onRun(
          `${index}: killed ${run.kills} times, first at ${run.moment}, ${run.recovery}, ${run.remote} objects, ${run.active} active${run.violations.length === 0 ? '' : ', WRONG'}`,
        );
        if (run.violations.length > 0) failures.push(explained(campaign, index, run.violations));
      } catch (cause) {
        done += 1;
        failures.push(explained(campaign, index, [cause instanceof Error ? cause.message : String(cause)]));
        campaign.onRun(failures.at(-1) ?? '');
      }
      if (campaign.only !== null) return;
    }
  };
  await Promise.all(Array.from({ length: campaign.parallel }, work));
  return { durationMs, runs, failures };
}

function explained(campaign: Campaign, index: number, violations: readonly string[]): string {
  const source = campaign.file === null ? `--vacancies ${campaign.vacancies}` : `--file ${campaign.file}`;
  const shown = violations.slice(0, 8).map((violation) => `  ${violation}`);
  const more = violations.length > 8 ? [`  … ${violations.length - 8} more`] : [];
  return [
    `seed ${campaign.seed}, run ${index}, mode ${campaign.mode}`,
    ...shown,
    ...more,
    `  replay: node scripts/with-node.mjs tests/faults/kills.ts --seed ${campaign.seed} --mode ${campaign.mode} ${source} --only ${index}`,
  ].join('\n');
}

function saidAtTheEndOf(stage: Stage): string {
  return stage === 'start' ? 'Recovery key' : `${stage}: `;
}

/** Processor time that each stage takes; moments are drawn over it. The clock would run on while others use the machine. */
async function measure(campaign: Campaign): Promise<Timings> {
  const place = makeKillPlace();
  try {
    const running = cli(demoArgs(campaign, place, null), place.env);
    const watch = setInterval(() => running.spentMs(), 20);
    const marks: number[] = [];
    for (const stage of STAGES) {
      await running.said(saidAtTheEndOf(stage));
      marks.push(running.spentMs());
    }
    const done = await running.ended;
    clearInterval(watch);
    if (done.code !== 0) throw new Error(`The road does not even end when nobody kills it (exit ${done.code}): ${done.said}`);
    const verdict = await judged(campaign, place, path.join(place.workspace, 'simulators'), true);
    if (verdict.violations.length > 0)
      throw new Error(`The road goes wrong when nobody kills it: ${verdict.violations.slice(0, 5).join('; ')}`);
    const took = (at: number): number => Math.max(0, (marks[at] ?? 0) - (marks[at - 1] ?? 0));
    return { start: took(0), import: took(1), generate: took(2), check: took(3), publish: took(4), results: took(5) };
  } finally {
    place.remove();
  }
}

/** A moment of the road: a stage, and how much processor time after its beginning. */
function drawMoment(random: SeededRandom, timings: Timings): { readonly stage: Stage; readonly afterMs: number } {
  if (random.chance(SHARE_WHILE_PUBLISHING)) return { stage: 'publish', afterMs: random.next() * timings.publish };
  let at = random.next() * STAGES.reduce((sum, stage) => sum + timings[stage], 0);
  for (const stage of STAGES) {
    if (at < timings[stage]) return { stage, afterMs: at };
    at -= timings[stage];
  }
  return { stage: 'results', afterMs: timings.results };
}

/** Resolves at the moment, or at the end of the process. */
async function reached(running: Running, { stage, afterMs }: ReturnType<typeof drawMoment>): Promise<void> {
  const before = STAGES[STAGES.indexOf(stage) - 1];
  if (before !== undefined) await running.said(saidAtTheEndOf(before));
  await spent(running, afterMs);
}

function demoArgs(campaign: Campaign, place: KillPlace, simulators: string | null): readonly string[] {
  let file = campaign.file;
  if (file === null) {
    file = path.join(place.folder, 'vacantes.csv');
    if (!existsSync(file)) writeVacancyFile(file, campaign.vacancies);
  }
  return [
    'demo',
    '--workspace',
    place.workspace,
    '--networks',
    'meta,google',
    '--json',
    '--vacancies',
    path.resolve(file),
    ...(simulators === null ? [] : ['--simulators', simulators]),
  ];
}

async function oneRun(campaign: Campaign, index: number, timings: Timings): Promise<RunReport> {
  // Each run draws from a seed of its own, so that one can be replayed without the others.
  const random = createRandom(campaign.seed * 100_003 + index);
  const place = makeKillPlace();
  let simulators: OwnSimulators | null = null;
  try {
    if (campaign.mode !== 'whole') simulators = await startSimulatorProcess(place, 0);
    const control = simulators?.control ?? null;
    const running = cli(demoArgs(campaign, place, control), place.env);
    const drawn = drawMoment(random, timings);
    const told = `${drawn.stage} + ${Math.round(drawn.afterMs)} ms`;
    await reached(running, drawn);
    if (simulators !== null && campaign.mode === 'simulators') {
      await simulators.kill();
      await moment(PATIENCE_MS, running.ended);
      simulators = await startSimulatorProcess(place, Number(new URL(simulators.control).port));
    }
    running.kill();
    const first = (await running.ended).code === null ? 1 : 0;
    const left = drawn.stage === 'publish' ? Math.max(0, timings.publish - drawn.afterMs) : timings.publish;
    const { recovery, kills } = await recover(place, simulators?.control ?? null, random, left, first);
    await simulators?.kill();
    const books = campaign.mode === 'whole' ? path.join(place.workspace, 'simulators') : place.books;
    // Killed before there was a workspace: nothing may have reached a network.
    if (recovery === 'nothing_made')
      return { index, moment: told, kills, recovery, remote: 0, active: 0, violations: booksAreEmpty(books) };
    return { index, moment: told, kills, recovery, ...(await judged(campaign, place, books, recovery === 'settled')) };
  } finally {
    await simulators?.kill();
    place.remove();
  }
}

/** One publish to the end; more often than not it is killed as well, at a random moment of its own, and begins again. */
async function recover(
  place: KillPlace,
  simulators: string | null,
  random: SeededRandom,
  leftMs: number,
  killed: number,
): Promise<Pick<RunReport, 'recovery' | 'kills'>> {
  const args = [
    'publish',
    '--wait',
    '--workspace',
    place.workspace,
    '--json',
    ...(simulators === null ? [] : ['--simulators', simulators]),
  ];
  let kills = killed;
  let left = leftMs;
  while (kills < MOST_KILLS_A_RUN && random.chance(CHANCE_OF_ANOTHER)) {
    const running = cli(args, place.env);
    const after = random.next() * (left + STARTING_MS);
    left -= Math.max(0, after - STARTING_MS);
    await spent(running, after);
    running.kill();
    // One that ended by itself before its moment came was not killed.
    if ((await running.ended).code !== null) break;
    kills += 1;
  }
  const done = await cli(args, place.env).ended;
  if (done.code === 0) return { recovery: 'settled', kills };
  const code = refusalOf(done);
  if (code === 'workspace.not_open') return { recovery: 'nothing_made', kills };
  if (code === 'changes.warnings_unexplained') return { recovery: 'reasons_missing', kills };
  throw new Error(`publish --wait ended with ${done.code}: ${code ?? ''} ${done.said.slice(-600)} ${done.out.slice(-600)}`);
}

function refusalOf(done: Ended): string | null {
  try {
    return Refused.parse(JSON.parse(done.out)).error.code;
  } catch {
    return null;
  }
}

/** Until it has used so much more processor time, or has ended by itself. */
async function spent(running: Running, ms: number): Promise<void> {
  const until = running.spentMs() + ms;
  let over = false;
  void running.ended.then(() => (over = true));
  while (!over && running.spentMs() < until) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Until the moment has come, or the process has ended by itself. */
async function moment(ms: number, ended: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

async function judged(campaign: Campaign, place: KillPlace, books: string, settled: boolean): Promise<z.infer<typeof Verdict>> {
  const judge = path.join(root, 'tests', 'support', 'kill-judge.ts');
  const done = await startNode(
    [judge, place.workspace, books, ...(settled ? ['settled'] : []), ...(campaign.file === null ? ['made'] : [])],
    place.env,
  ).ended;
  if (done.code !== 0) throw new Error(`The judge could not judge: ${done.said}`);
  return Verdict.parse(JSON.parse(done.out));
}

function booksAreEmpty(books: string): readonly string[] {
  const kept = existsSync(books) ? readdirSync(books).filter((name) => name !== 'clock.jsonl') : [];
  return kept.length === 0 ? [] : [`there is no workspace, and the books hold ${kept.join(', ')}`];
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      mode: { type: 'string', default: 'whole' },
      file: { type: 'string' },
      vacancies: { type: 'string', default: '150' },
      parallel: { type: 'string', default: '2' },
      only: { type: 'string' },
      built: { type: 'boolean', default: false },
    },
  });
  const mode = values.mode;
  if (mode !== 'whole' && mode !== 'client' && mode !== 'simulators') throw new Error('--mode whole|client|simulators');
  if (values.built) useBuiltProgram();
  const started = performance.now();
  const report = await runKills({
    kills: Number(values.kills),
    seed: Number(values.seed),
    mode,
    file: values.file ?? null,
    vacancies: Number(values.vacancies),
    parallel: Number(values.parallel),
    only: values.only === undefined ? null : Number(values.only),
    onRun: (text) => process.stderr.write(`${text}\n`),
  });
  const by = (recovery: RunReport['recovery']): number => report.runs.filter((run) => run.recovery === recovery).length;
  process.stdout.write(
    `${report.runs.reduce((sum, run) => sum + run.kills, 0)} kills in ${report.runs.length} runs of ${Math.round(report.durationMs)} ms: ${by('settled')} settled, ${by('nothing_made')} before there was a workspace, ${by('reasons_missing')} before the reasons were given; ${report.failures.length} failures, ${Math.round((performance.now() - started) / 1000)} s\n`,
  );
  for (const failure of report.failures) process.stdout.write(`${failure}\n`);
  process.exitCode = report.failures.length === 0 ? 0 : 1;
}
