import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countsBy, outcomeFigures, unattributedOf } from '../../../core/results/outcomes.ts';
import type { OutcomeCount } from '../../../core/results/result-store.ts';

const spend = { spendMicros: 1_000_000_000n, currency: 'COP' };
const someCount: fc.Arbitrary<OutcomeCount> = fc.record({
  network: fc.constantFrom(null, 'meta', 'google', 'x'),
  currency: fc.constantFrom(null, 'COP', 'USD'),
  kind: fc.constantFrom('application' as const, 'qualified' as const, 'interview' as const, 'hired' as const),
  count: fc.nat(500),
});

test('what a hire costs is exact to the last millionth, and nothing where nobody was hired', () => {
  expect(outcomeFigures(spend, { application: 7, qualified: 3, interview: 2 })).toEqual({
    applications: 7,
    qualified: 3,
    hired: 0,
    costPerApplication: { amountMicros: 142_857_143n, currency: 'COP' }, // 142857142.857
    costPerQualified: { amountMicros: 333_333_333n, currency: 'COP' }, // 333333333.333
    costPerHire: null,
  });
});

test('the cost times the hires is the spend, give or take half a millionth a hire', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 18n), fc.integer({ min: 1, max: 1_000_000 }), (spendMicros, hired) => {
      const cost = outcomeFigures({ spendMicros, currency: 'COP' }, { hired }).costPerHire?.amountMicros ?? -1n;
      const twice = (cost * BigInt(hired) - spendMicros) * 2n;
      return twice <= BigInt(hired) && twice > -BigInt(hired);
    }),
  );
});

test('every outcome is in exactly one currency or unattributed, and the networks add up to the whole', () => {
  fc.assert(
    fc.property(fc.array(someCount, { maxLength: 40 }), (counts) => {
      const whole = countsBy(counts, [], ({ currency }) => currency);
      for (const { kind, count, of } of unattributedOf(counts)) {
        const attributed = [...whole.values()].reduce((sum, own) => sum + (own[kind] ?? 0), 0);
        expect(attributed + count).toBe(of);
        const parts = ['meta', 'google', 'x'].flatMap((network) => [...countsBy(counts, [network], ({ currency }) => currency).values()]);
        expect(parts.reduce((sum, own) => sum + (own[kind] ?? 0), 0)).toBe(attributed);
      }
    }),
  );
});
