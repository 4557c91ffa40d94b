import type { VacancyRecord, State } from './vacancy-store.ts';

/** A vacancy that ads may run for, or that only waits for its day. */
export const OPEN_STATES: readonly State[] = ['draft', 'open', 'advertised', 'capped', 'closing'];

export function isOpen(state: State): boolean {
  return OPEN_STATES.includes(state);
}

/** State of a vacancy that has just been read, by its closing date. Days are the client's. */
export function stateAtBirth(closesOn: string | null, today: string): State {
  return closesOn !== null && closesOn < today ? 'expired' : 'open';
}

/** After a closing date moved: an expired vacancy lives again, a live one may end. */
export function stateAfterDates(record: Pick<VacancyRecord, 'state'>, closesOn: string | null, today: string): State {
  const past = closesOn !== null && closesOn < today;
  if (record.state === 'expired') return past ? 'expired' : 'open';
  return past && isOpen(record.state) ? 'expired' : record.state;
}

/** True when an ad for it may be published or go on running today. */
export function mayAdvertiseOn(record: Pick<VacancyRecord, 'state' | 'closesOn'>, today: string): boolean {
  const live = record.state === 'open' || record.state === 'advertised' || record.state === 'closing';
  return live && (record.closesOn === null || record.closesOn >= today);
}
