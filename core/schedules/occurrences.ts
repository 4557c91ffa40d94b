import type { ScheduleRule } from '../contract/schedules.ts';
import { addDays, dayNumber, type Day } from '../kernel/days.ts';
import type { ZonedMoment, Zones } from '../ports/zones.ts';

/** 1970-01-01 was a Thursday; Monday is 0. */
function weekday(day: Day): number {
  return (dayNumber(day) + 3) % 7;
}

export function firstDay(rule: ScheduleRule): Day | null {
  const day = rule.at.slice(0, 10);
  if (rule.repeat !== 'weekdays' || weekday(day) < 5) return within(rule, day);
  return within(rule, addDays(day, 7 - weekday(day)));
}

/** The next intended day after `day`; null when there is none. Counted by the calendar of the rule, so a moved clock repeats and skips nothing. */
export function nextDay(rule: ScheduleRule, day: Day): Day | null {
  switch (rule.repeat) {
    case 'once':
      return null;
    case 'daily':
      return within(rule, addDays(day, 1));
    case 'weekdays':
      return within(rule, addDays(day, weekday(day) >= 4 ? 7 - weekday(day) : 1));
    case 'weekly':
      return within(rule, addDays(day, 7));
    case 'monthly':
      return within(rule, sameDayNextMonth(rule.at.slice(0, 10), day));
  }
}

/** The 31st is the last day of a shorter month, and the 31st again after it. */
function sameDayNextMonth(first: Day, day: Day): Day {
  const month = Number(day.slice(5, 7));
  const year = Number(day.slice(0, 4)) + (month === 12 ? 1 : 0);
  const next = `${String(year).padStart(4, '0')}-${String(month === 12 ? 1 : month + 1).padStart(2, '0')}`;
  const start = `${next}-01`;
  const afterMonth = month === 11 ? `${year + 1}-01-01` : `${next.slice(0, 5)}${String((month % 12) + 2).padStart(2, '0')}-01`;
  const length = dayNumber(month === 12 ? `${next.slice(0, 5)}02-01` : afterMonth) - dayNumber(start);
  return addDays(start, Math.min(Number(first.slice(8, 10)), length) - 1);
}

function within(rule: ScheduleRule, day: Day): Day | null {
  return rule.until !== null && day > rule.until ? null : day;
}

export function wallOn(rule: ScheduleRule, day: Day): string {
  return `${day}T${rule.at.slice(11)}`;
}

export function momentOn(zones: Zones, rule: ScheduleRule, day: Day): ZonedMoment {
  return zones.at(wallOn(rule, day), rule.timeZone);
}

export type Verdict =
  /** Not yet. */
  | { readonly kind: 'wait' }
  /** Do the one of `day`; earlier ones that were missed as well are let go. `next`: the one after it. */
  | { readonly kind: 'run' | 'ask'; readonly day: Day; readonly dueMs: number; readonly missed: number; readonly next: Day | null };

/**
 * What to do about a schedule now: pure. Of several times that have passed only the last one counts, so a week away ends in one
 * question and never in a burst.
 */
export function judge(zones: Zones, rule: ScheduleRule, pending: Day, nowMs: number): Verdict {
  let day = pending;
  let dueMs = momentOn(zones, rule, day).ms;
  if (dueMs > nowMs) return { kind: 'wait' };
  let missed = 0;
  let next = nextDay(rule, day);
  for (let steps = 0; next !== null && steps < MOST_STEPS; steps += 1) {
    const nextMs = momentOn(zones, rule, next).ms;
    if (nextMs > nowMs) break;
    day = next;
    dueMs = nextMs;
    missed += 1;
    next = nextDay(rule, day);
  }
  return { kind: nowMs - dueMs <= rule.graceMinutes * 60_000 ? 'run' : 'ask', day, dueMs, missed, next };
}

/** A clock that jumped by centuries must not keep us counting. */
const MOST_STEPS = 40_000;
