import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { realFiles, vacancyDesk } from '../../support/vacancy-desk.ts';

const colombia = path.join(realFiles, 'vacantes_colombia_computrabajo.csv');
const argentina = path.join(realFiles, 'vacantes_argentina_bumeran.csv');
const here = existsSync(colombia) && existsSync(argentina);
if (!here) console.warn('SKIPPED: the real vacancy files are not on this machine; their tests did not run');

test.skipIf(!here)('imports the Colombian board whole: ragged rows, glued columns, badges, CR CR LF', async () => {
  const desk = vacancyDesk();
  const opened = await desk.open(colombia);
  expect(opened).toMatchObject({
    ok: true,
    value: { rows: 2000, separator: ',', encoding: 'UTF-8', counts: { new: 1863, duplicate: 137, rejected: 0 } },
  });
  expect(await desk.load(colombia)).toMatchObject({ new: 1863, rejected: 0 });
  const records = desk.records();
  const find = (title: string, company: string) => records.find((record) => record.title === title && record.company === company);
  expect(find('Desarrollador backend Python angular', 'Adecco Colombia S.A.')).toMatchObject({
    place: { code: '11001', name: 'Bogotá, D.C.' },
    placeText: 'Bogotá, D.C., Bogotá, D.C.',
    modality: null,
    roleFamily: 'technology',
  });
  expect(find('Gestor de reportes', 'COMPLEMENTOS HUMANOS')).toMatchObject({ place: { code: '05001', region: 'Antioquia' } });
  expect(find('Semi Senior Python Backend Developer / R + D', 'BairesDev')).toMatchObject({ modality: 'remote', seniority: 'mid' });
  expect(find('Cientifico de Datos, Experto en estadistica. Ingles avanzado', 'Quantica Communications BPO')).toMatchObject({
    modality: 'remote',
    roleFamily: 'data',
    place: { code: '11001' },
  });
  expect(find('Analista de Desarrollo de Analítica', 'Importante empresa del sector')).toMatchObject({
    modality: 'hybrid',
    place: { code: '76001' },
  });
  expect(records.filter((record) => record.place === null)).toEqual([]);
  expect(records.filter((record) => record.company === null || /\d,\d|D\.C\./.test(record.company))).toEqual([]);
  expect(records.filter((record) => /^(Se precisa|Empleo destacado)|^Hace \d/.test(record.title))).toEqual([]);
  expect(await desk.load(colombia)).toMatchObject({ new: 0, changed: 0, unchanged: 1863 });
});

test.skipIf(!here)('imports the Argentine board: ages instead of companies, city and province in one column', async () => {
  const desk = vacancyDesk({ country: 'AR', currency: 'ARS' });
  const opened = await desk.open(argentina);
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.counts).toEqual({ new: 5919, changed: 0, closed: 0, unchanged: 0, duplicate: 80, rejected: 1 });
  expect(await desk.rowsOf(opened.value.importId, 'rejected')).toMatchObject([
    { line: 2762, reasons: [{ code: 'import.reject.title_missing' }] },
  ]);
  await desk.load(argentina);
  const records = desk.records();
  expect(records.filter((record) => /actualizado/i.test(record.company ?? ''))).toEqual([]);
  expect(records.find((record) => record.title === 'ADMINISTRATIVO CONTABLE SENIOR')).toMatchObject({
    company: null,
    place: { code: '14014', name: 'Córdoba' },
    seniority: 'senior',
    roleFamily: 'accounting',
  });
  expect(records.find((record) => record.company === 'ELECTROPELBA SA')).toMatchObject({
    place: { code: '06756', name: 'San Isidro', country: 'AR' },
    placeText: 'Boulogne, Buenos Aires',
  });
  expect(records.filter((record) => record.placeText !== null && record.place === null)).toEqual([]);
  expect(records.filter((record) => record.applyUrl === null)).toEqual([]);
  expect(await desk.load(argentina)).toMatchObject({ new: 0, changed: 0, unchanged: 5919 });
});

/** Ten more imports, a copy with edits, and undo: on files that nobody made for a test. */
async function keepsFaith(
  file: string,
  desk: ReturnType<typeof vacancyDesk>,
  field: 'description' | 'applyUrl',
  /** What stands in the file, and what is put in its place; null for a vacancy that is left alone. */
  edit: (vacancy: Kept) => { readonly from: string; readonly to: string; readonly ending: string } | null,
): Promise<void> {
  const text = readFileSync(file, 'utf8');
  await desk.load(file);
  const before = desk.dump();
  const kept = desk.records().length;
  for (let round = 0; round < 10; round++)
    expect(await desk.load(file, { closeMissing: true })).toMatchObject({ new: 0, changed: 0, closed: 0, unchanged: kept });
  expect(desk.dump()).toBe(before);

  // Only what stands in the file exactly once can be edited without touching another row.
  let copy = text;
  const edited = new Map<string, string>();
  for (const one of desk.records()) {
    const found = edit(one);
    if (edited.size >= EDITED || found === null) continue;
    const { from, to, ending } = found;
    if (copy.indexOf(from + ending) < 0 || copy.indexOf(from + ending) !== copy.lastIndexOf(from + ending)) continue;
    copy = copy.replace(from + ending, () => to + ending);
    edited.set(one.id, to);
  }
  expect(edited.size).toBe(EDITED);
  const opened = await desk.open(Buffer.from(copy), { closeMissing: true });
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.counts).toMatchObject({ new: 0, changed: EDITED, closed: 0, unchanged: kept - EDITED });
  const shown = await desk.rowsOf(opened.value.importId, 'changed');
  // One field a row, and it reads as the copy does.
  expect(shown.map(({ changes }) => changes.map(({ field }) => field))).toEqual(shown.map(() => [field]));
  expect(shown.map(({ changes }) => changes[0]?.after ?? '').toSorted()).toEqual([...edited.values()].toSorted());
  const earlier = new Map(desk.records().map((one) => [one.id, one[field]]));
  desk.clock.advance(60_000);
  await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, desk.context);
  const changed = desk.records().filter((one) => one[field] !== earlier.get(one.id));
  expect(new Map(changed.map((one) => [one.id, one[field]]))).toEqual(edited);
  await desk.history.undo({}, desk.context);
  expect(desk.dump()).toBe(before);
}

type Kept = ReturnType<ReturnType<typeof vacancyDesk>['records']>[number];
const EDITED = 25;

test.skipIf(!here)(
  'knows the Colombian board again ten times, shows the edits of a copy and undoes them to the byte',
  { timeout: 300_000 },
  async () => {
    await keepsFaith(colombia, vacancyDesk(), 'description', ({ description }) =>
      description.length > 100 ? { from: description, to: `${description} con edición`, ending: '' } : null,
    );
  },
);

test.skipIf(!here)(
  'knows the Argentine board again ten times, shows the edits of a copy and undoes them to the byte',
  { timeout: 300_000 },
  async () => {
    await keepsFaith(argentina, vacancyDesk({ country: 'AR', currency: 'ARS' }), 'applyUrl', ({ applyUrl, company }) =>
      // Where no company is named, the link is who the vacancy is.
      applyUrl === null || company === null ? null : { from: applyUrl, to: `${applyUrl}?edicion=2026`, ending: '\n' },
    );
  },
);
