import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { scratchFolder } from '../adapters/storage/support.ts';
import { clientId, context, openDesk } from '../bench/import.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
/** A push looks at enough to notice that something grows with the file. */
const ROWS = NIGHTLY ? 1_000_000 : 12_000;
/** Of the whole process, the test's own tools included. */
const PEAK_MB = 700;
const writer = pathToFileURL(path.join(import.meta.dirname, '..', 'bench', 'import-file.ts')).href;

test(`imports ${ROWS} vacancies with bounded memory, and knows every one again`, { timeout: NIGHTLY ? 3_600_000 : 300_000 }, async () => {
  const folder = scratchFolder();
  const file = path.join(folder, 'vacantes.csv');
  // In a process of its own: making the file takes more memory than reading it.
  const code = `const { writeVacancyFile } = await import(${JSON.stringify(writer)}); writeVacancyFile(${JSON.stringify(file)}, ${ROWS});`;
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
  const desk = openDesk(path.join(folder, 'workspace'));
  const open = (closeMissing: boolean) => desk.vacancies.openImport({ clientId, source: { path: file }, closeMissing }, context);
  const began = performance.now();
  const processor = process.cpuUsage();
  const opened = await open(false);
  if (!opened.ok) throw new Error(opened.error.code);
  const done = await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, context);
  expect(done).toMatchObject({ ok: true, value: { new: ROWS, rejected: 0, duplicate: 0 } });
  const used = process.cpuUsage(processor);
  const seconds = Math.round((performance.now() - began) / 1000);
  const again = await open(true);
  expect(again).toMatchObject({ ok: true, value: { counts: { unchanged: ROWS, new: 0, changed: 0, closed: 0 } } });
  const peakMb = process.resourceUsage().maxRSS / 1024;
  console.log(
    `vacancies: ${ROWS} rows, ${Math.round(peakMb)} MB at most, ${seconds} s, ${Math.round((used.user + used.system) / 1e6)} s of processor time`,
  );
  desk.close();
  expect(peakMb).toBeLessThan(PEAK_MB);
});
