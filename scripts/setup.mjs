// Puts in place what a fresh clone lacks: packages, and for the tests a Chromium. Plain JavaScript for any Node ≥ 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { modernNode, root } from './node24.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

/** Installs the locked packages when they are missing or the lock file has changed. */
export function ensurePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.altavoz-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && modernNode() !== null) return;
  say('Installing packages (npm ci)…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    say(
      'The packages could not be installed. With no connection to a package registry, copy node_modules from a machine that has it (same system and processor), or run "npm ci --offline" with a filled cache.',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const CHROMIUM_FILES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Path of a Chromium-based browser, from CHROMIUM_PATH, the search path or its usual places; null when there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && existsSync(named)) return named;
  for (const name of CHROMIUM_NAMES) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      if (folder !== '' && existsSync(file)) return file;
    }
  }
  return CHROMIUM_FILES.find((file) => existsSync(file)) ?? null;
}

/** Debian's packages that are not there yet, installed when we are root there; true when nothing is missing afterwards. */
function aptInstall(packages) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  say(`Installing ${packages.join(', ')} (apt-get)…`);
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], env });
  return (
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: ['ignore', 2, 2], env }).status === 0
  );
}

/** A Python with scikit-learn, the peer of the segments bench; null when there is none and none could be installed. */
export function ensureScikit() {
  const python = process.platform === 'linux' && existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const works = () => spawnSync(python, ['-c', 'import sklearn'], { stdio: 'ignore' }).status === 0;
  if (works() || (aptInstall(['python3-sklearn']) && works())) return python;
  say('scikit-learn was not found: the segments bench runs without this peer. Install it (Debian: apt-get install python3-sklearn).');
  return null;
}

export function ensureChromium() {
  const found = findChromium();
  if (found !== null) return found;
  if (aptInstall(['chromium', 'fonts-liberation'])) {
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  say('No Chromium was found. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its program file.');
  return null;
}

/** A key store for the tests that use a real one; they say aloud that they skip where there is none. */
export function ensureKeyStore() {
  const missing = [
    ['/usr/bin/gnome-keyring-daemon', 'gnome-keyring'],
    ['/usr/bin/dbus-run-session', 'dbus'],
  ].filter(([file]) => !existsSync(file));
  if (process.platform === 'linux' && missing.length > 0) aptInstall(missing.map(([, name]) => name));
}

/** Rebuilds when a source file is newer than the last build. */
export function ensureBuild({ force = false } = {}) {
  const stampFile = path.join(root, 'out', '.stamp');
  const state = sourceState();
  if (!force && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === state) return;
  say('Building…');
  const done = spawnSync(modernNode() ?? process.execPath, [path.join(root, 'scripts', 'build.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  mkdirSync(path.join(root, 'out'), { recursive: true });
  writeFileSync(stampFile, state);
}

const SOURCES = ['core', 'adapters', 'electron', 'renderer', 'resources', 'electron.vite.config.ts', 'package-lock.json'];

/** A hash over every source file: equal when nothing that the build reads has changed. */
function sourceState() {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((name) => {
    const place = path.join(root, name);
    if (!existsSync(place)) return [];
    if (!statSync(place).isDirectory()) return [place];
    return readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  });
  for (const file of files.toSorted()) hash.update(path.relative(root, file)).update(readFileSync(file));
  return hash.digest('hex');
}
