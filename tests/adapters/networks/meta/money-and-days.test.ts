import { assert as holds, bigInt, constantFrom, integer, pre, property, string, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromMetaAmount, metricOf, runPayload, splitName, remoteName, toMetaAmount } from '../../../../adapters/networks/meta/map.ts';
import { ACCOUNT_CURRENCIES, currencyOffset, metaCapabilities } from '../../../../adapters/networks/meta/manifest.ts';
import { nearestSteps } from '../../../../core/kernel/index.ts';
import { dayAt, lastSecondOfDayMs, startOfDayMs } from '../../../../adapters/networks/account-days.ts';
import { graphTime, parseGraphTime } from '../../../../adapters/networks/meta/zone.ts';

/** Every currency of an account, and some that the world has besides. */
const WHOLE = ['COP', 'CLP', 'CRC', 'PYG', 'HUF', 'ISK', 'IDR', 'JPY', 'KRW', 'TWD', 'VND'];
const HUNDREDTHS = [...ACCOUNT_CURRENCIES.filter((currency) => !WHOLE.includes(currency)), 'DOP', 'KWD', 'BHD', 'TND'];

describe('money on Meta', () => {
  test('counts fifty thousand pesos as 50000 and 12.34 dollars as 1234', () => {
    expect(toMetaAmount(50_000_000_000n, 'COP')).toBe(50_000);
    expect(toMetaAmount(12_340_000n, 'USD')).toBe(1_234);
    expect(toMetaAmount(9_990_000_000n, 'CLP')).toBe(9_990);
    expect(toMetaAmount(150_000_000n, 'MXN')).toBe(15_000);
  });

  test('goes there and back without losing a unit, for every currency', () => {
    holds(
      property(constantFrom(...WHOLE, ...HUNDREDTHS), bigInt({ min: 0n, max: 10n ** 13n }), (currency, units) => {
        const micros = units * metaCapabilities('v26.0').amountStepMicros(currency);
        const sent = toMetaAmount(micros, currency);
        expect(sent).toBe(Number(units));
        expect(fromMetaAmount(String(sent), currency)).toBe(micros);
        expect(currencyOffset(currency)).toBe(WHOLE.includes(currency) ? 1n : 100n);
      }),
    );
  });

  test('throws rather than rounds what Meta cannot express', () => {
    holds(
      property(constantFrom(...WHOLE, ...HUNDREDTHS), bigInt({ min: 1n, max: 10n ** 15n }), (currency, micros) => {
        const step = metaCapabilities('v26.0').amountStepMicros(currency);
        pre(micros % step !== 0n);
        expect(() => toMetaAmount(micros, currency)).toThrow('cannot express');
      }),
    );
  });

  test('offers the two nearest amounts that Meta can express, one on each side', () => {
    holds(
      property(constantFrom(...WHOLE, ...HUNDREDTHS), bigInt({ min: 1n, max: 10n ** 15n }), (currency, micros) => {
        const step = metaCapabilities('v26.0').amountStepMicros(currency);
        pre(micros % step !== 0n);
        const { below, above } = nearestSteps(micros, step);
        expect(fromMetaAmount(String(toMetaAmount(below, currency)), currency)).toBe(below);
        expect(fromMetaAmount(String(toMetaAmount(above, currency)), currency)).toBe(above);
        expect(above - below).toBe(step);
        expect(below > 0n).toBe(true);
        if (micros > step) expect(below < micros && micros < above).toBe(true);
      }),
    );
  });

  test('knows every currency that is counted whole among those of accounts', () => {
    expect(WHOLE.every((currency) => ACCOUNT_CURRENCIES.includes(currency))).toBe(true);
    expect(new Set(ACCOUNT_CURRENCIES).size).toBe(ACCOUNT_CURRENCIES.length);
  });

  test('reads spend as major units, whatever the offset', () => {
    const row = { ad_id: '1', date_start: '2026-11-20', impressions: '10', clicks: '1', spend: '48210.5' };
    expect(metricOf(row, 'COP')?.spend).toEqual({ amountMicros: 48_210_500_000n, currency: 'COP' });
    expect(metricOf({ ...row, spend: '12.34' }, 'USD')?.spend).toEqual({ amountMicros: 12_340_000n, currency: 'USD' });
    expect(metricOf({ ...row, spend: 'n/a' }, 'USD')).toBeNull();
  });

  test('adds the windows that it states, and takes the plain value where none is given', () => {
    const row = { ad_id: '1', date_start: '2026-11-20', impressions: '10', clicks: '1', spend: '1' };
    expect(
      metricOf({ ...row, actions: [{ action_type: 'submit_application_total', value: '9', '7d_click': '4', '1d_view': '2' }] }, 'USD')
        ?.conversions,
    ).toBe(6);
    expect(metricOf({ ...row, actions: [{ action_type: 'submit_application_total', value: '9' }] }, 'USD')?.conversions).toBe(9);
    expect(metricOf({ ...row, actions: [{ action_type: 'link_click', value: '9' }] }, 'USD')?.conversions).toBe(0);
  });
});

describe('days and names on Meta', () => {
  test('ends a run in the last second of its day, also across a change of clocks', () => {
    expect(runPayload({ startDay: '2026-11-20', endDay: '2026-12-31' }, 'America/Bogota', Date.parse('2026-11-23T15:00:00Z'))).toEqual({
      end_time: '2026-12-31T23:59:59-0500',
    });
    expect(runPayload({ startDay: '2026-12-01', endDay: null }, 'America/Bogota', Date.parse('2026-11-23T15:00:00Z'))).toEqual({
      start_time: '2026-12-01T00:00:00-0500',
    });
    // Santiago skips midnight of 6 September 2026: the day begins at one.
    expect(graphTime(startOfDayMs('2026-09-06', 'America/Santiago'), 'America/Santiago')).toBe('2026-09-06T01:00:00-0300');
  });

  test('puts every instant of a day inside that day, in any zone', () => {
    const zones = [
      'America/Bogota',
      'America/Santiago',
      'America/New_York',
      'America/Argentina/Buenos_Aires',
      'Europe/Madrid',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ];
    holds(
      property(constantFrom(...zones), integer({ min: Date.parse('2024-01-01'), max: Date.parse('2036-12-31') }), (zone, ms) => {
        const day = dayAt(ms, zone);
        expect(startOfDayMs(day, zone)).toBeLessThanOrEqual(ms);
        expect(lastSecondOfDayMs(day, zone) + 999).toBeGreaterThanOrEqual(ms);
        expect(dayAt(startOfDayMs(day, zone), zone)).toBe(day);
        expect(dayAt(lastSecondOfDayMs(day, zone), zone)).toBe(day);
        expect(parseGraphTime(graphTime(ms, zone))).toBe(Math.floor(ms / 1000) * 1000);
      }),
    );
  });

  test('takes the marker off any name that it was put on', () => {
    holds(
      property(string(), stringMatching(/^[0-9a-z]{8}$/), (name, marker) => {
        expect(splitName(remoteName(name, marker))).toEqual({ name, marker });
      }),
    );
    expect(splitName('Campaña de otra persona')).toEqual({ name: 'Campaña de otra persona', marker: null });
  });
});
