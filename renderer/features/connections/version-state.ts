import { dayNumber } from '../../../core/kernel/index.ts';

const WARN_DAYS = 60;

/** Whole days until the version stops answering; null while no date is announced. */
export function daysLeft(endsOn: string | null, nowMs: number): number | null {
  return endsOn === null ? null : dayNumber(endsOn) - Math.floor(nowMs / 86_400_000);
}

export function versionState(days: number): 'ok' | 'soon' | 'over' {
  return days <= 0 ? 'over' : days <= WARN_DAYS ? 'soon' : 'ok';
}
