import { dayFromNumber } from './days.ts';

const DAY_MS = 86_400_000;

/** ISO 8601 UTC text of an instant in milliseconds; whole milliseconds, ends in Z. */
export function instantText(ms: number): string {
  const whole = Math.floor(ms);
  const day = Math.floor(whole / DAY_MS);
  const rest = whole - day * DAY_MS;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${dayFromNumber(day)}T${two(rest / 3_600_000)}:${two((rest / 60_000) % 60)}:${two((rest / 1000) % 60)}.${String(rest % 1000).padStart(3, '0')}Z`;
}
