// npm start: sets up what is missing, builds, and opens the program in the best window this machine has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { requireModernNode, root, withCompileCache } from './node24.mjs';
import { ensureBuild, ensurePackages } from './setup.mjs';

ensurePackages();
const node = requireModernNode();
ensureBuild();
const electron = electronBinary() ?? downloadElectron();
if (electron !== null && canShowWindows()) run(electron, process.getuid?.() === 0 ? ['--no-sandbox', '.'] : ['.']);
else run(node, [path.join(root, 'out', 'main', 'cli.js'), 'serve', '--open', ...process.argv.slice(2)]);

/** The Electron program file, where a former download put it. */
function electronBinary() {
  const folder = path.join(root, 'node_modules', 'electron');
  const name = path.join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const file = path.join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(folder, 'dist'), readFileSync(name, 'utf8').trim());
  return existsSync(file) ? file : null;
}

function downloadElectron() {
  const script = path.join(root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(script)) return null;
  process.stderr.write('Looking for Electron…\n');
  const done = spawnSync(node, [script], { cwd: root, stdio: 'ignore', timeout: 300_000 });
  const found = done.status === 0 ? electronBinary() : null;
  if (found === null) process.stderr.write('Electron could not be downloaded here: opening the same program in a browser window.\n');
  return found;
}

function canShowWindows() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

function run(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: withCompileCache() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}
