import { dayFromNumber, dayNumber } from '../../core/kernel/index.ts';

/** The calendar of an ad account: networks count days, budgets and figures in the account's own time zone. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;
const MOST_REMEMBERED = 20_000;
const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Zone offset at an instant, ms east of UTC. Every zone change falls on a quarter of an hour, so that is how long an answer is kept. */
export function offsetMs(ms: number, timeZone: string): number {
  const key = `${timeZone}|${Math.floor(ms / QUARTER_MS)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formatters.set(timeZone, formatter);
  }
  const name = formatter.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  const size = (Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0)) * 60_000;
  const offset = match?.[1] === '-' ? -size : size;
  if (offsets.size > MOST_REMEMBERED) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** `-05:00`, or `-0500` with nothing between. */
export function offsetText(offset: number, between: ':' | ''): string {
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${between}${two(minutes % 60)}`;
}

/** The calendar day that an instant falls on in a zone. */
export function dayAt(ms: number, timeZone: string): string {
  return dayFromNumber(Math.floor((ms + offsetMs(ms, timeZone)) / DAY_MS));
}

/** First instant of a day in a zone. Where the clocks skip midnight (Santiago in September) it is the first moment after the gap. */
export function startOfDayMs(day: string, timeZone: string): number {
  const utc = dayNumber(day) * DAY_MS;
  const start = utc - offsetMs(utc - offsetMs(utc, timeZone), timeZone);
  return dayAt(start, timeZone) < day ? start + HOUR_MS : start;
}

/** First instant of the day after: the end of a run that holds the whole day. */
export function startOfNextDayMs(day: string, timeZone: string): number {
  return startOfDayMs(dayFromNumber(dayNumber(day) + 1), timeZone);
}

/** Last whole second of a day in a zone: the end of a run, for networks that count the second it names. */
export function lastSecondOfDayMs(day: string, timeZone: string): number {
  return startOfNextDayMs(day, timeZone) - 1000;
}
