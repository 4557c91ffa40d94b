// npm run screens: pictures of every screen of a demo workspace into docs/screens. `npm run screens -- home plans` takes only those.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { requireModernNode, root } from './node24.mjs';
import { ensureBuild, ensureChromium, ensurePackages } from './setup.mjs';

ensurePackages();
const node = requireModernNode();
const chromium = ensureChromium();
if (chromium === null) process.exit(1);
ensureBuild();
const done = spawnSync(node, [path.join(root, 'tests', 'support', 'e2e-pictures.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CHROMIUM_PATH: chromium },
});
process.exit(done.status ?? 1);
