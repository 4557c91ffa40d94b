import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountStepMicros, tiktokCapabilities } from '../../../../adapters/networks/tiktok/manifest.ts';
import { fromAmount, hasEmoji, lengthOf, remoteName, requestIdOf, splitName, toAmount } from '../../../../adapters/networks/tiktok/map.ts';
import { metricOf } from '../../../../adapters/networks/tiktok/metrics.ts';
import { csvRows } from '../../../../adapters/networks/tiktok/csv.ts';
import { structureForNew } from '../../../../adapters/networks/tiktok/structure.ts';
import { dayAt, lastSecondOfDayMs, startOfDayMs } from '../../../../adapters/networks/account-days.ts';
import { parseScheduleTime, scheduleTime } from '../../../../adapters/networks/tiktok/zone.ts';

const CURRENCIES = [...Object.keys(tiktokCapabilities.minimumDailyBudgetMicros), 'JPY', 'PYG', 'UYU'];

describe('money on TikTok', () => {
  test('comes back to the micro in every currency', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CURRENCIES), fc.bigInt({ min: 1n, max: 900_000_000_000n }), (currency, units) => {
        const micros = units * amountStepMicros(currency);
        expect(fromAmount(JSON.parse(JSON.stringify(toAmount(micros, currency))) as number)).toBe(micros); // a number goes in
      }),
    );
  });

  test('never rounds: an amount that cannot be said throws', () => {
    expect(() => toAmount(1_500_000n, 'COP')).toThrow();
    expect(() => toAmount(1_234n, 'USD')).toThrow();
    expect(toAmount(25_500_000n, 'USD')).toBe(25.5);
  });

  test('reads spend from texts and a dash as nothing', () => {
    const row = {
      dimensions: { ad_id: '1', stat_time_day: '2026-11-23 00:00:00' },
      metrics: { spend: '1234.56', impressions: '10', clicks: '-' },
    };
    expect(metricOf(row, 'USD')).toMatchObject({ day: '2026-11-23', clicks: 0, conversions: 0, spend: { amountMicros: 1_234_560_000n } });
    expect(metricOf({ ...row, metrics: { spend: 'much' } }, 'USD')).toBeNull();
  });
});

describe('names and keys', () => {
  test('a name and its marker part again', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[0-9a-z]{8}$/), (name, mark) => {
        expect(splitName(remoteName(name, mark))).toEqual({ name, marker: mark });
      }),
    );
  });

  test('the key of a request is a 64-bit number, always the same for a marker and its own', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-z]{8}$/), (mark) => {
        const id = requestIdOf(mark);
        expect(id).toMatch(/^[1-9]\d*$/);
        expect(BigInt(id)).toBeLessThan(2n ** 63n);
        expect(requestIdOf(mark)).toBe(id);
        seen.add(id);
      }),
    );
    expect(seen.size).toBeGreaterThan(90);
  });

  test('counts Chinese, Japanese and Korean double and knows an emoji from a digit', () => {
    expect(lengthOf('ñandú')).toBe(5);
    expect(lengthOf('採用かな한국')).toBe(12);
    expect(hasEmoji('Gane 2.400.000 © ✔')).toBe(true);
    expect(hasEmoji('Gane $ 2.400.000 #1 *')).toBe(false);
    expect(hasEmoji('¡Únase! 🚀')).toBe(true);
  });
});

describe('days on TikTok', () => {
  const ZONES = [
    'America/Bogota',
    'America/Santiago',
    'America/New_York',
    'Europe/Madrid',
    'America/Argentina/Buenos_Aires',
    'Asia/Kolkata',
  ];
  test('a day begins and ends within itself in every zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 1_500 }), (zone, offset) => {
        const day = new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10);
        expect(dayAt(startOfDayMs(day, zone), zone)).toBe(day);
        expect(dayAt(startOfDayMs(day, zone) - 1, zone) < day).toBe(true);
        expect(dayAt(lastSecondOfDayMs(day, zone), zone)).toBe(day);
        expect(dayAt(lastSecondOfDayMs(day, zone) + 1000, zone) > day).toBe(true);
      }),
    );
  });

  test('schedules are UTC and come back', () => {
    expect(scheduleTime(lastSecondOfDayMs('2026-12-31', 'America/Bogota'))).toBe('2027-01-01 04:59:59');
    expect(parseScheduleTime('2027-01-01 04:59:59')).toBe(lastSecondOfDayMs('2026-12-31', 'America/Bogota'));
    for (const wrong of ['2026-02-30 00:00:00', '2026-12-31', '', 5, null]) expect(parseScheduleTime(wrong)).toBeNull();
  });

  test('applications go to Smart+ from the change-over on, and visits never', () => {
    const before = Date.parse('2026-12-31T09:59:59Z');
    const after = Date.parse('2026-12-31T10:00:00Z');
    expect(structureForNew('applications', before)).toBe('manual');
    expect(structureForNew('applications', after)).toBe('smart_plus');
    expect(structureForNew('traffic', after + 1e11)).toBe('manual');
  });
});

describe('files of leads', () => {
  test('holds quoted commas, line breaks and quotes apart', () => {
    const rows = csvRows('\uFEFFLead_ID,Nota\r\n1,"a, ""b""\nc"\r\n2,\r\n');
    expect(rows.map((row) => [...row.values()])).toEqual([
      ['1', 'a, "b"\nc'],
      ['2', ''],
    ]);
    expect(rows[0]?.has('lead_id')).toBe(true);
    expect(csvRows('')).toEqual([]);
  });
});
