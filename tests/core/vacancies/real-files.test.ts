import { existsSync } from 'node:fs';
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
