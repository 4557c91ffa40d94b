import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { createTableWriter, createVacancyReader } from '../../../adapters/intake/index.ts';
import type { FileSource, RawRow } from '../../../core/vacancies/index.ts';
import { scratchFolder } from '../storage/support.ts';

const workerUrl = new URL('../../../adapters/intake/reader-worker.ts', import.meta.url);
const here = createVacancyReader({ workerUrl: null });

async function readAll(source: FileSource | Buffer, reader = here) {
  const rows: RawRow[] = [];
  const given = Buffer.isBuffer(source) ? { name: 'x.csv', base64: source.toString('base64') } : source;
  const result = await reader.read(
    given,
    (batch) => rows.push(...batch) > 0,
    () => undefined,
  );
  return { result, rows };
}

const TABLE = 'título;ciudad;salario\nDiseñador “sénior”;Bogotá;1.300.000 €\nAsesor – ventas;Ibagué;2,5\n';
const WANTED = [
  ['título', 'ciudad', 'salario'],
  ['Diseñador “sénior”', 'Bogotá', '1.300.000 €'],
  ['Asesor – ventas', 'Ibagué', '2,5'],
];

test.each([
  ['UTF-8', Buffer.from(TABLE)],
  ['UTF-8', Buffer.from(`\ufeff${TABLE}`)],
  ['Windows-1252', iconv.encode(TABLE, 'win1252')],
  ['UTF-16 LE', Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(TABLE, 'utf16-le')])],
  ['UTF-16 BE', Buffer.concat([Buffer.from([0xfe, 0xff]), iconv.encode(TABLE, 'utf16-be')])],
  ['UTF-8 ×2', Buffer.from(new TextDecoder('windows-1252').decode(Buffer.from(TABLE)))],
])('reads the same table in %s', async (encoding, bytes) => {
  const { result, rows } = await readAll(bytes);
  expect(result).toMatchObject({ ok: true, value: { encoding, separator: ';' } });
  expect(rows.map((row) => row.cells)).toEqual(WANTED);
});

test('finds the first accent of a Windows-1252 file on its last line', async () => {
  const text = `titulo,ciudad\n${'asesor,Cali\n'.repeat(60_000)}asesor,Bogotá\n`;
  const { result, rows } = await readAll(iconv.encode(text, 'win1252'));
  expect(result).toMatchObject({ ok: true, value: { encoding: 'Windows-1252' } });
  expect(rows.at(-1)?.cells).toEqual(['asesor', 'Bogotá']);
});

test('reads the same table with each separator, and obeys the line that Excel writes for itself', async () => {
  for (const separator of [',', ';', '\t', '|']) {
    const { result, rows } = await readAll(
      Buffer.from(`titulo${separator}descripcion\nasesor${separator}"uno, dos; tres | cuatro"\nauxiliar${separator}texto\n`),
    );
    expect(result).toMatchObject({ ok: true, value: { separator } });
    expect(rows[1]?.cells).toEqual(['asesor', 'uno, dos; tres | cuatro']);
  }
  expect((await readAll(Buffer.from('sep=|\r\na,b|c\r\n'))).rows.map((row) => row.cells)).toEqual([['a,b', 'c']]);
});

test('refuses what is no table of text, by name', async () => {
  expect((await readAll(Buffer.from('a,b\nc\0d,e\n'))).result).toMatchObject({ error: { code: 'vacancies.file_not_text' } });
  expect((await readAll(Buffer.alloc(0))).result).toMatchObject({ error: { code: 'vacancies.file_empty' } });
  expect((await readAll(Buffer.from('\n\n\n'))).result).toMatchObject({ error: { code: 'vacancies.file_empty' } });
  expect((await readAll({ path: '/no/such/file.csv' })).result).toMatchObject({ error: { code: 'vacancies.file_not_found' } });
  expect((await readAll({ path: import.meta.dirname })).result).toMatchObject({ error: { code: 'vacancies.file_not_readable' } });
});

test('reads in a worker thread exactly what it reads here, and stops when told to', async () => {
  const file = path.join(scratchFolder(), 'vacantes.csv');
  writeFileSync(
    file,
    `titulo,descripcion\n${Array.from({ length: 5000 }, (_, row) => `Asesor ${row},"línea\n${'x'.repeat(row % 300)}"`).join('\n')}\n`,
  );
  const worker = createVacancyReader({ workerUrl, workerFromBytes: 0 });
  const [there, local] = [await readAll({ path: file }, worker), await readAll({ path: file })];
  expect(there).toEqual(local);
  expect(there.rows).toHaveLength(5001);
  let batches = 0;
  const stopped = await worker.read(
    { path: file },
    () => (batches += 1) < 2,
    () => undefined,
  );
  expect(stopped).toMatchObject({ ok: false, error: { code: 'vacancies.cancelled' } });
  expect(batches).toBe(2);
});

test('writes tables that no spreadsheet runs as formulas and that read back the same', async () => {
  const rows = [
    ['título', 'nota'],
    ['=HYPERLINK("http://x")', '+57'],
    ['-1.500', '@suma'],
    ['a;b "c"\nd', ' '],
  ];
  const csv = createTableWriter().write(rows, { separator: ';', bom: true });
  expect(csv.startsWith('\ufeff')).toBe(true);
  const back = (await readAll(Buffer.from(csv))).rows.map((row) => row.cells);
  expect(back).toEqual([
    ['título', 'nota'],
    [`'=HYPERLINK("http://x")`, '+57'],
    ['-1.500', "'@suma"],
    ['a;b "c"\nd', ' '],
  ]);
});

test('survives two thousand mutated files', async () => {
  const seeds = [
    Buffer.from(TABLE),
    Buffer.from('a,b\r\r\n"x, ""y""\n",z\r\r\n'),
    iconv.encode(TABLE, 'win1252'),
    Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(TABLE, 'utf16-le')]),
    readFileSync(path.join(import.meta.dirname, 'vacancy-reader.test.ts')),
  ];
  const edit = fc.record({
    at: fc.nat(),
    byte: fc.oneof(fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d, 0x3b, 0x00, 0xff, 0xc3), fc.nat(255)),
    kind: fc.constantFrom('set', 'insert', 'cut'),
  });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 12 }), async (seed, edits) => {
      let bytes = Buffer.from(seed);
      for (const { at, byte, kind } of edits) {
        const place = bytes.length === 0 ? 0 : at % bytes.length;
        bytes =
          kind === 'cut'
            ? bytes.subarray(0, place)
            : kind === 'insert'
              ? Buffer.concat([bytes.subarray(0, place), Buffer.of(byte), bytes.subarray(place)])
              : Buffer.concat([bytes.subarray(0, place), Buffer.of(byte), bytes.subarray(place + 1)]);
      }
      const { result, rows } = await readAll(bytes);
      expect(result.ok ? rows.length > 0 : result.error.code.startsWith('vacancies.file_')).toBe(true);
      for (let index = 1; index < rows.length; index++) expect(rows[index]?.line).toBeGreaterThan(rows[index - 1]?.line ?? 0);
    }),
    { numRuns: 2000 },
  );
}, 120_000);
