import { assert as holds, bigInt, constantFrom, property, stringMatching } from 'fast-check';
import { expect, test } from 'vitest';
import { dayAt, startOfDayMs, startOfNextDayMs } from '../../../../adapters/networks/account-days.ts';
import { reportMidnightMs, xTime } from '../../../../adapters/networks/x/days.ts';
import { smallestCoinMicros } from '../../../../adapters/networks/x/manifest.ts';
import {
  fromLocalMicro,
  postName,
  setAsideName,
  splitPostName,
  toLocalMicro,
  weightedLength,
} from '../../../../adapters/networks/x/map.ts';

const CURRENCIES = ['COP', 'USD', 'ARS', 'MXN', 'EUR', 'CLP', 'JPY', 'KRW', 'VND', 'KWD', 'BHD', 'TND', 'IQD'] as const;

test('an amount of whole coins comes back as it went, in every currency', () => {
  holds(
    property(constantFrom(...CURRENCIES), bigInt(1n, 9_000_000_000n), (currency, coins) => {
      const micros = coins * smallestCoinMicros(currency);
      expect(fromLocalMicro(Number(toLocalMicro(micros, currency)))).toBe(micros);
    }),
  );
});

test('an amount between two coins is never rounded', () => {
  holds(
    property(constantFrom(...CURRENCIES), bigInt(1n, 1_000_000_000_000n), (currency, micros) => {
      if (micros % smallestCoinMicros(currency) === 0n) expect(toLocalMicro(micros, currency)).toBe(micros.toString());
      else expect(() => toLocalMicro(micros, currency)).toThrow(/cannot express/);
    }),
  );
});

test('counts the peso of Colombia in hundredths and the one of Chile whole', () => {
  expect(smallestCoinMicros('COP')).toBe(10_000n);
  expect(smallestCoinMicros('CLP')).toBe(1_000_000n);
  expect(smallestCoinMicros('KWD')).toBe(1_000n);
});

test('begins and ends days in the zone of the account, also where the clocks skip midnight', () => {
  expect(xTime(startOfDayMs('2026-11-24', 'America/Bogota'))).toBe('2026-11-24T05:00:00Z');
  expect(xTime(startOfNextDayMs('2026-12-31', 'America/Bogota'))).toBe('2027-01-01T05:00:00Z');
  const gap = startOfDayMs('2026-09-06', 'America/Santiago');
  expect(dayAt(gap, 'America/Santiago')).toBe('2026-09-06');
  expect(dayAt(gap - 1, 'America/Santiago')).toBe('2026-09-05');
});

test('cuts reports at the midnights of the offset that holds today', () => {
  const winter = Date.parse('2026-11-24T12:00:00Z');
  expect(xTime(reportMidnightMs('2026-10-20', 'America/New_York', winter))).toBe('2026-10-20T05:00:00Z');
  expect(xTime(startOfDayMs('2026-10-20', 'America/New_York'))).toBe('2026-10-20T04:00:00Z');
});

test('the name of a post says its line item, its marker and whether it was set aside, within what X takes', () => {
  const name = stringMatching(/^[A-Za-zñáé·][A-Za-zñáé· ()@]{0,53}[A-Za-zñáé·)]$/);
  holds(
    property(name, stringMatching(/^[a-z0-9]{5,11}$/), stringMatching(/^[a-z0-9]{8}$/), (words, lineItemId, marker) => {
      const remote = postName(words, lineItemId, marker);
      expect(remote.length).toBeLessThanOrEqual(80);
      expect(splitPostName(remote)).toEqual({ name: words, marker, lineItemId, setAside: false });
      const aside = setAsideName(remote);
      expect(aside.length).toBeLessThanOrEqual(80);
      expect(splitPostName(aside)).toMatchObject({ marker, lineItemId, setAside: true });
      expect(setAsideName(aside)).toBe(aside);
    }),
  );
});

test('weighs letters as X does: accents one, emoji and Chinese two, an address twenty-three', () => {
  expect(weightedLength('Señal ñandú — ¡ya!')).toBe(18);
  expect(weightedLength('👩')).toBe(2);
  expect(weightedLength('招聘')).toBe(4);
  expect(weightedLength('Vea https://empleos.example.co/una/direccion/muy/larga?con=todo')).toBe(27);
});
