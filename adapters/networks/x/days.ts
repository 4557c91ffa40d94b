import { dayFromNumber, dayNumber } from '../../../core/kernel/index.ts';

/** The ad account's calendar: budgets, runs and daily figures of X follow its time zone. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Zone offset at an instant, ms east of UTC. */
export function offsetMs(ms: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(ms).map((part) => [part.type, Number(part.value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

export function dayAt(ms: number, timeZone: string): string {
  return dayFromNumber(Math.floor((ms + offsetMs(ms, timeZone)) / DAY_MS));
}

/** First instant of a day; the first after the gap where the clocks skip midnight. */
export function startOfDayMs(day: string, timeZone: string): number {
  const utc = dayNumber(day) * DAY_MS;
  const start = utc - offsetMs(utc - offsetMs(utc, timeZone), timeZone);
  return dayAt(start, timeZone) < day ? start + HOUR_MS : start;
}

/** First instant of the day after: the end of a run that holds the whole day. */
export function endOfDayMs(day: string, timeZone: string): number {
  return startOfDayMs(dayFromNumber(dayNumber(day) + 1), timeZone);
}

/** X cuts daily figures at the midnights of the offset that holds today, whatever the clocks did meanwhile. "Analytics, timezones" (version 12; read 2026-11-20) */
export function reportMidnightMs(day: string, timeZone: string, nowMs: number): number {
  return dayNumber(day) * DAY_MS - offsetMs(nowMs, timeZone);
}

/** `2026-11-21T05:00:00Z`: X answers in UTC, whole seconds. */
export function xTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Milliseconds of an ISO text with any offset, or of the date that posts carry; null when it is neither. */
export function parseXTime(text: unknown): number | null {
  if (typeof text !== 'string' || text === '') return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
