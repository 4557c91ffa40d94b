import { expect, test } from 'vitest';
import { traps } from '../fixtures/intake/traps.ts';
import { createRandom } from '../support/publishing-random.ts';
import { vacancyDesk } from '../support/vacancy-desk.ts';

const NIGHTLY = process.env['ALTAVOZ_NIGHTLY'] === '1';
const FILES = NIGHTLY ? 20_000 : 300;
const SEED = Number(process.env['ALTAVOZ_SEED'] ?? 20_261_129);
const HANG_MS = 5_000;
const MEMORY_MB = 300;
const NOISE = [
  '"',
  ';',
  ',',
  '\n',
  '\r',
  '\0',
  '{',
  '}',
  '[',
  ']',
  '<',
  '>',
  '&',
  '\\',
  '|',
  '\ufeff',
  'é',
  '\ud83d',
  '#BORRAR#',
  '=1+1',
  '9'.repeat(40),
];

type Random = ReturnType<typeof createRandom>;

/** A made file with bytes changed, taken out, put in, repeated or cut; or two of them glued; or nothing but noise. */
function spoiled(seeds: readonly Buffer[], random: Random): Buffer {
  let bytes = Buffer.from(random.pick(seeds));
  if (random.int(12) === 0) bytes = Buffer.from(Array.from({ length: random.int(2_000) }, () => random.int(256)));
  const times = 1 + random.int(8);
  for (let time = 0; time < times; time++) {
    const at = random.int(bytes.length + 1);
    const to = Math.min(bytes.length, at + random.int(60));
    switch (random.int(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = random.int(256);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(NOISE)), bytes.subarray(at)]);
        break;
      case 3:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          ...Array.from({ length: 1 + random.int(30) }, () => bytes.subarray(at, to)),
          bytes.subarray(at),
        ]);
        break;
      case 4:
        bytes = Buffer.from(bytes.subarray(0, at));
        break;
      default:
        bytes = Buffer.concat([bytes, random.pick(seeds)]);
    }
  }
  return bytes;
}

test(`neither crashes nor hangs nor fills memory on ${FILES} spoiled files`, { timeout: NIGHTLY ? 3_600_000 : 300_000 }, async () => {
  const random = createRandom(SEED);
  const seeds = traps.map((trap) => trap.file).filter((file) => file.length < 20_000);
  const desk = vacancyDesk();
  let slowest = 0;
  let read = 0;
  global.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  for (let index = 0; index < FILES; index++) {
    const file = spoiled(seeds, random);
    const began = process.cpuUsage();
    try {
      const opened = await desk.open(file, { name: 'estropeado' });
      if (opened.ok) {
        read += 1;
        const { counts, rows, importId } = opened.value;
        // Every row ends somewhere; a row with several places may end in more than one.
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(rows);
        await desk.rowsOf(importId);
        await desk.vacancies.importRejects({ importId, language: 'es' }, desk.context);
        await desk.vacancies.discardImport({ importId }, desk.context);
      } else expect(opened.error.code).toMatch(/^vacancies\./);
    } catch (cause) {
      throw new Error(`File ${index} of seed ${SEED}: ${file.toString('base64').slice(0, 4_000)}`, { cause });
    }
    const used = process.cpuUsage(began);
    slowest = Math.max(slowest, (used.user + used.system) / 1000);
    most = Math.max(most, process.memoryUsage().rss);
  }
  console.log(
    `intake: ${FILES} files, ${read} read, slowest ${slowest.toFixed(0)} ms of processor time, memory ${(before / 1e6).toFixed(0)} MB at first, ${((most - before) / 1e6).toFixed(0)} MB more at most`,
  );
  // Of processor time: a busy machine is no hang.
  expect(slowest).toBeLessThan(HANG_MS);
  expect((most - before) / 1e6).toBeLessThan(MEMORY_MB);
  expect(read).toBeGreaterThan(FILES / 5);
  expect(desk.records()).toEqual([]);
  expect(desk.leftovers()).toBe(0);
});
