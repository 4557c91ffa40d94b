import type { RightsLaw } from '../contract/privacy.ts';
import { addDays, addMonths, type Day } from '../kernel/days.ts';
import { assertNever } from '../kernel/result.ts';
import { addBusinessDays } from './holidays.ts';

export interface DueDates {
  readonly dueOn: Day;
  /** The last day if the one extension that the law gives is used. */
  readonly latestOn: Day;
}

/**
 * When a request of a person must be answered.
 *
 * Colombia: questions within 10 business days and, with the reason told in time, 5 more; claims within 15 and 8 more; the
 * day after receipt is the first. European Union: one month, two more for a hard case. California: 45 days, once more 45.
 * A European term that ends on a holiday runs on to the next working day, but holidays differ between member states, so
 * that day of grace is not counted on: earlier is always in time.
 * @see Ley 1581 of 2012, art. 14 and 15; GDPR art. 12(3); California Code of Regulations, title 11, § 7021(b) (read 2026-11-29)
 */
export function dueDates(law: RightsLaw, receivedOn: Day): DueDates {
  switch (law) {
    case 'co_query':
      return colombian(receivedOn, 10, 5);
    case 'co_claim':
      return colombian(receivedOn, 15, 8);
    case 'gdpr':
      return { dueOn: addMonths(receivedOn, 1), latestOn: addMonths(receivedOn, 3) };
    case 'ccpa':
      return { dueOn: addDays(receivedOn, 45), latestOn: addDays(receivedOn, 90) };
    default:
      return assertNever(law);
  }
}

function colombian(receivedOn: Day, first: number, more: number): DueDates {
  const dueOn = addBusinessDays(receivedOn, first);
  return { dueOn, latestOn: addBusinessDays(dueOn, more) };
}
