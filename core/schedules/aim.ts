import type { Zones } from '../ports/zones.ts';
import type { ScheduleRule } from '../contract/schedules.ts';
import type { Day } from '../kernel/days.ts';
import { firstDay, momentOn, nextDay } from './occurrences.ts';
import type { ScheduleRow } from './schedule-store.ts';

/** A rule that began years ago is not counted for longer than this. */
const MOST_DAYS = 4_000;

/** The row as it waits for `day`, or over when there is none. */
export function waitingFor(zones: Zones, row: ScheduleRow, day: Day | null): ScheduleRow {
  if (day === null)
    return { ...row, state: row.rule.repeat === 'once' ? 'done' : 'ended', pendingDay: null, resumeDay: null, dueMs: null, warnings: [] };
  return {
    ...row,
    state: 'waiting',
    pendingDay: day,
    resumeDay: null,
    dueMs: momentOn(zones, row.rule, day).ms,
    zoneVersion: zones.version,
    warnings: [],
  };
}

/** The first day of the rule whose moment is still to come. */
export function upcoming(zones: Zones, rule: ScheduleRule, nowMs: number): Day | null {
  let day = firstDay(rule);
  for (let steps = 0; day !== null && steps < MOST_DAYS; steps += 1) {
    if (momentOn(zones, rule, day).ms > nowMs) return day;
    day = nextDay(rule, day);
  }
  return null;
}

/**
 * The row as it goes on after a pause: with its next time to come, whatever passed meanwhile. A single one whose time has passed is
 * asked about, so that resuming never does anything by surprise.
 */
export function resumed(zones: Zones, row: ScheduleRow, nowMs: number): ScheduleRow {
  const active: ScheduleRow = { ...row, standing: 'active' };
  if (row.state !== 'waiting' || row.pendingDay === null || (row.dueMs ?? 0) > nowMs) return active;
  const day = upcoming(zones, row.rule, nowMs);
  if (day !== null) return waitingFor(zones, active, day);
  return row.rule.repeat === 'once' ? { ...active, state: 'asking' } : waitingFor(zones, active, null);
}
