import { offsetMs, offsetText } from '../account-days.ts';

/** Meta speaks in the ad account's own zone: budgets, insight days and the offsets of its timestamps. */

/** `2026-11-21T00:00:00-0500`, the way Graph writes instants. */
export function graphTime(ms: number, timeZone: string): string {
  const offset = offsetMs(ms, timeZone);
  return `${new Date(ms + offset).toISOString().slice(0, 19)}${offsetText(offset, '')}`;
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
