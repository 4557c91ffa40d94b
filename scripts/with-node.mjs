// Runs a script on a Node that is new enough: node scripts/with-node.mjs FILE ARGS…
import { spawnSync } from 'node:child_process';
import { requireModernNode } from './node24.mjs';

const done = spawnSync(requireModernNode(), process.argv.slice(2), { stdio: 'inherit' });
process.exit(done.status ?? 1);
