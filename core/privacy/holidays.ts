import { addDays, dayFromNumber, dayNumber, type Day } from '../kernel/days.ts';

/**
 * Holidays of Colombia. Those of the Emiliani law move to the next Monday when they fall on another day.
 * @see Colombia, Código Sustantivo del Trabajo, art. 177, as Ley 51 of 1983 left it (read 2026-11-29)
 */
const FIXED = ['01-01', '05-01', '07-20', '08-07', '12-08', '12-25'] as const;
const MOVED = ['01-06', '03-19', '06-29', '08-15', '10-12', '11-01', '11-11'] as const;
/** Days from Easter Sunday: Holy Thursday and Friday stay, Ascension, Corpus Christi and Sacred Heart are Mondays by law. */
const FROM_EASTER = [-3, -2, 43, 64, 71] as const;

const known = new Map<number, ReadonlySet<Day>>();

export function colombianHolidays(year: number): ReadonlySet<Day> {
  const found = known.get(year);
  if (found !== undefined) return found;
  const easter = easterSunday(year);
  const days = new Set<Day>([
    ...FIXED.map((day) => `${year}-${day}`),
    ...MOVED.map((day) => nextMonday(`${year}-${day}`)),
    ...FROM_EASTER.map((count) => addDays(easter, count)),
  ]);
  known.set(year, days);
  return days;
}

/** 0 is Sunday. 1970-01-01 was a Thursday. */
export function weekday(day: Day): number {
  return (((dayNumber(day) + 4) % 7) + 7) % 7;
}

function nextMonday(day: Day): Day {
  return addDays(day, (8 - weekday(day)) % 7);
}

export function isColombianBusinessDay(day: Day): boolean {
  const week = weekday(day);
  return week !== 0 && week !== 6 && !colombianHolidays(Number(day.slice(0, 4))).has(day);
}

/** The `count`-th business day after `day`, which does not count itself. */
export function addBusinessDays(day: Day, count: number): Day {
  let at = day;
  for (let left = count; left > 0;) {
    at = addDays(at, 1);
    if (isColombianBusinessDay(at)) left -= 1;
  }
  return at;
}

/** Anonymous Gregorian algorithm (Meeus, "Astronomical Algorithms", chapter 8). */
function easterSunday(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const date = ((h + l - 7 * m + 114) % 31) + 1;
  return dayFromNumber(dayNumber(`${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`));
}
