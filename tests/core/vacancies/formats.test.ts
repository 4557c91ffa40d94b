import { expect, test } from 'vitest';
import { vacancyDesk } from '../../support/vacancy-desk.ts';
import { csvText, workbook, xmlFeed, type Table } from '../../support/intake-files.ts';

const CITIES = ['Bogotá', 'Medellín', 'Cali', 'Barranquilla', 'Pasto'];
const NAMES = [
  'codigo',
  'titulo',
  'empresa',
  'ciudad',
  'salario_minimo',
  'salario_maximo',
  'descripcion',
  'url',
  'fecha_de_cierre',
  'plazas',
];

function vacancies(count: number): Table {
  return Array.from({ length: count }, (_, at) => [
    `V-${at}`,
    `Asesor comercial zona ${at}`,
    'Compañía Ñandú & Hijos S.A.S.',
    CITIES[at % CITIES.length] ?? '',
    String(1_800_000 + at * 1_000),
    String(2_400_000 + at * 1_000),
    `Vender con "gusto", cumplir; rendir cuentas.\nSegunda línea ${at} <sin marcas>`,
    `https://empleos.example/v/${at}?a=1&b=2`,
    `2026-12-${String(10 + (at % 20)).padStart(2, '0')}`,
    String(1 + (at % 5)),
  ]);
}

/** Days since 1899-12-30, as a workbook keeps a date. */
function serial(day: string): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse('1899-12-30T00:00:00Z')) / 86_400_000);
}

function everyFormat(rows: Table): readonly (readonly [string, Buffer | string])[] {
  const table = [NAMES, ...rows];
  const objects = rows.map((row) =>
    Object.fromEntries(NAMES.map((name, at) => [name, at === 4 || at === 5 || at === 9 ? Number(row[at]) : row[at]])),
  );
  const postings = rows.map((row) => ({
    '@context': 'https://schema.org/',
    '@type': 'JobPosting',
    identifier: { '@type': 'PropertyValue', name: 'Ejemplo', value: row[0] },
    title: row[1],
    hiringOrganization: { '@type': 'Organization', name: row[2] },
    jobLocation: { '@type': 'Place', address: { '@type': 'PostalAddress', addressLocality: row[3] } },
    baseSalary: {
      '@type': 'MonetaryAmount',
      currency: 'COP',
      value: { '@type': 'QuantitativeValue', minValue: Number(row[4]), maxValue: Number(row[5]) },
    },
    description: row[6],
    url: row[7],
    validThrough: `${row[8]}T23:59:59-05:00`,
    totalJobOpenings: Number(row[9]),
  }));
  return [
    ['csv', csvText(table, ';')],
    ['tsv', csvText(table, '\t')],
    [
      'xlsx',
      workbook([
        NAMES,
        ...rows.map((row) =>
          row.map((cell, at) => (at === 8 ? { number: serial(cell), date: true } : at === 4 || at === 5 || at === 9 ? Number(cell) : cell)),
        ),
      ]),
    ],
    ['json', `${JSON.stringify({ total: rows.length, jobs: objects }, null, 2)}\n`],
    ['json-lines', `${objects.map((object) => JSON.stringify(object)).join('\n')}\n`],
    [
      'schema.org graph',
      `${JSON.stringify({ '@context': 'https://schema.org', '@graph': [{ '@type': 'WebSite', name: 'Empleos' }, ...postings] })}\n`,
    ],
    ['xml', xmlFeed(table)],
  ];
}

test('finds no difference between the same 500 vacancies in seven formats', async () => {
  const desk = vacancyDesk();
  const [[, first] = ['', ''], ...others] = everyFormat(vacancies(500));
  expect(await desk.load(first)).toMatchObject({ new: 500, rejected: 0, duplicate: 0 });
  const before = desk.dump();
  for (const [name, file] of others) {
    const opened = await desk.open(Buffer.from(file), { closeMissing: true });
    if (!opened.ok) throw new Error(`${name}: ${opened.error.code}`);
    const { counts, importId } = opened.value;
    const changed = counts.changed === 0 ? [] : (await desk.rowsOf(importId, 'changed')).slice(0, 2);
    expect([name, counts, changed]).toEqual([name, { new: 0, changed: 0, closed: 0, unchanged: 500, duplicate: 0, rejected: 0 }, []]);
    await desk.vacancies.commitImport({ importId, acceptShrink: false }, desk.context);
  }
  expect(desk.dump()).toBe(before);
});

test('reads one posting of a saved page, with its places, its HTML and its remote sign', async () => {
  const desk = vacancyDesk();
  const posting = {
    '@type': 'JobPosting',
    title: 'Analista de datos',
    description: '<p>Analizar.</p><ul><li>Uno</li><li>Dos &amp; tres</li></ul>',
    jobLocationType: 'TELECOMMUTE',
    baseSalary: { '@type': 'MonetaryAmount', currency: 'USD', value: { '@type': 'QuantitativeValue', value: 900.5, unitText: 'MONTH' } },
    jobLocation: ['Cali', 'Palmira', 'Medellín'].map((name) => ({
      '@type': 'Place',
      address: { '@type': 'PostalAddress', addressLocality: name },
    })),
  };
  const page = `<!DOCTYPE html>\n<html><head><script type="application/ld+json">${JSON.stringify(posting)}</script></head><body>Hola</body></html>\n`;
  const opened = await desk.open(page);
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value).toMatchObject({ format: 'web', counts: { new: 1 }, questions: [{ kind: 'place_split', answer: null }] });
  const columns = opened.value.columns.map(({ column, target, overwrite }) => ({ column, target, overwrite }));
  const question = opened.value.questions[0]?.column ?? 0;
  const split = (answer: string) =>
    desk.vacancies.setImportMapping(
      { importId: opened.value.importId, columns, answers: [{ column: question, answer }], closeMissing: false },
      desk.context,
    );
  expect(await split('per_city')).toMatchObject({ value: { counts: { new: 3 } } });
  expect(await split('one')).toMatchObject({ value: { counts: { new: 1 } } });
  expect(await split('per_region')).toMatchObject({ value: { counts: { new: 2 } } });
  await desk.vacancies.commitImport({ importId: opened.value.importId, acceptShrink: false }, desk.context);
  expect(
    desk.records().map(({ title, modality, description, salaryMin, salaryPeriod, place, placeText }) => ({
      title,
      modality,
      description,
      salaryMin,
      salaryPeriod,
      place: place?.name,
      placeText,
    })),
  ).toEqual([
    {
      title: 'Analista de datos',
      modality: 'remote',
      description: 'Analizar.\n\n- Uno\n- Dos & tres',
      salaryMin: { amountMicros: 900_500_000n, currency: 'USD' },
      salaryPeriod: 'month',
      place: 'Valle del Cauca',
      placeText: 'Cali | Palmira',
    },
    {
      title: 'Analista de datos',
      modality: 'remote',
      description: 'Analizar.\n\n- Uno\n- Dos & tres',
      salaryMin: { amountMicros: 900_500_000n, currency: 'USD' },
      salaryPeriod: 'month',
      place: 'Medellín',
      placeText: 'Medellín',
    },
  ]);
  // The choice is remembered, and the same page again is the same two vacancies.
  expect(await desk.open(page)).toMatchObject({ value: { questions: [{ answer: 'per_region' }], counts: { unchanged: 2, new: 0 } } });
  await desk.history.undo({}, desk.context);
  expect(desk.records()).toEqual([]);
});
