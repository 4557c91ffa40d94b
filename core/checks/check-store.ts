import type { Input, Output } from '../contract/define.ts';
import type { checks } from '../contract/plans.ts';
import type { Money } from '../kernel/money.ts';
import type { Found } from './found.ts';

export interface CheckStore {
  /** Replaces what is known of one object and its counters; reasons given for the same content keep their hold. */
  replace(objectId: string, checkedKey: string, found: readonly Found[]): void;
  list(input: Input<(typeof checks)['list']>): Output<(typeof checks)['list']>;
  totals(clientId: string | null): { readonly errors: number; readonly warnings: number; readonly objects: number };
  /** Writes the reason down for the objects' warnings as they stand; the number of warnings that it explains. */
  waive(objectIds: readonly string[], code: string | null, reason: string, actorId: string, at: string): number;
  /** Errors among these objects with this code (any code: null). */
  errorsAmong(objectIds: readonly string[], code: string | null): number;
  /** `account/text hash` of texts that more than one ad of an account carries. */
  duplicateTexts(): ReadonlySet<string>;
  /** Active daily budgets of a client as drafted, one sum a currency; what is drafted for the networks named here is never spent. */
  activeDaily(clientId: string, withoutNetworks: readonly string[]): readonly Money[];
  /** What a client's ads have cost so far in the accounts of one currency. */
  costs(clientId: string, currency: string): { readonly clicks: number; readonly conversions: number; readonly spendMicros: bigint };
}

/** What campaigns spent lately; given by the results feature where there is one. */
export interface SpendHistory {
  /** Mean of the last 14 complete days by campaign; campaigns without spend are left out. */
  usualDailyMicros(campaignIds: readonly string[]): ReadonlyMap<string, bigint>;
}
