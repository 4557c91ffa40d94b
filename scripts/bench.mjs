// npm run bench: ratios against a peer or a limit that is measured in the same run. Writes docs/performance.json beside what it prints.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { requireModernNode, root } from './node24.mjs';
import { ensureBuild, ensureChromium, ensurePackages } from './setup.mjs';

ensurePackages();
const chromium = ensureChromium();
ensureBuild();
const done = spawnSync(requireModernNode(), [path.join(root, 'tests', 'bench', 'main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(chromium === null ? {} : { CHROMIUM_PATH: chromium }) },
});
process.exit(done.status ?? 1);
