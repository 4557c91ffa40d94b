// npm run bench: ratios against a peer or a limit that is measured in the same run. Writes docs/performance.json beside what it prints.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { requireModernNode, root } from './node24.mjs';
import { ensureBuild, ensureChromium, ensurePackages, ensureScikit } from './setup.mjs';

ensurePackages();
const chromium = ensureChromium();
ensureBuild();
const names = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const python = names.length === 0 || names.some((name) => name.startsWith('segments')) ? ensureScikit() : null;
const done = spawnSync(requireModernNode(), [path.join(root, 'tests', 'bench', 'main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(chromium === null ? {} : { CHROMIUM_PATH: chromium }), ...(python === null ? {} : { SCIKIT_PYTHON: python }) },
});
process.exit(done.status ?? 1);
