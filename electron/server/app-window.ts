import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { dataDirectory } from '../backend/directories.ts';

export interface AppWindow {
  /** Resolves when the person closes the window. */
  readonly closed: Promise<void>;
  close(): void;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const FILES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
];

function findBrowser(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && existsSync(named)) return named;
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const name of NAMES) if (folder !== '' && existsSync(path.join(folder, name))) return path.join(folder, name);
  }
  return FILES.find((file) => existsSync(file)) ?? null;
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/** A window of its own without browser furniture; null where there is no display or no Chromium-based browser. */
export function openAppWindow(url: string): AppWindow | null {
  const browser = hasDisplay() ? findBrowser() : null;
  if (browser === null) return null;
  const profile = path.join(dataDirectory(), 'window-profile');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const isRoot = process.getuid?.() === 0;
  const child = spawn(
    browser,
    [
      `--app=${url}`,
      `--user-data-dir=${profile}`,
      '--window-size=1440,900',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--password-store=basic',
      '--disable-features=Translate,MediaRouter',
      // Chromium's sandbox does not start for root; `--test-type` only removes the bar that says so.
      ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
    ],
    { stdio: 'ignore' },
  );
  return { closed: new Promise((resolve) => child.once('exit', () => resolve())), close: () => void child.kill() };
}
