/** Calendar of an account: which day it is there, and when a day of it begins. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function parts(zone: string, ms: number): { readonly day: string; readonly secondsOfDay: number } {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  const found = Object.fromEntries(formatter.formatToParts(ms).map((part) => [part.type, part.value]));
  return {
    day: `${found['year']}-${found['month']}-${found['day']}`,
    secondsOfDay: Number(found['hour']) * 3600 + Number(found['minute']) * 60 + Number(found['second']),
  };
}

const daysAt = new Map<string, string>();

/** Remembered by the minute: rows made by one request share it. */
export function dayAt(zone: string, ms: number): string {
  const key = `${zone}/${Math.floor(ms / 60_000)}`;
  let day = daysAt.get(key);
  if (day === undefined) {
    day = parts(zone, ms).day;
    if (daysAt.size > 10_000) daysAt.clear();
    daysAt.set(key, day);
  }
  return day;
}

/** `yyyy-MM-dd HH:mm:ss` on the account's clock. */
export function clockText(zone: string, ms: number): string {
  const { day, secondsOfDay } = parts(zone, ms);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${day} ${two(secondsOfDay / 3600)}:${two((secondsOfDay / 60) % 60)}:${two(secondsOfDay % 60)}`;
}

const starts = new Map<string, number>();

/** First instant of the day in that zone; right to the second also where clocks change. */
export function dayStartMs(zone: string, day: string): number {
  const key = `${zone}/${day}`;
  let start = starts.get(key);
  if (start !== undefined) return start;
  const wanted = Date.parse(`${day}T00:00:00Z`);
  start = wanted;
  for (let round = 0; round < 3; round += 1) {
    const there = parts(zone, start);
    start -= Date.parse(`${there.day}T00:00:00Z`) + there.secondsOfDay * 1000 - wanted;
  }
  starts.set(key, start);
  return start;
}

export function nextDay(day: string, count = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** First and last day of a DURING literal; null when there is no such literal. */
export function duringRange(literal: string, today: string): readonly [string, string] | null {
  const date = new Date(`${today}T00:00:00Z`);
  const weekday = (date.getUTCDay() + 6) % 7;
  const monthStart = `${today.slice(0, 7)}-01`;
  const lastMonthEnd = nextDay(monthStart, -1);
  switch (literal) {
    case 'TODAY':
      return [today, today];
    case 'YESTERDAY':
      return [nextDay(today, -1), nextDay(today, -1)];
    case 'LAST_7_DAYS':
      return [nextDay(today, -7), nextDay(today, -1)];
    case 'LAST_14_DAYS':
      return [nextDay(today, -14), nextDay(today, -1)];
    case 'LAST_30_DAYS':
      return [nextDay(today, -30), nextDay(today, -1)];
    case 'THIS_MONTH':
      return [monthStart, today];
    case 'LAST_MONTH':
      return [`${lastMonthEnd.slice(0, 7)}-01`, lastMonthEnd];
    case 'THIS_WEEK_MON_TODAY':
      return [nextDay(today, -weekday), today];
    case 'THIS_WEEK_SUN_TODAY':
      return [nextDay(today, -((weekday + 1) % 7)), today];
    case 'LAST_WEEK_MON_SUN':
      return [nextDay(today, -weekday - 7), nextDay(today, -weekday - 1)];
    case 'LAST_WEEK_SUN_SAT':
      return [nextDay(today, -((weekday + 1) % 7) - 7), nextDay(today, -((weekday + 1) % 7) - 1)];
    case 'LAST_BUSINESS_WEEK':
      return [nextDay(today, -weekday - 7), nextDay(today, -weekday - 3)];
    default:
      return null;
  }
}
