import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText } from '../../../core/results/csv.ts';
import { divideHalfUp, figuresFrom } from '../../../core/results/figures.ts';

const sums = { impressions: 10_000, clicks: 150, conversionsMillionths: 4_500_000, spendMicros: 123_456_789n, currency: 'COP' };

test('the formulas are exact to the last millionth', () => {
  const figures = figuresFrom(sums);
  expect(figures.ctr).toBe(150 / 10_000);
  expect(figures.cpc).toEqual({ amountMicros: 823_045n, currency: 'COP' }); // 823045.26
  expect(figures.cpm).toEqual({ amountMicros: 12_345_679n, currency: 'COP' }); // 12345678.9
  expect(figures.cpa).toEqual({ amountMicros: 27_434_842n, currency: 'COP' }); // 27434842
  expect(figures.conversionRate).toBe(4.5 / 150);
});

test('nothing below the line is null, never zero', () => {
  expect(figuresFrom({ ...sums, impressions: 0, clicks: 0, conversionsMillionths: 0 })).toMatchObject({
    ctr: null,
    cpc: null,
    cpm: null,
    conversionRate: null,
    cpa: null,
  });
});

test('money is rounded half up once, and never loses more than half a millionth', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 18n), fc.bigInt(1n, 10n ** 12n), (above, below) => {
      const rounded = divideHalfUp(above, below);
      const twice = (rounded * below - above) * 2n;
      return twice <= below && twice > -below;
    }),
  );
});

test('an exported cell is never a formula, and numbers stay numbers', () => {
  const csv = csvText([['=1+1', '+57', '-12.5', '@a', 'Bogotá, D.C.', '\tx', 'dijo "hola"']]);
  expect(csv).toBe('\uFEFF\'=1+1,\'+57,-12.5,\'@a,"Bogotá, D.C.",\'\tx,"dijo ""hola"""\r\n');
});
