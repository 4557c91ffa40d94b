import { expect, test } from 'vitest';
import {
  coordinates,
  createTraitGuard,
  defaultFeatures,
  encode,
  FeatureKey,
  prepare,
  principalAxes,
  seededRandom,
  type FeatureRow,
} from '../../../core/segmentation/index.ts';
import { madePeople, uuid } from '../../support/hr-people.ts';
import { protectedRules } from '../../support/segment-desk.ts';

const { rows } = madePeople(2_000, 4);
const report = (key: string, made = prepare(rows, defaultFeatures())) => made.reports.find((one) => one.key === key);

test('every number has the spread of its weight, and no single value reaches far beyond the others', () => {
  const { columns } = prepare(rows, [
    { key: 'salaryExpectation', weight: 1 },
    { key: 'experienceYears', weight: 4 },
  ]);
  for (const column of columns) {
    if (column.kind !== 'number') throw new Error('Both are numbers');
    const known = Array.from(column.values).filter((_, row) => !Number.isNaN(column.raw[row] ?? 0));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const spread = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
    expect(mean).toBeCloseTo(0, 4);
    expect(spread).toBeCloseTo(Math.sqrt(column.weight), 4);
    expect(Math.max(...known.map(Math.abs))).toBeLessThan(4 * Math.sqrt(column.weight));
  }
  expect(report('salaryExpectation')?.capped).toBeGreaterThan(0);
});

test('a blank is at the mean and is counted, not filled in silence', () => {
  const { columns, reports } = prepare(rows, [{ key: 'experienceYears', weight: 1 }]);
  const [column] = columns;
  if (column?.kind !== 'number') throw new Error('Experience is a number');
  const blanks = rows.filter((row) => row.features.experienceYears === null).length;
  expect(reports[0]?.blanks).toBe(blanks);
  expect(
    Array.from(column.values)
      .filter((_, row) => Number.isNaN(column.raw[row] ?? 0))
      .every((value) => value === 0),
  ).toBe(true);
});

test('says why a feature was left out', () => {
  const made = prepare(
    rows.map((row, index): FeatureRow => ({
      id: row.id,
      features: { ...row.features, modality: 'remote', trainingHours: index % 10 === 0 ? 5 : null },
    })),
    [...defaultFeatures().filter(({ key }) => key !== 'city'), { key: 'city', weight: 0 }],
  );
  expect(report('modality', made)).toMatchObject({ used: false, reason: 'all_the_same' });
  expect(report('trainingHours', made)).toMatchObject({ used: false, reason: 'mostly_blank' });
  expect(report('discipline', made)).toMatchObject({ used: false, reason: 'no_values' });
  expect(report('city', made)).toMatchObject({ used: false, reason: 'left_out' });
});

test('rare levels become one, and how many people that took is told', () => {
  const people = Array.from({ length: 1_000 }, (_, index): FeatureRow => ({
    id: uuid(index),
    features: { city: index < 500 ? 'Bogotá' : index < 990 ? 'Cali' : `Vereda ${index}` },
  }));
  const { columns, reports } = prepare(people, [{ key: 'city', weight: 1 }]);
  expect(columns[0]).toMatchObject({ levels: ['Bogotá', 'Cali', 'other'] });
  expect(reports[0]).toMatchObject({ rare: 10, levels: 3 });
});

test('a feature of many levels weighs as much as one of two', () => {
  const { columns } = prepare(rows, [
    { key: 'city', weight: 1 },
    { key: 'modality', weight: 1 },
  ]);
  for (const column of encode(columns, 'balanced').categories) {
    const cases = new Float64Array(column.levels);
    for (const code of column.codes) if (code < column.levels) cases[code] = (cases[code] ?? 0) + 1;
    const answered = cases.reduce((sum, one) => sum + one, 0);
    const variance = cases.reduce((sum, one, level) => sum + (column.scales[level] ?? 0) ** 2 * (one / answered) * (1 - one / answered), 0);
    expect(variance).toBeCloseTo(1, 6);
  }
});

test.each([
  ['edad', 'age'],
  ['fechaNacimiento', 'age'],
  ['Género', 'sex'],
  ['grupo étnico', 'ethnicity'],
  ['estado civil', 'marital_status'],
  ['Afiliación sindical', 'union'],
  ['nacionalidad', 'nationality'],
  ['tipo de discapacidad', 'disability'],
  ['Religión', 'religion'],
  ['EPS', 'health'],
])('refuses %s as %s, and names a law of the country', (name, trait) => {
  const refusal = createTraitGuard(protectedRules()).refusal(name, 'CO');
  expect(refusal?.trait).toBe(trait);
  expect(refusal?.laws.every((law) => law.country === 'CO' && law.name !== '')).toBe(true);
});

test('no feature that it offers is a protected trait, in any country', () => {
  const guard = createTraitGuard(protectedRules());
  for (const country of ['CO', 'US', 'MX', 'AR', 'ZZ'])
    expect(FeatureKey.options.filter((key) => guard.refusal(key, country) !== null)).toEqual([]);
});

test("a country's pack may allow a trait there, and only there", () => {
  const rules = { ...protectedRules(), allowed: [{ country: 'CO', trait: 'disability', purpose: 'quota', law: 'Decreto 2011 de 2017' }] };
  const guard = createTraitGuard(rules);
  expect(guard.refusal('discapacidad', 'CO')).toBeNull();
  expect(guard.refusal('discapacidad', 'MX')?.trait).toBe('disability');
  expect(guard.all('CO').map(({ trait }) => trait)).not.toContain('disability');
});

test('principal axes keep distances: with as many axes as there are, every two people lie as far apart as before', () => {
  const { columns } = prepare(rows.slice(0, 60), defaultFeatures());
  const table = encode(columns, 'balanced');
  const axes = principalAxes(table, 40, seededRandom(2));
  const along = coordinates(table, axes);
  const dense = (row: number): number[] => [
    ...table.numbers.map((values) => values[row] ?? 0),
    ...table.categories.flatMap((column) =>
      Array.from({ length: column.levels }, (_, level) => {
        const code = column.codes[row] ?? 0;
        const part = code === column.levels ? (column.shares?.[level] ?? 0) : code === level ? 1 : 0;
        return part * (column.scales[level] ?? 0);
      }),
    ),
  ];
  const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((value, at) => value - (b[at] ?? 0)));
  for (let row = 1; row < 60; row++) {
    const found = distance(
      along.map((values) => values[row] ?? 0),
      along.map((values) => values[0] ?? 0),
    );
    expect(found).toBeCloseTo(distance(dense(row), dense(0)), 2);
  }
  expect(axes.explained.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
  expect(axes.explained).toEqual(axes.explained.toSorted((a, b) => b - a));
});
