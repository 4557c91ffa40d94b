import { expect, test } from 'vitest';
import { familyOf, seniorityOf } from '../../../core/vacancies/job-words.ts';
import { dateEvidence, decimalEvidence, looksLikeAge, readDate, readModality, readMoney, readUrl } from '../../../core/vacancies/values.ts';

const amount = (text: string, mark: 'comma' | 'dot' = 'comma') => {
  const reading = readMoney(text, mark);
  return reading.kind === 'amount' ? [reading.minMicros, reading.maxMicros, reading.currency] : reading.kind;
};
const M = 1_000_000n;

test.each([
  ['$ 1.300.000', [1_300_000n * M, 1_300_000n * M, null]],
  ['1,300,000.50', [1_300_000_500_000n, 1_300_000_500_000n, null]],
  ['2.5M', [2_500_000n * M, 2_500_000n * M, null]],
  ['2,5 millones', [2_500_000n * M, 2_500_000n * M, null]],
  ['23.000 - 26.000', [23_000n * M, 26_000n * M, null]],
  ['entre 2 y 3 millones', [2_000_000n * M, 3_000_000n * M, null]],
  ['USD 1500 - 2000', [1500n * M, 2000n * M, 'USD']],
  ['7 000 000 COP', [7_000_000n * M, 7_000_000n * M, 'COP']],
  ['$1\u00a0300\u00a0000', [1_300_000n * M, 1_300_000n * M, null]],
  ['A convenir', 'untold'],
  ['Según experiencia', 'untold'],
  ['mucho', 'unreadable'],
  ['1.30.000', 'unreadable'],
  ['-500', 'unreadable'],
])('reads the salary %s', (text, wanted) => {
  expect(amount(text)).toEqual(wanted);
});

test('reads 10,000 by the decimal mark of its file', () => {
  expect(amount('10,000 - 30,000', 'dot')).toEqual([10_000n * M, 30_000n * M, null]);
  expect(amount('10,000', 'comma')).toEqual([10n * M, 10n * M, null]);
  expect([
    decimalEvidence('1.300.000'),
    decimalEvidence('12,50'),
    decimalEvidence('1,300.5'),
    decimalEvidence('1.500'),
    decimalEvidence('1500'),
  ]).toEqual(['comma', 'comma', 'dot', 'either', null]);
});

test.each([
  ['31/12/2026', 'dmy', '2026-12-31'],
  ['12/31/2026', 'mdy', '2026-12-31'],
  ['2026-12-31', 'mdy', '2026-12-31'],
  ['2026-12-31T10:00:00Z', 'dmy', '2026-12-31'],
  ['5/6/26', 'dmy', '2026-06-05'],
  ['14 de diciembre de 2026', 'dmy', '2026-12-14'],
  ['Dec 14, 2026', 'dmy', '2026-12-14'],
  ['46000', 'dmy', '2025-12-09'],
  ['30/02/2026', 'dmy', null],
  ['31/12/2026', 'mdy', null],
  ['Hace 3 días', 'dmy', null],
  ['20261231', 'dmy', '2026-12-31'],
] as const)('reads the date %s as %s', (text, order, wanted) => {
  expect(readDate(text, order)).toBe(wanted);
});

test('knows what proves the order of a date', () => {
  expect([
    dateEvidence('31/12/2026'),
    dateEvidence('12/31/2026'),
    dateEvidence('05/06/2026'),
    dateEvidence('05/05/2026'),
    dateEvidence('2026-05-06'),
  ]).toEqual(['dmy', 'mdy', 'either', null, null]);
});

test('tells the age of a posting from a company or a date', () => {
  for (const text of [
    'Actualizado hace 3 horas',
    'Hace 13 horas',
    'Ayer',
    'Más de 30 días',
    '14 de diciembre',
    'Actualizado hace más de 15 días',
    'Actualizado ayer',
    '3 days ago',
  ])
    expect(looksLikeAge(text)).toBe(true);
  for (const text of ['Ayer y Hoy S.A.S.', '14 de diciembre de 2026', 'Confidencial', 'Hace Falta Ltda'])
    expect(looksLikeAge(text)).toBe(false);
});

test('reads modes of work and links', () => {
  expect(['Remoto', 'Presencial y remoto', 'Presencial', 'Híbrido', 'Hace 2 días'].map(readModality)).toEqual([
    'remote',
    'hybrid',
    'on_site',
    'hybrid',
    undefined,
  ]);
  expect([readUrl('www.empresa.co/x'), readUrl('https://a.co/x"y'), readUrl('no es un enlace'), readUrl('javascript:alert(1)')]).toEqual([
    'https://www.empresa.co/x',
    'https://a.co/x%22y',
    null,
    null,
  ]);
});

test.each([
  ['Asesor/a comercial', 'sales'],
  ['AUXILIAR CONTABLE', 'accounting'],
  ['Desarrolladora Full Stack', 'technology'],
  ['Científico de datos', 'data'],
  ['Enfermera jefe', 'health'],
  ['Conductor de tractomula C3', 'driving'],
  ['Guarda de seguridad', 'security'],
  ['Auxiliar de bodega', 'logistics'],
  ['Agente bilingüe de call center', 'customer_service'],
  ['Gerente general', 'management'],
  ['Operario de producción', 'production'],
  ['Electricista', 'maintenance'],
  ['Docente de inglés', 'education'],
  ['Mesero', 'hospitality'],
  ['Registered nurse', 'health'],
  ['Software engineer', 'technology'],
  ['Abogada laboral', 'legal'],
  ['Maestro de obra', 'education'],
  ['Reclutador TI', 'technology'],
  ['Malabarista', 'other'],
])('puts %s into %s', (title, family) => {
  expect(familyOf(title)).toBe(family);
});

test('reads the level from a title', () => {
  expect(
    [
      'Practicante de mercadeo',
      'Desarrollador Jr.',
      'Analista SSr',
      'Ingeniero Senior',
      'Jefe de planta',
      'Director comercial',
      'Vendedor',
    ].map(seniorityOf),
  ).toEqual(['trainee', 'junior', 'mid', 'senior', 'lead', 'executive', null]);
});
