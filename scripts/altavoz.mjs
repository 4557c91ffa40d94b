// The command line in a checkout: npm run --silent altavoz -- COMMAND
import { spawn } from 'node:child_process';
import path from 'node:path';
import { requireModernNode, root, withCompileCache } from './node24.mjs';
import { ensureBuild, ensurePackages } from './setup.mjs';

ensurePackages();
const args = process.argv.slice(2);
// The window needs built screens anyway, and its start is what people wait for; everything else runs from the source.
const entry = args[0] === 'serve' ? (ensureBuild(), ['out', 'main', 'cli.js']) : ['electron', 'cli', 'main.ts'];
const child = spawn(requireModernNode(), [path.join(root, ...entry), ...args], {
  stdio: 'inherit',
  env: withCompileCache(),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
