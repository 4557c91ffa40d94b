/** A calendar date `YYYY-MM-DD`; whose calendar is said by the name of the field that holds it. */
export type Day = string;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a date that exists: 2026-02-30 does not. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (match === null) return false;
  return dayFromNumber(dayNumber(text)) === text;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (algorithm: Howard Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayNumber(day: Day): number {
  const match = DAY.exec(day);
  if (match === null) throw new Error(`Not a day: ${day}`);
  const month = Number(match[2]);
  const year = Number(match[1]) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + Number(match[3]) - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function dayFromNumber(value: number): Day {
  const shifted = value + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthPart = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthPart + 2) / 5) + 1;
  const month = monthPart + (monthPart < 10 ? 3 : -9);
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function addDays(day: Day, count: number): Day {
  return dayFromNumber(dayNumber(day) + count);
}

/** The same day `count` months later or earlier; the last of the month where that day does not exist. */
export function addMonths(day: Day, count: number): Day {
  const match = DAY.exec(day);
  if (match === null) throw new Error(`Not a day: ${day}`);
  const months = Number(match[1]) * 12 + Number(match[2]) - 1 + count;
  const first = `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
  for (let date = Number(match[3]); ; date--) {
    const found = `${first}-${String(date).padStart(2, '0')}`;
    if (isDay(found)) return found;
  }
}
