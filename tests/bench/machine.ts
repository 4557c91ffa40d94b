import { spawnSync } from 'node:child_process';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What the figures were measured on. */
export interface Machine {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly chromium: string;
  /** Of the last minute, before the first bench: above the number of cores, others are at work here too. */
  readonly load: number;
}

export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

export function describeMachine(): Machine {
  const [first] = cpus();
  const version = spawnSync(chromiumPath, ['--version'], { encoding: 'utf8' });
  return {
    at: new Date().toISOString(),
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    chromium: version.status === 0 ? version.stdout.trim() : 'none',
    load: loadNow(),
  };
}

export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

export function machineText(machine: Machine): string {
  return [
    machine.at,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`,
    `Node ${machine.node}, ${machine.chromium}`,
    `load average ${machine.load.toFixed(2)}`,
  ].join('\n');
}
