import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { publishingNetworks } from '../../adapters/networks/registry.ts';
import { bundleVictim } from '../support/kill-bundle.ts';
import { openKillEngine } from '../support/kill-engine.ts';
import { openKillField, type KillField } from '../support/kill-field.ts';
import { judge } from '../support/kill-judge.ts';
import { root } from '../support/kill-program.ts';
import { withoutKeyStore } from '../support/road.ts';
import { makeTemplates, TEMPLATES, type Template } from '../support/kill-template.ts';
import type { Passage, RoadFault } from '../support/fault-proxy.ts';
import { createRandom, type SeededRandom } from '../support/publishing-random.ts';

/**
 * Many SIGKILLs of a lean process that publishes: a copy of a workspace that the real program made, the real engine, scheduler
 * and encrypted database, real HTTP through a road with faults, simulators whose process lives on. Then one recovery, and the books decide.
 *
 *   node scripts/with-node.mjs tests/faults/quick-kills.ts --kills 200 --seed 1 [--only RUN]
 */
export interface QuickCampaign {
  readonly kills: number;
  readonly seed: number;
  readonly parallel: number;
  readonly only: number | null;
  readonly onRun: (text: string) => void;
}

export interface QuickRun {
  readonly index: number;
  readonly kills: readonly KillKind[];
  readonly madeUnheard: number;
  readonly faults: number;
  readonly remote: number;
  readonly active: number;
  readonly networks: readonly string[];
  readonly violations: readonly string[];
}

/** `opening`: while the workspace opens. `time`: any moment of publishing. `arrived`, `made`, `answered`: tied to one request. */
const KILL_KINDS = ['opening', 'time', 'arrived', 'made', 'answered'] as const;
export type KillKind = (typeof KILL_KINDS)[number];

interface Blow {
  readonly kind: KillKind;
  /** The n-th request of this process; for the timed kinds the share of the time. */
  readonly at: number;
  readonly jitterMs: number;
  /** `arrived`: the request goes on to the network although its sender is dead. */
  readonly late: boolean;
}

interface Draw {
  readonly template: Template;
  readonly networks: readonly string[];
  readonly blows: readonly Blow[];
  readonly faults: number;
}

const ROAD_FAULTS: readonly RoadFault[] = ['lose_answer', 'reset', 'slow', 'truncate', '5xx_before', '5xx_after'];
const NETWORKS_A_RUN = 2;
const FAULT_CHANCE = 0.2;
const OPENING_MS = 700;
const PUBLISHING_MS = 900;
const PATIENCE_MS = 60_000;

export async function runQuickKills(
  campaign: QuickCampaign,
): Promise<{ readonly runs: readonly QuickRun[]; readonly failures: readonly string[] }> {
  // Memory where the system has a folder for it: a killed process leaves the same bytes there, and nobody waits for a disk.
  const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'altavoz-kills-'));
  // No key store and a home of its own: the same road on every machine, whoever is signed in to it.
  const restore = withoutKeyStore(folder);
  const runs: QuickRun[] = [];
  const failures: string[] = [];
  try {
    const victim = await bundleVictim(path.join(root, '.cache', 'faults'));
    await makeTemplates(folder, 3);
    let next = campaign.only ?? 0;
    let done = 0;
    const work = async (): Promise<void> => {
      while (done < campaign.kills) {
        const index = next;
        next += 1;
        try {
          const run = await oneRun(folder, victim, campaign.seed, index);
          runs.push(run);
          done += run.kills.length;
          campaign.onRun(told(run));
          if (run.violations.length > 0) failures.push(explained(campaign.seed, index, run.violations));
        } catch (cause) {
          done += 1;
          failures.push(explained(campaign.seed, index, [cause instanceof Error ? cause.message : String(cause)]));
          campaign.onRun(failures.at(-1) ?? '');
        }
        if (campaign.only !== null) return;
      }
    };
    await Promise.all(Array.from({ length: campaign.only === null ? campaign.parallel : 1 }, work));
  } finally {
    restore();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  return { runs, failures };
}

function told(run: QuickRun): string {
  return `${run.index}: ${run.networks.join('+')} killed ${run.kills.join(', ') || 'never'}, ${run.faults} faults, ${run.remote} objects, ${run.active} active${run.violations.length === 0 ? '' : ', WRONG'}`;
}

function explained(seed: number, index: number, violations: readonly string[]): string {
  return [
    `seed ${seed}, run ${index}`,
    ...violations.slice(0, 8).map((violation) => `  ${violation}`),
    `  replay: node scripts/with-node.mjs tests/faults/quick-kills.ts --seed ${seed} --only ${index}`,
  ].join('\n');
}

function draw(random: SeededRandom): Draw {
  const pool = publishingNetworks.map((network) => network.id);
  const networks: string[] = [];
  while (pool.length > 0 && networks.length < NETWORKS_A_RUN) networks.push(...pool.splice(random.int(pool.length), 1));
  const blow = (): Blow => {
    const kind = random.chance(0.1) ? 'opening' : random.pick(['time', 'arrived', 'made', 'made', 'made', 'answered'] as const);
    return {
      kind,
      at: kind === 'opening' || kind === 'time' ? random.next() : 1 + random.int(12),
      jitterMs: random.next() * 6,
      late: random.chance(0.5),
    };
  };
  return {
    template: random.pick(TEMPLATES),
    networks,
    blows: Array.from({ length: 3 + random.int(8) }, blow),
    faults: random.chance(0.7) ? 1 + random.int(4) : 0,
  };
}

