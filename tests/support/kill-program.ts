import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';

export const root = path.resolve(import.meta.dirname, '../..');

/** Folders of one run: the workspace, the books of simulators of their own, and a home that the program may write to. */
export interface KillPlace {
  readonly folder: string;
  readonly workspace: string;
  readonly books: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

/** Compiled once for all the processes of a campaign: starting is most of what a short one does. */
const compileCache = path.join(os.tmpdir(), `altavoz-compile-${os.userInfo().username}`);

export function makeKillPlace(): KillPlace {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-kill-'));
  const home = path.join(folder, 'home');
  mkdirSync(home);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_DATA_HOME: path.join(home, 'data'),
    XDG_CONFIG_HOME: path.join(home, 'config'),
    NODE_COMPILE_CACHE: compileCache,
  };
  // No key store: the same road on every machine, whoever is signed in to it.
  for (const name of ['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY', 'NODE_ENV', 'VITEST', 'NODE_OPTIONS']) delete env[name];
  return {
    folder,
    workspace: path.join(folder, 'workspace'),
    books: path.join(folder, 'books'),
    env,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
  readonly ms: number;
}

export interface Running {
  readonly ended: Promise<Ended>;
  /** SIGKILL to the whole group; nothing gets to tidy up. */
  kill(): void;
  /** Resolves when standard error has said a line that begins like this, or at the end. */
  said(beginning: string): Promise<void>;
  /** Processor time that it has used, in milliseconds; where the system does not tell, time on the clock. */
  spentMs(): number;
  /** Resolves with the first JSON document on standard output; rejects when the process ends before it. */
  document(): Promise<unknown>;
}

const KEPT_WORDS = 4_000;

export function startNode(args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const started = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let out = '';
  let said = '';
  let spent = 0;
  const listeners = new Set<() => void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
    for (const listener of listeners) listener();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-KEPT_WORDS);
    for (const listener of listeners) listener();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      for (const listener of listeners) listener();
      resolve({ code, out, said, ms: performance.now() - started });
    });
  });
  return {
    ended,
    kill() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended between the look and the signal.
      }
    },
    said(beginning) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!`\n${said}`.includes(`\n${beginning}`) && child.exitCode === null && child.signalCode === null) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      });
    },
    spentMs() {
      spent = Math.max(spent, child.pid === undefined ? 0 : (processorMs(child.pid) ?? performance.now() - started));
      return spent;
    },
    async document() {
      for (;;) {
        const found = parsed(out);
        if (found !== null) return found;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended before it said anything: ${said}`);
        await new Promise<void>((resolve) => {
          const heard = (): void => {
            listeners.delete(heard);
            resolve();
          };
          listeners.add(heard);
        });
      }
    },
  };
}

/** Linux counts in hundredths of a second. Zero for a process that is gone, null where nobody counts. */
function processorMs(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  try {
    // The name, in brackets, may hold spaces; user and system time are the 14th and 15th field.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

/** Null while the document is not whole. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The built program starts in a third of the time that the source needs; long campaigns take it. */
let entry = path.join(root, 'electron', 'cli', 'main.ts');
export function useBuiltProgram(): void {
  entry = path.join(root, 'out', 'main', 'cli.js');
}

export const cli = (args: readonly string[], env: NodeJS.ProcessEnv): Running => startNode([entry, ...args], env);

const SimulatorsHello = z.object({ control: z.string() });

export interface OwnSimulators {
  readonly control: string;
  kill(): Promise<void>;
}

/** Simulators in a process of their own. `port` 0: any; a restart takes the control port that the client knows. */
export async function startSimulatorProcess(place: KillPlace, port: number): Promise<OwnSimulators> {
  const running = cli(['simulators', '--directory', place.books, '--port', String(port), '--json'], place.env);
  const { control } = SimulatorsHello.parse(await running.document());
  return {
    control,
    async kill() {
      running.kill();
      await running.ended;
    },
  };
}
