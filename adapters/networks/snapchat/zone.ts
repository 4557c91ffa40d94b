import { offsetMs, offsetText } from '../account-days.ts';

/** Snapchat counts days in the ad account's zone and refuses bounds that are off by an hour. */

/** `2026-11-21T00:00:00.000-05:00`: ISO 8601 with milliseconds and offset. "API patterns", times (v1; read 2026-11-20) */
export function snapTime(ms: number, timeZone: string): string {
  const offset = offsetMs(ms, timeZone);
  return `${new Date(ms + offset).toISOString().slice(0, 23)}${offsetText(offset, ':')}`;
}

/** Milliseconds of an ISO 8601 text with offset or Z; null when it is none. */
export function parseSnapTime(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/.test(value)) return null;
  const ms = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(ms) ? null : ms;
}
