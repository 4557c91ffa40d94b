import { dayNumber } from '../../../core/kernel/index.ts';
import { offsetMs } from '../account-days.ts';

/** The ad account's calendar: budgets, runs and daily figures of X follow its time zone. */

const DAY_MS = 86_400_000;

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
