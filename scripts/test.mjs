// npm test: sets up what is missing, then lint, format, types, unit, contract, fault and end-to-end tests. Ends with the counts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { requireModernNode, root } from './node24.mjs';
import { ensureBuild, ensureChromium, ensureKeyStore, ensurePackages } from './setup.mjs';

const nightly = process.argv.includes('--nightly');
ensurePackages();
ensureKeyStore();
const chromium = ensureChromium();
if (chromium === null) process.exit(1);
ensureBuild();

const node = requireModernNode();
const bin = (...parts) => path.join(root, 'node_modules', ...parts);
const env = { ...process.env, CHROMIUM_PATH: chromium, ALTAVOZ_BUILT: '1', ...(nightly ? { ALTAVOZ_NIGHTLY: '1' } : {}) };
const totals = { passed: 0, failed: 0, skipped: 0 };

step('lint', [bin('oxlint', 'bin', 'oxlint'), '--type-aware', '--quiet']);
step('format', [bin('oxfmt', 'bin', 'oxfmt'), '--check', '.']);
step('types', [bin('typescript', 'bin', 'tsc'), '-b']);
suite('tests', []);
suite('end to end', ['--config', 'vitest.e2e.config.ts']);

process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}\n`);
process.exit(totals.failed === 0 ? 0 : 1);

function step(name, args) {
  const started = Date.now();
  const done = spawnSync(node, args, { cwd: root, stdio: 'inherit', env });
  process.stdout.write(`${name}: ${done.status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
  totals[done.status === 0 ? 'passed' : 'failed'] += 1;
}

function suite(name, args) {
  const folder = path.join(root, '.cache', 'test-results');
  mkdirSync(folder, { recursive: true });
  const report = path.join(folder, `${name.replaceAll(' ', '-')}.json`);
  rmSync(report, { force: true });
  const started = Date.now();
  const done = spawnSync(
    node,
    [bin('vitest', 'vitest.mjs'), 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: root, stdio: 'inherit', env },
  );
  let counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numFailedTestSuites: 0 };
  try {
    counts = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    process.stdout.write(`${name}: no report was written\n`);
  }
  totals.passed += counts.numPassedTests;
  totals.failed += counts.numFailedTests;
  totals.skipped += counts.numPendingTests;
  // A file that could not even be loaded fails no test of its own, and still must not pass.
  if (done.status !== 0 && counts.numFailedTests === 0) totals.failed += 1;
  process.stdout.write(
    `${name}: ${counts.numPassedTests} passed, ${counts.numFailedTests} failed (${((Date.now() - started) / 1000).toFixed(0)} s)\n`,
  );
}