async function oneRun(folder: string, victim: string, seed: number, index: number): Promise<QuickRun> {
  // Each run draws from a seed of its own, so that one can be replayed without the others.
  const random = createRandom(seed * 100_003 + index);
  const drawn = draw(random);
  const place = path.join(folder, `run-${index}`);
  mkdirSync(place);
  const workspace = path.join(place, 'workspace');
  cpSync(path.join(folder, drawn.template), workspace, { recursive: true });
  const books = path.join(workspace, 'simulators');
  const road = createRoad(random, drawn.faults);
  const field = await openKillField(books, road.passage);
  try {
    const kills: KillKind[] = [];
    let madeUnheard = 0;
    for (const blow of drawn.blows) {
      const struck = await strike(blow, { victim, workspace, control: field.control, networks: drawn.networks }, road, field);
      if (struck === 'ended') break;
      kills.push(blow.kind);
      if (struck === 'killed_made') madeUnheard += 1;
    }
    road.calm();
    const differences = await recover(workspace, field.control, drawn.networks);
    await field.close();
    const verdict = await judge(workspace, books, true, true, drawn.networks);
    const violations = [
      ...verdict.violations,
      ...(differences === 0 ? [] : [`${differences} objects are other on the networks than the plan believes`]),
    ];
    return {
      index,
      kills,
      madeUnheard,
      faults: road.faults(),
      remote: verdict.remote,
      active: verdict.active,
      networks: drawn.networks,
      violations,
    };
  } finally {
    await field.close().catch(() => undefined);
    rmSync(place, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function recover(workspace: string, control: string, networks: readonly string[]): Promise<number> {
  const engine = await openKillEngine({ workspace, control, resources: path.join(root, 'resources') });
  try {
    await engine.publish(networks);
    return await engine.differences();
  } finally {
    await engine.close();
  }
}

interface Road {
  readonly passage: () => Passage;
  /** Tells the road where the next process is to die; it is forgotten when it has struck. */
  aim(blow: Blow, kill: () => void): void;
  /** From now on nothing goes wrong. */
  calm(): void;
  faults(): number;
}

function createRoad(random: SeededRandom, most: number): Road {
  let left = most;
  let used = 0;
  let aimed: { readonly blow: Blow; readonly kill: () => void } | null = null;
  let count = 0;
  return {
    aim(blow, kill) {
      aimed = { blow, kill };
      count = 0;
    },
    calm() {
      left = 0;
      aimed = null;
    },
    faults: () => used,
    passage() {
      count += 1;
      if (aimed !== null && aimed.blow.kind !== 'time' && aimed.blow.kind !== 'opening' && count === aimed.blow.at) {
        const { blow, kill } = aimed;
        if (blow.kind === 'arrived') return { fault: 'none', arrived: () => (kill(), blow.late) };
        if (blow.kind === 'made') return { fault: 'none', made: () => (kill(), false) };
        return { fault: 'none', answered: () => void setTimeout(kill, blow.jitterMs) };
      }
      if (left <= 0 || !random.chance(FAULT_CHANCE)) return { fault: 'none' };
      left -= 1;
      used += 1;
      return { fault: random.pick(ROAD_FAULTS) };
    },
  };
}

interface VictimPlace {
  readonly victim: string;
  readonly workspace: string;
  readonly control: string;
  readonly networks: readonly string[];
}

/** Starts a process and kills it where the blow says; `ended`: it was faster and finished. */
async function strike(blow: Blow, place: VictimPlace, road: Road, field: KillField): Promise<'killed' | 'killed_made' | 'ended'> {
  const args = [
    // A process that lives for half a second should not spend a tenth of it on sweeping.
    '--max-semi-space-size=32',
    place.victim,
    '--workspace',
    place.workspace,
    '--control',
    place.control,
    '--resources',
    path.join(root, 'resources'),
    '--networks',
    place.networks.join(','),
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, '.cache', 'faults', 'compiled'), NODE_OPTIONS: '' },
  });
  let struck = false;
  let heldBefore = '';
  let made = false;
  const kill = (): void => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    made = blow.kind === 'made' && field.held() !== heldBefore;
    struck = child.kill('SIGKILL');
  };
  heldBefore = field.held();
  road.aim(blow, kill);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-3000)));
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (blow.kind === 'opening') timer = setTimeout(kill, blow.at * OPENING_MS);
  child.stdout.on('data', (chunk: Buffer) => {
    if (blow.kind === 'time' && chunk.toString('utf8').includes('open')) timer = setTimeout(kill, blow.at * PUBLISHING_MS);
  });
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  clearTimeout(patience);
  if (struck) return made ? 'killed_made' : 'killed';
  if (code !== 0) throw new Error(`The process ended with ${code}: ${said}`);
  return 'ended';
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      parallel: { type: 'string', default: '2' },
      only: { type: 'string' },
    },
  });
  const started = performance.now();
  const report = await runQuickKills({
    kills: Number(values.kills),
    seed: Number(values.seed),
    parallel: Number(values.parallel),
    only: values.only === undefined ? null : Number(values.only),
    onRun: (text) => process.stderr.write(`${text}\n`),
  });
  const kills = report.runs.flatMap((run) => run.kills);
  const made = report.runs.reduce((sum, run) => sum + run.madeUnheard, 0);
  process.stdout.write(
    `${kills.length} kills in ${report.runs.length} runs, ${made} of them with something made and not heard of; ${report.failures.length} failures, ${Math.round((performance.now() - started) / 1000)} s\n`,
  );
  for (const failure of report.failures) process.stdout.write(`${failure}\n`);
  process.exitCode = report.failures.length === 0 ? 0 : 1;
}
