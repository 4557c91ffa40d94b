import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withoutKeyStore } from '../support/road.ts';

// `npm test` has just built the program, and the built one starts in a third of the time.
const main = path.resolve(
  import.meta.dirname,
  process.env['ALTAVOZ_BUILT'] === '1' ? '../../out/main/cli.js' : '../../electron/cli/main.ts',
);
const folder = mkdtempSync(path.join(os.tmpdir(), 'altavoz-applicants-'));
const restore = withoutKeyStore(folder);
const file = path.join(folder, 'resultados.csv');
const HEAD = 'fecha,resultado,correo\n';

/** The program itself, as a script starts it: its exit code and its one document. */
function altavoz(...args: readonly string[]): { readonly code: number | null; readonly document: unknown; readonly said: string } {
  const done = spawnSync(process.execPath, [main, ...args, '--workspace', path.join(folder, 'workspace'), '--json'], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'en_US.UTF-8' },
  });
  return { code: done.status, document: done.stdout === '' ? null : JSON.parse(done.stdout), said: done.stderr };
}
const take = (...more: readonly string[]) => altavoz('import', 'applicants', file, '--client', 'Cliente', ...more);
const kept = () => altavoz('call', 'conversions.list', JSON.stringify({ clientId: null, kind: null, state: null, offset: 0, limit: 10 }));

beforeAll(() => {
  const fields = { name: 'Cliente', country: 'CO', currency: 'COP', timeZone: 'America/Bogota', monthlyCap: null, approvalsNeeded: 0 };
  for (const args of [
    ['workspace', 'create', '--simulated'],
    ['call', 'clients.create', JSON.stringify({ fields })],
  ]) {
    const { code, said } = altavoz(...args);
    if (code !== 0) throw new Error(said);
  }
}, 120_000);
afterAll(() => {
  restore();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

test(
  'a dry run shows what would be kept and keeps nothing; then it is kept once, however often it is imported',
  { timeout: 120_000 },
  () => {
    writeFileSync(
      file,
      `${HEAD}2026-01-20,Contratado,ana@correo.example\n2026-01-21,Preseleccionado,luz@correo.example\n2026-01-22,???,x@correo.example\n`,
    );
    const rejects = path.join(folder, 'rechazos.csv');
    const counts = { rows: 3, new: 2, duplicate: 0, rejected: 1 };
    expect(take('--dry-run', '--rejects', rejects)).toMatchObject({ code: 0, document: { dryRun: true, committed: false, ...counts } });
    expect(readFileSync(rejects, 'utf8')).toMatch(/^4;\S.*\n$/);
    expect(readFileSync(rejects, 'utf8')).not.toContain('correo');
    expect(statSync(rejects).mode & 0o777).toBe(0o600);
    expect(take('--consented', '--source', 'Bolsa')).toMatchObject({
      code: 0,
      document: { committed: true, ...counts, withoutConsent: 0 },
    });
    expect(take()).toMatchObject({ code: 0, document: { committed: true, new: 0, duplicate: 2 } });
    expect(kept()).toMatchObject({ document: { total: 2, rows: [{ consent: 'granted', source: 'Bolsa' }, {}] } });
  },
);

test('what is refused ends with one and its code, what is asked wrongly with two', { timeout: 120_000 }, () => {
  writeFileSync(file, `${HEAD}05/01/2026,Contratado,eva@correo.example\n`);
  expect(take()).toMatchObject({ code: 1, document: { error: { code: 'conversions.dates_ambiguous' } } });
  expect(take('--dates', 'dmy')).toMatchObject({ code: 0, document: { new: 1 } });
  expect(altavoz('import', 'applicants', file, '--client', 'Nadie')).toMatchObject({
    code: 1,
    document: { error: { code: 'clients.not_found' } },
  });
  expect(take('--kind', 'fired')).toMatchObject({ code: 2, document: null });
  expect(altavoz('import', 'applicants', file).code).toBe(2);
});
