import { assert, bigInt, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money } from '../../core/kernel/index.ts';
import { amountInWords } from '../../renderer/i18n/amount-in-words.ts';
import { formatAge, formatBytes, formatDay, formatDuration, formatMoney, formatPercent } from '../../renderer/i18n/format.ts';
import { looksLikeTypo, monthly } from '../../renderer/features/publishing/typo-guard.ts';
import { parseAmount } from '../../renderer/ui/parse-amount.ts';

const pesos = (amount: bigint) => money(amount * 1_000_000n, 'COP');

describe('money', () => {
  it('is written as Colombians write it', () => {
    expect(formatMoney(pesos(480_000n), 'es-CO')).toBe('$480.000');
    expect(formatMoney(pesos(480_000n), 'es-CO', { sign: 'always', code: true })).toBe('+$480.000\u00a0COP');
    expect(formatMoney(pesos(-3000n), 'es-CO')).toBe('−$3.000');
    expect(formatMoney(money(1_250_500_000n, 'USD'), 'es-CO')).toBe('US$1.250,50');
  });

  it('is shortened only from a million on', () => {
    expect(formatMoney(pesos(14_592_000n), 'es-CO', { compact: true }).replaceAll('\u00a0', ' ')).toBe('$14,6 M');
    expect(formatMoney(pesos(950_000n), 'es-CO', { compact: true })).toBe('$950.000');
  });

  it('keeps every digit of an amount that no float holds', () => {
    expect(formatMoney(pesos(9_007_199_254_993n), 'es-CO')).toBe('$9.007.199.254.993');
  });

  it('reads back what it writes, in both languages', () => {
    assert(
      property(bigInt({ min: -9_999_999_999n, max: 9_999_999_999n }), constantFrom('es-CO' as const, 'en-US' as const), (cents, tag) => {
        const written = formatMoney(money(cents * 10_000n, 'USD'), tag);
        expect(parseAmount(written, tag)).toBe(cents * 10_000n);
      }),
    );
  });

  it('refuses an amount that could mean two things', () => {
    expect(parseAmount('480.00', 'es-CO')).toBeNull();
    expect(parseAmount('1.2.3', 'es-CO')).toBeNull();
    expect(parseAmount('1,2,3', 'es-CO')).toBeNull();
    expect(parseAmount('480.000', 'es-CO')).toBe(480_000_000_000n);
    expect(parseAmount('480.5', 'en-US')).toBe(480_500_000n);
    expect(parseAmount('mucho', 'es-CO')).toBeNull();
  });
});

describe('amounts in words', () => {
  it.each([
    [0n, 'cero'],
    [21n, 'veintiuno'],
    [100n, 'cien'],
    [101n, 'ciento uno'],
    [1000n, 'mil'],
    [21_000n, 'veintiún mil'],
    [31_500n, 'treinta y un mil quinientos'],
    [1_000_000n, 'un millón'],
    [14_592_000n, 'catorce millones quinientos noventa y dos mil'],
    [2_100_000_001n, 'dos mil cien millones uno'],
  ])('writes %s in Spanish', (units, words) => {
    expect(amountInWords(units, 'es-CO')).toBe(words);
  });

  it('writes English too, and gives digits where words would not help', () => {
    expect(amountInWords(14_592_000n, 'en-US')).toBe('fourteen million five hundred ninety-two thousand');
    expect(amountInWords(1_000_000_000_000n, 'es-CO')).toBe('1000000000000');
  });
});

describe('ages, days and sizes', () => {
  const now = Date.parse('2026-11-20T15:20:00Z');
  it('say how long ago in the largest unit that fits', () => {
    expect(formatAge('2026-11-20T15:16:00Z', now, 'es-CO')).toBe('hace 4 min');
    expect(formatAge('2026-11-20T13:00:00Z', now, 'es-CO')).toBe('hace 2 h');
    expect(formatAge('2026-11-20T15:19:30Z', now, 'es-CO')).toBeNull();
  });

  it('read a day in no time zone', () => {
    expect(formatDay('2026-01-01', 'es-CO', 2026)).toMatch(/^1 de ene/);
  });

  it('write the year of a day of another year, and only then', () => {
    expect(formatDay('2026-11-20', 'es-CO', 2026)).toBe('20 de nov');
    expect(formatDay('2028-11-20', 'es-CO', 2026)).toBe('20 de nov de 2028');
    expect(formatDay('2025-12-31', 'en-US', 2026)).toBe('Dec 31, 2025');
    expect(formatDay('2026-11-20', 'en-US', 2026, 'long')).not.toContain('2026');
    expect(formatDay('2027-01-01', 'es-CO', 2026, 'long')).toMatch(/2027$/);
  });

  it('write a dash for a ratio without a denominator', () => {
    expect(formatPercent(null, 'es-CO')).toBe('–');
    expect(formatPercent(0.042, 'es-CO').replaceAll(/\s/g, '')).toBe('4,2%');
  });

  it('name at most two units of time', () => {
    expect(formatDuration(80_000, 'es-CO')).toBe('1 min 20 s');
    expect(formatDuration(7_500_000, 'es-CO')).toBe('2 h 5 min');
    expect(formatBytes(41_200_000, 'es-CO').replaceAll('\u00a0', ' ')).toBe('41,2 MB');
  });
});

describe('the typo guard', () => {
  it('stops what is above three times the average day', () => {
    const past = [{ spend: pesos(1_400_000n) }]; // 14 days: 100.000 a day
    expect(looksLikeTypo([pesos(300_000n)], past, 14)).toBe(false);
    expect(looksLikeTypo([pesos(300_001n)], past, 14)).toBe(true);
  });

  it('has nothing to compare with before the first spend, or in another currency', () => {
    expect(looksLikeTypo([pesos(9_000_000n)], [], 14)).toBe(false);
    expect(looksLikeTypo([pesos(9_000_000n)], [{ spend: money(10_000_000n, 'USD') }], 14)).toBe(false);
  });

  it('counts a month as 30.4 days without rounding', () => {
    expect(monthly(pesos(480_000n))).toEqual(pesos(14_592_000n));
  });
});
