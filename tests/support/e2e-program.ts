import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Api, AppContract } from '../../core/contract/index.ts';
import { apiOver } from '../../electron/backend/api.ts';
import { catalogue, type Language } from '../../electron/backend/catalogue.ts';
import type { Reply } from '../../electron/backend/dispatch.ts';
import type { MessageKey } from '../../renderer/i18n/index.ts';
import { watchPage, type PageReport } from './e2e-watch.ts';

export const root = path.resolve(import.meta.dirname, '../..');
const START_MS = 60_000;
const STOP_MS = 15_000;
/** Making a workspace with its sample takes seconds; on a machine that does other things, many. */
const SLOW_MACHINE_MS = 45_000;
// Date fields speak the browser's own language, not the page's: Spanish, as on the machines of the people who use the program.
const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--lang=es-419'];
const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Folders of one test: the workspace, and a home that the program may write to. */
export interface Place {
  readonly workspace: string;
  readonly home: string;
  remove(): void;
}

export function makePlace(): Place {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-e2e-'));
  const home = path.join(folder, 'home');
  mkdirSync(home);
  return { workspace: path.join(folder, 'workspace'), home, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

function environment(place: Place, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: place.home,
    XDG_DATA_HOME: path.join(place.home, 'data'),
    XDG_CONFIG_HOME: path.join(place.home, 'config'),
    CHROMIUM_PATH: chromiumPath,
    MACHINE_DOUBLE: place.home,
    ...more,
  };
  // No key store: the same road on every machine, whoever is signed in to it.
  delete env['DBUS_SESSION_BUS_ADDRESS'];
  delete env['DISPLAY'];
  delete env['WAYLAND_DISPLAY'];
  // The test runner's own mode is none of the program's business.
  delete env['NODE_ENV'];
  delete env['VITEST'];
  return env;
}

/** Process groups that this process started and has not ended; a runner that dies early takes them along. */
const groups = new Set<number>();
function endGroup(group: number): void {
  groups.delete(group);
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nothing of the group is left: as it should be.
  }
}
process.once('exit', () => groups.forEach(endGroup));

/** A program in a process of its own, whose last words are kept for the failure message. */
function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  control: boolean,
): { readonly child: ChildProcess; readonly said: () => string } {
  const child = spawn(process.execPath, [...args], {
    cwd: root,
    env,
    stdio: control ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it started ends with it even if it is killed.
    detached: true,
  });
  if (child.pid !== undefined) groups.add(child.pid);
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-8_000);
  });
  return { child, said: () => words };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise<void>((done) => child.once('exit', () => done()));
}

/** Asks, waits, and takes the whole group down in any case: nothing outlives its test. */
async function stop(child: ChildProcess, ask: () => void): Promise<void> {
  const group = child.pid;
  if (child.exitCode === null && child.signalCode === null) {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    ask();
    await ended(child);
    clearTimeout(timer);
  }
  if (group !== undefined) endGroup(group);
}

/** Runs a command of the command line to its end and answers what it printed. */
export async function runCommand(
  place: Place,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string; readonly said: string }> {
  const { child, said } = start(['out/main/cli.js', ...args, '--workspace', place.workspace], environment(place), false);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  await new Promise<void>((done) => child.once('close', () => done()));
  return { code: child.exitCode, output, said: said() };
}

