import { dayFromNumber, dayNumber } from '../../../core/kernel/index.ts';

/** Days are the ad account's; schedules are UTC. */

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
const MOST_REMEMBERED = 20_000;

/** Ms east of UTC at an instant. Zones change on quarters of an hour, so an answer holds for one. */
function offsetMs(ms: number, timeZone: string): number {
  const key = `${timeZone}|${Math.floor(ms / QUARTER_MS)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  const size = (Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0)) * 60_000;
  const offset = match?.[1] === '-' ? -size : size;
  if (offsets.size > MOST_REMEMBERED) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** The calendar day that an instant falls on in a zone. */
export function dayAt(ms: number, timeZone: string): string {
  return dayFromNumber(Math.floor((ms + offsetMs(ms, timeZone)) / DAY_MS));
}

/** First instant of a day in a zone; where clocks skip midnight, the first after the gap. */
export function startOfDayMs(day: string, timeZone: string): number {
  const utc = dayNumber(day) * DAY_MS;
  const start = utc - offsetMs(utc - offsetMs(utc, timeZone), timeZone);
  return dayAt(start, timeZone) < day ? start + 3_600_000 : start;
}

/** Last whole second of a day in a zone. */
export function endOfDayMs(day: string, timeZone: string): number {
  return startOfDayMs(dayFromNumber(dayNumber(day) + 1), timeZone) - 1000;
}

/** `2026-11-21 05:00:00`, in UTC: how TikTok writes schedules. "Ad group create", `schedule_start_time` (v1.3; read 2026-11-20) */
export function scheduleTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

export function parseScheduleTime(text: unknown): number | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(ms) || scheduleTime(ms) !== text ? null : ms;
}
