import { dayFromNumber, dayNumber } from '../../../core/kernel/index.ts';

/** Meta speaks in the ad account's own zone: budgets, insight days and the offsets of its timestamps. */

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Zone offset at an instant, ms east of UTC. Every zone change falls on a quarter of an hour, so that is how long an answer is kept. */
export function offsetMs(ms: number, timeZone: string): number {
  const key = `${timeZone}|${Math.floor(ms / QUARTER_MS)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  const parts = new Map<string, number>();
  for (const part of formatter.formatToParts(ms)) parts.set(part.type, Number(part.value));
  const read = (name: string): number => parts.get(name) ?? 0;
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
  const offset = local - Math.floor(ms / 1000) * 1000;
  if (offsets.size > 20_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** The calendar day that an instant falls on in a zone. */
export function dayAt(ms: number, timeZone: string): string {
  return dayFromNumber(Math.floor((ms + offsetMs(ms, timeZone)) / DAY_MS));
}

/** First instant of a day in a zone. Where the clocks skip midnight (Santiago in September) it is the first moment after the gap. */
export function startOfDayMs(day: string, timeZone: string): number {
  const utc = dayNumber(day) * DAY_MS;
  let start = utc - offsetMs(utc - offsetMs(utc, timeZone), timeZone);
  if (dayAt(start, timeZone) < day) start += 3_600_000;
  return start;
}

/** Last whole second of a day in a zone. */
export function endOfDayMs(day: string, timeZone: string): number {
  return startOfDayMs(dayFromNumber(dayNumber(day) + 1), timeZone) - 1000;
}

/** `2026-11-21T00:00:00-0500`, the way Graph writes instants. */
export function graphTime(ms: number, timeZone: string): string {
  const offset = offsetMs(ms, timeZone);
  const minutes = Math.abs(offset) / 60_000;
  const sign = offset < 0 ? '-' : '+';
  return `${new Date(ms + offset).toISOString().slice(0, 19)}${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;
}

/** Milliseconds of what Graph or a caller wrote: ISO 8601 with an offset, or Unix seconds; null when it is neither. */
export function parseGraphTime(value: unknown): number | null {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? value * 1000 : null;
  if (typeof value !== 'string') return null;
  if (/^\d{9,11}$/.test(value)) return Number(value) * 1000;
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})$/.exec(value);
  if (match === null) return null;
  const zone = match[2] === 'Z' ? 'Z' : `${match[2]!.slice(0, 3)}:${match[2]!.slice(-2)}`;
  const ms = Date.parse(`${match[1]}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}
