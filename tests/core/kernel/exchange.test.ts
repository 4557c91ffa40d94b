import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exchange, money } from '../../../core/kernel/index.ts';

const rateOf = (rate: string) => ({ from: 'USD', to: 'COP', rate, day: '2026-11-20', source: '' });

test('converts exactly in both directions, down for what may be spent and up for what counts against a cap', () => {
  expect(exchange(money(1_000_000n, 'USD'), rateOf('4100.25'), 'down')).toEqual(money(4_100_250_000n, 'COP'));
  expect(exchange(money(4_100_250_000n, 'COP'), rateOf('4100.25'), 'down')).toEqual(money(1_000_000n, 'USD'));
  expect(exchange(money(1n, 'COP'), rateOf('4100'), 'down').amountMicros).toBe(0n);
  expect(exchange(money(1n, 'COP'), rateOf('4100'), 'up').amountMicros).toBe(1n);
  expect(exchange(money(-1n, 'COP'), rateOf('4100'), 'down').amountMicros).toBe(-1n);
  expect(() => exchange(money(1n, 'EUR'), rateOf('4100'), 'up')).toThrow('cannot convert EUR');
  expect(() => exchange(money(1n, 'USD'), rateOf('0.000'), 'up')).toThrow('is not a rate');
});

test('there and back, rounded down, never makes money and never loses more than a step of the rate', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.integer({ min: 1, max: 99_999_999 }),
      fc.integer({ min: 0, max: 4 }),
      (micros, digits, decimals) => {
        const text = digits.toString().padStart(decimals + 1, '0');
        const rate = rateOf(decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`);
        const there = exchange(money(micros, 'COP'), rate, 'down');
        const back = exchange(there, rate, 'up');
        expect(back.amountMicros <= micros).toBe(true);
        expect(exchange(money(micros, 'COP'), rate, 'up').amountMicros - there.amountMicros <= 1n).toBe(true);
      },
    ),
  );
});
