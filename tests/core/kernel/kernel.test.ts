import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  addDays,
  addMoney,
  allocate,
  canonicalJson,
  contentHash,
  cutAtWord,
  dayFromNumber,
  dayNumber,
  decimalText,
  fold,
  isDay,
  Micros,
  microsFromDecimal,
  money,
  sha256Hex,
} from '../../../core/kernel/index.ts';

describe('money', () => {
  const micros = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
  it('goes over the wire and back exactly', () => {
    fc.assert(fc.property(micros, (amount) => z.decode(Micros, z.encode(Micros, amount)) === amount));
  });
  it('is written as decimal text and read back exactly', () => {
    fc.assert(
      fc.property(micros, fc.constantFrom(0, 2, 6), (amount, decimals) => microsFromDecimal(decimalText(amount, decimals)) === amount),
    );
    expect(decimalText(480_000_000_000n, 0)).toBe('480000');
    expect(decimalText(12_340_000n)).toBe('12.34');
    expect(decimalText(-1n)).toBe('-0.000001');
    expect(microsFromDecimal('1.2345678')).toBeNull();
    expect(microsFromDecimal('1,5')).toBeNull();
  });
  it('is split so that the parts add up, none negative, none far from its share', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 40 })
      .filter((list) => list.some((weight) => weight > 0n));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), weights, fc.constantFrom(1n, 10_000n, 1_000_000n), (total, list, unit) => {
        const parts = allocate(total, list, unit);
        const sum = list.reduce((a, b) => a + b, 0n);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(total);
        parts.forEach((part, index) => {
          const share = (total * list[index]!) / sum;
          expect(part >= 0n && part >= share - unit && part <= share + unit + 1n).toBe(true);
        });
        if (total % unit === 0n) expect(parts.every((part) => part % unit === 0n)).toBe(true);
      }),
    );
  });
  it('of two currencies is never added', () => {
    expect(() => addMoney(money(1n, 'COP'), money(1n, 'USD'))).toThrow(/COP/);
  });
});

describe('days', () => {
  it('agree with the calendar of the machine over four centuries', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000, max: 110_000 }), (number) => {
        const day = dayFromNumber(number);
        expect(day).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10));
        expect(dayNumber(day)).toBe(number);
      }),
    );
  });
  it('that do not exist are no days', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '26-01-01', '2026-1-1', ''])
      expect([text, isDay(text)]).toEqual([text, false]);
    expect(isDay('2028-02-29')).toBe(true);
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of members and tells every value apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as never); // jsonValue is Json
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
    expect(canonicalJson({ b: 1, a: [true, null] })).toBe('{"a":[true,null],"b":1}');
    expect(contentHash({ a: 1, b: 2 })).toBe(contentHash({ b: 2, a: 1 }));
  });
  it('is hashed as published test vectors say', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('text', () => {
  it('folds what people spell differently', () => {
    expect(fold('  Bogotá,   D.C. ')).toBe('bogota, d.c.');
    expect(fold('NIÑO')).toBe('nino');
  });
  it('is cut at a word and never longer than the limit', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }),
        fc.integer({ min: 1, max: 60 }),
        (text, limit) => cutAtWord(text, limit).length <= limit + 1,
      ),
    );
    expect(cutAtWord('Asesor comercial de tienda en Bogotá', 24)).toBe('Asesor comercial de');
    expect(cutAtWord('Corto', 24)).toBe('Corto');
  });
});
