import { dayFromNumber, dayNumber } from '../../../core/kernel/index.ts';

/** Snapchat counts days in the ad account's zone and refuses bounds that are off by an hour. */

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Zone offset at an instant, ms east of UTC. Zones change on quarters of an hour, so an answer is kept for one. */
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
  const minutes = match?.[1] === undefined ? 0 : Number(match[2]) * 60 + Number(match[3]);
  const offset = (match?.[1] === '-' ? -minutes : minutes) * 60_000;
  if (offsets.size > 20_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

export function dayAt(ms: number, timeZone: string): string {
  return dayFromNumber(Math.floor((ms + offsetMs(ms, timeZone)) / DAY_MS));
}

/** First instant of a day in a zone; where the clocks skip midnight, the first moment after the gap. */
export function startOfDayMs(day: string, timeZone: string): number {
  const utc = dayNumber(day) * DAY_MS;
  const start = utc - offsetMs(utc - offsetMs(utc, timeZone), timeZone);
  return dayAt(start, timeZone) < day ? start + 3_600_000 : start;
}

export function startOfNextDayMs(day: string, timeZone: string): number {
  return startOfDayMs(dayFromNumber(dayNumber(day) + 1), timeZone);
}

/** `2026-11-21T00:00:00.000-05:00`: ISO 8601 with milliseconds and offset. "API patterns", times (v1; read 2026-11-20) */
export function snapTime(ms: number, timeZone: string): string {
  const offset = offsetMs(ms, timeZone);
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${new Date(ms + offset).toISOString().slice(0, 23)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Milliseconds of an ISO 8601 text with offset or Z; null when it is none. */
export function parseSnapTime(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/.test(value)) return null;
  const ms = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(ms) ? null : ms;
}
