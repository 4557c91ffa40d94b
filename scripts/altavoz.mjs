// The command line in a checkout: npm run --silent altavoz -- COMMAND
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { requireModernNode, root } from './node24.mjs';
import { ensureBuild, ensurePackages } from './setup.mjs';

ensurePackages();
const args = process.argv.slice(2);
if (args[0] === 'serve') ensureBuild();
const child = spawn(requireModernNode(), [path.join(root, 'electron', 'cli', 'main.ts'), ...args], {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: path.join(os.tmpdir(), `altavoz-compile-${os.userInfo().username}`), ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
