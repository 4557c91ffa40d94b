import path from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../adapters/storage/support.ts';
import { clientId, context, openDesk } from '../bench/import.ts';
import { writeVacancyFile } from '../bench/import-file.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
/** A push looks at enough to notice that something grows with the file. */
const ROWS = NIGHTLY ? 1_000_000 : 12_000;

test(`imports ${ROWS} vacancies with bounded memory, and knows every one again`, { timeout: NIGHTLY ? 3_600_000 : 120_000 }, async () => {
  const folder = scratchFolder();
  const file = path.join(folder, 'vacantes.csv');
  writeVacancyFile(file, ROWS);
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
  expect(peakMb).toBeLessThan(700);
});