export interface ServerShell {
  readonly entryUrl: string;
  readonly said: () => string;
  stop(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
}

export async function startServerShell(place: Place, nodeOptions: readonly string[] = []): Promise<ServerShell> {
  const { child, said } = start([...nodeOptions, 'out/main/cli.js', 'serve', '--workspace', place.workspace], environment(place), false);
  const entryUrl = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server shell printed no address.\n${said()}`)), START_MS);
    child.once('exit', (code) => reject(new Error(`The server shell ended with ${code}.\n${said()}`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (!line.startsWith('http://127.0.0.1:')) return;
      clearTimeout(timer);
      resolve(line.trim());
    });
  });
  return {
    entryUrl,
    said,
    stop: () => stop(child, () => child.kill('SIGTERM')),
    kill: () => stop(child, () => child.kill('SIGKILL')),
  };
}

let shared: Promise<Browser> | null = null;
/** One Chromium for a file of tests; every test gets a context, that is a browser profile, of its own. */
export function openBrowser(): Promise<Browser> {
  shared ??= chromium.launch({
    executablePath: chromiumPath,
    args: CHROMIUM_ARGS,
    env: { ...process.env, LANG: 'es_CO.UTF-8', LANGUAGE: 'es_CO:es' },
  });
  return shared;
}
export async function closeBrowser(): Promise<void> {
  const open = shared;
  shared = null;
  await (await open)?.close();
}

export interface OpenPage {
  readonly page: Page;
  readonly report: PageReport;
  readonly api: Api<AppContract>;
}

export async function openPage(shell: ServerShell, size = { width: 1440, height: 900 }): Promise<OpenPage> {
  const browser = await openBrowser();
  const context = await browser.newContext({ viewport: size, locale: 'es-CO', timezoneId: 'America/Bogota', acceptDownloads: true });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  const report = watchPage(page);
  await page.goto(shell.entryUrl);
  return { page, report, api: apiOfPage(page) };
}

/** The contract through the page's own session: what a test reads and the few things that a test does not do by hand. */
export function apiOfPage(page: Page): Api<AppContract> {
  return apiOver((name, input) =>
    page.evaluate(
      async ([method, body]) => {
        const bridge = (window as { altavoz?: { call: (name: string, input: unknown, task: null) => Promise<unknown> } }).altavoz; // the desktop's bridge, absent in a browser
        if (bridge !== undefined) return (await bridge.call(method, body, null)) as Reply; // both carriers answer a Reply
        const answer = await fetch(`/rpc/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return (await answer.json()) as Reply; // as above
      },
      [name, input] as const,
    ),
  );
}

/** The program's own words, so that a test follows a reworded button and still fails when it is gone. */
export function wordsOf(language: Language): (id: string, values?: Record<string, string | number>) => string {
  const intl = catalogue(path.join(root, 'resources'), language);
  return (id, values = {}) => {
    if (!Object.hasOwn(intl.messages, id)) throw new Error(`The catalogue has no ${id}`);
    const text = intl.formatMessage({ id: id as MessageKey }, values); // the line above made sure that the catalogue has it
    if (text.includes(', plural,')) throw new Error(`${id} wants other values than ${Object.keys(values).join(', ')}`);
    return text;
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}

export interface DesktopShell extends OpenPage {
  /** Asks the double what happened, or acts as the person or the system would. */
  ask<T>(action: string, ...args: readonly unknown[]): Promise<T>;
  readonly said: () => string;
  /** Quits as the person would and answers the process's exit code. */
  quit(): Promise<number | null>;
  stop(): Promise<void>;
}

const DOUBLE = path.join(root, 'tests/support/electron-double/register.mjs');

/** The desktop shell: its real main process, preload and background process, under the double of Electron. */
export async function startDesktopShell(place: Place, argv: readonly string[] = []): Promise<DesktopShell> {
  const port = await freePort();
  const { child, said } = start(
    ['--import', DOUBLE, 'out/main/main.js', ...argv],
    environment(place, {
      ALTAVOZ_WORKSPACE: place.workspace,
      DOUBLE_CONTROL: '1',
      DOUBLE_DEBUG_PORT: String(port),
      DOUBLE_HOME: path.join(place.home, 'electron'),
    }),
    true,
  );
  child.stdout?.resume();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (cause: Error) => void }>();
  child.on('message', (message: { id: number; value?: unknown; error?: string }) => {
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) one?.resolve(message.value);
    else one?.reject(new Error(message.error));
  });
  child.once('exit', () => {
    for (const one of waiting.values()) one.reject(new Error(`The desktop shell is gone.\n${said()}`));
    waiting.clear();
  });
  let lastId = 0;
  function ask<T>(action: string, ...args: readonly unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const id = (lastId += 1);
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject }); // the caller names the type of the answer
      child.stdin?.write(`${JSON.stringify({ id, action, args })}\n`);
    });
  }
  const stopAll = (): Promise<void> => stop(child, () => child.kill('SIGTERM'));
  try {
    await ask('shown');
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const page = browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((one) => one.url().startsWith('http://altavoz.app.localhost'));
    if (page === undefined) throw new Error(`No window shows the program.\n${said()}`);
    page.setDefaultTimeout(SLOW_MACHINE_MS);
    return {
      page,
      report: watchPage(page),
      api: apiOfPage(page),
      ask,
      said,
      async quit() {
        void ask('quit').catch(() => undefined);
        await ended(child);
        return child.exitCode;
      },
      stop: stopAll,
    };
  } catch (cause) {
    await stopAll();
    throw cause;
  }
}

/** Polls until the answer is something; the message says what was waited for. */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>, limitMs = 60_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await ask();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`Waited ${limitMs / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
