// Builds main process, background process, preload and screens into out/ (npm run build).
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { requireModernNode, root } from './node24.mjs';

const done = spawnSync(
  requireModernNode(),
  [path.join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
  { cwd: root, stdio: 'inherit' },
);
process.exit(done.status ?? 1);
