import { expect, test } from 'vitest';
import { candidateDesk, clientId, context, declared } from '../../support/candidate-desk.ts';
import { csvText, workbook, type Table } from '../../support/intake-files.ts';

const NAMES = [
  'codigo',
  'nombre',
  'correo',
  'celular',
  'ciudad',
  'cargo',
  'experiencia',
  'aspiracion salarial',
  'ultima actividad',
  'sexo',
];
const CITIES = ['Bogotá', 'Medellín', 'Cali'];
const NUMBERS = new Set([6, 7]);
const DATE = 8;

function people(count: number, more: (at: number) => Partial<Record<number, string>> = () => ({})): Table {
  return Array.from({ length: count }, (_, at) => {
    const row = [
      `P-${at}`,
      `Persona "Inventada" ${at}`,
      `p${at}@correo.example`,
      `+57 300 12345${String(at).padStart(2, '0')}`,
      CITIES[at % CITIES.length] ?? '',
      at % 2 === 0 ? 'Vendedor' : 'Auxiliar de bodega',
      String(at % 9),
      String(1_500_000 + at * 10_000),
      `2026-10-${String(10 + (at % 15)).padStart(2, '0')}`,
      at % 2 === 0 ? 'F' : 'M',
    ];
    for (const [column, cell] of Object.entries(more(at))) row[Number(column)] = cell ?? '';
    return row;
  });
}

/** Days since 1899-12-30, as a workbook keeps a date. */
const serial = (day: string): number => Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse('1899-12-30T00:00:00Z')) / 86_400_000);

const FORMATS = {
  csv: (rows: Table) => ['gente.csv', csvText([NAMES, ...rows], ';')],
  xlsx: (rows: Table) => [
    'gente.xlsx',
    workbook([
      NAMES,
      ...rows.map((row) =>
        row.map((cell, at) =>
          cell === '' ? null : at === DATE ? { number: serial(cell), date: true } : NUMBERS.has(at) ? Number(cell) : cell,
        ),
      ),
    ]),
  ],
  json: (rows: Table) => [
    'gente.json',
    JSON.stringify(rows.map((row) => Object.fromEntries(NAMES.map((name, at) => [name, NUMBERS.has(at) ? Number(row[at]) : row[at]])))),
  ],
  'json-lines': (rows: Table) => [
    'gente.jsonl',
    rows.map((row) => JSON.stringify(Object.fromEntries(NAMES.map((name, at) => [name, row[at]])))).join('\n'),
  ],
} as const satisfies Record<string, (rows: Table) => readonly [string, string | Buffer]>;
type Format = keyof typeof FORMATS;

async function open(desk: ReturnType<typeof candidateDesk>, format: Format, rows: Table) {
  const [name, content] = FORMATS[format](rows);
  const source = { name, base64: Buffer.from(content).toString('base64') };
  const opened = await desk.candidates.openImport({ clientId, source, declaration: declared }, context);
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}
/** All that is kept of the people but what differs by chance: ids and when they came. */
function kept(desk: ReturnType<typeof candidateDesk>): unknown {
  const features = [...desk.candidates.candidateFeatures(clientId)].map(({ id: _id, ...rest }) => rest);
  const hashes = desk.database.prepare('SELECT email, phone_e164, document, external, consent FROM candidate ORDER BY number').all();
  return { features, hashes };
}

test.each(['xlsx', 'json', 'json-lines'] as const)('keeps of a %s file what it keeps of the same people in a CSV file', async (format) => {
  const rows = people(40);
  const byCsv = candidateDesk();
  const first = await open(byCsv, 'csv', rows);
  await byCsv.candidates.commitImport({ importId: first.importId }, context);
  const desk = candidateDesk();
  const opened = await open(desk, format, rows);
  expect(opened).toMatchObject({ rows: 40, counts: { new: 40, rejected: 0 }, report: { refusedTraits: ['sex'] } });
  expect(opened.columns.map(({ header, target }) => [header, target])).toEqual(first.columns.map(({ header, target }) => [header, target]));
  await desk.candidates.commitImport({ importId: opened.importId }, context);
  expect(kept(desk)).toEqual(kept(byCsv));
  // And the other way round: the CSV file of the same people changes nothing.
  expect((await open(desk, 'csv', rows)).counts).toEqual({ new: 0, changed: 0, unchanged: 40, duplicate: 0, rejected: 0 });
});

test.each(['csv', 'xlsx', 'json'] as const)('shows row by row what a second %s file would change', async (format) => {
  const desk = candidateDesk();
  const first = await open(desk, format, people(3));
  await desk.candidates.commitImport({ importId: first.importId }, context);
  const { importId, counts } = await open(desk, format, [
    ...people(3, (at) => (at === 1 ? { 4: 'Pasto', 7: '2000000' } : {})),
    ...people(4).slice(3),
  ]);
  expect(counts).toEqual({ new: 1, changed: 1, unchanged: 2, duplicate: 0, rejected: 0 });
  const shown = await desk.candidates.importRows({ importId, kind: 'changed', offset: 0, limit: 10 }, context);
  if (!shown.ok) throw new Error(shown.error.code);
  const [row] = shown.value.rows;
  expect(row?.changes).toContainEqual({ field: 'salaryExpectation', before: '1510000 COP', after: '2000000 COP' });
  expect(row?.changes.find(({ field }) => field === 'cityText')).toEqual({ field: 'cityText', before: 'Medellín', after: 'Pasto' });
  expect(JSON.stringify(shown.value)).not.toMatch(/@|Inventada|300 ?12345/);
});
